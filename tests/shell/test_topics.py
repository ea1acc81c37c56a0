"""A topic for each case at a desk: words go into it, it goes with them, and nothing is lost."""

from __future__ import annotations

import asyncio

import pytest

from bot.channels.base import Blocked, Gone, RefusedForGood, RetryAt, Unknown
from bot.keys import Vault
from bot.shell.letters import STAFF
from bot.shell.work import Work
from bot.store.memory import MemoryStore
from tests.shell.desks import Desks
from tests.shell.faults import After, Before, Hang, Late, always, once, turns

HER, OTHER, ROZA = "1001", "1002", "9001"
HOUR = 3600.0


@pytest.fixture
async def desks():
    store = MemoryStore()
    desks = Desks(store, topics=True)
    await desks.service.start()
    yield desks
    await desks.service.stop(grace=0)
    await store.close()
    assert desks.bugs == []


@pytest.fixture
async def talk(desks):
    """She and counsellor 9001 talk, and a topic stands."""
    await desks.hire(1)
    await desks.person(HER, "open", "human")
    await desks.accept(ROZA)
    await desks.person(HER, "unfold")
    return desks


def topics(desks: Desks, who: str = ROZA) -> list[str]:
    return list(desks.staff.chat(who).topics or ())


def inside(desks: Desks, who: str = ROZA) -> dict[str, str]:
    """Thread (``''``: none) by text of what stands at a desk."""
    return {message.text: message.thread for message in desks.staff.chat(who).ours()}


async def counted(desks: Desks, name: str) -> int:
    rows = await desks.store.transact(lambda tx: tx.counts())
    return sum(n for _, found, n in rows if found == name)


async def kept(desks: Desks, who: str = ROZA) -> list[str]:
    """What is to be deleted at a desk one day."""
    lookups = Vault(desks.roots, desks.shelf).lookups(STAFF, who)
    rows = await desks.store.transact(lambda tx: tx.kept(tx.find(lookups).id))
    return [row.message for row in rows]


def wipe(work: Work) -> None:
    """Forget a desk."""
    assert work.meet(STAFF, ROZA)
    work.let_go()


def opened(desks: Desks) -> int:
    return sum(call.verb == "open" for call in desks.calls)


async def test_words_and_news_of_a_case_stand_in_its_topic_and_offers_do_not(desks):
    await desks.hire(1)
    await desks.person(HER, "open", "human")
    assert set(inside(desks).values()) == {""}
    assert topics(desks) == []
    await desks.accept(ROZA)
    await desks.person(HER, "unfold", "say one", "say two")
    (thread,) = topics(desks)
    stands = inside(desks)
    assert {stands[text] for text in ("news taken", "one", "two")} == {thread}
    assert opened(desks) == 1
    assert list(desks.staff.chat(ROZA).topics.values()) == ["line"], "the header, nothing more"


async def test_each_case_has_its_own(talk):
    await talk.person(HER, "say one")
    await talk.person(OTHER, "open", "human")
    await talk.accept(ROZA)
    await talk.person(OTHER, "unfold", "say two")
    stands = inside(talk)
    assert len({stands["one"], stands["two"], ""}) == 3


async def test_what_is_said_in_a_topic_or_as_an_answer_goes_to_its_case(talk):
    await talk.person(OTHER, "open", "human")
    await talk.accept(ROZA)
    await talk.person(OTHER, "unfold", "say two")
    first, second = topics(talk)
    await talk.deliver(talk.staff.say(ROZA, "for her", thread=first))
    await talk.deliver(talk.staff.say(ROZA, "for the other", thread=second))
    news = next(one for one in talk.staff.chat(ROZA).ours() if one.thread == first)
    await talk.deliver(talk.staff.say(ROZA, "an answer", reply=news.id))
    mine = next(one for one in talk.staff.chat(ROZA).hers() if one.text == "for her")
    await talk.deliver(talk.staff.say(ROZA, "and more", reply=mine.id))
    assert [text for text in talk.at_person(HER) if "secret 1" not in text][-3:] == [
        "secret for her",
        "secret an answer",
        "secret and more",
    ]
    assert "secret for the other" in talk.at_person(OTHER)
    await talk.deliver(talk.staff.say(ROZA, "to nobody in particular", thread="77"))
    assert "secret to nobody in particular" in talk.at_person(OTHER), "the desk decides"


@pytest.mark.parametrize("said", ["close", "leave"])
async def test_the_topic_goes_after_the_words(talk, said):
    await talk.person(HER, "say canary")
    if said == "close":
        await talk.counsellor(ROZA, "close")
    else:
        await talk.person(HER, "leave")
    await talk.wait(HOUR)
    assert topics(talk) == []
    assert talk.all_at_desk(ROZA) == []
    assert await kept(talk) == []


@pytest.mark.parametrize("outcome", [RetryAt(20.0), Before(), After()])
async def test_closing_is_tried_until_it_is_done(talk, outcome):
    await talk.person(HER, "say canary")
    talk.rule = once("delete", outcome, ROZA)
    await talk.counsellor(ROZA, "close")
    await talk.wait(60)
    assert not [text for text in talk.all_at_desk(ROZA) if "canary" in text]
    await talk.wait(HOUR)
    assert topics(talk) == []
    assert await kept(talk) == []


async def test_a_topic_that_is_gone_already_is_forgotten(talk):
    talk.staff.remove_topic(ROZA, topics(talk)[0])
    await talk.counsellor(ROZA, "close")
    await talk.wait(HOUR)
    assert await kept(talk) == []


async def test_a_topic_that_was_deleted_by_hand_is_opened_anew(talk):
    await talk.person(HER, "say one")
    talk.staff.remove_topic(ROZA, topics(talk)[0])
    await talk.person(HER, "say two", "say three")
    (thread,) = topics(talk)
    assert inside(talk) == {"two": thread, "three": thread}


async def test_one_that_is_deleted_again_and_again_costs_no_words(talk):
    talk.rule = lambda call: Gone() if call.thread and call.text == "one" else None
    await talk.person(HER, "say one", "say two")
    stands = inside(talk)
    assert stands["one"] == ""
    assert opened(talk) == 2
    assert [text for text in talk.at_desk(ROZA) if text in ("one", "two")] == ["one", "two"]


@pytest.mark.parametrize("outcome", [RefusedForGood(), Gone()])
async def test_where_none_can_be_opened_words_go_plainly_for_an_hour(desks, outcome):
    await desks.hire(1)
    desks.rule = always("open", outcome, ROZA)
    await desks.person(HER, "open", "human")
    await desks.accept(ROZA)
    await desks.person(HER, "unfold", "say one")
    assert inside(desks)["one"] == ""
    assert opened(desks) == 1
    desks.rule = lambda call: None
    await desks.person(HER, "say two")
    assert (inside(desks)["two"], opened(desks)) == ("", 1)
    await desks.wait(HOUR)
    await desks.person(HER, "open", "unfold", "say three")
    assert inside(desks)["three"] == topics(desks)[0]


async def test_a_chat_without_topics_gets_everything_plainly(desks):
    await desks.hire(1)
    desks.staff.chat(ROZA).topics = None
    await desks.person(HER, "open", "human")
    await desks.accept(ROZA)
    await desks.person(HER, "unfold", "say one")
    assert inside(desks)["one"] == ""


async def test_an_account_without_topics_is_never_asked():
    desks = Desks(MemoryStore())
    await desks.service.start()
    await desks.hire(1)
    await desks.person(HER, "open", "human")
    await desks.accept(ROZA)
    assert opened(desks) == 0
    await desks.service.stop(grace=0)


async def test_a_limit_puts_off_the_topic_and_the_words(desks):
    await desks.hire(1)
    await desks.person(HER, "open", "human")
    desks.rule = once("open", RetryAt(20.0), ROZA)
    await desks.accept(ROZA)
    assert "news taken" not in inside(desks)
    await desks.wait(21)
    assert inside(desks)["news taken"] == topics(desks)[0]


@pytest.mark.parametrize("fault", [Before(), After()], ids=["before", "after"])
async def test_an_answer_that_is_lost_leaves_at_most_an_empty_topic_and_is_counted(desks, fault):
    await desks.hire(1)
    await desks.person(HER, "open", "human")
    desks.rule = once("open", fault, ROZA)
    await desks.accept(ROZA)
    await desks.wait(2)
    thread = inside(desks)["news taken"]
    assert thread == topics(desks)[-1]
    assert len(topics(desks)) == 1 + isinstance(fault, After)
    assert await counted(desks, "topic.doubtful") == 1
    await desks.wait(5)
    assert desks.at_desk(ROZA).count("news taken") == 1


async def test_an_outage_of_answers_opens_two_topics_at_most(desks):
    await desks.hire(1)
    await desks.person(HER, "open", "human")
    desks.rule = always("open", After(), ROZA)
    await desks.accept(ROZA)
    await desks.wait(30)
    await desks.person(HER, "unfold", "say one")
    assert inside(desks)["one"] == ""
    assert len(topics(desks)) == 2
    assert await counted(desks, "topic.doubtful") == 2


async def test_every_crash_point_of_an_acceptance(desks):
    """Wherever the process dies, the news stands once, in a topic, and all goes in the end."""
    await desks.hire(1)
    await desks.person(HER, "open", "human")
    offer = desks.offer(ROZA)
    before = desks.gate.passed
    await desks.deliver(desks.staff.press(ROZA, offer[1], offer[0]))
    points = desks.gate.passed - before
    assert points > 4
    for crash_at in range(1, points + 1):
        await _dies_at(crash_at)


async def _dies_at(crash_at: int) -> None:
    desks = Desks(MemoryStore(), topics=True)
    await desks.service.start()
    await desks.hire(1)
    await desks.person(HER, "open", "human")
    offer = desks.offer(ROZA)
    press = desks.staff.press(ROZA, offer[1], offer[0])
    desks.gate.crash_at = desks.gate.passed + crash_at
    receiving = asyncio.ensure_future(desks.service.receive(press))
    await turns(400)
    assert desks.gate.dead.is_set()
    receiving.cancel()
    await desks.restart()
    await desks.deliver(press)
    await desks.wait(5)
    assert desks.at_desk(ROZA).count("news taken") == 1, crash_at
    await desks.person(HER, "unfold", "say one")
    assert inside(desks)["one"] == inside(desks)["news taken"] != "", crash_at
    await desks.counsellor(ROZA, "close")
    await desks.wait(HOUR)
    assert desks.all_at_desk(ROZA) == []
    assert len(topics(desks)) <= await counted(desks, "topic.doubtful")
    assert desks.bugs == []
    await desks.service.stop(grace=0)


async def accepts(desks: Desks) -> None:
    """She presses the offer; a call that hangs is not waited for."""
    offer = desks.offer(ROZA)
    await desks.service.receive(desks.staff.press(ROZA, offer[1], offer[0]))
    await turns()


async def opening(desks: Desks) -> Hang:
    """A topic is being opened, and Telegram has not answered yet."""
    await desks.hire(1)
    await desks.person(HER, "open", "human")
    hang = Hang()
    desks.rule = once("open", hang, ROZA)
    await accepts(desks)
    return hang


async def test_a_case_that_ends_while_its_topic_is_being_opened(desks):
    hang = await opening(desks)
    desks.rule = lambda call: None
    await desks.service.receive(desks.people.say(HER, "leave"))
    await turns()
    hang.release.set()
    await desks.service.settled()
    assert topics(desks) == []
    await desks.wait(HOUR)
    assert desks.all_at_desk(ROZA) == []


async def test_a_lost_message_is_searched_for_without_touching_topics(talk):
    """The search goes over ids among which those of topics are."""
    await talk.person(OTHER, "open", "human")
    talk.rule = always("open", RetryAt(5.0), ROZA)
    await talk.accept(ROZA)
    await talk.person(OTHER, "unfold")
    talk.rule = lambda call: None
    await talk.wait(6)
    talk.rule = once("send", After(), ROZA)
    await talk.person(HER, "say one")
    await talk.wait(5)
    first, second = topics(talk)
    assert inside(talk)["one"] == first
    assert talk.at_desk(ROZA).count("one") == 1
    assert not deleted(talk) & {first, second}


def deleted(desks: Desks) -> set[str]:
    return {one for call in desks.calls if call.verb == "delete" for one in call.ids}


async def test_the_search_for_the_first_words_spares_the_topic_they_go_into(desks):
    await desks.hire(1)
    await desks.person(HER, "open", "human")
    desks.rule = lambda call: After() if call.thread and opened(desks) == 1 else None
    await desks.accept(ROZA)
    desks.rule = lambda call: None
    await desks.wait(5)
    (thread,) = topics(desks)
    assert desks.at_desk(ROZA).count("news taken") == 1
    assert inside(desks)["news taken"] == thread
    assert deleted(desks), "it was searched for"
    assert thread not in deleted(desks)


async def test_a_search_that_is_left_over_spares_a_topic_that_was_opened_since(talk):
    await talk.person(OTHER, "open", "human")
    late = Late()
    talk.rule = lambda call: late if call.text == "canary" else None
    await talk.service.receive(talk.people.say(HER, "say canary"))
    await turns()
    await accepts(talk)
    await talk.service.receive(talk.people.say(HER, "leave"))
    await turns()
    late.release.set()
    await talk.service.settled()
    (thread,) = topics(talk)
    assert inside(talk)["news taken"] == thread
    assert "canary" not in talk.all_at_desk(ROZA)
    assert thread not in deleted(talk)


async def test_nothing_goes_into_a_topic_that_waits_to_be_closed(desks):
    await desks.hire(1)
    await desks.person(HER, "open", "human")
    await desks.accept(ROZA)
    (first,) = topics(desks)
    desks.rule = always("delete", RetryAt(7000.0), ROZA)
    await desks.wait(601)  # she did not open it: it is withdrawn
    await desks.person(HER, "open", "here")
    await desks.wait(601)
    await desks.accept(ROZA)
    threads = [m.thread for m in desks.staff.chat(ROZA).ours() if m.text == "news taken"]
    assert len(set(threads)) == 2
    assert threads[0] == first
    desks.rule = lambda call: None
    await desks.wait(2 * HOUR)
    assert first not in topics(desks)


async def test_what_a_counsellor_who_blocked_us_had_goes_when_it_can(talk):
    talk.rule = always("send", Blocked(), ROZA)
    await talk.person(HER, "say one")
    talk.rule = lambda call: None
    await talk.wait(HOUR)
    await talk.person(HER, "leave")
    await talk.wait(HOUR)
    assert topics(talk) == []
    assert await kept(talk) == []


async def test_a_desk_that_is_wiped_leaves_no_topic(talk):
    await talk.person(HER, "say canary")
    talk.rule = once("delete", Unknown(), ROZA)
    await talk.service._applying.commit_alone(wipe)
    await talk.service.settled()
    await talk.wait(HOUR)
    assert talk.all_at_desk(ROZA) == []
    assert topics(talk) == []
    assert (await talk.store.transact(lambda tx: tx.census())).wipes == 0


async def test_a_topic_opened_for_a_desk_that_was_wiped_goes_at_once(desks):
    hang = await opening(desks)
    await desks.service._applying.commit_alone(wipe)
    await turns()
    hang.release.set()
    await desks.service.settled()
    await desks.wait(120)
    assert topics(desks) == []


async def test_a_topic_that_came_when_the_desk_was_given_up_goes(desks):
    hang = await opening(desks)
    await desks.service.blocked(STAFF, ROZA)
    await turns()
    hang.release.set()
    await desks.service.settled()
    standing = {message.thread for message in desks.staff.chat(ROZA).ours()}
    assert set(topics(desks)) <= standing


async def test_copies_go_at_46_hours_and_the_topic_stays_with_the_talk(talk):
    await talk.person(HER, "say canary")
    for _ in range(6):
        await talk.wait(8 * HOUR)
        await talk.person(HER, "open", "here", "unfold", "say still here")
        await talk.counsellor(ROZA, "still here too")
    assert "canary" not in talk.all_at_desk(ROZA)
    (thread,) = topics(talk)
    assert inside(talk)["still here"] == thread
