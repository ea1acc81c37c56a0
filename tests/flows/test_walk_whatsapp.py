"""The walker on WhatsApp: every screen, in every ready language, as that messenger shows it (S14).

Nothing there can be edited, covered or taken away, and the ways out are words to type.
"""

from __future__ import annotations

import copy

import pytest

from bot.channels.whatsapp import layout
from bot.channels.whatsapp.capabilities import CAPABILITIES as WHATSAPP
from bot.channels.whatsapp.layout import SHAPES
from bot.content.script import fold
from bot.effects import Show
from bot.pack.check_texts import sensitive_word
from tests.flows.test_walk import COUNTRIES, LOCALES, walk
from tests.talk import HOME, Talk

ITEM = 24
"""Characters of the label of a list item."""


WALKS = [
    pytest.param((one, c), marks=() if c in (HOME[one], "TM") else pytest.mark.slow)
    for one in LOCALES
    for c in COUNTRIES
]


@pytest.fixture(scope="module", params=WALKS)
def screens(request: pytest.FixtureRequest) -> list[tuple[Talk, int]]:
    locale, country = request.param
    return list(walk(locale, country, able=WHATSAPP))


def test_the_digits_and_the_word_to_leave_stand_below_every_message(
    screens: list[tuple[Talk, int]],
) -> None:
    for talk, _ in screens:
        digits = talk.buttons["numbers"]
        foot = talk.message.foot
        assert digits in foot, talk.step
        said = fold(foot.replace(digits, "")).split()
        assert any(word in talk.pack.exit_words.leave for word in said), (talk.step, foot)
        drawn = [button.data for row in talk.message.rows for button in row]
        assert not any(data.endswith(("|exit", "|numbers")) for data in drawn)


def test_every_choice_can_be_typed_by_its_number(screens: list[tuple[Talk, int]]) -> None:
    for talk, _ in screens[:40]:
        drawn = [button for row in talk.message.rows for button in row]
        for number, button in list(enumerate(drawn, 1))[:12]:
            typed, pressed = (copy.deepcopy(talk, {id(talk.pack): talk.pack}) for _ in range(2))
            typed.say(str(number))
            pressed.press(button.data.partition("|")[2])
            assert typed.step == pressed.step, (talk.step, number, button)


def test_the_word_leaves_from_every_screen_and_one_word_answers_s11(
    screens: list[tuple[Talk, int]],
) -> None:
    for talk, _ in screens:
        leaving = copy.deepcopy(talk, {id(talk.pack): talk.pack})
        foot = leaving.message.foot
        words = [word for word in fold(foot).split() if word in talk.pack.exit_words.leave]
        leaving.say(words[-1])
        assert leaving.left
        assert leaving.session is None
        assert len(leaving.text) < 10
        assert not leaving.buttons


def test_first_lines_are_harmless_on_a_lock_screen_s16(screens: list[tuple[Talk, int]]) -> None:
    for talk, _ in screens:
        locale = talk.session.locale or "ru"
        word = sensitive_word(talk.text, talk.pack.words[locale])
        assert word is None, (talk.step, locale, word)


def test_every_part_of_a_long_message_begins_harmlessly_s16(
    screens: list[tuple[Talk, int]],
) -> None:
    for talk, _ in screens:
        words = talk.pack.words[talk.session.locale or "ru"]
        drawn = layout.drawn(talk.message, SHAPES, talk.message.opens)
        shown = drawn.before if drawn is not None else ()
        for part in (*layout.plain(talk.message), *shown):
            assert len(part) <= layout.PART
            assert sensitive_word(part, words) is None, (talk.step, part[:80])


def test_labels_fit_a_list(screens: list[tuple[Talk, int]]) -> None:
    for talk, _ in screens:
        for row in talk.screen.rows:
            for button in row:
                said = talk.pack.catalogue.say(button.label, talk.screen.locale).text
                whole = len(said) <= ITEM or button.id.startswith(("region:", "tried:"))
                assert said, talk.step
                assert whole, (talk.step, said)


def test_a_hidden_chat_gets_nothing_and_is_asked_first_on_return(
    screens: list[tuple[Talk, int]],
) -> None:
    for talk, _ in screens[:30]:
        for act in ("x", "time"):
            hidden = copy.deepcopy(talk, {id(talk.pack): talk.pack})
            if act == "x":
                hidden.say("x")
            else:
                hidden.wait(talk.session.idle_minutes * 60.0 + 1)
            assert hidden.session.covered, (talk.step, act)
            assert not any(isinstance(one, Show) for one in hidden.decision.effects)
            hidden.say("1")
            door = ("door.back", "door.safe", "door.language")
            assert hidden.step in door, (talk.step, hidden.step)
