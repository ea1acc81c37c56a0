"""What only SQLite promises: pragmas, group commit, one writer among processes, a clean end."""

from __future__ import annotations

import asyncio
import gc
import os
import sqlite3
import stat
import sys
import threading
import time
from pathlib import Path

import pytest

from bot.store import queries
from bot.store.base import Conflict, StoreDown, StoreError, Tx
from bot.store.sqlite import SqliteStore
from tests.store.rows import case, conversation, invite

ROOT = Path(__file__).parents[2]
ONE = conversation(1).id


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


async def pragma(store: SqliteStore, name: str) -> object:
    return await store._hop.run(lambda c: c.execute(f"PRAGMA {name}").fetchone()[0])


# safeguards


async def test_every_safeguard_is_on(sqlite: SqliteStore):
    found = {
        name: await pragma(sqlite, name)
        for name in (
            "journal_mode",
            "secure_delete",
            "temp_store",
            "auto_vacuum",
            "foreign_keys",
            "synchronous",
            "busy_timeout",
        )
    }
    assert found == {
        "journal_mode": "wal",
        "secure_delete": 1,
        "temp_store": 2,
        "auto_vacuum": 2,
        "foreign_keys": 1,
        "synchronous": 1,
        "busy_timeout": 5000,
    }


async def test_safeguards_are_set_again_when_the_file_is_opened_again(tmp_path: Path):
    for _ in range(2):
        store = await SqliteStore.open(tmp_path / "pana.sqlite")
        assert await pragma(store, "secure_delete") == 1
        assert await pragma(store, "auto_vacuum") == 2
        await store.close()


async def test_a_file_without_a_safeguard_is_refused(tmp_path: Path):
    path = tmp_path / "pana.sqlite"
    other = sqlite3.connect(path)
    # auto_vacuum can not be chosen for a file that has tables.
    other.execute("CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT)")
    other.close()
    with pytest.raises(StoreError, match="auto_vacuum"):
        await SqliteStore.open(path)


async def test_the_files_are_for_their_owner_only(tmp_path: Path):
    previous = os.umask(0)
    try:
        store = await SqliteStore.open(tmp_path / "data" / "pana.sqlite")
        await store.transact(lambda tx: tx.insert(conversation()))
    finally:
        os.umask(previous)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "data").iterdir()}
    assert modes == {"pana.sqlite": 0o600, "pana.sqlite-wal": 0o600, "pana.sqlite-shm": 0o600}
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
    await store.close()


async def test_durable_works_are_synced_and_others_are_not(sqlite: SqliteStore):
    async def synchronous(*, durable: bool) -> object:
        await sqlite.transact(lambda tx: tx.count("2026-03-01", "n"), durable=durable)
        return await pragma(sqlite, "synchronous")

    assert [await synchronous(durable=flag) for flag in (False, True, True, False)] == [1, 2, 2, 1]


async def test_one_durable_work_makes_its_group_durable(sqlite: SqliteStore):
    await asyncio.gather(
        *(
            sqlite.transact(lambda tx: tx.count("2026-03-01", "n"), durable=number == 5)
            for number in range(10)
        )
    )
    assert await pragma(sqlite, "synchronous") == 2


async def test_works_that_wait_share_one_commit(sqlite: SqliteStore):
    statements: list[str] = []
    await sqlite._hop.run(lambda c: c.set_trace_callback(statements.append))
    await asyncio.gather(
        *(sqlite.transact(lambda tx: tx.count("2026-03-01", "n")) for _ in range(300))
    )
    assert statements.count("COMMIT") == 3
    assert statements.count("BEGIN IMMEDIATE") == 3
    assert await sqlite.transact(lambda tx: tx.counts()) == [("2026-03-01", "n", 300)]


# another process


async def test_another_process_may_write_the_same_file(sqlite: SqliteStore, tmp_path: Path):
    script = (
        "import asyncio, sys, pathlib\n"
        "from bot.store.sqlite import SqliteStore\n"
        "from tests.store.rows import wipe\n"
        "async def main():\n"
        "    store = await SqliteStore.open(pathlib.Path(sys.argv[1]))\n"
        "    for number in range(1, 41):\n"
        "        await store.transact(lambda tx: tx.put_wipe(wipe(number)), durable=True)\n"
        "    await store.close()\n"
        "asyncio.run(main())\n"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", script, str(tmp_path / "pana.sqlite"), cwd=ROOT
    )
    steps = 0
    while process.returncode is None:
        await sqlite.transact(lambda tx: tx.count("2026-03-01", "n"))
        steps += 1
        await asyncio.sleep(0.001)
    assert process.returncode == 0
    assert len(await sqlite.transact(lambda tx: tx.wipes())) == 40
    assert await sqlite.transact(lambda tx: tx.counts()) == [("2026-03-01", "n", steps)]


async def test_a_writer_waits_for_the_other_and_gives_up_in_the_end(
    sqlite: SqliteStore, tmp_path: Path
):
    other = sqlite3.connect(tmp_path / "pana.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    waiting = asyncio.ensure_future(sqlite.transact(lambda tx: tx.count("2026-03-01", "n")))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    other.execute("COMMIT")
    await waiting

    await sqlite._hop.run(lambda c: c.execute("PRAGMA busy_timeout = 20").fetchall())
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreDown, match="SQLITE_BUSY"):
        await sqlite.transact(lambda tx: tx.count("2026-03-01", "n"))
    other.execute("COMMIT")
    other.close()
    await sqlite.transact(lambda tx: tx.count("2026-03-01", "n"))
    assert await sqlite.transact(lambda tx: tx.counts()) == [("2026-03-01", "n", 2)]


async def test_of_two_processes_one_takes_the_case_and_one_uses_the_invitation(
    sqlite: SqliteStore, tmp_path: Path
):
    other = await SqliteStore.open(tmp_path / "pana.sqlite")
    await sqlite.transact(lambda tx: tx.insert_case(case(1)))
    taken = [case(1, version=1, owner=who) for who in ("c1", "c2")]
    won = await asyncio.gather(
        sqlite.transact(lambda tx: tx.update_case(taken[0], 0)),
        other.transact(lambda tx: tx.update_case(taken[1], 0)),
    )
    assert sorted(won) == [False, True]
    winner = taken[won.index(True)]
    for store in (sqlite, other):
        assert await store.transact(lambda tx: tx.case(winner.id)) == winner

    await other.transact(lambda tx: tx.put_invite(invite(1)))
    used = await asyncio.gather(
        *(store.transact(lambda tx: tx.use_invite(invite(1).hash)) for store in (sqlite, other))
    )
    assert sorted(used) == [False, True]

    begun = await asyncio.gather(
        sqlite.transact(lambda tx: tx.insert_case(case(2))),
        other.transact(lambda tx: tx.insert_case(case(3, conversation=conversation(2).id))),
        return_exceptions=True,
    )
    assert sorted(type(result).__name__ for result in begun) == ["Conflict", "NoneType"]
    assert (await other.transact(lambda tx: tx.census())).cases == 2
    await other.close()


# how rows are found


@pytest.mark.parametrize(
    ("sql", "index"),
    [
        (queries.KEPT_FOR, "ledger_target (target=?)"),
        (queries.COPIES, "ledger_target (target=? AND origin=?)"),
        (queries.KEPT, "PRIMARY KEY (conversation=?)"),
        (queries.RELEASE, "PRIMARY KEY (conversation=?)"),
        (queries.CASE_OF, "cases_conversation (conversation=?)"),
        (queries.USE_INVITE, "PRIMARY KEY (hash=?)"),
    ],
)
async def test_what_is_asked_often_is_found_by_an_index(sqlite: SqliteStore, sql: str, index: str):
    def plan(connection: sqlite3.Connection) -> str:
        values = ("",) * sql.count("?")
        rows = connection.execute(f"EXPLAIN QUERY PLAN {sql}", values)
        return "\n".join(row[-1] for row in rows)

    assert f"USING {index}" in (await sqlite._hop.run(plan)).replace("INDEX ", "")


# what can break


async def test_a_full_disk_is_told_to_all_who_waited_and_ends(sqlite: SqliteStore):
    pages = await pragma(sqlite, "page_count")
    await sqlite._hop.run(lambda c: c.execute(f"PRAGMA max_page_count = {pages}").fetchall())

    def fill(tx: Tx) -> None:
        tx.insert(conversation(sealed=b"x" * 100_000))

    def own_fault(tx: Tx) -> None:
        raise ZeroDivisionError

    results = await asyncio.gather(
        sqlite.transact(lambda tx: tx.count("2026-03-01", "n")),
        sqlite.transact(own_fault),
        sqlite.transact(fill),
        sqlite.transact(lambda tx: tx.count("2026-03-01", "n")),
        return_exceptions=True,
    )
    assert [type(result) for result in results] == [
        StoreDown,
        ZeroDivisionError,
        StoreDown,
        StoreDown,
    ]
    assert "SQLITE_FULL" in str(results[0])
    assert await sqlite.transact(lambda tx: tx.counts()) == []
    await sqlite._hop.run(lambda c: c.execute("PRAGMA max_page_count = 100000").fetchall())
    await sqlite.transact(fill)


async def test_a_work_that_swallows_the_fault_is_not_told_that_it_was_committed(
    sqlite: SqliteStore,
):
    def work(tx: Tx) -> None:
        tx.count("2026-03-01", "n")
        # As SQLite does by itself on a full disk.
        tx._execute("ROLLBACK", ())  # type: ignore[attr-defined]

    with pytest.raises(StoreDown):
        await sqlite.transact(work)
    results = await asyncio.gather(
        sqlite.transact(lambda tx: tx.count("2026-03-01", "n")),
        sqlite.transact(work),
        return_exceptions=True,
    )
    assert [type(result) for result in results] == [StoreDown, StoreDown]
    assert await sqlite.transact(lambda tx: tx.counts()) == []


async def test_a_fault_of_the_database_rolls_the_whole_group_back(sqlite: SqliteStore):
    def work(tx: Tx) -> None:
        tx._execute("SELECT * FROM nowhere", ())  # type: ignore[attr-defined]

    for others in (0, 2):
        results = await asyncio.gather(
            *(sqlite.transact(lambda tx: tx.count("2026-03-01", "n")) for _ in range(others)),
            sqlite.transact(work),
            return_exceptions=True,
        )
        assert {type(result) for result in results} == {StoreDown}
    assert await sqlite.transact(lambda tx: tx.counts()) == []


async def test_a_value_that_sqlite_refuses_is_a_fault_of_its_work_alone(sqlite: SqliteStore):
    secret = ["not to be told"]
    results = await asyncio.gather(
        sqlite.transact(lambda tx: tx.set_meta("a", secret)),  # type: ignore[arg-type]
        sqlite.transact(lambda tx: tx.insert(conversation(1, kind="stranger"))),
        sqlite.transact(lambda tx: tx.set_meta("b", "1")),
        return_exceptions=True,
    )
    assert isinstance(results[0], sqlite3.Error)
    assert "told" not in str(results[0])
    assert isinstance(results[1], sqlite3.IntegrityError)
    assert results[2] is None


async def test_a_file_that_was_removed_takes_no_commits(sqlite: SqliteStore, tmp_path: Path):
    (tmp_path / "pana.sqlite").rename(tmp_path / "moved.sqlite")
    with pytest.raises(StoreDown, match="moved or removed"):
        await sqlite.transact(lambda tx: tx.insert(conversation()))
    (tmp_path / "pana.sqlite").touch()
    with pytest.raises(StoreDown):
        await sqlite.transact(lambda tx: tx.insert(conversation()))
    (tmp_path / "moved.sqlite").replace(tmp_path / "pana.sqlite")
    await sqlite.transact(lambda tx: tx.insert(conversation()))


async def test_a_thread_that_is_gone_is_a_store_that_is_down(sqlite: SqliteStore):
    await sqlite._hop.close()
    with pytest.raises(StoreDown):
        await sqlite.transact(lambda tx: tx.census())


async def test_an_exception_of_the_store_names_nobody(sqlite: SqliteStore):
    row = conversation(1, lookup=("new", b"telegram:1234567"), sealed=b"1234567")
    await sqlite.transact(lambda tx: tx.insert(row))
    with pytest.raises(Conflict) as raised:
        await sqlite.transact(lambda tx: tx.insert(row))
    assert "1234567" not in str(raised.value)
    assert raised.value.__cause__ is None
    assert raised.value.__context__ is None
    begun = case(1, conversation=b"1234567", owner="1234567", sealed=b"1234567")
    await sqlite.transact(lambda tx: tx.insert_case(begun))
    with pytest.raises(Conflict) as raised:
        await sqlite.transact(lambda tx: tx.insert_case(begun))
    assert "1234567" not in str(raised.value)
    assert raised.value.__context__ is None


async def test_a_caller_that_goes_away_during_a_commit_stops_nobody(sqlite: SqliteStore):
    begun = threading.Event()

    def slow(tx: Tx) -> None:
        begun.set()
        time.sleep(0.05)
        tx.count("2026-03-01", "slow")

    impatient = asyncio.ensure_future(sqlite.transact(slow))
    await asyncio.to_thread(begun.wait, 5)
    waiting = asyncio.ensure_future(sqlite.transact(lambda tx: tx.count("2026-03-01", "next")))
    impatient.cancel()
    await waiting
    assert impatient.cancelled()
    names = [name for _, name, _ in await sqlite.transact(lambda tx: tx.counts())]
    assert names == ["next", "slow"]


async def test_when_the_loop_is_stopped_nobody_waits_for_ever(sqlite: SqliteStore):
    begun, go = threading.Event(), threading.Event()

    def slow(tx: Tx) -> None:
        begun.set()
        go.wait(5)

    first = asyncio.ensure_future(sqlite.transact(slow))
    await asyncio.to_thread(begun.wait, 5)
    second = asyncio.ensure_future(sqlite.transact(lambda tx: tx.counts()))
    await asyncio.sleep(0)
    assert sqlite._committing is not None
    sqlite._committing.cancel()
    for waiting in (first, second):
        with pytest.raises(StoreDown):
            await waiting
    go.set()
    assert await sqlite.transact(lambda tx: tx.counts()) == []
    await sqlite.close()


async def test_tidy_of_a_store_that_another_process_writes_waits_for_another_time(
    sqlite: SqliteStore, tmp_path: Path
):
    other = sqlite3.connect(tmp_path / "pana.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert await sqlite.tidy() is False
    other.execute("ROLLBACK")
    other.close()
    assert await sqlite.tidy() is True


async def test_a_tidy_that_sqlite_refuses_is_a_store_that_is_down(sqlite: SqliteStore):
    def fault(connection: sqlite3.Connection) -> None:
        connection.set_authorizer(lambda *_: sqlite3.SQLITE_DENY)

    await sqlite._hop.run(fault)
    with pytest.raises(StoreDown, match="SQLITE_AUTH"):
        await sqlite.tidy()
    await sqlite._hop.run(lambda c: c.set_authorizer(None))


# opening and closing


def unwritable(tmp_path: Path) -> Path:
    """A folder where not even root may write."""
    if os.geteuid() == 0:
        return Path("/proc/self/task")
    tmp_path.chmod(0o500)
    return tmp_path


async def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path):
    for path in (unwritable(tmp_path) / "pana.sqlite", Path("/dev/null/data/pana.sqlite")):
        with pytest.raises(StoreError, match="DATA_DIR must be a folder") as raised:
            await SqliteStore.open(path)
        assert "\n" not in str(raised.value)


async def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path):
    path = tmp_path / "pana.sqlite"
    path.write_bytes(b"a letter, not a database\n" * 100)
    before = path.read_bytes()
    with pytest.raises(StoreError, match="no SQLite database"):
        await SqliteStore.open(path)
    assert path.read_bytes() == before


async def test_a_damaged_database_is_one_sentence(tmp_path: Path):
    path = tmp_path / "pana.sqlite"
    store = await SqliteStore.open(path)
    await store.close()
    with path.open("r+b") as file:
        file.seek(100)
        file.write(b"\xff" * 3000)
    with pytest.raises(StoreError, match="SQLITE_CORRUPT") as raised:
        await SqliteStore.open(path)
    assert "\n" not in str(raised.value)


async def test_a_folder_in_the_place_of_the_file(tmp_path: Path):
    (tmp_path / "pana.sqlite").mkdir()
    with pytest.raises(StoreError):
        await SqliteStore.open(tmp_path / "pana.sqlite")


async def test_rows_survive_closing_and_a_process_that_dies(tmp_path: Path):
    store = await SqliteStore.open(tmp_path / "pana.sqlite")
    await store.transact(lambda tx: tx.insert(conversation()))
    await store.close()
    assert names(tmp_path) == ["pana.sqlite"]
    script = (
        "import asyncio, os, sys, pathlib, signal\n"
        "from bot.store.sqlite import SqliteStore\n"
        "from tests.store.rows import conversation\n"
        "async def main():\n"
        "    store = await SqliteStore.open(pathlib.Path(sys.argv[1]))\n"
        "    await store.transact(lambda tx: tx.insert(conversation(2)))\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "asyncio.run(main())\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "pana.sqlite")]
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT)
    assert await process.wait() == -9
    store = await SqliteStore.open(tmp_path / "pana.sqlite")
    assert (await store.transact(lambda tx: tx.census())).conversations == 2
    await store.close()


async def test_close_finishes_what_waits_and_leaves_nothing_behind(tmp_path: Path):
    before = set(threading.enumerate())
    store = await SqliteStore.open(tmp_path / "pana.sqlite")
    tasks = [
        asyncio.ensure_future(store.transact(lambda tx: tx.count("2026-03-01", "n")))
        for _ in range(200)
    ]
    await asyncio.sleep(0)
    await asyncio.gather(store.close(), store.close())
    await asyncio.gather(*tasks)
    assert set(threading.enumerate()) == before
    del store, tasks
    gc.collect()  # a ResourceWarning would be an error here
    assert names(tmp_path) == ["pana.sqlite"]
    rows = sqlite3.connect(tmp_path / "pana.sqlite")
    assert rows.execute("SELECT n FROM counters").fetchall() == [(200,)]
    rows.close()


async def test_a_failed_opening_leaves_no_thread(tmp_path: Path):
    before = set(threading.enumerate())
    (tmp_path / "pana.sqlite").write_bytes(b"no database " * 200)
    with pytest.raises(StoreError):
        await SqliteStore.open(tmp_path / "pana.sqlite")
    gc.collect()
    assert set(threading.enumerate()) == before
