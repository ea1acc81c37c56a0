"""Time as a parameter: real, moved by hand (tests, terminal), or real and shifted (simulator)."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import time
from typing import Protocol


class Clock(Protocol):
    """Seconds since 1970, and a way to wait for a moment."""

    def now(self) -> float:
        """Seconds since 1970."""

    async def sleep_until(self, moment: float) -> None:
        """Return when ``moment`` has come, at once when it is past."""


class ManualClock:
    """Stands still until :meth:`advance` moves it; sleepers wake in the order of their moments."""

    def __init__(self, now: float) -> None:
        self._now = now
        self._order = itertools.count()
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []

    def now(self) -> float:
        """The moment at which it stands."""
        return self._now

    async def sleep_until(self, moment: float) -> None:
        """Wait until somebody advances the clock to ``moment``."""
        if moment <= self._now:
            await asyncio.sleep(0)
            return
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (moment, next(self._order), future))
        await future

    def advance(self, to: float) -> None:
        """Move to ``to`` (never backwards) and wake everybody who waited for it."""
        self._now = max(self._now, to)
        while self._sleepers and self._sleepers[0][0] <= self._now:
            future = heapq.heappop(self._sleepers)[2]
            if not future.done():
                future.set_result(None)


class ShiftedClock:
    """The real clock plus a shift that a person can enlarge (the simulator's movable clock)."""

    def __init__(self, shift: float = 0.0) -> None:
        self._shift = shift
        self._moved = asyncio.Event()

    def now(self) -> float:
        """The real time plus the shift."""
        return time.time() + self._shift

    def shift(self, seconds: float) -> None:
        """Move the clock forward by ``seconds``."""
        self._shift += max(0.0, seconds)
        self._moved.set()
        self._moved = asyncio.Event()

    async def sleep_until(self, moment: float) -> None:
        """Wait in real time, less when the clock is moved meanwhile."""
        while (rest := moment - self.now()) > 0:
            try:
                await asyncio.wait_for(self._moved.wait(), rest)
            except TimeoutError:
                return
        await asyncio.sleep(0)
