"""Duty and breaks: they end by themselves, and say so."""

from __future__ import annotations

from typing import Final

import msgspec

from bot.decision import DeskDecision
from bot.desk import offers
from bot.desk.notices import counsellor_of, notice
from bot.desk.panel import panel
from bot.effects import Schedule
from bot.handoff.counsellor import DUTY_SECONDS
from bot.handoff.desk import Desk
from bot.pack.model import Pack
from bot.text import Text

DUTY: Final = "duty"
BREAK: Final = "break"
BREAK_SECONDS: Final = 15 * 60.0


def begins(pack: Pack, desk: Desk, now: float) -> DeskDecision:
    """She is there, for eight hours at most."""
    until = now + DUTY_SECONDS
    there = _with(desk, duty_until=until, break_until=0.0)
    return DeskDecision(there, (panel(pack, there, now), Schedule(DUTY, until)))


def ends(pack: Pack, desk: Desk, now: float) -> DeskDecision:
    """She is not asked any more. Talks that go on stay hers until she gives them back."""
    cleared = offers.cleared(_with(desk, duty_until=0.0, break_until=0.0))
    note = (Text("desk.off_with_talks"),) if desk.talks else ()
    return DeskDecision(cleared.desk, (*cleared.effects, panel(pack, cleared.desk, now, *note)))


def rests(pack: Pack, desk: Desk, now: float) -> DeskDecision:
    """A break of a quarter of an hour."""
    if now >= counsellor_of(desk).duty_until:
        return DeskDecision(desk, (panel(pack, desk, now),))
    until = now + BREAK_SECONDS
    cleared = offers.cleared(_with(desk, break_until=until))
    shown = panel(pack, cleared.desk, now)
    return DeskDecision(cleared.desk, (*cleared.effects, shown, Schedule(BREAK, until)))


def returns(pack: Pack, desk: Desk, now: float) -> DeskDecision:
    """The break is over."""
    back = _with(desk, break_until=0.0)
    return DeskDecision(back, (panel(pack, back, now),))


def timer(pack: Pack, desk: Desk, name: str, now: float) -> DeskDecision:
    """A timer of duty is due."""
    counsellor = counsellor_of(desk)
    if name == DUTY and counsellor.duty_until and now >= counsellor.duty_until:
        cleared = offers.cleared(_with(desk, duty_until=0.0, break_until=0.0))
        over = notice(desk, Text("desk.duty_over"))
        shown = panel(pack, cleared.desk, now)
        return DeskDecision(cleared.desk, (*cleared.effects, over, shown))
    if name == BREAK and counsellor.break_until and now >= counsellor.break_until:
        return returns(pack, desk, now)
    return DeskDecision(desk)


def _with(desk: Desk, **changes: float) -> Desk:
    counsellor = msgspec.structs.replace(counsellor_of(desk), **changes)
    return msgspec.structs.replace(desk, counsellor=counsellor)
