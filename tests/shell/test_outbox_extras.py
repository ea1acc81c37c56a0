"""Extras and deletes: after their screen, gone with the next step."""

from __future__ import annotations

import pytest

from bot.channels.base import RetryAt
from bot.events import MediaKind
from tests.shell.faults import After, Before, Hang, always, once, turns
from tests.shell.world import HER


async def test_an_extra_comes_after_its_screen_and_deletes_and_goes_with_the_next_step(world):
    await world.say("open")
    hang = Hang()
    world.fail(once("delete", hang))
    await world.service.receive(world.provider.say(HER, "pin"))
    await turns()
    assert sorted(world.verbs()[-2:]) == ["delete", "edit"], "side by side, the extra after both"
    hang.release.set()
    await world.settled()
    assert world.texts() == ["secret 2", "place"]
    await world.say("help")
    assert world.texts() == ["secret 3"]


async def test_an_extra_that_arrives_after_the_next_step_goes_at_once(world):
    await world.say("open")
    hang = Hang()
    world.fail(once("pin", hang))
    await world.service.receive(world.provider.say(HER, "pin"))
    await turns()
    await world.service.receive(world.provider.say(HER, "help"))
    await turns()
    hang.release.set()
    await world.settled()
    assert world.texts() == ["secret 3"]


async def test_an_extra_of_the_past_is_not_sent_again_after_a_crash(world):
    await world.say("open")
    hang = Hang()
    world.fail(once("pin", hang))
    await world.service.receive(world.provider.say(HER, "pin"))
    await turns()
    await world.service.receive(world.provider.say(HER, "help"))
    await turns()
    world.heal()
    await world.restart()
    assert world.texts() == ["secret 3"]
    assert world.verbs().count("pin") == 1
    assert (await world.census()).outbox == 0


async def test_an_extra_not_yet_sent_is_dropped_with_the_next_step(world):
    await world.say("open")
    hang = Hang()
    world.fail(once("edit", hang))
    await world.service.receive(world.provider.say(HER, "pin"))
    await world.service.receive(world.provider.say(HER, "help"))
    await turns()
    hang.release.set()
    await world.settled()
    assert world.texts() == ["secret 3"]
    assert "pin" not in world.verbs()


@pytest.mark.parametrize("fault", [Before(), After()])
async def test_an_extra_of_unknown_fate_is_sent_again_once(world, fault):
    await world.say("open")
    world.fail(once("pin", fault))
    await world.say("pin")
    assert world.texts() == ["secret 2", "place"]
    await world.say("help")
    assert world.texts() == ["secret 3"]


async def test_an_extra_that_is_late_is_dropped(world):
    await world.say("open")
    world.fail(once("pin", RetryAt(61.0)))
    await world.say("pin")
    await world.wait(100)
    assert world.verbs().count("pin") == 1
    assert (await world.census()).outbox == 0


async def test_a_limited_extra_is_sent_at_its_time(world):
    await world.say("open")
    world.fail(once("pin", RetryAt(5.0)))
    await world.say("pin")
    assert world.texts() == ["secret 2"]
    await world.wait(5)
    assert world.texts() == ["secret 2", "place"]


async def test_a_delete_of_unknown_fate_is_repeated_until_it_is_known(world):
    await world.say("open")
    world.fail(always("delete", Before()))
    await world.say("help")
    await world.wait(5)
    assert len(world.hers()) == 1
    world.heal()
    await world.wait(60)
    assert world.hers() == []


async def test_a_limited_delete_happens_at_its_time_across_a_restart(world):
    await world.say("open")
    world.fail(once("delete", RetryAt(3600.0)))
    await world.say("help")
    await world.restart()
    await world.wait(3500)
    assert [message.text for message in world.hers()] == ["help"]
    await world.wait(101)
    assert world.hers() == []


async def test_media_she_keeps_is_in_the_ledger_and_goes_when_she_leaves(world):
    await world.say("open")
    await world.deliver(world.provider.send_media(HER, MediaKind.PHOTO))
    assert (await world.census()).ledger == 1
    assert len(world.hers()) == 1
    await world.say("leave")
    assert world.hers() == []


async def test_media_that_was_deleted_leaves_the_ledger(world):
    await world.say("open")
    await world.deliver(world.provider.send_media(HER, MediaKind.PHOTO))
    await world.say("drop")
    assert world.hers() == []
    assert (await world.census()).ledger == 0
