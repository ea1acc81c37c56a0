from functools import lru_cache
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.danger import NOTHING, Signals
from bot.understanding.listener import Listener
from bot.understanding.phrases import Phrases
from bot.understanding.spelling import spell
from bot.understanding.words import Words, words_from

HERE = Path(__file__).parent
CONTENT = HERE.parent.parent / "content_yaml"
LOCALES = ("kk", "ru", "en")
KINDS = ("danger", "self_harm", "threat_to_other")
RECALL, FALSE_ALARMS = 0.85, 0.05


def read(file: Path):
    return yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


@lru_cache(maxsize=1)
def words() -> tuple[Words, ...]:
    return tuple(
        words_from(locale, read(CONTENT / "understanding" / f"{locale}.yaml")) for locale in LOCALES
    )


@lru_cache(maxsize=3)
def cases(locale: str):
    return read(HERE / f"cases_{locale}.yaml")


@lru_cache(maxsize=1)
def listener() -> Listener:
    return Listener(words())


def signals(text: str) -> Signals:
    return listener().signals(text)


@pytest.mark.parametrize("locale", LOCALES)
def test_s22_danger_is_recognised_in_every_language(locale: str):
    lines = cases(locale)["danger"]
    missed = [line for line in lines if not signals(line).danger]
    assert len(lines) >= 60
    assert 1 - len(missed) / len(lines) >= RECALL, missed


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("kind", ["self_harm", "threat_to_other"])
def test_s23_self_harm_and_threats_to_others_are_told_apart(locale: str, kind: str):
    lines = cases(locale)[kind]
    missed = [line for line in lines if not getattr(signals(line), kind)]
    assert 1 - len(missed) / len(lines) >= RECALL, missed


@pytest.mark.parametrize("locale", LOCALES)
def test_who_threatens_does_not_get_the_screen_of_who_is_in_danger(locale: str):
    lines = cases(locale)["threat_to_other"]
    taken = [line for line in lines if signals(line).danger]
    assert len(taken) / len(lines) <= FALSE_ALARMS, taken


@pytest.mark.parametrize("locale", LOCALES)
def test_who_is_in_danger_is_not_taken_for_who_threatens(locale: str):
    lines = cases(locale)["danger"]
    taken = [line for line in lines if signals(line).threat_to_other]
    assert len(taken) / len(lines) <= FALSE_ALARMS, taken


@pytest.mark.parametrize("kind", ["self_defence", "danger_among_others"])
@pytest.mark.parametrize("locale", LOCALES)
def test_who_defends_herself_is_in_danger_whatever_else_is_heard(locale: str, kind: str):
    lines = cases(locale).get(kind, ())
    assert [line for line in lines if not signals(line).danger] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_s26_false_alarms_are_few(locale: str):
    lines = cases(locale)["benign"]
    alarms = [line for line in lines if signals(line) != NOTHING]
    assert len(lines) >= 60
    assert len(alarms) / len(lines) <= FALSE_ALARMS, alarms


@pytest.mark.parametrize(
    "text",
    [
        "привет. он меня бьет. пока",
        "спасибо за рецепт, муж меня избил, до свидания",
        "меню\nон меня душит",
        "сәлем. күйеуім мені ұрады. рахмет, сау бол",
        "рахмет! мені зорлап кетті",
        "hi. he hits me. bye",
        "thank you, my husband beats me, good night",
        "в фильме муж избил жену. а меня муж тоже бьет",
        "после фильма он меня избил",
        "убить время не получается, он меня бьет",
    ],
)
def test_s24_a_disclosure_outranks_what_stands_beside_it(text: str):
    assert signals(text).danger


@pytest.mark.parametrize(
    "text",
    [
        "on menya bet",
        "on menia byot",
        "ОН МЕНЯ БЬЁЁЁТ!!!",
        "он menya бьет",
        "он мeня бьeт",  # with Latin e
        "kuieuim meni uryp zhatyr",
        "küieuım meni ūryp jatyr",
        "куйеуим мени урып жатыр",
        "муж мені ұрып жатыр",
        "памагите он меня душит",
        "у нас дома he hits me",
    ],
)
def test_s22_spelling_script_and_mixed_speech_do_not_matter(text: str):
    assert signals(text).danger


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("не хочу жить", Signals(self_harm=True)),
        ("я убью себя", Signals(self_harm=True)),
        ("я убью ее", Signals(threat_to_other=True)),
        ("он сказал: я тебя убью", Signals(danger=True)),
        ("мен әйелімді ұрдым", Signals(threat_to_other=True)),
        ("күйеуім мені ұрды", Signals(danger=True)),
        ("i hit my wife", Signals(threat_to_other=True)),
        ("he hit me", Signals(danger=True)),
        ("он меня бьет, я не хочу жить", Signals(danger=True, self_harm=True)),
        ("у меня был билет", NOTHING),
        ("он меня не бьет", NOTHING),
        ("он меня не бьет, но душит", Signals(danger=True)),
        ("", NOTHING),
        ("🙂 ... !!!", NOTHING),
    ],
)
def test_each_signal_stands_for_itself(text: str, found: Signals):
    assert signals(text) == found


def test_a_harmless_phrase_takes_away_only_cues_that_it_names():
    listens = Listener([Words("en", danger=("hit me",), benign=("ball hit me",))])
    assert not listens.signals("the ball hit me").danger
    assert listens.signals("the ball fell and he hit me").danger
    assert listens.signals("the ball hit me, he hit me").danger


def test_short_words_are_found_whole_and_longer_ones_by_their_beginning():
    listens = Listener([Words("en", danger=("he hit",))])
    assert listens.signals("He hits her").danger
    assert not listens.signals("her hits").danger
    assert listens.signals("he often really hit").danger
    assert not listens.signals("he has never once hit").danger


@pytest.mark.parametrize("each", words(), ids=LOCALES)
def test_no_harmless_phrase_of_any_language_switches_a_whole_cue_off(each: Words):
    benign = Phrases(("", phrase) for one in words() for phrase in one.benign)
    off = []
    for kind in KINDS:
        for phrase in getattr(each, kind):
            spelled = spell(phrase)
            every = frozenset(range(len(spelled)))
            if any(every <= match.places for match in benign.find(spelled)):
                off.append(phrase)
    assert off == []


@pytest.mark.parametrize("each", words(), ids=LOCALES)
def test_the_lists_are_long_enough(each: Words):
    assert len(each.danger) >= 60
    assert len(each.self_harm) >= 30
    assert len(each.threat_to_other) >= 15
    assert each.exit_words
    assert each.hide_words
    assert not set(each.exit_words) & set(each.hide_words)
    assert all(len(word) <= 24 for word in (*each.exit_words, *each.hide_words))


def test_what_opens_hides_or_leaves_is_no_disclosure_by_itself():
    for each in words():
        for word in each.exit_words:
            assert signals(word) == NOTHING, word


@pytest.mark.parametrize("locale", LOCALES)
def test_the_cover_says_nothing_of_what_lies_behind_it(locale: str):
    book = read(CONTENT / "cover" / f"{locale}.yaml")
    del book["useful"]["police"]  # a useful number in any house
    (lexicon,) = (each.sensitive for each in words() if each.locale == locale)
    said = " ".join(_strings(book)).casefold()
    spoken = f" {' '.join(spell_plain(said))}"
    assert [stem for stem in lexicon if f" {stem}" in spoken] == []
    assert signals(said) == NOTHING


@pytest.mark.parametrize("text", ["Меню", "мәзір", "MENU!", "menyu", " меню. "])
def test_a_choice_is_recognised_in_any_language_and_script(text: str):
    assert listener().choice(text) == "menu"


@pytest.mark.parametrize("text", ["", "...", "меню столовой", "в меню он меня бьет", "menu " * 99])
def test_only_a_whole_message_is_a_choice(text: str):
    assert listener().choice(text) is None


@given(st.text(max_size=400))
def test_any_text_is_answered(text: str):
    assert isinstance(signals(text), Signals)
    listener().choice(text)


@given(st.lists(st.sampled_from(["он", "меня", "бьет", "мені", "ұрып", "he", "hits", "me", "не"])))
def test_any_heap_of_cue_words_is_answered(heap: list[str]):
    assert isinstance(signals(" ".join(heap)), Signals)


@pytest.mark.parametrize("part", ["он меня бьет ", "билет у меня ", "he hits me ", "a"])
def test_a_long_message_is_read_to_its_end(part: str):
    filler = (part * 5000)[:50_000]
    assert signals(f"{filler} мені ұрып жатыр").danger
    assert isinstance(signals(filler), Signals)


def _strings(value):
    if isinstance(value, str):
        return [value]
    inside = value.values() if isinstance(value, dict) else value
    return [text for part in inside for text in _strings(part)]


def spell_plain(text: str):
    from bot.content.script import fold

    return fold(text).split()
