"""The store: what is kept, and the only verbs that read or change it.

One transaction is one function that gets a :class:`Tx` and runs from begin to commit in one
place (one thread hop on SQLite). A ``Tx`` is plain, synchronous and knows nothing of keys:
what is sealed comes and goes as bytes. Times are seconds since 1970.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol, TypeVar

from bot.store.rows import (
    CaseRow,
    Census,
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

__all__ = [
    "CaseRow",
    "Census",
    "Conflict",
    "Conversation",
    "DutyRow",
    "InviteRow",
    "LedgerRow",
    "Lookup",
    "OrderRow",
    "OutboxRow",
    "RemainsRow",
    "Store",
    "StoreDown",
    "StoreError",
    "Tx",
    "WipeRow",
]

T = TypeVar("T")


class Tx(Protocol):
    """One transaction. No method blocks on anything but the store."""

    # conversations
    def find(self, lookups: Iterable[Lookup]) -> Conversation | None:
        """The conversation of the first look-up that has one."""

    def conversation(self, conversation_id: bytes) -> Conversation | None:
        """The conversation of this id, unless it was forgotten."""

    def insert(self, row: Conversation) -> None:
        """Store a new conversation. Raises ``Conflict`` when its id or look-up is taken."""

    def update(self, row: Conversation, expected_version: int, *, whole: bool = True) -> bool:
        """Write ``row`` if the stored version is ``expected_version``; False: somebody else did.

        Not ``whole``: only the version, the time of touch and the sealed content have changed.
        Raises ``Conflict`` when its look-up belongs to another conversation.
        """

    def forget(self, conversation_id: bytes) -> None:
        """Delete the conversation with its wrapped key, its outbox and its ledger.

        Its case stays as it is, and so do the messages about it in other chats.
        """

    def touched_before(self, moment: float, limit: int) -> list[Conversation]:
        """Persons' conversations last touched before ``moment``, the longest untouched first.

        Never a desk's: a desk is not forgotten because nobody used it; see :meth:`desks`.
        """

    def desks(self) -> list[Conversation]:
        """Every conversation of kind ``desk``, by id. Reads all rows: not for every step."""

    def wrapped_on(self, day: str, limit: int) -> list[Conversation]:
        """Conversations whose data key is wrapped by this day's key (to be re-wrapped).

        Those of desks too; of cases see :meth:`cases_wrapped_on`.
        """

    # outbox
    def owe(self, row: OutboxRow, *, only: bool = False) -> int:
        """Store an effect, not in flight; gives its id, which is never used again.

        ``only``: the caller knows that there is no earlier row that this one would replace.

        A timer replaces the one of its name, a screen the undelivered screens of its
        conversation and target (latest wins) unless they are marked as in flight. Raises
        ``Conflict`` when the conversation is gone.
        """

    def mark_in_flight(self, row_id: int, in_flight: bool) -> None:
        """Note that a channel has the row, or that it gave it back; a gone row is left alone."""

    def settle(self, row_id: int) -> bool:
        """Delete a row that was carried out or dropped; False: it is gone already."""

    def postpone(self, row_id: int, due_at: float) -> None:
        """Move the due time; a gone row is left alone."""

    def owed(self, conversation_id: bytes) -> list[OutboxRow]:
        """All rows of one conversation, oldest first."""

    def due(self, until: float, limit: int) -> list[OutboxRow]:
        """Rows due at or before ``until``, by due time and id; those in flight too."""

    # ledger
    def keep(self, row: LedgerRow) -> None:
        """Insert or replace by conversation, target and message.

        Raises ``Conflict`` when the conversation is gone.
        """

    def kept(self, conversation_id: bytes) -> list[LedgerRow]:
        """All rows of one conversation, by time of sending."""

    def release(
        self, conversation_id: bytes, messages: Iterable[str], target: str | None = None
    ) -> None:
        """Drop rows of messages that are gone; ``target`` None: of every target."""

    def kept_for(self, target: str) -> list[LedgerRow]:
        """All rows of one target in every conversation, by time of sending, then conversation."""

    def copies(self, target: str, origin: str) -> list[LedgerRow]:
        """Rows of the target that are copies of this message, in the order of ``kept_for``.

        Two chats may use the same message ids: of target ``person`` there may be a row of
        somebody else, so look at its conversation. ``''`` has no copies.
        """

    # wipes and remains
    def put_wipe(self, row: WipeRow) -> None:
        """Insert or replace by id."""

    def wipes(self) -> list[WipeRow]:
        """All of them, by due time."""

    def end_wipe(self, wipe_id: bytes) -> None:
        """Delete a wipe with its wrapped key."""

    def put_remains(self, row: RemainsRow) -> None:
        """Insert or replace by look-up."""

    def remains(self, lookups: Iterable[Lookup]) -> RemainsRow | None:
        """The row of the first look-up that has one, expired or not."""

    def first_end(self) -> float | None:
        """When the next remains row ends; None when there is none."""

    def end_remains(self, before: float) -> int:
        """Delete the rows whose time ends at or before this moment; gives how many."""

    # cases
    def insert_case(self, row: CaseRow) -> None:
        """Store a new case. Raises ``Conflict`` when its id is taken or its conversation has one.

        Any number of cases may be without a conversation, and the conversation of one need not
        be stored.
        """

    def update_case(self, row: CaseRow, expected_version: int) -> bool:
        """Write ``row`` if the stored version is ``expected_version``; False: somebody else did.

        Raises ``Conflict`` when its conversation has another case.
        """

    def case(self, case_id: bytes) -> CaseRow | None:
        """The case of this id, unless it was forgotten."""

    def case_of(self, conversation_id: bytes) -> CaseRow | None:
        """The case of this conversation."""

    def cases(self) -> list[CaseRow]:
        """All of them, by id; there are few."""

    def forget_case(self, case_id: bytes) -> None:
        """Delete a case with its wrapped key. Its rows in ledger and duty log stay."""

    def cases_wrapped_on(self, day: str, limit: int) -> list[CaseRow]:
        """Cases whose data key is wrapped by this day's key (to be re-wrapped), by id."""

    # invitations of counsellors
    def put_invite(self, row: InviteRow) -> None:
        """Store a new one. Raises ``Conflict`` when the hash is taken: none is ever made anew."""

    def invite(self, digest: bytes) -> InviteRow | None:
        """The invitation with this hash, used and expired or not."""

    def invites(self) -> list[InviteRow]:
        """All of them, used and expired ones too, by time of making, then hash; there are few."""

    def use_invite(self, digest: bytes) -> bool:
        """Mark it as used; True for the first only, False also when there is none.

        Does not look at the clock: compare ``expires_at`` in the same transaction, before this.
        """

    def end_invites(self, before: float) -> int:
        """Delete those that expire at or before this moment, used or not; gives how many."""

    # orders of the operator
    def put_order(self, row: OrderRow) -> None:
        """Store a new one. Raises ``Conflict`` when its id is taken."""

    def orders(self) -> list[OrderRow]:
        """All of them, by time of making, then id."""

    def end_order(self, order_id: bytes) -> bool:
        """Delete it: it is carried out in this transaction. False: somebody else did, or it is
        not there.
        """

    # duty log
    def log_duty(self, row: DutyRow) -> None:
        """Add an entry; the same one twice is two."""

    def duty(self, since: float) -> list[DutyRow]:
        """The entries of ``since`` and later, by time, then in the order in which they came."""

    def end_duty(self, before: float) -> int:
        """Delete what is older than this moment (all but ``duty(before)``); gives how many."""

    # counters and meta
    def count(self, day: str, name: str, by: int = 1) -> None:
        """Add to the sum of a day; never anything that stands for one person."""

    def counts(self) -> list[tuple[str, str, int]]:
        """Day, name, sum; by day and name."""

    def meta(self, name: str) -> str | None:
        """A named value of the installation (poll offset, highest id seen)."""

    def set_meta(self, name: str, value: str) -> None:
        """Insert or replace it. ``schema`` belongs to the store itself."""

    def census(self) -> Census:
        """What is stored at this moment, for the simulator's panel and ``/readyz``."""


class Store(Protocol):
    """A place that keeps rows. Three of them pass one test suite."""

    async def transact(self, work: Callable[[Tx], T], *, durable: bool = False) -> T:
        """Run ``work`` in one transaction and commit it; ``durable``: on disk before it returns.

        ``work`` runs once, may run in another thread, must not wait for anything, and does not
        keep its ``Tx``. Works that wait at the same time are committed together, in the order
        of the calls; none sees half of another.

        An exception of ``work`` rolls back all that it did and comes out as it was. Raises
        ``StoreDown`` when the store itself cannot commit. When the caller is cancelled, a work
        that has not begun is dropped; one that has begun may still be committed.
        """

    async def tidy(self, *, deep: bool = False) -> bool:
        """Make what was deleted unreadable on disk: at most 5 s after a forget, once for all.

        ``deep`` takes longer the more is stored and leaves nothing at all; at start and once a
        day. False: another process held it up; try again soon. Raises ``StoreDown``.
        """

    async def close(self) -> None:
        """Finish what waits, then close; safe to call twice. Later calls raise ``StoreDown``."""


class StoreError(Exception):
    """The store cannot be used. The message says how to mend it and names nobody."""


class StoreDown(StoreError):  # noqa: N818 - it is the name of a fact
    """A commit failed for a reason outside us (disk full, file gone, locked by another)."""


class Conflict(StoreError):  # noqa: N818 - it is the name of a fact
    """The row's id or look-up is taken, or its conversation is gone. Read again, decide again."""
