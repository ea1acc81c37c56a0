"""One transaction on SQLite: rows to parameters and back. Runs in the connection's thread."""
# ruff: noqa: D102 - `bot.store.base.Tx` says what each method means

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

from bot.store import queries
from bot.store.base import (
    Census,
    Conflict,
    Conversation,
    LedgerRow,
    Lookup,
    OutboxRow,
    RemainsRow,
    WipeRow,
)
from bot.store.row_ids import RowIds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Parameters = tuple[str | bytes | int | float | None, ...]

TAKEN = "Another row has this id or look-up already; read again."
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
        values = (row.conversation, row.target, row.message, row.side, row.sent_at)
        self._write(queries.KEEP, values, GONE)

    def kept(self, conversation_id: bytes) -> list[LedgerRow]:
        return [LedgerRow(*row) for row in self._execute(queries.KEPT, (conversation_id,))]

    def release(
        self, conversation_id: bytes, messages: Iterable[str], target: str | None = None
    ) -> None:
        for message in messages:
            self._execute(queries.RELEASE, (conversation_id, message, target))

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


def _conversation(row: tuple[Any, ...]) -> Conversation:
    return Conversation(row[0], row[1], (row[2], row[3]), *row[4:])


def _owed(row: tuple[Any, ...]) -> OutboxRow:
    return OutboxRow(*(*row[:-1], bool(row[-1])))
