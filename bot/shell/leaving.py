"""T1: the transaction in which a person is forgotten and what is owed to her chat is planned.

After its commit nobody can read the conversation; what still has to be deleted lies in a wipe
under a key of its own. The worst mistake here: to forget an id that the wipe needs.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from bot.decision import Leave
from bot.held import HANDLED, Held, Mark, Remains, with_handled
from bot.keys import DataKey, Lost, Vault
from bot.owed import Owed
from bot.quick_exit import Wipe, plan
from bot.shell.conversations import Conversations, Opened
from bot.store.base import Tx, WipeRow

_ID_BYTES = 16
_TABLE = "wipes"
_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Wipe)


@dataclass(frozen=True, slots=True, repr=False)
class Planned:
    """A wipe that stands in the store, with its key."""

    id: bytes
    channel: str
    key: DataKey
    created_at: float
    wipe: Wipe
    due_at: float = 0.0


def leave_chat(
    conversations: Conversations,
    tx: Tx,
    channel: str,
    held: Held,
    leaving: Leave,
    now: float,
    *,
    opened: Opened | None = None,
    triggers: tuple[Mark, ...] = (),
    update_id: str = "",
    highest: int = 0,
    edits: bool = True,
) -> Planned:
    """Forget the conversation, or a chat that no row knows (``opened`` None), and plan its wipe.

    ``triggers``: the messages of this update, to be deleted too; ``update_id`` is remembered for
    24 h, so that a redelivery of the exit does nothing. ``edits``: as of the channel.
    """
    kept, owed = _left_to_do(conversations, tx, opened)
    wipe = plan(
        held,
        leaving,
        now,
        owed=owed,
        kept=kept,
        triggers=triggers,
        highest=highest,
        edits=edits,
    )
    if update_id or opened is not None:
        remains = Remains(now, _handled(held, update_id))
        conversations.leave_remains(tx, channel, held.address, remains, now)
    if opened is not None:
        tx.forget(opened.row.id)
    return store_wipe(conversations, tx, channel, wipe, now)


def _left_to_do(
    conversations: Conversations, tx: Tx, opened: Opened | None
) -> tuple[list[Mark], list[tuple[int, int, Owed]]]:
    """The ledger and the unfinished rows of a conversation."""
    if opened is None:
        return [], []
    kept = [row.mark for row in tx.kept(opened.row.id)]
    owed = []
    for row in tx.owed(opened.row.id):
        if row.lane == "timer":
            continue
        try:
            owed.append((row.id, row.after_id, conversations.open_owed(opened, row)))
        except (Lost, msgspec.DecodeError):
            continue
    return kept, owed


def _handled(held: Held, update_id: str) -> tuple[str, ...]:
    # Both this conversation's and those of the one before it, which may still be redelivered.
    earlier = (*held.left_ids, *held.handled)[-HANDLED:]
    return with_handled(earlier, update_id) if update_id else earlier


def store_wipe(
    conversations: Conversations, tx: Tx, channel: str, wipe: Wipe, now: float
) -> Planned:
    """Store a new wipe under a key of its own."""
    key = conversations.vault.new_data_key(now)
    planned = Planned(conversations.random(_ID_BYTES), channel, key, now, wipe, now)
    save_wipe(conversations.vault, tx, planned)
    return planned


def save_wipe(vault: Vault, tx: Tx, planned: Planned) -> None:
    """Write what is still owed."""
    sealed = vault.seal(planned.key, _TABLE, planned.id, _encoder.encode(planned.wipe))
    tx.put_wipe(
        WipeRow(
            id=planned.id,
            channel=planned.channel,
            wrapped_key=planned.key.wrapped,
            day=planned.key.day,
            created_at=planned.created_at,
            due_at=planned.due_at,
            sealed=sealed,
        )
    )


def open_wipe(vault: Vault, row: WipeRow) -> Planned | None:
    """Read a stored wipe; None when nobody can read it any more."""
    try:
        key = vault.open_data_key(row.wrapped_key, row.day)
        wipe = _decoder.decode(vault.unseal(key, _TABLE, row.id, row.sealed))
    except (Lost, msgspec.DecodeError):
        return None
    return Planned(row.id, row.channel, key, row.created_at, wipe, row.due_at)
