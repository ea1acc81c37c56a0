"""Phrases found in a message: every word as the beginning of a word, in order, near each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from bot.understanding.spelling import heard, latin, spell

GAP = 2
"""How many other words may stand between two words of a phrase."""
WHOLE = 2
"""A word this short is found only as a whole word: ``on``, not ``only``; ``он``, not ``она``."""
LONG = 5
"""From this length on, the beginning of a word is compared as it is heard."""
LATIN_LETTERS = 6
"""A Cyrillic phrase shorter than this in Latin letters would be found in other languages."""
MOST = 2_000
"""More matches in one message are not looked at: it bounds the time of a message made to harm."""


class Match(msgspec.Struct, frozen=True):
    """A phrase that was found: what it is a cue of, and the places of its words."""

    kind: str
    places: frozenset[int]


class _Node:
    """What may follow the words so far. ``kinds``: what the words so far are a cue of;
    ``lengths``: of the beginnings that a phrase goes on with.
    """

    __slots__ = ("kinds", "lengths", "next")

    def __init__(self) -> None:
        self.kinds: tuple[str, ...] = ()
        self.next: dict[str, _Node] | None = None
        self.lengths: tuple[int, ...] = ()

    def grow(self, beginning: str) -> _Node:
        """The node behind ``beginning``, new where there was none."""
        if self.next is None:
            self.next = {}
        node = self.next.get(beginning)
        if node is None:
            node = self.next[beginning] = _Node()
            if len(beginning) not in self.lengths:
                self.lengths = tuple(sorted((*self.lengths, len(beginning)), reverse=True))
        return node

    def behind(self, word: str, sound: str) -> list[_Node]:
        """The nodes behind ``word``: for each of its beginnings that a phrase goes on with."""
        following = self.next
        if following is None:
            return []
        whole = len(word)
        return [
            following[beginning]
            for length in self.lengths
            if (WHOLE < length <= whole or length == whole)
            and (beginning := word[:length] if length < LONG else sound[:length]) in following
        ]


class Phrases:
    """Phrases of several kinds as one tree, walked once from every word of a message."""

    def __init__(self, phrases: Iterable[tuple[str, str]]) -> None:
        """``phrases`` are pairs of a kind and a phrase."""
        self._root = _Node()
        known: dict[str, tuple[str, ...]] = {}
        rough: dict[str, str] = {}
        for kind, phrase in phrases:
            words: list[str] = []
            for typed in phrase.split():
                spelled = known.get(typed)
                if spelled is None:
                    spelled = known[typed] = tuple(spell(typed))
                    rough.update((word, latin(word)) for word in spelled)
                words.extend(spelled)
            self._grow(kind, words)
            keys = [rough[word] for word in words]
            if keys != words and all(keys) and sum(map(len, keys)) >= LATIN_LETTERS:
                self._grow(kind, keys)
        self._root = _shared(self._root, {})

    def find(self, words: Sequence[str]) -> list[Match]:
        """Every phrase in ``words``, as :func:`~bot.understanding.spelling.spell` gives them."""
        found: list[Match] = []
        pairs = [(word, heard(word)) for word in words]
        for start in range(len(pairs)):
            self._walk(pairs, start, self._root, (), found)
            if len(found) >= MOST:
                break
        return found

    def _walk(
        self,
        words: Sequence[tuple[str, str]],
        place: int,
        node: _Node,
        before: tuple[int, ...],
        found: list[Match],
    ) -> None:
        for after in node.behind(*words[place]):
            places = (*before, place)
            if after.kinds:
                found.extend(Match(kind, frozenset(places)) for kind in after.kinds)
            if after.next is not None:
                for following in range(place + 1, min(place + GAP + 2, len(words))):
                    self._walk(words, following, after, places, found)

    def _grow(self, kind: str, words: Sequence[str]) -> None:
        node = self._root
        for word in words:
            node = node.grow(word if len(word) < LONG else heard(word))
        if words and kind not in node.kinds:
            node.kinds = (*node.kinds, kind)


def _shared(
    node: _Node, known: dict[tuple[tuple[str, ...], frozenset[tuple[str, int]]], _Node]
) -> _Node:
    """The same tree, in which branches that are alike are one: an eighth of the nodes is left."""
    if node.next is not None:
        node.next = {word: _shared(after, known) for word, after in node.next.items()}
    branches = frozenset((word, id(after)) for word, after in (node.next or {}).items())
    return known.setdefault((node.kinds, branches), node)
