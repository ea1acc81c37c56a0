"""Single words that mean a choice in every step: the menu, the numbers, a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.understanding.spelling import latin, spell
from bot.understanding.words import Words


def choice_word(text: str, table: Mapping[str, str]) -> str | None:
    """The name of the choice that ``text``, as a whole, means in any locale; None for all else.

    Ask :func:`bot.understanding.danger.recognise` first: a disclosure outranks a choice (S24).
    """
    said = spell(text[:_MOST_LETTERS])
    return choice_of(said, [latin(word) for word in said], table)


def choice_of(spelled: Sequence[str], rough: Sequence[str], table: Mapping[str, str]) -> str | None:
    """The same of its words, by :func:`~bot.understanding.spelling.spell`, and in Latin letters."""
    return (table.get(" ".join(spelled)) or table.get(" ".join(rough))) if spelled else None


_MOST_LETTERS = 64


def choice_words(words: tuple[Words, ...]) -> dict[str, str]:
    """Every spelling of every choice. Where two locales disagree, the first one counts."""
    table: dict[str, str] = {}
    for each in words:
        for choice, meanings in each.choices:
            for meaning in meanings:
                spelled = spell(meaning)
                table.setdefault(" ".join(spelled), choice)
                table.setdefault(" ".join(map(latin, spelled)), choice)
    return table
