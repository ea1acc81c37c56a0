"""The store on one SQLite file: one writer, one thread hop for a group of transactions.

What was deleted must not be readable in the file. ``secure_delete`` zeroes it there, but when
SQLite moves rows between pages it leaves copies of some in the gaps (measured: one deleted row
in 1,500), and the write-ahead log holds all. So :meth:`SqliteStore.tidy` cuts off the log and
writes the file anew: at once while it is small, else when asked to.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections import deque
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from bot.store.base import StoreDown, StoreError, Tx
from bot.store.group import MOST, Waiting, down_from, fail_all, run_group
from bot.store.hop import BUSY_SECONDS, Hop
from bot.store.migrate import migrate
from bot.store.row_ids import RowIds
from bot.store.sqlite_tx import SqliteTx

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

T = TypeVar("T")

_SAFEGUARDS = (
    # The order matters: auto_vacuum can only be chosen while the file is empty.
    ("auto_vacuum", "INCREMENTAL", 2),
    ("journal_mode", "WAL", "wal"),
    ("secure_delete", "ON", 1),
    ("temp_store", "MEMORY", 2),
    ("foreign_keys", "ON", 1),
    ("synchronous", "NORMAL", 1),
)
"""Name, value to set, value to find afterwards."""
_HELD_UP = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_TIDY_BUSY_SECONDS = 0.2
_TIDY_PAGES = 1000
_SMALL_BYTES = 2_000_000
"""Up to this size (about 1,300 conversations) every ``tidy`` writes the file anew."""


class SqliteStore:
    """``Store`` on SQLite. Make one with :meth:`open`."""

    def __init__(self, path: Path, hop: Hop, ids: RowIds) -> None:
        self._path = path
        self._hop = hop
        self._file = path.stat()
        self._waiting: deque[Waiting] = deque()
        self._committing: asyncio.Task[None] | None = None
        self._full = False
        self._ids = ids
        self._closed = False

    @classmethod
    async def open(cls, path: Path) -> SqliteStore:
        """Open or create the file (mode 0600) and bring it to the newest schema.

        Raises ``StoreError`` with a sentence that says how to mend it.
        """
        ids = RowIds()
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            hop = await Hop.open(path)
        except OSError as error:
            raise StoreError(
                f"The database file cannot be used ({error.strerror}): DATA_DIR must be a folder "
                "on which this user may write."
            ) from None
        except sqlite3.Error as error:
            raise _unusable(error) from None
        try:
            await hop.run(_prepare)
            await hop.run(ids.reserve)
        except BaseException as error:
            await hop.close()
            if isinstance(error, sqlite3.Error):
                raise _unusable(error) from None
            raise
        return cls(path, hop, ids)

    async def transact(self, work: Callable[[Tx], T], *, durable: bool = False) -> T:
        """Run ``work`` in one transaction; see ``Store``."""
        if self._closed:
            raise StoreDown("The store is closed.")
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append(Waiting(work, durable, future))
        if self._committing is None:
            self._committing = asyncio.create_task(self._commit_all())
        return await future

    async def tidy(self, *, deep: bool = False) -> bool:
        """Write a small file (``deep``: any file) anew and truncate the log; see ``Store``.

        Takes about 2 ms, and 7 ms for each megabyte written anew; writers wait that long.
        """
        if self._closed:
            raise StoreDown("The store is closed.")
        try:
            return await self._hop.run(partial(_tidy, deep=deep))
        except sqlite3.Error as error:
            raise down_from(error) from None

    async def close(self) -> None:
        """Finish what waits, then close; safe to call twice."""
        self._closed = True
        if self._committing is not None:
            await asyncio.wait([self._committing])
        await self._hop.close()

    async def _commit_all(self) -> None:
        try:
            while self._waiting:
                group = self._next_group()
                try:
                    await self._hop.run(partial(self._commit, group))
                except BaseException as error:
                    fail_all(group, StoreDown("The store was stopped in the middle of a commit."))
                    if not isinstance(error, Exception):
                        # Cancelled with the event loop: those behind would wait for ever.
                        group.extend(self._waiting)
                        fail_all(group, StoreDown("The store was stopped."))
                        self._waiting.clear()
                        raise
                finally:
                    for waiting in group:
                        waiting.tell()
        finally:
            self._committing = None

    def _next_group(self) -> list[Waiting]:
        group: list[Waiting] = []
        while self._waiting and len(group) < MOST:
            waiting = self._waiting.popleft()
            if not waiting.future.done():  # done: its caller was cancelled
                group.append(waiting)
        return group

    def _commit(self, group: list[Waiting], connection: sqlite3.Connection) -> None:
        if not self._same_file():
            moved = "The database file was moved or removed; start the process again."
            fail_all(group, StoreDown(moved))
            return
        full = any(waiting.durable for waiting in group)
        if full != self._full:
            # Allowed outside a transaction only, and never refused there.
            connection.execute(f"PRAGMA synchronous = {'FULL' if full else 'NORMAL'}")
            self._full = full
        try:
            self._ids.reserve(connection)
        except sqlite3.Error as error:
            fail_all(group, down_from(error))
            return
        run_group(connection, SqliteTx(connection, self._ids), group)

    def _same_file(self) -> bool:
        """Without this a removed file would go on taking commits that nobody can ever read."""
        try:
            return os.path.samestat(self._file, self._path.stat())
        except OSError:
            return False


def _prepare(connection: sqlite3.Connection) -> None:
    for name, value, expected in _SAFEGUARDS:
        connection.execute(f"PRAGMA {name} = {value}").fetchall()
        found = connection.execute(f"PRAGMA {name}").fetchone()
        if found is None or found[0] != expected:
            raise StoreError(
                f"SQLite did not accept `{name} = {value}`, without which what is deleted could "
                "be read: use a local disk and the SQLite that comes with Python."
            )
    migrate(connection)


def _tidy(connection: sqlite3.Connection, *, deep: bool) -> bool:
    connection.execute(f"PRAGMA busy_timeout = {int(_TIDY_BUSY_SECONDS * 1000)}")
    try:
        if deep or _size(connection) <= _SMALL_BYTES:
            connection.execute("VACUUM")
        else:
            # Each step of this statement frees one page; `execute` takes one step only.
            connection.executescript(f"PRAGMA incremental_vacuum({_TIDY_PAGES})")
        busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in _HELD_UP:
            raise
        return False
    finally:
        connection.execute(f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}")
    return not busy


def _size(connection: sqlite3.Connection) -> int:
    pages, page = (
        int(connection.execute(f"PRAGMA {name}").fetchone()[0])
        for name in ("page_count", "page_size")
    )
    return pages * page


def _unusable(error: sqlite3.Error) -> StoreError:
    name = getattr(error, "sqlite_errorname", None) or type(error).__name__
    if name == "SQLITE_NOTADB":
        return StoreError(
            "The database file is no SQLite database: name another file in DATABASE_URL, or "
            "move it away to begin afresh."
        )
    return StoreError(
        f"The database cannot be opened ({name}): see that its folder is on a local disk, that "
        "this user may write there, and that no other program holds it."
    )
