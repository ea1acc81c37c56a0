"""The key under her text field: it comes as an extra, and nothing may leave it behind.

The provider of these tests keeps a keyboard until it is removed: that its message was deleted is
not enough.
"""

from __future__ import annotations

import msgspec
import pytest

from bot.channels.base import RefusedForGood, RetryAt
from bot.channels.local import CAPABILITIES, LocalChannel
from bot.shell.keyboard import KEYBOARD_SECONDS
from bot.store.memory import MemoryStore
from tests.shell.faults import HER, After, Before, Hang, Late, always, once, turns
from tests.shell.world import HOUR, NOW, Crashed, World, gone

GOING_ON = ["help", "x", "where", "/delete", "leave"]
"""The next step, hiding, the same again, beginning anew, leaving."""


def key(world) -> str:
    return world.provider.chat(HER).keyboard


async def asked(world) -> None:
    await world.say("open")
    await world.say("where")
    assert key(world) == "key"
    assert world.texts() == ["secret 2", "key below"]


async def nothing_left(world) -> None:
    assert key(world) == ""
    assert not {"key below", "·"} & set(world.texts())


async def test_a_keyboard_comes_after_its_screen_and_goes_with_the_next_step(world):
    await asked(world)
    assert world.verbs()[-1] == "keyboard", "after the screen and the deletes"
    await world.say("help")
    assert world.texts() == ["secret 3"]
    await nothing_left(world)
    assert (await world.census()).outbox == 0


async def test_her_position_is_a_step_like_any_other(world):
    await asked(world)
    await world.deliver(world.provider.locate(HER, 42.3, 69.6))
    assert world.texts() == ["secret 3"]
    assert world.hers() == []
    await nothing_left(world)


async def test_after_a_minute_it_goes_although_she_does_nothing(world):
    await asked(world)
    await world.wait(KEYBOARD_SECONDS - 1)
    assert key(world) == "key"
    await world.wait(1)
    await nothing_left(world)
    assert world.texts() == ["secret 2"], "the screen stays"
    count = len(world.calls)
    await world.wait(HOUR)
    assert [call.verb for call in world.sent_since(count)] == ["edit"], "the idle timer only edits"


async def test_asked_again_it_stays_for_another_minute(world):
    await asked(world)
    await world.wait(50)
    await world.say("where")
    await world.wait(50)
    assert key(world) == "key"
    assert world.texts() == ["secret 3", "key below"]
    await world.wait(10)
    await nothing_left(world)


async def test_it_is_taken_away_while_the_call_about_the_screen_hangs(world):
    await asked(world)
    hang = Hang()
    world.fail(once("edit", hang))
    await world.service.receive(world.provider.say(HER, "x"))
    await turns()
    await nothing_left(world)
    hang.release.set()
    await world.settled()
    assert world.texts() == ["cover"]


@pytest.mark.parametrize("act", GOING_ON)
async def test_however_she_goes_on_the_old_one_is_taken_away(world, act):
    await asked(world)
    count = len(world.calls)
    await world.say(act)
    assert [call.verb for call in world.sent_since(count)].count("removal") == 1
    await world.wait(KEYBOARD_SECONDS)
    await nothing_left(world)


async def test_leaving_begins_with_the_keyboard_and_leaves_nothing(world):
    await asked(world)
    count = len(world.calls)
    await world.say("leave")
    calls = world.sent_since(count)
    assert calls[0].verb == "removal"
    assert sorted(call.verb for call in calls[1:3]) == ["delete", "edit"]
    assert all(call.urgent for call in calls)
    assert world.texts() == ["cover"]
    assert await gone(world)
    await nothing_left(world)


@pytest.mark.parametrize("act", GOING_ON)
async def test_a_keyboard_in_flight_is_taken_away_when_it_has_come(world, act):
    await world.say("open")
    hang = Hang()
    world.fail(once("keyboard", hang))
    await world.service.receive(world.provider.say(HER, "where"))
    await turns()
    await world.service.receive(world.provider.say(HER, act))
    await turns()
    hang.release.set()
    await world.settled()
    await world.wait(KEYBOARD_SECONDS)
    await nothing_left(world)


@pytest.mark.parametrize("act", GOING_ON)
@pytest.mark.parametrize("fault", [Before, After])
async def test_a_keyboard_of_unknown_fate_is_taken_away(world, act, fault):
    await world.say("open")
    world.fail(once("keyboard", fault()))
    await world.say("where")
    assert key(world) == "key"
    await world.say(act)
    await world.wait(KEYBOARD_SECONDS)
    await nothing_left(world)


async def test_a_keyboard_whose_answer_is_lost_after_she_left_is_searched_for(world):
    await world.say("open")
    late = Late()
    world.fail(once("keyboard", late))
    await world.service.receive(world.provider.say(HER, "where"))
    await turns()
    await world.service.receive(world.provider.say(HER, "leave"))
    await turns()
    late.release.set()
    await world.settled()
    await world.wait(60)
    assert world.texts() == ["cover"]
    assert await gone(world)
    await nothing_left(world)


@pytest.mark.parametrize(
    ("act", "fault"),
    [
        *((act, fault) for act in GOING_ON for fault in (Before(), After(), RetryAt(5.0))),
        *((act, RefusedForGood()) for act in ("help", "x", "where")),
    ],
)
async def test_a_removal_that_fails_is_repeated(world, act, fault):
    await asked(world)
    world.fail(once("removal", fault))
    await world.say(act)
    await world.wait(10)
    await world.say("help")
    await world.wait(KEYBOARD_SECONDS)
    await nothing_left(world)


async def test_a_removal_of_somebody_who_left_that_can_never_be_is_admitted(world):
    await asked(world)
    world.fail(always("removal", RefusedForGood()))
    await world.say("leave")
    counts = await world.read(lambda tx: {name: by for _, name, by in tx.counts()})
    assert counts["left_behind"] == 1
    assert (await world.census()).wipes == 0


@pytest.mark.parametrize("fault", [Before(), After(), RetryAt(5.0)])
async def test_a_removal_of_an_exit_is_repeated_after_a_crash(world, fault):
    await asked(world)
    world.fail(always("removal", fault))
    await world.say("leave")
    assert (await world.census()).wipes == 1
    world.heal()
    await world.restart()
    await world.wait(60)
    assert (await world.census()).wipes == 0
    await nothing_left(world)


async def test_a_limited_keyboard_is_sent_at_its_time_or_not_at_all(world):
    await world.say("open")
    world.fail(once("keyboard", RetryAt(5.0)))
    await world.say("where")
    assert key(world) == ""
    await world.wait(5)
    assert key(world) == "key"
    await world.say("help")
    world.fail(once("keyboard", RetryAt(61.0)))
    await world.say("where")
    await world.wait(200)
    assert world.verbs().count("keyboard") == 3
    await nothing_left(world)


async def test_who_blocks_us_is_forgotten(world):
    await asked(world)
    world.provider.block(HER)
    await world.wait(KEYBOARD_SECONDS)
    census = await world.census()
    assert (census.conversations, census.outbox, census.wipes) == (0, 0, 0)


async def test_by_a_timer_alone_nothing_else_is_sent(world):
    await asked(world)
    count = len(world.calls)
    await world.wait(25 * HOUR)
    verbs = [call.verb for call in world.sent_since(count)]
    assert verbs.count("removal") == 1
    assert set(verbs) <= {"removal", "edit", "delete"}
    await nothing_left(world)


async def test_after_an_outage_of_hours_it_goes_at_the_start(world):
    await asked(world)
    await world.crash()
    world.clock.advance(NOW + 3 * HOUR)
    await world.restart()
    await nothing_left(world)
    assert world.texts() == ["cover"]


async def test_while_the_store_is_down_an_exit_takes_it_away_from_memory(world):
    await asked(world)
    world.faulty_store.down = True
    update = world.provider.say(HER, "leave")
    await world.deliver(update)
    assert key(world) == ""
    world.faulty_store.down = False
    await world.deliver(update)
    assert await gone(world)
    await nothing_left(world)


async def test_a_channel_without_such_keys_is_not_asked_for_one(store, monkeypatch):
    plain = msgspec.structs.replace(CAPABILITIES, location_keyboard=False)
    monkeypatch.setattr(LocalChannel, "capabilities", plain)
    world = World(store)
    await world.service.start()
    await world.say("open")
    await world.say("where")
    assert world.texts() == ["secret 2"]
    await world.service.stop(grace=0)


async def play(act, crash_at):
    """She asks for the key and goes on; the process dies at a point and begins again."""
    world = World(MemoryStore())
    await world.service.start()
    await world.say("open")
    gate = world.gate
    gate.passed, gate.crash_at = 0, crash_at
    for text in ("where", act):
        try:
            await (world.say(text) if text else world.wait(KEYBOARD_SECONDS))
        except Crashed:
            await world.restart()
    points = gate.passed
    await world.wait(KEYBOARD_SECONDS + 10)
    return world, points


@pytest.mark.parametrize("act", [*GOING_ON, ""])
async def test_a_crash_at_any_point_leaves_no_keyboard(act):
    """``""``: she does nothing, and a minute passes."""
    world, points = await play(act, 0)
    await world.service.stop(grace=0)
    assert points > 15
    for crash_at in range(1, points + 1):
        world, _ = await play(act, crash_at)
        await world.service.stop(grace=0)
        assert world.bugs == []
        assert key(world) == "", crash_at
        assert not {"key below", "·"} & set(world.texts()), crash_at
        assert (await world.census()).wipes == 0
        if act == "leave":
            assert await gone(world), crash_at
