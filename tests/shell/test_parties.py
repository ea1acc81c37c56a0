"""Three parties, one transaction: a person, a counsellor, the others; whatever dies in between."""

from __future__ import annotations

import asyncio

import pytest

from bot.channels.base import Blocked, RetryAt
from bot.store.memory import MemoryStore
from bot.store.sqlite import SqliteStore
from tests.shell.desks import Desks
from tests.shell.faults import Hang, always, turns

HER, OTHER = "1001", "1002"
HOUR = 3600.0


@pytest.fixture(params=["memory", "sqlite"])
async def desks(request, tmp_path):
    store = MemoryStore()
    if request.param == "sqlite":
        store = await SqliteStore.open(tmp_path / "pana.db")
    desks = Desks(store)
    await desks.service.start()
    yield desks
    await desks.service.stop(grace=0)
    await store.close()
    assert desks.bugs == []


@pytest.fixture
async def talk(desks):
    """She and counsellor 9001 talk."""
    roza = await desks.hire(1)
    await desks.person(HER, "open", "human")
    await desks.accept(roza)
    await desks.person(HER, "unfold")
    return desks


async def test_the_whole_way_and_nothing_is_left_on_either_side(desks):
    roza = await desks.hire(1)
    await desks.person(HER, "open", "human")
    assert [text[:5] for text in desks.at_desk(roza)] == ["offer"]
    await desks.accept(roza)
    assert desks.at_desk(roza) == ["news taken"]
    assert "secret somebody is here" in desks.at_person(HER)
    await desks.person(HER, "unfold", "say good evening")
    await desks.counsellor(roza, "good evening to you")
    assert "good evening" in desks.at_desk(roza)
    assert "secret good evening to you" in desks.at_person(HER)
    await desks.counsellor(roza, "close")
    assert desks.at_desk(roza) == ["news over"]
    await desks.wait(HOUR)
    assert desks.all_at_desk(roza) == []
    census = await desks.store.transact(lambda tx: tx.census())
    assert census.cases == 0
    await desks.person(HER, "leave")
    assert desks.people.chat(HER).hers() == []
    assert "secret" not in " ".join(desks.at_person(HER))


async def test_leaving_reaches_the_desk_and_wipes_both_sides(talk):
    """S13, S49."""
    await talk.person(HER, "say my canary")
    await talk.counsellor("9001", "canary of mine")
    await talk.person(HER, "leave")
    assert talk.all_at_desk("9001") == ["news she_left"]
    assert "canary" not in " ".join(talk.at_person(HER))
    await talk.counsellor("9001", "are you there?")
    assert "are you there?" not in " ".join(talk.at_person(HER))
    assert await talk.owners() == {}
    await talk.wait(HOUR)
    assert (await talk.store.transact(lambda tx: tx.census())).cases == 0


async def test_a_text_in_the_making_is_not_delivered_after_she_left(talk):
    hang = Hang()
    talk.rule = lambda call: hang if call.verb == "send" and "canary" in call.text else None
    await talk.service.receive(talk.staff.say("9001", "canary"))
    await turns()
    await talk.service.receive(talk.people.say(HER, "leave"))
    await turns()
    hang.release.set()
    await talk.service.settled()
    await talk.wait(120)
    assert "canary" not in " ".join(talk.at_person(HER))
    assert talk.people.chat(HER).hers() == []


async def test_s48_twenty_press_accept_at_once_and_one_wins(desks):
    counsellors = [await desks.hire(number) for number in range(1, 21)]
    await desks.person(HER, "open", "human")
    offers = {who: desks.offer(who) for who in counsellors}
    presses = [desks.staff.press(who, data, on) for who, (on, data) in offers.items()]
    await asyncio.gather(*(desks.service.receive(press) for press in presses))
    await desks.service.settled()
    told = [text for who in counsellors for text in desks.at_desk(who)]
    assert sorted(told) == ["news taken", *["refused taken"] * 19]
    assert len(await desks.owners()) == 1
    assert desks.at_person(HER).count("secret somebody is here") == 1


async def test_words_go_to_nobody_but_the_other_side_of_that_talk(desks):
    for number, who in ((1, HER), (2, OTHER)):
        await desks.hire(number)
        await desks.person(who, "open", "human")
    taken = {}
    for counsellor in ("9001", "9002"):
        await desks.accept(counsellor)
    for who in (HER, OTHER):
        await desks.person(who, "unfold", f"say canary-of-{who}")
    for counsellor in ("9001", "9002"):
        await desks.counsellor(counsellor, f"canary-of-{counsellor}")
        heard = [text for text in desks.at_desk(counsellor) if text.startswith("canary-of-100")]
        assert len(heard) == 1
        taken[counsellor] = heard[0].removeprefix("canary-of-")
    assert set(taken.values()) == {HER, OTHER}
    for counsellor, who in taken.items():
        seen = [text for text in desks.at_person(who) if "canary" in text]
        assert seen == [f"secret canary-of-{counsellor}"]


async def test_hiding_takes_the_words_away_and_holds_the_counsellor(talk):
    await talk.counsellor("9001", "canary")
    await talk.person(HER, "x")
    assert "canary" not in " ".join(talk.at_person(HER))
    assert "news away" in talk.at_desk("9001")
    await talk.counsellor("9001", "second canary")
    assert "canary" not in " ".join(talk.at_person(HER))
    assert "news do_not_write" in talk.at_desk("9001")


async def test_the_three_clocks(desks):
    """Arrival not opened; offer not taken; words unanswered."""
    roza = await desks.hire(1)
    await desks.person(HER, "open", "human")
    await desks.wait(121)
    assert len([text for text in desks.at_desk(roza) if text.startswith("offer")]) == 2
    await desks.accept(roza)
    assert not [text for text in desks.at_desk(roza) if text.startswith("offer")]
    await desks.wait(601)
    assert desks.at_desk(roza) == ["news not_opened"]
    assert await desks.owners() == {}
    await desks.person(HER, "open", "here")
    await desks.wait(601)  # ten minutes of rest between two talks
    await desks.accept(roza)
    await desks.person(HER, "open", "unfold")
    await desks.wait(301)
    assert "news she_waits" in desks.at_desk(roza)


async def test_a_transfer_reaches_somebody_else_and_the_first_keeps_nothing(talk):
    await talk.person(HER, "say canary")
    maral = await talk.hire(2)
    await talk.counsellor("9001", "ask transfer")
    await talk.person(HER, "yes")
    assert talk.all_at_desk("9001") == ["news handed_on"]
    assert [text[:5] for text in talk.at_desk(maral)] == ["offer"]
    await talk.accept(maral)
    await talk.person(HER, "unfold", "say hello")
    assert "hello" in talk.at_desk(maral)
    assert "hello" not in talk.at_desk("9001")


async def test_a_counsellor_who_blocks_the_bot_loses_nobody(talk):
    maral = await talk.hire(2)
    talk.rule = always("send", Blocked(), "9001")
    await talk.person(HER, "say canary")
    assert await talk.owners() == {}
    assert [text[:5] for text in talk.at_desk(maral)] == ["offer"]
    talk.rule = lambda call: None
    await talk.person(OTHER, "open", "human")
    assert not [text for text in talk.at_desk("9001") if text.startswith("offer")], "off duty"


async def test_a_limit_at_the_desk_keeps_order_and_loses_nothing(talk):
    talk.rule = always("send", RetryAt(20.0), "9001")
    await talk.person(HER, "say one", "say two")
    talk.rule = lambda call: None
    await talk.wait(25)
    passed = [text for text in talk.at_desk("9001") if text in ("one", "two")]
    assert passed == ["one", "two"]


async def test_nobody_on_duty_means_nobody_is_asked(desks):
    roza = await desks.hire(1, duty_until=0.0)
    await desks.person(HER, "open", "human")
    assert desks.at_desk(roza) == []
    await desks.counsellor(roza, "duty")
    assert [text[:5] for text in desks.at_desk(roza)] == ["offer"]
    await desks.counsellor(roza, "off")
    assert not [text for text in desks.at_desk(roza) if text.startswith("offer")]


async def test_everything_survives_a_new_process(talk):
    await talk.restart()
    await talk.person(HER, "say hello")
    assert "hello" in talk.at_desk("9001")
    await talk.restart()
    await talk.wait(301)
    assert "news she_waits" in talk.at_desk("9001")


async def test_staff_copies_go_at_46_hours_even_of_a_talk_that_goes_on(talk):
    await talk.person(HER, "say canary")
    for _ in range(6):
        await talk.wait(8 * HOUR)
        await talk.person(HER, "say still here")
        await talk.counsellor("9001", "still here too")
    assert "canary" not in talk.all_at_desk("9001")


async def test_a_desk_is_not_forgotten_by_time(desks):
    roza = await desks.hire(1)
    await desks.wait(60 * HOUR)
    await desks.person(HER, "open", "human")
    assert [text[:5] for text in desks.at_desk(roza)] == ["offer"]


@pytest.mark.parametrize("restarts", [True, False])
async def test_who_is_forgotten_elsewhere_is_heard_of(talk, restarts):
    conversation = (await talk.store.transact(lambda tx: tx.cases()))[0].conversation
    await talk.store.transact(lambda tx: tx.forget(conversation))
    if restarts:
        await talk.restart()
    await talk.counsellor("9001", "canary")
    assert "canary" not in " ".join(talk.at_person(HER))
    assert "news she_left" in talk.at_desk("9001")
    assert await talk.owners() == {}
