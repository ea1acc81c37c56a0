"""The file of what was learned, and that ready to be asked."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from bot.understanding.learned import Learned, Weights
from bot.understanding.network import Network, Taught


class Lessons(msgspec.Struct, frozen=True):
    """``of``: the phrases that it was learned from (a hash). What messages want and tell of is
    asked over :func:`~bot.understanding.grams.grams`, in which language they are over ``letters``.
    """

    of: str
    meanings: Weights
    signals: Taught
    languages: Weights


class Lore:
    """What was learned, ready to be asked. ``of``: a hash of the phrases it was learned from."""

    def __init__(self, lessons: Lessons) -> None:
        """Raises ValueError where the weights do not fit together."""
        if not set(lessons.signals.questions) <= set(lessons.meanings.lanes):
            raise ValueError("the two readers are asked of different signals")
        self.of = lessons.of
        self._meanings = Learned(lessons.meanings)
        self.languages = Learned(lessons.languages)
        self._signals = Network(lessons.signals)

    def meanings(self, pieces: Collection[int]) -> dict[str, float]:
        """The score of each intent and each signal; of signals both readers' together."""
        scores = self._meanings.scores(pieces)
        for question, score in self._signals.scores(pieces).items():
            scores[question] += score
        return scores
