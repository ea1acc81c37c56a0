"""Finding the place that a text names, or the places that it may name.

Being wrong can get somebody hurt: what is not certain comes back as candidates to ask about, and
what is not likely not at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from bot.locator.decide import decide, ranked
from bot.locator.fuzzy import FLOOR, similar
from bot.locator.gazetteer import ADMINISTRATIVE, Gazetteer
from bot.locator.lookup import named
from bot.locator.result import NOTHING, Candidate, Match
from bot.locator.suffixes import Stem, stems
from bot.locator.tokens import Word, read

# Texts of so few words are an answer to "where are you?", longer ones are sentences, in which any
# word may look like some village.
ANSWER_WORDS: Final = 2
SENTENCE_FLOOR: Final = 0.86
PLACED_FLOOR: Final = 0.78
SENTENCE_LETTERS: Final = 6
MAX_FUZZY_WORDS: Final = 4
MAX_FUZZY_STEMS: Final = 4

# A fuzzy match is taken without asking from here on, and if the next one is so far behind.
SURE: Final = 0.92
LEAD: Final = 0.05

MIN_PREFIX: Final = 4
PREFIX_SCORE: Final = 0.75


def match(gazetteer: Gazetteer, text: str, country: str | None) -> Match:
    """The place that ``text`` names, an answer or a sentence in any of our scripts.

    ``country`` is preferred: a place elsewhere is found only if none in it has the name. The
    result's place is None both when nothing was found and when it has to be asked which one.
    """
    words = read(text)
    hits = named(gazetteer, words, text)
    if hits:
        return decide(gazetteer, hits, country)
    words = [word for word in words if not word.text.isdigit()]
    content = [word for word in words if not word.stop]
    if not content:
        return NOTHING
    return _guess(gazetteer, words, content, country)


def _guess(
    gazetteer: Gazetteer, words: Sequence[Word], content: list[Word], country: str | None
) -> Match:
    """Misspelt names, and beginnings of names when there is nothing else in the text."""
    answer = len(content) <= ANSWER_WORDS
    found = [
        candidate
        for word, floor in _worth_guessing(content, answer=answer)
        for candidate in _fuzzy(gazetteer, word.letters, word.kind, floor)
    ]
    if len(content) == len(words) == ANSWER_WORDS:
        joined = "".join(word.letters for word in content)
        found += _fuzzy(gazetteer, joined, content[-1].kind, FLOOR)
    if len(words) == 1 and not words[0].with_whom:
        found += _prefixed(gazetteer, words[0])
    at_home = [c for c in found if c.place.country == country]
    candidates = ranked(at_home or found)
    if not candidates:
        return NOTHING
    first = candidates[0]
    clear = all(first.score - c.score >= LEAD for c in candidates[1:])
    sure = first.reason == "fuzzy" and first.score >= SURE and clear and answer
    return Match(first.place if sure else None, candidates)


def _worth_guessing(content: list[Word], *, answer: bool) -> Iterator[tuple[Word, float]]:
    """Words that may be misspelt names, with the similarity that each needs."""
    trusted = [word for word in content if word.placed or not (word.doubted or word.with_whom)]
    chosen = sorted(trusted, key=lambda word: (not word.placed, -len(word.text)))
    for word in chosen[:MAX_FUZZY_WORDS]:
        if answer:
            yield word, FLOOR
        elif word.placed:
            yield word, PLACED_FLOOR
        elif len(word.letters) >= SENTENCE_LETTERS:
            yield word, SENTENCE_FLOOR


def _fuzzy(
    gazetteer: Gazetteer, letters: str, kind: str | None, floor: float
) -> Iterator[Candidate]:
    """Places with a name like the word, as it is or without an ending."""
    guesses = [Stem(letters, locative=False), *stems(letters)]
    for stem in guesses[:MAX_FUZZY_STEMS]:
        for key, score in similar(gazetteer, stem, floor, administrative=kind in ADMINISTRATIVE):
            for name in gazetteer.by_skeleton[key]:
                # What fits wholly was refused where names are looked up.
                if score < 1 and (name.place.kind in ADMINISTRATIVE) == (kind in ADMINISTRATIVE):
                    yield Candidate(name.place, round(score, 3), "fuzzy", name.text)


def _prefixed(gazetteer: Gazetteer, word: Word) -> Iterator[Candidate]:
    """Settlements whose name of today begins with the word."""
    if len(word.text) < MIN_PREFIX or word.stop:
        return
    for key in gazetteer.beginning(word.text):
        for name in gazetteer.by_fold[key]:
            if name.place.kind not in ADMINISTRATIVE and not name.former:
                yield Candidate(name.place, PREFIX_SCORE, "prefix", name.text)
