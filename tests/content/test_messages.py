from __future__ import annotations

from pathlib import Path

import pytest

from bot.content.catalogue import Entry
from bot.content.documents import read
from bot.content.issue import Issue
from bot.content.locales import Country, Locale, Locales
from bot.content.messages import entries_from

LOCALES = Locales((Locale("ru", "Русский", "Cyrl", ready=True),), (Country("KZ", {}),))


def entries(
    tmp_path: Path, content: str, folder: str = "ru"
) -> tuple[dict[str, Entry], list[Issue]]:
    path = tmp_path / "messages" / folder / "door.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(content, encoding="utf-8")
    issues: list[Issue] = []
    document = read(tmp_path, path, issues)
    assert document is not None
    return entries_from(document, LOCALES, issues), issues


def test_a_text_can_be_short_long_or_have_forms_and_tags(tmp_path: Path) -> None:
    found, issues = entries(
        tmp_path,
        'a.b: "Да"\n'
        "a.c: |\n  Первая строка.\n\n  Вторая.\n"
        'a.d: {one: "{n} место", few: "{n} места", many: "{n} мест", other: "{n} места"}\n'
        'a.e@KZ: {text: "Для страны", tags: [critical], note: "for translators"}\n',
    )
    assert issues == []
    assert found["a.b"].forms == {"other": "Да"}
    assert found["a.c"].forms == {"other": "Первая строка.\n\nВторая."}
    assert found["a.d"].forms["few"] == "{n} места"
    assert found["a.d"].names() == {"n"}
    assert (found["a.e@KZ"].tags, found["a.e@KZ"].line) == ({"critical"}, 7)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("a.b: {n}\n", "unknown-field"),
        ("a.b:\n", "empty-text"),
        ("a.b: 112\n", "shape"),
        ("a.b: [x]\n", "shape"),
        ("a.b: {one: x}\n", "no-form"),
        ("a.b: {text: x, other: y}\n", "no-form"),
        ("a.b: {text: 5}\n", "shape"),
        ("a.b: {text: x, tags: [loud]}\n", "unknown-tag"),
        ("a.b: {text: x, tags: critical}\n", "unknown-tag"),
        ("a.b: {text: x, tags: 5}\n", "unknown-tag"),
        ("a.b: {text: x, colour: y}\n", "unknown-field"),
        ("ab: x\n", "bad-key"),
        ("a.Б: x\n", "bad-key"),
        ("a.b@ZZ: x\n", "bad-key"),
        ("- x\n", "shape"),
    ],
)
def test_a_mistake_is_said_once_with_its_line(tmp_path: Path, content: str, code: str) -> None:
    _, issues = entries(tmp_path, content)
    assert [(issue.code, issue.line) for issue in issues] == [(code, 1)]


def test_a_folder_of_no_language_has_no_texts(tmp_path: Path) -> None:
    found, issues = entries(tmp_path, "a.b: x\n", "fr")
    assert (found, [issue.code for issue in issues]) == ({}, ["unknown-locale"])
