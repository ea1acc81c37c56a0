"""How updates reach a bot: two queues, redelivery, and the two ways that exclude each other."""

from __future__ import annotations

import asyncio

import pytest

from fakes.telegram.clock import Clock
from fakes.telegram.rarities import RARITIES
from fakes.telegram.world import UnfulfilledError, World
from tests.fakes.plain import Caller, Hook

HELD = b"503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"
TAKEN = b"200 OK\r\nContent-Length: 0\r\n\r\n"
BUTTON = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}


async def told(world: World, hook: Hook, count: int) -> list[dict]:
    await world.delivered()
    assert len(hook.updates) == count
    return hook.updates


# --- webhooks


async def test_a_webhook_gets_updates_with_its_secret(world: World, call: Caller, hook: Hook):
    person = world.person()
    person.starts()  # before there is a webhook: it is kept
    assert await call("setWebhook", url=hook.url, secret_token="open-sesame")
    person.types("hello")
    updates = await told(world, hook, 2)
    assert [one["message"]["text"] for one in updates] == ["/start", "hello"]
    assert updates[1]["update_id"] == updates[0]["update_id"] + 1
    assert all(b"X-Telegram-Bot-Api-Secret-Token: open-sesame" in head for head in hook.heads)
    assert all(head.startswith(b"POST /telegram HTTP/1.1") for head in hook.heads)


async def test_without_a_secret_there_is_no_header(world: World, hook: Hook):
    world.set_webhook(hook.url)
    world.person().starts()
    await told(world, hook, 1)
    assert b"Secret" not in hook.heads[0]


async def test_a_public_address_that_is_served_here(world: World, call: Caller, hook: Hook):
    world.publish("bot.example.org", hook.port)
    await call("setWebhook", url="https://bot.example.org/deep/path?x=1")
    world.person().starts()
    await told(world, hook, 1)
    assert hook.heads[0].startswith(b"POST /deep/path?x=1 HTTP/1.1")


async def test_messages_and_presses_have_queues_of_their_own(
    world: World, call: Caller, hook: Hook
):
    person, other = world.person(), world.person("Other")
    person.starts()
    await call("sendMessage", chat_id=person.id, text="?", reply_markup=BUTTON)
    first = next(iter(world.updates.raw))
    hook.held[first] = asyncio.Event()
    world.set_webhook(hook.url)
    person.types("behind the first")
    person.presses("Yes")
    other.starts()
    await world.until(lambda: len(hook.updates) == 3 and len(world.updates.pending) == 2)
    assert [next(reversed(one)) for one in hook.updates] == ["message", "callback_query", "message"]
    hook.held[first].set()
    updates = await told(world, hook, 4)
    assert updates[-1]["message"]["text"] == "behind the first"


async def test_what_is_not_taken_comes_again(world: World, call: Caller, hook: Hook):
    hook.reply = lambda update: HELD if len(hook.updates) < 3 else TAKEN
    await call("setWebhook", url=hook.url)
    world.person().starts()
    updates = await told(world, hook, 3)
    assert len({one["update_id"] for one in updates}) == 1
    info = await call("getWebhookInfo")
    assert info["pending_update_count"] == 0
    assert info["last_error_message"] == "Wrong response from the webhook: 503 Service Unavailable"
    assert info["last_error_date"] > 0


async def test_retry_after_is_honoured(still: World, clock: Clock, hook: Hook):
    replies = [b"503 Busy\r\nRetry-After: 30\r\nContent-Length: 0\r\n\r\n", TAKEN]
    hook.reply = lambda update: replies.pop(0)
    still.set_webhook(hook.url)
    still.person().starts()
    await still.until(lambda: still.updates.last_error)
    assert still.updates.info()["pending_update_count"] == 1
    clock.advance(29)
    with pytest.raises(UnfulfilledError):
        await still.delivered(0.02)
    clock.advance(1)
    await told(still, hook, 2)


async def test_nobody_listens(world: World, call: Caller, hook: Hook):
    hook.server.close()
    await hook.server.wait_closed()
    world.set_webhook(hook.url)
    world.person().starts()
    await world.until(lambda: world.updates.last_error)
    info = await call("getWebhookInfo")
    assert (info["pending_update_count"], info["last_error_message"]) == (1, "Connection refused")


async def test_a_webhook_that_hangs_up(world: World, hook: Hook):
    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    world.set_webhook(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/")
    world.person().starts()
    await world.until(lambda: world.updates.last_error)
    assert world.updates.last_error[1] == "Webhook connection closed"
    world.set_webhook(hook.url)  # what is pending moves along
    await told(world, hook, 1)
    server.close()


async def test_presses_expire_before_messages(still: World, clock: Clock, hook: Hook):
    call = Caller(still)
    person = still.person()
    person.starts()
    await call("sendMessage", chat_id=person.id, text="?", reply_markup=BUTTON)
    person.presses("Yes")
    clock.advance(151)
    still.set_webhook(hook.url)
    (update,) = await told(still, hook, 1)
    assert "message" in update
    assert len(still.updates.expired) == 1
    person.types("hello")
    await told(still, hook, 2)
    await call.close()


async def test_a_call_in_the_answer_is_carried_out(world: World, hook: Hook):
    person = world.person()

    def reply(update: dict) -> bytes:
        body = b'{"method":"sendMessage","chat_id":%d,"text":"Welcome"}' % person.id
        return b"200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (
            len(body),
            body,
        )

    hook.reply = reply
    world.set_webhook(hook.url)
    person.starts()
    await world.reads(person, "Welcome")
    (call,) = world.record.calls_of("sendMessage")
    assert call.in_answer
    assert call.outcome == "ok"


async def test_allowed_updates(world: World, call: Caller, hook: Hook):
    person = world.person()
    world.deliver(RARITIES["message_reaction"](person))  # comes only where it is asked for
    world.deliver(RARITIES["poll_answer"](person))
    await call("setWebhook", url=hook.url)
    (update,) = await told(world, hook, 1)
    assert "poll_answer" in update
    await call("setWebhook", url=hook.url, allowed_updates=["message", "message_reaction"])
    world.deliver(RARITIES["message_reaction"](person))
    world.deliver(RARITIES["poll_answer"](person))
    updates = await told(world, hook, 2)
    assert "message_reaction" in updates[1]
    await call("deleteWebhook")
    await call("setWebhook", url=hook.url)  # what was said last holds
    assert (await call("getWebhookInfo"))["allowed_updates"] == ["message", "message_reaction"]


async def test_pending_updates_can_be_dropped(world: World, call: Caller, hook: Hook):
    world.person().starts()
    assert (await call("getWebhookInfo"))["pending_update_count"] == 1
    await call("setWebhook", url=hook.url, drop_pending_updates=True)
    world.person("Other").starts()
    (update,) = await told(world, hook, 1)
    assert update["message"]["from"]["first_name"] == "Other"


async def test_what_telegram_says_to_set_and_delete(call: Caller, hook: Hook):
    async def said(method: str, **params: object) -> bytes:
        await call.post(method, params)
        return (await call.answer())[1]

    assert b"Webhook was set" in await said("setWebhook", url=hook.url)
    assert b"Webhook is already set" in await said("setWebhook", url=hook.url)
    assert b"Webhook was deleted" in await said("deleteWebhook")
    assert b"Webhook is already deleted" in await said("deleteWebhook")


async def test_the_same_update_can_come_twice(world: World, hook: Hook):
    world.set_webhook(hook.url)
    world.person().starts()
    (update,) = await told(world, hook, 1)
    world.updates.add_again(update["update_id"])
    assert (await told(world, hook, 2))[1] == update


# --- getUpdates


async def test_updates_are_fetched_and_confirmed(world: World, call: Caller):
    person = world.person()
    person.starts()
    person.types("hello")
    first, second = await call("getUpdates")
    assert await call("getUpdates") == [first, second]
    assert await call("getUpdates", offset=second["update_id"], limit=1) == [second]
    assert await call("getUpdates", offset=second["update_id"] + 1) == []
    await world.delivered()


async def test_a_long_poll_waits_for_something(world: World, call: Caller):
    await call.post("getUpdates", {"timeout": 50})
    await world.listens()
    world.person().starts()
    status, body = await call.answer()
    assert status == 200
    assert b"/start" in body


async def test_two_pollers_meet(world: World, call: Caller):
    await call.post("getUpdates", {"timeout": 50})
    await world.listens()
    other = Caller(world)
    await other.post("getUpdates", {"timeout": 50})
    status, body = await call.answer()
    assert status == 409
    assert b"terminated by other getUpdates request" in body
    world.person().starts()
    assert (await other.answer())[0] == 200
    await other.close()


async def test_a_webhook_ends_a_poll(world: World, call: Caller, hook: Hook):
    await call.post("getUpdates", {"timeout": 50})
    await world.listens()
    other = Caller(world)
    await other("setWebhook", url=hook.url)
    status, body = await call.answer()
    assert (status, b"terminated by setWebhook" in body) == (409, True)
    assert await call.refused("getUpdates") == (
        409,
        "Conflict: can't use getUpdates method while webhook is active; "
        "use deleteWebhook to delete the webhook first",
    )
    await other.close()


async def test_what_a_webhook_did_not_take_can_be_fetched(world: World, call: Caller, hook: Hook):
    hook.reply = lambda update: HELD
    await call("setWebhook", url=hook.url)
    world.person().starts()
    await world.until(lambda: world.updates.last_error)
    await call("deleteWebhook")
    (update,) = await call("getUpdates")
    assert update["message"]["text"] == "/start"


async def test_a_poller_that_hangs_up(world: World, call: Caller):
    await call.post("getUpdates", {"timeout": 50})
    await world.listens()
    await call.close()
    await world.until(lambda: not world.updates.polling.poll)
    assert world.record.calls[-1].outcome == "hung up"
    world.person().starts()
    fresh = Caller(world)
    assert len(await fresh("getUpdates")) == 1
    await fresh.close()


async def test_update_ids_can_jump_back(world: World, call: Caller):
    person = world.person()
    person.starts()
    world.updates.next_id -= 1000
    person.types("hello")
    ids = [update["update_id"] for update in await call("getUpdates")]
    assert ids == [ids[0], ids[0] - 999]
