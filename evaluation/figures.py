"""The figures of one language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from statistics import fmean

import msgspec

from bot.understanding.listener import Listener
from evaluation.messages import LOCALES, Message, Which, messages

FIRST = 6
"""Words of a first message: by so many its language is told."""
NO_LANGUAGE = "any"
"""What no language has: numbers, bare names, random letters."""
_ALPHABETS = {"uz": ("uz", "uz_Cyrl"), "uz_Cyrl": ("uz", "uz_Cyrl"), "kaa": ("kaa_Latn",)}


class Figures(msgspec.Struct, frozen=True):
    """Shares from 0 to 1. ``raised_*``: of those messages, how many were taken for danger.

    ``intents``: the mean over intents. ``native``, ``typed``: of messages in the language's own
    letters, and of those that lack letters or are in the other script (where none is, as native).
    ``sure``: how many of the guesses on which the bot acts are right.
    """

    danger: float
    raised_hard: float
    raised_harmless: float
    self_harm: float
    threat_to_other: float
    intents: float
    native: float
    typed: float
    sure: float
    language: float


def figures(listener: Listener, locale: str, which: Which) -> Figures:
    """What ``listener`` understands of the messages of ``locale``."""
    asked = messages(locale, which)
    signals = {one.text: listener.signals(one.text) for one in asked}
    guesses = {one.text: listener.guess(one.text) for one in asked}

    def share(right: Callable[[Message], bool], among: Iterable[Message]) -> float:
        answers = [right(one) for one in among]
        return sum(answers) / len(answers) if answers else 0.0

    def found(signal: str) -> float:
        told = [one for one in asked if getattr(one, signal)]
        return share(lambda one: bool(getattr(signals[one.text], signal)), told)

    def is_right(one: Message) -> bool:
        return one.is_meant(guesses[one.text].intent)

    intents: defaultdict[str, list[Message]] = defaultdict(list)
    for one in asked:
        intents[one.intent].append(one)
    otherwise = [m for m in asked if m.way in ("keyboard", "latin", "cyrillic")]
    native = [m for m in asked if m.way == "native"]
    first = [
        one for one in asked if len(one.text.split()) <= FIRST and NO_LANGUAGE not in one.also_in
    ]
    return Figures(
        danger=found("danger"),
        raised_hard=share(lambda one: signals[one.text].danger, (m for m in asked if m.hard)),
        raised_harmless=share(
            lambda one: signals[one.text].danger, (m for m in asked if m.is_harmless)
        ),
        self_harm=found("self_harm"),
        threat_to_other=found("threat_to_other"),
        intents=fmean(share(is_right, of_intent) for of_intent in intents.values()),
        native=share(is_right, native),
        typed=share(is_right, otherwise or native),
        sure=share(is_right, (m for m in asked if guesses[m.text].is_sure)),
        language=share(lambda one: _is_language(listener, one, locale), first),
    )


def by_intent(listener: Listener, which: Which) -> dict[str, float]:
    """How many messages of each intent are understood, in all languages together."""
    right: defaultdict[str, list[bool]] = defaultdict(list)
    for locale in LOCALES:
        for one in messages(locale, which):
            right[one.intent].append(one.is_meant(listener.guess(one.text).intent))
    return {intent: fmean(answers) for intent, answers in sorted(right.items())}


def _is_language(listener: Listener, one: Message, locale: str) -> bool:
    """Whether its language comes first, or one that says it with the same words; either alphabet
    of Uzbek counts, the letters tell it.
    """
    spoken = listener.languages(one.text)
    right = {tag for name in (locale, *one.also_in) for tag in _ALPHABETS.get(name, (name,))}
    return bool(spoken) and spoken[0].locale in right
