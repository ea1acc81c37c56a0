"""``Channel`` to WhatsApp through Twilio: layout, body, call, outcome.

Nothing is edited here and nothing vanishes from her phone: *delete* deletes the provider's record
(S14, S56). A long message goes out in parts and has one id, the ids of its parts joined by ``+``.

The worst mistakes here: to answer *not sent* for a call that may have had its effect, and to call a
record gone that still stands at the provider.
"""

from __future__ import annotations

import asyncio
import math
import re
from collections.abc import Mapping, Sequence
from typing import Final

from bot.channels.base import (
    Capabilities,
    Gone,
    MapPin,
    Media,
    Message,
    Outcome,
    PositionKeyboard,
    RefusedForGood,
    Sent,
)
from bot.channels.whatsapp import calls, outcome
from bot.channels.whatsapp.capabilities import CAPABILITIES
from bot.channels.whatsapp.layout import Shape
from bot.channels.whatsapp.sending import JOINS, Sender, TwilioLine
from bot.channels.whatsapp.transport import Transport
from bot.clock import Clock

HALVES_SECONDS: Final = 10.0
"""For how long the answers about a refused batch are remembered, for its halves."""
SKEW_SECONDS: Final = 5.0
"""How far our clock may be ahead of the provider's, with its whole seconds."""
MOST_PAGES: Final = 10
_SID: Final = re.compile(r"[A-Z]{2}[0-9a-fA-F]{32}", re.ASCII)


class WhatsAppChannel:
    """One sender of one account. ``transport`` is closed by its owner.

    ``callback``: the public address that hears what became of messages; ``''``: nobody does.
    ``lines``: this account takes several lines in a value of a template, so a screen is one message
    and not two. Until somebody has tried: no; where it turns out wrong, it is not tried again.
    """

    def __init__(
        self,
        transport: Transport,
        sender: str,
        clock: Clock,
        *,
        callback: str = "",
        lines: bool = False,
    ) -> None:
        self._transport = transport
        self._sender = sender
        self._callback = callback
        self._clock = clock
        self._line = TwilioLine(clock)
        self._sends = Sender(transport, self._line, clock, self._ends, self.lost, lines=lines)
        self._told: dict[str, tuple[float, Outcome]] = {}
        """What was said of each record of a refused batch, and when."""

    @property
    def undrawn(self) -> int:
        """How often a template was refused, and numbered text went out instead."""
        return self._sends.undrawn

    @property
    def capabilities(self) -> Capabilities:
        """Of a chat within 24 hours of her last message."""
        return CAPABILITIES

    def know(self, templates_by_shape: Mapping[Shape, str]) -> None:
        """Draw choices with these templates from now on; until then they are numbered text."""
        self._sends.know(templates_by_shape)

    @property
    def refused(self) -> frozenset[int]:
        """Codes of refusals of our account or sender so far, which somebody has to mend."""
        return frozenset(self._line.refused)

    async def send(self, address: str, message: Message, *, urgent: bool = False) -> Outcome:
        """Send a message: with choices to press where a template holds it, else as text. An urgent
        one ends what is being sent to her.
        """
        if urgent:
            self._sends.stop(address)
        return await self._sends.send(address, message, urgent=urgent)

    async def send_media(self, address: str, message: Message, kind: Media, data: bytes) -> Outcome:
        """Refused: Twilio fetches what it sends from a public address (``MediaUrl``) and takes no
        bytes, and there shall be no public address at which such a file lies.
        """
        del address, message, kind, data
        return RefusedForGood()

    async def fetch(self, reference: str) -> bytes | Outcome:
        """The file at an address that Twilio named; nothing is asked for at any other."""
        return await self._line.heard(self._transport.file(reference), outcome.downloaded)

    async def open_topic(self, address: str, title: str) -> Outcome:
        """Refused: a chat has no topics."""
        del address, title
        return RefusedForGood()

    async def close_topic(self, address: str, thread: str, *, urgent: bool = False) -> Outcome:
        """There is none."""
        del address, thread, urgent
        return Gone()

    async def send_pin(self, address: str, pin: MapPin) -> Outcome:
        """Send a place, without its name."""
        return await self._sends.pin(address, pin)

    async def send_keyboard(self, address: str, keyboard: PositionKeyboard) -> Outcome:
        """Refused: there is no key that sends a position; she attaches it by hand."""
        del address, keyboard
        return RefusedForGood()

    async def remove_keyboard(self, address: str, *, urgent: bool = False) -> Outcome:
        """There is none."""
        del address, urgent
        return Gone()

    async def edit(
        self, address: str, message_id: str, message: Message, *, urgent: bool = False
    ) -> Outcome:
        """Refused: what was sent stays as it is."""
        del address, message_id, message, urgent
        return RefusedForGood()

    async def delete(
        self, address: str, message_ids: Sequence[str], *, urgent: bool = False
    ) -> Outcome:
        """Delete records at the provider, all at once; ``address`` may be empty. An urgent deletion
        means that she left: what is being sent to her ends with the part that is under way.

        One that is not final yet makes several ``RefusedForGood`` and one alone ``RetryAt`` of this
        message. Nobody blocks a deletion.
        """
        if urgent:
            self._sends.stop(address)
        told = await asyncio.gather(*(self._deleted(one, urgent=urgent) for one in message_ids))
        if len(told) == 1:
            return told[0]
        worst = outcome.worst(told)
        if isinstance(worst, RefusedForGood) or outcome.is_of_message(worst):
            self._remember(dict(zip(message_ids, told, strict=True)))
            return RefusedForGood()
        return Sent() if isinstance(worst, Gone) else worst

    async def lost(self, address: str, since: float) -> tuple[str, ...] | Outcome:
        """Ids of what was sent to ``address`` since this moment: for sends whose answer was lost.

        It asks the provider, which has a record of each. An outcome when it could not be asked.
        """
        found: list[str] = []
        query = calls.sent_to(self._sender, address)
        least = math.floor(since) - SKEW_SECONDS
        for _ in range(MOST_PAGES):
            page = await self._line.heard(
                self._transport.messages(query),
                lambda status, body: outcome.listed(status, body, least),
            )
            if not isinstance(page, outcome.Page):
                return page
            found += page.sids
            query = page.following
            if not query:
                break
        return tuple(dict.fromkeys(found))

    def _ends(self, address: str) -> calls.Ends:
        return calls.Ends(self._sender, address, self._callback)

    # deleting

    async def _deleted(self, message_id: str, *, urgent: bool) -> Outcome:
        when, told = self._told.pop(message_id, (0.0, None))
        if told is not None and self._clock.now() - when <= HALVES_SECONDS:
            return told
        parts = message_id.split(JOINS)
        return outcome.worst(
            await asyncio.gather(*(self._record(one, urgent=urgent) for one in parts))
        )

    async def _record(self, sid: str, *, urgent: bool) -> Outcome:
        if not _SID.fullmatch(sid):
            return RefusedForGood()
        return await self._line.heard(self._transport.delete(sid, urgent=urgent), outcome.deleted)

    def _remember(self, told: Mapping[str, Outcome]) -> None:
        now = self._clock.now()
        kept = {k: v for k, v in self._told.items() if now - v[0] <= HALVES_SECONDS}
        self._told = kept | {one: (now, what) for one, what in told.items()}
