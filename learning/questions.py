"""What is asked of each phrase (is it about the police? is it danger?), and the answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from bot.understanding.danger import DANGER, SELF_HARM, THREAT
from bot.understanding.intents import LANE as INTENT
from bot.understanding.listener import SIGNAL, SIGNALS
from learning.phrases import Phrase

MAY_BE_THREAT = "using_violence"
"""Of these some tell of a threat as well: they say nothing about what a threat is not."""


@dataclass(frozen=True)
class Questions:
    """``answers``: one row a phrase, one column a question, 1 for yes; ``counted``: 0 where a
    phrase says nothing about a question.
    """

    names: tuple[str, ...]
    answers: np.ndarray
    counted: np.ndarray

    def of(self, rows: np.ndarray | slice) -> Self:
        """The same questions for some of the phrases."""
        return type(self)(self.names, self.answers[rows], self.counted[rows])

    def about(self, prefix: str) -> Self:
        """Some of the questions for all phrases."""
        chosen = [at for at, name in enumerate(self.names) if name.startswith(prefix)]
        names = tuple(self.names[at] for at in chosen)
        return type(self)(names, self.answers[:, chosen], self.counted[:, chosen])


def intent_of(phrase: Phrase) -> str:
    """The intent of a phrase: who threatens somebody else uses violence."""
    return MAY_BE_THREAT if phrase.label == THREAT else phrase.label


def which(prefix: str, labels: Sequence[str]) -> Questions:
    """Of each label whether it is that one."""
    known = sorted(set(labels))
    answers = np.array([[label == one for one in known] for label in labels], dtype=np.float32)
    names = tuple(prefix + one for one in known)
    return Questions(names, answers, np.ones_like(answers))


def _signals_of(phrase: Phrase) -> list[bool]:
    """Of each signal, in the order of ``SIGNALS``, whether ``phrase`` tells it."""
    told = {
        DANGER: phrase.danger,
        SELF_HARM: phrase.label == SELF_HARM,
        THREAT: phrase.threat,
    }
    return [told[name] for name in SIGNALS]


def meanings(phrases: Sequence[Phrase], own: Sequence[Phrase]) -> Questions:
    """Of every intent and every signal. ``own``: words that are no signal; they follow the
    phrases, and of intents they say nothing.
    """
    intents = which(INTENT, [intent_of(one) for one in phrases])
    signals = [_signals_of(one) for one in phrases]
    names = (*intents.names, *(SIGNAL + name for name in SIGNALS))
    answers = np.zeros((len(phrases) + len(own), len(names)), dtype=np.float32)
    answers[: len(phrases)] = np.hstack([intents.answers, signals])
    counted = np.ones_like(answers)
    threat = names.index(SIGNAL + THREAT)
    counted[: len(phrases), threat] = [one.label != MAY_BE_THREAT for one in phrases]
    counted[len(phrases) :, : len(intents.names)] = 0
    return Questions(names, answers, counted)
