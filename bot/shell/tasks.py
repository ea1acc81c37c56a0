"""The tasks of one service: started here, counted, awaited when it settles, cancelled."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from bot.shell.alarms import Alarms

_log = logging.getLogger(__name__)


def _report(error: BaseException) -> None:
    # Only the kind: a message could carry what somebody wrote.
    _log.error("A task of the shell failed: %s", type(error).__name__)


class Tasks:
    """Background work. ``on_bug`` hears of every exception that no rule expected."""

    def __init__(
        self, alarms: Alarms, on_bug: Callable[[BaseException], None] | None = None
    ) -> None:
        self._alarms = alarms
        self._running: set[asyncio.Task[Any]] = set()
        self._parked = 0
        self._changed = asyncio.Event()
        self._on_bug = on_bug or _report
        self.settling = False
        """Somebody waits for all of it to end."""

    def start(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Run ``work``, and keep it alive until it ends."""
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        self._changed.set()
        if not task.cancelled() and (error := task.exception()) is not None:
            self._on_bug(error)

    async def park(self, moment: float) -> None:
        """Wait, inside a task of ours, for ``moment`` by the clock; parked tasks count as idle."""
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._alarms.at(moment, woken, lambda: self._wake(woken))
        self._parked += 1
        self._changed.set()
        try:
            await woken
        finally:
            if not woken.done() or woken.cancelled():
                self._parked -= 1
            self._alarms.drop(woken)

    def _wake(self, woken: asyncio.Future[None]) -> None:
        if not woken.done():
            # From here on it runs: who waits for idleness must not overlook it.
            self._parked -= 1
            woken.set_result(None)

    def bug(self, error: BaseException) -> None:
        """Report an exception that no rule expected and that must not stop anything."""
        self._on_bug(error)

    @property
    def idle(self) -> bool:
        """Nothing runs but what waits for the clock."""
        return len(self._running) <= self._parked

    async def settle(self, hurry: Callable[[], None]) -> None:
        """Until nothing runs but what waits for the clock; ``hurry`` ends all patience."""
        self.settling = True
        try:
            while not self.idle:
                hurry()
                self._changed.clear()
                await self._changed.wait()
        finally:
            self.settling = False

    async def stop(self) -> None:
        """Cancel everything and wait for it."""
        while self._running:
            running = list(self._running)
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)
            await asyncio.sleep(0)
