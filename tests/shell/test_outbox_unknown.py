"""Calls whose fate nobody knows: no second edit, no lost message."""

from __future__ import annotations

import asyncio

import pytest

from bot.channels.base import RetryAt
from bot.events import MediaKind
from tests.shell.faults import After, Before, Hang, Late, Slow, always, once, turns
from tests.shell.world import HER, NEIGHBOUR


@pytest.mark.parametrize("fault", [Before(), After()])
async def test_an_edit_that_timed_out_is_never_followed_by_another_edit_of_it(world, fault):
    await world.say("open")
    old = world.screen().id
    world.fail(once("edit", fault))
    before = len(world.calls)
    await world.say("help")
    calls = world.sent_since(before)
    assert [call.verb for call in calls if old in call.ids] == ["edit", "delete"]
    assert world.texts() == ["secret 2"]
    assert world.screen().id != old


async def test_a_timed_out_edit_of_a_timer_is_repeated_and_then_replaced(world):
    await world.say("open")
    old = world.screen().id
    world.fail(once("edit", Before()))
    await world.wait(300)
    assert world.texts() == ["secret 1"]
    before = len(world.calls)
    await world.wait(2)
    assert world.texts() == ["cover"]
    assert [call.verb for call in world.sent_since(before)] == ["edit"]
    await world.say("help")
    assert world.texts() == ["secret 2"]
    assert world.screen().id != old, "the first edit may still land: that message had to go"


@pytest.mark.parametrize("fault", [Before(), After()])
async def test_a_send_that_timed_out_is_repeated_and_its_lost_twin_deleted(world, fault):
    await world.say("open", NEIGHBOUR)
    world.fail(once("send", fault))
    await world.say("open")
    assert world.texts() == ["secret 1"]
    assert world.texts(NEIGHBOUR) == ["secret 1"]
    await world.say("help")
    assert world.texts() == ["secret 2"]


async def test_the_search_for_a_lost_message_spares_what_is_known_and_the_neighbour(world):
    await world.say("open")
    hang = Hang()
    world.fail(once("send", hang))
    # While the send is under way she sends a photo, the neighbour talks, then the answer is lost.
    await world.service.receive(world.provider.say(HER, "fresh"))
    await turns()
    world.fail(once("send", After()))
    await world.service.receive(world.provider.send_media(HER, MediaKind.PHOTO))
    await world.service.receive(world.provider.say(NEIGHBOUR, "open"))
    await turns()
    hang.release.set()
    await world.settled()
    assert [message.media for message in world.hers()] == [MediaKind.PHOTO]
    assert world.texts(NEIGHBOUR) == ["secret 1"]
    assert world.texts() == ["secret 3"]


async def test_a_range_over_300_ids_is_counted_and_a_press_removes_the_message(world):
    await world.say("open")
    left = [After()]

    def rule(call):
        if call.verb == "send" and call.address == HER and left:
            for _ in range(301):
                world.provider.say(NEIGHBOUR, "noise")
            return left.pop()
        return None

    world.fail(rule)
    await world.say("fresh")
    for _ in range(301):
        world.provider.say(NEIGHBOUR, "noise")
    await world.settled()
    texts = world.texts()
    assert texts.count("secret 2") >= 1


async def test_a_send_that_keeps_failing_is_dropped_after_a_minute_and_searched_for_later(world):
    await world.say("open")
    world.provider.remove(HER, world.screen().id)
    world.fail(always("send", After()))
    await world.say("help")
    await world.wait(120)
    world.heal()
    lost = len(world.texts())
    assert lost > 1
    await world.say("again")
    assert world.texts() == ["secret 3"]


async def test_a_lost_pin_is_found_although_a_burst_was_typed_before_it(world):
    """Her waiting messages are older than the pin and say nothing of where it stands."""
    await world.say("open")
    world.fail(once("pin", After()))
    updates = [world.provider.say(HER, text) for text in ("pin", "open", "open", "open")]
    await asyncio.gather(*(world.deliver(update) for update in updates))
    await world.say("help")
    session = world.service.session("telegram", HER)
    assert world.texts() == [f"secret {session.token}"]


@pytest.mark.parametrize("then", ["text", "idle", "leave"])
async def test_what_she_typed_before_a_lost_send_and_came_after_it_does_not_end_the_search(
    world, then
):
    """Its id is above all that we had seen and below the message that was lost."""
    await world.say("open")
    world.provider.remove(HER, world.screen().id)
    first, late = (world.provider.say(HER, typed) for typed in ("help", "again"))
    left = [After(), After()]
    world.fail(lambda call: left.pop() if call.verb == "send" and left else None)
    await world.deliver(first)
    assert world.texts() == ["secret 2", "secret 2"], "two that we know nothing of"
    if then == "idle":
        world.fail(always("send", RetryAt(1000.0)))
    await world.deliver(late)
    if then == "text":
        assert world.texts() == ["secret 3"]
    elif then == "idle":
        await world.wait(301)
        assert world.texts() == []
    else:
        await world.say("leave")
        await world.wait(2)
        assert world.texts() == ["cover"]


async def test_a_pin_that_was_under_way_before_a_lost_send_does_not_end_the_search(world):
    await world.say("open")
    pin = Slow()
    world.fail(once("pin", pin))
    first, second = (world.provider.say(HER, typed) for typed in ("pin", "fresh"))
    await world.service.receive(first)
    await turns()
    world.service._applying.hurry()
    await turns()
    assert world.verbs()[-1] == "pin"
    left = [After(), After()]
    world.fail(lambda call: left.pop() if call.verb == "send" and left else None)
    await world.service.receive(second)
    await turns()
    assert world.texts().count("secret 3") == 2
    pin.release.set()
    await world.settled()
    await world.wait(5)
    assert world.texts() == ["secret 3"]


async def test_a_send_that_is_lost_after_the_timer_found_it_under_way_is_searched_for(world):
    """The timer's cover has nothing to edit; it may not leave what came meanwhile lit for a day."""
    await world.say("open")
    world.provider.remove(HER, world.screen().id)
    late = Late()
    world.fail(once("send", late))
    await world.service.receive(world.provider.say(HER, "help"))
    await turns()
    world.clock.advance(world.clock.now() + 301)
    await turns()
    before = len(world.calls)
    late.release.set()
    await world.settled()
    assert world.texts() == []
    assert [call.verb for call in world.sent_since(before)] == ["delete"]
