"""The pieces of texts as rows of numbers, and weights of pieces as the bot keeps them."""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import scipy.sparse as sp

from bot.understanding.grams import grams, rough_words
from bot.understanding.learned import Block, Weights
from bot.understanding.vocabulary import Vocabulary

Pieces = Callable[[str], set[int]]
"""What is looked at of a text."""
UNKNOWN = 0.5
"""How rare a piece without a row counts as, beside the rarest: with 1 less danger was heard, with 0
what nobody learned of was decided by the few pieces of it that are known by chance.
"""


def of_meaning(text: str) -> set[int]:
    """The pieces that tell what is meant."""
    return grams(rough_words(text))


def told(texts: Iterable[str], pieces: Pieces) -> list[array[int]]:
    """The pieces of each text, 32 bits each."""
    return [array("I", sorted(pieces(text))) for text in texts]


@dataclass(frozen=True)
class Found:
    """What a vocabulary has of texts. ``rows``: one a text, with a column for each row of the
    vocabulary; ``unknown``: how many pieces of each text have none.
    """

    rows: sp.csr_matrix
    unknown: np.ndarray


def found(of_texts: Sequence[array[int]], vocabulary: Vocabulary) -> Found:
    """The pieces of each text, as the bot finds them."""
    known = [sorted(vocabulary.rows(pieces)) for pieces in of_texts]
    ends = np.cumsum([0, *map(len, known)])
    columns = np.fromiter(chain.from_iterable(known), dtype=np.int32, count=ends[-1])
    ones = np.ones(len(columns), dtype=np.float32)
    rows = sp.csr_matrix((ones, columns, ends), shape=(len(of_texts), len(vocabulary)))
    return Found(rows, np.array([*map(len, of_texts)]) - np.diff(ends))


class Rarity:
    """How much a piece says: more, the fewer texts have it (the usual inverse frequency)."""

    def __init__(self, rows: sp.csr_matrix) -> None:
        seen = np.asarray((rows > 0).sum(0)).ravel()
        self.of_piece = (np.log((1 + rows.shape[0]) / (1 + seen)) + 1).astype(np.float32)
        self.of_unknown = UNKNOWN * float(np.log(1 + rows.shape[0]) + 1)

    def weigh(self, texts: Found) -> sp.csr_matrix:
        """Rows of length one, where all is known: what is unknown makes the rest say less."""
        weighed = texts.rows @ sp.diags(self.of_piece)
        known = np.asarray(weighed.multiply(weighed).sum(1)).ravel()
        length = np.sqrt(known + texts.unknown * self.of_unknown**2)
        return (sp.diags(1 / np.where(length > 0, length, 1)) @ weighed).tocsr().astype(np.float32)


@dataclass(frozen=True)
class Columns:
    """Weights over weighed rows. ``of_piece``: one column a lane; ``bits`` of a lane as it is kept:
    8 or 4, all of them a whole number of bytes.
    """

    names: Sequence[str]
    of_piece: np.ndarray
    bias: Sequence[float]
    bits: int


def kept(blocks: Sequence[Columns], rarity: Rarity) -> Weights:
    """What is kept of weights, side by side in one table."""
    squares = rarity.of_piece**2
    unit = float(squares.max()) / 255
    rarities = np.maximum(1, np.round(squares / unit)).astype(np.uint8)
    packed = [_packed(columns, rarity) for columns in blocks]
    table = np.column_stack([*(row for _, row in packed), rarities])
    return Weights(
        blocks=tuple(block for block, _ in packed),
        rarity=unit,
        unknown=rarity.of_unknown**2,
        packed=zlib.compress(table.tobytes(), 9),
    )


def _packed(columns: Columns, rarity: Rarity) -> tuple[Block, np.ndarray]:
    factors = columns.of_piece * rarity.of_piece[:, None]
    most = np.abs(factors).max(axis=0)
    none = 1 << columns.bits - 1
    scale = np.where(most > 0, most, 1) / (none - 1)
    lanes = (np.round(factors / scale) + none).astype(np.uint8)
    apart = np.arange(0, 8, columns.bits, dtype=np.uint8)
    beside = lanes.reshape(len(lanes), -1, 8 // columns.bits) << apart
    block = Block(
        lanes=tuple(columns.names),
        bits=columns.bits,
        scale=tuple(float(one) for one in scale),
        bias=tuple(float(one) for one in columns.bias),
    )
    return block, beside.sum(2, dtype=np.uint8)
