"""What is understood of her words, in all locales together: people mix languages.

Two readers listen: lists of phrases that editors write, and weights that were learned from what
people write. Neither decides: a false alarm costs one press (S25), a miss may cost far more (S22).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from bot.content.layout import in_cyrillic, may_be_switched
from bot.understanding.danger import DANGER, NOTHING, SELF_HARM, THREAT, Cues, Signals, recognise
from bot.understanding.grams import grams, letters
from bot.understanding.intents import Guess, guess, likeliest
from bot.understanding.languages import Language, spoken
from bot.understanding.lessons import Lore
from bot.understanding.meaning import choice_of, choice_word, choice_words
from bot.understanding.spelling import latin, spell
from bot.understanding.words import Words

SIGNAL = "signal:"
SIGNALS = (DANGER, SELF_HARM, THREAT)
DOUBT = {DANGER: -0.8, SELF_HARM: -1.0, THREAT: -0.6}
"""A phrase of the lists does not count where the message scores less for the signal: of those who
want to die fewer may be missed ("I will kill him and me").
"""
PLAINLY = 0.6
"""Where phrases of danger or self-harm are so much of the message they count, whatever was learned:
who adds "I am a victim of violence" to a list may rely on it. Not where a threat is told ("I will
strangle her"), and no threat is told by that alone: behind its door nobody finds a service.
"""
LIKELY = -0.2
"""From this score on it is a signal where it is the likeliest intent, too."""
CLEARLY = 0.5
"""So much more than danger has a threat to somebody else to be told before it comes first: whoever
is in danger finds no service behind that door.
"""
SWITCHED = 0.5
"""What may be typed on the other alphabet has to be so clearly, and so much more, a language."""
SOS = "\N{SQUARED SOS}"
"""The one picture that is a word: whoever has no time presses it alone."""
MOST_REASONS = 6
MOST_OF_LANGUAGE = 300
"""Letters that are enough to tell the language."""
LEAST_LETTERS = 3
MOST_LETTERS = 8_000
"""Of a longer message only the beginning and the end are read: nobody can hold up the others."""
WINDOW = 40
"""Words that are weighed together: what is told in one sentence of a long message is heard."""
STRIDE = 30
"""Words from one such piece to the next: they overlap, and no word is in none."""
MOST_WINDOWS = 10


class Listener:
    """Built of its lists when it is first asked, and kept with the content that it came with."""

    def __init__(self, words: Iterable[Words], learned: Lore | None = None) -> None:
        self._words = tuple(words)
        self.learned = learned

    def learn(self) -> None:
        """Build everything now: it takes half a second that nobody should wait for. The lists
        themselves are not needed any more.
        """
        self.signals("")
        self.choice("")
        self._words = ()

    def hear(self, text: str) -> Hearing:
        """``text``, to be asked about more than once."""
        return Hearing(self, text)

    def signals(self, text: str) -> Signals:
        """What ``text`` tells of danger, of self-harm, of a threat to somebody else (S24)."""
        return self.hear(text).signals

    def guess(self, text: str) -> Guess:
        """What ``text`` wants. Ask :meth:`signals` and :meth:`choice` first: they outrank it."""
        return self.hear(text).guess

    def why(self, text: str) -> dict[str, float]:
        """The scores that decide, the highest first; phrases of the lists are told by 1.0."""
        heard = self.hear(text)
        found = {f"phrase:{name}": 1.0 for name in SIGNALS if getattr(heard.cued, name)}
        first = next(iter(heard.scores), {})
        best = sorted(first.items(), key=lambda one: -one[1])[:MOST_REASONS]
        return found | {lane: round(score, 3) for lane, score in best}

    def languages(self, text: str) -> tuple[Language, ...]:
        """The languages that ``text`` may be in, the likeliest first; none: nobody can say."""
        return self._spoken(self.as_meant(text[:MOST_OF_LANGUAGE]))

    def _spoken(self, text: str) -> tuple[Language, ...]:
        pieces = letters(text)
        if self.learned is None or not pieces:
            return ()
        return spoken(text, self.learned.languages(pieces))

    def as_meant(self, text: str) -> str:
        """``text``, or what the same keys give on a Russian keyboard where that is a language."""
        beginning = text[:MOST_OF_LANGUAGE]
        if not may_be_switched(beginning):
            return text
        here, there = self._spoken(beginning), self._spoken(in_cyrillic(beginning))
        if not there or there[0].score <= SWITCHED:
            return text
        better = not here or there[0].score > here[0].score + SWITCHED
        return in_cyrillic(text) if better else text

    def choice(self, text: str) -> str | None:
        """The choice that ``text`` as a whole means. Ask :meth:`signals` first: they outrank it."""
        return choice_word(text, self.choices)

    @cached_property
    def cues(self) -> Cues:
        """The lists of phrases."""
        return Cues(self._words)

    @cached_property
    def choices(self) -> Mapping[str, str]:
        """Words that are a choice, and which."""
        return choice_words(self._words)


class Hearing:
    """One message that is listened to: it is weighed once, however much is asked about it."""

    def __init__(self, listener: Listener, text: str) -> None:
        self._listener = listener
        self._text = listener.as_meant(text)

    @cached_property
    def cued(self) -> Signals:
        """What the lists of phrases tell."""
        return Signals(**{name: name in self._shares for name in SIGNALS})

    @cached_property
    def _shares(self) -> Mapping[str, float]:
        return recognise(self._spelled, self._rough, self._listener.cues)

    @cached_property
    def scores(self) -> tuple[Mapping[str, float], ...]:
        """Of each intent and signal, for each piece of the message; none where none was learned, or
        where nothing is known.
        """
        learned = self._listener.learned
        if learned is None:
            return ()
        scores = (learned.meanings(grams(words)) for words in _windows(self._rough))
        return tuple(filter(None, scores))

    @cached_property
    def _spelled(self) -> list[str]:
        """Its words; of a very long one those of its beginning and end."""
        text = self._text
        if len(text) > MOST_LETTERS:
            text = f"{text[: MOST_LETTERS // 2]} {text[-MOST_LETTERS // 2 :]}"
        return spell(text.replace(SOS, " sos "))

    @cached_property
    def _rough(self) -> list[str]:
        return [latin(word) for word in self._spelled]

    @cached_property
    def _is_answer(self) -> bool:
        """Whether it is a number, a yes, a word that is a choice: too little to be weighed."""
        return not any(len(word) >= LEAST_LETTERS for word in self._rough) or (
            choice_of(self._spelled, self._rough, self._listener.choices) is not None
        )

    @cached_property
    def signals(self) -> Signals:
        """What it tells of danger, of self-harm, of a threat to somebody else (S24)."""
        if self._is_answer or not self.scores:
            return self.cued
        heard = {
            name: any(_tells(one, name, self._shares.get(name)) for one in self.scores)
            for name in SIGNALS
        }
        return Signals(**heard) if any(heard.values()) else NOTHING

    @cached_property
    def threatens(self) -> bool:
        """Whether first of all the writer is a danger to somebody else, whatever is heard beside
        it: danger comes before unless it is told far less, the wish to die unless less, and always
        where the lists find that wish and no threat ("I will kill myself", S10).
        """
        signals = self.signals
        if not signals.threat_to_other:
            return False
        if not self.scores:
            return not signals.danger
        told = {name: max(one[SIGNAL + name] for one in self.scores) for name in SIGNALS}
        threat = told[THREAT]
        if signals.danger and (self.cued.danger or threat <= told[DANGER] + CLEARLY):
            return False
        if signals.self_harm and self.cued.self_harm and not self.cued.threat_to_other:
            return False
        return not signals.self_harm or threat > told[SELF_HARM]

    @cached_property
    def guess(self) -> Guess:
        """What it wants: its beginning says so. :attr:`signals` outrank it."""
        return guess(self.scores[0]) if self.scores else Guess()


def _tells(scores: Mapping[str, float], signal: str, cued: float | None) -> bool:
    """Whether a piece of a message does. ``cued``: the share of its words that the lists have;
    ``None`` where they find nothing.
    """
    score = scores[SIGNAL + signal]
    if score > 0 or (cued is not None and score > DOUBT[signal]):
        return True
    if cued is not None and cued >= PLAINLY and signal != THREAT and scores[SIGNAL + THREAT] <= 0:
        return True
    return score > LIKELY and likeliest(scores) == signal


def _windows(words: list[str]) -> list[list[str]]:
    """``words`` in pieces that overlap; of very many those at the beginning and at the end."""
    starts = range(0, max(1, len(words) - (WINDOW - STRIDE)), STRIDE)
    pieces = [words[start : start + WINDOW] for start in starts]
    if len(pieces) > MOST_WINDOWS:
        pieces = pieces[: MOST_WINDOWS // 2] + pieces[-MOST_WINDOWS // 2 :]
    return [piece for piece in pieces if piece]
