"""Weights that were learned from what people wrote, and the sums of them for a message.

A lane is one question (is it about the police? in Kyrgyz? of danger?) with one small number for
each piece of a message. All lanes of a piece lie side by side in one long integer, so that a sum of
integers answers every question at once, without any library.
"""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Collection, Mapping, Sequence
from typing import Final

import msgspec

from bot.understanding.grams import BITS

WIDTH: Final = 2
"""Bytes of a lane in a sum."""
AT_ONCE: Final = 256
"""So many pieces, of one byte a lane each, are added without touching the next lane."""
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
        self._row = WIDTH * (len(weights.lanes) + 1)
        self._form = f"<{len(weights.lanes) + 1}H"
        try:
            narrow = zlib.decompress(weights.packed)
        except zlib.error:
            raise ValueError("the weights are damaged") from None
        if len(narrow) * WIDTH != self._row << BITS:
            raise ValueError("the weights have another size")
        wide = bytearray(len(narrow) * WIDTH)
        wide[::WIDTH] = narrow
        self._table = bytes(wide)

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
        table, row = self._table, self._row
        sums = [0] * (len(self.lanes) + 1)
        for start in range(0, len(pieces), AT_ONCE):
            total = sum(
                int.from_bytes(table[piece * row : piece * row + row], "little")
                for piece in pieces[start : start + AT_ONCE]
            )
            for lane, found in enumerate(struct.unpack(self._form, total.to_bytes(row, "little"))):
                sums[lane] += found
        return sums
