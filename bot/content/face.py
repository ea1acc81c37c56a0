"""Words that the face of the bot never carries (``face.yaml``), and how they are found (S18).

The worst mistake here: to read ``W0men-H3lp_bot`` as harmless because of how it is written.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator

import msgspec

from bot.content.script import fold, letters


class FaceWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``face.yaml``; the file says what each list means."""

    anywhere: tuple[str, ...] = ()
    beginnings: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    harmless: tuple[str, ...] = ()


LONG = 5
"""A shorter word of another language may begin a harmless one: суд and судак, сот and сотейник."""

_LATIN_L = str.maketrans("013457@$!|", "oleastasii")
_LATIN_I = str.maketrans("013457@$!|", "oieastasii")
_CYRILLIC = str.maketrans("0346@", "озчба")
_SIGNS = re.compile(r"[_.\-]+")
_DIGITS = re.compile(r"\d+")
_TWICE = re.compile(r"([^ ])\1+")
_BOT = re.compile(r"(?<=[a-z])bot\b")


class Lexicon:
    """The words of ``face.yaml`` and the long ones of ``sensitive`` (S16), ready to be found."""

    def __init__(self, words: FaceWords, sensitive: Iterable[str] = ()) -> None:
        self._words = words
        more = [stem for stem in sensitive if len(stem) >= LONG]
        phrases = [(word, _plain(word.replace(" ", ""))) for word in words.anywhere if " " in word]
        self._anywhere = [*_plain_words(words.anywhere), *phrases]
        self._beginnings = _plain_words([*words.beginnings, *more])
        self._whole = _plain_words(words.whole)
        harmless = sorted((plain for _, plain in _plain_words(words.harmless)), key=len)
        self._harmless = re.compile("|".join(map(re.escape, reversed(harmless))) or r"(?!)")

    def in_name(self, value: str) -> str | None:
        """The word that a name, handle or host carries, if any."""
        for form in (_apart(value), _SIGNS.sub("", value)):
            for written in _spellings(form):
                found = self._in(written) or self._in(_BOT.sub(" ", written))
                if found is not None:
                    return found
        return None

    def in_text(self, value: str) -> str | None:
        """The word that a text carries, in its own alphabet: выпечка is no wipe."""
        written = f" {fold(value)} "
        for word in self._words.harmless:
            written = written.replace(fold(word), " ")
        lists = (
            (self._words.anywhere, "{}"),
            ((*self._words.beginnings, *self._words.texts), " {}"),
            (self._words.whole, " {} "),
        )
        return _first(
            ((word, way.format(fold(word))) for words, way in lists for word in words), written
        )

    def _in(self, written: str) -> str | None:
        padded = f" {' '.join(self._harmless.sub(' ', written).split())} "
        lists = ((self._anywhere, "{}"), (self._beginnings, " {}"), (self._whole, " {} "))
        ways = ((word, way.format(plain)) for words, way in lists for word, plain in words)
        return _first(ways, padded)


def _first(ways: Iterable[tuple[str, str]], written: str) -> str | None:
    return next((word for word, way in ways if way.strip() and way in written), None)


def _apart(value: str) -> str:
    """``WomenHelp`` in two words."""
    humps = (a.islower() and b.isupper() for a, b in itertools.pairwise(f" {value}"))
    return "".join(f" {sign}" if hump else sign for sign, hump in zip(value, humps, strict=True))


def _spellings(value: str) -> Iterator[str]:
    """A value as it is written, and with digits and signs read as the letters they look like."""
    yield _DIGITS.sub(" ", _plain(value))
    for table in (_LATIN_L, _LATIN_I, _CYRILLIC):
        yield _DIGITS.sub(" ", _plain(value.translate(table)))


def _plain(text: str) -> str:
    return _TWICE.sub(r"\1", letters(text))


def _plain_words(words: Iterable[str]) -> list[tuple[str, str]]:
    """Each word as it stands in the file, and as it is looked for."""
    return [(word, plain) for word in words if (plain := _plain(word))]
