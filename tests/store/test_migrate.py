"""Migrations: in order, whole or not at all, never backwards."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from bot.store.base import StoreError, Tx
from bot.store.migrate import FOLDER, migrate, statements
from bot.store.sqlite import SqliteStore
from tests.store.rows import case, conversation, kept, lookup, owed, remains, wipe


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    opened = sqlite3.connect(tmp_path / "a.sqlite", isolation_level=None)
    yield opened
    opened.close()


def shape(connection: sqlite3.Connection) -> list[tuple[object, ...]]:
    rows = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY 1, 2")
    return rows.fetchall()


@pytest.fixture
def two(tmp_path: Path) -> Path:
    folder = tmp_path / "migrations"
    folder.mkdir()
    (folder / "0001.sql").write_text(
        "-- first; really\nCREATE TABLE a (n);\nINSERT INTO a VALUES (';');"
    )
    (folder / "0002.sql").write_text("ALTER TABLE a ADD COLUMN m;\nCREATE TABLE b (n);\n")
    return folder


def test_a_fresh_database_equals_a_migrated_one(tmp_path: Path):
    shapes = []
    for stops in ([10], range(1, 11)):
        connection = sqlite3.connect(tmp_path / f"{len(shapes)}.sqlite", isolation_level=None)
        for stop in stops:
            some = tmp_path / f"{len(shapes)}-{stop}"
            some.mkdir()
            for file in sorted(FOLDER.glob("*.sql"))[:stop]:
                (some / file.name).write_bytes(file.read_bytes())
            migrate(connection, some)
        shapes.append(shape(connection))
        connection.close()
    assert shapes[0] == shapes[1]
    tables = {"conversations", "outbox", "ledger", "wipes", "remains", "counters", "meta"}
    assert tables | {"cases", "invites", "duty", "orders"} <= {row[1] for row in shapes[0]}


def test_each_file_is_applied_once(connection: sqlite3.Connection, two: Path, tmp_path: Path):
    one = tmp_path / "one"
    one.mkdir()
    (one / "0001.sql").write_bytes((two / "0001.sql").read_bytes())
    assert migrate(connection, one) == 1
    assert migrate(connection, two) == 2
    assert migrate(connection, two) == 2
    assert connection.execute("SELECT n, m FROM a").fetchall() == [(";", None)]
    assert connection.execute("SELECT value FROM meta WHERE name = 'schema'").fetchone() == ("2",)


def test_a_newer_schema_is_refused_and_left_as_it_was(connection: sqlite3.Connection, two: Path):
    migrate(connection, two)
    connection.execute("UPDATE meta SET value = '3'")
    before = shape(connection)
    with pytest.raises(StoreError, match="has schema 3, this version knows 2"):
        migrate(connection, two)
    assert not connection.in_transaction
    assert shape(connection) == before
    assert connection.execute("SELECT value FROM meta").fetchone() == ("3",)


def test_the_database_of_another_program_is_refused(connection: sqlite3.Connection):
    connection.execute("CREATE TABLE holiday_photos (n)")
    with pytest.raises(StoreError, match="another program"):
        migrate(connection)
    assert len(shape(connection)) == 1


def test_a_migration_that_fails_changes_nothing(connection: sqlite3.Connection, two: Path):
    (two / "0002.sql").write_text("CREATE TABLE b (n);\nCREATE TABLE a (twice);\n")
    with pytest.raises(sqlite3.OperationalError):
        migrate(connection, two)
    assert shape(connection) == []
    assert not connection.in_transaction


def test_a_gap_in_the_numbers_is_refused(connection: sqlite3.Connection, two: Path):
    (two / "0002.sql").rename(two / "0003.sql")
    with pytest.raises(StoreError, match="not complete"):
        migrate(connection, two)


def test_half_a_statement_is_refused():
    with pytest.raises(StoreError):
        statements("CREATE TABLE a (n);\nCREATE TABLE b (")


async def test_a_database_of_before_the_handoff_keeps_its_rows(tmp_path: Path):
    folder = tmp_path / "migrations"
    folder.mkdir()
    for number in ("0001", "0002"):
        (folder / f"{number}.sql").write_bytes((FOLDER / f"{number}.sql").read_bytes())
    path = tmp_path / "pana.sqlite"
    old = sqlite3.connect(path, isolation_level=None)
    old.execute("PRAGMA auto_vacuum = INCREMENTAL")
    assert migrate(old, folder) == 2
    # Written as that version wrote them: a statement of today could hide a column that moved.
    row, wiped, left = conversation(1), wipe(2), remains(3)
    whole = "INSERT INTO {} VALUES ({})"
    for table, values in {
        "conversations": (
            row.id,
            row.channel,
            *row.lookup,
            row.kind,
            row.version,
            row.wrapped_key,
            row.day,
            row.touched_at,
            row.sealed,
        ),
        "outbox": (7, row.id, "self", "erase", "", 0, 10.0, None, 7, b"effect", 9.0, 1),
        "ledger": (row.id, "self", "41", "hers", 5.0),
        "wipes": msgspec.structs.astuple(wiped),
        "remains": (*left.lookup, left.day, left.until, left.sealed),
        "counters": ("2026-03-01", "exit", 4),
        "meta": ("offset", "12"),
    }.items():
        old.execute(whole.format(table, ", ".join("?" * len(values))), values)
    old.close()

    store = await SqliteStore.open(path)

    def read(tx: Tx) -> list[object]:
        return [
            tx.conversation(row.id),
            tx.find([lookup(1)]),
            tx.owed(row.id),
            tx.kept(row.id),
            tx.wipes(),
            tx.remains([lookup(3)]),
            tx.counts(),
            tx.meta("offset"),
            tx.meta("schema"),
            tx.cases(),
            tx.duty(0.0),
            tx.orders(),
        ]

    assert await store.transact(read) == [
        row,
        row,
        [owed(1, id=7, in_flight=True)],
        [kept(1, side="hers", origin="")],
        [wiped],
        left,
        [("2026-03-01", "exit", 4)],
        "12",
        "4",
        [],
        [],
        [],
    ]
    # What was there takes part in what is new, and goes as it went before.
    await store.transact(lambda tx: tx.keep(kept(1, message="42", origin="41")))
    assert await store.transact(lambda tx: tx.copies("self", "41")) == [
        kept(1, message="42", origin="41")
    ]
    await store.transact(lambda tx: tx.insert_case(case(1)))
    await store.transact(lambda tx: tx.forget(row.id))
    assert await store.transact(lambda tx: tx.kept_for("self")) == []
    assert await store.transact(lambda tx: tx.cases()) == [case(1)]
    await store.close()


async def test_the_store_refuses_a_newer_database(tmp_path: Path):
    path = tmp_path / "pana.sqlite"
    store = await SqliteStore.open(path)
    await store.transact(lambda tx: tx.set_meta("schema", "99"))
    await store.close()
    with pytest.raises(StoreError, match="start the newer version"):
        await SqliteStore.open(path)
