"""Faults that a test plans: errors, connections that break, answers that wait, outages."""

from __future__ import annotations

import asyncio

import httpx
import pytest
import pytest_asyncio
from requests.exceptions import ConnectionError as Broken
from twilio.base.exceptions import TwilioRestException

from fakes.twilio.plain import Listener, Official
from fakes.twilio.world import Twilio


@pytest_asyncio.fixture
async def world():
    async with Twilio() as world:
        yield world


@pytest_asyncio.fixture
async def official(world: Twilio):
    official = Official(world)
    yield official
    official.close()


@pytest_asyncio.fixture
async def aida(world: Twilio):
    aida = world.person()
    aida.types("hello")
    return aida


async def test_errors_with_and_without_effect(world, official, aida):
    world.faults.error("messages.create")
    world.faults.error("messages.create", status=503, effect=True)
    for status in (500, 503):
        with pytest.raises(TwilioRestException) as error:
            await official.sends(aida.id, str(status))
        assert (error.value.status, error.value.code) == (status, 20500)
    await world.delivered()
    assert aida.texts == ["hello", "503"]


async def test_only_what_fulfils_a_condition(world, official, aida):
    other = world.person()
    other.types("hello")
    world.faults.error("messages.create", when=lambda params: params["To"] == aida.id)
    await official.sends(other.id, "x")
    with pytest.raises(TwilioRestException):
        await official.sends(aida.id, "x")
    message = await official.sends(aida.id, "x")
    world.faults.error("messages.delete", when=lambda params: params["sid"] == message.sid)
    await world.delivered()
    with pytest.raises(TwilioRestException):
        await official(lambda client: client.messages(message.sid).delete())
    assert await official(lambda client: client.messages(message.sid).delete())


async def test_too_many_calls(world, official, aida):
    world.faults.busy("messages.create", times=2)
    for _ in range(2):
        with pytest.raises(TwilioRestException) as error:
            await official.sends(aida.id, "x")
        assert (error.value.status, error.value.code) == (429, 20429)
    await world.delivered()
    assert aida.texts == ["hello"]
    assert not world.refusals


async def test_a_limit_on_calls_at_once(world, official, aida):
    world.api.most_at_once = 1
    held = world.faults.hold("messages.create")
    second = Official(world)
    first = asyncio.create_task(official.sends(aida.id, "first"))
    await held.reached()
    with pytest.raises(TwilioRestException) as error:
        await second.sends(aida.id, "second")
    assert error.value.code == 20429
    held.release()
    await first
    await second.sends(aida.id, "second")
    await world.delivered()
    assert aida.texts == ["hello", "first", "second"]
    second.close()


@pytest.mark.parametrize(("effect", "texts"), [(True, ["hello", "x"]), (False, ["hello"])])
async def test_connections_that_break(world, official, aida, effect, texts):
    world.faults.drop("messages.create", effect=effect)
    with pytest.raises(Broken):
        await official.sends(aida.id, "x")
    await world.delivered()
    assert aida.texts == texts


async def test_an_effect_that_comes_late(world, official, aida):
    late = world.faults.delay("messages.create")
    sending = asyncio.create_task(official.sends(aida.id, "late"))
    await late.reached()
    assert aida.texts == ["hello"]
    since = world.moment()
    late.release()
    await sending
    await world.delivered()
    assert aida.texts == ["hello", "late"]
    with pytest.raises(AssertionError):
        world.assert_nothing_sent(since=since)


async def test_the_page_of_a_proxy(world, official, aida):
    world.faults.gateway("messages.create", effect=False)
    with pytest.raises(Exception):  # noqa: B017, PT011 - the client expects JSON
        await official.sends(aida.id, "x")
    await world.delivered()
    assert aida.texts == ["hello"]


async def test_messages_that_fail_after_they_were_accepted(world, official, aida):
    world.faults.fails(63018, when=lambda params: params["Body"] == "x")
    async with Listener(world) as bot:
        failed = await official.sends(aida.id, "x", status_callback=bot.status_url)
        await world.delivered()
        await official.sends(aida.id, "x", status_callback=bot.status_url)
        await world.delivered()
        assert bot.statuses == ["failed", "sent", "delivered"]
        assert bot.taken[0]["ErrorCode"] == "63018"
    fetched = await official(lambda client: client.messages(failed.sid).fetch())
    assert (fetched.status, fetched.error_code) == ("failed", 63018)
    assert aida.texts == ["hello", "x"]


async def test_outages(world, official, aida):
    await official.sends(aida.id, "before")
    async with world.down():
        with pytest.raises(Broken):
            await official.sends(aida.id, "during")
    await official.sends(aida.id, "after")
    await world.hang_up()
    await official.sends(aida.id, "on a new connection")
    await world.delivered()
    assert aida.texts == ["hello", "before", "after", "on a new connection"]


async def test_an_answer_without_a_body_keeps_the_connection(world, official, aida):
    message = await official.sends(aida.id, "x")
    await world.delivered()
    auth = (world.env["TWILIO_ACCOUNT_SID"], world.env["TWILIO_AUTH_TOKEN"])
    async with httpx.AsyncClient(auth=auth, trust_env=False, verify=False) as plain:
        url = f"{world.url}/2010-04-01/Accounts/{auth[0]}/Messages/{message.sid}.json"
        assert (await plain.get(url)).status_code == 200
        open_now = len(world.api.connections)
        answer = await plain.delete(url)
        assert (answer.status_code, answer.content) == (204, b"")
        assert "content-length" not in answer.headers
        assert (await plain.get(url)).status_code == 404
        assert len(world.api.connections) == open_now


async def test_a_report_says_what_there_is(world, official, aida):
    await official.sends(aida.id, "a word")
    await world.delivered()
    report = world.report("why")
    for part in ("why", aida.id, "a word", "messages.create"):
        assert part in report
