"""Cases between their stored, sealed form and a transaction: find, begin, save, forget.

A case is read from the store every time: there are few, and nothing at hand can be stale. Runs
inside a transaction, maybe in the store's thread.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import msgspec

from bot.handoff import file as file_form
from bot.handoff.case import OVER, TALKING, State
from bot.handoff.counsellor import Load
from bot.handoff.file import File
from bot.keys import DataKey, KeysError, Lost
from bot.shell.conversations import Conversations
from bot.store.base import CaseRow, Conflict, StoreDown, Tx

_ID_BYTES: Final = 16
_TABLE: Final = "cases"
_ALIASES: Final = range(10, 100)


@dataclass(frozen=True, slots=True, repr=False)
class Filed:
    """A case's row with its key and its content in the clear; never logged."""

    row: CaseRow
    key: DataKey
    file: File

    @property
    def group(self) -> str:
        """What its messages at desks are kept under."""
        return self.row.id.hex()


class Casebook:
    """The cases of one transaction. ``conversations`` brings keys and chance."""

    def __init__(self, conversations: Conversations, tx: Tx, now: float) -> None:
        self._conversations = conversations
        self._vault = conversations.vault
        self._tx = tx
        self._now = now

    def get(self, case_id: bytes) -> Filed | None:
        """The case of this id, unless it was forgotten."""
        return self._open(self._tx.case(case_id))

    def of(self, conversation_id: bytes) -> Filed | None:
        """The case of a person's conversation."""
        return self._open(self._tx.case_of(conversation_id))

    def all(self) -> Iterator[Filed]:
        """Every case that can be read."""
        for row in self._tx.cases():
            if (filed := self._open(row)) is not None:
                yield filed

    def kept_for(self, channel: str, address: str) -> list[Filed]:
        """The callbacks that were kept for this chat of somebody who left."""
        found = []
        for filed in self.all():
            kept = filed.file.kept
            if kept is not None and (kept.channel, kept.address) == (channel, address):
                found.append(filed)
        return found

    def begin(self, conversation_id: bytes, file: File) -> Filed:
        """Store a new case; one that is over makes room for it. Raises ``Conflict``."""
        self._make_room(conversation_id)
        key = self._vault.new_data_key(self._now)
        case_id = self._conversations.random(_ID_BYTES)
        row = CaseRow(
            id=case_id,
            conversation=conversation_id,
            owner=file.case.owner,
            state=file.case.state.value,
            version=1,
            wrapped_key=key.wrapped,
            day=key.day,
            due_at=file.due_at,
            sealed=self._vault.seal(key, _TABLE, case_id, file_form.encode(file)),
        )
        self._tx.insert_case(row)
        return Filed(row, key, file)

    def save(self, filed: Filed, file: File) -> Filed:
        """Write its content back. Raises ``Conflict`` when another process was faster."""
        key = self._vault.rewrap(filed.key, self._now)
        before = filed.row
        over = file.case.state is State.LEFT
        row = _next(
            before,
            # She left: nothing leads from the case to her any more.
            conversation=None if over else before.conversation,
            owner=file.case.owner,
            state=file.case.state.value,
            wrapped_key=key.wrapped,
            day=key.day,
            due_at=file.due_at,
            sealed=self._vault.seal(key, _TABLE, before.id, file_form.encode(file)),
        )
        self._write(row, before.version)
        return replace(filed, row=row, key=key, file=file)

    def _make_room(self, conversation_id: bytes) -> None:
        """A case that is over belongs to nobody any more."""
        earlier = self._tx.case_of(conversation_id)
        if earlier is not None and State(earlier.state) in OVER:
            self._write(_next(earlier, conversation=None), earlier.version)

    def attach(self, filed: Filed, file: File, conversation_id: bytes | None) -> Filed:
        """It belongs to this conversation now; None: to none, while she is gone."""
        saved = self.save(filed, file)
        if conversation_id is not None:
            self._make_room(conversation_id)
        row = _next(saved.row, conversation=conversation_id)
        self._write(row, saved.row.version)
        return replace(saved, row=row)

    def forget(self, filed: Filed) -> None:
        """Delete it with its key."""
        self._tx.forget_case(filed.row.id)

    def alias(self) -> str:
        """Two digits that no open case has; more of them when a hundred are open."""
        taken = {filed.file.case.alias for filed in self.all()}
        free = [str(number) for number in _ALIASES if str(number) not in taken]
        chosen = int.from_bytes(self._conversations.random(4), "big")
        return free[chosen % len(free)] if free else str(100 + chosen % 900)

    def load(self, counsellor: str, last_ended: float) -> Load:
        """What this counsellor carries now."""
        states = {state.value for state in TALKING}
        mine = [
            filed
            for row in self._tx.cases()
            if row.owner == counsellor and row.state in states
            if (filed := self._open(row)) is not None
        ]
        urgent = sum(bool(filed.file.case.urgency) for filed in mine)
        return Load(len(mine), urgent, last_ended)

    def rewrap(self, day: str, limit: int) -> int:
        """Take cases off a day key that is to be destroyed; gives how many."""
        rows = self._tx.cases_wrapped_on(day, limit)
        for row in rows:
            if (filed := self._open(row)) is not None:
                self.save(filed, filed.file)
        return len(rows)

    def _open(self, row: CaseRow | None) -> Filed | None:
        if row is None:
            return None
        try:
            key = self._vault.open_data_key(row.wrapped_key, row.day)
            data = self._vault.unseal(key, _TABLE, row.id, row.sealed)
            return Filed(row, key, file_form.decode(data))
        except (Lost, msgspec.DecodeError):
            # Its day key is gone or the bytes were changed: nobody can read it any more.
            self._tx.forget_case(row.id)
            return None
        except KeysError as problem:
            raise StoreDown(str(problem)) from None

    def _write(self, row: CaseRow, version: int) -> None:
        if not self._tx.update_case(row, version):
            raise Conflict("Another process changed this case; decide again.")


def _next(row: CaseRow, **changes: object) -> CaseRow:
    """The row with these changes and the next version."""
    return msgspec.structs.replace(row, version=row.version + 1, **changes)
