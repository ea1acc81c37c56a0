"""Folding of words, so that one name in many spellings and scripts becomes one string.

:func:`fold` is light and keeps the script; :func:`skeleton` joins the scripts and is lossy, what
it joins has to be treated as "probably the same". Both are pure, and total: any text is welcome.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

# ' ’ ‘ ʻ ʼ ` ´ ′ and what phones make of them. Uzbek writes oʻ gʻ, Kazakh of 2017 s' c', Russian
# names in Latin have ' for ь; people leave all of them out.
_APOSTROPHES: Final = re.compile(r"['’‘‛ʻʼʹˈ`´′＇]")
_APART: Final = re.compile(r"[\W_]+")
_APART_IN_LINE: Final = re.compile(r"[^\w\n]+|_+")
_CYRILLIC: Final = re.compile(r"[\u0400-\u052f]")
_LATIN: Final = re.compile(r"[a-z]")

# Letters of Kazakh, Kyrgyz, Tajik and Uzbek that a Russian keyboard has not, and the letters that
# people type instead. ё and э are Russian, but ё is as often left out.
_NO_KEY: Final = dict(zip("әғқңөұүһіҳҷӣӯўёєїґ", "агкноуухихчиууееиг", strict=True))
# Latin letters that Unicode does not take apart into a letter and a mark.
_LATIN_WHOLE: Final = {"ı": "i", "ə": "a", "ł": "l", "đ": "d", "ø": "o", "ŋ": "n", "æ": "ae"}
# One word, two keyboards: "Темiртау" with a Latin i is common, as old fonts had no і.
_TO_CYRILLIC: Final = str.maketrans("aceikmoptxyh", "асеикмортхух")
_TO_LATIN: Final = str.maketrans("асеикмортху", "aceikmoptxy")


def _fold_table() -> dict[int, str | None]:
    table: dict[int, str | None] = dict.fromkeys(range(0x300, 0x370))  # marks left over by NFKC
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00), *range(0x400, 0x530)):
        bare = unicodedata.normalize("NFKD", chr(code))[0]
        if chr(code) != "й" and bare != chr(code):
            table[code] = bare
    table.update({ord(letter): bare for letter, bare in {**_NO_KEY, **_LATIN_WHOLE}.items()})
    return table


_FOLD: Final = _fold_table()


def _one_script(word: str) -> str:
    """A word of two scripts in the script that has most of its letters."""
    if word.isascii() or not _LATIN.search(word):
        return word
    cyrillic, latin = len(_CYRILLIC.findall(word)), len(_LATIN.findall(word))
    if not cyrillic or not latin:
        return word
    return word.translate(_TO_CYRILLIC if cyrillic >= latin else _TO_LATIN)


def _plain(text: str) -> str:
    """Compatibility forms and case folded; apostrophes out before and after (´ is taken apart)."""
    text = unicodedata.normalize("NFKC", _APOSTROPHES.sub("", text)).casefold()
    return _APOSTROPHES.sub("", unicodedata.normalize("NFKC", text))


def fold(text: str) -> str:
    """``text`` for comparing words within one script: small letters, no marks, single spaces.

    Cyrillic stays Cyrillic; the Kazakh, Kyrgyz, Tajik and Uzbek letters become the Russian ones
    that stand for them on a Russian keyboard. Folding twice changes nothing.
    """
    words = _APART.sub(" ", _plain(text).translate(_FOLD)).split()
    return " ".join(map(_one_script, words))


def folded(words: Iterable[str]) -> list[str]:
    """:func:`fold` of each of many short words, in a fraction of the time."""
    listed = list(words)
    text = "\n".join(listed)
    lines = _APART_IN_LINE.sub(" ", _plain(text).translate(_FOLD)).split("\n")
    if len(lines) != len(listed):
        return list(map(fold, listed))  # One of them has a line break.
    return [" ".join(map(_one_script, line.split())) for line in lines]


# Letters that carry a sound which `fold` would lose: ş is a sh, not an s. Kazakh Latin of 2021 and
# Turkish, Turkmen, the scholars' š č ž; ý is the Kazakh у of 2018 (Aqtaý is Ақтау).
_SOUNDS: Final = str.maketrans(
    {
        **dict.fromkeys("şșšś", "sh"),
        **dict.fromkeys("çčć", "ch"),
        **dict.fromkeys("žźż", "zh"),
        "ý": "u",
    }
)

# Cyrillic. ы, и and й are all one "i", as Latin spellings write y and i for each of them.
# ь and ъ go, э is е, щ is ш ("Shuchinsk"), ё has gone already.
_LETTERS: Final = str.maketrans(
    {
        **dict(zip("абвгдезийклмнопрстуфыэ", "abvgdeziiklmnoprstufie", strict=True)),
        "ж": "zh",
        "х": "h",
        "ц": "ts",
        "ч": "ch",
        "ш": "sh",
        "щ": "sh",
        "ю": "iu",
        "я": "ia",
        "ь": "",
        "ъ": "",
    }
)

_DIGRAPHS: Final = {
    "shch": "sh", "stsch": "sh", "tsch": "ch", "tch": "ch", "sch": "sh",  # щ and ч; German sch
    "dzh": "zh", "dj": "zh", "дж": "ж",  # Russian wrote Дж for Kazakh Ж: Джамбул, Djambul
    "kh": "h", "gh": "g", "ph": "f", "ck": "k", "tz": "ts", "q": "k", "w": "v",
}  # fmt: skip
_DIGRAPH: Final = re.compile("|".join(sorted(_DIGRAPHS, key=len, reverse=True)))

_FOREIGN: Final = re.compile(r"[^a-z0-9 ]")

_RULES: Final = tuple(
    (re.compile(pattern), by)
    for pattern, by in (
        (r"(?<=[ae])x(?=[aeiouy]|\b)", "ks"),  # Axay, Alexeevka; but Buxoro, Xromtau have an х
        (r"x", "h"),
        (r"c(?=[eiy])", "ts"),  # Celinograd
        (r"c(?!h)", "k"),  # Cokshetau
        (r"j(?=[aeiouy])", "zh"),  # Kazakh Latin: Jambyl, Jezqazğan
        (r"[jy]", "i"),  # German and Polish j (Semej), English and Kazakh y
    )
)

# What depends on the next letter, and so has to wait until a grammatical ending has been taken off.
_CLOSING: Final = tuple(
    (re.compile(pattern), by)
    for pattern, by in (
        (r"i+e", "e"),  # Yesik, Esik; Guryev, Гурьев
        (r"(?<=[bdfghklmnprstvz])io", "e"),  # Fyodorovka: its ё has become е in Cyrillic
        (r"(?<=[aeiou])v(?![aeiou])", "u"),  # Atyraw, Атырау, and Pawlodar, Павлодар
        (r"ng", "n"),  # ң is written ng or n: Zhangaozen, Жанаозен
        (r"(.)\1+", r"\1"),  # Akkol, Akol; Rudnyy, Rudny
    )
)


def letters(text: str) -> str:
    """The first half of :func:`skeleton`: ASCII, but with doubled letters and endings as typed.

    Grammatical endings can still be taken off: in "Shymkentte" the second t belongs to the ending.
    """
    out = fold(_plain(text).translate(_SOUNDS))
    out = _DIGRAPH.sub(lambda found: _DIGRAPHS[found[0]], out)
    for pattern, by in _RULES:
        out = pattern.sub(by, out)
    # Cyrillic last: its сч and сх are two letters each, not a digraph.
    return " ".join(_FOREIGN.sub("", out.translate(_LETTERS)).split())


def close(out: str) -> str:
    """The second half of :func:`skeleton`, on what :func:`letters` gave."""
    for pattern, by in _CLOSING:
        out = pattern.sub(by, out)
    return out


def skeleton(text: str) -> str:
    """``text`` as ASCII that is the same for all usual spellings of a name in all our scripts.

    "Шымкент", "Shymkent" and "Şymkent" give one string. What is no Latin or Cyrillic letter or
    digit is dropped, so the result may be empty.
    """
    return close(letters(text))
