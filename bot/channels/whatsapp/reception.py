"""What becomes of one form of Twilio's: from a person, or about a message of ours.

The worst mistakes here: to let in somebody who is no tester while texts are not signed off, and
to write down to whom a message could not be brought.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Final

from bot.channels.base import Answer, Blocked, Done
from bot.channels.whatsapp.incoming import Incoming, Status
from bot.channels.whatsapp.outcome import of_code
from bot.events import Update

MOST: Final = 256
"""People who are being turned away at once; others are when they write again."""
_FAILED: Final = frozenset({"failed", "undelivered"})


@dataclass(frozen=True, slots=True)
class Ways:
    """Where forms go. ``admits``: whether this may be answered (in a pilot, only to testers);
    ``turn_away`` tells somebody
    who may not that nothing is open yet; ``blocked`` hears of an address that is closed to us.
    """

    receive: Callable[[Update], Awaitable[Answer]]
    blocked: Callable[[str], Awaitable[Answer]]
    admits: Callable[[Update], bool]
    turn_away: Callable[[Update], Coroutine[None, None, None]]


class Reception:
    """Hands each form to whom it concerns. ``counts`` is of this process, without persons."""

    def __init__(self, ways: Ways) -> None:
        self._ways = ways
        self._beside: dict[str, asyncio.Task[None]] = {}
        self.counts: Counter[str] = Counter()

    async def take(self, incoming: Incoming) -> Answer:
        """Handle it; the answer comes after the commit."""
        if incoming.update is not None:
            return await self._from_person(incoming.update)
        if incoming.status is not None:
            return await self._of_ours(incoming.status)
        self.counts["nothing_said"] += 1
        return Done()

    async def _from_person(self, update: Update) -> Answer:
        if self._ways.admits(update):
            return await self._ways.receive(update)
        if update.address not in self._beside and len(self._beside) < MOST:
            self.counts["turned_away"] += 1
            self._begin(update.address, self._ways.turn_away(update))
        return Done()

    async def _of_ours(self, status: Status) -> Answer:
        if status.state not in _FAILED:
            return Done()
        if isinstance(of_code(status.code), Blocked) and status.address:
            answer = await self._ways.blocked(status.address)
            if not isinstance(answer, Done):
                return answer
        self.counts[f"failed_{status.code}"] += 1
        return Done()

    def _begin(self, address: str, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._beside[address] = task
        task.add_done_callback(lambda _: self._beside.pop(address, None))

    async def close(self) -> None:
        """Give up what is under way."""
        tasks = list(self._beside.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
