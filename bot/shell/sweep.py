"""Deleting messages at the provider, as far as it lets us.

One message that cannot go fails its whole batch, so a refused batch is halved down to the
culprit. Ours is then edited to neutral text, hers is counted and admitted.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import assert_never

from bot.channels.base import (
    Blocked,
    Channel,
    Gone,
    Message,
    RefusedForGood,
    RetryAt,
    Sent,
    Unknown,
    lost_since,
)
from bot.held import Mark
from bot.quick_exit import BATCH
from bot.shell.delivery import backoff

DICE_SECONDS = 24 * 3600.0
"""A dice younger than this cannot be deleted; whatever is refused may be one."""
_MARGIN = 60.0
LOOKS_SECONDS = 120.0
"""How long after a lost send was owed its record may still come: a minute until it is begun, the
longest call, and some.
"""
LONGEST_WAIT = 6 * 3600.0
"""Most seconds between two tries of a record that its provider does not let go yet."""


@dataclass(slots=True)
class Swept:
    """What became of the messages."""

    gone: list[str] = field(default_factory=list)
    """Ids that need no more care: deleted, overwritten, or given up."""
    still: tuple[Mark, ...] = ()
    """To be tried again at ``due``, seconds since 1970."""
    due: float = 0.0
    lost: int = 0
    """Messages that stay in the chat as they are."""
    blocked: bool = False

    def later(self, marks: tuple[Mark, ...], due: float) -> None:
        """Try these again; the earliest time counts."""
        if marks:
            self.due = min(self.due, due) if self.still else due
            self.still = (*self.still, *marks)


class Sweep:
    """One sweep through messages of one chat that are to go since ``since``."""

    def __init__(
        self,
        channel: Channel,
        address: str,
        neutral: Message,
        now: float,
        *,
        since: float,
        urgent: bool,
    ) -> None:
        self._channel = channel
        self._address = address
        self._neutral = neutral
        self._now = now
        self._urgent = urgent
        self._swept = Swept()
        self._since = since
        self._again = backoff(now, since)
        self._stop_until = 0.0
        self._unasked: set[str] = set()

    async def run(self, marks: tuple[Mark, ...]) -> Swept:
        """Delete ``marks`` in their order."""
        marks = await self._with_lost(marks)
        fresh = tuple(mark for mark in marks if not self._too_old(mark))
        for begin in range(0, len(fresh), BATCH):
            await self._batch(fresh[begin : begin + BATCH])
        for mark in marks:
            if self._too_old(mark):
                await self._undeletable(mark)
        # Of what was found unasked some may stand: only its copy went.
        self._swept.gone = [one for one in self._swept.gone if one not in self._unasked]
        return self._swept

    async def _with_lost(self, marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
        """The marks, with what the provider knows of sends whose ids we do not."""
        lost = tuple(mark for mark in marks if lost_since(mark.id) and not self._too_old(mark))
        if not lost:
            return marks
        since = min(lost_since(mark.id) for mark in lost)
        others = tuple(mark for mark in marks if mark not in lost)
        known = {mark.id for mark in others}
        found = await self._channel.lost(self._address, since)
        match found:
            case tuple():
                self._look_again(lost)
                new = tuple(one for one in found if one not in known)
                self._unasked.update(new)
                return (*others, *(Mark(one, "ours", float(since)) for one in new))
            case RetryAt(seconds=seconds):
                self._swept.later(lost, self._now + max(1.0, seconds))
            case Unknown():
                self._swept.later(lost, self._again)
            case Sent() | Gone() | Blocked() | RefusedForGood():
                for mark in lost:
                    self._lose(mark)
            case _:
                assert_never(found)
        return others

    def _look_again(self, lost: tuple[Mark, ...]) -> None:
        """A call that broke off may still make its record: the last look comes after that."""
        for mark in lost:
            last = lost_since(mark.id) + LOOKS_SECONDS
            if self._now < last:
                self._swept.later((mark,), last)
            else:
                self._swept.gone.append(mark.id)

    def _too_old(self, mark: Mark) -> bool:
        window = self._channel.capabilities.delete_window
        return bool(mark.sent_at) and self._now - mark.sent_at >= window

    async def _batch(self, marks: tuple[Mark, ...]) -> None:
        if self._stop_until or self._swept.blocked:
            self._swept.later(marks, self._stop_until)
            return
        ids = [mark.id for mark in marks]
        outcome = await self._channel.delete(self._address, ids, urgent=self._urgent)
        match outcome:
            case Sent() | Gone():
                self._swept.gone += ids
            case RetryAt(seconds=seconds, of_message=True):
                grown = min(LONGEST_WAIT, (self._now - self._since) / 2)
                self._swept.later(marks, self._now + max(seconds, grown))
            case RetryAt(seconds=seconds):
                self._stop_until = self._now + max(1.0, seconds)
                self._swept.later(marks, self._stop_until)
            case Unknown():
                self._swept.later(marks, self._again)
            case Blocked():
                self._swept.blocked = True
            case RefusedForGood() if len(marks) > 1:
                half = len(marks) // 2
                await self._batch(marks[:half])
                await self._batch(marks[half:])
            case RefusedForGood(too_old=too_old):
                await self._refused(marks[0], too_old=too_old)
            case _:
                assert_never(outcome)

    async def _refused(self, mark: Mark, *, too_old: bool) -> None:
        may_go_at = mark.sent_at + DICE_SECONDS + _MARGIN
        if mark.side == "hers" and mark.sent_at and not too_old and may_go_at > self._now:
            self._swept.later((mark,), may_go_at)
        else:
            await self._undeletable(mark)

    async def _undeletable(self, mark: Mark) -> None:
        if mark.side == "hers":
            self._lose(mark)
            return
        if self._stop_until or self._swept.blocked:
            self._swept.later((mark,), self._stop_until)
            return
        outcome = await self._channel.edit(
            self._address, mark.id, self._neutral, urgent=self._urgent
        )
        match outcome:
            case Sent() | Gone():
                self._swept.gone.append(mark.id)
            case RetryAt(seconds=seconds):
                self._stop_until = self._now + max(1.0, seconds)
                self._swept.later((mark,), self._stop_until)
            case Unknown():
                self._swept.later((mark,), self._again)
            case Blocked():
                self._swept.blocked = True
            case RefusedForGood():
                self._lose(mark)
            case _:
                assert_never(outcome)

    def _lose(self, mark: Mark) -> None:
        self._swept.gone.append(mark.id)
        self._swept.lost += 1
