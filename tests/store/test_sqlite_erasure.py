"""What was deleted is in no file: not in the database, not in its log, not between its rows."""

from __future__ import annotations

import os
import random
import sqlite3
import time
from pathlib import Path

import pytest

from bot.store.base import Conversation, Tx
from bot.store.sqlite import SqliteStore
from tests.store.rows import case, conversation, duty, invite, kept, owed, remains, wipe

ONE = conversation(1).id
CASE = case(1).id


def planted(folder: Path, marks: list[bytes]) -> set[bytes]:
    found = set()
    for path in folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            found |= {mark for mark in marks if mark in data}
    return found


async def test_after_forget_and_tidy_no_planted_byte_is_in_any_file(tmp_path: Path):
    marks = [f"canary-{n:02d}-{os.urandom(6).hex()}".encode() for n in range(24)]
    words = [mark.decode() for mark in marks]
    store = await SqliteStore.open(tmp_path / "pana.sqlite")
    row = conversation(
        1,
        channel=words[0],
        lookup=(words[1], marks[2]),
        wrapped_key=marks[3],
        sealed=marks[4] * 900,
    )
    effect = owed(1, target=words[5], lane="timer", name=words[6], sealed=marks[7] * 400)

    def plant(tx: Tx) -> None:
        tx.insert(row)
        tx.owe(effect)
        tx.keep(kept(1, message=words[8], target=words[9], origin=words[14]))
        tx.put_wipe(wipe(1, wrapped_key=marks[10], sealed=marks[11] * 300))
        tx.put_remains(remains(1, lookup=("new", marks[12]), sealed=marks[13]))
        tx.insert_case(
            case(
                1,
                conversation=marks[15],
                owner=words[16],
                wrapped_key=marks[17],
                sealed=marks[18] * 400,
            )
        )
        tx.put_invite(invite(1, hash=marks[19], details=marks[20] * 50))
        tx.log_duty(duty(1, case=marks[21], counsellor=words[22], what=words[23]))

    def erase(tx: Tx) -> None:
        tx.forget(ONE)
        tx.end_wipe(ONE)
        tx.end_remains(1e9)
        tx.forget_case(CASE)
        tx.end_invites(1e9)
        tx.end_duty(1e9)

    # Neighbours, so that rows are cut out of full pages and pages are merged.
    for number in range(2, 60):
        neighbour = conversation(number, sealed=bytes([number]) * 700)
        await store.transact(lambda tx, row=neighbour: tx.insert(row))
    await store.transact(plant)
    assert planted(tmp_path, marks) == set(marks)
    assert await store.tidy()
    assert planted(tmp_path, marks) == set(marks), "a check of this test: they were in the file"

    await store.transact(erase, durable=True)
    assert await store.tidy()
    assert planted(tmp_path, marks) == set()
    await store.close()
    assert planted(tmp_path, marks) == set()


async def test_the_log_holds_what_was_deleted_until_tidy(tmp_path: Path):
    mark = os.urandom(12).hex().encode()
    store = await SqliteStore.open(tmp_path / "pana.sqlite")
    await store.transact(lambda tx: tx.insert(conversation(1, sealed=mark)))
    await store.transact(lambda tx: tx.forget(ONE))
    assert planted(tmp_path, [mark]), "if not, the test above shows nothing"
    assert await store.tidy()
    assert not planted(tmp_path, [mark])
    await store.close()


@pytest.mark.parametrize("deep", [False, True])
async def test_tidy_gives_free_pages_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, deep: bool
):
    monkeypatch.setattr("bot.store.sqlite._SMALL_BYTES", 0)
    store = await SqliteStore.open(tmp_path / "pana.sqlite")
    await store.tidy()
    empty = (tmp_path / "pana.sqlite").stat().st_size
    for number in range(1, 101):
        row = conversation(number, sealed=b"x" * 5000)
        await store.transact(lambda tx, row=row: tx.insert(row))
    await store.tidy()
    full = (tmp_path / "pana.sqlite").stat().st_size
    assert full > empty + 500_000
    for number in range(1, 101):
        await store.transact(lambda tx, n=number: tx.forget(conversation(n).id))
    await store.tidy(deep=deep)
    assert (tmp_path / "pana.sqlite").stat().st_size <= empty + 4096
    assert (tmp_path / "pana.sqlite-wal").stat().st_size == 0
    await store.close()


@pytest.mark.parametrize("small", [0, 10**9], ids=["a large file, deep", "a small file"])
async def test_rows_that_sqlite_moved_leave_no_copy_between_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small: int
):
    # Without the rewriting (VACUUM) copies stay in the gaps of pages, secure_delete or not.
    monkeypatch.setattr("bot.store.sqlite._SMALL_BYTES", small)
    chance = random.Random(7)
    store = await SqliteStore.open(tmp_path / "pana.sqlite")
    live: dict[bytes, Conversation] = {}
    gone: list[Conversation] = []

    def fresh(row_id: bytes, look_up: bytes, version: int) -> Conversation:
        sealed = chance.randbytes(chance.choice([100, 300, 700, 1500]))
        return conversation(1, id=row_id, lookup=("new", look_up), sealed=sealed, version=version)

    def churn(tx: Tx) -> None:
        for _ in range(2000):
            what = chance.random()
            if what < 0.4 or not live:
                row = fresh(chance.randbytes(16), chance.randbytes(20), 0)
                tx.insert(row)
            else:
                old = live.pop(chance.choice(list(live)))
                gone.append(old)
                if what < 0.75:
                    row = fresh(old.id, old.lookup[1], old.version + 1)
                    tx.update(row, old.version)
                else:
                    tx.forget(old.id)
                    continue
            live[row.id] = row

    await store.transact(churn)
    assert await store.tidy(deep=small == 0)
    data = (tmp_path / "pana.sqlite").read_bytes()
    assert [row for row in live.values() if row.sealed[:16] not in data] == []
    assert [row for row in gone if row.sealed[:16] in data or row.sealed[-16:] in data] == []
    away = {row.lookup[1] for row in gone} - {row.lookup[1] for row in live.values()}
    assert [look_up for look_up in away if look_up in data] == []
    await store.close()


async def test_tidy_reports_a_reader_that_holds_it_up(tmp_path: Path):
    store = await SqliteStore.open(tmp_path / "pana.sqlite")
    await store.transact(lambda tx: tx.insert(conversation()))
    reader = sqlite3.connect(tmp_path / "pana.sqlite", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM conversations").fetchone()
    await store.transact(lambda tx: tx.forget(ONE))
    began = time.monotonic()
    assert await store.tidy() is False
    assert time.monotonic() - began < 2
    assert await store._hop.run(lambda c: c.execute("PRAGMA busy_timeout").fetchone()) == (5000,)
    reader.execute("COMMIT")
    reader.close()
    assert await store.tidy() is True
    await store.close()
