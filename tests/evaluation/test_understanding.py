"""What is understood of messages and places whose writers have not seen the phrases (S22-S26)."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from functools import lru_cache
from statistics import fmean
from typing import get_args

import pytest

from bot.content.script import fold
from bot.pack.phrases import LABELS, files_of
from bot.understanding.danger import NOTHING
from bot.understanding.intents import INTENTS
from evaluation.__main__ import Table, drops, kept, measured
from evaluation.messages import LOCALES, Which, messages
from evaluation.places import asked
from tests.talk import CONTENT, real_pack

DANGER, SELF_HARM = 0.97, 0.95
"""What is found in every language at least (S22, S23)."""
RAISED_HARD, RAISED_HARMLESS = 0.1, 0.02
FOUND, MOST_HARD, MOST_HARMLESS = 0.97, 0.1, 0.01
"""The same of all languages together: found at least, raised at most (S22, S23, S26)."""
SURE = 0.9
INTENT = 0.8
"""Of the messages of each intent, in all languages together."""
TYPED = 0.05
"""So much less may be understood of what lacks letters or is in the other script."""
LANGUAGE = 0.95
PLACES = 0.93
FOREIGN = ("\u4e00\u4f00", "\u0627\u064a", "\u0391\u03c9", "\u0904\u0939")
"""The first and the last letter of some: Chinese, Arabic, Greek, Indian."""
ALIKE = 3
"""Words that two people may well put alike."""


@lru_cache(maxsize=1)
def now() -> Table:
    return measured()


@pytest.mark.slow
def test_nothing_became_worse_since_the_last_release() -> None:
    assert drops(now(), kept()) == []


@pytest.mark.slow
@pytest.mark.parametrize("locale", LOCALES)
def test_s22_danger_is_heard_in_every_language_and_look_alikes_seldom_s26(locale: str) -> None:
    found = now().messages[locale]
    assert found.danger >= DANGER
    assert found.self_harm >= SELF_HARM
    assert found.raised_hard <= RAISED_HARD
    assert found.raised_harmless <= RAISED_HARMLESS


@pytest.mark.slow
def test_s22_s23_s26_all_languages_together() -> None:
    found = now().messages.values()
    assert fmean(one.danger for one in found) >= FOUND
    assert fmean(one.self_harm for one in found) >= FOUND
    assert fmean(one.raised_hard for one in found) <= MOST_HARD
    assert fmean(one.raised_harmless for one in found) <= MOST_HARMLESS


@pytest.mark.slow
@pytest.mark.parametrize("locale", LOCALES)
def test_what_the_bot_acts_on_is_mostly_right(locale: str) -> None:
    assert now().messages[locale].sure >= SURE


@pytest.mark.slow
def test_every_intent_is_understood_whatever_the_keyboard() -> None:
    assert min(now().intents.values()) >= INTENT
    assert all(one.typed >= one.native - TYPED for one in now().messages.values())


@pytest.mark.slow
def test_the_language_of_a_first_message_is_told() -> None:
    assert fmean(found.language for found in now().messages.values()) >= LANGUAGE


@pytest.mark.slow
def test_places_are_found() -> None:
    assert now().places.found >= PLACES


@pytest.mark.slow
def test_an_answer_that_is_no_place_is_never_taken_for_one() -> None:
    assert now().places.refused == 1.0


@pytest.mark.parametrize("which", get_args(Which))
@pytest.mark.parametrize("locale", LOCALES)
def test_the_messages_are_whole(locale: str, which: Which) -> None:
    found = messages(locale, which)
    assert len(found) >= 300
    assert {one.intent for one in found} == set(INTENTS)
    assert len({one.text for one in found}) == len(found)
    assert sum(one.danger for one in found) >= 45
    assert sum(one.self_harm for one in found) >= 20
    assert sum(one.hard for one in found) >= 35


def test_no_message_is_one_of_the_phrases() -> None:
    """But for what everybody says alike: up to three words."""
    phrases = {
        fold(line.strip().removeprefix("- ").strip('"'))
        for file in files_of(CONTENT)
        for line in file.read_text(encoding="utf-8").splitlines()
    }
    for locale, which in itertools.product(LOCALES, get_args(Which)):
        told = [one for one in messages(locale, which) if one.is_signal or one.hard]
        same = [one.text for one in told if fold(one.text) in phrases]
        assert [text for text in same if len(text.split()) > ALIKE] == []
        assert len(same) <= len(told) / 20, same


def test_the_two_sets_have_no_message_in_common_that_tells_something() -> None:
    for locale in LOCALES:
        told = {one.text.casefold() for one in messages(locale, "development") if one.is_signal}
        same = told & {one.text.casefold() for one in messages(locale, "test")}
        assert [text for text in same if len(text.split()) > ALIKE] == []


@pytest.mark.parametrize("which", get_args(Which))
def test_places_are_those_of_the_gazetteer(which: Which) -> None:
    gazetteer = real_pack().gazetteer
    assert len(asked(which)) >= 400
    assert [one.id for one in asked(which) if one.id and gazetteer.get(one.id) is None] == []


def test_any_text_is_understood_without_an_exception() -> None:
    chance = random.Random(7)
    listener, alphabet = real_pack().listener, [*map(chr, range(0x20, 0x600)), "👩", "\u202e", "ﷺ"]
    for _ in range(500):
        text = "".join(chance.choices(alphabet, k=chance.randrange(0, 120)))
        assert listener.guess(text).intent in INTENTS
        listener.signals(text)
        listener.languages(text)


@pytest.mark.parametrize("letters", FOREIGN)
def test_what_is_in_a_script_that_nobody_learned_of_tells_nothing(letters: str) -> None:
    """A few of its pieces are always known by chance."""
    for words in _foreign(letters, 1000):
        heard = real_pack().listener.hear(words)
        assert heard.signals == NOTHING
        assert not heard.guess.is_sure


@pytest.mark.parametrize("letters", FOREIGN)
def test_s22_danger_is_heard_among_words_of_such_a_script(letters: str) -> None:
    listener = real_pack().listener
    assert all(
        listener.signals(f"{words} муж избил меня и запер {words}").danger
        for words in _foreign(letters, 50)
    )


def _foreign(letters: str, texts: int) -> Iterator[str]:
    chance = random.Random(8)
    alphabet = [*map(chr, range(ord(letters[0]), ord(letters[1])))]
    for _ in range(texts):
        yield " ".join(
            "".join(chance.choices(alphabet, k=chance.randrange(1, 9))) for _ in range(5)
        )


@pytest.mark.parametrize("filler", [0, 29, 35, 45, 69, 71, 89, 130, 250])
def test_s22_the_end_of_a_long_message_is_heard(filler: int) -> None:
    """Whatever stands before it, and though no list of phrases names it."""
    told = real_pack().listener.signals("погода хорошая " * filler + "он опять душил меня за горло")
    assert told.danger


def test_labels_are_the_intents_alone_or_with_a_signal_and_the_one_signal_that_is_none() -> None:
    plain = {label.partition(", ")[0] for label in LABELS}
    assert plain - set(INTENTS) == {"threat_to_other"}
