"""What a message wants, by the scores of what was learned."""

from __future__ import annotations

import pytest

from bot.understanding.intents import LANE, LEAST, confidence, guess, likeliest


def _scores(**of_intents: float) -> dict[str, float]:
    return {LANE + name: score for name, score in of_intents.items()}


def test_the_likeliest_intent_is_the_one_with_the_highest_score() -> None:
    assert likeliest(_scores(police=0.1, danger=0.4, none=-0.2)) == "danger"


@pytest.mark.parametrize("score", [-0.9, -3.0])
def test_where_no_intent_is_likely_there_is_no_likeliest(score: float) -> None:
    """S26: "I do not want to hear it" resembles nothing, and is no wish to die for that."""
    assert confidence(score) < LEAST
    assert likeliest(_scores(self_harm=score, police=score - 1)) is None
    assert likeliest({}) is None
    assert confidence(-1e6) < 1e-300


def test_what_is_too_unlikely_is_not_suggested() -> None:
    found = guess(_scores(police=-0.3, shelter=-0.4, rights=-2.0))
    assert found.suggestions == ("police", "shelter")
    assert not found.is_sure
