"""The runner: takes updates in, in order for each chat, and answers once they are committed.

Exits are recognised before any queue and go past it. The worst mistakes here: to answer before
the commit, to let an exit wait, and to let an answer overtake the exit that came after it.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.channels.base import Answer, Busy, Done, Down
from bot.events import Said, Update
from bot.quick_exit import recognise
from bot.shell.letters import STAFF
from bot.shell.results import Result, Tools
from bot.shell.strangers import Key, Strangers
from bot.shell.tasks import Tasks
from bot.shell.turn import take
from bot.shell.work import Work
from bot.store.base import StoreDown

DEPTH = 16
"""Most updates that wait in one chat."""
MOST = 2000
"""Most updates that wait in all chats."""
EXIT_SECONDS = 1.0
"""How long an exit waits for the store before it leaves from memory."""


@dataclass(slots=True, eq=False)
class _Line:
    """The queue of one chat."""

    lock: asyncio.Lock
    waiting: int = 0
    exits: int = 0


class Runner:
    """``commit`` runs work in a group, ``commit_alone`` in a durable transaction of its own; both
    apply what follows. ``emergency`` leaves from memory while the store is down; ``faced`` waits
    for the cover of a chat that is being left.
    """

    def __init__(
        self,
        tools: Tools,
        strangers: Strangers,
        tasks: Tasks,
        now: Callable[[], float],
        commit: Callable[[Callable[[Work], None]], Awaitable[Result]],
        commit_alone: Callable[[Callable[[Work], None]], Awaitable[Result]],
        emergency: Callable[[Update], Awaitable[None]],
        faced: Callable[[Key], Awaitable[None]],
        alert: Callable[[Result], str],
    ) -> None:
        self._tools = tools
        self._strangers = strangers
        self._tasks = tasks
        self._now = now
        self._commit = commit
        self._commit_alone = commit_alone
        self._emergency = emergency
        self._faced = faced
        self._alert = alert
        self._lines: dict[Key, _Line] = {}
        self._waiting = 0

    @property
    def waiting(self) -> int:
        """Updates that are taken in and not answered yet."""
        return self._waiting

    async def receive(self, update: Update) -> Answer:
        """Handle one update, once. The answer comes after the commit, before any dispatch."""
        self._tools.seen.note_event(update.channel, update.event)
        key = (update.channel, update.address)
        if self._strangers.is_handled(key, update.id):
            return Done()
        if self._is_exit(update):
            return await self._exit(key, update)
        line = self._lines.get(key)
        if self._waiting >= MOST or (line is not None and line.waiting >= DEPTH):
            return Busy()
        return await self._queue(key, update)

    def _is_exit(self, update: Update) -> bool:
        event = update.event
        if update.channel == STAFF:
            return False
        if recognise(event, self._tools.words, self._tools.fold) is not None:
            return True
        opened = self._tools.conversations.known(update.channel, update.address)
        if not isinstance(event, Said) or opened is None or not opened.held.word:
            return False
        vault = self._tools.conversations.vault
        return vault.is_word(opened.held.word, opened.row.id, self._tools.fold(event.text))

    async def _queue(self, key: Key, update: Update) -> Answer:
        line = self._lines.get(key)
        if line is None:
            line = self._lines[key] = _Line(asyncio.Lock())
        exits = line.exits
        line.waiting += 1
        self._waiting += 1
        try:
            await line.lock.acquire()
        finally:
            self._waiting -= 1
            line.waiting -= 1
        carried = False
        try:
            # Her next message meets the cover that is on its way, not the space before it.
            await self._faced(key)
            result = await self._take(key, update, lambda: line.exits != exits)
            if result.memory is not None:
                # The next update waits until the cover is shown: it may become a conversation
                # whose first edit must not run beside this one.
                carried = True
                self._tasks.start(self._carry(key, line, result))
            return Done(self._alert(result))
        except StoreDown:
            return Down()
        except Exception as error:
            # Delivered again it would fail again, and her next message, an exit perhaps, would
            # wait behind it for hours.
            self._tasks.bug(error)
            return Done()
        finally:
            if not carried:
                self._release(key, line)

    async def _take(self, key: Key, update: Update, overtaken: Callable[[], bool]) -> Result:
        stranger = self._strangers.standing(key)
        # Asked inside the transaction: the exit may come while this work waits for its group.
        result = await self._commit(
            lambda work: take(work, update, stranger, overtaken=overtaken())
        )
        if result.memory is not None:
            self._strangers.handled(key, update.id)
        elif result.opened is not None:
            self._strangers.drop(key)
        return result

    async def _carry(self, key: Key, line: _Line, result: Result) -> None:
        try:
            if result.memory is not None:
                await self._strangers.carry(key, result.memory)
        finally:
            self._release(key, line)

    def _release(self, key: Key, line: _Line) -> None:
        line.lock.release()
        if not line.waiting:
            self._lines.pop(key, None)

    async def _exit(self, key: Key, update: Update) -> Answer:
        if key in self._lines:
            self._lines[key].exits += 1
        leaving = self._tasks.start(self._leave(key, update))
        late = self._tasks.start(self._tasks.park(self._now() + EXIT_SECONDS))
        try:
            await asyncio.wait({leaving, late}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            late.cancel()
        result = _outcome(leaving)
        if result is not None:
            return Done(self._alert(result))
        # The store cannot tell yet: what we know leaves now, redelivery brings the rest.
        await self._emergency(update)
        return Down()

    async def _leave(self, key: Key, update: Update) -> Result | None:
        stranger = self._strangers.standing(key)
        with contextlib.suppress(StoreDown):
            result = await self._commit_alone(lambda work: take(work, update, stranger))
            if result.memory is not None:
                self._strangers.handled(key, update.id)
                self._tasks.start(self._strangers.carry(key, result.memory))
            return result
        return None


def _outcome(leaving: asyncio.Task[Result | None]) -> Result | None:
    if not leaving.done() or leaving.cancelled() or leaving.exception() is not None:
        return None
    return leaving.result()
