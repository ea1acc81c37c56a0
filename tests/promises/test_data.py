"""Promises about data (S53-S55): what is kept, for how long, and that nobody can read it later."""

from __future__ import annotations

import datetime
import io
import logging
import shutil
import sqlite3
from pathlib import Path

import msgspec
import pytest

from bot.app import assemble
from bot.channels.local import LocalChannel, LocalProvider
from bot.clock import ManualClock
from bot.events import Update
from bot.held import Held, Standing
from bot.keys import FileShelf, KeysError, RootKeys, Vault
from bot.session import Session, Talk
from bot.shell.service import Service
from bot.store.base import StoreError
from bot.store.sqlite import SqliteStore
from tests.stage import phone
from tests.talk import NOW, real_pack

FIELDS = {
    "schema", "locale", "country", "first_country", "first_locale", "flow", "version", "step",
    "page", "answers", "trail", "token", "inside", "covered", "hides_until", "blocks",
    "block_at", "unseen",
    "idle_minutes", "touched", "idle_due", "misses", "meant", "tail", "tail_at", "media",
    "has_word",
    "app", "digits", "talk", "hid", "unread", "noticed", "undrawn",
    "speaks",
}  # fmt: skip
"""All that a session may hold. A new field is a decision, with its reason in the docs."""
ANSWERS = {"place", "places", "region", "need", "age", "role", "topic", "wish", "arrival", "line"}
COLUMNS = {
    "conversations": {"id", "channel", "lookup", "lookup_root", "lookup_key", "kind", "version",
                      "wrapped_key", "day", "touched_at", "sealed", "root"},
}  # fmt: skip
CANARY = "zqxj"


def test_s53_a_session_holds_only_what_is_on_the_list() -> None:
    assert set(Session.__struct_fields__) == FIELDS
    assert set(Held.__struct_fields__) == {
        "address", "session", "standing", "handled", "word", "left_at", "left_ids",
        "desk", "phrase", "duress",
    }  # fmt: skip
    assert set(Talk.__struct_fields__) == {
        "stage", "away", "rests", "asks", "service", "outlook", "news", "acted", "last", "serial",
        "window", "has_phrase", "has_duress",
    }  # fmt: skip
    assert "text" not in Standing.__struct_fields__


def test_s53_flows_save_only_answers_that_are_on_the_list() -> None:
    pack = real_pack()
    saved = {
        name
        for flow in pack.flows.values()
        for step in flow.steps.values()
        for choice in step.choices
        for name in choice.set
    }
    assert saved <= ANSWERS | {"idle"}


async def test_s54_a_session_lives_at_most_a_day_after_her_last_input() -> None:
    async with phone() as her:
        await her.inside()
        await her.do(wait=23 * 3600.0)
        assert (await her.census()).conversations == 1
        await her.do(wait=2 * 3600.0)
        census = await her.census()
        assert census.conversations == 0
        assert census.timers == 0


class Disk:
    """The service over a real file, as the demo and an installation run it."""

    def __init__(self, folder: Path, roots: RootKeys | None = None) -> None:
        self.folder = folder
        self.roots = roots or RootKeys.parse(RootKeys.new_item())
        self.clock = ManualClock(NOW)
        self.provider = LocalProvider(self.clock)
        self.store: SqliteStore
        self.service: Service
        self.vault: Vault

    async def open(self) -> Disk:
        self.vault = Vault(self.roots, FileShelf(self.folder / "keys"))
        self.store = await SqliteStore.open(self.folder / "pana.sqlite3")
        self.service = assemble(
            real_pack(),
            store=self.store,
            vault=self.vault,
            channels={"telegram": LocalChannel(self.provider)},
            clock=self.clock,
        )
        await self.service.start()
        return self

    async def close(self) -> None:
        await self.service.stop()
        await self.store.close()

    async def take(self, update: Update) -> None:
        await self.service.receive(update)
        await self.service.settled()
        await self.service.run_until(self.clock, self.clock.now() + 5)

    async def press(self, address: str, choice: str) -> None:
        screen = self.provider.chat(address).ours()[-1]
        data = [b.data for row in screen.rows for b in row if b.data.endswith(f"|{choice}")]
        await self.take(self.provider.press(address, data[0], screen.id, "ru"))

    def bytes_on_disk(self) -> bytes:
        files = [file for file in self.folder.rglob("*") if file.is_file()]
        return b"\n".join(file.read_bytes() for file in files)


async def _whole_way(disk: Disk, address: str) -> None:
    await disk.take(disk.provider.start(address, "ru-KZ", "ru"))
    for choice in ("language:ru", "yes", "go", "country:KZ", "find", "talk"):
        await disk.press(address, choice)
    await disk.take(disk.provider.say(address, f"{CANARY}-place"))
    await disk.take(disk.provider.locate(address, 42.318777, 69.591333))
    await disk.press(address, "menu")
    for choice in ("more", "settings", "word"):
        await disk.press(address, choice)
    await disk.take(disk.provider.say(address, f"{CANARY}word"))
    await disk.take(disk.provider.say(address, f"он меня бьет {CANARY}-danger"))
    await disk.take(disk.provider.say(address, f"{CANARY}-miss"))


async def test_s55_no_word_number_or_place_of_hers_is_on_disk_or_in_a_log(tmp_path: Path) -> None:
    """The canary run: unique strings through every path, then every byte and every log line."""
    log = io.StringIO()
    handler = logging.StreamHandler(log)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    disk = await Disk(tmp_path).open()
    address = "700000000123456"
    try:
        await _whole_way(disk, address)
        alive = disk.bytes_on_disk()
        await disk.take(disk.provider.say(address, "/x"))
        await disk.service.run_until(disk.clock, disk.clock.now() + 6)
        after = disk.bytes_on_disk()
    finally:
        await disk.close()
        root.removeHandler(handler)
        root.setLevel(level)
    for found in (alive, after, log.getvalue().encode()):
        for secret in (CANARY, address, "42.318777", "69.591333", "kz-shymkent", "он меня бьет"):
            assert secret.encode() not in found, secret


async def test_after_an_exit_the_database_has_no_row_of_hers_but_remains_for_a_day(
    tmp_path: Path,
) -> None:
    disk = await Disk(tmp_path).open()
    try:
        await _whole_way(disk, "1")
        await disk.take(disk.provider.say("1", "/x"))
        census = await disk.store.transact(lambda tx: tx.census())
        assert (census.conversations, census.outbox, census.timers, census.ledger, census.wipes,
                census.remains) == (0, 0, 0, 0, 0, 1)  # fmt: skip
        await disk.service.run_until(disk.clock, disk.clock.now() + 24 * 3600)
        census = await disk.store.transact(lambda tx: tx.census())
        assert census.remains == 0
    finally:
        await disk.close()


async def test_a_copy_taken_before_the_exit_cannot_be_read_two_days_later(tmp_path: Path) -> None:
    """The copy test: what a backup may hold, every secret that still exists, and no way in."""
    home, copy = tmp_path / "home", tmp_path / "copy"
    home.mkdir()
    disk = await Disk(home).open()
    await _whole_way(disk, "1")
    shutil.copytree(home, copy, ignore=shutil.ignore_patterns("keys"))
    await disk.take(disk.provider.say("1", "/x"))
    for _ in range(3):
        await disk.service.run_until(disk.clock, disk.clock.now() + 24 * 3600)
    await disk.close()
    connection = sqlite3.connect(copy / "pana.sqlite3")
    rows = connection.execute("select wrapped_key, day from conversations").fetchall()
    connection.close()
    assert rows
    vault = Vault(disk.roots, FileShelf(home / "keys"))
    for wrapped, day in rows:
        with pytest.raises(KeysError):
            vault.open_data_key(wrapped, day)
        for live in FileShelf(home / "keys").days():
            with pytest.raises(KeysError):
                vault.open_data_key(wrapped, live)


async def test_a_restored_copy_brings_nobody_back(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    disk = await Disk(home).open()
    await _whole_way(disk, "1")
    await disk.close()
    saved = (home / "pana.sqlite3").read_bytes()
    disk = Disk(home, disk.roots)
    disk.clock.advance(NOW + 3 * 86_400)
    await disk.open()
    await disk.close()
    (home / "pana.sqlite3").write_bytes(saved)
    disk = Disk(home, disk.roots)
    disk.clock.advance(NOW + 3 * 86_400 + 60)
    await disk.open()
    try:
        await disk.take(disk.provider.say("1", "привет"))
        assert disk.service.session("telegram", "1") is None
    finally:
        await disk.close()


def test_day_counts_name_a_day_and_nobody() -> None:
    assert datetime.date.fromisoformat("2026-11-21")
    assert "counters" not in msgspec.structs.fields(Session)


async def test_a_fault_that_can_be_mended_forgets_nobody(tmp_path: Path) -> None:
    """The folder of day keys cannot be read for a while; afterwards she is still there."""
    disk = await Disk(tmp_path).open()
    await _whole_way(disk, "1")
    before = disk.service.session("telegram", "1")
    assert before is not None
    await disk.close()
    (key,) = (file for file in (tmp_path / "keys").iterdir() if file.is_file())
    kept = key.read_bytes()
    key.unlink()
    key.mkdir()
    broken = Disk(tmp_path, disk.roots)
    broken.clock.advance(disk.clock.now())
    try:
        await broken.open()
        await broken.take(broken.provider.say("1", "привет"))
    except (KeysError, StoreError):
        pass
    finally:
        await broken.close()
    key.rmdir()
    key.write_bytes(kept)
    mended = Disk(tmp_path, disk.roots)
    mended.clock.advance(disk.clock.now())
    await mended.open()
    try:
        census = await mended.store.transact(lambda tx: tx.census())
        assert census.conversations == 1
        await mended.take(mended.provider.press("1", "zz|menu", "9", "ru"))
        after = mended.service.session("telegram", "1")
        assert after is not None
        assert after.country == before.country
    finally:
        await mended.close()


async def test_a_root_key_that_is_still_needed_is_missed_at_the_start(tmp_path: Path) -> None:
    """A missing safeguard is a start-up failure, not a forgotten person."""
    disk = await Disk(tmp_path).open()
    await _whole_way(disk, "1")
    await disk.close()
    other = Disk(tmp_path)
    other.clock.advance(disk.clock.now())
    with pytest.raises(KeysError, match="PANA_SECRET"):
        await other.open()
    await other.close()
