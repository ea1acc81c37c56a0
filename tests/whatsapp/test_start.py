"""`python -m bot run` with WhatsApp, as an operator starts it: works at once, or says why not."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.channels.whatsapp import account
from bot.channels.whatsapp.webhook import AGAIN, PATH
from fakes.twilio.world import Twilio
from tests.simulator.running import environment
from tests.telegram.test_start import PATIENCE, Process


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as place:
        return int(place.getsockname()[1])


@contextlib.asynccontextmanager
async def started(folder: Path, world: Twilio, **changes: str) -> AsyncIterator[Process]:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    env = {"PORT": str(port), "PUBLIC_URL": url, "PANA_TESTERS": "*", **world.env, **changes}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-W", "default", "-m", "bot", "run"),
        cwd=folder,
        env=environment(**env),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    world.hook = f"{url}{PATH}"
    try:
        yield Process(process)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def says(process: Process, sentence: str) -> None:
    async with asyncio.timeout(PATIENCE):
        while sentence not in await process.line:
            pass


async def refused(folder: Path, world: Twilio, **changes: str) -> str:
    async with started(folder, world, **changes) as process:
        code, _, err = await process.ends()
    assert code == 2, err
    assert err.startswith("pana run: ")
    assert err.count("\n") == 1
    return err.removeprefix("pana run: ").strip()


async def test_it_says_where_twilio_has_to_post_and_that_there_are_no_buttons_yet(tmp_path):
    async with Twilio() as world, started(tmp_path, world) as process:
        assert await process.line == "Pana is on WhatsApp by a webhook (pilot; Ctrl+C ends it)\n"
        await says(process, f"{PATH}{AGAIN}")
        await says(process, account.NO_TEMPLATES)
        aida = world.person()
        await world.listens()
        aida.types("здравствуйте")
        await world.reads(aida, "Қазақша")


async def test_a_wrong_token_is_one_sentence(tmp_path):
    async with Twilio() as world:
        said = await refused(tmp_path, world, TWILIO_AUTH_TOKEN="1" * 32)
    assert said == account.REFUSED


async def test_a_content_address_that_is_nobodys(tmp_path):
    async with Twilio() as world:
        said = await refused(tmp_path, world, TWILIO_CONTENT_API_BASE=f"{world.url}/nowhere")
        world.refusals.clear()
    assert said == account.NOT_THERE


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"TWILIO_ACCOUNT_SID": "x"}, "TWILIO_ACCOUNT_SID is no account"),
        ({"TWILIO_AUTH_TOKEN": "x"}, "TWILIO_AUTH_TOKEN is no auth token"),
        ({"TWILIO_FROM": "me"}, "TWILIO_FROM is no number"),
        ({"TWILIO_FROM": ""}, "TWILIO_FROM is missing"),
        ({"PUBLIC_URL": ""}, "WhatsApp needs PUBLIC_URL"),
    ],
)
async def test_settings_that_cannot_be_are_named(tmp_path, changes, said):
    async with Twilio() as world:
        assert (await refused(tmp_path, world, **changes)).startswith(said)


async def test_a_public_address_that_does_not_fit_the_signature_is_told_once(tmp_path):
    async with Twilio() as world, started(tmp_path, world) as process:
        await says(process, PATH)
        world.public_url = "https://elsewhere.example.org/whatsapp"
        world.person().types("hi")
        await says(process, account.WRONG_SIGNATURE)


async def test_a_sender_that_is_not_enabled_is_told(tmp_path):
    async with Twilio() as world:
        async with started(tmp_path, world, TWILIO_FROM="+999555000001") as process:
            await says(process, PATH)
            await world.listens()
            world.person().types("hi")
            await says(process, account.NO_SENDER)
        world.refusals.clear()
