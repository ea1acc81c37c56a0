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
_MARKS: Final = str.maketrans(dict.fromkeys("'‘`´", "ʻ") | {"’": "ʼ"})
_APOSTROPHE: Final = re.compile(r"(?<=[oOgG])['‘’`´ʼ]")
_APART: Final = re.compile(
    r"(\{[a-z_]+\}|https?://\S+|www\.\S+|[\w.+-]+@[\w.-]+|@\w+|/[a-z]+\b"
    r"|(?:[A-Za-z0-9-]+\.)+[a-z]{2,6}(?:/\S*)?\b|[A-Za-zʻʼ'‘’`´]+)"
)
_WORD: Final = re.compile(r"[A-Za-zʻʼ'‘’`´]+\Z")
_ROMAN: Final = re.compile(r"(?=[XVI]{2})X{0,3}(?:IX|IV|V?I{0,3})\Z")
_CAPITALS: Final = re.compile(r"((?:[A-Z]ʻ?){2,})([a-z][a-zʻʼ]*)\Z")
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
        self._stems = exceptions.stems | self._kept
        self._begins = _one_of(self._stems)
        self._parts = LETTERS | exceptions.inside
        self._part = _one_of(self._parts)
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
        if written in self._keep or written in ("x", "X") or _ROMAN.match(written):
            return written
        known = self._words.get(written.lower())
        if known is not None and written[:2].isupper():
            return known.upper()  # FHDYo
        capitals = _CAPITALS.match(written)
        if capitals is not None:  # BMTning: an abbreviation and its suffix.
            head, tail = capitals.groups()
            kept = self._stems.get(head.lower(), "").upper()
            return (kept or self._word(head)) + self._letters(tail.lower(), 0)
        word = _APOSTROPHE.sub("ʻ", written).translate(_MARKS)
        small = word.lower()
        if small in self._words:
            return _cased(word, self._words[small])
        found = self._begins.match(small)
        if found is None:
            return written if _FOREIGN.search(small) else _cased(word, self._letters(small, 0))
        stem = found.group()
        return _cased(word, self._stems[stem] + self._letters(small, len(stem)))

    def _letters(self, small: str, at: int) -> str:
        """The letters from ``at`` on."""

        def put(found: re.Match[str]) -> str:
            part, begin = found.group(), found.start()
            if part == "e" and (begin == 0 or small[begin - 1] in _VOWELS):
                return "э"
            return self._parts[part]

        made, end = "", at
        for found in self._part.finditer(small, at):
            made += small[end : found.start()] + put(found)
            end = found.end()
        return made + small[end:]


def _one_of(table: Mapping[str, str]) -> re.Pattern[str]:
    """Any of its keys, the longest that fits."""
    return re.compile("|".join(map(re.escape, sorted(table, key=len, reverse=True))))


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
