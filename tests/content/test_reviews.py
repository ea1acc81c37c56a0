"""Sign-offs as files: what is read, what is refused, and what the hash is taken of."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from bot.content.catalogue import Entry
from bot.content.documents import read
from bot.content.issue import Issue
from bot.content.reviews import ROLES, SignOff, fingerprint, reviews_from

ONE = 'signed:\n- {key: door.safe, hash: abc, who: "A. K.", when: 2026-11-20, as: speaker}\n'


def reviews(tmp_path: Path, content: str) -> tuple[tuple[SignOff, ...], list[Issue]]:
    path = tmp_path / "reviews" / "ru.yaml"
    path.parent.mkdir()
    path.write_text(content, encoding="utf-8")
    issues: list[Issue] = []
    document = read(tmp_path, path, issues)
    assert document is not None
    return reviews_from(document, issues), issues


def test_a_sign_off_says_what_was_read_by_whom_when_and_as_what(tmp_path: Path) -> None:
    found, issues = reviews(tmp_path, ONE)
    assert issues == []
    day = datetime.date(2026, 11, 20)
    assert found == (SignOff("door.safe", "abc", "A. K.", day, "speaker", 2),)


def test_one_person_may_be_both_and_two_may_be_the_same(tmp_path: Path) -> None:
    more = ONE + ONE.split("\n")[1].replace("speaker", "gbv_specialist") + "\n"
    found, issues = reviews(tmp_path, more + ONE.split("\n")[1].replace("A. K.", "D.") + "\n")
    assert issues == []
    assert [one.role for one in found] == [*ROLES, "speaker"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("as: speaker", "as: friend"), "shape"),
        (("2026-11-20", "20.11.2026"), "shape"),
        (("2026-11-20", "2026-02-30"), "shape"),
        (("2026-11-20", "null"), "shape"),
        (('"A. K."', '" "'), "no-name"),
        (("who:", "name:"), "unknown-field"),
        ((', who: "A. K."', ""), "missing-field"),
        (("hash: abc", "hash: 5"), "shape"),
        (("{key", "[key"), "yaml"),
    ],
)
def test_a_mistake_is_said_with_its_line_and_signs_nothing(
    tmp_path: Path, change: tuple[str, str], code: str
) -> None:
    if code == "yaml":
        change = ("{key: door.safe, hash: abc,", "[key, hash] #")
        code = "shape"
    found, issues = reviews(tmp_path, ONE.replace(*change))
    assert found == ()
    assert (issues[0].code, issues[0].line) == (code, 2)
    assert issues[0].remedy


def test_the_others_of_a_file_with_a_mistake_are_read(tmp_path: Path) -> None:
    lines = ONE.replace("as: speaker", "as: friend") + ONE.split("\n")[1] + "\n"
    found, issues = reviews(tmp_path, lines)
    assert [one.line for one in found] == [3]
    assert len(issues) == 1


def test_the_same_person_signs_once(tmp_path: Path) -> None:
    found, issues = reviews(tmp_path, ONE + ONE.split("\n")[1].replace("abc", "def") + "\n")
    assert [one.hash for one in found] == ["abc"]
    assert [(issue.code, issue.line) for issue in issues] == [("duplicate-signature", 3)]


@pytest.mark.parametrize("content", ["[]\n", "signed: x\n", "signed: [x, {}]\n", "a: 1\n"])
def test_a_file_of_another_shape_signs_nothing(tmp_path: Path, content: str) -> None:
    found, issues = reviews(tmp_path, content)
    assert found == ()
    assert issues


def test_the_hash_is_of_what_a_reader_sees() -> None:
    text = Entry({"other": "Ёлка.\n\nВторая."}, frozenset({"critical"}), "messages/ru/a.yaml", 4)
    assert fingerprint(text) == fingerprint(Entry({"other": "Е\u0308лка. \n\nВторая.\n"}))
    assert len(fingerprint(text)) == 20
    others = (
        {"other": "Ёлка.\nВторая."},
        {"other": "Елка.\n\nВторая."},
        {"one": "Ёлка.\n\nВторая.", "other": "Ёлка.\n\nВторая."},
        {"one": "Ёлка.\n\nВторая."},
    )
    assert fingerprint(text) not in {fingerprint(Entry(forms)) for forms in others}
    assert len({fingerprint(Entry(forms)) for forms in others}) == len(others)


def test_the_order_of_forms_changes_no_hash() -> None:
    first = Entry({"one": "{n} место", "other": "{n} места"})
    assert fingerprint(first) == fingerprint(Entry({"other": "{n} места", "one": "{n} место"}))


def test_a_hash_is_always_the_same() -> None:
    assert fingerprint(Entry({"other": "Да"})) == "6c27e11126d12a125260"
