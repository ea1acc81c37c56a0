"""The recognised words of one locale (``understanding/<locale>.yaml``), folded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from bot.content.script import folded


class Words(msgspec.Struct, frozen=True, cache_hash=True):
    """The lists of one locale, as its file has them. ``docs/authors/content.md`` explains each."""

    locale: str
    exit_words: tuple[str, ...] = ()
    hide_words: tuple[str, ...] = ()
    danger: tuple[str, ...] = ()
    self_harm: tuple[str, ...] = ()
    threat_to_other: tuple[str, ...] = ()
    benign: tuple[str, ...] = ()
    choices: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """``words`` of the file: the name of a choice and the words that mean it."""
    sensitive: tuple[str, ...] = ()
    banned: tuple[str, ...] = ()
    why: tuple[str, ...] = ()
    deletion: tuple[str, ...] = ()
    """Phrases that claim to delete something (S14); ``no_deletion``: what shows that none does."""
    no_deletion: tuple[str, ...] = ()


def words_from(
    locale: str, data: Mapping[str, Sequence[str] | Mapping[str, Sequence[str]]]
) -> Words:
    """The words of a file, folded, each once and in its order. Unknown keys are left out."""
    lists: dict[str, tuple[str, ...]] = {}
    choices: list[tuple[str, tuple[str, ...]]] = []
    for name, value in data.items():
        if isinstance(value, Mapping):
            choices = [(choice, _folded(words)) for choice, words in value.items()]
        elif name in _LISTS:
            lists[name] = _folded(value)
    return Words(locale, choices=tuple(choices), **lists)


_LISTS = frozenset(Words.__struct_fields__) - {"locale", "choices"}


def _folded(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(folded(words)))
