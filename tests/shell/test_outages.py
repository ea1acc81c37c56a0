"""Other processes that forget, and what leaves after an outage (S01)."""

from __future__ import annotations

import asyncio

import msgspec

from bot.events import MediaKind, Said
from bot.keys import Vault
from bot.shell.forget import write_forget
from tests.shell.faults import Hang, once, turns
from tests.shell.world import HER, HOUR, NEIGHBOUR, NOW, World, gone, message_of


async def forget(world, who=HER):
    vault = Vault(world.roots, world.shelf)
    await write_forget(world.store, vault, "telegram", who, world.clock.now())


async def test_another_process_forgets_and_the_running_one_completes_it(store):
    world = World(store, watch_every=2.0)
    await world.service.start()
    await world.say("open")
    await world.say("pin")
    await forget(world)
    before = len(world.calls)
    await world.wait(2)
    assert world.texts() == ["outage.neutral"]
    assert "send" not in [call.verb for call in world.sent_since(before)]
    assert await gone(world)
    await world.say("hi")
    assert "secret" not in "".join(world.texts())
    await world.service.stop(grace=0)
    assert world.bugs == []


async def test_who_was_forgotten_elsewhere_is_at_hand_no_more_and_begins_anew(store):
    world = World(store, watch_every=2.0)
    await world.service.start()
    await world.say("open")
    await world.say("open", NEIGHBOUR)
    await forget(world)
    # Before anybody looked: what is at hand is not what is stored, and hurts no neighbour.
    await asyncio.gather(world.say("hi"), world.press(who=NEIGHBOUR))
    assert "secret 2" not in "".join(world.texts())
    assert world.service.session("telegram", NEIGHBOUR) is not None
    await world.wait(2)
    assert "secret" not in "".join(world.texts())
    assert world.service.session("telegram", HER) is None
    await world.say("open")
    assert world.service.session("telegram", HER) is not None
    await world.service.stop(grace=0)
    assert world.bugs == []


async def test_another_process_forgets_and_the_next_start_completes_it(world):
    await world.say("open")
    await forget(world)
    await world.restart()
    assert world.texts() == ["outage.neutral"]
    assert await gone(world)


async def test_forgetting_somebody_unknown_writes_nothing(world):
    await world.say("open", NEIGHBOUR)
    await forget(world)
    census = await world.census()
    assert (census.conversations, census.wipes, census.remains) == (1, 0, 0)


async def test_a_forget_by_another_process_while_a_send_is_in_flight(store):
    world = World(store, watch_every=2.0)
    await world.service.start()
    await world.say("open")
    hang = Hang()
    world.fail(once("send", hang))
    await world.service.receive(world.provider.say(HER, "fresh"))
    await turns()
    await forget(world)
    hang.release.set()
    await world.settled()
    await world.wait(4)
    assert "secret" not in "".join(world.texts())
    assert await gone(world)
    await world.service.stop(grace=0)


async def test_after_an_outage_of_three_hours_only_edits_and_deletes_leave(world):
    await world.say("open")
    await world.say("fresh")
    world.fail(lambda call: Hang())
    await world.service.receive(world.provider.say(HER, "fresh"))
    await world.service.receive(world.provider.say(HER, "pin"))
    await world.service.receive(world.provider.say(NEIGHBOUR, "open"))
    await turns()
    await world.crash()
    world.clock.advance(NOW + 3 * HOUR)
    world.heal()
    before = len(world.calls)
    await world.restart()
    await world.wait(600)
    verbs = {call.verb for call in world.sent_since(before)}
    assert verbs <= {"edit", "delete"}
    assert world.texts() == ["cover"]
    assert world.hers() == []


async def test_after_an_outage_of_two_days_our_messages_become_neutral_and_hers_are_counted(world):
    await world.say("open")
    await world.deliver(world.provider.send_media(HER, MediaKind.PHOTO))
    await world.say("pin")
    await world.crash()
    world.clock.advance(NOW + 49 * HOUR)
    before = len(world.calls)
    await world.restart()
    await world.wait(10)
    assert "send" not in [call.verb for call in world.sent_since(before)]
    assert "secret" not in "".join(world.texts())
    census = await world.census()
    assert (census.conversations, census.wipes) == (0, 0)
    counts = {name: total for _, name, total in await world.read(lambda tx: tx.counts())}
    assert counts["left_behind"] >= 1


async def test_a_wipe_found_hours_later_sends_no_cover(world):
    await world.say("open")
    world.fail(lambda call: Hang())
    world.provider.remove(HER, world.screen().id)
    await world.service.receive(world.provider.say(HER, "leave"))
    await turns()
    await world.crash()
    world.clock.advance(NOW + 3 * HOUR)
    world.heal()
    before = len(world.calls)
    await world.restart()
    assert "send" not in [call.verb for call in world.sent_since(before)]
    assert await gone(world)


async def test_the_whole_file_is_written_anew_at_start_and_once_a_day(world):
    assert world.faulty_store.deepened == 1
    await world.wait(12 * 3600)
    assert world.faulty_store.deepened <= 2
    await world.wait(36 * 3600)
    assert 3 <= world.faulty_store.deepened <= 4


async def test_the_disk_is_tidied_once_within_five_seconds_of_many_exits(world):
    for who in ("a", "b", "c"):
        await world.say("open", who)
        await world.say("leave", who)
    assert world.faulty_store.tidied == 0
    await world.wait(5)
    assert world.faulty_store.tidied == 1


async def test_a_safe_word_event_is_not_trusted_from_outside(world):
    await world.say("open")
    update = world.provider.say(HER, "help")
    event = Said("help", message_of(update), update.event.dated, safe_word=False)
    await world.deliver(msgspec.structs.replace(update, event=event))
    assert world.texts() == ["secret 2"]
