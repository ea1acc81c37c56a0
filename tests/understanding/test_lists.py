"""What an editor lists counts where it is nearly all of a message, whatever was learned (S22)."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from bot.understanding.danger import NOTHING, Cues, Signals, recognise
from bot.understanding.grams import rough_words
from bot.understanding.listener import DOUBT, Listener
from bot.understanding.spelling import spell
from bot.understanding.words import Words
from tests.talk import real_pack

LISTED = "синий чайник кипит"
"""Nothing that anybody could have learned as danger."""


def listener(*, danger: tuple[str, ...] = (), benign: tuple[str, ...] = ()) -> Listener:
    learned = real_pack().listener.learned
    assert learned is not None
    return Listener([Words("ru", danger=danger, benign=benign)], learned)


@pytest.mark.parametrize("text", [LISTED, "Синий чайник кипит!!", "опять синий чайник кипит"])
def test_s22_a_phrase_that_an_editor_adds_counts_at_once(text: str) -> None:
    assert not listener().signals(text).danger
    assert listener(danger=(LISTED,)).signals(text) == Signals(danger=True)


@pytest.mark.parametrize(
    "text", ["Ony bogup öldürerin", "Эримни пичоқлаб ташлайман", "Аны өрттөп жиберем"]
)
def test_where_a_threat_is_told_it_is_not_danger_by_that(text: str) -> None:
    heard = listener(danger=(text,)).hear(text)
    assert heard.signals.threat_to_other
    assert heard.threatens


def test_no_threat_is_told_by_that_alone() -> None:
    learned = real_pack().listener.learned
    heard = Listener([Words("ru", threat_to_other=(LISTED,))], learned).hear(LISTED)
    assert heard.cued.threat_to_other
    assert not heard.signals.threat_to_other


def test_s26_in_a_long_message_about_something_else_it_does_not_count_alone() -> None:
    text = "на кухне у бабушки синий чайник кипит, и мы все вместе пьём чай с вареньем и смеёмся"
    told = listener(danger=(LISTED,))
    assert told.hear(text).cued.danger
    assert not told.signals(text).danger


def test_s22_a_single_word_counts_where_nothing_speaks_against_it() -> None:
    text = "он бросил чайником"
    told = listener(danger=("чайником",))
    assert DOUBT["danger"] < told.hear(text).scores[0]["signal:danger"] < 0
    assert told.signals(text).danger
    assert not listener().signals(text).danger
    assert not listener(danger=("чайник",)).signals("чайник").danger


def test_s26_what_an_editor_lists_as_harmless_takes_it_back() -> None:
    assert listener(danger=(LISTED,), benign=(LISTED,)).signals(LISTED) == NOTHING


def test_the_share_of_a_message_is_that_of_all_its_phrases_together() -> None:
    cues = Cues((Words("ru", danger=("он бьёт", "бьёт меня")),))
    assert _shares("он бьёт меня ночью", cues) == {"danger": 3 / 4}
    assert _shares("ночью тихо", cues) == {}
    alone = Cues((Words("ru", danger=("побои",)),))
    assert _shares("снять побои", alone) == {"danger": 0}, "a word alone says little"
    assert _shares("", cues) == {}


def _shares(text: str, cues: Cues) -> Mapping[str, float]:
    return recognise(spell(text), rough_words(text), cues)
