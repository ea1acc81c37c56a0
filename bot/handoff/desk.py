"""A desk: the chat in which a counsellor meets her talks, or the group of all staff.

Stored sealed beside what stands in that chat. It knows aliases and never a person's address.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from bot.handoff.case import Urgency
from bot.handoff.counsellor import Counsellor


class Talk(msgspec.Struct, frozen=True, array_like=True):
    """An open talk at this desk. ``case`` is its id in hexadecimal."""

    case: str
    alias: str
    locale: str = ""
    urgency: Urgency = ""


class Desk(msgspec.Struct, frozen=True, omit_defaults=True):
    """One desk. ``counsellor`` is None for the group."""

    kind: Literal["counsellor", "group"] = "counsellor"
    counsellor: Counsellor | None = None
    talks: tuple[Talk, ...] = ()
    offers: tuple[str, ...] = ()
    """Cases about which this desk is asked now."""
    current: str = ""
    """The case to which what she types goes."""
    last_ended: float = 0.0
    """When her last talk ended."""
