"""`python -m bot run` with a token, as an operator starts it: works at once, or says why not."""

from __future__ import annotations

import asyncio
import contextlib
import email.utils
import signal
import socket
import stat
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from bot.channels.telegram import account
from bot.keys import RootKeys
from bot.settings import SECRET_FILE
from fakes.telegram.world import World
from tests.simulator.running import environment
from tests.telegram.hostile import CANARY, HOST, Hostile, Visit, answer

PATIENCE = 20.0


@pytest_asyncio.fixture
async def world() -> AsyncIterator[World]:
    async with World() as world:  # The process has a real clock, so Telegram has one too.
        yield world


class Process:
    """A process of ours that was started; `line` is the first that it said."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    @property
    async def line(self) -> str:
        assert self.process.stdout is not None
        return (await asyncio.wait_for(self.process.stdout.readline(), PATIENCE)).decode()

    async def ends(self, how: int = 0) -> tuple[int, str, str]:
        """Exit code, stdout and stderr, after this signal if it is one."""
        if how:
            self.process.send_signal(how)
        out, err = await asyncio.wait_for(self.process.communicate(), PATIENCE)
        assert self.process.returncode is not None
        return self.process.returncode, out.decode(), err.decode()


@contextlib.asynccontextmanager
async def started(folder: Path, api: str, token: str, **changes: str) -> AsyncIterator[Process]:
    env = environment(TELEGRAM_TOKEN=token, TELEGRAM_API_BASE=api, **{"PORT": "0", **changes})
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-W", "default", "-m", "bot", "run"),
        cwd=folder,
        env=env,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield Process(process)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def refused(folder: Path, api: str, token: str, **changes: str) -> str:
    """The sentence of a process that cannot go on."""
    async with started(folder, api, token, **changes) as process:
        code, _, err = await process.ends()
    assert code == 2, err
    assert err.startswith("pana run: ")
    assert err.count("\n") == 1
    assert token.partition(":")[2] not in err
    return err.removeprefix("pana run: ").strip()


async def test_a_token_is_enough_and_a_second_start_finds_what_the_first_made(
    world: World, tmp_path: Path
):
    her = world.person()
    async with started(tmp_path, world.url, world.token) as process:
        assert await process.line == "Pana is on Telegram by polling (pilot; Ctrl+C ends it)\n"
        her.starts("ru-KZ")
        await world.reads(her, f"{her.id}", PATIENCE)
        code, out, err = await process.ends(signal.SIGTERM)
    assert (code, err) == (0, "")
    assert out.startswith("PANA_TESTERS is empty")
    secret = tmp_path / "data" / SECRET_FILE
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    made = secret.read_text()
    assert made.strip() not in out

    testers = {"PANA_TESTERS": str(her.id)}
    async with started(tmp_path, world.url, world.token, **testers) as process:
        assert await process.line == "Pana is on Telegram by polling (pilot; Ctrl+C ends it)\n"
        her.starts("ru-KZ")
        await world.reads(her, "Қазақша", PATIENCE)
        assert await process.ends(signal.SIGINT) == (0, "", "")
    assert secret.read_text() == made
    assert not world.updates.pending
    assert world.record.calls[-1].method == "getUpdates", "what was handled is confirmed"


async def test_with_an_address_updates_are_posted_and_a_secret_that_was_given_is_used(
    world: World, tmp_path: Path
):
    given = {"PANA_SECRET": RootKeys.new_item(), "DATA_DIR": str(tmp_path / "rows")}
    with socket.create_server((HOST, 0)) as place:
        port = place.getsockname()[1]
    here = {"PORT": str(port), "PUBLIC_URL": f"http://{HOST}:{port}", "PANA_TESTERS": "*"}
    her = world.person()
    her.starts("ru-KZ")  # It waits at Telegram until we are there.
    async with started(tmp_path, world.url, world.token, **here, **given) as process:
        assert await process.line == "Pana is on Telegram by a webhook (pilot; Ctrl+C ends it)\n"
        await world.reads(her, "Қазақша", PATIENCE)
        assert await process.ends(signal.SIGTERM) == (0, "", "")
    assert world.updates.url == f"http://{HOST}:{port}/telegram"
    assert world.record.calls_of("getUpdates") == []
    assert not (tmp_path / "rows" / SECRET_FILE).exists()
    assert not (tmp_path / "data").exists()


async def test_what_cannot_work_is_one_sentence_with_its_remedy(world: World, tmp_path: Path):
    folders = [tmp_path / name for name in ("token", "elsewhere", "clock")]
    for folder in folders:
        folder.mkdir()
    world.set_webhook("http://127.0.0.1:9/elsewhere")
    hours_ago = email.utils.formatdate(time.time() - 3 * 3600, usegmt=True).encode()

    def late(visit: Visit) -> None:
        me = b'{"ok":true,"result":{"id":4242,"username":"bench_bot"}}'
        visit.write(answer(me, headers=b"Date: %b\r\n" % hours_ago))

    async with Hostile(late) as server:
        api = server.base.partition("/bot")[0]
        token, elsewhere, clock = await asyncio.gather(
            refused(folders[0], world.url, "4242:another-token"),
            refused(folders[1], world.url, world.token),
            refused(folders[2], api, CANARY),
        )
    assert token == account.REFUSED
    assert elsewhere == account.WEBHOOK_ELSEWHERE
    assert clock.startswith("The clock of this computer is 180 minutes ahead")


async def test_told_to_end_while_telegram_is_away_it_ends(world: World, tmp_path: Path):
    async with world.down(), started(tmp_path, world.url, world.token) as process:
        await process.line
        await process.line  # PANA_TESTERS is empty.
        assert process.process.stderr is not None
        warning = await asyncio.wait_for(process.process.stderr.readline(), PATIENCE)
        assert b"Telegram does not answer yet" in warning
        code, _, err = await process.ends(signal.SIGTERM)
    assert code == 0
    assert "Traceback" not in err
    assert world.token.partition(":")[2] not in err
