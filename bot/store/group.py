"""Group commit on SQLite: works that wait together share one BEGIN and one COMMIT.

Each work has a savepoint of its own, so one that fails takes nobody with it.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.store.base import StoreDown, Tx

MOST = 128
"""Works of one group; what waits longer goes into the next."""

_OWN_ERRORS = (
    sqlite3.IntegrityError,
    sqlite3.ProgrammingError,
    sqlite3.InterfaceError,
    sqlite3.DataError,
)
"""Faults of one work; any other ``sqlite3.Error`` is a fault of the database itself."""


@dataclass(slots=True, eq=False)
class Waiting:
    """A work, and the future on which its caller waits."""

    work: Callable[[Tx], Any]
    durable: bool
    future: asyncio.Future[Any]
    result: Any = None
    error: BaseException | None = None

    def tell(self) -> None:
        """Give the outcome to the caller; on the event loop."""
        if self.future.done():
            return
        if self.error is None:
            self.future.set_result(self.result)
        else:
            self.future.set_exception(self.error)


def run_group(connection: sqlite3.Connection, tx: Tx, group: list[Waiting]) -> None:
    """Run the works of ``group`` and commit; outcomes are written into them. In the thread.

    A fault of the database gives every work ``StoreDown``, save those that failed by themselves.
    """
    try:
        connection.execute("BEGIN IMMEDIATE")
        if len(group) == 1:
            _run_alone(connection, tx, group[0])
        else:
            for waiting in group:
                _run_beside_others(connection, tx, waiting)
            connection.execute("COMMIT")
    except sqlite3.Error as error:
        fail_all(group, down_from(error))
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def fail_all(group: list[Waiting], error: BaseException) -> None:
    """Give ``error`` to every work that did not fail by itself."""
    for waiting in group:
        waiting.error = waiting.error or error


def down_from(error: sqlite3.Error) -> StoreDown:
    """``StoreDown`` with SQLite's name of the fault, which never holds a value."""
    name = getattr(error, "sqlite_errorname", None) or type(error).__name__
    return StoreDown(
        f"The database cannot be written ({name}): look for a full disk, a missing file or "
        "another program that holds it."
    )


def _run_alone(connection: sqlite3.Connection, tx: Tx, waiting: Waiting) -> None:
    _attempt(tx, waiting)
    # A transaction that SQLite ended by itself makes COMMIT fail, as it must.
    connection.execute("COMMIT" if waiting.error is None else "ROLLBACK")


def _run_beside_others(connection: sqlite3.Connection, tx: Tx, waiting: Waiting) -> None:
    connection.execute("SAVEPOINT work")
    _attempt(tx, waiting)
    if waiting.error is not None:
        connection.execute("ROLLBACK TO work")
    connection.execute("RELEASE work")


def _attempt(tx: Tx, waiting: Waiting) -> None:
    try:
        waiting.result = waiting.work(tx)
    except _OWN_ERRORS as error:
        waiting.error = error
    except sqlite3.Error:
        raise
    except StopIteration as error:
        # A future can not carry it.
        waiting.error = RuntimeError("a work raised StopIteration")
        waiting.error.__cause__ = error
    except BaseException as error:
        waiting.error = error
