"""Time that a test can move: messages become old, presses expire, limits refill."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any


class Timer:
    """A call that is due at a moment of a clock."""

    def __init__(self, due: float, call: Callable[[], Any]) -> None:
        self.due, self.call = due, call
        self.handle: asyncio.TimerHandle | None = None


class Clock:
    """Seconds since 1970, as a callable. It runs by itself, and `advance` moves it forward.

    With ``start`` it stands still at that moment and moves only by `advance`: the fake's ages and
    its pauses between deliveries are then wholly in the test's hands.
    """

    def __init__(self, start: float | None = None) -> None:
        self.stands = start is not None
        self._offset = start if start is not None else time.time() - time.monotonic()
        self._timers: list[Timer] = []

    def __call__(self) -> float:
        """The time now."""
        return self._offset if self.stands else self._offset + time.monotonic()

    def advance(self, seconds: float) -> None:
        """Move forward; what is due by then is done at once, in its order."""
        self._offset += seconds
        now = self()
        for timer in sorted(self._timers, key=lambda timer: timer.due):
            if timer.due <= now:
                self._ring(timer)
            else:
                self._wind(timer)

    def call_later(self, seconds: float, call: Callable[..., Any], *args: object) -> Timer:
        """Call in so many seconds of this clock, or when `advance` has gone over them."""
        timer = Timer(self() + seconds, lambda: call(*args))
        self._timers.append(timer)
        self._wind(timer)
        return timer

    def stop(self) -> None:
        """Forget what is due."""
        for timer in self._timers:
            if timer.handle:
                timer.handle.cancel()
        self._timers.clear()

    def _wind(self, timer: Timer) -> None:
        if timer.handle:
            timer.handle.cancel()
        if not self.stands:
            loop = asyncio.get_running_loop()
            timer.handle = loop.call_later(max(0, timer.due - self()), self._ring, timer)

    def _ring(self, timer: Timer) -> None:
        if timer in self._timers:
            self._timers.remove(timer)
            if timer.handle:
                timer.handle.cancel()
            timer.call()
