"""In which of nine written languages a message is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

LANE = "language:"
NEAR = 0.35
"""What scores so little less than the best may be meant as well: neighbours share many words."""
LEAST = -0.7
"""Below this score no language is likely."""
CLEAR = 0.0
"""From this score on another language than hers is offered."""
LEAST_WORDS = 2
"""One word is the same in many languages, and people borrow words."""
_CYRILLIC = {"uz": "uz_Cyrl"}
"""Languages that are written in two alphabets, which the letters themselves tell."""


class Language(msgspec.Struct, frozen=True):
    """A locale and how much the letters speak for it; above zero means rather yes."""

    locale: str
    score: float


def spoken(text: str, scores: Mapping[str, float]) -> tuple[Language, ...]:
    """The locales that ``text`` may be in, the likeliest first."""
    named = ((score, lane.removeprefix(LANE)) for lane, score in scores.items())
    ranked = sorted(named, reverse=True)
    best = ranked[0][0]
    if best < LEAST:
        return ()
    cyrillic = _is_cyrillic(text)
    return tuple(
        Language(_CYRILLIC.get(locale, locale) if cyrillic else locale, score)
        for score, locale in ranked
        if score >= best - NEAR
    )


def foreign(text: str, found: Sequence[Language], locale: str) -> str:
    """The locale in which ``text`` clearly is, where it is not in ``locale``; else nothing.

    ``found``: what :func:`spoken` says of the text.
    """
    if not found or found[0].score < CLEAR or len(text.split()) < LEAST_WORDS:
        return ""
    return "" if any(one.locale == locale for one in found) else found[0].locale


def _is_cyrillic(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    return 2 * sum("\u0400" <= letter <= "\u04ff" for letter in letters) > len(letters)
