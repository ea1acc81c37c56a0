"""Lanes to weights: a linear support vector machine for each, over the pieces of the phrases."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
import scipy.sparse as sp
from sklearn.svm import LinearSVC

from bot.understanding.grams import BITS, grams, rough_words
from bot.understanding.learned import Weights
from learning.lanes import Lane
from learning.phrases import Phrase

STRENGTH = 0.5
"""How closely the phrases are followed (C): found by leaving out a fifth of them in turn."""
SEED = 1


class Rarity:
    """How much a piece says: more, the fewer phrases have it (the usual inverse frequency)."""

    def __init__(self, rows: sp.csr_matrix) -> None:
        seen = np.asarray((rows > 0).sum(0)).ravel()
        self.of_piece = (np.log((1 + rows.shape[0]) / (1 + seen)) + 1).astype(np.float32)

    def weigh(self, rows: sp.csr_matrix) -> sp.csr_matrix:
        """Rows of length one."""
        weighed = rows @ sp.diags(self.of_piece)
        length = np.sqrt(np.asarray(weighed.multiply(weighed).sum(1)).ravel())
        return (sp.diags(1 / np.where(length > 0, length, 1)) @ weighed).tocsr()


Pieces = Callable[[str], set[int]]
"""What is looked at of a text."""


def of_meaning(text: str) -> set[int]:
    """The pieces that tell what is meant."""
    return grams(rough_words(text))


@lru_cache(maxsize=1)
def rows_of(texts: tuple[str, ...], pieces: Pieces = of_meaning) -> sp.csr_matrix:
    """One row a text, one column a piece. The last answer is kept: many lanes ask the same."""
    columns: list[int] = []
    ends = [0]
    for text in texts:
        columns += sorted(pieces(text))
        ends.append(len(columns))
    ones = np.ones(len(columns), dtype=np.float32)
    return sp.csr_matrix((ones, np.array(columns), np.array(ends)), shape=(len(texts), 1 << BITS))


def fitted(lane: Lane, rarity: Rarity, pieces: Pieces = of_meaning) -> LinearSVC:
    """The machine that answers the question of one lane."""
    rows = rarity.weigh(rows_of(tuple(phrase.text for phrase in lane.phrases), pieces))
    machine = LinearSVC(C=STRENGTH, class_weight={True: lane.weight}, random_state=SEED)
    return machine.fit(rows, np.array(lane.answers))


def weights(
    phrases: Sequence[Phrase],
    lanes: Sequence[Lane],
    shifts: dict[str, float],
    pieces: Pieces = of_meaning,
) -> Weights:
    """What is kept. ``shifts``: how much sooner or later than its machine a lane says yes."""
    rarity = Rarity(rows_of(tuple(phrase.text for phrase in phrases), pieces))
    machines = [fitted(lane, rarity, pieces) for lane in lanes]
    factors = np.stack([m.coef_[0] * rarity.of_piece for m in machines], axis=1)
    scale = np.abs(factors).max(axis=0) / 127
    squares = rarity.of_piece**2
    unit = float(squares.max()) / 255
    table = np.empty((1 << BITS, len(lanes) + 1), dtype=np.uint8)
    table[:, :-1] = (np.round(factors / scale) + 128).astype(np.uint8)
    table[:, -1] = np.maximum(1, np.round(squares / unit)).astype(np.uint8)
    return Weights(
        lanes=tuple(lane.name for lane in lanes),
        scale=tuple(float(one) for one in scale),
        bias=tuple(
            float(m.intercept_[0]) + shifts.get(lane.name, 0.0)
            for m, lane in zip(machines, lanes, strict=True)
        ),
        rarity=unit,
        packed=zlib.compress(table.tobytes(), 9),
    )
