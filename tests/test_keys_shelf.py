"""The folder of day keys: what lies there, for whom, and how it is destroyed."""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

import pytest

from bot.keys import FileShelf, RootKeys, ShelfError, Vault

DAY = 86_400.0
NOON = 1_772_366_400.0  # 2026-03-01T12:00Z
TODAY = "2026-03-01"
NEW = RootKeys.new_item()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data" / "keys"


def test_files_and_folder_are_for_their_owner_only(folder: Path):
    previous = os.umask(0)
    try:
        Vault(RootKeys.parse(NEW), FileShelf(folder)).ensure_day(NOON)
    finally:
        os.umask(previous)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [path.name for path in folder.iterdir()] == [f"{TODAY}.key"]
    assert stat.S_IMODE((folder / f"{TODAY}.key").stat().st_mode) == 0o600
    folder.chmod(0o755)
    FileShelf(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_the_day_key_does_not_lie_there_plain(folder: Path):
    vault = Vault(RootKeys.parse(NEW), FileShelf(folder), random=lambda size: b"\xaa" * size)
    vault.ensure_day(NOON)
    assert b"\xaa" * 32 not in (folder / f"{TODAY}.key").read_bytes()


def test_the_first_of_two_who_add_wins(folder: Path):
    one, two = FileShelf(folder), FileShelf(folder)
    assert one.add(TODAY, b"one") == b"one"
    assert two.add(TODAY, b"two") == b"one"
    assert one.read(TODAY) == b"one"
    assert len(list(folder.iterdir())) == 1


def test_destroyed_bytes_are_overwritten_before_they_are_unlinked(folder: Path):
    shelf = FileShelf(folder)
    shelf.add(TODAY, b"a sealed day key")
    (folder / f"{TODAY}.0123456789abcdef.new").write_bytes(b"left by a crash")
    (folder / "notes.txt").write_bytes(b"not ours")
    with (
        (folder / f"{TODAY}.key").open("rb") as held,
        (folder / f"{TODAY}.0123456789abcdef.new").open("rb") as leftover,
    ):
        shelf.destroy(TODAY)
        after = held.read(), leftover.read()
    assert b"sealed" not in after[0]
    assert b"crash" not in after[1]
    assert [len(data) for data in after] == [16, 15]
    assert [path.name for path in folder.iterdir()] == ["notes.txt"]
    assert shelf.read(TODAY) is None
    shelf.destroy(TODAY)


def test_a_leftover_of_a_crash_is_a_day_that_can_be_destroyed(folder: Path):
    shelf = FileShelf(folder)
    (folder / f"{TODAY}.0123456789abcdef.new").write_bytes(b"left by a crash")
    (folder / "9999-99-99.key").write_bytes(b"no day")
    vault = Vault(RootKeys.parse(NEW), shelf)
    assert shelf.days() == [TODAY]
    assert vault.destroy_days(NOON + 9 * DAY, still_used=()) == [TODAY]
    assert shelf.days() == []


def test_replaced_bytes_are_overwritten(folder: Path):
    shelf = FileShelf(folder)
    shelf.add(TODAY, b"sealed by the old root key")
    with (folder / f"{TODAY}.key").open("rb") as held:
        shelf.replace(TODAY, b"sealed by the new")
        after = held.read()
    assert b"sealed" not in after
    assert shelf.read(TODAY) == b"sealed by the new"
    assert len(list(folder.iterdir())) == 1
    assert stat.S_IMODE((folder / f"{TODAY}.key").stat().st_mode) == 0o600


@pytest.mark.parametrize("name", ["../secret", "2026-02-30", "2026-3-1", "", "2026-03-01.key"])
def test_only_days_are_read(folder: Path, name: str):
    shelf = FileShelf(folder)
    (folder.parent / "secret.key").write_bytes(b"x")
    assert shelf.read(name) is None


def test_a_folder_that_cannot_be_used_is_one_sentence(tmp_path: Path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(ShelfError, match="DATA_DIR must be a local disk") as raised:
        FileShelf(tmp_path / "file" / "keys")
    assert "\n" not in str(raised.value)
    shelf = FileShelf(tmp_path / "keys")
    shutil.rmtree(tmp_path / "keys")
    with pytest.raises(ShelfError):
        Vault(RootKeys.parse(NEW), shelf).ensure_day(NOON)
    with pytest.raises(ShelfError):
        shelf.days()
