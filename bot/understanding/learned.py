"""Weights that were learned from what people wrote, and the sums of them for a message.

A lane is one question (is it in Kyrgyz?), or one number of a network, with a byte or half a byte
for each piece of a message. All lanes of a piece lie side by side in one long integer, so that a
sum of integers answers every question at once, without any library. Every second lane is summed
apart, so that some pieces find room; then these sums are taken further apart, to where all do.
"""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Collection, Sequence
from typing import Final

import msgspec

_ROOM: Final = 32
"""Bits of the sum of a lane."""


class Weights(msgspec.Struct, frozen=True):
    """What was learned for some lanes over the same pieces.

    ``scale``, ``bias``: of each lane; ``packed``: for each row of the vocabulary ``bits`` (8 or 4)
    a lane, the first lane lowest, and a byte for the square of the rarity of its piece (``rarity``
    times it), deflated; ``unknown``: the square of the rarity of a piece that has no row.
    """

    lanes: tuple[str, ...]
    bits: int
    scale: tuple[float, ...]
    bias: tuple[float, ...]
    rarity: float
    unknown: float
    packed: bytes


class Learned:
    """Scores of messages. Does not change once built."""

    def __init__(self, weights: Weights) -> None:
        """Raises ValueError where the weights do not fit together."""
        self.lanes = weights.lanes
        self._scale = weights.scale
        self._bias = weights.bias
        self._rarity, self._unknown = weights.rarity, weights.unknown
        self._bits = weights.bits
        if self._bits not in (4, 8) or len(self.lanes) * self._bits % 8:
            raise ValueError("lanes of this size fill no whole bytes")
        if not len(self.lanes) == len(self._scale) == len(self._bias) > 0:
            raise ValueError("lanes have a scale and a bias each")
        if not min(self._rarity, self._unknown) >= 0 or not all(
            map(math.isfinite, (*self._scale, *self._bias, self._rarity, self._unknown))
        ):
            raise ValueError("a number of the weights is none")
        self._row = len(self.lanes) * self._bits // 8 + 1
        self._apart = _ROOM // self._bits
        """A sum with room for all pieces is of every lane that is so far from the one before."""
        rooms = -(-self._row * 8 // _ROOM)
        self._form = f"<{rooms}I"
        self._every_other = _mask(self._bits, 2 * self._bits, rooms * self._apart // 2)
        self._one_of_each = _mask(2 * self._bits, _ROOM, rooms)
        try:
            self._table = zlib.decompress(weights.packed)
        except zlib.error:
            raise ValueError("the weights are damaged") from None
        if len(self._table) % self._row:
            raise ValueError("the weights have another size")

    def __len__(self) -> int:
        """How many rows its table has."""
        return len(self._table) // self._row

    def scores(self, rows: Collection[int], unknown: int = 0) -> dict[str, float]:
        """The score of each lane; above zero means rather yes. No rows: what is usual.
        ``unknown``: pieces without a row; the more there are, the less the others say.
        """
        return dict(zip(self.lanes, self.sums(rows, unknown), strict=True))

    def sums(self, rows: Collection[int], unknown: int = 0) -> list[float]:
        """The same without names."""
        sums = self._sums(tuple(rows))
        squares = sums[len(self.lanes) :]
        square = sum(part << self._bits * at for at, part in enumerate(squares[: 8 // self._bits]))
        length = math.sqrt(square * self._rarity + unknown * self._unknown) or 1.0
        # What is stored for no weight: bytes have no sign.
        none = len(rows) << self._bits - 1
        return [
            bias + (found - none) * scale / length
            for bias, found, scale in zip(self._bias, sums, self._scale, strict=False)
        ]

    def _sums(self, rows: Sequence[int]) -> list[int]:
        """The sum of each lane, and of the parts of the rarities."""
        table, size, bits, every_other = self._table, self._row, self._bits, self._every_other
        room = struct.calcsize(self._form)
        found = [0] * self._apart
        # So many are added before twice a lane's bits are full.
        at_once = 1 << bits
        for start in range(0, len(rows), at_once):
            even = odd = 0
            for row in rows[start : start + at_once]:
                lanes = int.from_bytes(table[row * size : row * size + size], "little")
                ones = lanes & every_other
                even += ones
                odd += lanes ^ ones
            odd >>= bits
            for at in range(0, self._apart, 2):
                found[at] += even >> bits * at & self._one_of_each
                found[at + 1] += odd >> bits * at & self._one_of_each
        sums = [0] * (room * 8 // bits)
        for first, every in enumerate(found):
            of_lanes = struct.unpack(self._form, every.to_bytes(room, "little"))
            sums[first :: self._apart] = of_lanes
        return sums


def _mask(bits: int, apart: int, fields: int) -> int:
    """So many fields of ones, each ``apart`` from the one before."""
    return sum((1 << bits) - 1 << apart * field for field in range(fields))
