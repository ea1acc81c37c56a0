"""The pieces that most phrases have find room; a rare one is taken for none of them."""

from __future__ import annotations

from bot.understanding.vocabulary import EMPTY, SHELF
from learning.vocabulary import vocabulary

ROWS = 4 * SHELF
MARK = 1 << 24
"""The next mark on the same shelf: a multiple of the shelves, too."""


def test_where_a_shelf_is_full_the_pieces_stay_that_most_texts_have() -> None:
    often = [MARK * mark for mark in range(2, 2 + SHELF)]
    seldom = MARK * (2 + SHELF)
    known = vocabulary([[seldom], often, often], ROWS)
    assert len(known.rows(often)) == SHELF
    assert known.rows([seldom]) == set()


def test_of_two_pieces_that_nothing_tells_apart_one_is_taken_for_the_other() -> None:
    one, other = MARK * 2, MARK * 2 + ROWS // SHELF
    known = vocabulary([[one], [one, other]], ROWS)
    assert known.rows([one]) == known.rows([other]) != set()
    assert known.marks.count(EMPTY) == ROWS - 1


def test_the_same_texts_give_the_same_vocabulary() -> None:
    texts = [[MARK * mark + at for mark in range(1, 200, at)] for at in range(1, 9)]
    assert vocabulary(texts, ROWS) == vocabulary(texts, ROWS)
