"""Conversations between their stored, sealed form and memory: find, create, save.

Everything here but the cache runs inside a transaction, maybe in the store's thread. The cache
is changed on the event loop only, and only after a commit.
"""

from __future__ import annotations

import os
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import msgspec

from bot import held as held_form
from bot import owed as owed_form
from bot.held import Held, Remains
from bot.keys import DataKey, KeysError, Lost, Vault, day_of, destroyed_at
from bot.owed import Owed
from bot.store.base import Conflict, Conversation, OutboxRow, RemainsRow, StoreDown, Tx

REMAINS_SECONDS = 24 * 3600.0
_ID_BYTES = 16
_CACHED = 10_000
_TABLE = "conversations"
_OUTBOX = "outbox"


@dataclass(frozen=True, slots=True, repr=False)
class Opened:
    """A conversation's row with its key and its content in the clear; never logged."""

    row: Conversation
    key: DataKey
    held: Held
    rekeyed: bool = False
    """The row has another look-up than the store; that is written with the next save."""

    def with_held(self, held: Held) -> Opened:
        """The same with another content, not yet saved; it may lie at another address."""
        rekeyed = self.rekeyed or held.address != self.held.address
        return Opened(self.row, self.key, held, rekeyed)

    def with_row(self, row: Conversation) -> Opened:
        """The same with another row."""
        return Opened(row, self.key, self.held)


class Conversations:
    """Opens and seals conversations."""

    def __init__(self, vault: Vault, random: Callable[[int], bytes] = os.urandom) -> None:
        self.vault = vault
        self.random = random
        self._cache: OrderedDict[tuple[str, str], Opened] = OrderedDict()
        self._where: dict[bytes, tuple[str, str]] = {}
        self._ahead: Counter[bytes] = Counter()
        self._desks: dict[bytes, Opened] = {}
        """Every desk as it was last committed here: there are few, and none grows old."""

    # inside a transaction

    def find(self, tx: Tx, channel: str, address: str, *, trusting: bool = False) -> Opened | None:
        """The conversation of a chat, looked up under every root key.

        ``trusting``: what is at hand is taken for what is stored; if another process was faster,
        or forgot it, writing it back fails.
        """
        cached = self._cache.get((channel, address))
        if trusting and cached is not None and not self._ahead[cached.row.id]:
            return cached
        if cached is not None and (row := tx.conversation(cached.row.id)) is not None:
            return self._open(tx, row)
        return self._open(tx, tx.find(self.vault.lookups(channel, address)))

    def get(self, tx: Tx, conversation_id: bytes, *, trusting: bool = False) -> Opened | None:
        """The conversation of this id, unless it was forgotten; ``trusting`` as in :meth:`find`."""
        if trusting and not self._ahead[conversation_id]:
            cached = self._cache.get(self._where.get(conversation_id, ("", "")))
            if cached is not None and cached.row.id == conversation_id:
                return cached
        return self._open(tx, tx.conversation(conversation_id))

    def _open(self, tx: Tx, row: Conversation | None) -> Opened | None:
        if row is None:
            return None
        cached = self._cache.get(self._where.get(row.id, ("", "")))
        if cached is not None and cached.row.id == row.id and cached.row.version == row.version:
            return cached.with_row(row)
        try:
            key = self.vault.open_data_key(row.wrapped_key, row.day)
            data = self.vault.unseal(key, _TABLE, row.id, row.sealed)
            return self._rekeyed(Opened(row, key, held_form.decode(data)))
        except (Lost, msgspec.DecodeError):
            # Its day key is gone or the bytes were changed: nobody can read it any more.
            tx.forget(row.id)
            return None
        except KeysError as problem:
            # A fault that can be mended (a disk, a setting) must forget nobody.
            raise StoreDown(str(problem)) from None

    def _rekeyed(self, opened: Opened) -> Opened:
        """With the newest root key's look-up, written when the conversation is next saved.

        Not where a word hash lies beside it: that one keeps its root key alive anyway.
        """
        row = opened.row
        newest = self.vault.lookups(row.channel, opened.held.address)[0]
        if row.lookup == newest or opened.held.word:
            return opened
        row = msgspec.structs.replace(row, lookup=newest)
        return Opened(row, opened.key, opened.held, rekeyed=True)

    def create(self, tx: Tx, channel: str, held: Held, now: float) -> Opened:
        """Store a new conversation under a random id, which is also its epoch."""
        key = self.vault.new_data_key(now)
        conversation_id = self.random(_ID_BYTES)
        row = Conversation(
            id=conversation_id,
            channel=channel,
            lookup=self.vault.lookups(channel, held.address)[0],
            kind="person" if held.desk is None else "desk",
            version=1,
            wrapped_key=key.wrapped,
            day=key.day,
            touched_at=now,
            sealed=self.vault.seal(key, _TABLE, conversation_id, held_form.encode(held)),
        )
        tx.insert(row)
        return Opened(row, key, held)

    def save(self, tx: Tx, opened: Opened, now: float, *, touched: bool) -> Opened:
        """Write the content back; the first touch of a day re-wraps the key.

        ``touched``: an act of hers. Raises ``Conflict`` when another process was faster.
        """
        key = self.vault.rewrap(opened.key, now)
        before = opened.row
        lookup = before.lookup
        if opened.rekeyed:
            lookup = self.vault.lookups(before.channel, opened.held.address)[0]
        row = msgspec.structs.replace(
            before,
            lookup=lookup,
            version=before.version + 1,
            wrapped_key=key.wrapped,
            day=key.day,
            touched_at=now if touched else before.touched_at,
            sealed=self.vault.seal(key, _TABLE, before.id, held_form.encode(opened.held)),
        )
        whole = opened.rekeyed or key is not opened.key
        if not tx.update(row, before.version, whole=whole):
            raise Conflict("Another process changed this conversation; decide again.")
        return Opened(row, key, opened.held)

    def seal_owed(self, opened: Opened, owed: Owed) -> bytes:
        """The sealed content of an outbox row."""
        return self.vault.seal(opened.key, _OUTBOX, opened.row.id, owed_form.encode(owed))

    def open_owed(self, opened: Opened, row: OutboxRow) -> Owed:
        """The content of an outbox row. Raises ``Unreadable``."""
        return owed_form.decode(self.vault.unseal(opened.key, _OUTBOX, opened.row.id, row.sealed))

    def remains(self, tx: Tx, channel: str, address: str, now: float) -> Remains | None:
        """What is known of a chat that was left within the last 24 h."""
        row = tx.remains(self.vault.lookups(channel, address))
        if row is None or row.until <= now:
            return None
        try:
            data = self.vault.unseal_for_day(row.day, _label(row.lookup), row.sealed)
            return held_form.decode_remains(data)
        except (Lost, msgspec.DecodeError):
            return None
        except KeysError as problem:
            raise StoreDown(str(problem)) from None

    def leave_remains(
        self, tx: Tx, channel: str, address: str, remains: Remains, now: float
    ) -> None:
        """Remember that this chat was left, and nothing else."""
        lookup = self.vault.lookups(channel, address)[0]
        day = self.vault.ensure_day(now)
        until = min(now + REMAINS_SECONDS, destroyed_at(day))
        sealed = self.vault.seal_for_day(day, _label(lookup), held_form.encode(remains))
        tx.put_remains(RemainsRow(lookup, day, until, sealed))

    def ahead(self, conversations: Iterable[bytes]) -> None:
        """A transaction has changed these; until it is :meth:`settled`, nobody trusts what is at
        hand of them.
        """
        self._ahead.update(conversations)

    # on the event loop

    def settled(self, conversations: Iterable[bytes]) -> None:
        """That transaction was committed and is remembered, or failed."""
        for conversation in conversations:
            self._ahead[conversation] -= 1
            if self._ahead[conversation] <= 0:
                del self._ahead[conversation]

    def remember(self, opened: Opened) -> None:
        """Keep what was just committed at hand (to leave while the store is down)."""
        key = (opened.row.channel, opened.held.address)
        before = self._where.get(opened.row.id)
        if before is not None and before != key:
            self._cache.pop(before, None)
        self._cache[key] = opened
        self._cache.move_to_end(key)
        self._where[opened.row.id] = key
        if len(self._cache) > _CACHED:
            _, oldest = self._cache.popitem(last=False)
            self._where.pop(oldest.row.id, None)
        if opened.held.desk is not None:
            self._desks[opened.row.id] = opened

    def desks(self) -> list[Held]:
        """The contents of all desks."""
        return [opened.held for opened in self._desks.values()]

    def known(self, channel: str, address: str) -> Opened | None:
        """What was last committed here about a chat, if it is still at hand."""
        return self._cache.get((channel, address))

    def drop(self, conversation_id: bytes) -> None:
        """Nothing of a forgotten conversation stays in memory."""
        self._desks.pop(conversation_id, None)
        key = self._where.pop(conversation_id, None)
        if key is not None:
            self._cache.pop(key, None)


def today(now: float) -> str:
    """The UTC day under which counters of ``now`` are kept."""
    return day_of(now)


def _label(lookup: tuple[str, bytes]) -> bytes:
    return b"remains:" + lookup[0].encode() + b":" + lookup[1]
