"""What becomes of one form of Twilio's: from a person, or about a message of ours.

The worst mistakes here: to let in somebody who is no tester while texts are not signed off, to
write down to whom a message could not be brought, and to lose a way out while the store is down.
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
from bot.events import Pressed, Update

MOST: Final = 256
"""People who are being turned away at once; others are when they write again."""
FIRST_PAUSE: Final = 1.0
LONGEST_PAUSE: Final = 10.0
"""Seconds between two tries of a way out."""
_FAILED: Final = frozenset({"failed", "undelivered"})


@dataclass(frozen=True, slots=True)
class Ways:
    """Where forms go. ``admits``: whether this may be answered (in a pilot, only to testers);
    ``turn_away`` tells somebody who may not that nothing is open yet; ``undelivered`` hears of an
    address at which something of ours did not arrive, and of the id of that message when the
    address is closed to us; ``drop`` has the provider's record of a message deleted to which
    nothing else happens.
    """

    receive: Callable[[Update], Awaitable[Answer]]
    undelivered: Callable[[str, str], Awaitable[Answer]]
    admits: Callable[[Update], bool]
    turn_away: Callable[[Update], Coroutine[None, None, None]]
    is_exit: Callable[[Update], bool]
    drop: Callable[[str], Awaitable[Answer]]


class Reception:
    """Hands each form to whom it concerns. ``counts`` is of this process, without persons."""

    def __init__(self, ways: Ways) -> None:
        self._ways = ways
        self._beside: dict[str, asyncio.Task[None]] = {}
        self._kept: dict[str, asyncio.Task[None]] = {}
        self.counts: Counter[str] = Counter()

    async def take(self, incoming: Incoming) -> Answer:
        """Handle it; the answer comes after the commit."""
        if incoming.update is not None:
            return await self._from_person(incoming.update)
        if incoming.status is not None:
            return await self._of_ours(incoming.status)
        self.counts["nothing_said"] += 1
        return await self._ways.drop(incoming.quiet) if incoming.quiet else Done()

    def keep(self, incoming: Incoming) -> None:
        """This could not be handled, and the provider will not bring it for long: a way out is
        tried until it can be.
        """
        update = incoming.update
        if update is None or update.id in self._kept or len(self._kept) >= MOST:
            return
        if self._ways.is_exit(update):
            self._begin(self._kept, update.id, self._again(update))

    async def _again(self, update: Update) -> None:
        pause = FIRST_PAUSE
        while True:
            await asyncio.sleep(pause)
            if isinstance(await self._ways.receive(update), Done):
                return
            pause = min(LONGEST_PAUSE, 2 * pause)

    async def _from_person(self, update: Update) -> Answer:
        if self._ways.admits(update):
            return await self._ways.receive(update)
        event = update.event
        for sid in filter(None, (event.own if isinstance(event, Pressed) else event.message,)):
            dropped = await self._ways.drop(sid)
            if not isinstance(dropped, Done):
                return dropped
        if update.address not in self._beside and len(self._beside) < MOST:
            self.counts["turned_away"] += 1
            self._begin(self._beside, update.address, self._ways.turn_away(update))
        return Done()

    async def _of_ours(self, status: Status) -> Answer:
        if status.state not in _FAILED:
            return Done()
        if status.address:
            is_closed = isinstance(of_code(status.code), Blocked)
            answer = await self._ways.undelivered(status.address, status.sid if is_closed else "")
            if not isinstance(answer, Done):
                return answer
        self.counts[f"failed_{status.code}"] += 1
        return Done()

    def _begin(
        self,
        where: dict[str, asyncio.Task[None]],
        name: str,
        work: Coroutine[None, None, None],
    ) -> None:
        task = asyncio.create_task(work)
        where[name] = task
        task.add_done_callback(lambda _: where.pop(name, None))

    async def close(self) -> None:
        """Give up what is under way."""
        tasks = [*self._beside.values(), *self._kept.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
