"""One pass through what is owed to one chat that was left; knows no store.

A keyboard is taken away, what she sees becomes the cover and everything else is deleted, newest
first, all at the same time. Then come messages that may stand there without our knowing their ids.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from typing import Final, assert_never

import msgspec

from bot.channels.base import Blocked, Channel, Gone, RefusedForGood, RetryAt, Sent, Unknown
from bot.effects import Screen
from bot.held import Mark
from bot.quick_exit import BATCH, Doubt, Face, Wipe, WipeTarget, between, newest_first
from bot.shell.delivery import LIT_SECONDS, SCREEN_SECONDS, backoff
from bot.shell.doubts import lost_marks
from bot.shell.rendering import Rendering
from bot.shell.sweep import Sweep

COVER_SECONDS: Final = 120.0
"""How long after her act the cover may still be sent as a new message; later it only edits."""


class Wiping:
    """A pass. Read :attr:`target` (what is left) and :attr:`due` (when to go on) after it.

    ``again``: an earlier attempt to send the cover may have succeeded without our knowing.
    """

    def __init__(
        self,
        channel: Channel,
        rendering: Rendering,
        wipe: Wipe,
        target: WipeTarget,
        now: float,
        highest: Callable[[], int],
        *,
        again: bool,
    ) -> None:
        self._channel = channel
        self._rendering = rendering
        self._wipe = wipe
        self._now = now
        self._highest = highest
        self.target = target
        self.again = again
        self.due = 0.0
        self.lost = 0
        self.blocked = False
        self.shown: Mark | None = None
        """The message that she sees now."""
        self._new = False

    @property
    def is_done(self) -> bool:
        """Nothing is owed any more."""
        target = self.target
        owed = target.keyboard or target.marks or target.doubts or target.face != "done"
        return self.blocked or not owed

    async def first(self) -> None:
        """Keyboard, cover and deletes, side by side; a fresh screen only after them."""
        if self.target.face == "fresh":
            await asyncio.gather(self._take_keyboard(), self._delete_screen_and_marks())
            await self._send_fresh()
        else:
            await asyncio.gather(self._take_keyboard(), self._face(), self._sweep_marks())

    async def search(self, known: Collection[str]) -> None:
        """Delete what doubtful sends may have left; ``known`` messages stay."""
        if self.blocked or not self.target.doubts:
            return
        if self._channel.capabilities.copies:
            lost = lost_marks(doubt.after for doubt in self.target.doubts)
            self._change(doubts=())
            await self._sweep(lost)
            return
        after = min(doubt.after for doubt in self.target.doubts)
        # No newer id may have been seen yet. Looking a little further costs one call and cannot
        # hurt: ids that nobody has yet are skipped.
        newest = max(self._newest(), after + BATCH + 1)
        shown = {self.shown.id} if self.shown is not None else set()
        ids = between(after, str(newest), {*known, *shown})
        self._change(doubts=())
        if ids is None:
            self.lost += 1
        else:
            await self._sweep(tuple(Mark(message, "ours", self._wipe.left_at) for message in ids))

    def _newest(self) -> int:
        mine = self.shown.id if self._new and self.shown is not None else ""
        return max(self._highest(), int(mine) if mine.isdecimal() else 0)

    # what lies under her text field

    async def _take_keyboard(self) -> None:
        if not self.target.keyboard:
            return
        before = self.target.cover_after
        outcome = await self._channel.remove_keyboard(self.target.address, urgent=True)
        match outcome:
            case Sent(message=message):
                self._change(keyboard=False)
                if self.again and before:
                    self._change(doubts=(*self.target.doubts, Doubt(before)))
                await self._sweep((Mark(message, "ours", self._now),))
            case Unknown():
                self.again = True
                self._later(backoff(self._now, self._wipe.left_at))
            case RetryAt(seconds=seconds):
                self._later(self._now + max(1.0, seconds))
            case Gone() | RefusedForGood():
                self.lost += 1
                self._change(keyboard=False)
            case Blocked():
                self.blocked = True
            case _:
                assert_never(outcome)

    # what she sees

    async def _face(self) -> None:
        match self.target.face:
            case "edit":
                await self._edit_into_cover()
            case "replace":
                screen = self.target.screen
                self._change(face="send", screen=None)
                marks = (screen,) if screen is not None else ()
                await asyncio.gather(self._sweep(marks), self._send_cover())
            case "send":
                await self._send_cover()
            case "done" | "fresh":
                return
            case _:
                assert_never(self.target.face)

    async def _edit_into_cover(self) -> None:
        screen, cover = self.target.screen, self._wipe.cover
        if screen is None or cover is None:
            self._change(face="replace")
            await self._face()
            return
        text = self._rendering.screen(cover, self._channel.capabilities)
        outcome = await self._channel.edit(self.target.address, screen.id, text, urgent=True)
        match outcome:
            case Sent():
                self.shown = screen
                self._change(face="done", screen=None)
            case Gone():
                self._change(face="send", screen=None)
                await self._send_cover()
            case RefusedForGood() | Unknown():
                # The screen may still be lit, and this edit may still land: it has to go.
                self._change(face="replace")
                await self._face()
            case RetryAt(seconds=seconds):
                await self._take_away(screen, max(1.0, seconds))
            case Blocked():
                self.blocked = True
            case _:
                assert_never(outcome)

    async def _take_away(self, screen: Mark, seconds: float) -> None:
        """Edits are limited, deletes are not: what would stay lit goes now, its cover comes later.

        If it cannot go either (nobody can be reached), the edit is tried again.
        """
        self._later(self._now + seconds)
        if seconds > LIT_SECONDS:
            outcome = await self._channel.delete(self.target.address, [screen.id], urgent=True)
            if isinstance(outcome, Sent | Gone):
                self._change(face="send", screen=None)

    def _may_send(self, screen: Screen | None) -> bool:
        in_time = self._now - self._wipe.left_at <= COVER_SECONDS
        return screen is not None and self._wipe.by_act and in_time and not self._was_last_word

    @property
    def _was_last_word(self) -> bool:
        """What cannot be taken back is said once at most, so not where it may have been said."""
        return self.again and self._channel.capabilities.copies

    def _say_nothing(self) -> None:
        before = self.target.cover_after
        doubts = (Doubt(before),) if self._was_last_word and before else ()
        self._change(face="done", doubts=(*self.target.doubts, *doubts))

    async def _send_cover(self) -> None:
        if self._wipe.cover is None or not self._may_send(self._wipe.cover):
            self._say_nothing()
        else:
            await self._send(self._wipe.cover)

    async def _send_fresh(self) -> None:
        in_time = self._now - self._wipe.left_at <= SCREEN_SECONDS
        may = self._wipe.by_act and in_time and not self._was_last_word
        if self._wipe.fresh is None or not may:
            self._say_nothing()
        else:
            await self._send(self._wipe.fresh)

    async def _send(self, screen: Screen) -> None:
        before = self.target.cover_after
        text = self._rendering.screen(screen, self._channel.capabilities)
        outcome = await self._channel.send(self.target.address, text, urgent=True)
        match outcome:
            case Sent(message=message):
                self.shown = Mark(message, "ours", self._now)
                self._new = True
                self._change(face="done")
                if self.again and before:
                    self._change(doubts=(*self.target.doubts, Doubt(before)))
                if self._channel.capabilities.copies:
                    await self._sweep((self.shown,))
            case Unknown():
                self.again = True
                if self._was_last_word:
                    self._say_nothing()
                else:
                    self._later(backoff(self._now, self._wipe.left_at))
            case RetryAt(seconds=seconds):
                self._later(self._now + max(1.0, seconds))
            case Blocked() if not self._channel.capabilities.copies:
                self.blocked = True
            case Gone() | RefusedForGood() | Blocked():
                self._change(face="done")
            case _:
                assert_never(outcome)

    # deletes

    async def _delete_screen_and_marks(self) -> None:
        if self.target.screen is not None:
            marks = newest_first((self.target.screen, *self.target.marks))
            self._change(screen=None, marks=marks)
        await self._sweep_marks()

    async def _sweep_marks(self) -> None:
        # The covers of all who leave at this moment go out before anybody's deletes.
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        marks = self.target.marks
        self._change(marks=())
        await self._sweep(marks)

    async def _sweep(self, marks: tuple[Mark, ...]) -> None:
        if not marks:
            return
        locale = self._wipe.cover.locale if self._wipe.cover is not None else ""
        neutral = self._rendering.neutral(locale, self._channel.capabilities)
        since = self._wipe.left_at
        sweep = Sweep(
            self._channel, self.target.address, neutral, self._now, since=since, urgent=True
        )
        swept = await sweep.run(marks)
        self.lost += swept.lost
        self.blocked = self.blocked or swept.blocked
        if swept.still:
            self._change(marks=newest_first((*self.target.marks, *swept.still)))
            self._later(swept.due)

    def _later(self, due: float) -> None:
        self.due = min(self.due, due) if self.due else due

    def _change(
        self,
        *,
        face: Face | None = None,
        screen: Mark | msgspec.UnsetType | None = msgspec.UNSET,
        marks: tuple[Mark, ...] | None = None,
        doubts: tuple[Doubt, ...] | None = None,
        keyboard: bool | None = None,
    ) -> None:
        target = self.target
        self.target = msgspec.structs.replace(
            target,
            face=target.face if face is None else face,
            screen=target.screen if screen is msgspec.UNSET else screen,
            marks=target.marks if marks is None else marks,
            doubts=target.doubts if doubts is None else doubts,
            keyboard=target.keyboard if keyboard is None else keyboard,
        )
