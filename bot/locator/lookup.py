"""The names that stand in a text: as they are, in another script, or with an ending."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

from bot.content.script import close
from bot.locator.gazetteer import ADMINISTRATIVE, Gazetteer, Name
from bot.locator.result import Candidate, Hit
from bot.locator.suffixes import MIN_STEM, MIN_STEM_PLACED, Stem, stems
from bot.locator.tokens import Word
from bot.locator.words import CAUTIOUS

# The longest name has this many words ("Ростов на Дону").
MAX_SPAN: Final = 3
# Up to so many words, endings are taken off names of several words, too.
INFLECT_WORDS: Final = 8

EXACT: Final = 1.0
FOLDED: Final = 0.99
OLD: Final = 0.96
CROSS: Final = 0.95
ENDING_COST: Final = 0.01


def named(gazetteer: Gazetteer, words: Sequence[Word], text: str) -> list[Hit]:
    """What ``words`` of ``text`` name, in their order; of names within a name only the longer."""
    taken: set[int] = set()
    hits: dict[int, Hit] = {}
    # A text that names a region or district is an address, there even "Абай" is a place.
    address = any(word.kind in ADMINISTRATIVE for word in words)
    for size in range(min(MAX_SPAN, len(words)), 0, -1):
        for start in range(len(words) - size + 1):
            span = words[start : start + size]
            at = {word.at for word in span}
            apart = span[-1].at - span[0].at != size - 1
            common = size == 1 and span[0].stop and span[0].kind is None
            if apart or common or at & taken:
                continue
            whole = address or size >= sum(not word.text.isdigit() for word in words)
            inflect = size == 1 or len(words) <= INFLECT_WORDS
            found = _look_up(gazetteer, span, text, whole=whole, inflect=inflect)
            if found:
                rest = words[start + size : start + size + 1]
                part = span[0].hyphened or any(
                    word.hyphened and not word.text.isdigit() for word in rest
                )
                kind = span[-1].kind or span[0].kind
                hits[start] = Hit(found, kind, part or span[0].denied or span[-1].denied)
                taken |= at
    return [hits[start] for start in sorted(hits)]


def _look_up(
    gazetteer: Gazetteer, span: Sequence[Word], text: str, *, whole: bool, inflect: bool
) -> tuple[Candidate, ...]:
    joined = " ".join(word.text for word in span)
    placed = span[0].placed or span[-1].kind is not None
    shortest = MIN_STEM_PLACED if placed else MIN_STEM
    doubted = span[0].doubted and not placed
    answer = placed or (whole and not doubted and not span[0].with_whom)
    names = gazetteer.by_fold.get(joined) or gazetteer.by_fold.get(joined.replace(" ", ""))
    if names and all(name.former for name in names):
        # "Dzhambul" is on record as an old name; but "Джамбул" is that of other places, too.
        across = gazetteer.by_skeleton.get(close("".join(word.letters for word in span)), ())
        names += tuple(name for name in across if name not in names)
    if names:
        return _best(_same(name, text) for name in names if answer or _plain(name, doubted))
    bones = close("".join(word.letters for word in span))
    names = gazetteer.by_skeleton.get(bones) if bones else None
    if names:
        return _best(
            _across(name, joined)
            for name in names
            if (answer or _plain(name, doubted))
            and (len(bones) >= MIN_STEM or _scripts(name, joined))
        )
    if not inflect or not span[-1].letters:
        return ()
    head = "".join(word.letters for word in span[:-1])
    found = _best(
        _across(name, joined, cost=ENDING_COST)
        for stem in stems(span[-1].letters, shortest)
        for name in gazetteer.by_skeleton.get(close(head + stem.text), ())
        if placed or stem.locative or _plain(name, doubted)
    )
    if found or not whole or len(span) > 1:
        return found
    return _best(
        _across(name, joined, cost=ENDING_COST)
        for stem in stems(span[-1].letters, MIN_STEM_PLACED)
        for name in gazetteer.by_skeleton.get(close(stem.text), ())
        if _is_short_city(name, stem)
    )


def _is_short_city(name: Name, stem: Stem) -> bool:
    """Whether "Ошто" alone is Ош: so short a name of a village would be found in any word."""
    return stem.locative and name.place.kind == "city" and not name.former


def _plain(name: Name, doubted: bool) -> bool:
    """Whether the name may be taken where nothing says that a place is meant."""
    of_people = name.bare in CAUTIOUS
    # Іле and Шет are districts; in a sentence they are that only as "Іле ауданы", "Илийский".
    short_form = name.place.kind == "district" and not name.bare.endswith(("ский", "цкий"))
    if of_people or short_form:
        return False
    return not doubted or (name.place.kind == "city" and not name.former)


def _scripts(name: Name, joined: str) -> bool:
    """Whether the name is in another script than what was typed."""
    return joined.isascii() != name.bare.isascii()


def _best(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Each place once, by its best name."""
    best: dict[str, Candidate] = {}
    for candidate in candidates:
        known = best.get(candidate.place.id)
        if known is None or candidate.score > known.score:
            best[candidate.place.id] = candidate
    return tuple(best.values())


def _same(name: Name, text: str) -> Candidate:
    """A name that is there as it is, but perhaps for letters that folding has replaced."""
    if name.former:
        return Candidate(name.place, OLD, "old_name", name.text)
    typed = unicodedata.normalize("NFC", text).strip().casefold()
    if typed == unicodedata.normalize("NFC", name.text).casefold():
        return Candidate(name.place, EXACT, "exact", name.text)
    return Candidate(name.place, FOLDED, "exact_folded", name.text)


def _across(name: Name, joined: str, cost: float = 0.0) -> Candidate:
    """A name that is there by its skeleton; ``cost`` if an ending was taken off."""
    if name.former:
        return Candidate(name.place, CROSS - cost, "old_name", name.text)
    if cost and not _scripts(name, joined):
        return Candidate(name.place, FOLDED - cost, "exact_folded", name.text)
    return Candidate(name.place, CROSS - cost, "cross_script", name.text)
