"""People and counsellors at random, with the flows, the desks and the content that ship.

Who acts is in ``night.py``, what has to be true at any time in ``watch.py``: a case has one owner;
no word is lost in silence, comes twice, late, out of order or to somebody else; what staff have
goes when a talk is over. Another ``SEED`` finds other things.
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
    assert len(night.met) > 210
    assert night.deaths > 100
    assert night.restarts > 5
    assert night.faults > 500
    assert night.blocked > 10
    assert night.deleted > 10
    assert len(night.watch.talks) > 40
    assert len(night.watch.owners) > 60, "some went on with another"
    assert night.watch.ends["came"] > 1000
    assert night.watch.files > 3
