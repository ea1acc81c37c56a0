"""Phrases once more, as somebody types them in a hurry or in the dark.

People write "yne urdy guyjm galanok" for "ýene urdy, güýjüm galanok": letters are left out (vowels
more than others), swapped, or written as they sound. Writers of phrases slip less than people in
danger do, so chance slips for them. Doubled letters are not among it: the bot reads them as one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from random import Random
from typing import Final

from learning.phrases import Phrase

OFTEN: Final = 0.3
"""How likely a word has a slip, and one more after each."""
SHORTEST: Final = 3
"""Letters of a word that can lose one and still be read."""
SEED: Final = 1
_VOWELS: Final = frozenset("aeiouyáóúıäöüýаеёиоуыэюяәөұүіӣӯў")
_HEARD: Final = (
    "a:oe o:au e:ia i:e u:o t:d d:t b:p p:b g:k k:g q:g h:g z:s s:z v:f f:v",
    "а:о о:ау е:и и:еы ы:и у:о я:е т:д д:т б:п п:б г:к к:г з:с с:з в:ф ф:в ж:ш",
)
_ALIKE: Final = dict(pair.split(":") for line in _HEARD for pair in line.split())
"""Letters that are heard alike."""


def in_a_hurry(phrases: Iterable[Phrase]) -> list[Phrase]:
    """Each of ``phrases`` as typed in a hurry, in their order. The same each time."""
    chance = Random(SEED)  # noqa: S311 - slips, no secrets
    return [replace(one, text=_hurried(one.text, chance)) for one in phrases]


def _hurried(text: str, chance: Random) -> str:
    words = text.lower().split()
    for at in range(len(words)):
        while chance.random() < OFTEN:
            words[at] = _slip(words[at], chance)
    return " ".join(words)


def _slip(word: str, chance: Random) -> str:
    if len(word) < SHORTEST:
        return word
    (kind,) = chance.choices((vowel_lost, letter_lost, swapped, as_it_sounds), (50, 15, 15, 20))
    return kind(word, chance)


def vowel_lost(word: str, chance: Random) -> str:
    """``word`` without one of its vowels, the first letter never; without any letter if none."""
    places = [at for at in range(1, len(word)) if word[at] in _VOWELS]
    return _without(word, chance.choice(places)) if places else letter_lost(word, chance)


def letter_lost(word: str, chance: Random) -> str:
    """``word`` without one of its letters."""
    return _without(word, chance.randrange(len(word)))


def swapped(word: str, chance: Random) -> str:
    """``word`` with two neighbours in the wrong order."""
    at = chance.randrange(len(word) - 1)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def as_it_sounds(word: str, chance: Random) -> str:
    """``word`` with one letter written as it may be heard."""
    places = [at for at in range(len(word)) if word[at] in _ALIKE]
    if not places:
        return word
    at = chance.choice(places)
    return word[:at] + chance.choice(_ALIKE[word[at]]) + word[at + 1 :]


def _without(word: str, at: int) -> str:
    return word[:at] + word[at + 1 :]
