"""WhatsApp's face: what becomes of a message there, and a phone from which nothing ever goes."""

from __future__ import annotations

from typing import Final, Literal

import msgspec

from bot.channels.base import Gone, MapPin, Message, Outcome, PositionKeyboard, RefusedForGood
from bot.channels.local import Change, LocalProvider
from bot.channels.whatsapp import layout
from bot.channels.whatsapp.incoming import CHANNEL
from bot.clock import Clock
from bot.events import MediaKind

LINES: Final = False
"""Whether choices may stand below several lines, as ``WhatsAppChannel`` takes it until tried."""
NAMELESS: Final = "📍"
"""What a place is called there."""


class Drawn(msgspec.Struct, frozen=True):
    """A message as WhatsApp shows it: its texts, each a bubble, and how its choices are drawn."""

    parts: tuple[str, ...]
    kind: Literal["plain", "quick", "list"] = "plain"
    """Lines with numbers, buttons below the last text, or one button that opens a list."""
    opens: str = ""
    """The word on that button."""


def drawn(message: Message) -> Drawn:
    """How ``message`` arrives, with every template at hand."""
    found = layout.drawn(message, layout.SHAPES, message.opens, lines=LINES)
    if found is None:
        return Drawn(layout.plain(message))
    kind = found.shape.kind
    opens = found.variables["2"] if kind == "list" else ""
    return Drawn((*found.before, found.variables["1"]), kind, opens)


class WhatsAppProvider(LocalProvider):
    """The provider of the phones with WhatsApp. It refuses what the real channel refuses."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock, CHANNEL, keeps=True)
        self._coming: Drawn | None = None
        self._drawn: dict[str, Drawn] = {}
        self.listen(self._heard)

    def drawn(self, message: str) -> Drawn | None:
        """How this message of ours was drawn; None: it is another's, or a place."""
        return self._drawn.get(message)

    def put(
        self, address: str, message: Message, media: MediaKind | None = None, data: bytes = b""
    ) -> Outcome:
        """Our new message; files cannot be sent there."""
        if media is not None:
            return RefusedForGood()
        self._coming = drawn(message)
        try:
            return super().put(address, message, media, data)
        finally:
            self._coming = None

    def put_pin(self, address: str, pin: MapPin) -> Outcome:
        """Our place on the map, without its name."""
        return super().put_pin(address, msgspec.structs.replace(pin, title=NAMELESS))

    def put_keyboard(self, address: str, keyboard: PositionKeyboard) -> Outcome:
        """There is no such key."""
        del address, keyboard
        return RefusedForGood()

    def put_removal(self, address: str) -> Outcome:
        """There is none to take away."""
        del address
        return Gone()

    def has_buttons(self, message: str) -> bool:
        """Whether its choices can be pressed; those of plain text are typed."""
        face = self._drawn.get(message)
        return face is not None and face.kind != "plain"

    def forget(self, address: str) -> None:
        """The phone is gone, with all that is known of its chat."""
        for message in self.chat(address).messages:
            self._drawn.pop(message, None)
        del self.chats[address]

    def _heard(self, change: Change) -> None:
        # The first to listen, so that the others find it.
        if change.kind == "sent" and self._coming is not None:
            self._drawn[change.message] = self._coming
        elif change.kind == "deleted":
            self._drawn.pop(change.message, None)
