"""What is asked of each message, and which phrases answer yes or no."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from learning.phrases import Phrase

THREAT = "threat_to_other"
SIGNALS = ("danger", "self_harm", THREAT)
MAY_BE_THREAT = "using_violence"
"""Of these some tell of a threat as well: they say nothing about what a threat is not."""


@dataclass(frozen=True)
class Lane:
    """A question: the phrases that are asked, the answer to each, and how much more a wrong *no*
    counts than a wrong *yes*.
    """

    name: str
    phrases: tuple[Phrase, ...]
    answers: tuple[bool, ...]
    weight: float


def intent_of(phrase: Phrase) -> str:
    """The intent of a phrase: who threatens somebody else uses violence."""
    return "using_violence" if phrase.label == THREAT else phrase.label


def languages(phrases: list[Phrase]) -> list[Lane]:
    """One lane for each language, both alphabets of Uzbek in one."""
    counts = Counter(phrase.locale for phrase in phrases)
    return [
        Lane(
            f"language:{locale}",
            tuple(phrases),
            tuple(one.locale == locale for one in phrases),
            len(phrases) / len(counts) / count,
        )
        for locale, count in sorted(counts.items())
    ]


def lanes(phrases: list[Phrase], own: list[Phrase]) -> list[Lane]:
    """One lane for each intent and each signal. ``own``: words that are never a signal."""
    counts = Counter(intent_of(phrase) for phrase in phrases)
    usual = len(phrases) / len(counts)
    made = [
        Lane(
            f"intent:{name}",
            tuple(phrases),
            tuple(intent_of(one) == name for one in phrases),
            usual / count,
        )
        for name, count in sorted(counts.items())
    ]
    for signal in SIGNALS:
        asked = (*(one for one in phrases if signal != THREAT or one.label != MAY_BE_THREAT), *own)
        answers = tuple(one.danger if signal == "danger" else one.label == signal for one in asked)
        told = sum(answers)
        made.append(Lane(f"signal:{signal}", asked, answers, (len(asked) - told) / told))
    return made
