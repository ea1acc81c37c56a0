"""A picture or a voice that is passed on: the neutral line, the buttons, and no words."""

from __future__ import annotations

from bot.channels.render import render_post
from bot.effects import Button, Post
from bot.text import Text
from tests.talk import TELEGRAM, real_pack

HEADER = Text("ui.exit")
CANARY = "canary in the caption"


def test_s16_the_caption_is_the_line_and_nothing_else():
    plain = render_post(Post(HEADER, "ru"), TELEGRAM, real_pack().catalogue)
    post = Post(
        HEADER,
        "ru",
        CANARY,
        rows=((Button("take", HEADER),),),
        body=(HEADER,),
        protected=True,
        media="AgAC-canary",
        media_kind="photo",
        media_from="telegram",
    )
    message = render_post(post, TELEGRAM, real_pack().catalogue)
    assert message.text == plain.text
    assert (message.protected, len(message.rows)) == (True, 1)
    assert "canary" not in repr(message)
