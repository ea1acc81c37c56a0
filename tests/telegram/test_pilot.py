"""A pilot: testers come in, nobody else does, and anybody can leave (S11)."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.channels.render import render
from bot.channels.telegram.capabilities import CAPABILITIES
from bot.effects import Screen, Tone
from bot.text import Plain, Text, text
from fakes.telegram.media import MEDIA
from fakes.telegram.person import Person
from fakes.telegram.world import World
from tests.telegram.house import House, housed

EXIT_WORDS = {"ru": "выход", "kk": "шығу", "en": "exit"}


def closed(house: House, person: Person, locale: str = "ru") -> str:
    """What somebody is told who may not come in."""
    said = text("pilot.closed", digits=Text("digits.any"), number=Plain(person.id))
    screen = Screen(locale, (said,), tone=Tone.COVER)
    return render(screen, CAPABILITIES, house.pack.catalogue).text


def ours(person: Person) -> list[str]:
    return [seen.text for seen in person.sees if seen.by_bot]


@pytest_asyncio.fixture
async def tester(world: World) -> Person:
    return world.person("Tester")


@pytest_asyncio.fixture
async def house(world: World, tester: Person, tmp_path, pack) -> AsyncIterator[House]:
    testers = f"123, {tester.id}"
    async with housed(world, tmp_path, pack, webhook=False, PANA_TESTERS=testers) as house:
        yield house


async def is_empty(house: House) -> bool:
    census = await house.census()
    return not (census.conversations or census.outbox or census.ledger or census.wipes)


async def test_a_tester_comes_in(house: House, tester: Person):
    await house.enters(tester)
    assert house.session(tester).inside


@pytest.mark.parametrize("code", ["ru", "kk", "en", "de", None])
async def test_nobody_else_does_and_is_told_so_with_her_number(
    house: House, world: World, code: str | None
):
    stranger = world.person("Somebody", code)
    stranger.starts("ru-KZ")
    await house.settles()
    told = ours(stranger)
    assert told == [closed(house, stranger, house.pack.cover_locale(code or ""))]
    assert str(stranger.id) in told[0]
    assert await is_empty(house)
    assert house.live.counts["turned_away"] == 1


async def test_whatever_she_sends_nothing_opens_and_nothing_is_kept(house: House, world: World):
    stranger = world.person("Somebody")
    for kind in MEDIA:
        stranger.sends(kind)
    stranger.types(house.pack.covers["ru"].word)
    stranger.types("он меня бьёт")
    stranger.forwards("news")
    stranger.press_arrives({"message": stranger.sees[0].message, "data": "t|go"})
    await house.settles()
    assert set(ours(stranger)) == {closed(house, stranger)}
    assert all(one.silent for one in stranger.notifications)
    assert not any(seen.buttons for seen in stranger.sees)
    assert await is_empty(house)


async def test_who_blocks_us_is_met_with_silence(house: House, world: World):
    stranger = world.person("Somebody")
    stranger.starts()
    await house.settles()
    stranger.blocks()
    since = world.moment()
    await house.settles()
    world.assert_nothing_sent(since, stranger)


async def test_an_exit_word_of_anybody_is_not_answered_with_a_closed_door(
    house: House, world: World
):
    for code, word in EXIT_WORDS.items():
        stranger = world.person("Somebody", code)
        stranger.types(word)
        await house.settles()
        assert closed(house, stranger, code) not in ours(stranger)
        assert "turned_away" not in house.live.counts
        assert await is_empty(house)


@pytest.mark.parametrize("how", ["word", "button"])
async def test_s11_who_is_no_tester_any_more_can_still_leave(
    house: House, world: World, tester: Person, how: str
):
    await house.enters(tester)
    house.env["PANA_TESTERS"] = "123"
    await house.restarts()
    if how == "word":
        tester.types(EXIT_WORDS["ru"])
    else:
        await house.press(tester, "exit")
    await house.settles()
    assert house.session(tester) is None
    assert (await house.census()).conversations == 0
    assert closed(house, tester) not in ours(tester)
    assert len(tester.sees) == 1


async def test_s01_the_space_of_who_is_no_tester_any_more_still_closes_by_itself(
    house: House, world: World, tester: Person
):
    await house.enters(tester)
    before = ours(tester)
    house.env["PANA_TESTERS"] = "123"
    await house.restarts()
    await house.passes(400.0)
    assert ours(tester) != before
    assert house.pack.covers["ru"].word is not None
    assert len(tester.sees) == 1


async def test_with_a_star_everybody_comes_in(world: World, tmp_path, pack):
    async with housed(world, tmp_path, pack, webhook=False, PANA_TESTERS="*") as house:
        await house.enters(world.person())


@pytest.mark.parametrize("webhook", [True, False])
async def test_without_testers_nobody_comes_in(world: World, tmp_path, pack, webhook: bool):
    async with housed(world, tmp_path, pack, webhook=webhook, PANA_TESTERS="") as house:
        her = world.person()
        her.starts("ru-KZ")
        await house.settles()
        assert ours(her) == [closed(house, her)]
