"""The copy test: a backup is unreadable once the day keys are gone, with every secret in hand."""

from __future__ import annotations

import base64
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.keys import (
    DayKeyGone,
    DayKeyShelf,
    FileShelf,
    MemoryShelf,
    RootKeys,
    Vault,
    destroyed_at,
)
from bot.keys.envelope import place
from bot.store.base import Conversation, RemainsRow, Tx, WipeRow
from bot.store.sqlite import SqliteStore

DAY = 86_400.0
NOON = 1_772_366_400.0  # 2026-03-01T12:00Z
TODAY = "2026-03-01"
ID = bytes(range(16))
OLD, NEW = RootKeys.new_item(), RootKeys.new_item()
OLD_ID, NEW_ID = (item.partition(":")[0] for item in (OLD, NEW))


async def test_a_copy_without_keys_is_unreadable_once_the_day_keys_are_gone(tmp_path: Path):
    """S55: a backup, a person who is forgotten, and everything that still exists afterwards."""
    data, backup = tmp_path / "data", tmp_path / "backup"
    shelf = FileShelf(data / "keys")
    roots = RootKeys.parse(f"{NEW},{OLD}")
    vault = Vault(roots, shelf)
    store = await SqliteStore.open(data / "pana.sqlite")

    # She writes on two days; a wipe and remains come from her exit.
    first = vault.new_data_key(NOON)
    key = vault.rewrap(first, NOON + DAY)
    wipe_key = vault.new_data_key(NOON + DAY)
    look_up = vault.lookups("telegram", "1234567")[0]
    row = Conversation(
        id=ID,
        channel="telegram",
        lookup=look_up,
        kind="person",
        version=1,
        wrapped_key=first.wrapped,
        day=first.day,
        touched_at=NOON,
        sealed=vault.seal(first, "conversations", ID, b"her state"),
    )
    await store.transact(lambda tx: tx.insert(row))
    shutil.copytree(data, backup / "first", ignore=shutil.ignore_patterns("keys"))
    later = Conversation(
        **{name: getattr(row, name) for name in row.__struct_fields__}
        | {"version": 2, "wrapped_key": key.wrapped, "day": key.day}
    )
    wipe = WipeRow(
        id=ID,
        channel="telegram",
        wrapped_key=wipe_key.wrapped,
        day=wipe_key.day,
        created_at=NOON + DAY,
        due_at=NOON + DAY,
        sealed=vault.seal(wipe_key, "wipes", ID, b"her address"),
    )
    left = RemainsRow(
        lookup=look_up,
        day=key.day,
        until=NOON + 2 * DAY,
        sealed=vault.seal_for_day(key.day, look_up[1], b"left at"),
    )

    def leave(tx: Tx) -> None:
        assert tx.update(later, 1)
        tx.put_wipe(wipe)
        tx.put_remains(left)

    await store.transact(leave)
    shutil.copytree(data, backup / "second", ignore=shutil.ignore_patterns("keys"))

    copied = [
        value
        for name in ("first", "second")
        for table in ("conversations", "wipes", "remains")
        for value in sealed_columns(backup / name / "pana.sqlite", table)
    ]
    assert {
        first.wrapped,
        key.wrapped,
        wipe_key.wrapped,
        row.sealed,
        wipe.sealed,
        left.sealed,
    } <= set(copied)
    assert not list(backup.rglob("*.key"))
    # With the day keys the copy can be read: so far the copy test has something to lose.
    assert vault.open_data_key(key.wrapped, key.day).raw == key.raw

    await store.transact(lambda tx: (tx.forget(ID), tx.end_wipe(ID), tx.end_remains(1e12)))
    now = destroyed_at(key.day)
    vault.ensure_day(now)
    used = (await store.transact(lambda tx: tx.census())).key_days
    assert used == ()
    vault.rotate()
    assert set(vault.destroy_days(now, used)) >= {first.day, key.day}
    await store.close()

    alive = [shelf.read(day) for day in shelf.days()]
    assert alive, "there are younger day keys, and they must not help"
    for attempt in (
        lambda: vault.open_data_key(key.wrapped, key.day),
        lambda: Vault(roots, FileShelf(data / "keys")).open_data_key(first.wrapped, first.day),
        lambda: vault.unseal_for_day(left.day, look_up[1], left.sealed),
    ):
        with pytest.raises(DayKeyGone):
            attempt()
    for cipher in every_cipher_left(vault, roots, shelf):
        for value in copied:
            for where in every_place(row, look_up[1]):
                with pytest.raises(InvalidTag):
                    cipher.decrypt(value[1:13], value[13:], where)
    gone = first.raw, key.raw, wipe_key.raw
    assert not any(raw in data for data in contents(tmp_path) for raw in gone)


def contents(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in folder.rglob("*") if path.is_file()]


def sealed_columns(path: Path, table: str) -> list[bytes]:
    rows = sqlite3.connect(path)
    names = [column[1] for column in rows.execute(f"PRAGMA table_info({table})")]
    wanted = [name for name in ("wrapped_key", "sealed") if name in names]
    found = [v for row in rows.execute(f"SELECT {', '.join(wanted)} FROM {table}") for v in row]
    rows.close()
    return found


def every_cipher_left(vault: Vault, roots: RootKeys, shelf: DayKeyShelf) -> Iterator[AESGCM]:
    for text in (NEW, OLD):
        yield AESGCM(base64.b64decode(text.partition(":")[2]))
    for root in roots:
        yield from (root.sealing, AESGCM(root.lookup), AESGCM(root.word))
    for day in shelf.days():
        vault.seal_for_day(day, b"", b"")
    yield from vault._days.values()


def every_place(row: Conversation, look_up: bytes) -> list[bytes]:
    days = [day.encode() for day in ("2026-03-01", "2026-03-02", "2026-03-03", "2026-03-04")]
    parts = [
        *((b"row", table, row.id) for table in (b"conversations", b"wipes")),
        *((b"data key", day) for day in days),
        *((b"day", day, look_up) for day in days),
        *((b"day key", day, name.encode()) for day in days for name in (NEW_ID, OLD_ID)),
    ]
    return [b"\x01" + place(*some) for some in parts]


def test_the_copy_test_tries_the_right_places():
    """If it tried wrong ones, nothing would open and it could not fail."""
    vault = Vault(RootKeys.parse(NEW), MemoryShelf())
    key = vault.new_data_key(NOON)
    row = Conversation(
        ID, "telegram", (NEW_ID, b"look-up"), "person", 0, key.wrapped, key.day, 0.0,
        vault.seal(key, "conversations", ID, b"her state"),
    )  # fmt: skip
    day_cipher = vault._days[TODAY]
    left = vault.seal_for_day(TODAY, b"look-up", b"left at")
    for cipher, value in ((day_cipher, key.wrapped), (key.cipher, row.sealed), (day_cipher, left)):
        assert opens_somewhere(cipher, value, every_place(row, b"look-up"))


def opens_somewhere(cipher: AESGCM, value: bytes, places: list[bytes]) -> bool:
    for where in places:
        try:
            cipher.decrypt(value[1:13], value[13:], where)
        except InvalidTag:
            continue
        return True
    return False
