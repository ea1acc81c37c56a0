"""Who is next: danger first, then whoever has waited longest, and nobody for ever.

Pure. What is said about a wait is a count of people and a usual time that was measured, or
nothing: never a promise (S44).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import median

from bot.handoff.case import WAITING, Case

HEAD_START = {"danger": 2 * 3600.0, "self_harm": 2 * 3600.0, "": 0.0}
"""Seconds by which urgency is older in the queue: who has waited this much longer still goes
first, so that a night of emergencies forgets nobody.
"""
ENOUGH = 5
"""Waits that must have been measured before a usual one is said."""
QUARTER = 15 * 60


def rank(case: Case) -> float:
    """The smaller, the sooner."""
    return case.queued_at - HEAD_START[case.urgency]


def in_order(cases: Iterable[Case]) -> list[Case]:
    """Those who wait, the next one first. Whoever rests or hid keeps the place."""
    waiting = [case for case in cases if case.state in WAITING]
    return sorted(waiting, key=lambda case: (rank(case), case.alias))


def ahead(case: Case, cases: Iterable[Case]) -> int:
    """How many people who speak her language will be asked about before her."""
    return sum(
        1
        for other in in_order(cases)
        if other.alias != case.alias
        and other.locale == case.locale
        and not (other.rests or other.away)
        and (rank(other), other.alias) < (rank(case), case.alias)
    )


def usual_wait(waits: Sequence[float]) -> int | None:
    """Minutes that people waited of late, in quarters of an hour upwards; None: not known."""
    if len(waits) < ENOUGH:
        return None
    quarters = -(-int(median(waits)) // QUARTER)
    return max(1, quarters) * 15
