"""The moves that several events share: into the queue, out of a counsellor's hands, to the end."""

from __future__ import annotations

from typing import Final

import msgspec

from bot.handoff.case import OVER, OWNED, Case, State
from bot.handoff.effects import (
    Asking,
    Effect,
    News,
    Note,
    Offer,
    Sleep,
    Sweep,
    TellCounsellor,
    TellPerson,
    Wake,
    Withdraw,
)

AGAIN_SECONDS: Final = 120.0
"""Counsellors who did not take it are asked again after this long, then every ten minutes."""
ON_CALL_SECONDS: Final = 300.0
TRUTH_SECONDS: Final = 600.0
"""After so long she is told that nobody has come, and which line answers now."""
ARRIVAL_SECONDS: Final = 600.0
"""So long an arrival waits to be opened."""
AWAY_SECONDS: Final = 1800.0
"""So long a counsellor is kept for somebody who stepped away."""
LIMIT_SECONDS: Final = 12 * 3600.0
"""Nobody waits longer than this (design, section 4)."""
CHOOSING_SECONDS: Final = 1800.0
"""Between consent and the queue."""
FRESH_SECONDS: Final = 600.0
"""So long a check that she is alone counts, and a held back text waits for one."""
SILENCE_SECONDS: Final = 300.0
"""Words of hers that nobody answered: first the counsellor is told, then a supervisor."""
OUTCOME_SECONDS: Final = 24 * 3600.0
NOTICE_SECONDS: Final = 900.0
"""So long the last notice, which holds nothing but an alias, stands at a counsellor's desk."""

Effects = tuple[Effect, ...]
Move = tuple[Case, Effects]


class Staff(msgspec.Struct, frozen=True):
    """What a case needs to know of the staff: whether anybody who could take it is on duty.

    False too while offers are stopped because somebody unknown is in the staff group.
    """

    on_duty: bool = False


def change(case: Case, **changes: object) -> Case:
    """The case with these changes."""
    return msgspec.structs.replace(case, **changes)


def ask(case: Case, staff: Staff, now: float, *, renew: Asking | None = None) -> Move:
    """Ask the counsellors on duty, or nobody: whoever rests or hid is not asked about.

    ``renew``: why they are asked although they were.
    """
    asked = case.state is State.OFFERED
    if not staff.on_duty or case.rests or case.away:
        withdrawn: Effects = (Withdraw(), Sleep(("again",))) if asked else ()
        return change(case, state=State.QUEUED), withdrawn
    if asked:
        return case, (Offer(renew),) if renew else ()
    offered: Effects = (Offer(), Wake("again", now + AGAIN_SECONDS))
    return change(case, state=State.OFFERED), offered


def part(case: Case, news: News, *, again: bool) -> Move:
    """Out of the counsellor's hands, who is told ``news`` and keeps no copy.

    ``again``: the same counsellor may be asked about it later.
    """
    owner = case.owner
    not_again = case.not_again if again else (*case.not_again, owner)
    freed = change(
        case,
        owner="",
        not_again=not_again,
        taken_at=0.0,
        unanswered_since=0.0,
        unheard=False,
        checked_at=0.0,
        held_back=None,
        transfer=False,
        media="",
    )
    return freed, (
        Sleep(("arrival", "away", "silence", "alarm", "held_back")),
        Sweep(owner),
        TellCounsellor(owner, news),
        Note(owner, "released"),
    )


def requeue(
    case: Case, staff: Staff, now: float, news: News, *, again: bool = True, told: News | None
) -> Move:
    """Part from the counsellor and wait again, with the old place; ``told``: what she hears."""
    freed, parting = part(case, news, again=again)
    waiting, asking = ask(change(freed, state=State.QUEUED), staff, now)
    hers: Effects = (TellPerson(told),) if told is not None else ()
    due = max(case.queued_at + LIMIT_SECONDS, now + CHOOSING_SECONDS)
    # A window ends by itself.
    limit: Effects = (Wake("limit", due),) if case.window is None else ()
    return waiting, (*parting, *hers, *asking, *limit)


ALL_TIMERS: Final = (
    "again",
    "on_call",
    "truth",
    "limit",
    "arrival",
    "away",
    "silence",
    "alarm",
    "held_back",
    "outcome",
    "window_begins",
    "window_ends",
)


def end(
    case: Case,
    now: float,
    *,
    left: bool = False,
    owner_hears: News = News.OVER,
    she_hears: News | None = None,
) -> Move:
    """The end: every copy of the staff goes, then the case itself."""
    state = State.LEFT if left else State.CLOSED
    effects: list[Effect] = [Sleep(ALL_TIMERS)]
    if case.state is State.OFFERED:
        effects.append(Withdraw())
    if case.state not in OVER:
        effects.append(Sweep())
    if case.state in OWNED:
        effects.append(TellCounsellor(case.owner, owner_hears))
        effects.append(Note(case.owner, "left" if left else "closed"))
    if she_hears is not None:
        effects.append(TellPerson(she_hears))
    effects.append(Wake("wiped", now + NOTICE_SECONDS))
    return change(case, state=state, held_back=None, ended_at=now), tuple(effects)
