"""What tells of danger: lanes and the network together, and how soon they say yes.

Lanes stay calm before words that no phrase had, the network knows what words mean together; each
mends what the other gets wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from bot.understanding.listener import SIGNAL
from learning.lanes import Lanes, lanes
from learning.network import Network, taught
from learning.phrases import Phrase
from learning.questions import Questions

NETWORK = 1 / 8
"""How much the network counts beside the lanes."""
PART = 4
"""One phrase of so many is left out, to see what is raised of phrases that were not learned."""
SEED = 1
FALSE = {"danger": 0.044, "self_harm": 0.046, "threat_to_other": 0.012}
"""The share of harmless phrases, look-alikes among them, that may be raised when they were left
out (S26): of danger as many as leave less than one in a hundred everyday messages raised in each of
the two sets of development.
"""
HARMLESS = "none"
MANY = (f"{SIGNAL}danger",)
"""A fifth of the phrases tell of it."""


@dataclass(frozen=True)
class Signals:
    """Both readers. Of the network only the answers about signals are kept."""

    names: tuple[str, ...]
    lanes: Lanes
    network: Network

    def scores(self, rows: sp.csr_matrix) -> np.ndarray:
        """One row a text, one column a signal; above zero means rather yes."""
        return self.lanes.scores(rows) + self.network.scores(rows)


def signals(phrases: Sequence[Phrase], rows: sp.csr_matrix, questions: Questions) -> Signals:
    """Learned from all, and as soon as harmless phrases allow. ``rows``: weighed, first those of
    ``phrases``, then of each once more, as typed in a hurry, then of the bot's own words;
    ``questions``: intents, too, since what is learned of them helps to tell signals.
    """
    left_out = np.random.default_rng(SEED).integers(PART, size=len(phrases)) == 0
    learned_of = np.ones(rows.shape[0], dtype=bool)
    learned_of[: 2 * len(phrases)] = ~np.tile(left_out, 2)
    rest = np.flatnonzero(learned_of)
    harmless = [at for at, one in enumerate(phrases) if left_out[at] and one.label == HARMLESS]
    found = _learned(rows[rest], questions.of(rest)).scores(rows[harmless])
    learned = _learned(rows, questions)
    for at, name in enumerate(learned.names):
        share = FALSE[name.removeprefix(SIGNAL)]
        learned.lanes.bias[at] -= np.quantile(found[:, at], 1 - share)
    return learned


def _learned(rows: sp.csr_matrix, questions: Questions) -> Signals:
    asked = questions.about(SIGNAL)
    network = taught(rows, questions)
    within, (weights, bias) = network.layers
    chosen = [questions.names.index(name) for name in asked.names]
    last = (weights[:, chosen] * NETWORK, bias[chosen] * NETWORK)
    return Signals(
        asked.names,
        lanes(rows, asked, one_of=1, many=MANY),
        Network(network.of_piece, network.bias, (within, last)),
    )
