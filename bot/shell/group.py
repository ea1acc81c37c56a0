"""Group commit: many conversations' work in one transaction, and the failing ones one by one."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.shell.tasks import Tasks
from bot.store.base import Conflict, Store, StoreDown, Tx

T = TypeVar("T")
Work = Callable[[Tx, bool], T]
"""Work inside a transaction; the flag says that the transaction is its own and durable."""

MOST = 64
"""Most works of one transaction."""
_CONFLICTS = 5
_log = logging.getLogger(__name__)


class AloneError(Exception):
    """This work wants a durable transaction of its own: it holds an exit."""


@dataclass(slots=True, eq=False)
class _Job:
    work: Work[Any]
    future: asyncio.Future[Any]


class Group:
    """Gathers work while a transaction runs, then runs it all in the next one."""

    def __init__(self, store: Store, tasks: Tasks) -> None:
        self._store = store
        self._tasks = tasks
        self._jobs: deque[_Job] = deque()
        self._pumping = False

    async def submit(self, work: Work[T]) -> T:
        """Run ``work`` in the next group. Raises ``StoreDown``, or what ``work`` itself raised.

        ``work`` must change nothing outside the transaction: it may be run again.
        """
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._jobs.append(_Job(work, future))
        if not self._pumping:
            self._pumping = True
            self._tasks.start(self._pump())
        return await future

    async def alone(self, work: Work[T]) -> T:
        """Run ``work`` at once in a durable transaction of its own, past everything queued."""
        for _ in range(_CONFLICTS):
            try:
                return await self._store.transact(lambda tx: work(tx, True), durable=True)
            except Conflict:
                continue
        return await self._store.transact(lambda tx: work(tx, True), durable=True)

    async def _pump(self) -> None:
        try:
            while self._jobs:
                jobs = [self._jobs.popleft() for _ in range(min(MOST, len(self._jobs)))]
                await self._run([job for job in jobs if not job.future.done()])
        finally:
            self._pumping = False

    async def _run(self, jobs: list[_Job]) -> None:
        try:
            results = await self._store.transact(lambda tx: [job.work(tx, False) for job in jobs])
        except StoreDown as down:
            for job in jobs:
                _fail(job, down)
        except Exception:
            for job in jobs:
                await self._redo(job)
        else:
            for job, result in zip(jobs, results, strict=True):
                if not job.future.done():
                    job.future.set_result(result)

    async def _redo(self, job: _Job) -> None:
        try:
            result = await self._one_by_one(job.work)
        except Exception as error:
            _fail(job, error)
        else:
            if not job.future.done():
                job.future.set_result(result)

    async def _one_by_one(self, work: Work[T]) -> T:
        try:
            return await self._store.transact(lambda tx: work(tx, False))
        except (AloneError, Conflict):
            return await self.alone(work)


def _fail(job: _Job, error: Exception) -> None:
    if not job.future.done():
        job.future.set_exception(error)
