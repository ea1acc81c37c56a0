"""Requests to the bot: signed, repeated only where Twilio repeats them, otherwise lost."""

from __future__ import annotations

import asyncio
import re

import pytest
import pytest_asyncio

from fakes.twilio.plain import OK, Listener, Official
from fakes.twilio.world import Twilio, UnfulfilledError

BROKEN = b"500 Internal Server Error\r\nContent-Length: 0\r\n\r\n"


@pytest_asyncio.fixture
async def world():
    async with Twilio() as world:
        yield world


@pytest_asyncio.fixture
async def bot(world: Twilio):
    async with Listener(world) as bot:
        yield bot


@pytest_asyncio.fixture
async def official(world: Twilio):
    official = Official(world)
    yield official
    official.close()


async def test_signatures_are_made_over_the_public_address(world: Twilio, bot: Listener):
    world.public_url = "https://pana.example/whatsapp?a=1#rc=2"
    aida = world.person()
    post = aida.types("привет & тест + 100%")
    await world.delivered()
    assert post.url == "https://pana.example/whatsapp?a=1"
    assert (post.outcome, post.status) == ("taken", 200)
    assert bot.paths == ["/whatsapp"]
    head = bot.heads[0].decode()
    assert "Host: pana.example\r\n" in head
    assert "application/x-www-form-urlencoded" in head


async def test_status_callbacks_find_the_bot_behind_its_public_address(
    world: Twilio, bot: Listener, official: Official
):
    world.public_url = f"http://pana.example:{bot.port}/whatsapp"
    aida = world.person()
    aida.types("hello")
    url = f"http://pana.example:{bot.port}/whatsapp/status?x=1"
    message = await official.sends(aida.id, "x", status_callback=url)
    await world.delivered()
    assert bot.paths[1:] == ["/whatsapp/status?x=1"] * 2
    fields = next(fields for fields in bot.taken if fields.get("MessageStatus") == "delivered")
    assert fields["MessageSid"] == fields["SmsSid"] == message.sid
    assert fields["EventType"] == "DELIVERED"
    assert fields["ChannelPrefix"] == "whatsapp"
    assert fields["ChannelToAddress"].endswith("XXXX")
    assert "Body" not in fields
    assert "ErrorCode" not in fields


async def test_a_bot_that_does_not_listen_is_tried_twice(world: Twilio, bot: Listener):
    bot.server.close()
    post = world.person().types("hello")
    await world.delivered()
    assert (post.attempts, post.outcome) == (["ct", "ct"], "lost")


async def test_an_error_loses_the_message(world: Twilio, bot: Listener):
    bot.reply = lambda _: BROKEN
    post = world.person().types("hello")
    await world.delivered()
    assert (post.attempts, post.outcome) == (["5xx"], "lost")
    assert len(bot.taken) == 1


async def test_more_attempts_when_the_address_asks_for_them(world: Twilio, bot: Listener):
    answers = [BROKEN, BROKEN, OK]
    bot.reply = lambda _: answers.pop(0)
    world.public_url = world.hook + "#rc=5&rp=all"
    post = world.person().types("hello")
    await world.delivered()
    assert (post.attempts, post.outcome) == (["5xx", "5xx", "200"], "taken")
    tokens = {re.search(rb"Idempotency-Token: (\S+)", head)[1] for head in bot.heads}
    assert tokens == {post.token.encode()}
    assert len({fields["MessageSid"] for fields in bot.taken}) == 1


async def test_a_bot_that_is_too_slow(world: Twilio, bot: Listener):
    bot.held.clear()
    world.public_url = world.hook + "#rt=100&rp=rt&rc=1"
    post = world.person().types("hello")
    await world.delivered()
    assert (post.attempts, post.outcome) == (["rt", "rt"], "lost")
    assert len(bot.taken) == 2
    world.public_url = world.hook + "#tt=100"
    post = world.person().types("hello")
    await world.delivered()
    assert post.attempts == ["tt"]


async def test_the_usual_patience_is_fifteen_seconds(world: Twilio, bot: Listener):
    bot.held.clear()
    world.person().types("hello")
    with pytest.raises(UnfulfilledError, match="all is delivered"):
        await world.delivered(patience=0.05)
    bot.held.set()
    await world.delivered()


async def test_the_same_request_again(world: Twilio, bot: Listener):
    post = world.person().types("hello")
    await world.delivered()
    again = world.repeats(post)
    await world.delivered()
    assert bot.taken[0] == bot.taken[1]
    assert again.token == post.token
    assert len(world.copies()) == 1


async def test_callbacks_out_of_order_and_twice(world: Twilio, bot: Listener, official: Official):
    aida = world.person()
    aida.types("hello")
    world.office.disordered = True
    for doubled, expected in ((False, ["delivered", "sent"]), (True, ["delivered", "sent"] * 2)):
        world.office.doubled = doubled
        before = len(bot.statuses)
        await official.sends(aida.id, "x", status_callback=bot.status_url)
        await world.delivered()
        assert sorted(bot.statuses[before:]) == sorted(expected)
    tokens = [post.token for post in world.record.posts if post.kind == "status"]
    assert (len(tokens), len(set(tokens))) == (6, 4)


async def test_a_status_out_of_turn(world: Twilio, bot: Listener, official: Official):
    aida = world.person()
    aida.types("hello")
    made = await official.sends(aida.id, "x", status_callback=bot.status_url)
    await world.delivered()
    message = world.api.messages[made.sid]
    assert await official(lambda client: client.messages(made.sid).delete())
    world.tells(message, "read")
    await world.delivered()
    assert bot.statuses[-1] == "read"


@pytest.mark.parametrize(
    "body", [b"", b"<Response/>", b'<?xml version="1.0"?>\n<Response></Response>']
)
async def test_answers_that_say_nothing(world: Twilio, bot: Listener, body: bytes):
    bot.reply = lambda _: b"200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)
    world.person().types("hello")
    await world.delivered()
    assert not world.refusals


async def test_what_an_answer_says_would_reach_her(world: Twilio, bot: Listener):
    bot.reply = lambda _: b"200 OK\r\nContent-Length: 2\r\n\r\nok"
    world.person().types("hello")
    await world.delivered()
    assert len(world.refusals) == 1
    world.refusals.clear()


async def test_several_people_at_once(world: Twilio, bot: Listener):
    bot.held.clear()
    for _ in range(20):
        world.person().types("hello")
    await world.until(lambda: len(bot.taken) == 20, "all are under way at once")
    bot.held.set()
    await world.delivered()


async def test_waiting_for_somebody_to_listen(world: Twilio):
    async with Listener(world):
        await world.listens()
    world.hook = "http://127.0.0.1:1/whatsapp"
    with pytest.raises(TimeoutError):
        await world.listens(patience=0.05)
    assert not asyncio.get_running_loop().is_closed()
