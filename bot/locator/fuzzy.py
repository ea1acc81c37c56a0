"""Misspelt names: what a word may have been meant to be. Mostly good for asking."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.content.script import close
from bot.locator.gazetteer import Gazetteer
from bot.locator.suffixes import Stem

# No similarity below this is worth asking about.
FLOOR: Final = 0.72
# Names up to these lengths need more; the shortest are only ever found as they are.
TOO_SHORT: Final = 4
SHORT: Final = 7
SHORT_FLOOR: Final = 0.8
# A short name's first letter is the one that people get right.
SAME_INITIAL: Final = 6
_LIMIT: Final = 8


def similar(
    gazetteer: Gazetteer, stem: Stem, floor: float, *, administrative: bool
) -> Iterator[tuple[str, float]]:
    """Keys of ``gazetteer.by_skeleton`` like ``stem``, each with a similarity from ``floor`` up.

    Similarity is one minus the share of letters that are added, lost, changed or swapped with a
    neighbour.
    """
    bones = close(stem.text)
    if len(bones) <= TOO_SHORT:
        return
    for key, score, _ in process.extract(
        bones,
        gazetteer.spellings(len(bones), administrative=administrative),
        scorer=OSA.normalized_similarity,
        processor=None,
        score_cutoff=max(floor, FLOOR),
        limit=_LIMIT,
    ):
        if len(key) <= TOO_SHORT or (len(key) <= SHORT and score < SHORT_FLOOR):
            continue
        if len(key) <= SAME_INITIAL and key[0] != bones[0]:
            continue
        yield key, score
