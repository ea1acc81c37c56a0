"""S11, S12, S13, S20, S21: what happens in the chat and in the store when she leaves."""

from __future__ import annotations

import asyncio

from bot.channels.base import Message, RetryAt
from bot.events import MediaKind
from tests.shell.faults import Hang, always, once, turns
from tests.shell.world import HER, HOUR, gone


async def test_first_the_cover_then_deletes_newest_first_all_urgent(world):
    await world.say("open")
    for _ in range(3):
        await world.deliver(world.provider.send_media(HER, MediaKind.PHOTO))
    await world.say("pin")
    before = len(world.calls)
    await world.say("leave")
    cover, *deletes = world.sent_since(before)
    assert (cover.verb, cover.text, cover.urgent) == ("edit", "cover", True)
    assert [call.verb for call in deletes] == ["delete"]
    assert list(deletes[0].ids) == sorted(deletes[0].ids, key=int, reverse=True)
    assert deletes[0].urgent
    assert len(deletes[0].ids) == 5, "three photos, the extra, the exit word"
    assert world.texts() == ["cover"]
    assert await gone(world)


async def test_nothing_of_hers_is_left_in_the_store_but_remains(world):
    await world.say("open")
    await world.say("leave")
    census = await world.census()
    assert (census.outbox, census.timers, census.remains) == (0, 0, 1)
    assert await world.read(lambda tx: tx.counts()) == [("2027-01-15", "left", 1)]
    await world.wait(26 * HOUR)
    assert (await world.census()).remains == 0
    assert world.service.session("telegram", HER) is None


async def test_more_than_a_hundred_messages_go_in_batches(world):
    await world.say("open")
    for _ in range(150):
        await world.service.receive(world.provider.send_media(HER, MediaKind.PHOTO))
    await world.settled()
    before = len(world.calls)
    await world.say("leave")
    sizes = [len(call.ids) for call in world.sent_since(before) if call.verb == "delete"]
    assert sizes == [100, 51]
    assert await gone(world)


async def test_one_undeletable_message_does_not_keep_the_others(world):
    await world.say("open")
    for n in range(150):
        kind = MediaKind.DICE if n == 77 else MediaKind.PHOTO
        await world.service.receive(world.provider.send_media(HER, kind))
    await world.settled()
    await world.say("leave")
    assert [message.media for message in world.hers()] == [MediaKind.DICE]
    assert (await world.census()).wipes == 1, "a young dice is tried again when it is a day old"
    await world.wait(24 * HOUR + 120)
    assert await gone(world)


async def test_a_second_panic_key_leaves(world):
    await world.say("open")
    await world.say("x")
    assert (await world.census()).conversations == 1
    await world.say("x")
    assert world.texts() == ["cover"]
    assert await gone(world)


async def test_delete_ends_in_the_fresh_screen_sent_new_after_the_deletes(world):
    await world.say("open")
    await world.say("pin")
    old = world.screen().id
    before = len(world.calls)
    await world.say("/delete")
    calls = world.sent_since(before)
    assert [call.verb for call in calls] == ["delete", "send"]
    assert old in calls[0].ids
    assert world.texts() == ["fresh"]
    assert await gone(world)


async def test_a_fresh_screen_is_not_sent_late(world):
    await world.say("open")
    world.fail(always("send", RetryAt(70.0)))
    await world.say("/delete")
    world.heal()
    await world.wait(100)
    assert world.texts() == []
    assert await gone(world)


async def test_an_exit_button_of_an_unknown_chat_becomes_the_cover(world):
    sent = await world.channel.send(HER, Message("secret of last week"))
    await world.deliver(world.provider.press(HER, "9|exit", sent.message))
    assert world.texts() == ["cover"]
    assert await gone(world)


async def test_an_exit_button_of_another_message_takes_that_message_too(world):
    await world.say("open")
    stray = await world.channel.send(HER, Message("secret stray"))
    await world.deliver(world.provider.press(HER, "1|exit", stray.message))
    assert world.texts() == ["cover"]


async def test_the_answer_to_her_next_message_meets_the_cover(world):
    await world.say("open")
    hang = Hang()
    world.fail(once("edit", hang))
    await world.service.receive(world.provider.say(HER, "leave"))
    world.clock.advance(world.clock.now() + 5)
    returning = asyncio.ensure_future(world.service.receive(world.provider.say(HER, "open")))
    await turns()
    assert not returning.done()
    hang.release.set()
    await returning
    await world.settled()
    assert world.texts() == ["secret 1"]
