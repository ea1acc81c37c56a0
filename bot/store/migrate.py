"""Brings a SQLite file to the schema of this version: numbered files, each in one transaction."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from bot.store.base import StoreError

FOLDER = Path(__file__).parent / "migrations"
_META = "CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID"
_READ = "SELECT value FROM meta WHERE name = 'schema'"
_WRITE = "INSERT OR REPLACE INTO meta (name, value) VALUES ('schema', ?)"
_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"


def migrate(connection: sqlite3.Connection, folder: Path = FOLDER) -> int:
    """Apply what is missing of ``NNNN.sql`` in ``folder``; gives the number reached.

    Two processes may do this at once. Raises ``StoreError`` for a database of a newer version
    or of another program; it is then left as it was.
    """
    files = sorted(folder.glob("[0-9][0-9][0-9][0-9].sql"))
    numbers = [int(file.stem) for file in files]
    if numbers != list(range(1, len(files) + 1)):
        raise StoreError("The migrations of this installation are not complete; install it again.")
    if _schema(connection) == len(files):
        return len(files)
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.execute(_META)
        for number, file in zip(numbers, files, strict=True):
            if number > _schema(connection):
                for statement in statements(file.read_text(encoding="utf-8")):
                    connection.execute(statement)
                connection.execute(_WRITE, (str(number),))
        reached = _schema(connection)
        if reached > len(files):
            raise StoreError(
                f"The database has schema {reached}, this version knows {len(files)}: start the "
                "newer version of Pana again, or move the database away to begin afresh."
            )
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return reached


def statements(script: str) -> list[str]:
    """The statements of an SQL script, split where SQLite says that one is complete."""
    found, current = [], ""
    for line in script.splitlines(keepends=True):
        current += line
        if sqlite3.complete_statement(current):
            found.append(current.strip())
            current = ""
    if current.strip():
        raise StoreError("A migration ends in the middle of a statement.")
    return found


def _schema(connection: sqlite3.Connection) -> int:
    tables = {name for (name,) in connection.execute(_TABLES)}
    if not tables:
        return 0
    if "meta" not in tables:
        raise StoreError(
            "DATABASE_URL names the database of another program; name a file of its own for Pana."
        )
    row = connection.execute(_READ).fetchone()
    return int(row[0]) if row else 0
