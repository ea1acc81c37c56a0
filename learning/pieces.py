"""The pieces of texts as rows of numbers, and weights of pieces as the bot keeps them."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence

import numpy as np
import scipy.sparse as sp

from bot.understanding.grams import BITS, grams, rough_words
from bot.understanding.learned import Weights

Pieces = Callable[[str], set[int]]
"""What is looked at of a text."""


def of_meaning(text: str) -> set[int]:
    """The pieces that tell what is meant."""
    return grams(rough_words(text))


def rows_of(texts: Sequence[str], pieces: Pieces) -> sp.csr_matrix:
    """One row a text, one column a piece."""
    columns: list[int] = []
    ends = [0]
    for text in texts:
        columns += sorted(pieces(text))
        ends.append(len(columns))
    ones = np.ones(len(columns), dtype=np.float32)
    return sp.csr_matrix((ones, np.array(columns), np.array(ends)), shape=(len(texts), 1 << BITS))


class Rarity:
    """How much a piece says: more, the fewer texts have it (the usual inverse frequency)."""

    def __init__(self, rows: sp.csr_matrix) -> None:
        seen = np.asarray((rows > 0).sum(0)).ravel()
        self.of_piece = (np.log((1 + rows.shape[0]) / (1 + seen)) + 1).astype(np.float32)

    def weigh(self, rows: sp.csr_matrix) -> sp.csr_matrix:
        """Rows of length one."""
        weighed = rows @ sp.diags(self.of_piece)
        length = np.sqrt(np.asarray(weighed.multiply(weighed).sum(1)).ravel())
        return (sp.diags(1 / np.where(length > 0, length, 1)) @ weighed).tocsr().astype(np.float32)


def kept(
    names: Sequence[str], of_piece: np.ndarray, bias: Sequence[float], rarity: Rarity, bits: int
) -> Weights:
    """What is kept of weights over weighed rows: one column of ``of_piece`` a lane, in so many
    ``bits`` (8 or 4; of these a whole number of bytes).
    """
    factors = of_piece * rarity.of_piece[:, None]
    most = np.abs(factors).max(axis=0)
    none = 1 << bits - 1
    scale = np.where(most > 0, most, 1) / (none - 1)
    lanes = (np.round(factors / scale) + none).astype(np.uint8)
    beside = lanes.reshape(len(lanes), -1, 8 // bits) << np.arange(0, 8, bits, dtype=np.uint8)
    squares = rarity.of_piece**2
    unit = float(squares.max()) / 255
    rarities = np.maximum(1, np.round(squares / unit)).astype(np.uint8)
    return Weights(
        lanes=tuple(names),
        bits=bits,
        scale=tuple(float(one) for one in scale),
        bias=tuple(float(one) for one in bias),
        rarity=unit,
        packed=zlib.compress(
            np.column_stack([beside.sum(2, dtype=np.uint8), rarities]).tobytes(), 9
        ),
    )
