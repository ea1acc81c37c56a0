"""``pana whatsapp sync``: templates are made once, ours of older versions go, others' stay."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
import sys
from collections.abc import AsyncIterator

import pytest

from bot.channels.whatsapp.templates import definitions, known
from bot.channels.whatsapp.transport import HttpTransport, listed_contents
from bot.commands.whatsapp import _bring, _Failed, run
from fakes.twilio.world import ACCOUNT, TOKEN, Twilio

CANARY = "c4a4a4e5" * 4


@contextlib.asynccontextmanager
async def account(token: str = TOKEN) -> AsyncIterator[tuple[Twilio, HttpTransport]]:
    async with Twilio() as world:
        transport = HttpTransport(world.url, world.content_url, ACCOUNT, token)
        try:
            yield world, transport
        finally:
            await transport.close()


async def made(transport: HttpTransport, name: str | None, text: str = "{{1}}") -> str:
    body = {"language": "en", "types": {"twilio/list-picker": {
        "body": text, "button": "x", "items": [{"item": "a", "id": "b"}],
    }}}  # fmt: skip
    if name is not None:
        body["friendly_name"] = name
    reply = await transport.make_content(json.dumps(body).encode())
    return json.loads(reply.body)["sid"]


async def fails(transport: HttpTransport) -> str:
    with pytest.raises(_Failed) as failed:
        await _bring(transport)
    assert failed.value.__cause__ is None
    said = str(failed.value)
    assert TOKEN not in said
    assert ACCOUNT not in said
    return said


async def test_what_is_missing_is_made_once(capsys):
    async with account() as (world, transport):
        assert await _bring(transport) == 0
        assert capsys.readouterr().out.startswith("13 templates are there, 13 of them new; 0 old")
        names = {one.name for one in world.api.contents.values()}
        assert names == {one.name for one in definitions()}
        assert await _bring(transport) == 0
        assert capsys.readouterr().out.startswith("13 templates are there, 0 of them new; 0 old")
        assert len(world.api.contents) == 13
        contents = await listed_contents(transport)
        assert isinstance(contents, tuple)
        assert len(known(contents)) == 13


async def test_older_ones_of_ours_go_and_others_stay(capsys):
    async with account() as (world, transport):
        older = await made(transport, "list_1_en_00000000")
        others = [
            await made(transport, None),
            await made(transport, "welcome"),
            await made(transport, "list_1_en_00000001", "Which flight?"),
        ]
        assert await _bring(transport) == 0
        assert capsys.readouterr().out.startswith("13 templates are there, 13 of them new; 1 old")
        assert older not in world.api.contents
        assert set(others) < set(world.api.contents)


async def test_a_refused_template_is_named_and_nothing_is_removed(capsys):
    async with account() as (world, transport):
        older = await made(transport, "list_1_en_00000000")
        world.faults.error("contents.create", 400, code=20001)
        assert await _bring(transport) == 1
        said = capsys.readouterr()
        assert said.out == ""
        assert "quick_1_en_" in said.err
        assert "20001" in said.err
        assert "numbers to type" in said.err
        assert older in world.api.contents
        assert len(world.api.contents) == 13
        assert await _bring(transport) == 0
        assert older not in world.api.contents


async def test_wrong_credentials():
    async with account("1" * 32) as (_, transport):
        assert "TWILIO_AUTH_TOKEN" in await fails(transport)


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (403, "may not manage templates"),
        (404, "no server for templates"),
        (429, "in a minute"),
        (503, "a fault (503)"),
    ],
)
@pytest.mark.parametrize("method", ["contents.list", "contents.create", "contents.delete"])
async def test_what_twilio_may_say(status, said, method):
    async with account() as (world, transport):
        await made(transport, "list_1_en_00000000")
        world.faults.error(method, status)
        if (status, method) == (404, "contents.delete"):
            assert await _bring(transport) == 0  # somebody else has removed it
        else:
            assert said in await fails(transport)


async def test_something_that_is_not_twilio():
    async with account() as (world, transport):
        world.faults.plan("a page", "contents.list", status=200, body=b"<html>")
        assert "is not Twilio's server" in await fails(transport)


async def test_nothing_is_there():
    async with account() as (world, transport), world.down():
        assert "cannot be reached" in await fails(transport)


# --- as a command


def settings(base: str) -> dict[str, str]:
    return {
        "PANA_MODE": "pilot",
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": CANARY,
        "TWILIO_FROM": "+99955500000",
        "TWILIO_API_BASE": base,
        "TWILIO_CONTENT_API_BASE": base,
        "PUBLIC_URL": "https://bot.example",
    }


@pytest.fixture
def environment(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    for name in list(os.environ):
        if name.startswith(("PANA_", "TWILIO_", "TELEGRAM_", "PUBLIC_", "DATA_")):
            monkeypatch.delenv(name)

    def given(**values: str) -> None:
        for name, value in values.items():
            monkeypatch.setenv(name, value)

    return given


@pytest.mark.parametrize("argv", [[], ["sink"], ["sync", "more"]])
def test_what_cannot_be_done_is_said_in_one_sentence(argv, capsys, environment):
    assert run(argv) == 2
    said = capsys.readouterr().err
    assert said.startswith("pana whatsapp: ")
    assert said.count("\n") == 1


def test_an_account_that_cannot_be_reached(capsys, environment):
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        environment(**settings(f"http://127.0.0.1:{place.getsockname()[1]}"))
        assert run(["sync"]) == 2
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert "cannot be reached" in said.err
    assert CANARY not in said.err


async def test_the_command_itself():
    async with account() as (world, _):
        environment = settings(world.url) | world.env | {"PATH": os.environ["PATH"]}
        environment["TWILIO_FROM"] = environment["TWILIO_FROM"].removeprefix("whatsapp:")
        code = "from bot.commands.whatsapp import run; raise SystemExit(run(['sync']))"
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", code, env=environment, stdout=asyncio.subprocess.PIPE
        )
        out, _ = await process.communicate()
        assert process.returncode == 0
        assert out.startswith(b"13 templates are there")
        assert len(world.api.contents) == 13
