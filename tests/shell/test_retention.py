from __future__ import annotations

import msgspec

from bot.channels.base import RetryAt
from bot.decision import Decision
from bot.effects import Schedule
from bot.events import MediaKind, TimerFired
from tests.shell.faults import always
from tests.shell.scripted import decide
from tests.shell.world import HER, HOUR, NOW, World


def sleepless(session, event, now):
    """Never schedules anything: only the net below is left."""
    decision = decide(session, event, now)
    kept = tuple(effect for effect in decision.effects if not isinstance(effect, Schedule))
    return msgspec.structs.replace(decision, effects=kept)


async def test_a_day_without_an_act_of_hers_is_the_end_even_if_no_timer_was_set(store):
    world = World(store, decide=sleepless)
    await world.service.start()
    await world.say("open")
    await world.wait(23.5 * HOUR)
    assert world.texts() == ["secret 1"]
    await world.wait(2 * HOUR)
    assert world.texts() == ["outage.neutral"]
    census = await world.census()
    assert (census.conversations, census.wipes) == (0, 0)
    await world.service.stop(grace=0)
    assert world.bugs == []


async def test_timers_are_no_acts_of_hers(store):
    def ticking(session, event, now):
        if isinstance(event, TimerFired):
            return Decision(session, (Schedule("tick", now + HOUR),))
        decision = decide(session, event, now)
        return msgspec.structs.replace(
            decision, effects=(*decision.effects[:2], Schedule("tick", now + HOUR))
        )

    world = World(store, decide=ticking)
    await world.service.start()
    await world.say("open")
    await world.wait(26 * HOUR)
    assert (await world.census()).conversations == 0
    await world.service.stop(grace=0)


async def test_nothing_reaches_47_hours(world):
    await world.say("open")
    await world.deliver(world.provider.send_media(HER, MediaKind.PHOTO))
    oldest = 0.0
    for _ in range(9):
        await world.wait(6 * HOUR)
        await world.say("help")
        ages = [world.clock.now() - message.sent_at for message in world.hers()]
        ages += [world.clock.now() - message.sent_at for message in world.ours()]
        oldest = max(oldest, *ages)
    assert oldest < 47 * HOUR
    assert world.hers() == [], "the photo went before nobody could delete it any more"


async def test_day_keys_are_destroyed_25_hours_after_their_day_and_the_living_go_on(world):
    await world.say("open")
    midnight = NOW - NOW % (24 * HOUR) + 24 * HOUR
    for _ in range(8):
        await world.wait((midnight + 24.9 * HOUR - NOW) / 8)
        await world.say("help")
    assert "2027-01-15" in world.shelf.days()
    await world.wait(HOUR)
    assert "2027-01-15" not in world.shelf.days()
    texts = world.texts()
    await world.say("help")
    assert world.texts() != texts
    assert (await world.census()).conversations == 1


async def test_a_wipe_is_wrapped_anew_before_its_day_key_goes(world):
    await world.say("open")
    await world.deliver(world.provider.send_media(HER, MediaKind.PHOTO))
    world.fail(always("delete", RetryAt(42 * HOUR)))
    await world.say("leave")
    await world.wait(41.5 * HOUR)
    world.heal()
    assert "2027-01-15" not in world.shelf.days()
    await world.restart()
    await world.wait(HOUR)
    assert world.hers() == []
    assert (await world.census()).wipes == 0


async def test_thirty_idle_days_send_nothing(world):
    await world.say("open")
    before = len(world.calls)
    await world.wait(30 * 24 * HOUR)
    assert {call.verb for call in world.sent_since(before)} <= {"edit", "delete"}
    census = await world.census()
    assert (census.conversations, census.outbox, census.timers, census.wipes, census.remains) == (
        0,
        0,
        0,
        0,
        0,
    )
