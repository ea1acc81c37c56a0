"""Phrases to a network: pieces to a few numbers, those to others, and from these every answer.

Other than a weight for each piece and question, such numbers tell what pieces mean together: that
he sits by the door, and has an axe. All questions and all languages share them. It is learned in
small groups of phrases, drawn by chance (Adam, Kingma and Ba 2015), while pieces and numbers are
left out by chance, so that nothing hangs on a single one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from threadpoolctl import threadpool_limits

from learning.questions import Questions

WIDTH = 64
"""Numbers of a piece, and of the layer above."""
BITS_OF_NUMBER = 4
"""Of a number of a piece, as it is kept: 8 told no more, of 10,000 messages."""
ROUNDS = 5
"""How often every phrase is seen, and as often as typed in a hurry."""
GROUP = 256
PIECES_LEFT_OUT = 0.15
NUMBERS_LEFT_OUT = 0.2
STEP_OF_PIECES, STEP_OF_LAYERS = 0.01, 0.002
"""How far a step goes at first; at the end it goes nowhere."""
MOST_YES = 5.0
"""So much more a *yes* may count than a *no*, where few phrases say yes."""
AWAKE = 0.1
"""Where the numbers of no piece stand at first: at zero nothing would ever move them."""
SEED = 1
_MEAN, _SPREAD, _TINY = 0.9, 0.999, 1e-8
"""As in the paper: how long a slope and its square are remembered."""
_FAR = 30
"""A score of this size is certain."""


class Steps:
    """Steps down the slope of an error, for one array that is changed in place."""

    def __init__(self, array: np.ndarray, length: float) -> None:
        self._array = array
        self._length = length
        self._mean = np.zeros_like(array)
        self._square = np.zeros_like(array)
        self._taken = 0

    def take(self, slope: np.ndarray, share: float, rows: np.ndarray | slice = np.s_[:]) -> None:
        """One step, of the whole array or of those rows that the slope is of."""
        self._taken += 1
        mean = self._mean[rows] * _MEAN + (1 - _MEAN) * slope
        square = self._square[rows] * _SPREAD + (1 - _SPREAD) * slope * slope
        self._mean[rows], self._square[rows] = mean, square
        evened = np.sqrt(1 - _SPREAD**self._taken) / (1 - _MEAN**self._taken)
        length = np.float32(self._length * share * evened)
        self._array[rows] -= length * mean / (np.sqrt(square) + np.float32(_TINY))


@dataclass(frozen=True)
class Network:
    """``of_piece``: numbers of each piece, ``bias`` of none; ``layers``: weights and biases."""

    of_piece: np.ndarray
    bias: np.ndarray
    layers: tuple[tuple[np.ndarray, np.ndarray], ...]

    def scores(self, rows: sp.csr_matrix) -> np.ndarray:
        """One row a text, one column a question; above zero means rather yes."""
        numbers = np.maximum(rows @ self.of_piece + self.bias, 0)
        (within, within_bias), (above, above_bias) = self.layers
        return np.maximum(numbers @ within + within_bias, 0) @ above + above_bias


def taught(rows: sp.csr_matrix, questions: Questions) -> Network:
    """A network that answers the questions. ``rows``: weighed, one a phrase."""
    chance = np.random.default_rng(SEED)
    asked = len(questions.names)

    def fresh(above: int, below: int) -> tuple[np.ndarray, np.ndarray]:
        weights = chance.uniform(-1, 1, (above, below)) / np.sqrt(above)
        return weights.astype(np.float32), np.zeros(below, dtype=np.float32)

    network = Network(
        np.zeros((rows.shape[1], WIDTH), dtype=np.float32),
        np.full(WIDTH, AWAKE, dtype=np.float32),
        (fresh(WIDTH, WIDTH), fresh(WIDTH, asked)),
    )
    of_piece = Steps(network.of_piece, STEP_OF_PIECES)
    layers = (network.bias, *network.layers[0], *network.layers[1])
    of_layers = [Steps(array, STEP_OF_LAYERS) for array in layers]
    yes = questions.answers.mean(0)
    weight = np.minimum(MOST_YES, np.sqrt((1 - yes) / np.maximum(yes, 1e-6))).astype(np.float32)
    groups = range(0, rows.shape[0], GROUP)
    left = steps = ROUNDS * len(groups)
    # On one core, so that sums are added in the same order each time.
    with threadpool_limits(1):
        for _ in range(ROUNDS):
            order = chance.permutation(rows.shape[0])
            for start in groups:
                group = order[start : start + GROUP]
                slopes = _slopes(network, rows[group], questions.of(group), weight, chance)
                known, slope_of_pieces, slopes_of_layers = slopes
                of_piece.take(slope_of_pieces, left / steps, known)
                for array, slope in zip(of_layers, slopes_of_layers, strict=True):
                    array.take(slope, left / steps)
                left -= 1
    return network


def _slopes(
    network: Network,
    rows: sp.csr_matrix,
    questions: Questions,
    weight: np.ndarray,
    chance: np.random.Generator,
) -> tuple[np.ndarray, np.ndarray, list[np.ndarray]]:
    """How the error of a group changes: which pieces it has, for those, and for the rest."""

    def thinned(numbers: np.ndarray, share: float) -> np.ndarray:
        stay = (chance.random(numbers.shape) >= share) & (numbers > 0)
        return stay.astype(np.float32) / np.float32(1 - share)

    (within, within_bias), (above, above_bias) = network.layers
    pieces = rows.data * thinned(rows.data, PIECES_LEFT_OUT)
    known, places = np.unique(rows.indices, return_inverse=True)
    few = sp.csr_matrix((pieces, places.astype(np.int32), rows.indptr), (rows.shape[0], len(known)))
    numbers = few @ network.of_piece[known] + network.bias
    open_first = thinned(numbers, NUMBERS_LEFT_OUT)
    first = numbers * open_first
    numbers = first @ within + within_bias
    open_second = thinned(numbers, NUMBERS_LEFT_OUT)
    second = numbers * open_second
    scores = second @ above + above_bias

    told = 1 / (1 + np.exp(-np.clip(scores, -_FAR, _FAR)))
    yes = questions.answers
    error = ((told - 1) * yes * weight + told * (1 - yes)) * questions.counted
    error /= np.float32(error.size)
    error_second = error @ above.T * open_second
    error_first = error_second @ within.T * open_first
    return (
        known,
        few.T @ error_first,
        [
            error_first.sum(0),
            first.T @ error_second,
            error_second.sum(0),
            second.T @ error,
            error.sum(0),
        ],
    )
