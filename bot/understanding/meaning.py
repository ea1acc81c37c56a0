"""Single words that mean a choice in every step: the menu, the numbers, a person."""

from __future__ import annotations

from collections.abc import Mapping

from bot.understanding.spelling import latin, spell
from bot.understanding.words import Words


def choice_word(text: str, table: Mapping[str, str]) -> str | None:
    """The name of the choice that ``text``, as a whole, means in any locale; None for all else.

    Ask :func:`bot.understanding.danger.recognise` first: a disclosure outranks a choice (S24).
    """
    said = spell(text[:_MOST_LETTERS])
    if not said:
        return None
    return table.get(" ".join(said)) or table.get(" ".join(map(latin, said)))


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
