"""One transaction in memory: dictionaries, and a list of what to put back."""
# ruff: noqa: D102 - `bot.store.base.Tx` says what each method means

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

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
from bot.store.undo import Undo

if TYPE_CHECKING:
    from collections.abc import Iterable

_CASE_TAKEN = "Another case has this id or this conversation already; read again."


class MemoryTx(Undo):
    """``Tx`` on dictionaries, with a list of what to put back when a work fails."""

    def __init__(self) -> None:
        super().__init__()
        self._conversations: dict[bytes, Conversation] = {}
        self._lookups: dict[Lookup, bytes] = {}
        self._outbox: dict[int, OutboxRow] = {}
        self._ledger: dict[tuple[bytes, str, str], LedgerRow] = {}
        self._wipes: dict[bytes, WipeRow] = {}
        self._remains: dict[Lookup, RemainsRow] = {}
        self._cases: dict[bytes, CaseRow] = {}
        self._invites: dict[bytes, InviteRow] = {}
        self._orders: dict[bytes, OrderRow] = {}
        self._duty: dict[int, DutyRow] = {}
        self._counters: dict[tuple[str, str], int] = {}
        self._meta: dict[str, str] = {}
        self._last_id: dict[str, int] = {}

    # conversations

    def find(self, lookups: Iterable[Lookup]) -> Conversation | None:
        found = next((self._lookups[item] for item in lookups if item in self._lookups), None)
        return None if found is None else self._conversations[found]

    def conversation(self, conversation_id: bytes) -> Conversation | None:
        return self._conversations.get(conversation_id)

    def insert(self, row: Conversation) -> None:
        if row.id in self._conversations or row.lookup in self._lookups:
            raise Conflict("Another row has this id or look-up already; read again.")
        self._put(self._conversations, row.id, row)
        self._put(self._lookups, row.lookup, row.id)

    def update(self, row: Conversation, expected_version: int, *, whole: bool = True) -> bool:
        del whole
        stored = self._conversations.get(row.id)
        if stored is None or stored.version != expected_version:
            return False
        if self._lookups.get(row.lookup, row.id) != row.id:
            raise Conflict("Another row has this id or look-up already; read again.")
        self._drop(self._lookups, stored.lookup)
        self._put(self._lookups, row.lookup, row.id)
        self._put(self._conversations, row.id, row)
        return True

    def forget(self, conversation_id: bytes) -> None:
        stored = self._conversations.get(conversation_id)
        if stored is None:
            return
        self._drop(self._lookups, stored.lookup)
        self._drop(self._conversations, conversation_id)
        for owed in self.owed(conversation_id):
            self._drop(self._outbox, owed.id)
        for kept in self.kept(conversation_id):
            self._drop(self._ledger, _ledger_key(kept))

    def touched_before(self, moment: float, limit: int) -> list[Conversation]:
        people = (row for row in self._conversations.values() if row.kind == "person")
        found = (row for row in people if row.touched_at < moment)
        return sorted(found, key=lambda row: (row.touched_at, row.id))[:limit]

    def desks(self) -> list[Conversation]:
        found = (row for row in self._conversations.values() if row.kind == "desk")
        return sorted(found, key=lambda row: row.id)

    def wrapped_on(self, day: str, limit: int) -> list[Conversation]:
        found = (row for row in self._conversations.values() if row.day == day)
        return sorted(found, key=lambda row: row.id)[:limit]

    # outbox

    def owe(self, row: OutboxRow, *, only: bool = False) -> int:
        del only
        self._need(row.conversation)
        for other in self.owed(row.conversation):
            if _superseded(other, row):
                self._drop(self._outbox, other.id)
        row_id = self._next_id("outbox")
        stored = msgspec.structs.replace(row, id=row_id, in_flight=False)
        self._put(self._outbox, row_id, stored)
        return row_id

    def mark_in_flight(self, row_id: int, in_flight: bool) -> None:
        self._change(row_id, in_flight=in_flight)

    def settle(self, row_id: int) -> bool:
        return self._drop(self._outbox, row_id)

    def postpone(self, row_id: int, due_at: float) -> None:
        self._change(row_id, due_at=due_at)

    def owed(self, conversation_id: bytes) -> list[OutboxRow]:
        found = (row for row in self._outbox.values() if row.conversation == conversation_id)
        return sorted(found, key=lambda row: row.id)

    def due(self, until: float, limit: int) -> list[OutboxRow]:
        found = (row for row in self._outbox.values() if row.due_at <= until)
        return sorted(found, key=lambda row: (row.due_at, row.id))[:limit]

    def _next_id(self, table: str) -> int:
        row_id = self._last_id.get(table, 0) + 1
        self._put(self._last_id, table, row_id)
        return row_id

    def _change(self, row_id: int, **changes: object) -> None:
        row = self._outbox.get(row_id)
        if row is not None:
            self._put(self._outbox, row_id, msgspec.structs.replace(row, **changes))

    def _need(self, conversation_id: bytes) -> None:
        if conversation_id not in self._conversations:
            raise Conflict("The conversation is gone; what was to be stored for it is void.")

    # ledger

    def keep(self, row: LedgerRow) -> None:
        self._need(row.conversation)
        self._put(self._ledger, _ledger_key(row), row)

    def kept(self, conversation_id: bytes) -> list[LedgerRow]:
        found = (row for row in self._ledger.values() if row.conversation == conversation_id)
        return sorted(found, key=lambda row: (row.sent_at, row.target, row.message))

    def release(
        self, conversation_id: bytes, messages: Iterable[str], target: str | None = None
    ) -> None:
        gone = set(messages)
        for row in self.kept(conversation_id):
            if row.message in gone and target in (None, row.target):
                self._drop(self._ledger, _ledger_key(row))

    def kept_for(self, target: str) -> list[LedgerRow]:
        found = (row for row in self._ledger.values() if row.target == target)
        return sorted(found, key=lambda row: (row.sent_at, row.conversation, row.message))

    def copies(self, target: str, origin: str) -> list[LedgerRow]:
        return [row for row in self.kept_for(target) if origin and row.origin == origin]

    # wipes and remains

    def put_wipe(self, row: WipeRow) -> None:
        self._put(self._wipes, row.id, row)

    def wipes(self) -> list[WipeRow]:
        return sorted(self._wipes.values(), key=lambda row: (row.due_at, row.id))

    def end_wipe(self, wipe_id: bytes) -> None:
        self._drop(self._wipes, wipe_id)

    def put_remains(self, row: RemainsRow) -> None:
        self._put(self._remains, row.lookup, row)

    def remains(self, lookups: Iterable[Lookup]) -> RemainsRow | None:
        return next((self._remains[item] for item in lookups if item in self._remains), None)

    def first_end(self) -> float | None:
        return min((row.until for row in self._remains.values()), default=None)

    def end_remains(self, before: float) -> int:
        ended = [row.lookup for row in self._remains.values() if row.until <= before]
        return sum(self._drop(self._remains, lookup) for lookup in ended)

    # cases

    def insert_case(self, row: CaseRow) -> None:
        if row.id in self._cases:
            raise Conflict(_CASE_TAKEN)
        self._put_case(row)

    def update_case(self, row: CaseRow, expected_version: int) -> bool:
        stored = self._cases.get(row.id)
        if stored is None or stored.version != expected_version:
            return False
        self._put_case(row)
        return True

    def case(self, case_id: bytes) -> CaseRow | None:
        return self._cases.get(case_id)

    def case_of(self, conversation_id: bytes) -> CaseRow | None:
        found = (row for row in self._cases.values() if row.conversation == conversation_id)
        return next(found, None)

    def cases(self) -> list[CaseRow]:
        return sorted(self._cases.values(), key=lambda row: row.id)

    def forget_case(self, case_id: bytes) -> None:
        self._drop(self._cases, case_id)

    def cases_wrapped_on(self, day: str, limit: int) -> list[CaseRow]:
        return [row for row in self.cases() if row.day == day][:limit]

    def _put_case(self, row: CaseRow) -> None:
        if row.conversation is not None:
            other = self.case_of(row.conversation)
            if other is not None and other.id != row.id:
                raise Conflict(_CASE_TAKEN)
        self._put(self._cases, row.id, row)

    # invitations, orders and duty log

    def put_invite(self, row: InviteRow) -> None:
        if row.hash in self._invites:
            raise Conflict("This invitation was made already; make another secret.")
        self._put(self._invites, row.hash, row)

    def invite(self, digest: bytes) -> InviteRow | None:
        return self._invites.get(digest)

    def invites(self) -> list[InviteRow]:
        return sorted(self._invites.values(), key=lambda row: (row.created_at, row.hash))

    def use_invite(self, digest: bytes) -> bool:
        row = self._invites.get(digest)
        if row is None or row.used:
            return False
        self._put(self._invites, digest, msgspec.structs.replace(row, used=True))
        return True

    def end_invites(self, before: float) -> int:
        ended = [row.hash for row in self._invites.values() if row.expires_at <= before]
        return sum(self._drop(self._invites, digest) for digest in ended)

    def put_order(self, row: OrderRow) -> None:
        if row.id in self._orders:
            raise Conflict("This order was written already; give it another id.")
        self._put(self._orders, row.id, row)

    def orders(self) -> list[OrderRow]:
        return sorted(self._orders.values(), key=lambda row: (row.made_at, row.id))

    def end_order(self, order_id: bytes) -> bool:
        return self._drop(self._orders, order_id)

    def log_duty(self, row: DutyRow) -> None:
        self._put(self._duty, self._next_id("duty"), row)

    def duty(self, since: float) -> list[DutyRow]:
        found = (item for item in self._duty.items() if item[1].at >= since)
        return [row for _, row in sorted(found, key=lambda item: (item[1].at, item[0]))]

    def end_duty(self, before: float) -> int:
        ended = [row_id for row_id, row in self._duty.items() if row.at < before]
        return sum(self._drop(self._duty, row_id) for row_id in ended)

    # counters, meta, census

    def count(self, day: str, name: str, by: int = 1) -> None:
        self._put(self._counters, (day, name), self._counters.get((day, name), 0) + by)

    def counts(self) -> list[tuple[str, str, int]]:
        return [(day, name, n) for (day, name), n in sorted(self._counters.items())]

    def meta(self, name: str) -> str | None:
        return self._meta.get(name)

    def set_meta(self, name: str, value: str) -> None:
        self._put(self._meta, name, value)

    def census(self) -> Census:
        timers = sum(row.lane == "timer" for row in self._outbox.values())
        conversations, wipes, remains = self._conversations, self._wipes, self._remains
        holders: list[Conversation | WipeRow | RemainsRow | CaseRow | OrderRow]
        holders = [*conversations.values(), *wipes.values(), *remains.values()]
        holders += [*self.cases(), *self.orders()]
        return Census(
            conversations=len(conversations),
            outbox=len(self._outbox) - timers,
            timers=timers,
            ledger=len(self._ledger),
            wipes=len(wipes),
            remains=len(remains),
            cases=len(self._cases),
            remains_until=max((row.until for row in remains.values()), default=None),
            key_days=tuple(sorted({row.day for row in holders})),
            roots=tuple(sorted({root for root, _ in (*self._lookups, *remains)})),
        )


def _ledger_key(row: LedgerRow) -> tuple[bytes, str, str]:
    return row.conversation, row.target, row.message


def _superseded(old: OutboxRow, new: OutboxRow) -> bool:
    if old.lane != new.lane:
        return False
    if new.lane == "screen":
        return old.target == new.target and not old.in_flight
    return new.lane == "timer" and old.name == new.name
