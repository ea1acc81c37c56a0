"""Which of a counsellor's words wait for a fresh check."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from bot.content.script import fold
from bot.handoff import fresh_words
from bot.handoff.fresh import names_place_or_time

HERE = Path(__file__)
PLACES = frozenset(map(fold, ("Шымкент", "Алматы", "Бишкек", "Bishkek", "Караганда", "Талды-Курган",
                              "Кызылорда", "Абай", "Ош", "Samarqand", "Сары")))  # fmt: skip
# Each list was written before the words that it led to: see the heads of the files.
LISTS = ("fresh_cases", "fresh_cases_second", "fresh_cases_third")
RECALL, FALSE_ALARMS = 0.97, 0.10


LANGUAGES = ("ru", "en", "kk", "ky", "uz", "uz_Cyrl", "tg", "tk", "kaa_Latn")


def written(name):
    return yaml.safe_load(HERE.with_name(f"{name}.yaml").read_text(encoding="utf-8"))


CASES = [written(name) for name in LISTS]


def sentences(language, kind):
    return [words for cases in CASES for words in cases[language][kind]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_places_and_times_are_noticed(language):
    fresh = sentences(language, "fresh")
    missed = [words for words in fresh if not names_place_or_time(words, PLACES)]
    assert len(missed) <= (1 - RECALL) * len(fresh), missed


@pytest.mark.parametrize("language", LANGUAGES)
def test_ordinary_talk_is_spared(language):
    plain = sentences(language, "plain")
    alarms = [words for words in plain if names_place_or_time(words, PLACES)]
    assert len(alarms) <= FALSE_ALARMS * len(plain), alarms


def test_all_languages_are_in_the_lists():
    assert {tuple(cases) for cases in CASES} == {LANGUAGES}


@pytest.mark.parametrize(
    "words",
    [
        "18:00", "18.00", "18-00", "18 00", "в 6", "6pm", "6 p.m.", "сағат 6-да", "соати 6", "6да",
        "12.06", "12/06", "43.238949, 76.889709", "+77011234567", "8 (701) 123-45-67", "050012",
        "https://t.me/x", "t.me/x", "2gis.kz/abc", "@anna", "anna@example.org", "сайт.рф", "№ 5",
        "📍", "🕕", "１８：００", "18\u200b:00", "остан\u00adовка", "ОСТАНОВКА", "Абая 10",
        "Navoiy, 12/3", "д. 5", "кв 12", "5-үй", "два три четыре пять",
        "Слушайте.\nПриходите к нам.",
    ],
)  # fmt: skip
def test_signs(words):
    assert names_place_or_time(words)


@pytest.mark.parametrize(
    "words",
    [
        "", " ", "...", "112", "Звоните 112 или 102", "Позвоните 150.", "2019-2024", "24/7", "100%",
        "10-30 минут", "18-30 лет", "два года назад", "в 3 года", "2 ta bolam bor", "5 балам бар",
        "Kelin bo'lib tushganman", "Keling, o'ylaylik", "Келіңіз, ойланайық", "Биёед, фикр кунем",
        "статья 109", "Да.", "1",
    ],
)  # fmt: skip
def test_no_signs(words):
    assert not names_place_or_time(words, PLACES)


@pytest.mark.parametrize(
    "words",
    [
        "Она в Караганде", "Шымкентте", "из Бишкека", "to Bishkek", "Талды-Курган", "в Оше",
        "Almaty or Алматыға", "в Абае", "Samarqandda", "Қызылордадан",
    ],
)  # fmt: skip
def test_places(words):
    assert names_place_or_time(words, PLACES)
    assert not names_place_or_time(words)


def test_a_place_that_is_a_name_or_a_word_needs_more():
    assert not names_place_or_time("Абай так писал", PLACES)
    assert not names_place_or_time("сары түс", PLACES)


@given(st.text())
@example("9" * 10_000)
@example("\ud800 6")
@example("²³ ١٨:٠٠ ፩")
@example("соат" * 5000)
def test_any_text_is_answered(words):
    assert names_place_or_time(words, PLACES) in {True, False}


@given(st.lists(st.sampled_from([
    "соат", "6", "6да", "keling", "kelin", "bo'l", "go", "в", "школа", "near", "Абая", "12", "лет",
    ".", ",", "-", "d.", "одну", "два", "the", "stop", "uy", "nji", "мая", "ним", "\n", "\u200b",
])))  # fmt: skip
def test_any_words_are_answered(words):
    assert names_place_or_time(" ".join(words), PLACES) in {True, False}


@given(
    st.sampled_from([words for language in LANGUAGES for words in sentences(language, "fresh")]),
    st.sampled_from([words for language in LANGUAGES for words in sentences(language, "plain")]),
)
def test_more_words_do_not_hide_it(fresh, plain):
    if names_place_or_time(fresh, PLACES):
        assert names_place_or_time(f"{plain}\n{fresh}\n{plain}", PLACES)


def took(words: str) -> float:
    """Seconds of processor, the least of some."""
    times = []
    for _ in range(5):
        began = time.process_time()
        names_place_or_time(words, PLACES)
        times.append(time.process_time() - began)
    return min(times)


def test_it_is_fast():
    """About 0.7 ms; a busy machine may take longer."""
    ordinary = ("Вы не виноваты и можете написать мне позже когда захотите " * 20)[:1000]
    assert not names_place_or_time(ordinary, PLACES)
    assert took(ordinary) < 0.004


@pytest.mark.parametrize(
    "part",
    [
        "1",
        "1 ",
        "1-1.",
        "go ",
        "школа ",
        "Абая 101 ",
        "a.",
        "((",
        "5 лет ",
        "keling ",
        "kelin bo'l ",
    ],
)
def test_nothing_makes_it_slow(part):
    assert took(part * (20_000 // len(part))) < 0.2


def test_every_word_folds_to_one():
    for name, lists in vars(fresh_words).items():
        if name.isupper() and isinstance(lists, dict) and name != "PHRASES":
            for language, words in lists.items():
                for word in words:
                    assert len(fold(word).split()) == 1, (name, language, word)
    for words in fresh_words.PHRASES.values():
        assert all(2 <= len(fold(phrase).split()) <= 4 or phrase.endswith("_*") for phrase in words)
