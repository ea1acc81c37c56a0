"""One edit at a time, latest wins, limits, refusals, timers."""

from __future__ import annotations

import pytest

from bot.channels.base import RefusedForGood, RetryAt
from tests.shell.faults import Hang, always, once, turns
from tests.shell.world import HER, HOUR, NEIGHBOUR, NOW

# one edit at a time, latest wins


async def test_one_edit_is_in_flight_and_the_latest_screen_wins(world):
    await world.say("open")
    hang = Hang()
    world.fail(once("edit", hang))
    before = len(world.calls)
    for text in ("one", "two", "three", "four"):
        await world.service.receive(world.provider.say(HER, text))
    await turns()
    edits = [call for call in world.sent_since(before) if call.verb == "edit"]
    assert [call.text for call in edits] == ["secret 2"]
    hang.release.set()
    await world.settled()
    edits = [call for call in world.sent_since(before) if call.verb == "edit"]
    assert [call.text for call in edits] == ["secret 2", "secret 5"]
    assert world.texts() == ["secret 5"]
    assert (await world.census()).outbox == 0


async def test_a_screen_that_waits_is_not_kept_waiting_for_company(world):
    await world.say("open")
    hang = Hang()
    world.fail(once("edit", hang))
    await world.service.receive(world.provider.say(HER, "one"))
    await world.service.receive(world.provider.say(HER, "two"))
    await turns()
    hang.release.set()
    await turns()
    assert world.texts() == ["secret 3"], "no time has passed, on no clock"


async def test_a_slow_chat_does_not_hold_another(world):
    await world.say("open")
    hang = Hang()
    world.fail(always("edit", hang))
    await world.service.receive(world.provider.say(HER, "help"))
    await world.service.receive(world.provider.say(NEIGHBOUR, "open"))
    await world.service.receive(world.provider.say(NEIGHBOUR, "help"))
    await turns()
    assert world.texts(NEIGHBOUR) == ["secret 2"]
    hang.release.set()
    await world.settled()


# the screen: age, loss, refusal


@pytest.mark.parametrize(("hours", "sends"), [(11.9, 0), (12.1, 1)])
async def test_a_screen_older_than_12_hours_is_replaced_at_her_next_action(world, hours, sends):
    await world.say("open")
    await world.wait(hours * HOUR)
    before = len(world.calls)
    await world.say("help")
    assert [call.verb for call in world.sent_since(before)].count("send") == sends
    assert world.texts() == ["secret 2"]


async def test_a_fresh_screen_is_new_and_the_old_one_goes(world):
    await world.say("open")
    old = world.screen()
    await world.say("fresh")
    assert world.texts() == ["secret 2"]
    assert world.screen().id != old.id


async def test_she_deleted_the_screen(world):
    await world.say("open")
    world.provider.remove(HER, world.screen().id)
    await world.say("help")
    assert world.texts() == ["secret 2"]


async def test_a_timer_finds_no_screen_and_does_nothing_until_her_next_action(world):
    await world.say("open")
    world.provider.remove(HER, world.screen().id)
    before = len(world.calls)
    await world.wait(301)
    assert [call.verb for call in world.sent_since(before)] == ["edit"]
    assert world.texts() == []
    await world.say("help")
    assert world.texts() == ["secret 2"]


async def test_an_edit_refused_for_good_becomes_an_event_once(world):
    await world.say("open")
    world.fail(always("edit", RefusedForGood()))
    before = len(world.calls)
    await world.say("help")
    edits = [call.text for call in world.sent_since(before) if call.verb == "edit"]
    assert edits == ["secret 2", "lost"], "the answer to a refusal is not reported again"
    assert ("2027-01-15", "failed", 1) in await world.read(lambda tx: tx.counts())


async def test_blocked_forgets_without_deletes(world):
    await world.say("open")
    await world.say("pin")
    world.provider.block(HER)
    before = len(world.calls)
    await world.say("help")
    await world.wait(24 * HOUR)
    assert "send" not in [call.verb for call in world.sent_since(before)]
    census = await world.census()
    assert (census.conversations, census.outbox, census.timers, census.wipes) == (0, 0, 0, 0)
    assert ("2027-01-15", "blocked", 1) in await world.read(lambda tx: tx.counts())


# limits


async def test_a_limit_is_a_due_time_and_slows_one_chat_only(world):
    await world.say("open")
    await world.say("open", NEIGHBOUR)
    world.fail(once("edit", RetryAt(10.0)))
    await world.say("help")
    assert world.texts() == ["secret 1"]
    await world.say("help", NEIGHBOUR)
    assert world.texts(NEIGHBOUR) == ["secret 2"]
    await world.wait(9)
    await world.say("again")
    assert world.texts() == ["secret 1"], "a newer screen waits for the same time"
    await world.wait(1)
    assert world.texts() == ["secret 3"]


async def test_a_limit_survives_a_restart(world):
    await world.say("open")
    world.fail(once("edit", RetryAt(10.0)))
    await world.say("help")
    await world.restart()
    assert world.texts() == ["secret 1"]
    await world.wait(10)
    assert world.texts() == ["secret 2"]


async def test_a_screen_that_cannot_be_delivered_in_a_minute_is_dropped_and_told(world):
    await world.say("open")
    world.fail(once("edit", RetryAt(70.0)))
    await world.say("help")
    await world.wait(69)
    assert world.texts() == ["secret 1"]
    await world.wait(2)
    assert world.texts() == ["lost"]
    assert "send" not in [call.verb for call in world.calls[3:]]


async def test_a_cover_never_expires_but_is_not_sent_anew_late(world):
    await world.say("open")
    world.fail(lambda call: RetryAt(70.0) if call.at < NOW + 60 else None)
    await world.say("x")
    await world.wait(71)
    assert world.texts() == ["cover"]
    assert world.verbs().count("send") == 1


async def test_a_late_cover_of_a_lost_screen_is_not_sent(world):
    await world.say("open")
    world.fail(lambda call: RetryAt(70.0) if call.at < NOW + 60 else None)
    await world.say("x")
    world.provider.remove(HER, world.screen().id)
    await world.wait(71)
    assert world.texts() == []


async def test_a_screen_whose_cover_has_to_wait_is_deleted_first(world):
    await world.say("open")
    world.fail(once("edit", RetryAt(30.0)))
    await world.say("x")
    assert world.texts() == []
    await world.wait(31)
    assert world.texts() == ["cover"]


async def test_timers_fire_once_and_the_newest_of_a_name_wins(world):
    await world.say("open")
    await world.wait(200)
    await world.say("help")
    await world.wait(200)
    assert world.texts() == ["secret 2"]
    await world.wait(100)
    assert world.texts() == ["cover"]
    edits = world.verbs().count("edit")
    await world.wait(2 * HOUR)
    assert world.verbs().count("edit") == edits


async def test_a_timer_due_while_we_were_down_fires_at_the_start(world):
    await world.say("open")
    await world.crash()
    world.clock.advance(NOW + 2 * HOUR)
    before = len(world.calls)
    await world.restart()
    assert world.texts() == ["cover"]
    assert [call.verb for call in world.sent_since(before)] == ["edit"]


async def test_completions_wait_for_a_store_that_is_down(world):
    await world.say("open")
    hang = Hang()
    world.fail(once("send", hang))
    await world.service.receive(world.provider.say(HER, "fresh"))
    await turns()
    world.faulty_store.down = True
    hang.release.set()
    await turns()
    world.faulty_store.down = False
    await world.wait(2)
    await world.say("help")
    assert world.texts() == ["secret 3"]
