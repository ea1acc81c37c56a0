"""Leaving while the provider or the store fails."""

from __future__ import annotations

import asyncio

import pytest

from bot.channels.base import Done, Down, RefusedForGood, RetryAt
from bot.events import MediaKind
from tests.shell.faults import After, Before, always, once, turns
from tests.shell.world import HER, HOUR, NOW, gone


@pytest.mark.parametrize("fault", [Before(), After(), RetryAt(7.0)])
@pytest.mark.parametrize("verb", ["edit", "delete", "send"])
async def test_every_call_of_a_wipe_may_fail_once(world, verb, fault):
    await world.say("open")
    await world.say("pin")
    if verb == "send":
        world.provider.remove(HER, world.screen().id)
    world.fail(once(verb, fault))
    await world.say("leave")
    await world.wait(60)
    assert world.texts() == ["cover"]
    assert await gone(world)


async def test_a_screen_that_cannot_be_edited_is_deleted_and_the_cover_sent(world):
    await world.say("open")
    world.fail(always("edit", RefusedForGood()))
    await world.say("leave")
    assert world.texts() == ["cover"]
    assert await gone(world)


async def test_a_chat_that_blocked_us_is_forgotten_without_deletes(world):
    await world.say("open")
    await world.say("pin")
    world.provider.block(HER)
    await world.say("leave")
    await world.wait(49 * HOUR)
    census = await world.census()
    assert (census.conversations, census.wipes) == (0, 0)


async def test_a_wipe_that_cannot_end_is_given_up_after_48_hours_and_counted(world):
    await world.say("open")
    await world.deliver(world.provider.send_media(HER, MediaKind.PHOTO))
    world.fail(always("delete", Before()))
    await world.say("leave")
    await world.wait(47 * HOUR)
    assert (await world.census()).wipes == 1
    await world.wait(2 * HOUR)
    assert (await world.census()).wipes == 0
    counts = {name: total for _, name, total in await world.read(lambda tx: tx.counts())}
    assert counts["left_behind"] >= 1


async def test_the_store_is_down_during_an_exit(world):
    await world.say("open")
    await world.say("pin")
    update = world.provider.say(HER, "leave")
    world.faulty_store.down = True
    assert await world.deliver(update) == Down()
    assert world.texts() == ["cover"], "what memory knows leaves at once"
    assert world.hers() == []
    world.faulty_store.down = False
    assert await world.deliver(update) == Done()
    assert world.texts() == ["cover"]
    assert await gone(world)


async def test_the_store_is_stuck_for_a_second_during_an_exit(world):
    await world.say("open")
    world.faulty_store.open.clear()
    update = world.provider.say(HER, "leave")
    leaving = asyncio.ensure_future(world.service.receive(update))
    await turns()
    assert not leaving.done()
    assert world.texts() == ["secret 1"]
    world.clock.advance(NOW + 1)
    await turns()
    assert await leaving == Down()
    assert world.texts() == ["cover"]
    world.faulty_store.open.set()
    await world.settled()
    assert await world.deliver(update) == Done(), "the late commit counts; it was this exit"
    assert await gone(world)


async def test_an_exit_with_the_store_down_and_nothing_in_memory(world):
    await world.say("open")
    screen = world.screen().id
    await world.restart()
    world.faulty_store.down = True
    update = world.provider.press(HER, "1|exit", screen)
    assert await world.deliver(update) == Down()
    assert world.texts() == ["cover"]
    world.faulty_store.down = False
    assert await world.deliver(update) == Done()
    assert await gone(world)


async def test_a_panic_key_with_the_store_down_hides_and_keeps_her_media(world):
    await world.say("open")
    await world.deliver(world.provider.send_media(HER, MediaKind.PHOTO))
    world.faulty_store.down = True
    update = world.provider.say(HER, "x")
    assert await world.deliver(update) == Down()
    assert world.texts() == ["cover"]
    assert [message.media for message in world.hers()] == [MediaKind.PHOTO]
    world.faulty_store.down = False
    assert await world.deliver(update) == Done()
    assert (await world.census()).conversations == 1


async def test_her_own_word_with_the_store_down(world):
    await world.say("open")
    await world.say("word lily")
    world.faulty_store.down = True
    assert await world.say("lily") == Down()
    assert world.texts() == ["cover"]
    world.faulty_store.down = False
    await world.deliver(world.unanswered[0])
    assert await gone(world)
