"""Ids of outbox rows: counted by the process, so that SQLite need not write a counter each time.

No id is ever used again, not even by a later process: a late outcome must not settle another's
row, and a wipe names rows of a process that was killed. So blocks of ids are reserved in the
database before the first of them is given.
"""

from __future__ import annotations

import sqlite3
from typing import Final

BLOCK: Final = 100_000
MARGIN: Final = 10_000
"""More than one group of transactions can need."""
_NAME: Final = "outbox_ids"
_READ: Final = "SELECT value FROM meta WHERE name = ?"
_HIGHEST: Final = "SELECT coalesce(max(id), 0) FROM outbox"
_WRITE: Final = "INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)"


class RowIds:
    """Used in the connection's thread only."""

    def __init__(self) -> None:
        self._next = 0
        self._reserved = 0

    def reserve(self, connection: sqlite3.Connection) -> None:
        """Make sure that enough ids may be given; outside of any transaction."""
        if self._next + MARGIN <= self._reserved:
            return
        connection.execute("BEGIN IMMEDIATE")
        try:
            # Another process may have reserved since.
            row = connection.execute(_READ, (_NAME,)).fetchone()
            (highest,) = connection.execute(_HIGHEST).fetchone()
            begin = max(int(row[0]) if row else 0, highest) + 1
            connection.execute(_WRITE, (_NAME, str(begin + BLOCK)))
            connection.execute("COMMIT")
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        self._next, self._reserved = begin, begin + BLOCK

    def take(self) -> int:
        """The next one."""
        taken = self._next
        self._next += 1
        return taken
