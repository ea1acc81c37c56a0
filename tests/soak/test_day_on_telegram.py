"""A day of simulated traffic with every fault: disk and memory return to where they were."""

from __future__ import annotations

import asyncio
import logging
import tracemalloc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from fakes.telegram.clock import Clock
from fakes.telegram.world import World
from tests.soak.day import Day
from tests.soak.test_soak import GROWTH, KNOWN_GONE
from tests.talk import NOW, real_pack
from tests.telegram.house import House, housed
from tests.telegram.watching import comes_again, is_cover, shown

SEED = 20261122
PAGE = 4096
"""Bytes: the counts of each day, which are about nobody, are kept for ever."""

NOISE = 131_072
"""Bytes of connections that rest, of buffers, of what is loaded when it is first needed."""


@pytest.fixture(autouse=True)
def no_warnings_of_the_library_about_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """A limit while the webhook is set would end the process: in tests warnings are errors."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@asynccontextmanager
async def simulated(folder: Path, seed: int, *, webhook: bool) -> AsyncIterator[Day]:
    """A house, its log heard by us alone, memory traced."""
    pack, root, ours = real_pack(), logging.getLogger(), logging.getLogger("bot")
    handlers, level = root.handlers[:], ours.level
    try:
        async with (
            World(Clock(NOW)) as world,
            housed(world, folder, pack, webhook=webhook) as house,
        ):
            day = Day(house, pack, seed, webhook=webhook)
            tracemalloc.start()
            root.handlers[:] = [day.ears]
            ours.setLevel(logging.DEBUG)
            yield day
    finally:
        root.handlers[:] = handlers
        ours.setLevel(level)
        tracemalloc.stop()


async def _two_days(folder: Path, seed: int, acts: int, *, webhook: bool = True) -> Day:
    told = f"seed {seed}"
    async with simulated(folder, seed, webhook=webhook) as day:
        await day.house.settles()
        file = day.size()
        await day.passes(acts)
        assert await day.leftovers() == {}, told
        ended, memory = await day.ended(), day.memory()
        await day.passes(acts)
        assert await day.leftovers() == {}, told
        ended, memory_after = await day.ended() - ended, day.memory()
        file_after = day.size()
    assert day.wrong == [], f"{told}: {day.wrong[0]}"
    assert day.ears.wrong == [], f"{told}: {day.ears.wrong[0]}"
    assert file_after <= file * GROWTH + PAGE, told
    assert memory_after <= memory * GROWTH + ended * KNOWN_GONE + NOISE, told
    assert ended > acts / 60, told
    return day


@pytest.mark.slow
async def test_two_days_in_any_weather_leave_nothing_behind(tmp_path: Path) -> None:
    day = await _two_days(tmp_path, SEED, 120)
    assert day.seen["acts"] > 220
    assert set(day.weather.seen) == set(day.weather.forecast)


@pytest.mark.long
@pytest.mark.parametrize("webhook", [True, False], ids=["webhook", "polling"])
async def test_two_long_days_in_any_weather_leave_nothing_behind(
    tmp_path: Path, webhook: bool
) -> None:
    day = await _two_days(tmp_path, SEED + webhook, 1_500, webhook=webhook)
    assert set(day.weather.seen) == set(day.weather.forecast)
    steps = {name for name in day.seen if name.startswith("step ")}
    assert len(steps) > 25


async def test_deletes_that_wait_in_an_outage_are_owed_once(tmp_path: Path) -> None:
    """A delete that failed at once met a second begin of itself: rows doubled, again and again."""
    async with World(Clock(NOW)) as world, housed(world, tmp_path, real_pack()) as house:
        her = world.person()
        await house.enters(her)
        async with world.down():
            for word in ("зелёный", "синий", "жёлтый"):
                her.types(word)
                await house.settles()
                house._move(0.3)
            owed = (await house.census()).outbox
            for _ in range(3):
                await _busy_disk(house)
                assert (await house.census()).outbox <= owed
        await house.passes(60)
        assert (await house.census()).outbox == 0


@pytest.mark.parametrize("webhook", [True, False], ids=["webhook", "polling"])
async def test_a_word_that_came_before_an_exit_opens_nothing_after_it(
    tmp_path: Path, webhook: bool
) -> None:
    """Both came with one fetch, and the exit was carried out first."""
    pack = real_pack()
    async with World(Clock(NOW)) as world, housed(world, tmp_path, pack, webhook=webhook) as house:
        her = world.person()
        await house.crashes()
        for words in (sorted(pack.opening_words)[0], "/x"):
            her.types(words)
        await house.opens()
        await comes_again(house)
        assert house.session(her) is None
        assert all(is_cover(text) for text in shown(her))


async def _busy_disk(house: House) -> None:
    """Commits wait for eighteen seconds, in which several things become due one after the other."""
    house.rows.stick()
    for _ in range(60):
        house._move(0.3)
        await asyncio.sleep(0)
    house.rows.free()
    await house.settles()
