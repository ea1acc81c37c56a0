"""What is kept: one struct for each table, and the census. ``bot.store.base`` gives them out.

Times are seconds since 1970. What is sealed comes and goes as bytes; the store holds no keys.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from bot.held import Mark

Lookup = tuple[str, bytes]
"""Id of the root key and the HMAC of channel and address under it: a pseudonym of a chat."""


class Conversation(msgspec.Struct, frozen=True):
    """Everything kept of one person on one channel. ``id`` is random and is also the epoch."""

    id: bytes
    channel: str
    lookup: Lookup
    kind: Literal["person", "desk"]
    version: int
    wrapped_key: bytes
    day: str
    """UTC day whose day key wraps the data key, ``YYYY-MM-DD``."""
    touched_at: float
    sealed: bytes
    """Address, session, what stands in the chat, the last update ids; under the data key."""


class OutboxRow(msgspec.Struct, frozen=True):
    """An effect that is still owed. ``id`` is 0 until the store gave one."""

    id: int
    conversation: bytes
    target: str
    lane: Literal["screen", "erase", "extra", "timer"]
    name: str
    """Of a timer, else ``''``; a timer's row replaces the one of the same name."""
    stage: int
    due_at: float
    not_after: float | None
    after_id: int
    """Highest message id that this process had seen when the row was written; 0 unknown."""
    sealed: bytes
    created_at: float = 0.0
    in_flight: bool = False
    """Given to a channel, outcome not yet known; changed by ``mark_in_flight`` alone."""


class LedgerRow(msgspec.Struct, frozen=True):
    """A message that stays over a step and is still to be deleted at the provider."""

    conversation: bytes
    """In whose chat it stands; not always the chat of the person whom it is about."""
    target: str
    """``person``, or the id of a case in hexadecimal: a message of that case in a desk's chat."""
    message: str
    side: Literal["ours", "hers"]
    sent_at: float
    origin: str = ""
    """Of a copy: the id of the message in another chat that it is a copy of."""

    @property
    def mark(self) -> Mark:
        """What deletes it."""
        return Mark(self.message, self.side, self.sent_at)


class WipeRow(msgspec.Struct, frozen=True):
    """What is still owed to a chat after it was forgotten, under a key of its own."""

    id: bytes
    channel: str
    wrapped_key: bytes
    day: str
    created_at: float
    due_at: float
    sealed: bytes


class RemainsRow(msgspec.Struct, frozen=True):
    """For 24 h after an exit: that updates of it were handled. Sealed under that day's key."""

    lookup: Lookup
    day: str
    until: float
    sealed: bytes


class CaseRow(msgspec.Struct, frozen=True):
    """A case of the handoff. It may outlive the conversation in which it began."""

    id: bytes
    """16 random bytes."""
    conversation: bytes | None
    """The person's; None once she is forgotten, or when a callback has outlived it.

    The store does not watch over it: whoever forgets the conversation decides what becomes of
    its case, in the same transaction.
    """
    owner: str
    """Id of the counsellor who is bound to it; ``''`` when nobody is."""
    state: str
    version: int
    wrapped_key: bytes
    """The case's own data key, so that its end makes it unreadable and no other row."""
    day: str
    """UTC day whose day key wraps the data key, ``YYYY-MM-DD``."""
    due_at: float | None
    """When its next timer is due; None: it waits for nothing."""
    sealed: bytes


class InviteRow(msgspec.Struct, frozen=True):
    """A one-time link for a counsellor. Who has the database cannot make the link from it."""

    hash: bytes
    """SHA-256 of the secret in the link."""
    details: bytes
    """Whatever the caller keeps of it. Never sealed under a day key: no row keeps that alive."""
    created_at: float
    expires_at: float
    used: bool


class OrderRow(msgspec.Struct, frozen=True):
    """An order of the operator that waits for the running service. Sealed under its day's key."""

    id: bytes
    """16 random bytes."""
    made_at: float
    day: str
    """UTC day whose key seals it, ``YYYY-MM-DD``."""
    sealed: bytes


class DutyRow(msgspec.Struct, frozen=True):
    """Who had to do with a case, and when: for complaints. Never anything else goes in here."""

    at: float
    case: bytes
    counsellor: str
    """Her call name: it has to be known after her desk is gone."""
    what: str
    """A word of ours for what was done, never a word that anybody wrote."""


class Census(msgspec.Struct, frozen=True):
    """Row counts and ages, never content."""

    conversations: int
    outbox: int
    """Effects owed, timers not counted."""
    timers: int
    ledger: int
    wipes: int
    remains: int
    cases: int
    remains_until: float | None
    """The latest end of a remains row."""
    key_days: tuple[str, ...]
    """Days whose keys wrap or seal something that still lives, oldest first."""
    roots: tuple[str, ...] = ()
    """Ids of the root keys whose look-ups still stand."""
