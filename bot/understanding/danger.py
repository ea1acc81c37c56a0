"""Whether a message tells of danger, of self-harm, or of a threat to somebody else.

It never decides anything: a false alarm costs one press (S25), a miss may cost far more. Phrases
that are harmless take away only the cue whose every word they name, so a disclosure beside a film,
a greeting or a goodbye stays a disclosure (S24).
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from bot.understanding.phrases import Match, Phrases
from bot.understanding.words import Words

DANGER, SELF_HARM, THREAT = "danger", "self_harm", "threat_to_other"
_OUTRANKS = {DANGER: frozenset({SELF_HARM, THREAT}), THREAT: frozenset({SELF_HARM})}
"""``I hit her`` holds ``hit her``: the phrase that says more about the same words counts."""


class Signals(msgspec.Struct, frozen=True):
    """What a message tells of; each is independent of the others and of any intent."""

    danger: bool = False
    self_harm: bool = False
    threat_to_other: bool = False


NOTHING = Signals()


class Cues:
    """The cues of all locales together, since people mix languages, and what cancels them."""

    def __init__(self, words: tuple[Words, ...]) -> None:
        self.cues = Phrases(
            (kind, phrase)
            for each in words
            for kind, phrases in (
                (DANGER, each.danger),
                (SELF_HARM, each.self_harm),
                (THREAT, each.threat_to_other),
            )
            for phrase in phrases
        )
        self.benign = Phrases(("", phrase) for each in words for phrase in each.benign)


def recognise(spelled: list[str], rough: list[str], cues: Cues) -> Mapping[str, float]:
    """The signals that a message tells, each with the share of its words (0 to 1) that are of such
    phrases of two words or more: a single word says little ("bruises").
    ``spelled``: its words, by :func:`~bot.understanding.spelling.spell`; ``rough``: in Latin.
    """
    found = _shares(cues, spelled)
    if rough != spelled and any(word.isascii() and word.isalpha() for word in spelled):
        for kind, share in _shares(cues, rough).items():
            found[kind] = max(share, found.get(kind, 0.0))
    return found


def _shares(cues: Cues, words: list[str]) -> dict[str, float]:
    found = cues.cues.find(words)
    if not found:
        return {}
    benign = cues.benign.find(words)
    places: dict[str, set[int]] = {}
    for match in found:
        if not _cancelled(match, found, benign):
            of_kind = places.setdefault(match.kind, set())
            if len(match.places) > 1:
                of_kind.update(match.places)
    return {kind: len(of_kind) / len(words) for kind, of_kind in places.items()}


def _cancelled(match: Match, found: list[Match], benign: list[Match]) -> bool:
    if any(match.places <= harmless.places for harmless in benign):
        return True
    stronger = _OUTRANKS.get(match.kind, frozenset())
    return any(other.kind in stronger and match.places <= other.places for other in found)
