"""Long random traffic: through `decide` alone, then through the whole service on a real file."""

from __future__ import annotations

import math
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from tests.soak.staying import Left, stay
from tests.soak.talks import Talks
from tests.talk import Talk, through_the_door

SEED = 20261121
GROWTH = 1.05
KNOWN_GONE = 200
"""Bytes that the service holds of each conversation that ended: its id alone, of the last 10,000,
so that no late call revives it."""
CACHES = 65_536
"""Bytes for what is remembered of the content as its screens are first shown: bounded by it."""


@pytest.mark.slow
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


@pytest.mark.parametrize(
    ("seed", "events"),
    [(3, 10_000), *(pytest.param(seed, 100_000, marks=pytest.mark.slow) for seed in range(3))],
)
def test_other_events_are_all_answered(seed: int, events: int) -> None:
    Talks(seed).run(events)


@pytest.mark.parametrize(("lat", "lon"), [(math.nan, 70.0), (math.inf, 0.0), (91.0, 0.0), (0, 181)])
def test_a_pin_that_is_no_position_is_answered_like_any_other(lat: float, lon: float) -> None:
    talk: Talk = through_the_door().press("find").press("talk")
    before = talk.screen
    talk.pin(lat, lon)
    assert talk.screen is not before
    assert talk.step == "find_help.place"


def _stay(folder: Path, seed: int, events: int) -> Left:
    """In a process of its own: there nothing that other tests have loaded moves in memory."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(stay, folder, seed, events).result()


def _nothing_is_left(left: Left, events: int) -> None:
    assert left.wrong == []
    assert left.warnings == []
    assert min(left.seen[kind] for kind in ("Said", "Started", "Located", "SentMedia")) > 100
    assert left.seen["left"] > events / 50
    assert set(left.census.values()) == {0}
    assert left.keys_too_old == []
    assert left.file_after <= left.file * GROWTH
    assert left.memory_after <= left.memory * GROWTH + left.ended * KNOWN_GONE + CACHES


@pytest.mark.slow
def test_twenty_thousand_events_leave_nothing_behind(tmp_path: Path) -> None:
    _nothing_is_left(_stay(tmp_path, SEED, 20_000), 20_000)
