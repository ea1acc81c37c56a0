"""In which of nine written languages a message is."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

LANE = "language:"
NEAR = 0.35
"""What scores so little less than the best may be meant as well: neighbours share many words."""
LEAST = -0.7
"""Below this score no language is likely."""
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


def _is_cyrillic(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    return 2 * sum("\u0400" <= letter <= "\u04ff" for letter in letters) > len(letters)
