"""Group commit: many conversations' work in one transaction, and the failing ones one by one."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.shell.batch import Batch
from bot.shell.tasks import Tasks
from bot.store.base import Conflict, Store, StoreDown, Tx

T = TypeVar("T")
Work = Callable[[Tx, Batch, bool], T]
"""Work inside a transaction; the flag says that the transaction is its own and durable."""

MOST = 64
"""Most works of one transaction."""
LONGEST = 0.01
"""Real seconds after which a transaction takes no further work: an exit waits behind it."""
PATIENCE = 0.02
"""Real seconds that work without haste waits for a transaction to ride along with."""
_CONFLICTS = 5


class AloneError(Exception):
    """This work wants a durable transaction of its own: it holds an exit."""


@dataclass(slots=True, eq=False)
class _Job:
    work: Work[Any]
    future: asyncio.Future[Any]


class Group:
    """Gathers work while a transaction runs, then runs it all in the next one.

    ``new_batch``: what a transaction begins with; True: it may trust what is at hand.
    ``committed`` hears of each batch on the event loop, before the next transaction begins.
    """

    def __init__(
        self,
        store: Store,
        tasks: Tasks,
        new_batch: Callable[[Tx, bool], Batch],
        committed: Callable[[Batch], None],
    ) -> None:
        self._store = store
        self._tasks = tasks
        self._new_batch = new_batch
        self._committed = committed
        self._jobs: deque[_Job] = deque()
        self._patient: deque[_Job] = deque()
        self._pumping = False
        self._pump_at: asyncio.TimerHandle | None = None

    async def submit(self, work: Work[T], *, patient: bool = False) -> T:
        """Run ``work`` in the next group. Raises ``StoreDown``, or what ``work`` itself raised.

        ``work`` must change nothing outside the transaction: it may be run again. ``patient``
        work begins no group of its own for a while: the next one takes it along, first.
        """
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        job = _Job(work, future)
        if patient:
            self._patient.append(job)
            self._pump_soon()
        else:
            self._jobs.append(job)
            self.pump()
        return await future

    async def alone(self, work: Work[T]) -> T:
        """Run ``work`` at once in a durable transaction of its own, past everything queued."""
        riders = _some(self._patient)
        if riders:
            # What the provider has confirmed already belongs to what the exit has to know.
            try:
                return await self._with_riders(work, riders)
            except StoreDown:
                self._patient.extendleft(reversed(riders))
                raise
            except Exception:
                self._patient.extendleft(reversed(riders))
                self._pump_soon()
        for _ in range(_CONFLICTS):
            try:
                return await self._transact(work, own=True)
            except Conflict:
                continue
        return await self._transact(work, own=True)

    async def _with_riders(self, work: Work[T], riders: list[_Job]) -> T:
        def run(tx: Tx, batch: Batch, own: bool) -> tuple[list[Any], T]:
            return [rider.work(tx, batch, False) for rider in riders], work(tx, batch, own)

        results, result = await self._transact(run, own=True)
        _succeed(riders, results)
        return result

    def pump(self) -> None:
        """Begin a group now, if there is anything to run and none runs."""
        if self._pump_at is not None:
            self._pump_at.cancel()
            self._pump_at = None
        if not self._pumping and (self._jobs or self._patient):
            self._pumping = True
            self._tasks.start(self._pump())

    def _pump_soon(self) -> None:
        if len(self._patient) >= MOST or self._tasks.settling:
            self.pump()
        elif self._pump_at is None and not self._pumping:
            self._pump_at = asyncio.get_running_loop().call_later(PATIENCE, self._pump_late)

    def _pump_late(self) -> None:
        self._pump_at = None
        self.pump()

    async def _pump(self) -> None:
        try:
            while self._jobs or self._patient:
                jobs = [*_some(self._patient), *_some(self._jobs)]
                await self._run([job for job in jobs if not job.future.done()])
        finally:
            self._pumping = False

    async def _run(self, jobs: list[_Job]) -> None:
        def work(tx: Tx, batch: Batch) -> list[Any]:
            results: list[Any] = []
            until = time.monotonic() + LONGEST
            for job in jobs:
                results.append(job.work(tx, batch, False))
                if time.monotonic() > until:
                    break
            return results

        try:
            results = await self._in_transaction(work, trusting=True)
        except StoreDown as down:
            for job in jobs:
                _fail(job, down)
        except Exception:
            # One bad job must not hurt its neighbours.
            for job in jobs:
                await self._redo(job)
        else:
            _succeed(jobs[: len(results)], results)
            self._jobs.extendleft(reversed(jobs[len(results) :]))

    async def _redo(self, job: _Job) -> None:
        try:
            result = await self._one_by_one(job.work)
        except Exception as error:
            _fail(job, error)
        else:
            _succeed([job], [result])

    async def _one_by_one(self, work: Work[T]) -> T:
        try:
            return await self._transact(work, own=False)
        except (AloneError, Conflict):
            return await self.alone(work)

    async def _transact(self, work: Work[T], *, own: bool) -> T:
        return await self._in_transaction(
            lambda tx, batch: work(tx, batch, own), trusting=False, durable=own
        )

    async def _in_transaction(
        self, work: Callable[[Tx, Batch], T], *, trusting: bool, durable: bool = False
    ) -> T:
        begun: list[Batch] = []

        def run(tx: Tx) -> T:
            batch = self._new_batch(tx, trusting)
            begun.append(batch)
            result = work(tx, batch)
            batch.flush()
            return result

        try:
            result = await self._store.transact(run, durable=durable)
            self._committed(begun[-1])
            return result
        finally:
            for batch in begun:
                batch.end()


def _some(jobs: deque[_Job]) -> list[_Job]:
    return [jobs.popleft() for _ in range(min(MOST, len(jobs)))]


def _succeed(jobs: list[_Job], results: list[Any]) -> None:
    for job, result in zip(jobs, results, strict=True):
        if not job.future.done():
            job.future.set_result(result)


def _fail(job: _Job, error: Exception) -> None:
    if not job.future.done():
        job.future.set_exception(error)
