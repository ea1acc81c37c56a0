"""Promises about the first contact, consent and tone (S01-S10)."""

from __future__ import annotations

import copy

import msgspec
import pytest

from bot.channels.render import render
from bot.content.script import fold
from bot.flows.model import Step
from bot.pack.check_texts import denied
from bot.text import Text, text
from tests.stage import phone
from tests.talk import LOCALES, TELEGRAM, Talk, real_pack, through_the_door

DAY = 86_400.0


async def test_s01_thirty_idle_days_bring_no_message() -> None:
    """Pauses cost her nothing: after her last input nothing is ever sent, only edited."""
    for last in ("menu", "covered", "left", "stranger"):
        async with phone() as her:
            if last == "stranger":
                await her.do(text="салам")
            else:
                await her.inside()
            if last == "covered":
                await her.do(text=".")
            if last == "left":
                await her.do(press="exit")
            report = await her.do(wait=30 * DAY)
            assert report["sent"] == [], last
            assert report["covered"] is True


@pytest.mark.parametrize("locale", LOCALES)
def test_s02_she_is_told_what_this_is_before_the_first_question_about_her(locale: str) -> None:
    talk = Talk(app=locale).start(f"{locale}-KZ")
    talk.press(f"language:{locale}").press("yes")
    assert talk.step == "door.intro"
    keys = [paragraph.key for paragraph in talk.screen.paragraphs]
    assert keys == ["door.intro", "door.leaving"]
    names = talk.pack.catalogue.names("door.intro")
    assert "operator" in names
    talk.press("go")
    assert talk.step == "door.country"


@pytest.mark.parametrize("locale", LOCALES)
def test_s03_not_safe_shows_bare_digits_then_the_cover_and_nothing_else(locale: str) -> None:
    app = locale.partition("_")[0]
    talk = Talk(app=app).start(f"{locale}-KZ").press(f"language:{locale}").press("no")
    assert talk.covered
    first = talk.text.split("\n", 1)[0]
    assert first == "112 · 102"
    cover = talk.pack.catalogue.say(talk.screen.paragraphs[1], talk.screen.locale).text
    assert talk.text.split("\n\n", 1)[1] == cover
    talk.wait(61)
    assert talk.text == cover


def test_s03_the_digits_go_with_her_next_input() -> None:
    talk = Talk().start("ru-KZ").press("language:ru").press("no").say("привет")
    assert "112" not in talk.text


def test_s04_the_exit_is_explained_before_any_sensitive_screen() -> None:
    """No path of buttons reaches a sensitive step without the notice."""
    pack = real_pack()
    seen: set[str] = set()
    waiting = [Talk().start("ru-KZ")]
    while waiting:
        talk = waiting.pop()
        if talk.step in seen:
            continue
        seen.add(talk.step)
        step = pack.step(*talk.step.split("."))
        assert isinstance(step, Step)
        assert not step.sensitive, talk.step
        if step.notice:
            continue
        for choice in talk.buttons:
            onward = copy.deepcopy(talk, {id(pack): pack})
            onward.press(choice)
            if onward.session is not None and not onward.covered:
                waiting.append(onward)
    assert "door.intro" in seen


def test_s05_language_is_the_first_choice_each_in_its_own_name() -> None:
    talk = Talk().start("kk-KZ")
    assert talk.step == "door.language"
    assert list(talk.buttons)[:3] == ["language:kk", "language:ru", "language:en"]
    assert talk.buttons["language:kk"] == "Қазақша"
    assert talk.buttons["language:ru"] == "Русский"
    assert talk.buttons["language:en"] == "English"


def test_s05_language_can_be_changed_everywhere_and_she_stays_where_she_was() -> None:
    talk = through_the_door().press("rights").press("topic:protection_order")
    talk.press("language").press("language:kk")
    assert talk.step == "rights.topic"
    assert talk.session.locale == "kk"
    assert talk.screen.locale == "kk"


def test_s05_a_missing_translation_is_announced_never_silent() -> None:
    """Rights of a country in a language that is not spoken there are borrowed, and it says so."""
    pack = real_pack()
    talk = through_the_door()
    fallback = text("ui.fallback", language=Text("locale.kk"), other=Text("locale.ru"))
    paragraphs = (talk.screen.paragraphs[0], Text("rights.kg.divorce.today.0"))
    borrowed = msgspec.structs.replace(talk.screen, locale="kk", paragraphs=paragraphs)
    shown = render(borrowed, TELEGRAM, pack.catalogue).text
    announced = pack.catalogue.say(fallback, "kk").text
    assert announced in shown
    assert "Русский" in announced


def test_s06_every_information_path_works_with_buttons_only() -> None:
    """From the list of regions to what is known there, without a name, number or typed word."""
    talk = through_the_door().press("find").press("talk").press("list")
    region = next(choice for choice in talk.buttons if choice.startswith("region:"))
    talk.press(region)
    town = next((choice for choice in talk.buttons if choice.startswith("place:")), None)
    if town is not None:
        talk.press(town)
    assert talk.step == "find_help.services"


@pytest.mark.parametrize("locale", LOCALES)
def test_s07_no_text_asks_why(locale: str) -> None:
    pack = real_pack()
    words = pack.words[locale].why
    assert words
    for key in pack.catalogue.keys(locale):
        entry = pack.catalogue.entry(key, locale)
        if entry is None or not entry.file.startswith(("messages/", "rights/", "services/")):
            continue
        for sentence in " ".join(entry.forms.values()).replace("!", ".").split("."):
            if "?" in sentence:
                assert not any(f" {word} " in f" {fold(sentence)} " for word in words), key


def test_s07_every_question_about_her_can_be_skipped() -> None:
    age = through_the_door().press("find").press("shelter")
    assert age.step == "find_help.age"
    assert "unsaid" in age.buttons
    place = age.press("unsaid")
    assert place.step == "find_help.place"
    assert "skip" in place.buttons
    assert place.press("skip").step == "find_help.national"


@pytest.mark.parametrize("locale", LOCALES)
def test_s08_no_text_blames_or_advises_to_bear_forgive_leave_or_report(locale: str) -> None:
    pack = real_pack()
    banned = pack.words[locale].banned
    assert len(banned) > 20
    for key in pack.catalogue.keys(locale):
        entry = pack.catalogue.entry(key, locale)
        if entry is not None and entry.file.startswith(("messages/", "rights/", "services/")):
            folded = f" {fold(' '.join(entry.forms.values()))} "
            said = [phrase for phrase in banned if f" {phrase} " in folded]
            assert all(denied(folded, phrase) for phrase in said), (key, said)


def test_s09_each_decision_offers_at_least_two_ways_and_not_now() -> None:
    for step in ("find", "rights", "for_whom", "more", "person", "plan"):
        talk = through_the_door().press(step)
        onward = set(talk.buttons) - {"exit", "numbers", "language"}
        assert len(onward) >= 2
        assert "menu" in onward


def test_s10_four_doors_and_a_role_that_can_be_switched() -> None:
    talk = through_the_door().press("for_whom")
    assert {"me", "someone", "professional", "own"} <= set(talk.buttons)
    assert talk.press("someone").step == "someone_else.start"
    assert talk.press("menu").press("for_whom").press("professional").step == "professional.start"


def test_s10_one_s_own_behaviour_never_reaches_a_service() -> None:
    talk = through_the_door().press("for_whom").press("own")
    assert talk.step == "own_behaviour.now"
    for typed in ("приют", "помощь", "меню", "человек", "права"):
        talk.say(typed)
        assert talk.step.startswith(("own_behaviour.", "numbers.")), (typed, talk.step)
