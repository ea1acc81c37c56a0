"""The outbox: carries out what was committed, and commits what became of it.

Calls of different chats run side by side; about one screen there is one call at a time. The
worst mistake here: to begin a call before the commit that owes it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import assert_never

from bot.channels.base import Channel, Outcome, Sent, Unknown
from bot.clock import Clock
from bot.effects import Screen, Tone
from bot.shell.delivery import (
    EditScreen,
    EraseMarks,
    NewScreen,
    Nothing,
    RemoveScreen,
    SendPin,
    Start,
)
from bot.shell.finishing import finish_erase, finish_pin, finish_screen
from bot.shell.rendering import Rendering
from bot.shell.seen import Seen
from bot.shell.sweep import Sweep, Swept
from bot.shell.tasks import Tasks
from bot.shell.work import Work

Commit = Callable[[Callable[[Work], None]], Awaitable[None]]
"""Runs work in the next group, as often as it takes until the store has it."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Call:
    start: Start
    task: asyncio.Task[bool]


class Outbox:
    """The calls that are in flight."""

    def __init__(
        self,
        channels: Mapping[str, Channel],
        rendering: Rendering,
        clock: Clock,
        tasks: Tasks,
        seen: Seen,
        commit: Commit,
    ) -> None:
        self._channels = channels
        self._rendering = rendering
        self._clock = clock
        self._tasks = tasks
        self._seen = seen
        self._commit = commit
        self._calls: dict[int, _Call] = {}
        self._calling: set[int] = set()

    def start(self, start: Start) -> None:
        """Begin a call that was committed, unless the provider has it already."""
        if start.row in self._calling:
            return
        self._calling.add(start.row)
        self._calls[start.row] = _Call(start, self._tasks.start(self._carry(start)))

    def ending(self, row: int) -> asyncio.Task[bool] | None:
        """The call of this row, if it is in flight: its end says whether its fate is known."""
        call = self._calls.get(row)
        return call.task if call is not None else None

    async def _carry(self, start: Start) -> bool:
        try:
            if isinstance(start.action, EraseMarks):
                swept = await self._sweep(start, start.action)
                self._calling.discard(start.row)
                await self._commit(lambda work: finish_erase(work, start, swept))
                return True
            outcome = await self._call(start)
            self._calling.discard(start.row)
            finish = finish_pin if isinstance(start.action, SendPin) else finish_screen
            await self._commit(lambda work: finish(work, start, outcome))
            return not isinstance(outcome, Unknown)
        finally:
            self._calling.discard(start.row)
            call = self._calls.get(start.row)
            if call is not None and call.task is asyncio.current_task():
                del self._calls[start.row]

    async def _call(self, start: Start) -> Outcome:
        try:
            outcome = await self._send(start)
        except Exception as error:
            _log.error("A channel raised %s; it should have said Unknown.", type(error).__name__)
            return Unknown()
        if isinstance(outcome, Sent):
            self._seen.note(start.channel, outcome.message)
        return outcome

    async def _send(self, start: Start) -> Outcome:
        channel = self._channels[start.channel]
        address = start.address
        match start.action:
            case EditScreen(message=message, screen=screen):
                text = self._rendering.screen(screen, channel.capabilities)
                return await channel.edit(address, message, text, urgent=_is_urgent(screen))
            case NewScreen(screen=screen):
                text = self._rendering.screen(screen, channel.capabilities)
                return await channel.send(address, text, urgent=_is_urgent(screen))
            case RemoveScreen(mark=mark):
                return await channel.delete(address, [mark.id], urgent=True)
            case SendPin(pin=pin):
                await self._after_erases(start.conversation)
                return await channel.send_pin(
                    address, self._rendering.pin(pin, channel.capabilities)
                )
            case EraseMarks() | Nothing():
                raise TypeError("This is no single call.")
            case _:
                assert_never(start.action)

    async def _after_erases(self, conversation: bytes) -> None:
        """Extras come after the whole first stage, deletes included."""
        erases = [
            call.task
            for call in self._calls.values()
            if call.start.conversation == conversation and isinstance(call.start.action, EraseMarks)
        ]
        if erases:
            await asyncio.wait(erases)

    async def _sweep(self, start: Start, action: EraseMarks) -> Swept:
        channel = self._channels[start.channel]
        neutral = self._rendering.neutral(action.locale, channel.capabilities)
        sweep = Sweep(
            channel, start.address, neutral, self._clock.now(), since=start.made, urgent=False
        )
        return await sweep.run(action.marks)


def _is_urgent(screen: Screen) -> bool:
    return screen.tone is Tone.COVER
