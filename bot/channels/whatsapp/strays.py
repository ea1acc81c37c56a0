"""Records at the provider that nobody owes a deletion any more: they go by their age.

What somebody wrote while nothing of ours ran was never brought to us, so no conversation and no
wipe knows of it; nor of what lay longer than anybody tried. A deletion takes nothing from a phone,
so nothing has to be known about a record but that it is old and of our sender: an account may have
others.

The worst mistake here: to delete what belongs to another sender.
"""

from __future__ import annotations

import asyncio
from typing import Final

from bot.channels.base import Gone, RetryAt, Sent
from bot.channels.whatsapp import calls, outcome
from bot.channels.whatsapp.sending import TwilioLine
from bot.channels.whatsapp.transport import Transport
from bot.clock import Clock

AGE_SECONDS: Final = 26 * 3600.0
"""By then everybody who did nothing since is forgotten, and a wipe has begun long ago."""
AGAIN_SECONDS: Final = 6 * 3600.0
"""As seldom as a wipe asks in the end for what is not final yet."""
MOST_PAGES: Final = 1000
_AT_ONCE: Final = 8
"""Nobody waits for these: the connections belong to those who do."""


class Strays:
    """Of one sender. ``deleted`` counts what went."""

    def __init__(self, transport: Transport, sender: str, clock: Clock) -> None:
        self._transport = transport
        self._sender = sender
        self._clock = clock
        self._line = TwilioLine(clock)
        self.deleted = 0

    async def watch(self) -> None:
        """Look again and again, until cancelled."""
        while True:
            await self.look()
            await self._clock.sleep_until(self._clock.now() + AGAIN_SECONDS)

    async def look(self) -> None:
        """Delete what is old; what cannot go now is found the next time."""
        before = self._clock.now() - AGE_SECONDS
        sids = [
            sid
            for query in (calls.sent_by(self._sender), calls.received_by(self._sender))
            for sid in await self._listed(query, before)
        ]
        for begin in range(0, len(sids), _AT_ONCE):
            told = await asyncio.gather(*map(self._delete, sids[begin : begin + _AT_ONCE]))
            self.deleted += sum(isinstance(one, Sent | Gone) for one in told)
            if any(isinstance(one, RetryAt) and not one.of_message for one in told):
                return

    async def _listed(self, query: str, before: float) -> list[str]:
        found: list[str] = []
        for _ in range(MOST_PAGES):
            page = await self._line.heard(
                self._transport.messages(query),
                lambda status, body: outcome.listed_old(status, body, before),
            )
            if not isinstance(page, outcome.Page):
                break
            found += page.sids
            query = page.following
            if not query:
                break
        return found

    async def _delete(self, sid: str) -> object:
        return await self._line.heard(self._transport.delete(sid), outcome.deleted)
