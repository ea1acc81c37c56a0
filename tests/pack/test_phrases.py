"""Mistakes in phrases are named with file, line and remedy; old weights are told."""

from __future__ import annotations

import msgspec
import pytest

from bot.content.issue import Issue, Severity
from bot.pack.check import examine
from bot.pack.phrases import FOLDER, WEIGHTS, check_phrases, fingerprint
from bot.pack.sources import Sources
from bot.understanding.lessons import Lessons
from tests.pack.conftest import NOW, Folder
from tests.talk import CONTENT

FILE = f"{FOLDER}/ru.yaml"
GOOD = 'police:\n  - "как вызвать полицию"\n  - "участковый"\nnone:\n  - "какая сегодня погода"\n'


def _found(folder: Folder) -> list[Issue]:
    found = examine(folder.root, NOW)
    return [issue for issue in found.issues if issue.file.startswith(FOLDER)]


def _learned(folder: Folder, of: str) -> None:
    lessons = msgspec.msgpack.decode((CONTENT / WEIGHTS).read_bytes(), type=Lessons)
    again = msgspec.structs.replace(lessons, of=of)
    folder.write(WEIGHTS, msgspec.msgpack.encode(again))


def test_good_phrases_and_fresh_weights_have_no_finding(folder: Folder) -> None:
    folder.write(FILE, GOOD)
    _learned(folder, fingerprint(folder.root))
    assert _found(folder) == []


def test_the_weights_are_of_todays_phrases() -> None:
    lessons = msgspec.msgpack.decode((CONTENT / WEIGHTS).read_bytes(), type=Lessons)
    assert lessons.of == fingerprint(CONTENT)


@pytest.mark.slow
def test_the_phrases_that_ship_have_no_mistake() -> None:
    (issue,) = check_phrases(Sources(CONTENT), None)
    assert issue.code == "old-weights", "nothing but that none were given"


def test_phrases_are_not_read_again_before_one_changes(folder: Folder) -> None:
    folder.write(FILE, GOOD.replace("police:", "polise:"))
    _learned(folder, fingerprint(folder.root))
    assert _found(folder) == [], "make learn refused them then"
    folder.write(FILE, GOOD.replace("police:", "polise: "))
    assert [issue.code for issue in _found(folder)] == ["unknown-intent"]


def test_changed_phrases_change_nothing_before_was_learned_and_it_is_said(folder: Folder) -> None:
    folder.write(FILE, GOOD)
    _learned(folder, fingerprint(folder.root))
    folder.write(FILE, GOOD.replace("погода", "жара"))
    (issue,) = _found(folder)
    assert (issue.code, issue.severity) == ("old-weights", Severity.WARNING)
    assert "make learn" in issue.remedy


@pytest.mark.parametrize(
    ("wrong", "code", "line"),
    [
        (GOOD.replace("police:", "polise:"), "unknown-intent", 1),
        (GOOD.replace('- "участковый"', "- [a, b]"), "bad-phrases", 1),
        (GOOD.replace('  - "участковый"\n', "").replace("- ", ""), "bad-phrases", 1),
        (GOOD + '  - "Участковый!"\n', "double-phrase", 6),
        ("- a\n- b\n", "bad-phrases", 1),
    ],
)
def test_a_mistake_is_named_with_its_line(folder: Folder, wrong: str, code: str, line: int) -> None:
    folder.write(FILE, wrong)
    issue = _found(folder)[0]
    assert (issue.code, issue.file, issue.line) == (code, FILE, line)
    assert issue.severity is Severity.ERROR
    assert issue.remedy


@pytest.mark.parametrize("damage", [b"", b"\x00" * 99, None])
def test_weights_that_cannot_be_read_are_an_error(folder: Folder, damage: bytes | None) -> None:
    whole = (CONTENT / WEIGHTS).read_bytes()
    folder.write(WEIGHTS, whole[: len(whole) // 2] if damage is None else damage)
    (issue,) = _found(folder)
    assert (issue.code, issue.severity) == ("bad-weights", Severity.ERROR)
