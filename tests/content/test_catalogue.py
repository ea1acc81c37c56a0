from __future__ import annotations

import pytest

from bot.content.catalogue import NEUTRAL, Catalogue, Entry, MissingText
from bot.content.locales import Locale, Locales
from bot.text import Day, Joined, Kilometres, Text, text

LOCALES = Locales(
    (
        Locale("ru", "Русский", "Cyrl", (), ready=True, plurals=("one", "few", "many", "other")),
        Locale("kk", "Қазақша", "Cyrl", ("ru",), ready=True, plurals=("one", "other")),
        Locale("tg", "Тоҷикӣ", "Cyrl", ("ru",)),
        Locale("en", "English", "Latn", (), ready=True, plurals=("one", "other")),
    ),
    (),
)
PLACES = {"one": "{n} место", "few": "{n} места", "many": "{n} мест", "other": "{n} места"}


def catalogue() -> Catalogue:
    return Catalogue(
        LOCALES,
        {
            "ru": {
                "a": Entry({"other": "Да, {name}"}),
                "n": Entry(PLACES),
                "far": Entry({"other": "{km} км"}),
                "day": Entry({"other": "{day}"}),
                "all": Entry({"other": "{list}."}),
            },
            "kk": {"far": Entry({"other": "{km} км"}), "own": Entry({"other": "Иә"})},
            "en": {"day": Entry({"other": "{day}"}), "only": Entry({"other": "Yes"})},
            NEUTRAL: {"phone": Entry({"other": "112"})},
        },
    )


@pytest.mark.parametrize(
    ("count", "said"), [(1, "1 место"), (2, "2 места"), (5, "5 мест"), (21, "21 место")]
)
def test_plural_forms_are_those_of_the_language(count: int, said: str) -> None:
    assert catalogue().say(text("n", n=count), "ru").text == said


def test_borrowing_is_always_announced_s05() -> None:
    phrase = catalogue().say(text("a", name=Text("own")), "kk")
    assert (phrase.text, phrase.borrowed) == ("Да, Иә", {"ru"})
    inner = catalogue().say(text("far", km=Text("a")), "kk")
    assert inner.borrowed == {"ru"}
    assert catalogue().say(Text("phone"), "kk").borrowed == frozenset()
    assert catalogue().say(Text("only"), "tg").borrowed == {"en"}
    assert catalogue().say(text("n", n=5), "kk").text == "5 мест"


def test_what_is_not_given_is_left_out() -> None:
    assert catalogue().say(Text("a"), "ru").text == "Да, "


def test_numbers_days_and_lists_are_written_as_the_language_does() -> None:
    say = catalogue().say
    assert say(text("far", km=Kilometres(1234.56)), "ru").text == "1\u00a0234,6 км"
    assert say(text("day", day=Day("2026-11-21")), "ru").text == "21 ноября 2026\u202fг."
    assert say(text("day", day=Day("2026-11-21")), "en").text == "November 21, 2026"
    both = Joined((Text("phone"), Text("phone")), "comma")
    assert say(text("all", list=both), "ru").text == "112, 112."


def test_a_key_that_nobody_has_says_what_to_do() -> None:
    with pytest.raises(MissingText, match="pana check"):
        catalogue().say(Text("nowhere"), "ru")


def test_keys_entries_and_arguments_can_be_looked_up() -> None:
    found = catalogue().with_entries("tg", {"a": Entry({"other": "Ҳа, {name} {digits}"})})
    assert found.keys("tg") == {"a"}
    assert found.names("a") == {"name", "digits"}
    assert found.names("nowhere") == frozenset()
    assert found.has("phone")
    assert not catalogue().has("nowhere")
    assert found.entry("phone", "ru") == Entry({"other": "112"})
    assert found.entry("a", "en") is None
