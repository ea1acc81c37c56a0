"""What concerns the staff themselves: invitation, confirmation, alarms, orders, the day's sums."""

from __future__ import annotations

import msgspec

from bot.decision import DeskDecision
from bot.desk import duty
from bot.desk.notices import counsellor_of, notice
from bot.desk.orders import Order
from bot.desk.panel import panel
from bot.handoff.counsellor import Standing
from bot.handoff.desk import Desk
from bot.handoff.desk_events import (
    AlarmRaised,
    Confirmed,
    Invited,
    Ordered,
    Reported,
    SummaryDue,
)
from bot.handoff.staff import Admit, Confirm, Remove
from bot.handoff.summary import Summary
from bot.pack.model import Pack
from bot.text import Argument, Day, Plain, Text, text

Concerning = AlarmRaised | Invited | Confirmed | Ordered | Reported | SummaryDue


def told(pack: Pack, desk: Desk, event: Concerning, now: float) -> DeskDecision:
    """Something that whoever answers for the staff did, or is to know."""
    match event:
        case AlarmRaised(about=about, counsellor=alias):
            return DeskDecision(desk, (notice(desk, Text(f"desk.alarm.{about}"), alias),))
        case Invited():
            return DeskDecision(desk, (panel(pack, desk, now),))
        case Confirmed():
            active = msgspec.structs.replace(counsellor_of(desk), standing=Standing.ACTIVE)
            joined = msgspec.structs.replace(desk, counsellor=active, code="", code_until=0.0)
            return DeskDecision(joined, (panel(pack, joined, now, Text("desk.welcome")),))
        case Ordered(what="end_duty"):
            ended = duty.ends(pack, desk, now)
            note = notice(desk, Text("desk.duty_ended_by_coordinator"))
            return msgspec.structs.replace(ended, effects=(note, *ended.effects))
        case Reported(order=order, done=done, alias=alias):
            kind = type(order).__name__.lower()
            key = f"desk.done.{kind}" if done else f"desk.not_done.{kind}"
            return DeskDecision(desk, (notice(desk, Text(key), alias, sound=False),))
        case SummaryDue(summary=summary):
            return DeskDecision(desk, (notice(desk, _summary(summary), sound=False),))
        case _:
            return DeskDecision(desk)


def ordered(pack: Pack, desk: Desk, order: Order, now: float) -> DeskDecision:
    """A coordinator's order; anybody else is told that it is one."""
    if not counsellor_of(desk).is_coordinator:
        shown = panel(pack, desk, now, Text("desk.only_coordinators"))
        return DeskDecision(desk, (shown,))
    match order.name:
        case "confirm" if order.rest.replace(" ", "").isdecimal():
            return DeskDecision(desk, orders=(Confirm(order.rest.replace(" ", "")),))
        case "remove" if order.rest:
            return DeskDecision(desk, orders=(Remove(order.rest),))
        case "admit":
            return DeskDecision(desk, orders=(Admit(),))
        case _:
            shown = panel(pack, desk, now, Text("desk.help.coordinator"))
            return DeskDecision(desk, (shown,))


def _summary(summary: Summary) -> Text:
    """The sums of a day; what is under ten is never said (S57)."""
    return text(
        "desk.summary",
        day=Day(summary.day),
        begun=_sum(summary.begun),
        taken=_sum(summary.taken),
        soon=_sum(summary.soon),
        call_out=_sum(summary.call_out),
        closed=_sum(summary.closed),
        left=_sum(summary.left),
    )


def _sum(number: int | None) -> Argument:
    return Plain(number) if number is not None else Text("desk.few")
