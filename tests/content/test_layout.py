"""Words typed while the keyboard was still on the other alphabet."""

from __future__ import annotations

import pytest
import yaml

from bot.content.layout import in_cyrillic, in_latin, may_be_switched
from bot.content.script import fold
from bot.pack.load import LEAST_SWITCHED
from bot.pack.phrases import files_of
from tests.talk import CONTENT, Talk, real_pack, through_the_door

SWITCHED = {"gjvjubnt jy vtyz ,mtn": "помогите он меня бьет", "z yt [jxe ;bnm": "я не хочу жить"}
MEANT = {"exit", "quit"}
"""Exit words themselves, which are listed as they come from a Russian keyboard, too."""


@pytest.mark.parametrize(("typed", "meant"), SWITCHED.items())
def test_the_same_keys_give_the_words(typed: str, meant: str) -> None:
    assert in_cyrillic(typed) == meant
    assert in_latin(meant) == typed
    assert may_be_switched(typed)


@pytest.mark.parametrize(
    "typed", ["help me please", "yordam bering", "kómek kerek", "муж", "", "x"]
)
def test_what_has_its_vowels_is_left_alone(typed: str) -> None:
    assert not may_be_switched(typed)


def test_s22_a_cry_on_the_wrong_layout_is_heard() -> None:
    listener = real_pack().listener
    assert listener.signals("gjvjubnt jy vtyz ,mtn").danger
    assert listener.signals("z yt [jxe ;bnm").self_harm
    assert listener.languages("gjvjubnt jy vtyz ,mtn")[0].locale == "ru"


@pytest.mark.parametrize("typed", ["ds[jl", "pfrhjq", "ntp ;fg", "xbrbi"])
def test_s11_an_exit_word_on_the_wrong_layout_is_an_exit(typed: str) -> None:
    talk = through_the_door().say(typed)
    assert talk.left or talk.covered


@pytest.mark.slow
def test_s11_no_exit_word_on_the_wrong_layout_is_something_that_people_write() -> None:
    """Whoever writes it would be thrown out of the conversation."""
    words = real_pack().exit_words
    switched = {fold(in_latin(word)) for word in words.leave | words.hide if not word.isascii()}
    written = {
        fold(phrase)
        for file in files_of(CONTENT)
        for intent, phrases in yaml.load(file.read_bytes(), Loader=yaml.CBaseLoader).items()
        if intent not in {"quick_exit", "delete_messages"}
        for phrase in phrases
    }
    assert not {one for one in switched - MEANT if len(one) >= LEAST_SWITCHED} & written


def test_a_language_in_latin_letters_is_not_taken_for_russian() -> None:
    assert Talk().pack.listener.languages("pcak bln dr gapda cykp blmen")[0].locale == "tk"
