"""What a coordinator reads once a day: how many cases there were, and nothing that tells of one.

The worst mistake here: a number so small that somebody knows whom it means (S57).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec

LEAST: Final = 10
"""A smaller number is never shown to anybody."""
SOON_SECONDS: Final = 300.0
"""Whoever waited no longer than this was taken soon."""

BEGUN: Final = "case.begun"
TAKEN: Final = "case.taken"
SOON: Final = "case.taken_soon"
CALL_OUT: Final = "case.call_out"
TRUTH: Final = "case.truth"
CLOSED: Final = "case.closed"
LEFT: Final = "case.left"


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """The cases of one day, UTC. None: fewer than ten, or one could reckon out such a number."""

    day: str
    """``YYYY-MM-DD``."""
    begun: int | None = None
    """Persons who agreed to be handed to a counsellor."""
    taken: int | None = None
    """Times that a counsellor took somebody; two for a case that was handed on."""
    soon: int | None = None
    """Of these, after five minutes at most."""
    call_out: int | None = None
    """Times that nobody came within five minutes and who is on call was asked."""
    closed: int | None = None
    """Talks that ended."""
    left: int | None = None
    """Talks that she left."""


def summary_of(day: str, counts: Iterable[tuple[str, str, int]]) -> Summary:
    """The summary of ``day`` from the day counters (day, name, sum)."""
    found = {name: number for on, name, number in counts if on == day}

    def shown(name: str) -> int | None:
        number = found.get(name, 0)
        return number if number >= LEAST else None

    # Both together would give those who were not taken soon away.
    slow = found.get(TAKEN, 0) - found.get(SOON, 0)
    return Summary(
        day=day,
        begun=shown(BEGUN),
        taken=shown(TAKEN),
        soon=shown(SOON) if slow >= LEAST else None,
        call_out=shown(CALL_OUT),
        closed=shown(CLOSED),
        left=shown(LEFT),
    )
