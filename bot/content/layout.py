"""Words typed while the keyboard was on the other alphabet: ``gjvjubnt`` is ``помогите``."""

from __future__ import annotations

from typing import Final

_LATIN = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
_CYRILLIC = "ёйцукенгшщзхъфывапролджэячсмитьбю"
_SHIFTED = str.maketrans('~{}:"<>', "`[];',.")
_TO_CYRILLIC: Final = str.maketrans(_LATIN, _CYRILLIC)
_TO_LATIN: Final = str.maketrans(_CYRILLIC, _LATIN)
_VOWELS: Final = frozenset("aeiouy")
_FEW = 0.3
"""A smaller share of vowels than any of our languages has in Latin letters."""
_SHORTEST = 4


def in_cyrillic(text: str) -> str:
    """``text`` as the same keys give it on a Russian keyboard."""
    return text.casefold().translate(_SHIFTED).translate(_TO_CYRILLIC)


def in_latin(text: str) -> str:
    """``text`` as the same keys give it on an English keyboard."""
    return text.casefold().translate(_TO_LATIN)


def may_be_switched(text: str) -> bool:
    """Whether ``text`` is Latin letters with hardly a vowel: words of no language of ours."""
    letters = [letter for letter in text.casefold() if letter.isalpha()]
    if len(letters) < _SHORTEST or not text.isascii():
        return False
    return sum(letter in _VOWELS for letter in letters) < _FEW * len(letters)
