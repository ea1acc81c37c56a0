"""One transaction on SQLite: rows to parameters and back. Runs in the connection's thread."""
# ruff: noqa: D102 - `bot.store.base.Tx` says what each method means

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

from bot.store import queries
from bot.store.base import (
    CaseRow,
    Census,
    Conflict,
    Conversation,
    DutyRow,
    InviteRow,
    LedgerRow,
    Lookup,
    OrderRow,
    OutboxRow,
    RemainsRow,
    WipeRow,
)
from bot.store.row_ids import RowIds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Parameters = tuple[str | bytes | int | float | None, ...]

TAKEN = "Another row has this id or look-up already; read again."
CASE_TAKEN = "Another case has this id or this conversation already; read again."
ORDERED = "This order was written already; give it another id."
INVITED = "This invitation was made already; make another secret."
GONE = "The conversation is gone; what was to be stored for it is void."


class SqliteTx:
    """``Tx`` on one connection, between a BEGIN and a COMMIT that somebody else sends."""

    def __init__(self, connection: sqlite3.Connection, ids: RowIds) -> None:
        self._ids = ids
        self._execute: Callable[[str, Parameters], sqlite3.Cursor] = connection.execute

    # conversations

    def find(self, lookups: Iterable[Lookup]) -> Conversation | None:
        for root, digest in lookups:
            row = self._execute(queries.FIND, (digest, root)).fetchone()
            if row is not None:
                return _conversation(row)
        return None

    def conversation(self, conversation_id: bytes) -> Conversation | None:
        row = self._execute(queries.CONVERSATION, (conversation_id,)).fetchone()
        return None if row is None else _conversation(row)

    def insert(self, row: Conversation) -> None:
        values = (row.id, *_values(row))
        self._write(queries.INSERT, values, TAKEN)

    def update(self, row: Conversation, expected_version: int, *, whole: bool = True) -> bool:
        if not whole:
            content = (row.version, row.touched_at, row.sealed, row.id, expected_version)
            return self._execute(queries.UPDATE_CONTENT, content).rowcount == 1
        values = (*_values(row), row.id, expected_version)
        return self._write(queries.UPDATE, values, TAKEN).rowcount == 1

    def forget(self, conversation_id: bytes) -> None:
        # Outbox and ledger go with it (ON DELETE CASCADE).
        self._execute(queries.FORGET, (conversation_id,))

    def touched_before(self, moment: float, limit: int) -> list[Conversation]:
        rows = self._execute(queries.TOUCHED_BEFORE, (moment, limit))
        return [_conversation(row) for row in rows]

    def desks(self) -> list[Conversation]:
        return [_conversation(row) for row in self._execute(queries.DESKS, ())]

    def wrapped_on(self, day: str, limit: int) -> list[Conversation]:
        return [_conversation(row) for row in self._execute(queries.WRAPPED_ON, (day, limit))]

    # outbox

    def owe(self, row: OutboxRow, *, only: bool = False) -> int:
        if only:
            pass
        elif row.lane == "screen":
            self._execute(queries.SUPERSEDE_SCREEN, (row.conversation, row.target))
        elif row.lane == "timer":
            self._execute(queries.SUPERSEDE_TIMER, (row.conversation, row.name))
        row_id = self._ids.take()
        values = (
            row_id,
            row.conversation,
            row.target,
            row.lane,
            row.name,
            row.stage,
            row.due_at,
            row.not_after,
            row.after_id,
            row.sealed,
            row.created_at,
        )
        self._write(queries.OWE, values, GONE)
        return row_id

    def mark_in_flight(self, row_id: int, in_flight: bool) -> None:
        self._execute(queries.MARK_IN_FLIGHT, (in_flight, row_id))

    def settle(self, row_id: int) -> bool:
        return self._execute(queries.SETTLE, (row_id,)).rowcount == 1

    def postpone(self, row_id: int, due_at: float) -> None:
        self._execute(queries.POSTPONE, (due_at, row_id))

    def owed(self, conversation_id: bytes) -> list[OutboxRow]:
        return [_owed(row) for row in self._execute(queries.OWED, (conversation_id,))]

    def due(self, until: float, limit: int) -> list[OutboxRow]:
        return [_owed(row) for row in self._execute(queries.DUE, (until, limit))]

    # ledger

    def keep(self, row: LedgerRow) -> None:
        values = (row.conversation, row.target, row.message, row.side, row.sent_at, row.origin)
        self._write(queries.KEEP, values, GONE)

    def kept(self, conversation_id: bytes) -> list[LedgerRow]:
        return [LedgerRow(*row) for row in self._execute(queries.KEPT, (conversation_id,))]

    def release(
        self, conversation_id: bytes, messages: Iterable[str], target: str | None = None
    ) -> None:
        for message in messages:
            self._execute(queries.RELEASE, (conversation_id, message, target))

    def kept_for(self, target: str) -> list[LedgerRow]:
        return [LedgerRow(*row) for row in self._execute(queries.KEPT_FOR, (target,))]

    def copies(self, target: str, origin: str) -> list[LedgerRow]:
        return [LedgerRow(*row) for row in self._execute(queries.COPIES, (target, origin))]

    # wipes and remains

    def put_wipe(self, row: WipeRow) -> None:
        values = (row.id, row.channel, row.wrapped_key, row.day, row.created_at, row.due_at)
        self._execute(queries.PUT_WIPE, (*values, row.sealed))

    def wipes(self) -> list[WipeRow]:
        return [WipeRow(*row) for row in self._execute(queries.WIPES, ())]

    def end_wipe(self, wipe_id: bytes) -> None:
        self._execute(queries.END_WIPE, (wipe_id,))

    def put_remains(self, row: RemainsRow) -> None:
        self._execute(queries.PUT_REMAINS, (*row.lookup, row.day, row.until, row.sealed))

    def remains(self, lookups: Iterable[Lookup]) -> RemainsRow | None:
        for root, digest in lookups:
            row = self._execute(queries.REMAINS, (digest, root)).fetchone()
            if row is not None:
                return RemainsRow((row[0], row[1]), *row[2:])
        return None

    def first_end(self) -> float | None:
        (ends,) = self._execute(queries.FIRST_END, ()).fetchone()
        return None if ends is None else float(ends)

    def end_remains(self, before: float) -> int:
        return self._execute(queries.END_REMAINS, (before,)).rowcount

    # cases

    def insert_case(self, row: CaseRow) -> None:
        self._write(queries.INSERT_CASE, (row.id, *_case_values(row)), CASE_TAKEN)

    def update_case(self, row: CaseRow, expected_version: int) -> bool:
        values = (*_case_values(row), row.id, expected_version)
        return self._write(queries.UPDATE_CASE, values, CASE_TAKEN).rowcount == 1

    def case(self, case_id: bytes) -> CaseRow | None:
        row = self._execute(queries.CASE, (case_id,)).fetchone()
        return None if row is None else CaseRow(*row)

    def case_of(self, conversation_id: bytes) -> CaseRow | None:
        row = self._execute(queries.CASE_OF, (conversation_id,)).fetchone()
        return None if row is None else CaseRow(*row)

    def cases(self) -> list[CaseRow]:
        return [CaseRow(*row) for row in self._execute(queries.CASES, ())]

    def forget_case(self, case_id: bytes) -> None:
        self._execute(queries.FORGET_CASE, (case_id,))

    def cases_wrapped_on(self, day: str, limit: int) -> list[CaseRow]:
        return [CaseRow(*row) for row in self._execute(queries.CASES_WRAPPED_ON, (day, limit))]

    # invitations, orders and duty log

    def put_invite(self, row: InviteRow) -> None:
        values = (row.hash, row.details, row.created_at, row.expires_at, row.used)
        self._write(queries.PUT_INVITE, values, INVITED)

    def invite(self, digest: bytes) -> InviteRow | None:
        row = self._execute(queries.INVITE, (digest,)).fetchone()
        return None if row is None else InviteRow(*(*row[:-1], bool(row[-1])))

    def invites(self) -> list[InviteRow]:
        rows = self._execute(queries.INVITES, ())
        return [InviteRow(*(*row[:-1], bool(row[-1]))) for row in rows]

    def use_invite(self, digest: bytes) -> bool:
        return self._execute(queries.USE_INVITE, (digest,)).rowcount == 1

    def end_invites(self, before: float) -> int:
        return self._execute(queries.END_INVITES, (before,)).rowcount

    def put_order(self, row: OrderRow) -> None:
        values = (row.id, row.made_at, row.day, row.sealed)
        self._write(queries.PUT_ORDER, values, ORDERED)

    def orders(self) -> list[OrderRow]:
        return [OrderRow(*row) for row in self._execute(queries.ORDERS, ())]

    def end_order(self, order_id: bytes) -> bool:
        return self._execute(queries.END_ORDER, (order_id,)).rowcount == 1

    def log_duty(self, row: DutyRow) -> None:
        self._execute(queries.LOG_DUTY, (row.at, row.case, row.counsellor, row.what))

    def duty(self, since: float) -> list[DutyRow]:
        return [DutyRow(*row) for row in self._execute(queries.DUTY, (since,))]

    def end_duty(self, before: float) -> int:
        return self._execute(queries.END_DUTY, (before,)).rowcount

    # counters, meta, census

    def count(self, day: str, name: str, by: int = 1) -> None:
        self._execute(queries.COUNT, (day, name, by))

    def counts(self) -> list[tuple[str, str, int]]:
        return self._execute(queries.COUNTS, ()).fetchall()

    def meta(self, name: str) -> str | None:
        row = self._execute(queries.META, (name,)).fetchone()
        return None if row is None else row[0]

    def set_meta(self, name: str, value: str) -> None:
        self._execute(queries.SET_META, (name, value))

    def census(self) -> Census:
        numbers = self._execute(queries.CENSUS, ()).fetchone()
        days = tuple(day for (day,) in self._execute(queries.KEY_DAYS, ()))
        roots = tuple(root for (root,) in self._execute(queries.ROOTS, ()))
        return Census(*(*numbers, days, roots))

    def _write(self, sql: str, values: Parameters, refusal: str) -> sqlite3.Cursor:
        try:
            return self._execute(sql, values)
        except sqlite3.IntegrityError as error:
            if error.sqlite_errorcode not in _CONFLICTS:
                raise
        raise Conflict(refusal)


_CONFLICTS = {
    sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY,
    sqlite3.SQLITE_CONSTRAINT_UNIQUE,
    sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY,
}


def _values(row: Conversation) -> Parameters:
    """All columns but the id, in the order of INSERT and UPDATE."""
    return (
        row.channel,
        *row.lookup,
        row.kind,
        row.version,
        row.wrapped_key,
        row.day,
        row.touched_at,
        row.sealed,
    )


def _case_values(row: CaseRow) -> Parameters:
    """All columns but the id, in the order of INSERT_CASE and UPDATE_CASE."""
    return (
        row.conversation,
        row.owner,
        row.state,
        row.version,
        row.wrapped_key,
        row.day,
        row.due_at,
        row.sealed,
    )


def _conversation(row: tuple[Any, ...]) -> Conversation:
    return Conversation(row[0], row[1], (row[2], row[3]), *row[4:])


def _owed(row: tuple[Any, ...]) -> OutboxRow:
    return OutboxRow(*(*row[:-1], bool(row[-1])))
