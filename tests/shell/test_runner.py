"""Taking updates in: once, in order, within limits, exits first."""

from __future__ import annotations

import asyncio

import pytest

from bot.channels.base import Busy, Done, Down, Message
from bot.events import Said, Update
from bot.shell.runner import DEPTH, MOST
from tests.shell.faults import Hang
from tests.shell.scripted import decide
from tests.shell.world import HER, HOUR, NEIGHBOUR, NOW, World


async def test_a_conversation_edits_one_screen_and_deletes_what_was_typed(world):
    await world.say("hi")
    assert world.texts() == ["cover"]
    await world.say("open")
    await world.say("help")
    await world.press("next")
    assert world.texts() == ["secret 3"]
    assert [message.text for message in world.hers()] == ["hi"], "typed into the cover: it stays"
    assert world.verbs().count("send") == 1


async def test_each_update_is_handled_once(world):
    await world.say("open")
    update = world.provider.say(HER, "help")
    assert await world.deliver(update) == Done()
    assert await world.deliver(update) == Done()
    assert world.texts() == ["secret 2"]


async def test_an_older_id_may_come_after_a_newer_one(world):
    await world.say("open")
    older, newer = world.provider.say(HER, "one"), world.provider.say(HER, "two")
    for update in (newer, older, newer, older):
        await world.deliver(update)
    assert world.texts() == ["secret 3"], "a set of ids, not the highest one"


async def test_a_press_is_answered_with_a_notice_in_her_language(world):
    await world.say("open")
    await world.press("next")
    screen = world.screen()
    stale = world.provider.press(HER, "1|next", screen.id)
    assert await world.deliver(stale) == Done("stale kk")


async def test_a_chat_that_is_not_known_leaves_no_row(world):
    await world.say("hi")
    update = world.provider.say(HER, "hello")
    await world.deliver(update)
    await world.deliver(update)
    census = await world.census()
    assert (census.conversations, census.outbox, census.timers, census.wipes) == (0, 0, 0, 0)
    assert (census.ledger, census.remains) == (0, 0)
    assert world.verbs().count("send") == 2, "a redelivered update is answered once"


async def test_the_queue_of_a_chat_and_of_all_chats_is_limited(world):
    world.faulty_store.open.clear()
    first = [
        asyncio.ensure_future(world.service.receive(world.provider.say(HER, "hi")))
        for _ in range(DEPTH + 1)
    ]
    await asyncio.sleep(0)
    assert await world.service.receive(world.provider.say(HER, "hi")) == Busy()
    # One is being handled and does not wait any more.
    assert world.service.waiting == DEPTH
    others = [
        asyncio.ensure_future(world.service.receive(world.provider.say(f"o{chat}", "hi")))
        for chat in range(200)
        for _ in range(DEPTH + 1)
    ]
    await asyncio.sleep(0)
    assert world.service.waiting == MOST
    assert await world.service.receive(world.provider.say("somebody", "hi")) == Busy()
    world.faulty_store.open.set()
    answers = await asyncio.gather(*first, *others)
    assert world.service.waiting == 0
    assert answers.count(Busy()) == sum(answer == Busy() for answer in answers)
    await world.settled()


async def test_an_exit_passes_a_full_queue_and_what_it_overtook_is_deleted_unanswered(world):
    await world.say("open")
    hang = Hang()
    world.fail(lambda call: hang if call.address == "stranger" else None)
    world.faulty_store.open.clear()
    waiting = [
        asyncio.ensure_future(world.service.receive(world.provider.say(HER, f"text {n}")))
        for n in range(DEPTH)
    ]
    await asyncio.sleep(0)
    exit_update = world.provider.say(HER, "leave")
    leaving = asyncio.ensure_future(world.service.receive(exit_update))
    await asyncio.sleep(0)
    world.faulty_store.open.set()
    assert await leaving == Done()
    assert await asyncio.gather(*waiting) == [Done()] * DEPTH
    await world.settled()
    assert world.texts() == ["cover"]
    assert world.hers() == []
    assert (await world.census()).conversations == 0


async def test_a_hide_passes_the_queue_too(world):
    await world.say("open")
    world.faulty_store.open.clear()
    waiting = [
        asyncio.ensure_future(world.service.receive(world.provider.say(HER, f"text {n}")))
        for n in range(5)
    ]
    await asyncio.sleep(0)
    hiding = asyncio.ensure_future(world.service.receive(world.provider.say(HER, "x")))
    await asyncio.sleep(0)
    world.faulty_store.open.set()
    await asyncio.gather(hiding, *waiting)
    await world.settled()
    assert world.texts() == ["cover"], "nothing that was typed before the hide uncovers the screen"
    assert world.hers() == []


async def test_a_press_that_a_hide_overtook_shows_nothing(world):
    await world.say("open")
    screen = world.screen()
    world.faulty_store.open.clear()
    presses = [
        asyncio.ensure_future(world.service.receive(world.provider.press(HER, "1|next", screen.id)))
        for _ in range(3)
    ]
    await asyncio.sleep(0)
    hiding = asyncio.ensure_future(world.service.receive(world.provider.say(HER, "x")))
    await asyncio.sleep(0)
    world.faulty_store.open.set()
    await asyncio.gather(hiding, *presses)
    await world.settled()
    assert world.texts() == ["cover"]


async def test_the_store_is_down(world):
    await world.say("open")
    world.faulty_store.down = True
    before = len(world.calls)
    update = world.provider.say(HER, "help")
    assert await world.deliver(update) == Down()
    assert world.sent_since(before) == [], "nothing leaves before its commit"
    world.faulty_store.down = False
    assert await world.deliver(update) == Done()
    assert world.texts() == ["secret 2"]


async def test_one_bad_decision_does_not_hurt_its_neighbours(world):
    await world.say("open")
    await world.say("open", NEIGHBOUR)
    world.faulty_store.open.clear()
    people = [HER, NEIGHBOUR, "third"]
    texts = ["boom", "help", "open"]
    answers = [
        asyncio.ensure_future(world.service.receive(world.provider.say(who, text)))
        for who, text in zip(people, texts, strict=True)
    ]
    await asyncio.sleep(0)
    world.faulty_store.open.set()
    assert await asyncio.gather(*answers) == [Done()] * 3
    await world.settled()
    assert [world.texts(who) for who in people] == [["secret 1"], ["secret 2"], ["secret 1"]]
    assert [type(bug) for bug in world.bugs] == [ValueError]
    world.bugs.clear()


async def test_many_conversations_share_a_commit(world):
    before = world.faulty_store.commits
    updates = [world.provider.say(f"p{n}", "open") for n in range(60)]
    await asyncio.gather(*(world.service.receive(update) for update in updates))
    await world.settled()
    assert all(world.texts(f"p{n}") == ["secret 1"] for n in range(60))
    assert world.faulty_store.commits - before < 20


async def test_only_exits_are_durable(world):
    await world.say("open")
    await world.say("help")
    assert world.faulty_store.durable == 0
    await world.say("leave")
    assert world.faulty_store.durable == 1


async def test_an_exit_found_by_a_timer_is_durable_too(world):
    await world.say("open")
    await world.wait(25 * HOUR)
    assert world.faulty_store.durable == 1
    assert (await world.census()).conversations == 0


async def test_a_late_update_sends_nothing(store):
    def careless(session, event, now):
        return decide(session, event, now)

    world = World(store, decide=careless)
    await world.service.start()
    await world.say("open")
    screen = world.screen()
    world.provider.remove(HER, screen.id)
    update = world.provider.say(HER, "help")
    world.clock.advance(NOW + 121)
    before = len(world.calls)
    await world.deliver(update)
    assert "send" not in [call.verb for call in world.sent_since(before)]
    assert world.hers() == []
    await world.service.stop(grace=0)


async def test_a_press_on_a_message_that_was_lost_sight_of_deletes_it(world):
    await world.say("open")
    stray = await world.channel.send(HER, Message("secret stray"))
    await world.deliver(world.provider.press(HER, "1|next", stray.message))
    assert world.texts() == ["secret 2"]


async def test_an_update_without_its_own_dedupe_never_mixes_people(world):
    same_id = [
        Update("77", "telegram", who, Said("open", message, world.clock.now()))
        for who, message in ((HER, "900"), (NEIGHBOUR, "901"))
    ]
    for update in same_id:
        await world.deliver(update)
    assert world.texts() == ["secret 1"]
    assert world.texts(NEIGHBOUR) == ["secret 1"]


@pytest.mark.parametrize("text", ["pin", "help"])
async def test_settled_means_settled(world, text):
    await world.say("open")
    await world.say(text)
    census = await world.census()
    assert census.outbox == 0
