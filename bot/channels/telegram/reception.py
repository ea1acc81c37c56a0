"""What becomes of one update, however it came: from a person, from a group, from nobody.

The worst mistakes here: to let in somebody who is no tester while texts are not signed off, and
to answer before the update was committed.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import msgspec

from bot.channels.base import Answer, Done
from bot.channels.telegram.incoming import Incoming
from bot.channels.telegram.transport import NoAnswerError, NotSentError, Transport
from bot.events import Update

GROUPS = 256
"""Groups that we are leaving at once; more are left when they write again."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Desk:
    """Where updates go. ``admits``: whether this may be answered (in a pilot, only to testers);
    ``turn_away`` tells somebody who may not that nothing is open yet.
    """

    receive: Callable[[Update], Awaitable[Answer]]
    blocked: Callable[[str, str], Awaitable[Answer]]
    admits: Callable[[Update], bool]
    turn_away: Callable[[Update], Awaitable[Answer]]


class Reception:
    """Hands each update to whom it concerns. ``counts`` is of this process, without persons."""

    def __init__(self, desk: Desk, transport: Transport) -> None:
        self._desk = desk
        self._transport = transport
        self._leaving: dict[int, asyncio.Task[None]] = {}
        self.counts: Counter[str] = Counter()

    async def take(self, incoming: Incoming) -> Answer:
        """Handle it; the answer comes after the commit."""
        update = incoming.update
        if update is not None:
            if self._desk.admits(update):
                return await self._desk.receive(update)
            self.counts["turned_away"] += 1
            return await self._desk.turn_away(update)
        if incoming.blocked_by:
            return await self._desk.blocked("telegram", incoming.blocked_by)
        if incoming.group:
            self._leave(incoming.group)
        if incoming.unreadable:
            self.counts["unreadable"] += 1
            _log.warning("An update could not be read; it was passed over.")
        return Done()

    def _leave(self, group: int) -> None:
        """We have no business in a group: what is said there is nothing to us (and seen by all)."""
        if group in self._leaving or len(self._leaving) >= GROUPS:
            return
        self.counts["group"] += 1
        task = asyncio.create_task(self._leave_now(group))
        self._leaving[group] = task
        task.add_done_callback(lambda _: self._leaving.pop(group, None))

    async def _leave_now(self, group: int) -> None:
        body = msgspec.json.encode({"chat_id": group})
        try:
            await self._transport.post("leaveChat", body)
        except (NotSentError, NoAnswerError):
            self.counts["group_stays"] += 1

    async def close(self) -> None:
        """Give up what is under way."""
        for task in list(self._leaving.values()):
            task.cancel()
        await asyncio.gather(*self._leaving.values(), return_exceptions=True)
