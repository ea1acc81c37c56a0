"""The pieces of a message by which it is likened to what people wrote before.

They are made of the rough spelling (:mod:`bot.understanding.spelling`), so that letters which a
keyboard lacks, the other script and most slips leave nearly the same pieces. Parts of words find
the stem behind the suffixes of Turkic languages without any grammar of them.
"""

from __future__ import annotations

import re
from binascii import crc32
from bisect import bisect
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

from bot.understanding.spelling import latin, spell

SHORTEST: Final = 2
LONGEST: Final = 5
"""Letters of a part of a word, with the spaces around it."""
LONGEST_OF_LETTERS: Final = 4
LENGTHS: Final = (2, 3, 4, 5, 8, 13, 25)
"""From so many words on a message is one step longer."""
_WORD: Final = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_VOWELS: Final = str.maketrans("", "", "aeiou")
_APOSTROPHES: Final = str.maketrans(dict.fromkeys("ʻʼ’‘`´", "'"))


def rough_words(text: str) -> list[str]:
    """The words of ``text`` in Latin letters, as roughly as people write them."""
    return [latin(word) for word in spell(text)]


def grams(words: Sequence[str]) -> set[int]:
    """The numbers of all pieces, of 32 bits: parts of words, words, two words that follow each
    other; words and pairs without their vowels, too, which people in a hurry leave out; and how
    long it is: one word tells less than ten.
    """
    pieces = _parts(words, SHORTEST, LONGEST)
    pieces.update(f"{one} {other}" for one, other in pairwise(words))
    bones = [word.translate(_VOWELS) for word in words]
    pieces.update(f"={one}" for one in bones if len(one) >= SHORTEST)
    pieces.update(f"={one} {other}" for one, other in pairwise(bones))
    if words:
        pieces.add(f"#{bisect(LENGTHS, len(words))}")
    return _numbers(pieces)


def letters(text: str) -> set[int]:
    """The numbers of the pieces that tell languages apart: words and parts as they were typed."""
    words = _WORD.findall(text.casefold().translate(_APOSTROPHES))
    return _numbers(_parts(words, 1, LONGEST_OF_LETTERS))


def _parts(words: Iterable[str], shortest: int, longest: int) -> set[str]:
    """The words and what they are made of."""
    parts = set(words)
    for word in tuple(parts):
        framed = f" {word} "
        parts.update(
            [
                framed[start : start + length]
                for length in range(shortest, longest + 1)
                for start in range(len(framed) - length + 1)
            ]
        )
    return parts


def _numbers(pieces: Iterable[str]) -> set[int]:
    return {crc32(piece.encode()) for piece in pieces}
