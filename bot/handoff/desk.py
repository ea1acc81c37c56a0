"""A desk: the chat in which a counsellor meets her talks, or the group of all staff.

Stored sealed beside what stands in that chat. It knows aliases and never a person's address.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from bot.handoff.case import Urgency, Wish
from bot.handoff.counsellor import Counsellor

TalkStage = Literal["arrived", "with", "away", "referred"]


class Talk(msgspec.Struct, frozen=True, array_like=True):
    """An open talk at this desk. ``case`` is its id in hexadecimal."""

    case: str
    alias: str
    locale: str = ""
    urgency: Urgency = ""
    country: str = ""
    stage: TalkStage = "arrived"
    last: str = ""
    """The counsellor's last message in it, to take it back."""
    lasting: bool = False
    """What she was shown stays on her phone."""


class Offered(msgspec.Struct, frozen=True, array_like=True):
    """Somebody who waits, as far as this desk may know (S42). ``since``: seconds since 1970."""

    case: str
    alias: str
    locale: str
    country: str
    wish: Wish
    urgency: Urgency
    since: float


class Draft(msgspec.Struct, frozen=True, array_like=True):
    """A text of the counsellor that waits until she says to whom it goes."""

    words: str
    message: str


class Desk(msgspec.Struct, frozen=True, omit_defaults=True):
    """One desk. ``counsellor`` is None for the group."""

    kind: Literal["counsellor", "group"] = "counsellor"
    counsellor: Counsellor | None = None
    talks: tuple[Talk, ...] = ()
    offers: tuple[Offered, ...] = ()
    """Cases about which this desk is asked now."""
    current: str = ""
    """The case to which what she types goes."""
    newest: str = ""
    """The case whose words came last."""
    drafts: tuple[Draft, ...] = ()
    """What she typed while nobody could say to whom it goes; until she does, or drops it."""
    unreachable: bool = False
    """The messenger closed this chat to us; what stands there goes when it is open again."""
    hushed: bool = False
    """She put her phone away: nothing is sent before she touches it again."""
    last_ended: float = 0.0
    """When her last talk ended."""
    code: str = ""
    """What a pending counsellor says to a coordinator by voice."""
    code_until: float = 0.0
    unknown: tuple[str, ...] = ()
    """Of a group: members whom no desk knows; while there are any, nobody is asked."""
    blind: bool = False
    """Of a group: we lack the rights to see who comes and goes."""
