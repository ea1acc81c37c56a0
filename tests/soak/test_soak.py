"""Long random traffic: through `decide` alone, then through the whole service on a real file."""

from __future__ import annotations

import logging
import math
import tracemalloc
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.keys import destroyed_at
from tests.soak.house import House
from tests.soak.talks import Talks
from tests.talk import Talk, through_the_door

SEED = 20261121
WARM = 400
"""Events before tracing, and again before the first weighing."""
GROWTH = 1.05
KNOWN_GONE = 200
"""Bytes that the service holds of each conversation that ended: its id alone, of the last 10,000,
so that no late call revives it."""
CACHES = 65_536
"""Bytes for what is remembered of the content as its screens are first shown: bounded by it."""


def test_a_hundred_thousand_events_are_all_answered() -> None:
    talks = Talks(SEED)
    talks.run(100_000)
    least = {"Pressed": 40_000, "Said": 20_000, "Located": 3_000, "SentMedia": 3_000,
             "Started": 3_000, "TimerFired": 1_000, "leave": 1_000}  # fmt: skip
    assert {kind: n for kind, n in least.items() if talks.kinds[kind] < n} == {}
    there = {f"{flow.id}.{step}" for flow in talks.pack.flows.values() for step in flow.steps}
    # Without counsellors nobody gets into a talk; tests/desk walks there.
    there -= {step for step in there if step.startswith("talk.")}
    assert len(there - talks.steps) <= len(there) / 20


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_other_events_are_all_answered(seed: int) -> None:
    Talks(seed).run(100_000)


@pytest.mark.parametrize(("lat", "lon"), [(math.nan, 70.0), (math.inf, 0.0), (91.0, 0.0), (0, 181)])
def test_a_pin_that_is_no_position_is_answered_like_any_other(lat: float, lon: float) -> None:
    talk: Talk = through_the_door().press("find").press("talk")
    before = talk.screen
    talk.pin(lat, lon)
    assert talk.screen is not before
    assert talk.step == "find_help.place"


@pytest.fixture
async def traced(tmp_path: Path) -> AsyncIterator[None]:
    """Memory is traced from here on; what is loaded at first use lies there already."""
    for locale in ("kk", "ru", "en"):
        far = through_the_door(locale).press("find").press("shelter").press("over").say("Арал")
        right = through_the_door(locale).press("rights")
        right.press(next(choice for choice in right.buttons if choice.startswith("topic:")))
        assert far.text + right.text  # rendered: numbers and dates of the locale are loaded
    house = await House(tmp_path / "before", SEED).open()
    await house.traffic(WARM)
    await house.close()
    del house
    tracemalloc.start()
    yield
    tracemalloc.stop()


async def _stay(folder: Path, seed: int, events: int) -> None:
    """Traffic, everybody forgotten, fifty hours: as much is left as before, and nothing of hers."""
    house = await House(folder / "house", seed).open()
    try:
        await house.traffic(WARM)
        await house.everybody_goes()
        memory, file = await house.weigh()
        ended = await house.ended()
        await house.traffic(events)
        await house.everybody_goes()
        ended = await house.ended() - ended
        memory_after, file_after = await house.weigh()
        census = await house.store.transact(lambda tx: tx.census())
    finally:
        await house.close()
    assert house.wrong == []
    assert min(house.seen[kind] for kind in ("Said", "Started", "Located", "SentMedia")) > 100
    assert house.seen["left"] > events / 50
    assert (census.conversations, census.outbox, census.timers, census.ledger) == (0, 0, 0, 0)
    assert (census.wipes, census.remains, census.key_days) == (0, 0, ())
    keys = [file.name[:10] for file in (house.folder / "keys").iterdir()]
    assert [day for day in keys if house.clock.now() >= destroyed_at(day)] == []
    assert file_after <= file * GROWTH
    assert memory_after <= memory * GROWTH + ended * KNOWN_GONE + CACHES


async def test_four_thousand_events_leave_nothing_behind(
    tmp_path: Path, traced: None, caplog: pytest.LogCaptureFixture
) -> None:
    await _stay(tmp_path, SEED, 4_000)
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


@pytest.mark.slow
async def test_twenty_thousand_events_leave_nothing_behind(
    tmp_path: Path, traced: None, caplog: pytest.LogCaptureFixture
) -> None:
    await _stay(tmp_path, SEED + 1, 20_000)
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []
