"""Words that are passed on: in order, once, in time, and gone with their group."""

from __future__ import annotations

import pytest

from bot.channels.base import Gone, RefusedForGood, RetryAt
from tests.shell.faults import HER, After, Before, Hang, always, once, turns
from tests.shell.world import NEIGHBOUR, gone


def words(world) -> list[str]:
    """What stands of them, oldest first, without the part that all have."""
    return [text.removeprefix("secret ") for text in world.texts() if " " in text[7:]]


async def counted(world, name: str) -> int:
    rows = await world.read(lambda tx: tx.counts())
    return sum(n for _, found, n in rows if found == name)


@pytest.fixture
async def talk(world):
    await world.say("open")
    return world


async def test_words_stay_and_keep_their_order_while_the_screen_goes_on(talk):
    for said in ("pass a", "pass b", "help", "pass c"):
        await talk.say(said)
    assert words(talk) == ["words a", "words b", "words c"]
    census = await talk.census()
    assert (census.ledger, census.outbox) == (3, 0)


async def test_one_is_on_its_way_at_a_time(talk):
    hang = Hang()
    talk.fail(once("send", hang))
    for said in ("pass a", "pass b"):
        await talk.service.receive(talk.provider.say(HER, said))
    await turns()
    assert [call.text for call in talk.calls if "words" in call.text] == ["secret words a"]
    hang.release.set()
    await talk.settled()
    assert words(talk) == ["words a", "words b"]


@pytest.mark.parametrize("fault", [Before(), After()], ids=["before", "after"])
async def test_an_answer_that_is_lost_doubles_nothing_and_loses_nothing(talk, fault):
    talk.fail(once("send", fault))
    await talk.say("pass a")
    await talk.say("pass b")
    assert words(talk) == ["words a", "words b"]
    assert (await talk.census()).ledger == 2


async def test_a_limit_puts_them_off_in_order(talk):
    talk.fail(once("send", RetryAt(20.0)))
    await talk.say("pass a")
    await talk.say("pass b")
    assert words(talk) == []
    await talk.wait(21)
    assert words(talk) == ["words a", "words b"]


async def test_words_that_are_late_are_dropped_and_somebody_hears_of_it(talk):
    talk.fail(always("send", RetryAt(200.0)))
    await talk.say("pass a")
    await talk.wait(250)
    talk.heal()
    await talk.say("pass b")
    await talk.wait(150)
    assert words(talk) == ["words b"]
    assert await counted(talk, "dropped") == 1


@pytest.mark.parametrize("outcome", [RefusedForGood(), Gone()])
async def test_words_that_are_refused_are_reported_and_the_next_go_on(talk, outcome):
    talk.fail(once("send", outcome))
    await talk.say("pass a")
    await talk.say("pass b")
    assert words(talk) == ["words b"]
    assert await counted(talk, "dropped") == 1


async def test_a_change_reaches_the_copy_even_when_it_is_still_on_its_way(talk):
    hang = Hang()
    talk.fail(once("send", hang))
    for said in ("pass a", "amend a"):
        await talk.service.receive(talk.provider.say(HER, said))
    await turns()
    hang.release.set()
    await talk.settled()
    assert words(talk) == ["amended a"]


async def test_a_change_of_what_never_came_is_reported(talk):
    await talk.say("amend a")
    assert words(talk) == []
    assert await counted(talk, "dropped") == 1


async def test_an_edit_whose_answer_is_lost_is_made_again(talk):
    await talk.say("pass a")
    talk.fail(once("edit", Before()))
    await talk.say("amend a")
    await talk.wait(2)
    assert words(talk) == ["amended a"]


@pytest.mark.parametrize("said", ["take a", "withdraw", "x"])
async def test_what_is_taken_back_goes_wherever_it_is(talk, said):
    """It stands already; it waits; it is on its way."""
    await talk.say("pass a")
    await talk.say(said)
    assert words(talk) == []
    await talk.say("open")
    hang = Hang()
    talk.fail(once("send", hang))
    await talk.service.receive(talk.provider.say(HER, "pass a"))
    await talk.service.receive(talk.provider.say(HER, "pass a"))
    await turns()
    await talk.service.receive(talk.provider.say(HER, said))
    await turns()
    hang.release.set()
    await talk.settled()
    assert words(talk) == []
    census = await talk.census()
    assert (census.ledger, census.outbox) == (0, 0)


async def test_taking_one_back_leaves_the_others(talk):
    for said in ("pass a", "pass b", "take a"):
        await talk.say(said)
    assert words(talk) == ["words b"]


async def test_leaving_takes_all_words_away(talk):
    for said in ("pass a", "pass b", "leave"):
        await talk.say(said)
    assert await gone(talk)


async def test_leaving_while_words_are_on_their_way(talk):
    hang = Hang()
    talk.fail(once("send", hang))
    await talk.service.receive(talk.provider.say(HER, "pass a"))
    await turns()
    await talk.service.receive(talk.provider.say(HER, "leave"))
    await turns()
    hang.release.set()
    await talk.settled()
    await talk.wait(120)
    assert await gone(talk)


async def test_words_do_not_hold_the_screen_nor_the_screen_words(talk):
    hang = Hang()
    talk.fail(once("send", hang))
    await talk.service.receive(talk.provider.say(HER, "pass a"))
    await talk.service.receive(talk.provider.say(HER, "help"))
    await turns()
    assert talk.texts() == ["secret 3"]
    hang.release.set()
    await talk.settled()


async def test_a_new_process_passes_on_what_was_left(talk):
    talk.fail(always("send", RetryAt(30.0)))
    await talk.say("pass a")
    await talk.say("pass b")
    talk.heal()
    await talk.restart()
    await talk.wait(31)
    assert words(talk) == ["words a", "words b"]


async def test_a_neighbour_sees_nothing_of_it(talk):
    await talk.say("open", NEIGHBOUR)
    await talk.say("pass a")
    assert talk.texts(NEIGHBOUR) == ["secret 1"]
