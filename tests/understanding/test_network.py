"""What was learned is summed as it was learned, and what does not fit together is refused."""

from __future__ import annotations

import zlib
from math import inf, nan, sqrt

import pytest
from msgspec.structs import replace

from bot.understanding.learned import Learned, Weights
from bot.understanding.network import Layer, Network, Taught

DOOR, AXE = 3, 4_000
ROWS = 5_000


def _weights(
    of_pieces: dict[int, tuple[int, ...]], lanes: int, bias: float = 0.0, bits: int = 8
) -> Weights:
    """Each piece as rare as the others; whole numbers, of 8 bits from -128 to 127."""

    def row(numbers: tuple[int, ...]) -> bytes:
        fields = sum((1 << bits - 1) + number << bits * at for at, number in enumerate(numbers))
        return fields.to_bytes(lanes * bits // 8, "little") + b"\x01"

    none = row((0,) * lanes)
    table = bytearray(none * ROWS)
    for piece, numbers in of_pieces.items():
        table[piece * len(none) : (piece + 1) * len(none)] = row(numbers)
    return Weights(
        lanes=tuple(map(str, range(lanes))),
        bits=bits,
        scale=(1.0,) * lanes,
        bias=(bias,) * lanes,
        rarity=1.0,
        unknown=1.0,
        packed=zlib.compress(bytes(table)),
    )


@pytest.mark.parametrize(("bits", "most"), [(8, 127), (4, 7)])
def test_sums_are_those_of_a_plain_sum_however_many_pieces_there_are(bits: int, most: int) -> None:
    numbers = {piece: (piece % (2 * most) - most, most, -3, 1) for piece in range(ROWS)}
    found = Learned(_weights(numbers, 4, bias=0.5, bits=bits)).sums(range(ROWS))
    length = sqrt(ROWS)
    plain = [0.5 + sum(one[lane] for one in numbers.values()) / length for lane in range(4)]
    assert found == pytest.approx(plain)


@pytest.mark.parametrize(("bits", "lanes"), [(4, 3), (5, 8), (16, 1)])
def test_lanes_that_fill_no_bytes_are_refused(bits: int, lanes: int) -> None:
    weights = Weights(("a",) * lanes, bits, (1.0,) * lanes, (0.0,) * lanes, 1.0, 1.0, b"")
    with pytest.raises(ValueError, match="lanes"):
        Learned(weights)


def test_the_more_is_unknown_the_less_the_rest_says() -> None:
    learned = Learned(_weights({DOOR: (10, 0)}, 2))
    assert learned.sums([DOOR])[0] == 10
    assert learned.sums([DOOR], unknown=3)[0] == 10 / sqrt(4)


@pytest.mark.parametrize(
    "wrong",
    [
        {"lanes": (), "scale": (), "bias": ()},
        {"scale": (1.0,)},
        {"bias": (0.0,)},
        {"bias": (0.0, nan)},
        {"scale": (inf, 1.0)},
        {"rarity": -1.0},
        {"unknown": nan},
        {"packed": b"no weights"},
        {"packed": zlib.compress(bytes(4))},
    ],
)
def test_damaged_weights_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"lanes|number|damaged|size"):
        Learned(replace(_weights({}, 2), **wrong))


def test_a_network_tells_what_two_pieces_mean_together() -> None:
    pieces = _weights({DOOR: (10, 0), AXE: (10, 0)}, 2, bias=-12.0)
    together = Layer(((1.0, 0.0),), (0.0,))
    answer = Layer(((2.0,),), (-1.0,))
    network = Network(Taught(pieces, (together, answer), ("signal:danger",)))
    assert network.scores([DOOR])["signal:danger"] == -1.0
    assert network.scores([AXE])["signal:danger"] == -1.0
    both = network.scores([DOOR, AXE])["signal:danger"]
    assert both == pytest.approx(2 * (20 / sqrt(2) - 12) - 1)


def test_no_pieces_are_answered_as_what_is_usual() -> None:
    network = Network(Taught(_weights({}, 1, bias=1.0), (Layer(((3.0,),), (0.5,)),), ("a",)))
    assert network.scores([]) == {"a": 3.5}


@pytest.mark.parametrize(
    ("layers", "questions"),
    [
        ((Layer(((1.0,),), (0.0,)),), ("a",)),
        ((Layer(((1.0, 1.0),), (0.0, 0.0)),), ("a",)),
        ((Layer(((1.0, 1.0),), (0.0,)),), ("a", "b")),
        ((), ("a",)),
    ],
)
def test_layers_that_do_not_fit_together_are_refused(
    layers: tuple[Layer, ...], questions: tuple[str, ...]
) -> None:
    with pytest.raises(ValueError, match="layer"):
        Network(Taught(_weights({}, 2), layers, questions))
