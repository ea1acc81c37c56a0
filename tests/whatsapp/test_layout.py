"""What WhatsApp gets of a message: nothing is lost, nothing is longer than it may be."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.channels.base import Message, MessageButton
from bot.channels.whatsapp.layout import (
    BODY,
    LIST_LABEL,
    OPENS,
    PART,
    QUICK_LABEL,
    SHAPES,
    Shape,
    drawn,
    plain,
    split,
    units,
)

WOMAN = "👩🏽‍🦱"
FLAG = "🇰🇿"
LETTERS = st.sampled_from(["а", "ә", "й", "e\u0301", WOMAN, FLAG, "я", "z", "7"])
WORDS = st.lists(LETTERS, min_size=1, max_size=12).map("".join)
PARAGRAPHS = st.lists(
    st.builds(
        lambda words, times, cut: cut.join(words * times),
        st.lists(WORDS, min_size=1, max_size=8),
        st.integers(1, 25),
        st.sampled_from([" ", "\n", ""]),
    ),
    max_size=8,
)
TEXTS = PARAGRAPHS.map("\n\n".join)
LABELS = st.text(st.sampled_from("абвгдежз ij"), min_size=1, max_size=30).map(str.strip)
BUTTONS = st.builds(
    MessageButton, LABELS.filter(bool), st.integers(1, 99).map(lambda number: f"abc|{number}")
)
MESSAGES = st.builds(
    Message,
    text=TEXTS,
    rows=st.lists(st.lists(BUTTONS, max_size=3).map(tuple), max_size=6).map(tuple),
    foot=st.sampled_from(["", "102 · 112", "Числа: 102 · 112\nУйти: выход"]),
)


def bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


def button(label: str, number: int = 1) -> MessageButton:
    return MessageButton(label, f"abc|{number}")


def message(*labels: str, text: str = "Что дальше?", foot: str = "102 · выход") -> Message:
    rows = tuple((button(label, number),) for number, label in enumerate(labels))
    return Message(text, rows, foot=foot)


# --- plain text


@given(MESSAGES)
@pytest.mark.slow
def test_nothing_is_lost_and_the_order_is_kept(given):
    labels = [one.label for row in given.rows for one in row]
    numbered = "".join(f"{number}.{label}" for number, label in enumerate(labels, 1))
    assert bare("".join(plain(given))) == bare(given.text + numbered + given.foot)


@given(MESSAGES)
@pytest.mark.slow
def test_no_part_is_empty_or_longer_than_one_message(given):
    for part in plain(given):
        assert part == part.strip()
        assert 0 < units(part) <= PART


@given(MESSAGES)
def test_choices_and_foot_stand_in_the_last_part(given):
    labels = [one.label for row in given.rows for one in row]
    end = "\n".join(f"{number}. {label}" for number, label in enumerate(labels, 1))
    end = "\n\n".join(filter(None, (end, given.foot)))
    assume(end)
    assert plain(given)[-1].endswith(end)


@given(TEXTS, st.integers(40, 200))
@pytest.mark.slow
def test_no_sign_is_cut_in_two(text, limit):
    pieces = split(text, limit)
    for sign in (WOMAN, FLAG, "e\u0301"):
        assert sum(piece.count(sign) for piece in pieces) == text.count(sign)
    assert all(0 < units(piece) <= limit for piece in pieces)


@given(st.text(max_size=400), st.integers(1, 50))
def test_any_text_at_all_is_split(text, limit):
    pieces = split(text, max(limit, 2))
    assert bare("".join(pieces)) == bare(text.strip())
    assert all(0 < units(piece) <= max(limit, 2) for piece in pieces)


def test_a_short_message_is_one_text():
    said = plain(message("Полиция", "Врач"))
    assert said == ("Что дальше?\n\n1. Полиция\n2. Врач\n\n102 · выход",)


def test_without_choices_the_foot_follows_the_text():
    assert plain(message()) == ("Что дальше?\n\n102 · выход",)
    assert plain(message(foot="")) == ("Что дальше?",)
    assert plain(Message("")) == ()


def test_a_long_text_is_cut_between_paragraphs():
    paragraphs = [letter * 700 for letter in "abcde"]
    said = plain(message("Да", text="\n\n".join(paragraphs)))
    assert said == (
        "\n\n".join(paragraphs[:2]),
        paragraphs[2],
        "\n\n".join([*paragraphs[3:], "1. Да", "102 · выход"]),
    )


def test_a_long_paragraph_is_cut_between_lines_and_a_long_line_between_words():
    lines = [f"{letter * 399} " * 3 for letter in "ab"]
    first, second = split("\n".join(lines))
    assert (first, second) == (lines[0].strip(), lines[1].strip())
    words = ("слово " * 400).split()
    assert all(piece.replace("слово", "").strip() == "" for piece in split(" ".join(words)))


def test_a_heading_does_not_stand_alone():
    assert split("Заголовок\n\n" + "слово " * 300)[0].startswith("Заголовок\n\nслово")


def test_more_choices_than_one_text_holds_go_in_several():
    labels = [f"выбор {'ы' * 50} {number}" for number in range(40)]
    said = plain(message(*labels, text="Текст"))
    assert said[0] == "Текст"
    assert said[-1].endswith("\n\n102 · выход")
    assert [line for part in said for line in part.split("\n") if line[:1].isdigit()][:-1] == [
        f"{number}. {label}" for number, label in enumerate(labels, 1)
    ]


# --- choices to press


SHOWN = st.builds(
    Message,
    text=st.sampled_from(["", "Что дальше?", "Один\n\nДва · три", "Строка.\n" * 150, "т" * 1600]),
    rows=st.lists(st.lists(BUTTONS, max_size=2).map(tuple), max_size=5).map(tuple),
    foot=st.sampled_from(["", "102 · 112", "102\nУйти: выход", "ф" * 1100]),
)


@given(SHOWN, st.sets(st.sampled_from(SHAPES)), st.text(max_size=30), st.booleans())
def test_what_is_drawn_keeps_every_limit(given, known, opens, lines):
    found = drawn(given, known, opens, lines=lines)
    if found is None:
        return
    choices = [one for row in given.rows for one in row]
    values = list(found.variables.values())
    assert found.shape in known
    assert found.shape.choices == len(choices)
    assert list(found.variables) == [str(number) for number in range(1, len(values) + 1)]
    assert units(values[0]) <= BODY
    assert lines or not found.has_lines
    rest = values[1:]
    limit = QUICK_LABEL
    if found.shape.kind == "list":
        limit, (word, *rest) = LIST_LABEL, rest
        assert 0 < units(word) <= 20
    assert rest == [part for one in choices for part in (one.label, one.data)]
    assert all(units(label) <= limit for label in rest[::2])
    assert all(values)


@given(SHOWN, st.booleans())
def test_nothing_is_lost_above_choices_nor_where_they_are_refused(given, lines):
    found = drawn(given, SHAPES, lines=lines)
    if found is None:
        return
    body = found.variables["1"].replace(" · ", " ")
    assert bare(given.text + given.foot).replace("·", "") == bare(
        "".join((*found.before, body))
    ).replace("·", "")
    assert all(0 < units(text) <= PART for text in (*found.before, *found.otherwise))
    instead = bare("".join((*found.before, *found.otherwise)))
    assert instead == bare("".join(plain(given)))


@given(SHOWN)
def test_whatever_fits_is_drawn(given):
    choices = [one for row in given.rows for one in row]
    labels = {one.label.casefold() for one in choices}
    fits = 0 < len(choices) <= 10 and len(labels) == len(choices)
    fits &= all(units(one.label) <= LIST_LABEL for one in choices)
    last = given.foot or given.text.rstrip().rpartition("\n")[2]
    fits &= 0 < units(last) <= BODY
    assert (drawn(given, SHAPES) is not None) == fits


def test_three_choices_are_quick_replies():
    found = drawn(message("Полиция", "Врач", "Юрист"), SHAPES, lines=True)
    assert found is not None
    assert found.before == ()
    assert found.shape == Shape("quick", 3)
    assert found.variables == {
        "1": "Что дальше?\n\n102 · выход",
        "2": "Полиция", "3": "abc|0",
        "4": "Врач", "5": "abc|1",
        "6": "Юрист", "7": "abc|2",
    }  # fmt: skip


def test_more_choices_or_a_longer_label_are_a_list():
    found = drawn(message("Очень длинный выбор 22х"), SHAPES, "Выбрать")
    assert found is not None
    assert found.shape == Shape("list", 1)
    assert list(found.variables.values())[1:] == ["Выбрать", "Очень длинный выбор 22х", "abc|0"]
    four = drawn(message(*"абвг"), SHAPES)
    assert four is not None
    assert (four.shape, four.variables["2"]) == (Shape("list", 4), OPENS)


@pytest.mark.parametrize(
    "given",
    [
        message(),
        message("Да", text="т" * (BODY + 1), foot=""),
        message("Да", foot="ф" * (BODY + 1)),
        message("Да", foot="102\tвыход"),
        message("ы" * (LIST_LABEL + 1)),
        message("Да", "ДА"),
        message(*map(str, range(11))),
        message("{{2}}"),
        message("Да", text="Напишите {{1}}", foot=""),
        Message("Текст", ((MessageButton("Да", ""),),)),
        Message("", ((button("Да"),),)),
    ],
)
def test_what_no_template_can_hold_is_numbered(given):
    assert drawn(given, SHAPES) is None


def test_an_unknown_shape_is_not_drawn():
    assert drawn(message("Да"), ()) is None
    assert drawn(message("Да"), {Shape("list", 1)}) is not None


@pytest.mark.parametrize("word", ["", " ", "Ы" * 21, "{{1}}"])
def test_a_list_is_opened_by_a_sign_when_there_is_no_good_word(word):
    found = drawn(message("Да"), {Shape("list", 1)}, word)
    assert found is not None
    assert found.variables["2"] == OPENS


def test_the_text_goes_before_where_values_may_not_have_lines():
    given = message("Да", "Нет", text="Один.\n\nДва?", foot="102 · 112\nУйти: выход")
    found = drawn(given, SHAPES)
    assert found is not None
    assert found.before == ("Один.\n\nДва?",)
    assert found.variables["1"] == "102 · 112 · Уйти: выход"
    assert found.otherwise == ("1. Да\n2. Нет\n\n102 · 112\nУйти: выход",)
    without_foot = drawn(message("Да", text="Один.\n\nДва?", foot=""), SHAPES)
    assert without_foot is not None
    assert (without_foot.before, without_foot.variables["1"]) == (("Один.",), "Два?")
    assert without_foot.otherwise == ("Два?\n\n1. Да",)


def test_a_single_line_is_one_message_either_way():
    given = message("Да", foot="")
    assert drawn(given, SHAPES) == drawn(given, SHAPES, lines=True)
    assert drawn(given, SHAPES).before == ()
    assert drawn(given, SHAPES).otherwise == plain(given)


def test_a_long_text_goes_before_even_where_values_may_have_lines():
    found = drawn(message("Да", text="слово\n" * 300), SHAPES, lines=True)
    assert found is not None
    assert len(found.before) == 2
    assert found.variables["1"] == "102 · выход"
