"""A network that was learned from what people wrote, and its answers to a message.

The pieces of a message are summed to a few numbers (:mod:`bot.understanding.learned`), those make
others, and from these comes the score of every question. What is below zero does not count on the
way (a rectifier): that is how it can tell "he sits by the door" beside "axe" from either alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress
from operator import mul

import msgspec


class Layer(msgspec.Struct, frozen=True):
    """For each number above: the weight of each number below, and what it is without them."""

    weights: tuple[tuple[float, ...], ...]
    bias: tuple[float, ...]


class Taught(msgspec.Struct, frozen=True):
    """What was learned: the layers over the numbers of pieces, a question for each answer."""

    layers: tuple[Layer, ...]
    questions: tuple[str, ...]


class Network:
    """Answers to messages. Does not change once built."""

    def __init__(self, taught: Taught, below: int) -> None:
        """``below``: how many numbers a piece has. Raises ValueError where layers and questions do
        not fit together.
        """
        self.questions = taught.questions
        self._layers = taught.layers
        for layer in taught.layers:
            if len(layer.weights) != len(layer.bias) or {len(one) for one in layer.weights} != {
                below
            }:
                raise ValueError("the layers do not fit together")
            below = len(layer.bias)
        if below != len(taught.questions):
            raise ValueError(
                "the last layer has another number of answers than there are questions"
            )

    def scores(self, numbers: Sequence[float]) -> dict[str, float]:
        """The score of each question; above zero means rather yes. ``numbers``: of the pieces."""
        for layer in self._layers:
            # Four in ten are below zero: only the others are multiplied.
            awake = [number > 0.0 for number in numbers]
            known = list(compress(numbers, awake))
            numbers = [
                sum(map(mul, compress(weights, awake), known), bias)
                for weights, bias in zip(layer.weights, layer.bias, strict=True)
            ]
        return dict(zip(self.questions, numbers, strict=True))
