"""How a choice can be made: its button, its number, its label, or a word that means it anywhere."""

from __future__ import annotations

import pytest

from bot.effects import Show
from bot.events import Said
from tests.talk import LOCALES, Talk, through_the_door


def test_a_number_typed_is_the_button_of_that_place() -> None:
    talk = through_the_door()
    first = next(iter(talk.buttons))
    assert first == "find"
    assert talk.say("1").step == "find_help.need"


@pytest.mark.parametrize("locale", LOCALES)
def test_a_label_typed_is_its_button_whatever_the_case(locale: str) -> None:
    talk = through_the_door(locale)
    label = talk.buttons["rights"]
    assert talk.say(label.upper()).step == "rights.topics"


@pytest.mark.parametrize("locale", LOCALES)
def test_a_language_can_be_typed_at_the_door(locale: str) -> None:
    talk = Talk(app="en").start(f"{locale}-KZ")
    talk.say(talk.buttons[f"language:{locale}"].lower())
    assert talk.session.locale == locale


def test_a_word_means_its_choice_from_everywhere() -> None:
    talk = through_the_door().press("rights").press("topic:protection_order")
    assert talk.say("меню").step == "main.menu"


def test_a_stale_press_shows_the_present_screen_again() -> None:
    talk = through_the_door()
    old = talk.screen.token
    talk.press("rights")
    talk.press("find", token=old)
    assert talk.step == "rights.topics"
    assert talk.decision.alert is not None


def test_back_leads_where_she_came_from() -> None:
    talk = through_the_door().press("find").press("talk")
    assert talk.press("back").step == "find_help.need"
    assert talk.press("back").step == "main.menu"


def test_her_typed_text_is_deleted_and_said_so_before() -> None:
    talk = through_the_door().press("find").press("talk")
    before = len(talk.erased)
    assert len(talk.say("шымкент").erased) == before + 1


def test_an_old_input_is_deleted_and_the_screen_neutralised() -> None:
    """A message that was delivered more than two minutes late (an outage)."""
    talk = through_the_door()
    late = Said("муж меня избивает", "late", talk.now - 121, "ru")
    talk._act(late)
    assert talk.covered
    assert "late" in talk.erased
    (shown,) = [effect for effect in talk.decision.effects if isinstance(effect, Show)]
    assert shown.by_timer
