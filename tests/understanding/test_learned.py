"""What was learned is summed as it was learned, and what does not fit together is refused."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from math import inf, nan, sqrt

import pytest
from msgspec.structs import replace

from bot.understanding.learned import Block, Learned, Weights

ROWS = 5_000
BYTES, HALVES = 8, 4


def block(lanes: int, bits: int = BYTES, bias: float = 0.0) -> Block:
    return Block(tuple(map(str, range(lanes))), bits, (1.0,) * lanes, (bias,) * lanes)


def weights(of_pieces: dict[int, Sequence[Sequence[int]]], *blocks: Block) -> Weights:
    """Each piece as rare as the others; of each block whole numbers, 0 in the middle."""

    def row(numbers: Sequence[Sequence[int]]) -> bytes:
        beside = b""
        for of_block, each in zip(numbers, blocks, strict=True):
            fields = ((1 << each.bits - 1) + number for number in of_block)
            packed = sum(field << each.bits * at for at, field in enumerate(fields))
            beside += packed.to_bytes(len(each.lanes) * each.bits // 8, "little")
        return beside + b"\x01"

    nothing = [(0,) * len(each.lanes) for each in blocks]
    table = b"".join(row(of_pieces.get(piece, nothing)) for piece in range(ROWS))
    return Weights(blocks, rarity=1.0, unknown=1.0, packed=zlib.compress(table))


@pytest.mark.parametrize("count", [1, 2, 15, 16, 17, 40, 300, 4_095, 4_096, 4_097, ROWS])
def test_sums_are_those_of_a_plain_sum_however_many_pieces_there_are(count: int) -> None:
    numbers = {
        piece: ((piece % 254 - 127, 127, -127), (piece % 14 - 7, 7, -7, 1)) for piece in range(ROWS)
    }
    learned = Learned(weights(numbers, block(3, BYTES, bias=0.5), block(4, HALVES)))
    some = range(ROWS - count, ROWS)
    for at, scores in enumerate(learned.scores(some)):
        lanes = zip(*(numbers[piece][at] for piece in some), strict=True)
        plain = [(0.5 if at == 0 else 0) + sum(lane) / sqrt(count) for lane in lanes]
        assert scores == pytest.approx(plain)


def test_no_pieces_are_what_is_usual() -> None:
    assert Learned(weights({}, block(2, bias=0.25))).scores([]) == ([0.25, 0.25],)


def test_the_more_is_unknown_the_less_the_rest_says() -> None:
    door = 3
    learned = Learned(weights({door: [(10, 0)]}, block(2)))
    assert learned.scores([door]) == ([10, 0],)
    assert learned.scores([door], unknown=3) == ([10 / sqrt(4), 0],)


def test_what_is_rare_lengthens_a_message_more() -> None:
    table = (b"\x8a" + b"\x01") * 2 + b"\x8a" + b"\xff"
    learned = Learned(Weights((block(1),), 2.0, 1.0, zlib.compress(table)))
    assert learned.scores([0, 1]) == ([20 / sqrt(2 * 2)],)
    assert learned.scores([1, 2]) == ([20 / sqrt(2 * 256)],)


@pytest.mark.parametrize(
    "wrong",
    [
        block(3, HALVES),
        block(8, 5),
        block(1, 16),
        block(0),
        replace(block(2), scale=(1.0,)),
        replace(block(2), bias=(0.0,)),
        replace(block(2), bias=(0.0, nan)),
        replace(block(2), scale=(inf, 1.0)),
    ],
)
def test_lanes_that_cannot_be_summed_are_refused(wrong: Block) -> None:
    with pytest.raises(ValueError, match=r"lanes|number"):
        Learned(replace(weights({}, block(2)), blocks=(block(2), wrong)))


@pytest.mark.parametrize(
    "wrong",
    [
        {"rarity": -1.0},
        {"unknown": nan},
        {"packed": b"no weights"},
        {"packed": zlib.compress(bytes(4))},
    ],
)
def test_damaged_weights_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"number|damaged|size"):
        Learned(replace(weights({}, block(2)), **wrong))
