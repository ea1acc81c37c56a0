"""After a crash, an outage, or a wait: what an earlier process left begun is taken up again.

A dead process cannot overtake us, so its edits are simply repeated. Its sends may stand in the
chat under an id nobody learnt: they are repeated too, and then searched for.
"""

from __future__ import annotations

import math

from bot.owed import OwedErase
from bot.shell.delivery import ended
from bot.shell.finishing import conclude
from bot.shell.posting import doubt_post
from bot.shell.work import Work
from bot.store.base import OutboxRow

MOST_ROWS = 1_000_000


def unfinished(work: Work) -> list[bytes]:
    """Conversations to which anything is owed, each once."""
    rows = work.tx.due(math.inf, MOST_ROWS)
    return list(dict.fromkeys(row.conversation for row in rows))


def recover(work: Work, conversation_id: bytes) -> None:
    """Take up everything of one conversation, as a new process."""
    if not work.enter(conversation_id):
        return
    rows = work.tx.owed(conversation_id)
    _doubt_screen(work, {row.id: row for row in rows})
    _doubt_pin(work, {row.id: row for row in rows})
    doubt_post(work, {row.id: row for row in rows})
    for row in rows:
        if row.lane == "timer":
            work.result.alarms.append((row.due_at, conversation_id, row.id, row.name))
    wake_erases(work, rows)
    conclude(work)


def _doubt_screen(work: Work, rows: dict[int, OutboxRow]) -> None:
    busy, waiting = work.standing.busy, work.standing.waiting
    if busy is None:
        return
    row = rows.get(busy.row)
    work.standing = ended(work.standing)
    if row is None:
        return
    if busy.new:
        work.change(doubts=(*work.standing.doubts, row.after_id))
    if waiting:
        work.tx.settle(row.id)
    else:
        work.tx.mark_in_flight(row.id, False)
        work.change(waiting=row.id)


def _doubt_pin(work: Work, rows: dict[int, OutboxRow]) -> None:
    standing = work.standing
    row = rows.get(standing.pinning)
    work.change(pinning=0, pin_past=False)
    if row is None:
        return
    work.change(doubts=(*standing.doubts, row.after_id))
    if row.id == standing.removal:
        return  # due already: it begins again
    if standing.pin_past:
        work.tx.settle(row.id)
    else:
        work.change(pins=(row.id, *standing.pins))


def wake(work: Work, conversation_id: bytes) -> None:
    """Something that was put off is due."""
    if not work.enter(conversation_id):
        return
    wake_erases(work, work.tx.owed(conversation_id))
    conclude(work)


def wake_erases(work: Work, rows: list[OutboxRow]) -> None:
    """Begin the deletes that are due; the outbox passes over those in flight already."""
    for row in rows:
        if row.lane != "erase":
            continue
        if row.due_at > work.now:
            work.result.alarms.append((row.due_at, row.conversation, row.id, ""))
            continue
        owed = work.tools.conversations.open_owed(work.opened, row)
        if isinstance(owed, OwedErase):
            work.start_erase(row.id, owed.marks, row.created_at)
