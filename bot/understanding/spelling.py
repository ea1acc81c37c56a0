"""One spelling for the many ways in which people type the same word.

Cyrillic stays Cyrillic. Latin words, and the Latin reading of Cyrillic ones, share a rough key:
``menya``, ``menia`` and ``меня`` are ``mena``; ``zhatyr``, ``jatir`` and ``жатыр`` are ``jatir``.
Unlike :func:`bot.content.script.skeleton` the beginning of a word gives the beginning of its key.
Nothing that is read here is kept.
"""

from __future__ import annotations

import re
from typing import Final

from bot.content.script import fold

_TWICE: Final = re.compile(r"([^\W\d])\1+")  # "бьёёёт", "slaped"
_FOUR: Final = re.compile(r"(?<=[a-z])4|4(?=[a-z])")  # "xo4u": ч looks like a 4
_SOFT: Final = re.compile(r"(?<=[bcfghklmnpqrstvz])j(?=[aeou])")  # "menja"; but "jatyr" begins so
_GLIDE: Final = re.compile(r"(?<=[a-z])i+(?=[aou])|i+(?=e)|(?<=i)i+")  # menya, menia; byet, biet

# Before `fold`, which would make them s, c and z.
_SOUNDS: Final = str.maketrans(
    dict(zip("şšçčžŞŠÇČŽ", ("sh sh ch ch zh " * 2).split(), strict=True))
)
_DIGRAPHS: Final = tuple(
    pair.split()
    for pair in ("shch ш", "sch ш", "sh ш", "ch ч", "zh ж", "dj ж", "kh х", "gh г", "yo е")
)
_KEY: Final = str.maketrans(
    {
        **dict(zip("абвгдежзийклмнопрстуфхчшщыэ", "abvgdejziiklmnoprstufhcwwie", strict=True)),
        "ц": "ts",
        "ю": "iu",
        "я": "ia",
        "ь": "",
        "ъ": "",
        "y": "i",
        "w": "u",
        "q": "k",
        "x": "h",
        "c": "s",
    }
)
_UNSTRESSED: Final = str.maketrans("оия", "аее")


def spell(text: str) -> list[str]:
    """The words of ``text`` in order: Cyrillic ones folded, Latin ones as their key."""
    plain = _TWICE.sub(r"\1", fold(text.translate(_SOUNDS)))
    if plain.isascii():
        return _key(plain).split()
    plain = plain.replace("жы", "жи").replace("шы", "ши")
    return [_key(word) if word.isascii() else word for word in plain.split()]


def latin(word: str) -> str:
    """The Latin key of a word that :func:`spell` has given."""
    return word if word.isascii() else _key(word)


def heard(word: str) -> str:
    """``word`` with the vowels that are confused in writing made one; as long as it was.

    Only for the beginnings of long words: ``помогите`` and ``памагите``, but not ``бил``, ``бел``.
    """
    return word if word.isascii() else word.translate(_UNSTRESSED)


def _key(plain: str) -> str:
    if "4" in plain:
        plain = _FOUR.sub("ч", plain)
    if "j" in plain:
        plain = _SOFT.sub("i", plain)
    for two, one in _DIGRAPHS:
        if two in plain:
            plain = plain.replace(two, one)
    return _GLIDE.sub("", plain.translate(_KEY).replace("dj", "j"))
