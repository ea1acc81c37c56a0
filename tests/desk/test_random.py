"""People and counsellors at random, with the flows, the desks and the content that ship (S43, S48).

Another ``SEED`` finds other things.
"""

from __future__ import annotations

import os

import pytest

from tests.desk.night import run

SEED = int(os.environ.get("SEED", "1"))


@pytest.mark.slow
@pytest.mark.parametrize("seed", [SEED, SEED + 1])
async def test_a_night_at_random_mixes_up_nobody_and_leaves_nothing_s43_s48_s49(seed: int) -> None:
    night = await run(seed, people=30, staff=6, steps=1500)
    assert night.deaths > 3
    assert night.faults > 30
    assert len(night.watch.talks) > 3


@pytest.mark.slow
async def test_two_hundred_people_and_twenty_counsellors_at_random_s43_s48_s49() -> None:
    night = await run(SEED, people=200, staff=20, steps=10_000)
    assert night.deaths > 50
