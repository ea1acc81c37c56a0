"""What stands in the chats of the provider in memory, and what may change there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from bot.channels.base import MapPin, MessageButton
from bot.events import MediaKind

Rows = tuple[tuple[MessageButton, ...], ...]


@dataclass(slots=True)
class LocalMessage:
    """A message as it stands in a chat; ``edited`` is when it was last edited, 0 never.

    ``key``: the label of the key that it brought under her text field. ``thread``: its topic.
    ``data``: the file that it carries. ``protected``: it cannot be forwarded or saved.
    ``masked_from``: where the masked part begins. ``about``: what it answers. ``typed``: choices
    that its text names and that are not drawn. ``copied``: its provider still has a copy.
    """

    id: str
    side: Literal["ours", "hers"]
    text: str
    sent_at: float
    rows: Rows = ()
    edited: float = 0.0
    media: MediaKind | None = None
    pin: MapPin | None = None
    silent: bool = True
    spoiler: bool = False
    key: str = ""
    thread: str = ""
    data: bytes = b""
    protected: bool = False
    masked_from: int = 0
    about: str = ""
    typed: tuple[MessageButton, ...] = ()
    copied: bool = True


@dataclass(slots=True)
class LocalChat:
    """One chat: what stands in it, oldest first; ``keyboard`` is the key under her text field.

    ``topics``: title by thread; None: this chat has none.
    """

    address: str
    messages: dict[str, LocalMessage] = field(default_factory=dict)
    blocked: bool = False
    keyboard: str = ""
    topics: dict[str, str] | None = None

    def ours(self) -> list[LocalMessage]:
        """Our messages that stand."""
        return [message for message in self.messages.values() if message.side == "ours"]

    def hers(self) -> list[LocalMessage]:
        """Her messages that stand."""
        return [message for message in self.messages.values() if message.side == "hers"]

    def copies(self) -> list[LocalMessage]:
        """Messages of both sides that the provider still has."""
        return [message for message in self.messages.values() if message.copied]


@dataclass(frozen=True, slots=True)
class Change:
    """Something happened in a chat: *sent*, *edited*, *deleted* (ours or hers) or *got* (hers)."""

    kind: Literal["sent", "edited", "deleted", "got"]
    address: str
    message: str
