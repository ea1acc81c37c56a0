"""Chats that no row knows: the cover is shown to them from memory, without a trace.

The worst mistakes here: to write anything down, and to let an answer of the cover run beside
another call about the same message.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import assert_never

import msgspec

from bot.channels.base import Channel, Outcome, RetryAt, Sent
from bot.clock import Clock
from bot.effects import (
    AskPosition,
    Effect,
    Erase,
    Keep,
    Pin,
    Post,
    Reveal,
    Schedule,
    Show,
    TakeBack,
    Withdraw,
)
from bot.held import Mark, Standing, with_handled
from bot.shell.delivery import (
    SCREEN_SECONDS,
    EditScreen,
    NewScreen,
    Nothing,
    RemoveScreen,
    plan_show,
)
from bot.shell.owing import marks_of, quiet
from bot.shell.rendering import Rendering
from bot.shell.results import Memory
from bot.shell.seen import Seen
from bot.shell.sweep import Sweep
from bot.shell.tasks import Tasks

MOST = 4096
SECONDS = 12 * 3600.0
"""A chat that was silent for longer is not remembered."""
Key = tuple[str, str]
"""Channel and address."""


class _Stranger(msgspec.Struct, frozen=True):
    standing: Standing = Standing()
    handled: tuple[str, ...] = ()
    at: float = 0.0


class Strangers:
    """What stands in chats that are not known, in memory only, for a while."""

    def __init__(
        self,
        channels: Mapping[str, Channel],
        rendering: Rendering,
        clock: Clock,
        tasks: Tasks,
        seen: Seen,
    ) -> None:
        self._channels = channels
        self._rendering = rendering
        self._clock = clock
        self._tasks = tasks
        self._seen = seen
        self._met: OrderedDict[Key, _Stranger] = OrderedDict()
        self._later: dict[Key, object] = {}

    def standing(self, key: Key) -> Standing:
        """What stands in this chat, as far as we remember."""
        return self._get(key).standing

    def is_handled(self, key: Key, update_id: str) -> bool:
        """Whether this update was answered from memory before."""
        return update_id in self._get(key).handled

    def handled(self, key: Key, update_id: str) -> None:
        """Remember that this update was answered."""
        stranger = self._get(key)
        ids = with_handled(stranger.handled, update_id)
        self._put(key, msgspec.structs.replace(stranger, handled=ids))

    def stands(self, key: Key, message: str, sent_at: float) -> None:
        """This message of ours is what she sees now; ``''``: nothing."""
        standing = Standing(screen=message, sent_at=sent_at)
        self._put(key, msgspec.structs.replace(self._get(key), standing=standing))

    def drop(self, key: Key) -> None:
        """This chat is known now, or gone."""
        self._met.pop(key, None)
        self._later.pop(key, None)

    def forget_old(self) -> None:
        """Chats that were silent for too long leave the memory too."""
        oldest = self._clock.now() - SECONDS
        while self._met and next(iter(self._met.values())).at < oldest:
            self._met.popitem(last=False)

    def _get(self, key: Key) -> _Stranger:
        stranger = self._met.get(key)
        if stranger is None or self._clock.now() - stranger.at > SECONDS:
            return _Stranger()
        return stranger

    def _put(self, key: Key, stranger: _Stranger) -> None:
        self._met[key] = msgspec.structs.replace(stranger, at=self._clock.now())
        self._met.move_to_end(key)
        if len(self._met) > MOST:
            self._met.popitem(last=False)

    async def carry(self, key: Key, memory: Memory) -> None:
        """Try each effect once; what is put off is done later, within a minute or not at all."""
        self._later.pop(key, None)
        if memory.standing.screen:
            self.stands(key, memory.standing.screen, memory.standing.sent_at)
        for effect in sorted(memory.effects, key=lambda effect: effect.stage):
            await self._one(key, effect, memory)

    async def _one(self, key: Key, effect: Effect, memory: Memory) -> None:
        now = self._clock.now()
        match effect:
            case Show():
                await self._show(key, effect if memory.caused else quiet(effect), now)
            case Erase(messages=messages):
                await self._erase(key, marks_of(Standing(), messages, now, None), now)
            case Pin() if memory.caused:
                channel = self._channels[key[0]]
                pin = self._rendering.pin(effect, channel.capabilities)
                await channel.send_pin(key[1], pin)
            case (
                Pin()
                | AskPosition()
                | Keep()
                | Schedule()
                | Post()
                | Reveal()
                | TakeBack()
                | Withdraw()
            ):
                return
            case _:
                assert_never(effect)

    async def _show(self, key: Key, show: Show, made: float) -> None:
        now = self._clock.now()
        outcome = await self._try(key, show, now, made)
        if isinstance(outcome, RetryAt) and now + outcome.seconds - made <= SCREEN_SECONDS:
            again = self._later[key] = object()
            self._tasks.start(self._show_later(key, show, made, now + outcome.seconds, again))

    async def _show_later(
        self, key: Key, show: Show, made: float, due: float, again: object
    ) -> None:
        await self._tasks.park(max(due, self._clock.now() + 1.0))
        # Not if she went on meanwhile: this answer would come after a newer one.
        if self._later.get(key) is again:
            del self._later[key]
            await self._show(key, show, made)

    async def _try(self, key: Key, show: Show, now: float, made: float) -> Outcome | None:
        channel = self._channels[key[0]]
        text = self._rendering.screen(show.screen, channel.capabilities)
        standing = self.standing(key)
        action = plan_show(show, standing, now, made, channel.capabilities)
        if isinstance(action, EditScreen):
            outcome = await channel.edit(key[1], action.message, text)
            if isinstance(outcome, Sent):
                self.stands(key, action.message, standing.sent_at)
            if isinstance(outcome, Sent | RetryAt) or show.by_timer:
                return outcome
            action = NewScreen(show.screen)
        if isinstance(action, Nothing | RemoveScreen):
            return None
        outcome = await channel.send(key[1], text)
        if isinstance(outcome, Sent):
            self._seen.note(key[0], outcome.message)
            self.stands(key, outcome.message, now)
            if standing.screen:
                await self._erase(key, (Mark(standing.screen, "ours", standing.sent_at),), now)
        return outcome

    async def _erase(self, key: Key, marks: tuple[Mark, ...], made: float) -> None:
        now = self._clock.now()
        if not marks or now - made > SCREEN_SECONDS:
            return
        channel = self._channels[key[0]]
        neutral = self._rendering.neutral("", channel.capabilities)
        sweep = Sweep(channel, key[1], neutral, now, since=made, urgent=False)
        swept = await sweep.run(marks)
        if swept.still:
            self._tasks.start(self._erase_later(key, swept.still, made, swept.due))

    async def _erase_later(
        self, key: Key, marks: tuple[Mark, ...], made: float, due: float
    ) -> None:
        await self._tasks.park(due)
        await self._erase(key, marks, made)
