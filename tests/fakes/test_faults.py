"""Everything that can go wrong between a bot and the API can be told beforehand."""

from __future__ import annotations

import asyncio

import pytest

from fakes.telegram.world import World
from tests.fakes.plain import Caller


@pytest.fixture
def aida(world: World):
    person = world.person()
    person.starts()
    return person


async def send(call: Caller, person, text: str = "x") -> None:
    await call.post("sendMessage", {"chat_id": person.id, "text": text})


async def rest(call: Caller) -> bytes:
    """All that still comes until the connection ends."""
    try:
        return await asyncio.wait_for(call.reader.read(), 2)
    except ConnectionResetError:
        return b""


async def test_an_answer_is_held_but_the_effect_is_there(world: World, call: Caller, aida):
    fault = world.faults.hold("sendMessage")
    await send(call, aida)
    await world.reads(aida, "x")
    record = await fault.reached()
    assert (record.outcome, record.fault, record.status) == ("ok", "answer held", 200)
    reading = asyncio.create_task(call.answer())
    await asyncio.sleep(0)
    assert not reading.done()
    fault.release()
    assert (await reading)[0] == 200


async def test_an_answer_can_be_held_for_a_time(world: World, call: Caller, aida):
    world.faults.hold("sendMessage", 0.01)
    await send(call, aida)
    assert (await call.answer())[0] == 200


async def test_a_late_edit_lands_after_newer_calls(world: World, call: Caller, aida):
    sent = await call("sendMessage", chat_id=aida.id, text="door")
    place = {"chat_id": aida.id, "message_id": sent["message_id"]}
    late = world.faults.delay("editMessageText", when=lambda params: params["text"] == "secret")
    slow = Caller(world)
    await slow.post("editMessageText", {**place, "text": "secret"})
    await late.reached()
    await slow.close()  # the bot has given up: the edit lands all the same
    await call("editMessageText", **place, text="cover")
    left = world.moment()
    assert world.under_way
    late.release()
    await world.reads(aida, "secret")
    assert [change.text for change in world.seen(aida, "secret", since=left)] == ["secret"]
    with pytest.raises(AssertionError, match="never 'secret'"):
        world.assert_never_seen(aida, "secret", since=left)
    assert not world.under_way


async def test_a_late_edit_of_a_deleted_message_fails(world: World, call: Caller, aida):
    sent = await call("sendMessage", chat_id=aida.id, text="door")
    place = {"chat_id": aida.id, "message_id": sent["message_id"]}
    late = world.faults.delay("editMessageText")
    slow = Caller(world)
    await slow.post("editMessageText", {**place, "text": "secret"})
    await late.reached()
    await call("deleteMessage", **place)
    late.release()
    status, body = await slow.answer()
    assert (status, b"message to edit not found" in body) == (400, True)
    world.assert_never_seen(aida, "secret")
    await slow.close()


@pytest.mark.parametrize("effect", [False, True])
@pytest.mark.parametrize(("status", "start"), [(500, b"{"), (502, b"<html>"), (504, b"<html>")])
async def test_server_errors(world, call, aida, status: int, start: bytes, effect: bool):
    world.faults.error("sendMessage", status, effect=effect)
    await send(call, aida)
    answered, body = await call.answer()
    assert answered == status
    assert body.startswith(start)
    assert aida.reads("x") is effect
    (record,) = world.record.calls_of("sendMessage")
    assert record.outcome == ("ok" if effect else f"answered {status}")
    await send(call, aida, "y")
    assert (await call.answer())[0] == 200  # it befalls one call only


async def test_flood(world: World, call: Caller, aida):
    world.faults.flood("*", 7, times=2)
    await send(call, aida)
    status, body = await call.answer()
    assert status == 429
    assert b'"parameters":{"retry_after":7}' in body
    assert b"Too Many Requests: retry after 7" in body
    assert await call.refused("getMe") == (429, "Too Many Requests: retry after 7")
    assert await call("getMe")
    assert not aida.reads("x")


@pytest.mark.parametrize("effect", [False, True])
async def test_a_dropped_connection(world: World, call: Caller, aida, effect: bool):
    world.faults.drop("sendMessage", effect=effect)
    await send(call, aida)
    assert await rest(call) == b""
    assert aida.reads("x") is effect


async def test_garbage_behind_an_answer(world: World, call: Caller, aida):
    world.faults.twice("sendMessage")
    await send(call, aida)
    assert (await call.answer())[0] == 200
    assert await call.answer() == (200, b'{"ok":true,"result":"twice"')
    assert aida.texts[1:] == ["x"]


async def test_an_answer_that_is_not_json(world: World, call: Caller, aida):
    world.faults.nonsense("sendMessage")
    await send(call, aida)
    assert await call.answer() == (200, b"<!doctype html><p>Hello")
    assert aida.reads("x")


async def test_a_truncated_answer(world: World, call: Caller, aida):
    world.faults.truncate("sendMessage", 0.5)
    await send(call, aida)
    head, _, body = (await rest(call)).partition(b"\r\n\r\n")
    length = int(head.split(b"Content-Length: ")[1].split(b"\r\n")[0])
    assert len(body) == length // 2


@pytest.mark.parametrize("by", [-3, 5])
async def test_a_wrong_length(world: World, call: Caller, by: int):
    world.faults.miscount("getMe", by)
    await call.post("getMe")
    head = await call.reader.readuntil(b"\r\n\r\n")
    claimed = int(head.split(b"Content-Length: ")[1].split(b"\r\n")[0])
    body = await call.reader.read(4096)
    assert len(body) == claimed - by


async def test_an_answer_byte_by_byte(world: World, call: Caller):
    world.faults.drip("getMe", 0.0001)
    assert (await call("getMe"))["id"] == 4242


async def test_an_outage_keeps_the_port(world: World, call: Caller, aida):
    await call("getMe")
    async with world.down():
        assert await rest(call) == b""
        with pytest.raises(ConnectionRefusedError):
            await Caller(world).connect()
    fresh = Caller(world)
    assert await fresh("getMe")
    await fresh.close()
    assert len(world.record.calls_of("getMe")) == 2


async def test_idle_connections_are_closed(world: World, call: Caller):
    await call("getMe")
    await world.hang_up()
    assert await rest(call) == b""
    fresh = Caller(world)
    assert await fresh("getMe")
    await fresh.close()


async def test_a_condition_and_a_count(world: World, call: Caller, aida):
    world.faults.error("sendMessage", times=None, when=lambda params: "bad" in params["text"])
    for text, status in (("bad", 500), ("good", 200), ("bad", 500)):
        await send(call, aida, text)
        assert (await call.answer())[0] == status
    world.faults.clear()
    await send(call, aida, "bad")
    assert (await call.answer())[0] == 200


async def test_a_fault_befalls_a_poll_too(world: World, call: Caller):
    world.person().starts()
    world.faults.error("getUpdates", 502)
    await call.post("getUpdates", {"timeout": 50})
    assert (await call.answer())[0] == 502
    world.faults.nonsense("getUpdates")
    await call.post("getUpdates")
    assert (await call.answer())[1].startswith(b"<!doctype")
    assert len(await call("getUpdates")) == 1  # nothing was confirmed


async def test_every_answer_can_be_late(world: World, call: Caller):
    world.api.delay = 0.005
    assert await call("getMe")


async def test_a_held_call_holds_up_only_its_connection(world: World, call: Caller, aida):
    held = world.faults.hold("sendMessage")
    await send(call, aida)
    await call.post("getMe")  # pipelined behind
    await held.reached()
    other = Caller(world)
    assert await other("getMe")
    assert len(world.record.calls_of("getMe")) == 1
    held.release()
    assert b'"text":"x"' in (await call.answer())[1]
    assert b"can_join_groups" in (await call.answer())[1]
    await other.close()
