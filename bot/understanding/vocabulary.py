"""The pieces of messages about which something was learned, and the row where each stands.

A piece that few phrases had tells nothing, and must not be taken for another that tells much. So
each stands on a shelf that its number names, beside a few others, under a mark of one byte; a piece
of no phrase finds its own mark there by chance about once in sixteen times.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec

SHELF: Final = 16
"""Rows that stand together."""
EMPTY: Final = 0
"""The mark of a row where no piece stands."""
_BELOW_MARK: Final = 24
"""Bits of a piece below its mark; the whole number tells its shelf."""


class Vocabulary(msgspec.Struct, frozen=True):
    """``marks``: one byte a row, shelf after shelf."""

    marks: bytes

    def __post_init__(self) -> None:
        """Raises ValueError where rows are missing."""
        if not self.marks or len(self.marks) % SHELF:
            raise ValueError("the vocabulary has no whole shelves")

    def __len__(self) -> int:
        return len(self.marks)

    def rows(self, pieces: Iterable[int]) -> set[int]:
        """Where those of ``pieces`` stand that are known. A piece: a number of 32 bits."""
        find, shelves = self.marks.find, len(self.marks) // SHELF
        # As mark() and shelf() say: called for each piece of each message they take a quarter more.
        found = {
            find(piece >> _BELOW_MARK or 1, start := piece % shelves * SHELF, start + SHELF)
            for piece in pieces
        }
        found.discard(-1)
        return found


def mark(piece: int) -> int:
    """The mark of a piece, never that of an empty row."""
    return piece >> _BELOW_MARK or 1


def shelf(piece: int, rows: int) -> int:
    """The first row of the shelf of a piece, of so many ``rows``."""
    return piece % (rows // SHELF) * SHELF
