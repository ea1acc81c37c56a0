"""Updates that come again, or too late, after an exit."""

from __future__ import annotations

import msgspec
import pytest

from bot.channels.base import Done, RetryAt
from tests.shell.faults import always
from tests.shell.world import HER, NOW


async def test_a_redelivered_exit_does_nothing(world):
    await world.say("open")
    update = world.provider.say(HER, "leave")
    await world.deliver(update)
    before = len(world.calls)
    assert await world.deliver(update) == Done()
    assert world.sent_since(before) == []


async def test_a_redelivered_exit_does_not_end_the_conversation_after_it(world):
    await world.say("open")
    update = world.provider.say(HER, "leave")
    await world.deliver(update)
    await world.wait(5)
    await world.say("open")
    await world.deliver(update)
    assert world.texts() == ["secret 1"]
    await world.restart()
    await world.deliver(update)
    assert world.texts() == ["secret 1"]


async def test_both_of_two_exits_of_a_day_may_be_redelivered(world):
    updates = []
    for _ in range(2):
        await world.say("open")
        updates.append(world.provider.say(HER, "leave"))
        await world.deliver(updates[-1])
        await world.wait(5)
    await world.say("open")
    for update in updates:
        await world.deliver(update)
    assert world.texts() == ["secret 1"]


async def test_any_update_of_before_the_exit_is_known_after_it(world):
    await world.say("open")
    update = world.provider.say(HER, "help")
    await world.deliver(update)
    await world.say("leave")
    await world.restart()
    await world.wait(10)
    before = len(world.calls)
    await world.deliver(update)
    assert world.sent_since(before) == []


@pytest.mark.parametrize(("late", "answered"), [(1.9, False), (2.1, True)])
async def test_a_message_dated_before_the_exit_is_deleted_unanswered(world, late, answered):
    await world.say("open")
    await world.say("leave")
    await world.wait(5)
    update = world.provider.say(HER, "he hit me")
    event = msgspec.structs.replace(update.event, dated=NOW + late)
    before = len(world.calls)
    await world.deliver(msgspec.structs.replace(update, event=event))
    verbs = [call.verb for call in world.sent_since(before)]
    assert ("send" in verbs or "edit" in verbs) is answered
    assert (world.hers() == []) is not answered
    assert world.texts() == ["cover"]


async def test_a_second_exit_word_at_once_is_only_deleted(world):
    await world.say("open")
    await world.say("leave")
    await world.say("leave")
    assert world.texts() == ["cover"]
    assert world.hers() == []


async def test_her_old_messages_that_come_after_she_returned_are_deleted_unanswered(world):
    await world.say("open")
    await world.say("leave")
    late = world.provider.say(HER, "he hit me")
    await world.wait(5)
    await world.say("open")
    await world.deliver(late)
    assert world.texts() == ["secret 1"]
    assert world.hers() == []


async def test_the_deleting_of_a_latecomer_survives_limits_and_restarts(world):
    await world.say("open")
    await world.say("leave")
    world.fail(always("delete", RetryAt(30.0)))
    await world.say("he hit me")
    assert len(world.hers()) == 1
    world.heal()
    await world.restart()
    await world.wait(60)
    assert world.hers() == []
