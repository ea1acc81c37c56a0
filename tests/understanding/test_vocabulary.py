"""A piece that was learned of is found; another is hardly ever taken for it."""

from __future__ import annotations

import random
import zlib

import pytest
from msgspec.structs import replace

from bot.understanding.learned import Block, Weights
from bot.understanding.lessons import Lessons, Lore
from bot.understanding.network import Layer, Taught
from bot.understanding.vocabulary import EMPTY, SHELF, Vocabulary, mark, shelf

ROWS = 4096
CHANCE = 1 / 16
"""How often a piece of no phrase may be taken for one that was learned of."""


def _vocabulary(pieces: list[int]) -> Vocabulary:
    marks = bytearray([EMPTY]) * ROWS
    for piece in pieces:
        free = marks.find(EMPTY, start := shelf(piece, ROWS), start + SHELF)
        if free >= 0 and mark(piece) not in marks[start:free]:
            marks[free] = mark(piece)
    return Vocabulary(bytes(marks))


def test_every_piece_stands_in_one_row_and_in_the_same_each_time() -> None:
    few = random.Random(1).sample(range(1 << 32), 200)
    known = _vocabulary(few)
    found = {piece: known.rows([piece]) for piece in few}
    assert all(len(rows) == 1 for rows in found.values())
    assert known.rows(few) == set().union(*found.values())


def test_a_piece_of_no_phrase_is_hardly_ever_taken_for_one() -> None:
    chance = random.Random(2)
    full = _vocabulary(chance.sample(range(1 << 32), 4 * ROWS))
    assert full.marks.count(EMPTY) < ROWS / 10
    others = [chance.randrange(1 << 32) for _ in range(5000)]
    taken = [one for one in others if full.rows([one])]
    assert len(taken) / len(others) < 1.5 * CHANCE


def test_a_piece_whose_mark_would_be_that_of_an_empty_row_has_another() -> None:
    low = 5
    assert mark(low) != EMPTY
    assert _vocabulary([]).rows([low]) == set()
    assert _vocabulary([low]).rows([low]) == {shelf(low, ROWS)}


@pytest.mark.parametrize("marks", [b"", b"\x01" * (SHELF + 1)])
def test_a_vocabulary_without_whole_shelves_is_refused(marks: bytes) -> None:
    with pytest.raises(ValueError, match="shelves"):
        Vocabulary(marks)


def _lessons(pieces: Vocabulary, letters: int) -> Lessons:
    def weights(rows: int, *lanes: str) -> Weights:
        table = zlib.compress((b"\x80" * len(lanes) + b"\x01") * rows)
        return Weights(tuple(Block((lane,), 8, (1.0,), (0.0,)) for lane in lanes), 1.0, 1.0, table)

    return Lessons(
        of="",
        pieces=pieces,
        meanings=weights(ROWS, "signal:danger", "0"),
        signals=Taught((Layer(((1.0,),), (0.0,)),), ("signal:danger",)),
        letters=Vocabulary(bytes(letters)),
        languages=weights(SHELF, "ru"),
    )


@pytest.mark.parametrize(("pieces", "letters"), [(2 * ROWS, SHELF), (ROWS, 2 * SHELF)])
def test_weights_of_another_vocabulary_are_refused(pieces: int, letters: int) -> None:
    Lore(_lessons(Vocabulary(bytes(ROWS)), SHELF))
    with pytest.raises(ValueError, match="vocabulary"):
        Lore(_lessons(Vocabulary(bytes(pieces)), letters))


@pytest.mark.parametrize(
    "wrong",
    [
        {"signals": Taught((Layer(((1.0,),), (0.0,)),), ("signal:threat",))},
        {"meanings": Weights((), 1.0, 1.0, zlib.compress(b"\x01" * ROWS))},
        {"languages": Weights((), 1.0, 1.0, zlib.compress(b"\x01" * SHELF))},
    ],
)
def test_readers_that_do_not_go_together_are_refused(wrong: dict[str, Taught | Weights]) -> None:
    whole = _lessons(Vocabulary(bytes(ROWS)), SHELF)
    with pytest.raises(ValueError, match=r"signals|blocks"):
        Lore(replace(whole, **wrong))


def test_what_is_hardly_known_tells_nothing() -> None:
    known, unknown = 1, [2 << 20, 3 << 20, 4 << 20]
    lore = Lore(_lessons(_vocabulary([known]), SHELF))
    assert lore.meanings([known, *unknown[:2]]) == {"signal:danger": 0.0}
    assert lore.meanings([known, *unknown]) == {}
