"""One SQLite connection in its own thread, and one hop to it for a whole function.

aiosqlite hops to its thread for each statement; a transaction of six statements would hop eight
times. Its private ``_execute`` takes any function, ``_conn`` is the connection inside. Only this
module touches them, and ``tests/store/test_hop.py`` fails when a new aiosqlite changes them.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, TypeVar

import aiosqlite

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Awaitable, Callable
    from pathlib import Path

T = TypeVar("T")
BUSY_SECONDS = 5.0
"""How long a statement waits for another process that writes."""


class Hop:
    """Runs functions of a ``sqlite3.Connection``, one after the other, off the event loop."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._aio = connection
        self._closing: asyncio.Task[None] | None = None

    @classmethod
    async def open(cls, path: Path) -> Hop:
        """Connect to the file. Raises ``sqlite3.Error``."""
        # At DEBUG aiosqlite logs every function with its arguments.
        logging.getLogger("aiosqlite").setLevel(logging.WARNING)
        connection = aiosqlite.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
        # A forgotten close must not keep the process from ending; a killed thread costs nothing
        # here, since SQLite recovers from a process that ends at any moment.
        connection._thread.daemon = True
        return cls(await connection)

    async def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run ``work`` to its end in the thread; what it raises comes out. One hop.

        When the caller is cancelled ``work`` still runs. Raises ``ValueError`` once closed.
        """
        aio = self._aio
        execute: Callable[[Callable[[], T]], Awaitable[T]] = aio._execute
        return await execute(lambda: work(aio._conn))

    async def close(self) -> None:
        """Finish what is queued, close the connection and end the thread; safe to call twice."""
        if self._closing is None:
            self._closing = asyncio.create_task(self._close())
        await asyncio.shield(self._closing)

    async def _close(self) -> None:
        try:
            await self._aio.close()
        finally:
            # It ends right after it has told us so: this waits for microseconds.
            self._aio._thread.join(BUSY_SECONDS)
