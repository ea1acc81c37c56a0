"""Leaving while calls are in flight, or after their answers were lost: nothing comes back."""

from __future__ import annotations

import asyncio

import pytest

from bot.channels.base import Done
from tests.shell.faults import Before, Hang, Late, once, turns
from tests.shell.world import HER, HOUR, NEIGHBOUR, NOW, gone


async def test_an_edit_in_flight_the_screen_is_deleted_and_the_cover_sent(world):
    await world.say("open")
    old = world.screen().id
    hang = Hang()
    world.fail(once("edit", hang))
    await world.service.receive(world.provider.say(HER, "help"))
    await turns()
    assert await world.service.receive(world.provider.say(HER, "leave")) == Done()
    await turns()
    assert world.texts() == ["cover"]
    assert world.screen().id != old
    hang.release.set()
    await world.settled()
    assert world.texts() == ["cover"], "the late edit fails harmlessly"
    assert await gone(world)


async def test_a_timed_out_edit_counts_as_in_flight(world):
    await world.say("open")
    world.fail(once("edit", Before()))
    await world.wait(300)
    old = world.screen().id
    await world.say("leave")
    assert world.texts() == ["cover"]
    assert world.screen().id != old


async def test_by_a_timer_an_edit_in_flight_ends_in_deletes_and_no_send(world):
    await world.say("open")
    hang = Hang()
    world.fail(once("edit", hang))
    world.clock.advance(NOW + 300)  # the idle timer's edit hangs
    await turns()
    assert world.verbs()[-1] == "edit"
    before = len(world.calls)
    world.clock.advance(NOW + 24 * HOUR)
    await turns(200)
    assert world.texts() == []
    assert "send" not in [call.verb for call in world.sent_since(before)]
    hang.release.set()
    await world.settled()
    assert world.texts() == []


async def test_a_send_in_flight_is_deleted_as_soon_as_its_id_is_known(world):
    await world.say("open")
    hang = Hang()
    world.fail(once("send", hang))
    await world.service.receive(world.provider.say(HER, "fresh"))
    await turns()
    await world.service.receive(world.provider.say(HER, "leave"))
    await turns()
    assert world.texts() == ["cover"]
    hang.release.set()
    await world.settled()
    assert world.texts() == ["cover"]
    assert await gone(world)


async def test_an_edit_that_was_confirmed_is_no_doubt_even_before_it_was_committed(world):
    await world.say("open")
    await world.service.receive(world.provider.say(HER, "help"))
    await turns()
    assert world.texts() == ["secret 2"]
    before = len(world.calls)
    await world.service.receive(world.provider.say(HER, "leave"))
    await world.settled()
    assert [call.verb for call in world.sent_since(before)] == ["edit", "delete"]


async def test_a_send_that_tells_its_id_in_the_end_is_not_searched_for(world):
    await world.say("open")
    hang = Hang()
    world.fail(once("send", hang))
    await world.service.receive(world.provider.say(HER, "fresh"))
    await turns()
    before = len(world.calls)
    await world.service.receive(world.provider.say(HER, "leave"))
    await turns()
    hang.release.set()
    await world.settled()
    deleted = [len(call.ids) for call in world.sent_since(before) if call.verb == "delete"]
    assert deleted == [1, 1], "the exit word, and the late message: no range"


@pytest.mark.parametrize("how", ["!exit", "leave"])
async def test_a_message_lost_in_a_crash_and_an_outage_goes_when_she_leaves(world, how):
    await lose_a_message(world)
    screen = world.screen()
    if how == "leave":
        await world.say("leave")
    else:
        await world.deliver(world.provider.press(HER, "1|exit", screen.id))
    assert world.texts() == ["cover"]
    assert await gone(world)


async def test_a_message_lost_in_a_crash_and_an_outage_goes_with_her_next_message(world):
    await lose_a_message(world)
    await world.say("help")
    assert world.texts() == ["secret 3"]


async def lose_a_message(world):
    """A new screen reaches the chat, its id is never learnt, and it is too late to repeat it."""
    await world.say("open")
    await world.say("open", NEIGHBOUR)
    old = world.screen().id
    hang = Late()
    world.fail(once("send", hang))
    await world.service.receive(world.provider.say(HER, "fresh"))
    await turns()
    hang.release.set()
    for _ in range(10):
        if len(world.ours()) == 2:
            break
        await asyncio.sleep(0)
    await world.crash()
    world.heal()
    world.clock.advance(NOW + 61)
    await world.restart()
    assert sorted(world.texts()) in (["secret 1", "secret 2"], ["lost", "secret 2"])
    assert world.provider.chat(HER).messages[old].rows
    # Only the old screen is known; the other one looks like it to her.
    world.provider.chat(HER).messages[old].rows = world.screen().rows


async def test_a_send_in_flight_whose_fate_stays_unknown_is_searched_for(world):
    await world.say("open")
    late = Late()
    world.fail(lambda call: late if call.verb == "send" and "secret" in call.text else None)
    await world.service.receive(world.provider.say(HER, "fresh"))
    await turns()
    await world.service.receive(world.provider.say(HER, "leave"))
    await turns()
    late.release.set()
    await world.settled()
    await world.wait(60)
    assert world.texts() == ["cover"]
    assert await gone(world)


async def test_an_extra_in_flight_is_deleted_too(world):
    await world.say("open")
    hang = Hang()
    world.fail(once("pin", hang))
    await world.service.receive(world.provider.say(HER, "pin"))
    await turns()
    await world.service.receive(world.provider.say(HER, "leave"))
    await turns()
    hang.release.set()
    await world.settled()
    assert world.texts() == ["cover"]
    assert await gone(world)


async def test_a_late_result_after_a_restart_of_the_person_spares_her_new_conversation(world):
    await world.say("open")
    hang = Hang()
    world.fail(once("send", hang))
    await world.service.receive(world.provider.say(HER, "fresh"))
    await turns()
    await world.service.receive(world.provider.say(HER, "leave"))
    await turns()
    world.clock.advance(world.clock.now() + 5)
    await world.service.receive(world.provider.say(HER, "open"))
    await turns()
    hang.release.set()
    await world.settled()
    assert world.texts() == ["secret 1"]
    await world.say("help")
    assert world.texts() == ["secret 2"]
