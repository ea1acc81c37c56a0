"""What becomes of one update, however it came: from a person, from a group, from nobody.

The worst mistakes here: to let in somebody who is no tester while texts are not signed off, and
to answer before the update was committed.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass

import msgspec

from bot.channels.base import Answer, Done
from bot.channels.telegram.incoming import Incoming
from bot.channels.telegram.members import Ours
from bot.channels.telegram.staff_group import StaffGroup
from bot.channels.telegram.transport import NoAnswerError, NotSentError, Transport
from bot.events import Update

MOST = 256
"""Groups that are being left, and people who are being turned away, at once; others are when they
write again.
"""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ways:
    """Where updates go. ``admits``: whether this may be answered (in a pilot, only to testers);
    ``turn_away`` tells somebody who may not that nothing is open yet; ``is_exit``: whether it goes
    before all others that came with it. ``route`` gives an update the channel to which it belongs:
    a person's or a desk's; ``blocked`` hears of an address that is closed to us.
    """

    receive: Callable[[Update], Awaitable[Answer]]
    blocked: Callable[[str], Awaitable[Answer]]
    admits: Callable[[Update], bool]
    turn_away: Callable[[Update], Coroutine[None, None, None]]
    is_exit: Callable[[Update], bool]
    route: Callable[[Update], Update]
    group: StaffGroup | None = None


class Reception:
    """Hands each update to whom it concerns. ``counts`` is of this process, without persons."""

    def __init__(self, ways: Ways, transport: Transport) -> None:
        self._ways = ways
        self._transport = transport
        self._beside: dict[int | str, asyncio.Task[None]] = {}
        self.counts: Counter[str] = Counter()

    def is_exit(self, incoming: Incoming) -> bool:
        """Whether this goes before what came at the same moment."""
        if incoming.update is None or incoming.group:
            return False
        return self._ways.is_exit(self._ways.route(incoming.update))

    async def take(self, incoming: Incoming) -> Answer:
        """Handle it; the answer comes after the commit."""
        if incoming.group:
            return await self._in_group(incoming)
        if incoming.update is not None:
            return await self._from_person(self._ways.route(incoming.update))
        if incoming.blocked_by:
            return await self._ways.blocked(incoming.blocked_by)
        if incoming.unreadable:
            self.counts["unreadable"] += 1
            _log.warning("An update could not be read, it was passed over.")
        return Done()

    async def _from_person(self, update: Update) -> Answer:
        if self._ways.admits(update):
            return await self._ways.receive(update)
        if self._may_begin(update.address):
            self.counts["turned_away"] += 1
            self._begin(update.address, self._ways.turn_away(update))
        return Done()

    async def _in_group(self, incoming: Incoming) -> Answer:
        """What staff press and who comes and goes; any other group is left.

        What is said in a group is nothing to us, and our answers would be seen by all.
        """
        group, update, here = self._ways.group, incoming.update, incoming.here
        if group is None or not group.is_it(str(incoming.group)):
            is_out = isinstance(here, Ours) and not here.is_in
            if not is_out and self._may_begin(incoming.group):
                self.counts["group"] += 1
                self._begin(incoming.group, self._leave(incoming.group))
            return Done()
        if here is not None:
            return await group.hear(here)
        if update is None:
            return Done()
        if not group.has_desk(update.address):
            return Done(group.not_yours(update.event.app_locale))
        return await self._ways.receive(self._ways.route(update))

    def _may_begin(self, chat: int | str) -> bool:
        """Whether something may be done for this chat that nobody else has to wait for."""
        return chat not in self._beside and len(self._beside) < MOST

    def _begin(self, chat: int | str, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._beside[chat] = task
        task.add_done_callback(lambda _: self._beside.pop(chat, None))

    async def _leave(self, group: int) -> None:
        staff = self._ways.group
        if staff is not None and await staff.became(str(group)):
            return
        body = msgspec.json.encode({"chat_id": group})
        try:
            await self._transport.post("leaveChat", body)
        except (NotSentError, NoAnswerError):
            self.counts["group_stays"] += 1

    async def close(self) -> None:
        """Give up what is under way."""
        tasks = list(self._beside.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
