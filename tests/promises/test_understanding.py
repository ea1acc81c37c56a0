"""Promises about being understood: no dead end, care first, lethal signs (S23-S31)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.events import MediaKind
from tests.stage import phone
from tests.talk import LOCALES, Talk, real_pack, through_the_door

DANGER = {
    "kk": "күйеуім мені ұрып жатыр", "ru": "муж меня избивает", "en": "he is beating me",
    "ky": "күйөөм мени уруп жатат", "uz": "erim meni uryapti", "uz_Cyrl": "эрим мени уряпти",
    "tg": "шавҳарам маро мезанад", "tk": "ärim meni urýar", "kaa_Latn": "kúyewim meni urıp atır",
}  # fmt: skip
SELF_HARM = {
    "kk": "өмір сүргім келмейді", "ru": "я не хочу жить", "en": "i want to kill myself",
    "ky": "жашагым келбейт", "uz": "yashagim kelmayapti", "uz_Cyrl": "яшагим келмаяпти",
    "tg": "зистан намехоҳам", "tk": "ýaşasym gelenok", "kaa_Latn": "jasaǵım kelmeydi",
}  # fmt: skip
PLAIN = {
    "kk": "менің өмірім қауіпте; мен қауіптемін; мені құтқарыңыздар; "
    "мен зорлық-зомбылық құрбанымын; үйде зорлық-зомбылық болып жатыр; "
    "мені еркімнен тыс ұстап отыр; мені зорлады",
    "ru": "моя жизнь в опасности; я в опасности; спасите меня; я жертва насилия; "
    "я жертва домашнего насилия; у нас дома насилие; меня удерживают против воли; мне угрожают; "
    "меня похитили; меня изнасиловали; меня преследуют; меня могут убить; боюсь за свою жизнь",
    "en": "my life is in danger; i am in danger; save me; i am a victim of violence; "
    "i am a victim of domestic violence; violence in the family; i am being held against my will; "
    "he threatens me; i was raped; someone is stalking me; i fear for my life; rescue me",
    "ky": "менин өмүрүм коркунучта; мен коркунучтамын; мени куткаргыла; "
    "мен зомбулуктун курмандыгымын; үйдө зомбулук болуп жатат; мени зордуктап кетти",
    "uz": "hayotim xavf ostida; men xavf ostidaman; meni qutqaring; men zo'ravonlik qurboniman; "
    "uyda zo'ravonlik bo'lyapti; meni zo'rlashdi; oilaviy zo'ravonlik qurboniman",
    "uz_Cyrl": "ҳаётим хавф остида; мен хавф остидаман; мени қутқаринг; мен зўравонлик қурбониман; "
    "уйда зўравонлик бўляпти; мени зўрлашди; мени иродамга қарши ушлаб туришяпти",
    "tg": "ҷонам дар хатар аст; ман дар хатарам; маро наҷот диҳед; ман қурбонии зӯроварӣ ҳастам; "
    "дар хонаамон зӯроварӣ аст; ҳаётам дар хатар аст; ба ҳаёти ман таҳдид мекунанд",
    "tk": "janym howp astynda; men howp astynda; meni halas ediň; men zorlugyň pidasy; "
    "öýümizde zorluk bar; meni zorladylar; meni islegime garşy saklaýarlar",
    "kaa_Latn": "meniń ómirim qáwip astında; men qáwip astındaman; meni qutqarıń; "
    "men zorlıq qurbanıman; úyimizde zorlıq bar; meni zorladı; meni erkimnen tıs uslap tur",
}
"""What everybody would think of first, beside the thousand ways in which people really tell it."""


@pytest.mark.parametrize("locale", LOCALES)
def test_s22_the_plainest_words_for_danger_are_heard(locale: str) -> None:
    told = PLAIN[locale].split("; ")
    signals = [real_pack().listener.signals(said) for said in told]
    assert [said for said, heard in zip(told, signals, strict=True) if not heard.danger] == []
    wish_to_die = [said for said, heard in zip(told, signals, strict=True) if heard.self_harm]
    assert len(wish_to_die) <= len(told) / 5, wish_to_die


@pytest.mark.parametrize(
    "said",
    [
        "My wife raises hand on me, I am man and it is shame to say",
        "узр, малол келмаса, хўжайинимнинг сал жаҳли тез, қўли тегиб кетади",
        "дасти шавҳарам вазнин аст",
        "Bagyşlaň, ýoldaşymyň eli käwagt ýetýär maňa",
        "сын поднимает на меня руку, мне 76 лет, стыдно людям сказать",
    ],
)
def test_s22_who_is_beaten_is_not_taken_for_who_beats(said: str) -> None:
    """Told politely, or by somebody from whom nobody expects it."""
    heard = real_pack().listener.hear(said)
    assert heard.signals.danger
    assert not heard.threatens


@pytest.mark.parametrize("locale", LOCALES)
def test_danger_puts_the_numbers_on_top_until_she_says_that_is_not_it(locale: str) -> None:
    talk = through_the_door(locale).press("rights").say(DANGER[locale])
    assert talk.session.blocks == ("danger",)
    assert talk.text.startswith("112 · 102 · 103\n")
    assert talk.screen.paragraphs[1].key == "block.danger"
    assert {"silent", "person", "assault", "block_no"} <= set(talk.buttons)
    talk.press("menu")
    assert talk.step == "main.menu"
    assert talk.text.startswith("112 · 102 · 103\n")
    talk.press("block_no")
    assert talk.session.blocks == ()
    assert not talk.text.startswith("112")


def test_a_block_never_takes_away_what_she_asked_for() -> None:
    """The person in danger gets the same law, care and lines as everybody else."""
    ways = (("rights", "topic:protection_order"), ("rights", "topic:rape_and_sexual_violence"),
            ("find", "talk", "skip"), ("numbers",), ("assault",), ("person",))  # fmt: skip
    for way in ways:
        plain, blocked = through_the_door(), through_the_door().say(DANGER["ru"])
        blocked.press("block_read")
        for choice in way:
            plain.press(choice)
            blocked.press(choice)
        assert blocked.screen.paragraphs[1:] == plain.screen.paragraphs, way
        assert len(blocked.text) < 4096
        assert set(plain.buttons) <= set(blocked.buttons), way


@pytest.mark.parametrize("locale", LOCALES)
def test_s23_self_harm_has_its_own_path_and_ok_does_not_close_it(locale: str) -> None:
    talk = through_the_door(locale).say(SELF_HARM[locale])
    assert talk.session.blocks == ("self_harm",)
    assert talk.text.startswith("112 · 103\n")
    for typed in ("ok", "ок", "да", "жақсы"):
        talk.say(typed)
        assert talk.session.blocks == ("self_harm",)
    assert "block_no_self_harm" in talk.buttons


def test_s23_danger_and_self_harm_are_answered_one_by_one() -> None:
    talk = through_the_door().say(DANGER["ru"]).say(SELF_HARM["ru"])
    assert talk.session.blocks == ("danger", "self_harm")
    talk.press("block_no")
    assert talk.session.blocks == ("self_harm",)
    talk.press("block_no_self_harm")
    assert talk.session.blocks == ()


def test_danger_in_the_own_behaviour_door_shows_the_numbers_and_no_service() -> None:
    talk = through_the_door().press("for_whom").press("own").say(DANGER["ru"])
    assert talk.step == "numbers.show"
    assert "112" in talk.text


@pytest.mark.parametrize(
    "said", ["я убью себя", "i want to kill me", "özümi öldürjek", "худама мекушам"]
)
def test_s23_who_wants_to_die_is_not_taken_for_who_threatens(said: str) -> None:
    talk = through_the_door().say(said)
    assert talk.session.blocks == ("self_harm",)
    assert talk.step == "main.menu"


def test_who_threatens_somebody_and_wants_to_die_finds_that_door_and_the_numbers() -> None:
    talk = through_the_door().say("я убью её, а потом себя")
    assert talk.step == "own_behaviour.now"
    assert talk.session.blocks == ("self_harm",)
    assert talk.screen.paragraphs[1].key == "block.self_harm"
    assert "block.self_harm" in talk.decision.counts


def test_a_threat_that_is_told_clearly_outweighs_words_that_sound_like_danger() -> None:
    said = "кулак сам летит, вчера ей челюсть сломал"
    assert real_pack().listener.signals(said).danger
    assert through_the_door().say(said).step == "own_behaviour.now"


def test_who_was_hurt_and_threatens_stays_with_the_numbers_for_danger_s22() -> None:
    said = "он меня бил, теперь я его ночью подожгу"
    assert real_pack().listener.signals(said).threat_to_other
    talk = through_the_door().say(said)
    assert talk.session.blocks == ("danger",)
    assert talk.step == "main.menu"


def test_one_wrong_press_on_the_own_behaviour_door_can_be_taken_back() -> None:
    talk = through_the_door().press("for_whom").press("own").press("not_me")
    assert talk.step == "main.for_whom"
    assert talk.press("me").step == "main.menu"
    assert "find" in talk.buttons


@pytest.mark.parametrize("text", ["🆘", "🆘🆘🆘", "👊😭 adamym 🆘", "привет 🆘"])
def test_s22_a_cry_for_help_in_a_picture_is_heard(text: str) -> None:
    assert real_pack().listener.signals(text).danger


def test_s24_a_disclosure_outranks_greeting_and_goodbye() -> None:
    assert through_the_door().say("привет, муж меня избивает, пока").session.blocks == ("danger",)


def test_s25_the_guess_can_be_corrected_in_one_press() -> None:
    talk = through_the_door().say("муж меня избивает")
    assert "block_no" in talk.buttons


def test_danger_before_the_country_is_known_shows_digits() -> None:
    talk = Talk().start("ru-KZ").press("language:ru").say("муж меня избивает")
    assert "112" in talk.text
    assert "exit" in talk.buttons


def test_a_burst_is_one_input_and_never_hides_the_numbers() -> None:
    talk = through_the_door("kk")
    talk.say("комек", after=5)
    talk.say("керек", after=1)
    talk.say("күйеуім ұрып жатыр", after=1)
    talk.say("алло", after=1)
    assert talk.session.blocks == ("danger",)
    assert talk.screen.paragraphs[1].key == "block.danger"


def test_s27_two_misses_show_the_menu_a_person_and_a_number() -> None:
    talk = through_the_door().press("rights").say("бла бла квадрат")
    assert talk.screen.paragraphs[0].key == "ui.not_understood"
    talk.say("параллелепипед синий")
    assert talk.screen.paragraphs[0].key == "ui.not_understood_again"
    assert {"menu", "person", "numbers"} <= set(talk.buttons)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.text(max_size=60), min_size=1, max_size=6))
def test_s27_whatever_is_typed_there_is_an_answer_and_a_way_out(texts: list[str]) -> None:
    talk = through_the_door()
    for typed in texts:
        talk.say(typed)
        assert talk.screen is not None
        assert talk.text.strip()
        if talk.session is None or talk.covered:
            break
        assert {"exit", "numbers"} <= set(talk.buttons)


@pytest.mark.parametrize("locale", LOCALES)
def test_s29_time_critical_care_comes_first_before_any_report(locale: str) -> None:
    talk = through_the_door(locale).press("assault")
    assert talk.step == "after_assault.care"
    pages = [talk.text, talk.press("more").text, talk.press("more").text]
    whole = "\n".join(pages)
    assert "72" in whole
    assert "120" in whole
    assert "rights" not in talk.step
    before = pages[0] + pages[1]
    assert "72" in before


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(
    "cue",
    [
        {
            "kk": "мені буындырды",
            "ru": "он меня душил",
            "en": "he strangled me",
            "ky": "мени муунтту",
            "uz": "meni boʻgʻdi",
            "uz_Cyrl": "мени бўғди",
            "tg": "маро буғӣ кард",
            "tk": "meni bogdy",
            "kaa_Latn": "meni buwındırdı",
        },
        {
            "kk": "пышақпен қорқытты",
            "ru": "угрожает ножом",
            "en": "he threatened me with a knife",
            "ky": "бычак менен коркутту",
            "uz": "pichoq bilan qoʻrqitdi",
            "uz_Cyrl": "пичоқ билан қўрқитди",
            "tg": "бо корд таҳдид кард",
            "tk": "pyçak bilen gorkuzdy",
            "kaa_Latn": "pıshaq penen qorqıttı",
        },
        {
            "kk": "өлтіремін деді",
            "ru": "он сказал что убьет меня",
            "en": "he said he will kill me",
            "ky": "өлтүрөм деди",
            "uz": "oʻldiraman dedi",
            "uz_Cyrl": "ўлдираман деди",
            "tg": "гуфт маро мекушад",
            "tk": "öldürerin diýdi",
            "kaa_Latn": "óltiremen dedi",
        },
        {
            "kk": "үйге қамап қойды",
            "ru": "он запер меня дома",
            "en": "he locked me in the house",
            "ky": "үйгө камап койду",
            "uz": "uyga qamab qoʻydi",
            "uz_Cyrl": "уйга қамаб қўйди",
            "tg": "маро дар хона маҳкам кард",
            "tk": "öýe gabap goýdy",
            "kaa_Latn": "úyge qamap qoydı",
        },
    ],
)
def test_s30_lethal_signs_raise_the_human_and_the_numbers_never_a_score(
    locale: str, cue: dict[str, str]
) -> None:
    talk = through_the_door(locale).say(cue[locale])
    assert talk.session.blocks == ("danger",), cue[locale]
    assert {"person", "silent"} <= set(talk.buttons)
    assert "%" not in talk.text


@pytest.mark.parametrize("kind", list(MediaKind))
async def test_s31_anything_sent_gets_a_safe_reply_and_is_not_stored(kind: MediaKind) -> None:
    async with phone() as her:
        await her.inside()
        report = await her.do(media=kind.value)
        assert report["screen"] is not None
        assert report["covered"] is False
        if kind is MediaKind.LIVE_LOCATION:
            assert report["deleted"] == report["got"]
        else:
            assert report["deleted"] == []
            assert {"media_delete", "media_keep"} <= set(her.buttons)


async def test_media_goes_only_when_she_says_so_and_always_at_the_exit() -> None:
    async with phone() as her:
        await her.inside()
        first = (await her.do(media="photo"))["got"]
        assert (await her.do(press="media_keep"))["deleted"] == []
        second = (await her.do(media="forward"))["got"]
        assert (await her.do(press="media_delete"))["deleted"] == second
        assert (await her.do(press="exit"))["deleted"] == first


@pytest.mark.parametrize("kind", list(MediaKind))
async def test_s31_the_cover_answers_anything_sent_and_deletes_nothing(kind: MediaKind) -> None:
    async with phone() as her:
        report = await her.do(media=kind.value)
        assert report["covered"] is True
        assert report["deleted"] == []


def test_s28_every_outgoing_text_is_a_key_of_the_catalogue() -> None:
    """An argument is never a string, so nothing outside the catalogue can be said."""
    from bot.text import Argument

    kinds = {part.__name__ for part in Argument.__args__}
    assert kinds == {"int", "Day", "Moment", "Kilometres", "Plain", "Joined", "Text"}
    assert real_pack().catalogue.keys("ru")
