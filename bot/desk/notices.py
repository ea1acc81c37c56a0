"""Posts at a desk: a neutral line that a notification may show, and below it what is masked (S43).

Nothing of them can be forwarded or saved. What belongs to a case stands in its group, and goes
with it.
"""

from __future__ import annotations

from typing import Final

from bot.effects import Button, Post
from bot.handoff.counsellor import Counsellor
from bot.handoff.desk import Desk
from bot.text import Argument, Plain, Text, text

GROUP_LOCALE: Final = "ru"
"""The language of notices that everybody reads."""
NOTICES: Final = "notices"
"""The group of what concerns no case."""
OFFER_SECONDS: Final = 3600.0
"""So long a notice may be late: it is withdrawn when it is not true any more."""
Rows = tuple[tuple[Button, ...], ...]


def locale_of(desk: Desk) -> str:
    """The language of a desk."""
    return desk.counsellor.locale if desk.counsellor is not None else GROUP_LOCALE


def number(alias: str) -> Plain:
    """The number by which staff call a person."""
    return Plain(int(alias)) if alias.isdecimal() else Plain(0)


def about(
    desk: Desk,
    case: str,
    alias: str,
    body: Text,
    rows: Rows = (),
    origin: str = "",
    *,
    threaded: bool = True,
) -> Post:
    """News of a case. Not ``threaded``: beside its topic, which is there no more or not yet."""
    return Post(
        text("desk.header", number=number(alias)),
        locale_of(desk),
        rows=rows,
        origin=origin or f"news.{body.key}",
        group=case,
        sound=True,
        protected=True,
        body=(body,),
        # What was not passed on is said however late; with the case it goes in any case.
        lasts=OFFER_SECONDS,
        threaded=threaded,
    )


def notice(desk: Desk, body: Text, words: str = "", rows: Rows = (), *, sound: bool = True) -> Post:
    """News of no case: of duty, of colleagues. ``words``: the alias of the one who is meant."""
    return Post(
        Text("desk.notice"),
        locale_of(desk),
        words,
        rows,
        origin=f"notice.{body.key}",
        group=NOTICES,
        sound=sound,
        protected=True,
        body=(body,),
        lasts=OFFER_SECONDS,
    )


def button(choice: str, key: str, **args: Argument) -> Button:
    """A button of a desk."""
    return Button(choice, text(key, **args))


def counsellor_of(desk: Desk) -> Counsellor:
    """The counsellor of a desk that is not the group's."""
    return desk.counsellor or Counsellor("", "")
