"""Words of another person, as they are shown: a neutral line, then the words, masked (S16, S43)."""

from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.render import POSTED, press_of, render_post
from bot.effects import Button, Post
from bot.text import Text
from tests.talk import TELEGRAM, real_pack

HEADER = Text("ui.exit")
"""Any short text of the catalogue does."""
PLAIN = msgspec.structs.replace(TELEGRAM, spoilers=False, buttons=0)


@given(st.text(min_size=1))
def test_only_the_words_are_masked_and_none_is_lost(words: str) -> None:
    message = render_post(Post(HEADER, "ru", words), TELEGRAM, real_pack().catalogue)
    assert message.text[message.masked_from :] == words
    assert message.spoiler
    header = real_pack().catalogue.say(HEADER, "ru").text
    assert message.text[: message.masked_from].strip() == header


def test_a_line_without_words_masks_nothing() -> None:
    message = render_post(Post(HEADER, "ru"), TELEGRAM, real_pack().catalogue)
    assert (message.spoiler, message.masked_from) == (False, 0)


def test_its_buttons_carry_a_token_that_never_grows_stale() -> None:
    post = Post(HEADER, "ru", "words", rows=((Button("exit", HEADER),),), sound=True)
    message = render_post(post, TELEGRAM, real_pack().catalogue)
    [[button]] = message.rows
    assert press_of(button.data) == (POSTED, "exit")
    assert not message.silent


def test_where_nothing_can_be_masked_or_pressed_it_is_plain() -> None:
    post = Post(HEADER, "ru", "words", rows=((Button("exit", HEADER),),))
    message = render_post(post, PLAIN, real_pack().catalogue)
    assert (message.spoiler, message.rows) == (False, ())
