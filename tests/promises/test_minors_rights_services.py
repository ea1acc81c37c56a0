"""Promises about minors, rights content and services (S32-S34, S36-S38)."""

from __future__ import annotations

import re

import msgspec
import pytest

from bot.channels.render import press_of, render, render_keyboard
from bot.content.script import fold
from bot.directory.model import Need
from bot.effects import AskPosition
from bot.events import Said
from bot.pack.check_texts import sensitive_word
from bot.quick_exit import recognise
from bot.text import Text
from tests.stage import phone
from tests.talk import HOME, LOCALES, TELEGRAM, real_pack, through_the_door

CHILD_LINES = {"KZ": "111", "KG": "111", "UZ": "1146", "TJ": "1313"}
PARENTS = {"ru": ("скажите родителям", "расскажите родителям", "расскажи родителям"),
           "kk": ("ата анаңызға айтыңыз", "ата анаңа айт"),
           "en": ("tell your parents", "tell your mother"),
           "ky": ("ата энеңизге айтыңыз", "ата энеңе айт"),
           "uz": ("ota onangizga ayting", "ota onangga ayt"),
           "uz_Cyrl": ("ота онангизга айтинг", "ота онангга айт"),
           "tg": ("ба падару модаратон гӯед", "ба волидайнатон гӯед", "ба падару модарат гӯ"),
           "tk": ("ene ataňyza aýdyň", "ene ataňa aýt"),
           "kaa_Latn": ("ata anańızǵa aytıń", "ata anańa ayt")}  # fmt: skip


def test_s32_age_is_asked_only_where_the_path_changes_and_may_be_skipped() -> None:
    talk = through_the_door().press("find").press("talk")
    assert talk.step == "find_help.place"
    talk = through_the_door().press("find").press("shelter")
    assert talk.step == "find_help.age"
    assert {"under", "over", "unsaid"} <= set(talk.buttons)


def test_s32_age_is_asked_once() -> None:
    talk = through_the_door().press("find").press("shelter").press("over").press("menu")
    assert talk.press("find").press("shelter").step == "find_help.place"


@pytest.mark.parametrize("locale", LOCALES)
def test_s32_under_18_she_is_told_what_the_child_line_passes_on_first(locale: str) -> None:
    country = HOME[locale]
    talk = through_the_door(locale, country)
    if country == "TM":
        talk.press("go")  # the warning
    talk.press("more").press("minor").press("line")
    assert talk.step == "minor.talk"
    assert CHILD_LINES.get(country, "02") in talk.text + talk.buttons["numbers"]


@pytest.mark.parametrize("locale", LOCALES)
def test_s32_nobody_under_18_is_told_to_tell_the_parents(locale: str) -> None:
    pack = real_pack()
    for key in pack.catalogue.keys(locale):
        entry = pack.catalogue.entry(key, locale)
        if key.startswith("minor.") and entry is not None:
            folded = fold(" ".join(entry.forms.values()))
            assert not any(fold(phrase) in folded for phrase in PARENTS[locale]), key


@pytest.mark.parametrize("locale", LOCALES)
def test_s33_the_law_stands_with_act_article_and_the_day_it_was_checked(locale: str) -> None:
    pack = real_pack()
    country = HOME[locale]
    written = pack.locales.get(locale).derived or locale
    for topic in pack.rights[country]:
        talk = through_the_door(locale, country)
        if country == "TM":
            talk.press("go")  # the warning
        talk.press("rights")
        while f"topic:{topic.topic}" not in talk.buttons:
            talk.press("more")
        talk.press(f"topic:{topic.topic}").press("more")
        if topic.law:
            assert re.search(r"2026", talk.text), topic.topic
            for source in topic.used_sources():
                if source.law is not None and written == locale:
                    assert source.law[locale] in talk.text


def test_s33_law_long_past_its_date_is_marked_and_then_withheld() -> None:
    talk = through_the_door().press("rights").press("topic:protection_order").press("more")
    keys = [paragraph.key for paragraph in talk.screen.paragraphs]
    assert "rights.expired" not in keys
    talk.now += 400 * 86_400.0
    later = [p.key for p in talk.press("previous").press("more").screen.paragraphs]
    assert "rights.expired" in later or talk.covered
    talk = through_the_door()
    talk.now += 800 * 86_400.0
    talk.timers.clear()
    talk.press("rights").press("topic:protection_order").press("more")
    shown = [paragraph.key for paragraph in talk.screen.paragraphs]
    assert any(key.startswith("rights.withheld") or key.endswith("withheld_note") for key in shown)


@pytest.mark.parametrize("locale", LOCALES)
def test_s34_every_number_says_what_happens_if_she_contacts_it(locale: str) -> None:
    talk = through_the_door(locale).press("numbers")
    say = talk.pack.catalogue.say
    for number in talk.pack.directory.countries["KZ"].numbers:
        assert number.phone in talk.text
        assert say(Text(f"number.{number.id}.what"), locale).text in talk.text
    assert say(Text("when.police_come.ask"), locale).text in talk.text


@pytest.mark.parametrize("locale", LOCALES)
def test_s34_lines_say_what_is_known_and_what_to_ask_first(locale: str) -> None:
    code = HOME[locale]
    talk = through_the_door(locale, code)
    if code == "TM":
        return  # no line is known there
    talk.press("person")
    pages = talk.text
    while "more" in talk.buttons:
        pages += talk.press("more").text
    lines = talk.pack.directory.countries[code].lines
    for line in (line for line in lines if Need.TALK in line.needs and line.phones):
        said = talk.pack.catalogue.say(Text(f"line.{line.id}.what"), locale).text
        assert said in pages, line.id
    if code == "KZ":
        assert "+7 708 106 08 10" in pages


def test_talk_to_a_person_says_that_no_counsellor_is_on_duty() -> None:
    talk = through_the_door("en").press("person")
    first = talk.pack.catalogue.say(talk.screen.paragraphs[0], "en").text
    assert "counsellor" in first


async def test_s36_s38_shymkent_says_what_is_truly_known() -> None:
    """111 and 150 with what happens; no invented distance, pin, or opening."""
    for locale in LOCALES:
        async with phone(locale) as her:
            await her.inside(locale)
            await her.walk("find", "talk")
            report = await her.do(text="шымкент")
            assert report["step"] == "find_help.services"
            text = her.text
            assert "111" in text
            assert "150" in text
            assert report["extras"] == []
            say = real_pack().catalogue.say
            from bot.text import Text

            assert say(Text("services.open_now"), locale).text not in text
            assert not re.search(r"\d\s?(км|km)", text)


def test_s36_no_output_of_a_confidential_service_has_a_position() -> None:
    for country in real_pack().directory.countries.values():
        for service in country.services:
            if service.confidential:
                assert service.lat is None
                assert service.lon is None
                assert service.address is None


def test_s36_no_shelter_is_reached_through_the_police_alone() -> None:
    for country in real_pack().directory.countries.values():
        for service in country.services:
            if service.kind.value in ("shelter", "crisis_centre"):
                assert set(service.reach) - {"kz-police"}, service.id


@pytest.mark.parametrize("typed", ["шымкент", "Shymkent", "Чимкент", "мен Шымкенттемін"])
def test_s37_a_place_typed_in_any_script_is_found(typed: str) -> None:
    talk = through_the_door().press("find").press("doctor").say(typed)
    assert talk.step == "find_help.services"
    assert talk.session.answers["place"] == "kz-shymkent"


def test_s37_a_pin_finds_the_town_and_is_stored_nowhere() -> None:
    talk = through_the_door().press("find").press("talk").pin(42.3187, 69.5912)
    assert talk.step == "find_help.services"
    from bot.session import encode

    stored = encode(talk.session)
    assert talk.session.answers["place"] == "kz-shymkent"
    import struct

    for value in (42.3187, 69.5912):
        assert struct.pack(">d", value) not in stored
        assert str(value).encode() not in stored


@pytest.mark.parametrize("locale", ["kk", "ru", "en"])
def test_s37_the_key_for_her_position_is_offered_after_the_other_ways(locale: str) -> None:
    """Opt-in: the text names writing, the list and the paper clip; no key before her press."""
    talk = through_the_door(locale).press("find").press("talk")
    assert {"kk": "қыстырғыш", "ru": "скрепк", "en": "paper clip"}[locale] in talk.text
    own = [choice for choice in talk.buttons if choice in ("list", "skip", "position:ask")]
    assert own == ["list", "skip", "position:ask"]
    assert not any(isinstance(effect, AskPosition) for effect in talk.decision.effects)
    talk.press("position:ask")
    assert talk.step == "find_help.place"
    (ask,) = [effect for effect in talk.decision.effects if isinstance(effect, AskPosition)]
    keyboard = render_keyboard(ask, TELEGRAM, talk.pack.catalogue)
    words = talk.pack.words[locale]
    assert sensitive_word(keyboard.text, words) is None
    assert sensitive_word(keyboard.label, words) is None
    said = Said(keyboard.label, "1", 0.0)
    assert recognise(said, talk.pack.exit_words) is None, "typed by an app that has no such keys"
    assert talk.say(keyboard.label).step == "find_help.place"


def test_s37_where_the_messenger_has_no_such_key_none_is_offered() -> None:
    talk = through_the_door().press("find").press("talk")
    without = msgspec.structs.replace(TELEGRAM, location_keyboard=False)
    message = render(talk.screen, without, talk.pack.catalogue)
    choices = [press_of(button.data)[1] for row in message.rows for button in row]
    assert choices == [choice for choice in talk.buttons if choice != "position:ask"]
    assert all(message.rows)


async def test_s37_a_position_sent_by_the_key_finds_the_town_and_takes_the_key_away() -> None:
    async with phone() as her:
        await her.inside()
        await her.walk("find", "talk", "position:ask")
        report = await her.do(location=[42.3187, 69.5912])
        assert report["step"] == "find_help.services"
        assert her.chat.keyboard == ""
        assert [message.side for message in her.chat.messages.values()] == ["ours"]


def test_a_pin_outside_the_country_is_said_and_not_guessed() -> None:
    talk = through_the_door().press("find").press("talk").pin(55.75, 37.62)
    assert talk.step == "elsewhere.unknown_place"


def test_in_turkmenistan_she_is_warned_first_and_the_numbers_page_stays_bare() -> None:
    talk = through_the_door("ru", "TM")
    assert talk.screen.paragraphs[0].key == "warning.TM"
    assert "VPN" in talk.text
    assert "VPN" not in talk.press("numbers").text
    assert "02" in talk.text
    talk = through_the_door("ru", "TM")
    if talk.step == "elsewhere.warning":
        assert talk.press("go").step == "main.menu"


def test_abroad_she_reads_what_a_call_means_without_papers() -> None:
    keys = [paragraph.key for paragraph in through_the_door("ru", "RU").screen.paragraphs]
    assert "papers.RU" in keys
