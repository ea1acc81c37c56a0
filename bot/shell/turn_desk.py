"""One event at a desk, inside a transaction: handled before? which case? decide, owe, tell, save.

A desk has no exits and no cover: a counsellor's words never wipe anything.
"""

from __future__ import annotations

import msgspec

from bot.decision import DeskDecision
from bot.events import Update
from bot.handoff.counsellor import Standing
from bot.handoff.desk import Desk
from bot.handoff.desk_events import AlarmRaised, DeskEvent
from bot.handoff.events import StaffChanged
from bot.held import Held, with_handled
from bot.shell.desks import raise_alarm
from bot.shell.letters import ForCase, ForWaiting, Orders
from bot.shell.owing import owe
from bot.shell.topics import placed
from bot.shell.work import Work


def take_at_desk(work: Work, update: Update) -> None:
    """Handle one update of a desk that is open."""
    held = work.opened.held
    if update.id in held.handled:
        work.result.handled_before = True
        return
    _clean(work)
    event = placed(work, update.event)
    decision = _decide(work, event)
    work.hold(
        msgspec.structs.replace(work.opened.held, handled=with_handled(held.handled, update.id))
    )
    work.result.alert = decision.alert
    work.result.locale = _locale(held)
    owe(work, decision.effects, caused=True, event=event)
    work.save(touched=True)


def _clean(work: Work) -> None:
    """This chat was closed to us and is open again: what could not be deleted then goes now."""
    held = work.opened.held
    if held.desk is None or not held.desk.unreachable:
        return
    talks = {talk.case for talk in held.desk.talks}
    left = [row for row in work.tx.kept(work.opened.row.id) if row.target not in talks]
    work.erase(tuple(row.mark for row in left))
    opened = msgspec.structs.replace(held.desk, unreachable=False)
    work.hold(msgspec.structs.replace(work.opened.held, desk=opened))


def _locale(held: Held) -> str:
    desk = held.desk
    return desk.counsellor.locale if desk is not None and desk.counsellor is not None else ""


def happen_at_desk(work: Work, event: DeskEvent) -> None:
    """Let the desk answer what a case or time brought."""
    owe(work, _decide(work, event).effects, caused=True)


def _decide(work: Work, event: DeskEvent) -> DeskDecision:
    held = work.opened.held
    if held.desk is None:
        raise LookupError("This conversation is no desk.")
    decision = work.tools.decide_desk(held.desk, event, work.now)
    work.hold(msgspec.structs.replace(held, desk=decision.desk))
    for case, case_event in decision.to_cases:
        work.letters.append(ForCase(bytes.fromhex(case), case_event))
    who = held.desk.counsellor
    if who is not None and who.is_coordinator and who.standing is Standing.ACTIVE:
        work.letters.extend(Orders(order, work.opened.row.id) for order in decision.orders)
    if decision.calls:
        raise_alarm(work, AlarmRaised("call", counsellor=who.alias if who is not None else ""))
    _watch(work, held.desk, decision.desk)
    return decision


def _watch(work: Work, before: Desk, after: Desk) -> None:
    """What of a desk concerns whoever waits, and whoever answers for the staff (S43)."""
    if after.counsellor != before.counsellor or after.unknown != before.unknown:
        work.letters.append(ForWaiting(StaffChanged()))
    if after.unknown and not before.unknown:
        raise_alarm(work, AlarmRaised("unknown_member"))
    if after.blind and not before.blind:
        raise_alarm(work, AlarmRaised("blind"))
