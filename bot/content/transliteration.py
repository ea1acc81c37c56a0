"""Uzbek in Latin letters to Uzbek in Cyrillic, by the rules of the alphabet and written exceptions.

The letters follow the alphabets of 1995 and 1940. What they cannot tell (ц in loans, ь, э inside a
word, names that stay as they are) stands in ``transliteration/uz_Cyrl.yaml`` as stems.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec

LETTERS: Final = {
    "a": "а", "b": "б", "d": "д", "e": "е", "f": "ф", "g": "г", "h": "ҳ", "i": "и", "j": "ж",
    "k": "к", "l": "л", "m": "м", "n": "н", "o": "о", "p": "п", "q": "қ", "r": "р", "s": "с",
    "t": "т", "u": "у", "v": "в", "x": "х", "y": "й", "z": "з",
    "ʼ": "ъ", "oʻ": "ў", "gʻ": "ғ", "sh": "ш", "ch": "ч", "yo": "ё", "yu": "ю", "ya": "я",
    "ye": "е", "yoʻ": "йў", "sʼh": "сҳ",
}  # fmt: skip
"""One, two or three Latin letters; the longest that fits is taken."""
_VOWELS: Final = frozenset("aoueiʻ")
_LONGEST: Final = 3
_MARKS: Final = str.maketrans(dict.fromkeys("'‘`´", "ʻ") | {"’": "ʼ"})
_APOSTROPHE: Final = re.compile(r"(?<=[oOgG])['‘’`´ʼ]")
_APART: Final = re.compile(
    r"(\{[a-z_]+\}|https?://\S+|www\.\S+|[\w.+-]+@[\w.-]+|@\w+|/[a-z]+\b|[A-Za-zʻʼ'‘’`´]+)"
)
_WORD: Final = re.compile(r"[A-Za-zʻʼ'‘’`´]+\Z")
_FOREIGN: Final = re.compile(r"w|c(?!h)", re.IGNORECASE)


class Exceptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the letters cannot tell. ``keep``: words that stay in Latin letters, and how they are
    written when a suffix follows; ``stems``: beginnings of words, in Latin and in Cyrillic;
    ``inside``: parts of words, wherever they stand; ``words``: whole words only.
    """

    keep: dict[str, str] = {}
    stems: dict[str, str] = {}
    inside: dict[str, str] = {}
    words: dict[str, str] = {}


class Transliteration:
    """``cyrillic`` of a text. Keys of the exceptions are small letters with ʻ and ʼ."""

    def __init__(self, exceptions: Exceptions) -> None:
        self._keep = exceptions.keep
        self._kept = {word.lower(): cyrillic for word, cyrillic in exceptions.keep.items()}
        self._words = exceptions.words
        self._stems = _longest_first(exceptions.stems | self._kept)
        self._inside = _longest_first(exceptions.inside)
        self._known: dict[str, str] = {}

    def cyrillic(self, text: str) -> str:
        """The text in Cyrillic; arguments in braces, addresses and commands as they are."""
        return _APART.sub(lambda found: self._piece(found.group()), text)

    def _piece(self, piece: str) -> str:
        if not _WORD.match(piece):
            return piece
        found = self._known.get(piece)
        if found is None:
            found = self._known[piece] = self._word(piece)
        return found

    def _word(self, written: str) -> str:
        if written in self._keep or written in ("x", "X"):
            return written
        word = _APOSTROPHE.sub("ʻ", written).translate(_MARKS)
        small = word.lower()
        if small in self._words:
            return _cased(word, self._words[small])
        stem = next(filter(small.startswith, self._stems), "")
        if not stem and _FOREIGN.search(small):
            return written
        if not stem:
            return _cased(word, self._letters(small, begins=True))
        rest = self._letters(small[len(stem) :], begins=False, before=stem[-1:])
        return _cased(word, self._stems[stem] + rest)

    def _letters(self, small: str, *, begins: bool, before: str = "") -> str:
        made, at = "", 0
        while at < len(small):
            part = next((one for one in self._inside if small.startswith(one, at)), "")
            if part:
                made, at, before = made + self._inside[part], at + len(part), part[-1]
                continue
            for length in range(_LONGEST, 0, -1):
                part = small[at : at + length]
                if part in LETTERS:
                    break
            hard = part == "e" and ((begins and not at) or before in _VOWELS)
            made += "э" if hard else LETTERS.get(part, part)
            at += len(part)
            before = part[-1]
        return made


def _longest_first(table: Mapping[str, str]) -> dict[str, str]:
    return dict(sorted(table.items(), key=lambda entry: -len(entry[0])))


def _cased(written: str, cyrillic: str) -> str:
    letters = [letter for letter in written if letter.isalpha() and letter not in "ʻʼ"]
    if len(letters) > 1 and all(map(str.isupper, letters)):
        return cyrillic.upper()
    if letters and letters[0].isupper():
        return cyrillic[:1].upper() + cyrillic[1:]
    return cyrillic


def mapped(data: Any, change: Callable[[str], str]) -> Any:  # noqa: ANN401 - YAML holds anything
    """``data`` with every text changed; keys stay."""
    if isinstance(data, str):
        return change(data)
    if isinstance(data, dict):
        return {key: mapped(value, change) for key, value in data.items()}
    if isinstance(data, list):
        return [mapped(value, change) for value in data]
    return data
