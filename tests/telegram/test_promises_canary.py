"""S21, S55: unique strings through every path of Telegram, then every log line and every byte."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr
from pathlib import Path

import pytest

from bot import log
from fakes.telegram.world import World
from tests.telegram.house import House, housed
from tests.telegram.watching import comes_again, is_cover, loses_answers, of

CANARY = "zqxj"
TOKEN = "4242424242:AAE-zqxjtoken-for-tests-only-01234567"
WEBHOOK_SECRET = "zqxjsecret-of-the-webhook"
PLACE = (42.318777, 69.591333)
COUNTED = {"left", "opened", "block.danger", "block.self_harm", "left_behind", "blocked"}


class Lines(logging.Handler):
    """All that our own loggers were told, arguments included."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.name.partition(".")[0] == "bot":
            self.lines.append(logging.Formatter().format(record))


@contextmanager
def logged() -> Iterator[Callable[[], str]]:
    """What `pana run` writes with LOG_LEVEL=DEBUG, and what our loggers were told."""
    root, told, lines = logging.getLogger(), io.StringIO(), Lines()
    kept, level, raising = root.handlers[:], root.level, logging.raiseExceptions
    levels = {name: logging.getLogger(name).level for name in ("bot", "httpx", "telegram")}
    try:
        with redirect_stderr(told):
            log.set_up("DEBUG")
        root.addHandler(lines)
        yield lambda: "\n".join([told.getvalue(), *lines.lines])
    finally:
        root.handlers[:], logging.raiseExceptions = kept, raising
        root.setLevel(level)
        for name, value in levels.items():
            logging.getLogger(name).setLevel(value)


def on_disk(folder: Path) -> bytes:
    """Every byte, and every name, in the folder."""
    files = [file for file in folder.rglob("*") if file.is_file()]
    names = "\n".join(str(file.relative_to(folder)) for file in files).encode()
    return b"\n".join([names, *(file.read_bytes() for file in files)])


def canaries(her) -> list[bytes]:
    """All that would tell of her, as text and as it may stand in a binary file."""
    texts = [CANARY, CANARY.upper(), str(her.id), *map(str, PLACE), "42.3187", "69.5913",
             "he beats me", "kz-shymkent", "file-id", TOKEN.partition(":")[2]]  # fmt: skip
    numbers = [her.id.to_bytes(8, order) for order in ("big", "little")]
    return [*(text.encode() for text in texts), *numbers]


def assert_none(found: bytes, her, where: str) -> None:
    for secret in canaries(her):
        assert secret not in found, (where, secret)


async def goes_everywhere(house: House, world, her) -> None:
    """Door, place typed and sent, her own word, danger, things of every kind."""
    await house.enters(her)
    await house.press(her, "find", "talk")
    await house.press(her, "talk")
    await house.settles()
    for act in (
        lambda: her.types(f"{CANARY} town"),
        lambda: her.is_at(*PLACE),
        lambda: her.types(f"he beats me {CANARY}"),
        lambda: her.types(f"{CANARY} that nobody understands"),
        lambda: her.sends("photo", caption=f"{CANARY} caption"),
        lambda: her.sends("document", document={"file_name": f"{CANARY}.pdf", "file_id": "x",
                          "file_unique_id": CANARY}),
        lambda: her.sends("contact", contact={"phone_number": "+70000000123",
                          "first_name": CANARY}),
        lambda: her.sends("venue"),
        lambda: her.sends("live_location"),
        lambda: her.sends("unheard_of", hologram={"of": CANARY}),
        lambda: her.forwards(f"{CANARY} forwarded"),
        lambda: her.press_arrives({"message": her.screen.message, "data": f"{CANARY}|{CANARY}"}),
        lambda: her.starts(CANARY),
        lambda: her.types("зяблик"),
    ):  # fmt: skip
        act()
        await house.settles()
        await house.passes(5)
    her.types("меню")
    await house.settles()


async def meets_failures(house: House, world, her) -> None:
    """Every kind of failure with her words on the way, and updates that nobody can read."""
    faults = world.faults
    for fault in (faults.error, faults.drop, faults.nonsense, faults.truncate, faults.flood):
        fault("editMessageText", when=of(her))
        her.types(f"{CANARY} while it fails")
        await house.settles()
        await house.passes(5)
    for status in (502, 504):
        faults.error("*", status, when=of(her), times=3)
        her.types("права")
        await house.settles()
        await house.passes(5)
    held = faults.hold("editMessageText", when=of(her))
    her.types("меню")
    await held.reached()
    loses_answers(world)
    held.release()
    async with world.down():
        her.sends("photo", caption=CANARY)
        await house.passes(3, settled=False)
    await comes_again(house)
    await house.passes(70)
    world.deliver({"message": {"message_id": CANARY, "text": CANARY, "chat": {"id": her.id}}})
    world.deliver({"message": {"text": CANARY}})
    await comes_again(house)
    house.rows.down = True
    her.types(f"{CANARY} while the disk is full")
    await house.passes(3, settled=False)
    house.rows.down = False
    await comes_again(house)


@pytest.mark.parametrize("webhook", [True, False])
async def test_s55_s21_nothing_of_hers_is_in_a_log_or_on_disk_after_she_left(
    tmp_path, pack, clock, webhook
):
    env = {"LOG_LEVEL": "DEBUG", "TELEGRAM_WEBHOOK_SECRET": WEBHOOK_SECRET}
    with logged() as written:
        async with (
            World(clock, token=TOKEN) as world,
            housed(world, tmp_path, pack, webhook=webhook, **env) as house,
        ):
            her = world.person(CANARY.title(), username=f"{CANARY}_user")
            await house.enters(world.person("Neighbour"))
            await goes_everywhere(house, world, her)
            assert_none(on_disk(tmp_path), her, "on disk while she is here")
            await meets_failures(house, world, her)
            assert_none(on_disk(tmp_path), her, "on disk after failures")
            await house.comes_back()
            await comes_again(house)
            her.types("/x")
            await house.settles()
            await house.passes(6)
            assert all(is_cover(seen.text) for seen in her.sees if seen.by_bot)
            assert_none(on_disk(tmp_path), her, "on disk six seconds after she left")
            kept = await house.rows.store.transact(lambda tx: tx.counts())
            assert ("left", 1) in {(name, number) for _, name, number in kept}
            assert {name for _, name, _ in kept} <= COUNTED
            census = await house.census()
            assert (census.conversations, census.wipes, census.remains) == (1, 0, 1)
            counts = dict(house.live.counts)
        assert_none(on_disk(tmp_path), her, "on disk after the end")
        found = written()
    assert "could not be read" in found, "the log is read at all"
    assert "level='warning'" in found
    assert_none(found.encode(), her, "in the log")
    assert WEBHOOK_SECRET not in found
    assert CANARY not in str(counts)


async def test_s21_an_exit_says_nothing_in_the_log(by_webhook, world):
    house, her = by_webhook, world.person()
    await house.enters(her)
    with logged() as written:
        her.types("выход")
        await house.settles()
        await house.passes(6)
        assert written().strip() == ""


async def test_s21_two_exits_of_two_people_leave_one_count_and_no_order(by_webhook, world):
    house = by_webhook
    for _ in range(2):
        her = world.person()
        await house.enters(her)
        her.types("выход")
        await house.settles()
    kept = await house.rows.store.transact(lambda tx: tx.counts())
    assert [(name, number) for _, name, number in kept if name == "left"] == [("left", 2)]
    assert all(len(day) == len("2026-11-21") for day, _, _ in kept), "a day, no hour"
