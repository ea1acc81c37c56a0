"""S11, S12, S13, S20, S21: what happens in the chat and in the store when she leaves."""

from __future__ import annotations

import asyncio

import msgspec
import pytest

from bot.channels.base import Message, RefusedForGood, RetryAt
from bot.events import MediaKind, Said
from bot.keys import Vault
from bot.shell.forget import write_forget
from bot.shell.runner import Done, Down
from tests.shell.faults import After, Before, Hang, Late, always, once, turns
from tests.shell.world import HER, HOUR, NEIGHBOUR, NOW, World, message_of


async def gone(world):
    """Nothing of hers is stored and nothing sensitive stands."""
    census = await world.census()
    people = 1 if world.ours(NEIGHBOUR) else 0
    stored = (census.conversations, census.wipes, census.ledger)
    clean = "secret" not in "".join(world.texts()) and world.hers() == []
    return stored == (people, 0, 0) and clean


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


# redelivery and latecomers


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


# hide, delete, strangers


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


# failures of the provider


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


# the store


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


# other processes and outages


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
