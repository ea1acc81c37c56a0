"""The file of what was learned, and that ready to be asked."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import msgspec

from bot.understanding.learned import Learned, Weights
from bot.understanding.network import Network, Taught
from bot.understanding.vocabulary import Vocabulary

KNOWN: Final = 1 / 3
"""The share of the pieces of a message that are known at least, or nothing is told. Of 9,500 unseen
messages in our languages each has more than half, in whatever spelling; of 8,000 times five words
in letters that nobody learned of none has so many, by chance.
"""


class Lessons(msgspec.Struct, frozen=True):
    """``of``: the phrases that it was learned from (a hash). What messages want and tell of is
    asked over :func:`~bot.understanding.grams.grams` (``pieces``), in which language they are over
    :func:`~bot.understanding.grams.letters` (``letters``). ``meanings``: a block of intents and
    signals, and one of the numbers that ``signals`` begins with.
    """

    of: str
    pieces: Vocabulary
    meanings: Weights
    signals: Taught
    letters: Vocabulary
    languages: Weights


class Lore:
    """What was learned, ready to be asked. ``of``: a hash of the phrases it was learned from."""

    def __init__(self, lessons: Lessons) -> None:
        """Raises ValueError where the weights do not fit together."""
        if (len(lessons.meanings.blocks), len(lessons.languages.blocks)) != (2, 1):
            raise ValueError("weights have other blocks of lanes")
        (self._lanes, numbers), (self._locales,) = (
            tuple(block.lanes for block in weights.blocks)
            for weights in (lessons.meanings, lessons.languages)
        )
        if not set(lessons.signals.questions) <= set(self._lanes):
            raise ValueError("the two readers are asked of different signals")
        self.of = lessons.of
        self._pieces, self._letters = lessons.pieces, lessons.letters
        self._meanings = Learned(lessons.meanings)
        self._signals = Network(lessons.signals, len(numbers))
        self._languages = Learned(lessons.languages)
        if len(self._pieces) != len(self._meanings):
            raise ValueError("meanings have other rows than the vocabulary")
        if len(self._letters) != len(self._languages):
            raise ValueError("languages have other rows than the vocabulary")

    def meanings(self, pieces: Collection[int]) -> dict[str, float]:
        """The score of each intent and each signal; of signals both readers' together. Empty
        where too little is known.
        """
        rows = self._pieces.rows(pieces)
        if len(rows) < KNOWN * len(pieces):
            return {}
        lanes, numbers = self._meanings.scores(rows, len(pieces) - len(rows))
        scores = dict(zip(self._lanes, lanes, strict=True))
        for question, score in self._signals.scores(numbers).items():
            scores[question] += score
        return scores

    def languages(self, letters: Collection[int]) -> dict[str, float]:
        """The score of each language."""
        rows = self._letters.rows(letters)
        (scores,) = self._languages.scores(rows, len(letters) - len(rows))
        return dict(zip(self._locales, scores, strict=True))
