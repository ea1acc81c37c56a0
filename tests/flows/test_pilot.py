"""A pilot says that it is one: at the door, on the menu, and to whoever may not come in."""

from __future__ import annotations

import dataclasses

import pytest

from bot.content.script import fold
from bot.pack.check_texts import sensitive_word
from bot.pack.load import Options, load
from bot.text import Plain, Text, text
from tests.flows.test_walk import LOCALES, walk
from tests.talk import CONTENT, Talk, real_pack, through_the_door

LINE = "ui.test_version"
NAMES = {
    "kk": "сынақ нұсқасы", "ru": "тестовая версия", "en": "test version",
    "ky": "сыноо версиясы", "uz": "sinov versiyasi", "uz_Cyrl": "синов версияси",
    "tg": "нусхаи санҷишӣ", "tk": "synag görnüşi", "kaa_Latn": "sınaw nusqası",
}  # fmt: skip


def keys(talk: Talk) -> list[str]:
    return [paragraph.key for paragraph in talk.screen.paragraphs]


def pilot(pack=None):
    return dataclasses.replace(pack or real_pack(), pilot=True)


@pytest.mark.parametrize("locale", LOCALES)
def test_every_screen_of_the_door_and_the_menu_say_test_version(locale: str) -> None:
    seen = set()
    for talk, _ in walk(locale, "KZ", pilot=True):
        if talk.step.startswith("door.") or talk.step == "main.menu":
            assert keys(talk).count(LINE) == 1, talk.step
            assert keys(talk)[-1] == LINE
            assert keys(talk)[0] != LINE, "The first line belongs to the step (S16)."
            assert NAMES[locale] in talk.text
        else:
            assert LINE not in keys(talk), talk.step
        seen.add(talk.step)
    steps = {f"door.{step}" for step in real_pack().flows["door"].steps} - {"door.back"}
    assert steps | {"main.menu"} <= seen


def test_the_menu_of_other_countries_says_it_too() -> None:
    talk = through_the_door("ru", "TR", pilot())
    assert (talk.step, keys(talk)[-1]) == ("elsewhere.start", LINE)


def test_who_comes_back_is_told_too_and_a_cover_never_says_it() -> None:
    talk = through_the_door("ru", "KZ", pilot())
    talk.wait(400.0)
    assert talk.covered
    assert LINE not in keys(talk)
    talk.say(talk.pack.covers["ru"].word)
    assert (talk.step, keys(talk)[-1]) == ("door.back", LINE)


def test_digits_stay_first_when_danger_is_written_at_the_door() -> None:
    talk = Talk(pilot()).start("ru-KZ")
    talk.press("language:ru").say("он меня бьёт")
    assert talk.session.blocks == ("danger",)
    assert set(talk.text.split("\n")[0]) <= set("0123456789 ·")
    assert keys(talk)[-1] == LINE


def test_without_a_pilot_nothing_says_it() -> None:
    talk = Talk().start("ru-KZ")
    for choice in ("language:ru", "yes", "go", "country:KZ"):
        assert LINE not in keys(talk)
        talk.press(choice)
    assert LINE not in keys(talk)


@pytest.mark.slow
def test_the_option_reaches_the_pack() -> None:
    assert load(CONTENT, Options(pilot=True)).pack.pilot
    assert not load(CONTENT).pack.pilot


@pytest.mark.parametrize("locale", LOCALES)
def test_who_is_no_tester_hears_a_harmless_sentence_and_bare_digits(locale: str) -> None:
    pack = real_pack()
    told = text("pilot.closed", digits=Text("digits.any"), number=Plain(700_000_001))
    said = pack.catalogue.say(told, locale).text
    sentence, *rest = said.split("\n")
    assert rest[:3] == ["", "112 · 02", ""]
    assert rest[3].endswith(" 700000001")
    assert any(name in sentence for name in NAMES.values())
    for words in pack.words.values():
        assert sensitive_word(said, words) is None
        assert not any(f" {stem}" in f" {fold(said)}" for stem in words.sensitive)
