"""What is typed in a hurry is what was meant, with a letter less here and there."""

from __future__ import annotations

from collections.abc import Callable
from difflib import SequenceMatcher
from random import Random

import pytest

from bot.understanding.grams import rough_words
from learning.phrases import Phrase
from learning.slips import (
    OFTEN,
    SHORTEST,
    as_it_sounds,
    in_a_hurry,
    letter_lost,
    swapped,
    vowel_lost,
)

PHRASES = [
    Phrase("муж бьёт меня каждый вечер", "danger", "ru", danger=True),
    Phrase("ýene urdy, güýjüm galanok", "danger", "tk", danger=True),
    Phrase("балам мектептен келді", "none", "kk"),
    Phrase("where is it", "find_service", "en"),
] * 100
WORDS = [word for phrase in PHRASES[:4] for word in phrase.text.split() if len(word) >= SHORTEST]


def test_each_phrase_comes_once_more_with_all_that_is_known_of_it() -> None:
    again = in_a_hurry(PHRASES)
    assert [(one.label, one.locale, one.danger) for one in again] == [
        (one.label, one.locale, one.danger) for one in PHRASES
    ]


def test_slips_are_the_same_each_time() -> None:
    assert in_a_hurry(PHRASES) == in_a_hurry(PHRASES)


def test_a_word_in_a_few_has_a_slip_and_all_can_be_read() -> None:
    pairs = [
        (word, typed)
        for phrase, again in zip(PHRASES, in_a_hurry(PHRASES), strict=True)
        for word, typed in zip(phrase.text.split(), again.text.split(), strict=True)
    ]
    changed = [(word, typed) for word, typed in pairs if word != typed]
    assert OFTEN / 2 < len(changed) / len(pairs) <= OFTEN * 1.1
    alike = [SequenceMatcher(None, word, typed).ratio() for word, typed in changed]
    assert sum(alike) / len(alike) > 0.75
    assert all(typed == word for word, typed in pairs if len(word) < SHORTEST)


@pytest.mark.parametrize("slip", [vowel_lost, letter_lost, swapped, as_it_sounds])
def test_the_bot_sees_every_kind_of_slip(slip: Callable[[str, Random], str]) -> None:
    """A slip that its rough spelling undoes would teach nothing."""
    chance = Random(2)
    pairs = [(word, slip(word, chance)) for _ in range(50) for word in WORDS]
    seen = [rough_words(word) != rough_words(typed) for word, typed in pairs]
    assert sum(seen) / len(seen) > 0.6
