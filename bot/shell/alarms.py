"""Due times: everything in the shell that waits, waits here, by the clock that it was given.

With a clock moved by hand nothing ever sleeps: :meth:`Alarms.fire` runs what is due.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
from collections.abc import Callable, Hashable

from bot.clock import Clock

Action = Callable[[], None]


class Alarms:
    """One alarm a key; a newer one of the same key replaces it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._order = itertools.count()
        self._heap: list[tuple[float, int, Hashable]] = []
        self._wanted: dict[Hashable, tuple[float, Action]] = {}
        self._queued: dict[Hashable, float] = {}
        self._sooner = asyncio.Event()

    def at(self, moment: float, key: Hashable, action: Action) -> None:
        """Call ``action`` at ``moment``, seconds since 1970, or as soon as it has passed."""
        self._wanted[key] = (moment, action)
        # An alarm that is put off keeps its old place in the heap and moves on when it is met:
        # the idle timer is put off with every step, and the heap must not grow with the steps.
        if self._queued.get(key, float("inf")) > moment:
            self._push(moment, key)

    def drop(self, key: Hashable) -> None:
        """Forget an alarm; nothing happens if there is none."""
        self._wanted.pop(key, None)

    def _push(self, moment: float, key: Hashable) -> None:
        if not self._heap or moment < self._heap[0][0]:
            self._sooner.set()
        self._queued[key] = moment
        heapq.heappush(self._heap, (moment, next(self._order), key))

    def next(self) -> float | None:
        """When the next alarm may be due."""
        return self._heap[0][0] if self._heap else None

    def due(self) -> bool:
        """Whether there is one to fire now."""
        moment = self.next()
        return moment is not None and moment <= self._clock.now()

    def fire(self) -> None:
        """Run everything that is due, in order."""
        while self.due():
            moment, _, key = heapq.heappop(self._heap)
            if self._queued.get(key) != moment:
                continue
            del self._queued[key]
            if key not in self._wanted:
                continue
            wanted, action = self._wanted[key]
            if wanted > self._clock.now():
                self._push(wanted, key)
                continue
            del self._wanted[key]
            action()

    async def watch(self) -> None:
        """Fire alarms as the clock reaches them, until cancelled."""
        while True:
            self.fire()
            self._sooner.clear()
            await self._pause()

    async def _pause(self) -> None:
        moment = self.next()
        waits: list[asyncio.Future[object]] = [asyncio.ensure_future(self._sooner.wait())]
        if moment is not None:
            waits.append(asyncio.ensure_future(self._clock.sleep_until(moment)))
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
