"""Which pieces are worth a row: those that the most phrases have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import chain

from bot.understanding.vocabulary import EMPTY, SHELF, Vocabulary, mark, shelf

PIECES, LETTERS = 5 << 16, 1 << 17
"""Rows for pieces of meaning and for those that tell languages: more told no more."""


def vocabulary(of_texts: Iterable[Iterable[int]], rows: int) -> Vocabulary:
    """The most frequent pieces of texts, as many as find room in so many ``rows``. Of two that
    nothing tells apart the rarer one is taken for the other, as it will be later.
    """
    often = Counter(chain.from_iterable(of_texts))
    marks = bytearray([EMPTY]) * rows
    for piece in sorted(often, key=lambda piece: (-often[piece], piece)):
        start = shelf(piece, rows)
        beside = marks[start : start + SHELF]
        if mark(piece) not in beside and (free := beside.find(EMPTY)) >= 0:
            marks[start + free] = mark(piece)
    return Vocabulary(bytes(marks))
