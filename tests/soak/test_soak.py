"""Long random traffic: through `decide` alone, then through the whole service on a real file."""

from __future__ import annotations

import math

import pytest

from tests.soak.talks import Talks
from tests.talk import Talk, through_the_door

SEED = 20261121


def test_a_hundred_thousand_events_are_all_answered() -> None:
    talks = Talks(SEED)
    talks.run(100_000)
    least = {"Pressed": 40_000, "Said": 20_000, "Located": 3_000, "SentMedia": 3_000,
             "Started": 3_000, "TimerFired": 1_000, "leave": 1_000}  # fmt: skip
    assert {kind: n for kind, n in least.items() if talks.kinds[kind] < n} == {}
    there = {f"{flow.id}.{step}" for flow in talks.pack.flows.values() for step in flow.steps}
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
