"""Reading a text as words, each with what its neighbours say about it."""

from __future__ import annotations

import re
from typing import Final

import msgspec

from bot.content.script import fold, letters
from bot.locator.words import (
    ADJECTIVE_ENDINGS,
    BEFORE_PERSON,
    BEFORE_PLACE,
    KIND_AFTER,
    KIND_WORDS,
    MOVING,
    NOT_AFTER,
    NOT_BEFORE,
    STOP,
    STREET_AFTER,
    STREET_BEFORE,
    WITH_WHOM,
)

# Longer texts are read as far as this; a place is asked for, not an essay.
MAX_CHARACTERS: Final = 400
MAX_WORDS: Final = 40

_HYPHEN: Final = re.compile(r"\w[-‐‑–]\w")

# Before the punctuation goes: "с." is a village, "с" is "with".
_SHORT_FORMS: Final = (
    (re.compile(r"\bр-о?н(?:е|а|ы)?\b", re.IGNORECASE), "район"),
    (re.compile(r"\bс\.", re.IGNORECASE), "село "),
    (re.compile(r"\bа\.", re.IGNORECASE), "ауыл "),
)


class Word(msgspec.Struct):
    """A word that may be of a name. ``at`` is its position among all words of the text.

    ``kind`` is what a neighbour says that it is ("region" of "облысы"), ``placed`` whether one
    says that a place is meant, ``doubted`` whether it may be a person's or a street's name, and
    ``with_whom`` whether "with" or "to" stands before it, as before either. ``denied`` is "not
    in" it, or on the way; ``hyphened``, that a hyphen joins it to the word before.
    """

    at: int
    text: str
    letters: str
    stop: bool
    kind: str | None = None
    placed: bool = False
    doubted: bool = False
    with_whom: bool = False
    denied: bool = False
    hyphened: bool = False


def read(text: str) -> list[Word]:
    """The words of ``text`` that can be of a name: without "город" and "в", and without streets."""
    text = text[:MAX_CHARACTERS]
    for short, full in _SHORT_FORMS:
        text = short.sub(full, text)
    raw, latin = fold(text).split(), letters(text).split()
    if len(latin) != len(raw):  # words of other scripts, which `letters` drops
        latin = [letters(word) for word in raw]
    raw = raw[:MAX_WORDS]
    words: list[Word] = []
    streets = _streets(raw)
    for at, (word, ascii_word) in enumerate(zip(raw, latin, strict=False)):
        if word in KIND_WORDS or word in BEFORE_PLACE or at in streets:
            continue
        words.append(Word(at, word, ascii_word, stop=word.isdigit() or word in STOP))
    kinds = _kinds(raw)
    joined = _hyphened(text, raw)
    moving = any(word in MOVING for word in raw)
    for found in words:
        found.hyphened = found.at in joined
        _neighbours(found, raw, kinds)
        found.denied = found.denied or moving
    return words


def _hyphened(text: str, raw: list[str]) -> set[int]:
    """Positions of the words that a hyphen joins to the one before."""
    found: set[int] = set()
    at = 0
    for chunk in text.split():
        parts = len(fold(chunk).split())
        if parts > 1 and _HYPHEN.search(chunk):
            found |= set(range(at + 1, at + parts))
        at += parts
    return found if at >= len(raw) else set()


def _streets(raw: list[str]) -> set[int]:
    """Positions of the words of streets: "улица Абая", "Абай көшесі"."""
    found: set[int] = set()
    for at, word in enumerate(raw):
        if word in STREET_BEFORE:
            found |= {at, at + 1}
        elif word in STREET_AFTER:
            found |= {at - 1, at}
    return found


def _kinds(raw: list[str]) -> dict[int, str]:
    """Which words "город", "ауданы" and the like are about, by position.

    Between two names, Kazakh and English say it of the one before ("Абай ауданы"), Russian of the
    one after ("село Абай"), but "Абайский район" when that is an adjective.
    """
    found: dict[int, str] = {}
    for at, word in enumerate(raw):
        kind = KIND_WORDS.get(word)
        if kind is None:
            continue
        # "Бакай-Ата району": with a kind behind it, "ата" is no word before a person.
        before = at - 1 if at and raw[at - 1] not in _NO_PLACES else None
        after = at + 1 if at + 1 < len(raw) and raw[at + 1] not in _NO_NAMES else None
        adjective = (
            before is not None
            and kind in {"region", "district"}
            and raw[before].endswith(ADJECTIVE_ENDINGS)
        )
        backward = word in KIND_AFTER or adjective
        first, second = (before, after) if backward else (after, before)
        about = first if first is not None else second
        if about is not None:
            found.setdefault(about, kind)
    return found


def _neighbours(word: Word, raw: list[str], kinds: dict[int, str]) -> None:
    before = raw[word.at - 1] if word.at else ""
    two_before = raw[word.at - 2] if word.at > 1 else ""
    word.kind = kinds.get(word.at)
    word.placed = before in BEFORE_PLACE or word.kind is not None
    word.with_whom = before in WITH_WHOM
    after = raw[word.at + 1] if word.at + 1 < len(raw) else ""
    negated = before in NOT_BEFORE or (before in BEFORE_PLACE and two_before in NOT_BEFORE)
    word.denied = negated or after in NOT_AFTER
    word.doubted = before in BEFORE_PERSON or two_before in STREET_BEFORE


_NO_PLACES: Final = frozenset({*KIND_WORDS, *BEFORE_PLACE})
_NO_NAMES: Final = _NO_PLACES | frozenset(BEFORE_PERSON)
