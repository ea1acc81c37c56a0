"""What a message wants, of thirty-one things (``docs/authors/understanding.md``)."""

from __future__ import annotations

import math
from collections.abc import Mapping

import msgspec

INTENTS = (
    "danger", "self_harm", "police", "shelter", "counsellor", "psychological", "medical",
    "forensic", "protection_order", "rights", "divorce_children", "property_inheritance",
    "forced_marriage", "work_harassment", "online_violence", "safety_plan", "evidence",
    "find_service", "disability", "helping_other", "using_violence", "child_abuse", "trafficking",
    "quick_exit", "delete_messages", "change_language", "privacy", "greeting", "menu", "thanks",
    "none",
)  # fmt: skip
NONE = "none"
LANE = "intent:"
SURE = 0.6
"""From this confidence on the bot acts; below, it asks which of three is meant."""
LEAST = 0.2
"""What is less likely is not suggested."""
MOST = 3
_STEEP, _MIDDLE = 5.0, -0.25
"""From a score to a share of right guesses, as measured on phrases that were left out."""
_FAR = 700.0
"""Beyond this a number has no exponential."""


class Guess(msgspec.Struct, frozen=True):
    """The best intent with its confidence (0 to 1), and others that may be meant, best first."""

    intent: str = NONE
    confidence: float = 0.0
    suggestions: tuple[str, ...] = ()

    @property
    def is_sure(self) -> bool:
        """Whether the bot may act on it."""
        return self.intent != NONE and self.confidence >= SURE


def guess(scores: Mapping[str, float]) -> Guess:
    """The intent of a message, by the scores of its lanes; what it tells of counts by itself."""
    ranked = sorted(
        ((scores[LANE + name], name) for name in INTENTS if LANE + name in scores), reverse=True
    )
    if not ranked:
        return Guess()
    score, best = ranked[0]
    likely = [name for score, name in ranked if name != NONE and confidence(score) >= LEAST]
    return Guess(best, confidence(score), tuple(likely[:MOST]))


def likeliest(scores: Mapping[str, float]) -> str | None:
    """The intent with the highest score; ``None`` where even it is too unlikely to be suggested."""
    best = max(INTENTS, key=lambda name: scores.get(LANE + name, -math.inf))
    return best if confidence(scores.get(LANE + best, -math.inf)) >= LEAST else None


def confidence(score: float) -> float:
    """How likely a guess of this score is right."""
    return 1 / (1 + math.exp(min(_FAR, -_STEEP * (score - _MIDDLE))))
