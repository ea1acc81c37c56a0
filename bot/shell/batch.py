"""What one transaction has opened: each conversation is read once and written once in it.

The worst mistake here: to end a transaction without :meth:`Batch.flush`.
"""

from __future__ import annotations

from bot.keys import KeysError
from bot.shell.conversations import Conversations, Opened
from bot.shell.seen import Seen
from bot.store.base import StoreDown, Tx


class Batch:
    """The conversations of one transaction, by id, as its works have left them so far.

    ``trusting``: what is at hand of a conversation is not read again from the store; where it is
    no longer true, :meth:`flush` raises ``Conflict``. Exits and second attempts read.
    """

    def __init__(
        self, conversations: Conversations, seen: Seen, tx: Tx, now: float, *, trusting: bool
    ) -> None:
        self._conversations = conversations
        self._seen = seen
        self._tx = tx
        self._now = now
        self._trusting = trusting
        self._open: dict[bytes, Opened] = {}
        self._dirty: dict[bytes, bool] = {}
        self.dropped: list[bytes] = []
        self.saved: dict[bytes, Opened] = {}
        """After :meth:`flush`: what was written, as the store has it now."""
        self._changed: list[bytes] = []

    def find(self, channel: str, address: str) -> Opened | None:
        """The conversation of a chat."""
        found = self._conversations.find(self._tx, channel, address, trusting=self._trusting)
        if found is None or found.row.id in self.dropped:
            return None
        return self._open.get(found.row.id, found)

    def get(self, conversation_id: bytes) -> Opened | None:
        """The conversation of this id, unless it was forgotten."""
        opened = self._open.get(conversation_id)
        if opened is not None or conversation_id in self.dropped:
            return opened
        return self._conversations.get(self._tx, conversation_id, trusting=self._trusting)

    def put(self, opened: Opened, *, touched: bool) -> None:
        """Write this back at the end; ``touched``: an act of hers."""
        conversation = opened.row.id
        self._open[conversation] = opened
        self._dirty[conversation] = touched or self._dirty.get(conversation, False)

    def drop(self, conversation_id: bytes) -> None:
        """The conversation was forgotten."""
        self._open.pop(conversation_id, None)
        self._dirty.pop(conversation_id, None)
        self.dropped.append(conversation_id)

    def flush(self) -> None:
        """Write everything back.

        Raises ``Conflict`` when another process was faster, ``StoreDown`` when the folder of day
        keys cannot be used.
        """
        try:
            for conversation, touched in self._dirty.items():
                self.saved[conversation] = self._conversations.save(
                    self._tx, self._open[conversation], self._now, touched=touched
                )
            self._seen.write(self._tx)
        except KeysError:
            raise StoreDown("The folder of day keys cannot be used now.") from None
        self._changed = [*self.saved, *self.dropped]
        self._conversations.ahead(self._changed)

    def end(self) -> None:
        """Its transaction was committed, and remembered, or it failed; on the event loop."""
        changed, self._changed = self._changed, []
        self._conversations.settled(changed)
