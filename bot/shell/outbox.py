"""The outbox: carries out what was committed, and commits what became of it.

Calls of different chats run side by side; about one screen there is one call at a time. The
worst mistake here: to begin a call before the commit that owes it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Protocol, assert_never

import msgspec

from bot.channels.base import Channel, Outcome, Sent, Unknown
from bot.clock import Clock
from bot.effects import Screen, Tone
from bot.shell.delivery import (
    EditPost,
    EditScreen,
    EraseMarks,
    NewScreen,
    Nothing,
    OpenTopic,
    RemoveKeyboard,
    RemoveScreen,
    SendKeyboard,
    SendPin,
    SendPost,
    Start,
    only_header,
)
from bot.shell.finishing import (
    finish_erase,
    finish_pin,
    finish_post,
    finish_removal,
    finish_screen,
)
from bot.shell.media import Media
from bot.shell.rendering import Rendering
from bot.shell.seen import Seen
from bot.shell.sweep import Sweep, Swept
from bot.shell.tasks import Tasks
from bot.shell.work import Work


class Commit(Protocol):
    """How what became of a call is told to the store."""

    def __call__(self, act: Callable[[Work], object], *, patient: bool = False) -> Awaitable[None]:
        """Run ``act`` in a group, as often as it takes; ``patient``: it may wait for company."""


_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Call:
    start: Start
    task: asyncio.Task[bool]
    ended: asyncio.Future[None]
    """Done when the provider has answered."""


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
        pump: Callable[[], None],
    ) -> None:
        self._channels = channels
        self._rendering = rendering
        self._clock = clock
        self._media = Media(channels, clock)
        self._tasks = tasks
        self._seen = seen
        self._commit = commit
        self._pump = pump
        self._calls: dict[int, _Call] = {}
        self._calling: set[int] = set()
        self._hurried: set[int] = set()

    def start(self, start: Start) -> None:
        """Begin a call that was committed, unless the provider has it already."""
        if start.row in self._calling:
            return
        self._calling.add(start.row)
        ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        task = self._tasks.start(self._carry(start, ended))
        self._calls[start.row] = _Call(start, task, ended)

    def hurry(self, row: int) -> None:
        """Something waits for the end of this call: commit it at once."""
        if row in self._calls:
            self._hurried.add(row)
            self._pump()

    def ending(self, row: int) -> asyncio.Task[bool] | None:
        """The call of this row, if it is in flight: its end says whether its fate is known."""
        call = self._calls.get(row)
        return call.task if call is not None else None

    async def _carry(self, start: Start, ended: asyncio.Future[None]) -> bool:
        try:
            if isinstance(start.action, EraseMarks):
                swept = await self._sweep(start, start.action)
                self._ended(start, ended)
                done = not (swept.still or swept.lost or swept.blocked)
                await self._commit(lambda work: finish_erase(work, start, swept), patient=done)
                return True
            outcome = await self._call(start)
            self._ended(start, ended)
            finish = _finish_of(start)
            # An id that only we know is written down at once; a confirmed edit can wait for
            # company, as a crash would only repeat it.
            done = isinstance(start.action, EditScreen) and isinstance(outcome, Sent)
            patient = done and start.row not in self._hurried
            await self._commit(lambda work: finish(work, start, outcome), patient=patient)
            return not isinstance(outcome, Unknown)
        finally:
            self._ended(start, ended)
            self._hurried.discard(start.row)
            call = self._calls.get(start.row)
            if call is not None and call.start is start:
                del self._calls[start.row]

    def _ended(self, start: Start, ended: asyncio.Future[None]) -> None:
        self._calling.discard(start.row)
        if not ended.done():
            ended.set_result(None)

    async def _call(self, start: Start) -> Outcome:
        try:
            outcome = await self._send(start)
        except Exception as error:
            _log.error("A channel raised %s; it should have said Unknown.", type(error).__name__)
            return Unknown()
        if isinstance(outcome, Sent) and not start.address.startswith("-"):
            # A group counts its messages by itself.
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
            case SendKeyboard(ask=ask):
                await self._after_erases(start.conversation)
                keyboard = self._rendering.keyboard(ask, channel.capabilities)
                return await channel.send_keyboard(address, keyboard)
            case RemoveKeyboard():
                return await channel.remove_keyboard(address, urgent=True)
            case OpenTopic(post=post):
                title = self._rendering.post(only_header(post), channel.capabilities).text
                return await channel.open_topic(address, title)
            case SendPost(post=post, thread=thread):
                text = self._rendering.post(post, channel.capabilities)
                text = msgspec.structs.replace(text, thread=thread)
                if post.media:
                    late = start.made + post.lasts
                    return await self._media.send(channel, address, text, post, late)
                return await channel.send(address, text)
            case EditPost(message=message, post=post):
                text = self._rendering.post(post, channel.capabilities)
                return await channel.edit(address, message, text)
            case EraseMarks() | Nothing():
                raise TypeError("This is no single call.")
            case _:
                assert_never(start.action)

    async def _after_erases(self, conversation: bytes) -> None:
        """Extras come after the whole first stage, deletes included."""
        erases = [
            call.ended
            for call in self._calls.values()
            if call.start.conversation == conversation and isinstance(call.start.action, EraseMarks)
        ]
        if erases:
            await asyncio.wait(erases)

    async def _sweep(self, start: Start, action: EraseMarks) -> Swept:
        channel = self._channels[start.channel]
        neutral = self._rendering.neutral(action.locale, channel.capabilities)
        sweep = Sweep(
            channel,
            start.address,
            neutral,
            self._clock.now(),
            since=start.made,
            urgent=action.urgent,
        )
        return await sweep.run(action.marks)


def _finish_of(start: Start) -> Callable[[Work, Start, Outcome], None]:
    match start.action:
        case SendPin() | SendKeyboard():
            return finish_pin
        case RemoveKeyboard():
            return finish_removal
        case OpenTopic() | SendPost() | EditPost():
            return finish_post
        case _:
            return finish_screen


def _is_urgent(screen: Screen) -> bool:
    return screen.tone is Tone.COVER
