"""What a search for a place gives."""

from __future__ import annotations

from typing import Final

import msgspec

from bot.locator.gazetteer import Place

MAX_CANDIDATES: Final = 6


class Candidate(msgspec.Struct, frozen=True):
    """A place with how well it fits (0 to 1), and why.

    ``reason`` is exact, exact_folded, old_name, cross_script, fuzzy or prefix; ``name`` is the one
    of the place's names that fits.
    """

    place: Place
    score: float
    reason: str
    name: str = ""


class Match(msgspec.Struct, frozen=True):
    """What was found: ``place`` if it is certain, and up to six candidates, the best first.

    With no place and one candidate there is something to ask, too: "is it this one?"
    """

    place: Place | None
    candidates: tuple[Candidate, ...] = ()


NOTHING: Final = Match(None)


class Hit(msgspec.Struct, frozen=True):
    """The places that one stretch of a text names, and their kind if the text says it.

    ``unsure`` if it was denied, or is but a part of a longer name ("Петропавловск-Камчатский").
    """

    candidates: tuple[Candidate, ...]
    kind: str | None = None
    unsure: bool = False
