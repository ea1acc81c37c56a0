"""Weights that were learned from what people wrote, and the sums of them for a message.

A lane is one question (is it about the police? in Kyrgyz? of danger?) with one byte for each piece
of a message. All lanes of a piece lie side by side in one long integer, so that a sum of integers
answers every question at once, without any library: every other lane is summed apart, so that each
has two bytes of room.
"""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Collection, Mapping, Sequence
from typing import Final

import msgspec

from bot.understanding.grams import BITS

AT_ONCE: Final = 256
"""So many pieces are added before a lane's two bytes are full."""
_ZERO: Final = 128
"""What is stored for no weight: bytes have no sign."""


class Weights(msgspec.Struct, frozen=True):
    """What was learned for some lanes over the same pieces.

    ``scale``, ``bias``: of each lane; ``packed``: for each piece one byte a lane and one for the
    square of its rarity (``rarity`` times it), deflated.
    """

    lanes: tuple[str, ...]
    scale: tuple[float, ...]
    bias: tuple[float, ...]
    rarity: float
    packed: bytes


class Lessons(msgspec.Struct, frozen=True):
    """The file of what was learned: ``of`` which phrases (a hash), what messages mean, over
    :func:`~bot.understanding.grams.grams`, and in which language they are, over ``letters``.
    """

    of: str
    meanings: Weights
    languages: Weights


class Learned:
    """Scores of messages. Does not change once built."""

    def __init__(self, weights: Weights) -> None:
        """Raises ValueError where the weights do not fit together."""
        self.lanes = weights.lanes
        self._scale = weights.scale
        self._bias = weights.bias
        self._rarity = weights.rarity
        self._row = len(weights.lanes) + 1
        half = (self._row + 1) // 2
        self._form = f"<{half}H"
        self._every_other = int.from_bytes(b"\xff\x00" * half, "little")
        try:
            self._table = zlib.decompress(weights.packed)
        except zlib.error:
            raise ValueError("the weights are damaged") from None
        if len(self._table) != self._row << BITS:
            raise ValueError("the weights have another size")

    def scores(self, pieces: Collection[int]) -> Mapping[str, float]:
        """The score of each lane; above zero means rather yes. No pieces: what is usual."""
        sums = self._sums(tuple(pieces))
        length = math.sqrt(sums[-1] * self._rarity) or 1.0
        none = _ZERO * len(pieces)
        return {
            lane: bias + (found - none) * scale / length
            for lane, bias, found, scale in zip(
                self.lanes, self._bias, sums, self._scale, strict=False
            )
        }

    def _sums(self, pieces: Sequence[int]) -> list[int]:
        """The sum of each lane, and of the rarities."""
        table, row, every_other = self._table, self._row, self._every_other
        sums = [0] * row
        for start in range(0, len(pieces), AT_ONCE):
            even = odd = 0
            for piece in pieces[start : start + AT_ONCE]:
                lanes = int.from_bytes(table[piece * row : piece * row + row], "little")
                even += lanes & every_other
                odd += lanes >> 8 & every_other
            for first, half in enumerate((even, odd)):
                found = struct.unpack(self._form, half.to_bytes(row + row % 2, "little"))
                for lane, one in zip(range(first, row, 2), found, strict=False):
                    sums[lane] += one
        return sums
