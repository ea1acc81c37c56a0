"""The wrapper around two private names of aiosqlite. If this fails after an update of aiosqlite,

read its ``core.py`` and mend ``bot/store/hop.py``; do not loosen the test.
"""

from __future__ import annotations

import asyncio
import gc
import inspect
import logging
import queue
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import aiosqlite
import pytest

from bot.store.hop import Hop


def test_aiosqlite_still_has_what_we_rely_on():
    source = inspect.getsource(aiosqlite.Connection._execute)
    assert list(inspect.signature(aiosqlite.Connection._execute).parameters)[:2] == ["self", "fn"]
    assert inspect.iscoroutinefunction(aiosqlite.Connection._execute)
    assert "self._tx.put_nowait" in source
    assert "return await future" in source
    assert isinstance(aiosqlite.Connection._conn, property)
    connection = aiosqlite.connect(":memory:")
    assert isinstance(connection._thread, threading.Thread)
    assert not connection._thread.is_alive()
    assert isinstance(connection._tx, queue.SimpleQueue)


async def test_a_work_runs_in_the_one_thread_of_the_connection(tmp_path: Path):
    hop = await Hop.open(tmp_path / "a.sqlite")
    threads = {await hop.run(lambda _: threading.get_ident()) for _ in range(5)}
    assert len(threads) == 1
    assert threading.get_ident() not in threads
    assert await hop.run(lambda c: c.execute("SELECT 41 + 1").fetchone()) == (42,)
    assert await hop.run(lambda c: (c.isolation_level, isinstance(c, sqlite3.Connection))) == (
        None,
        True,
    )
    await hop.close()


async def test_a_whole_transaction_is_one_hop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    hop = await Hop.open(tmp_path / "a.sqlite")
    hops = []
    execute = aiosqlite.Connection._execute

    async def counted(self: aiosqlite.Connection, fn, *args, **kwargs):
        hops.append(fn)
        return await execute(self, fn, *args, **kwargs)

    monkeypatch.setattr(aiosqlite.Connection, "_execute", counted)

    def work(connection: sqlite3.Connection) -> list[tuple[int]]:
        for statement in ("BEGIN", "CREATE TABLE t (n)", "INSERT INTO t VALUES (1)", "COMMIT"):
            connection.execute(statement)
        return connection.execute("SELECT n FROM t").fetchall()

    assert await hop.run(work) == [(1,)]
    assert len(hops) == 1
    await hop.close()


async def test_what_a_work_raises_comes_out_and_the_next_one_runs(tmp_path: Path):
    hop = await Hop.open(tmp_path / "a.sqlite")
    with pytest.raises(ZeroDivisionError):
        await hop.run(lambda _: 1 // 0)
    with pytest.raises(sqlite3.OperationalError):
        await hop.run(lambda c: c.execute("no sql"))
    assert await hop.run(lambda _: "fine") == "fine"
    await hop.close()


async def test_close_waits_for_what_is_queued_and_leaves_no_thread(tmp_path: Path):
    before = set(threading.enumerate())
    hop = await Hop.open(tmp_path / "a.sqlite")
    done: list[int] = []
    queued = [
        asyncio.ensure_future(hop.run(lambda _, n=n: (time.sleep(0.01), done.append(n))))
        for n in range(5)
    ]
    await asyncio.sleep(0)
    await asyncio.gather(hop.close(), hop.close())
    await hop.close()
    assert done == list(range(5))
    assert all(task.done() for task in queued)
    assert set(threading.enumerate()) == before
    with pytest.raises(ValueError, match="closed"):
        await hop.run(lambda _: None)
    del hop, queued
    gc.collect()


async def test_a_file_that_cannot_be_opened_leaves_no_thread(tmp_path: Path):
    before = set(threading.enumerate())
    with pytest.raises(sqlite3.OperationalError):
        await Hop.open(tmp_path / "missing" / "a.sqlite")
    for thread in set(threading.enumerate()) - before:
        thread.join(5)
    assert set(threading.enumerate()) == before


def test_a_forgotten_close_does_not_keep_the_process(tmp_path: Path):
    script = (
        "import asyncio, sys, pathlib\n"
        "from bot.store.hop import Hop\n"
        "kept = []\n"
        "async def main():\n"
        "    kept.append(await Hop.open(pathlib.Path(sys.argv[1])))\n"
        "    print(await kept[0].run(lambda c: 'ran'))\n"
        "asyncio.run(main())\n"
    )
    command = [sys.executable, "-W", "ignore", "-c", script, str(tmp_path / "a.sqlite")]
    ended = subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=20,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert ended.stdout == "ran\n"


async def test_aiosqlite_logs_no_arguments(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    hop = await Hop.open(tmp_path / "a.sqlite")
    await hop.run(lambda c: c.execute("SELECT ?", ("canary",)).fetchall())
    await hop.close()
    assert not [record for record in caplog.records if record.name == "aiosqlite"]
