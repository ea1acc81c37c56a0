"""The highest message id seen on each channel: the lower bound when a send's fate is unknown.

Private chats share one sequence of ids per bot account, so any chat's id serves.
"""

from __future__ import annotations

from bot.events import PersonEvent
from bot.store.base import Tx

_META = "seen:"


class Seen:
    """Highest ids by channel; 0 when none was seen or ids are no numbers."""

    def __init__(self) -> None:
        self._highest: dict[str, int] = {}
        self._stored: dict[str, int] = {}

    def note(self, channel: str, message: str) -> None:
        """A message of this id exists."""
        if message.isdecimal():
            self._highest[channel] = max(self._highest.get(channel, 0), int(message))

    def note_event(self, channel: str, event: PersonEvent) -> None:
        """An event names a message."""
        self.note(channel, event.message)

    def highest(self, channel: str) -> int:
        """The highest id so far."""
        return self._highest.get(channel, 0)

    def write(self, tx: Tx) -> None:
        """Store what has changed since it was last stored."""
        for channel, highest in self._highest.items():
            if self._stored.get(channel, 0) < highest:
                tx.set_meta(_META + channel, str(highest))
                self._stored[channel] = highest

    def read(self, tx: Tx, channel: str) -> None:
        """Take up what an earlier process had seen."""
        self.note(channel, tx.meta(_META + channel) or "")
