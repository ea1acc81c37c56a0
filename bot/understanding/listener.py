"""What is understood of her words, by the lists of all locales together: people mix languages."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from bot.understanding.danger import Cues, Signals, recognise
from bot.understanding.meaning import choice_word, choice_words
from bot.understanding.words import Words


class Listener:
    """Built of its lists when it is first asked, and kept with the content that it came with."""

    def __init__(self, words: Iterable[Words]) -> None:
        self._words = tuple(words)

    def learn(self) -> None:
        """Build everything now: it takes half a second that nobody should wait for."""
        self.signals("")
        self.choice("")

    def signals(self, text: str) -> Signals:
        """What ``text`` tells of danger, of self-harm, of a threat to somebody else (S24)."""
        return recognise(text, self._cues)

    def choice(self, text: str) -> str | None:
        """The choice that ``text`` as a whole means. Ask :meth:`signals` first: they outrank it."""
        return choice_word(text, self._choices)

    @cached_property
    def _cues(self) -> Cues:
        return Cues(self._words)

    @cached_property
    def _choices(self) -> dict[str, str]:
        return choice_words(self._words)
