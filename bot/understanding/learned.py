"""Weights that were learned from what people wrote, and the sums of them for a message.

A lane is one question (is it in Kyrgyz?), or one number of a network, with a byte or half a byte
for each piece of a message. All that is known of a piece lies side by side in one row. The rows of
a message are laid on few heaps, each one long integer, so that a few sums of integers answer every
question at once, without any library.
"""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Collection, Sequence
from typing import Final

import msgspec

BYTE, HALF = 8, 4
"""Bits of a lane."""
_HEAPS: Final = 16
"""The sum of so many half bytes fits into a byte."""
_MOST_ON_HEAP: Final = 256
"""The sum of so many of these sums fits into two bytes."""


class Block(msgspec.Struct, frozen=True):
    """Lanes of ``bits`` (``BYTE`` or ``HALF``) each. ``scale``, ``bias``: of each lane."""

    lanes: tuple[str, ...]
    bits: int
    scale: tuple[float, ...]
    bias: tuple[float, ...]


class Weights(msgspec.Struct, frozen=True):
    """What was learned for blocks of lanes over the same pieces.

    ``packed``: for each row of the vocabulary all lanes, the first one lowest, and a byte for the
    square of the rarity of its piece (``rarity`` times it), deflated; ``unknown``: the square of
    the rarity of a piece that has no row.
    """

    blocks: tuple[Block, ...]
    rarity: float
    unknown: float
    packed: bytes


class Learned:
    """Scores of messages. Does not change once built."""

    def __init__(self, weights: Weights) -> None:
        """Raises ValueError where the weights do not fit together."""
        self.blocks = weights.blocks
        self._rarity, self._unknown = weights.rarity, weights.unknown
        for block in self.blocks:
            _check(block)
        if not min(self._rarity, self._unknown) >= 0 or not _are_finite(
            (self._rarity, self._unknown)
        ):
            raise ValueError("a number of the weights is none")
        lanes = sum(len(block.lanes) * block.bits for block in self.blocks)
        self._row = lanes // 8 + 1
        even = self._row + self._row % 2
        self._between = bytes(even - self._row)
        self._form = f"<{even // 2}H"
        self._low_halves = int.from_bytes(b"\x0f" * even * _MOST_ON_HEAP, "little")
        self._every_other = int.from_bytes(b"\xff\0" * (even // 2) * _MOST_ON_HEAP, "little")
        try:
            self._table = zlib.decompress(weights.packed)
        except zlib.error:
            raise ValueError("the weights are damaged") from None
        if len(self._table) % self._row:
            raise ValueError("the weights have another size")

    def __len__(self) -> int:
        """How many rows its table has."""
        return len(self._table) // self._row

    def scores(self, rows: Collection[int], unknown: int = 0) -> tuple[list[float], ...]:
        """Of each block the score of each lane; above zero means rather yes. No rows: what is
        usual. ``unknown``: pieces without a row; the more there are, the less the others say.
        """
        halves = self._sums(tuple(rows))
        whole = [low + 16 * high for low, high in zip(halves[::2], halves[1::2], strict=True)]
        square = whole[self._row - 1] * self._rarity
        length = math.sqrt(square + unknown * self._unknown) or 1.0
        scores = []
        start = 0
        for block in self.blocks:
            sums = halves[2 * start :] if block.bits == HALF else whole[start:]
            # What is stored for no weight: lanes have no sign.
            none = len(rows) << block.bits - 1
            scores.append(
                [
                    bias + (found - none) * scale / length
                    for bias, found, scale in zip(block.bias, sums, block.scale, strict=False)
                ]
            )
            start += len(block.lanes) * block.bits // 8
        return tuple(scores)

    def _sums(self, rows: Sequence[int]) -> list[int]:
        """The sum of every half byte of the rows, the lowest first."""
        sums = [0] * (4 * struct.calcsize(self._form) // 2)
        for start in range(0, len(rows), _HEAPS * _MOST_ON_HEAP):
            some = self._sums_of(rows[start : start + _HEAPS * _MOST_ON_HEAP])
            sums = list(map(sum, zip(sums, some, strict=True)))
        return sums

    def _sums_of(self, rows: Sequence[int]) -> list[int]:
        """The same of so many that every sum finds room."""
        table, size = self._table, self._row
        found = [table[(at := row * size) : at + size] for row in rows]
        high = -(-len(found) // _HEAPS)
        heaps = [
            int.from_bytes(self._between.join(found[at : at + high]), "little")
            for at in range(0, len(found), high)
        ]
        low_halves = sum([heap & self._low_halves for heap in heaps])
        sums = [0] * (4 * struct.calcsize(self._form) // 2)
        for half, of_all in enumerate((low_halves, sum(heaps) - low_halves >> 4)):
            for byte, fields in enumerate((of_all, of_all >> 8)):
                sums[2 * byte + half :: 4] = self._folded(fields & self._every_other, high)
        return sums

    def _folded(self, fields: int, high: int) -> tuple[int, ...]:
        """The sums of fields of two bytes, over a heap that is so many rows high."""
        room = struct.calcsize(self._form)
        while high > 1:
            high = (high + 1) // 2
            above = fields >> high * room * 8
            fields += above - (above << high * room * 8)
        return struct.unpack(self._form, fields.to_bytes(room, "little"))


def _check(block: Block) -> None:
    if block.bits not in (HALF, BYTE) or len(block.lanes) * block.bits % 8:
        raise ValueError("lanes of this size fill no whole bytes")
    if not len(block.lanes) == len(block.scale) == len(block.bias) > 0:
        raise ValueError("lanes have a scale and a bias each")
    if not _are_finite((*block.scale, *block.bias)):
        raise ValueError("a number of the weights is none")


def _are_finite(numbers: Collection[float]) -> bool:
    return all(map(math.isfinite, numbers))
