"""Who we are and where updates go: what cannot work is one sentence with its remedy, no token."""

from __future__ import annotations

import asyncio
import email.utils
import logging
from collections.abc import Callable

import pytest

from bot.channels.base import AccountError
from bot.channels.telegram import account
from bot.channels.telegram.account import identify
from bot.channels.telegram.transport import HttpTransport
from bot.clock import ManualClock
from fakes.telegram.world import World
from tests.talk import NOW
from tests.telegram.hostile import CANARY, Hostile, Visit, answer
from tests.telegram.house import House

ME = b'{"ok":true,"result":{"id":4242,"is_bot":true,"first_name":"B","username":"bench_bot"}}'


@pytest.fixture(autouse=True)
def nothing_tells_the_token(caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG, "bot")
    yield
    assert CANARY not in caplog.text
    assert "4242" not in caplog.text


async def asked(reply: bytes | Callable[[Visit], None], clock: ManualClock) -> account.Account:
    """Who we are, as this server says."""
    play = reply if callable(reply) else lambda visit: visit.write(reply)
    async with Hostile(play) as server:
        transport = HttpTransport(server.base)
        try:
            return await asyncio.wait_for(identify(transport, clock), 5)
        finally:
            await transport.close()


async def sentence(reply: bytes, clock: ManualClock | None = None) -> str:
    with pytest.raises(AccountError) as problem:
        await asked(reply, clock or ManualClock(NOW))
    said = str(problem.value)
    assert CANARY not in said
    assert problem.value.__cause__ is None
    return said


def dated(off: float) -> bytes:
    date = email.utils.formatdate(NOW + off, usegmt=True).encode()
    return answer(ME, headers=b"Date: %b\r\n" % date)


# --- who we are


async def test_we_are_who_telegram_says():
    assert await asked(answer(ME), ManualClock(NOW)) == account.Account(4242, "bench_bot")


@pytest.mark.parametrize("status", [b"401 Unauthorized", b"404 Not Found"])
async def test_a_token_that_is_refused_is_one_sentence(status: bytes):
    body = b'{"ok":false,"error_code":401,"description":"Unauthorized"}'
    assert await sentence(answer(body, status)) == account.REFUSED


@pytest.mark.parametrize("off", [0, 30, -30, 60, -60])
async def test_a_clock_that_is_nearly_right_is_right(off: float):
    assert (await asked(dated(off), ManualClock(NOW))).id == 4242


@pytest.mark.parametrize(
    ("off", "said"),
    [
        (-120, "2 minutes ahead"),
        (120, "2 minutes behind"),
        (-5 * 3600, "300 minutes ahead"),
        (90, "2 minutes behind"),
    ],
)
async def test_a_clock_that_is_wrong_is_one_sentence(off: float, said: str):
    whole = await sentence(dated(off))
    assert said in whole
    assert "timedatectl set-ntp true" in whole


@pytest.mark.parametrize("date", [b"", b"yesterday", b"Sat, 99 Nov 2026", b"0", b"\xff\xfe"])
async def test_a_date_that_is_none_says_nothing_about_our_clock(date: bytes):
    reply = answer(ME, headers=b"Date: %b\r\n" % date)
    assert (await asked(reply, ManualClock(NOW))).id == 4242


@pytest.mark.parametrize(
    "reply",
    [
        answer(b"<html>", b"502 Bad Gateway"),
        answer(b'{"ok":false,"error_code":500}', b"500 Internal Server Error"),
        answer(b'{"ok":true,"result":null}'),
        answer(b'{"ok":true,"result":{"id":"x"}}'),
        answer(b"[" * 100_000),
        answer(b'{"ok":true,"result":{"id":1,"username":"\xff"}}'),
        b"SSH-2.0\r\n",
    ],
    ids=lambda reply: repr(reply[:20]),
)
async def test_telegram_is_asked_until_it_answers(reply: bytes):
    def play(visit: Visit) -> None:
        visit.write(reply if visit.number < 3 else answer(ME))

    class Restless(ManualClock):
        """It need not really wait."""

        async def sleep_until(self, moment: float) -> None:
            self.advance(moment)

    assert (await asked(play, Restless(NOW))).id == 4242


# --- where updates go


async def test_a_start_with_an_address_points_the_webhook_there(by_webhook: House, world: World):
    (call,) = world.record.calls_of("setWebhook")
    assert call.outcome == "ok"
    assert world.updates.url == by_webhook.webhook_url
    assert call.params["secret_token"] == by_webhook.webhook_secret
    assert int(call.params["max_connections"]) == 100
    info = world.updates.info()
    assert set(info["allowed_updates"]) == {
        "message", "edited_message", "callback_query", "my_chat_member",
    }  # fmt: skip


async def test_a_secret_that_was_given_is_the_one_that_is_shown(world: World, tmp_path, pack):
    house = House(world, tmp_path, pack, TELEGRAM_WEBHOOK_SECRET="given_one-1")
    await house.opens()
    (call,) = world.record.calls_of("setWebhook")
    assert call.params["secret_token"] == "given_one-1"
    her = world.person()
    her.starts("ru-KZ")
    await house.sees(her, "language:ru")
    await house.closes()


async def test_a_webhook_that_stood_elsewhere_is_taken_over_and_said(
    world: World, tmp_path, pack, caplog: pytest.LogCaptureFixture
):
    world.set_webhook("http://127.0.0.1:9/old")
    house = House(world, tmp_path, pack)
    await house.opens()
    await world.until(lambda: world.updates.url == house.webhook_url)
    assert "The webhook stood elsewhere, it is taken over." in caplog.text
    await house.closes()


async def test_what_waited_for_us_is_not_dropped(world: World, tmp_path, pack):
    her = world.person()
    her.starts("ru-KZ")
    house = House(world, tmp_path, pack)
    await house.opens()
    await house.sees(her, "language:ru")
    await house.closes()


@pytest.mark.parametrize(
    "fault",
    [
        lambda world: world.faults.error("setWebhook", 502),
        lambda world: world.faults.error("getWebhookInfo", 500),
        lambda world: world.faults.drop("setWebhook", effect=False),
        lambda world: world.faults.flood("setWebhook", retry_after=2),
        lambda world: world.faults.nonsense("setWebhook", effect=False),
        lambda world: world.faults.drop("getWebhookInfo"),
    ],
    ids=["502", "500", "dropped", "flood", "nonsense", "info-dropped"],
)
async def test_telegram_is_told_until_it_agrees(
    world: World, tmp_path, pack, fault, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("PTB_TIMEDELTA", "true")  # Its errors warn of their own future otherwise.
    planned = fault(world)
    house = House(world, tmp_path, pack)
    await house.opens(heard=False)
    await planned.reached()
    while not world.updates.url:
        assert not house.letting_in.done()
        await house.sleeps_over(2.0)
        await world.until(lambda: not world.under_way)
    her = world.person()
    her.starts("ru-KZ")
    await house.sees(her, "language:ru")
    await house.closes()


@pytest.mark.parametrize("method", ["getMe", "getWebhookInfo", "setWebhook"])
async def test_a_token_that_is_revoked_at_any_moment_of_the_start_is_one_sentence(
    world: World, tmp_path, pack, method: str
):
    body = b'{"ok":false,"error_code":401,"description":"Unauthorized"}'
    headers = b"Content-Type: application/json\r\n"
    world.faults.plan("revoked", method, status=401, body=body, headers=headers, effect=False)
    house = House(world, tmp_path, pack)
    await house.opens(heard=False)
    with pytest.raises(AccountError) as problem:
        await asyncio.wait_for(house.letting_in, 5)
    assert str(problem.value) == account.REFUSED
    await house.closes()


@pytest.mark.parametrize(
    "url", ["http://example.org", "https://example.org:8080", "https://nowhere.invalid"]
)
async def test_an_address_that_telegram_does_not_take_is_one_sentence(
    world: World, tmp_path, pack, url: str
):
    house = House(world, tmp_path, pack, PUBLIC_URL=url)
    await house.opens(heard=False)
    with pytest.raises(AccountError) as problem:
        await asyncio.wait_for(house.letting_in, 5)
    said = str(problem.value)
    assert said.startswith("Telegram does not take PUBLIC_URL as a webhook")
    assert world.token not in said
    assert "443, 80, 88 or 8443" in said
    await house.closes()
