"""One event at a desk, inside a transaction: handled before? decide, owe, tell cases, save.

A desk has no exits and no cover: a counsellor's words never wipe anything.
"""

from __future__ import annotations

import msgspec

from bot.decision import DeskDecision
from bot.events import Update
from bot.handoff.desk_events import DeskEvent
from bot.handoff.events import StaffChanged
from bot.held import with_handled
from bot.shell.letters import ForCase, ForWaiting
from bot.shell.owing import owe
from bot.shell.work import Work


def take_at_desk(work: Work, update: Update) -> None:
    """Handle one update of a desk that is open."""
    held = work.opened.held
    if update.id in held.handled:
        work.result.handled_before = True
        return
    decision = _decide(work, update.event)
    work.hold(
        msgspec.structs.replace(work.opened.held, handled=with_handled(held.handled, update.id))
    )
    work.result.alert = decision.alert
    owe(work, decision.effects, caused=True, event=update.event)
    work.save(touched=True)


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
    if decision.desk.counsellor != held.desk.counsellor:
        work.letters.append(ForWaiting(StaffChanged()))
    return decision
