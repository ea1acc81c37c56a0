"""Taking grammatical endings off, on the ASCII of :func:`bot.content.script.letters`.

There one table serves all scripts: "Шымкенттемін", "Shymkenttemin" and "Şymkenttemin" are one
word. What comes out are guesses; only those that are names of places count.
"""

from __future__ import annotations

import re
from typing import Final

import msgspec

# Below this a stem is too short to be told from a word.
MIN_STEM: Final = 4
# But not where "в" or "город" says that the word is a place ("в Оше").
MIN_STEM_PLACED: Final = 2
# With a long Kazakh ending ("Шудамын") it may be shorter.
MIN_STEM_SURE: Final = 2

# Kazakh and Kyrgyz "I am", "we are", "you are" behind a case; Uzbek -man.
_COPULA: Final = re.compile(r"(?:m[aiu]n|[bp]in|mi?z|bi?z|si[nz]|sing)$")
# In, from, to; "who is in" (-dagi); and Kyrgyz with o.
_LOCATIVE: Final = re.compile(r"(?:[dt][aeo]|[dtn][aeo]n|[gk][aeo]|n[ae]|[dt][ae]g[iy])$")
# Of, the accusative, and -lik ("one from"): these go with other words as well as with places.
_OTHER_CASE: Final = re.compile(r"(?:[ndt]i(?:ng?)?|[ldt]i[kg])$")

# Russian endings, the longest first, and what the nominative may end in.
_RUSSIAN: Final = (
    ("skogo", ("skoe", "skii", "ski")),
    ("skom", ("skoe", "skii", "ski")),
    ("skomu", ("skoe", "skii", "ski")),
    ("skoi", ("skaia", "skoi")),
    ("skuiu", ("skaia",)),
    ("ogo", ("oe", "ii", "oi")),
    ("omu", ("oe", "ii", "oi")),
    ("om", ("", "o", "oe", "ii", "oi")),
    ("em", ("", "e", "oe")),
    ("oi", ("a", "aia")),
    ("oiu", ("a",)),
    ("ei", ("ia", "a")),
    ("uiu", ("aia",)),
    ("ah", ("i",)),
    ("iu", ("", "ia", "e")),
    ("ia", ("", "e")),
    ("e", ("", "a", "o", "ia", "i")),
    ("u", ("", "a", "o")),
    ("a", ("", "o", "e")),
    ("i", ("", "a", "ia")),
)


class Stem(msgspec.Struct, frozen=True):
    """A word without its ending; ``locative`` if the ending says that a place is meant."""

    text: str
    locative: bool


def _kazakh(word: str, shortest: int) -> list[Stem]:
    found: list[Stem] = []
    for inner, sure in ((word, False), (_COPULA.sub("", word), True)):
        if sure and inner == word:
            continue
        for pattern, locative in ((_LOCATIVE, True), (_OTHER_CASE, False)):
            stem = pattern.sub("", inner)
            if stem != inner and len(stem) >= (MIN_STEM_SURE if sure and locative else shortest):
                found.append(Stem(stem, locative))
    return found


def _russian(word: str, shortest: int) -> list[Stem]:
    return [
        Stem(word[: -len(ending)] + nominative, locative=False)
        for ending, nominatives in _RUSSIAN
        if word.endswith(ending) and len(word) - len(ending) >= shortest - 1
        for nominative in nominatives
        if len(word) - len(ending) + len(nominative) >= shortest
    ]


def stems(word: str, shortest: int = MIN_STEM) -> list[Stem]:
    """What ``word`` may be without its ending, the likelier first; without ``word`` itself.

    Stems of less than ``shortest`` letters are left out, but for those with a clear ending.
    """
    unique: dict[str, Stem] = {}
    for stem in (*_kazakh(word, shortest), *_russian(word, shortest)):
        unique.setdefault(stem.text, stem)
    return list(unique.values())
