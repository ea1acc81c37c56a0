"""Every mistake of an editor is found, with its file, its line and a way to mend it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import defaultdict

import pytest

from bot.content.issue import Issue
from tests.pack.conftest import Folder
from tests.pack.making import Mistake
from tests.pack.mistakes import MISTAKES, SYNTAX

BATCHES = 2
"""So many rounds, each of one mistake in every file, belong to the fast tests."""
ALONE = 100
"""A mistake with so much behind it is looked at alone."""


def batches() -> list[list[Mistake]]:
    """Mistakes of different files together: the first ones of each file, the second ones..."""
    by_file: defaultdict[str, list[Mistake]] = defaultdict(list)
    for mistake in MISTAKES:
        if mistake.follow < ALONE and mistake.file != "locales.yaml":
            by_file[mistake.file].append(mistake)
    longest = max(map(len, by_file.values()))
    return [
        [listed[number] for listed in by_file.values() if number < len(listed)]
        for number in range(longest)
    ]


def broken(folder: Folder, mistake: Mistake) -> None:
    before = folder.text(mistake.file)
    after = mistake.change(before)
    assert after != before, f"{mistake.name}: nothing was changed"
    folder.write(mistake.file, after)


def found(folder: Folder, mistake: Mistake, issues: list[Issue]) -> bool:
    where = mistake.where or mistake.file
    line = folder.line(where, mistake.mark) if mistake.mark else None
    return any(
        (issue.code, issue.severity, issue.file) == (mistake.code, mistake.severity, where)
        and (line is None or issue.line == line)
        and mistake.said in f"{issue.message} {issue.remedy}"
        for issue in issues
    )


def new_ones(issues: list[Issue], clean: frozenset[Issue]) -> list[Issue]:
    """What was not said of the whole content, wherever its line is now."""
    known = {(issue.code, issue.file, issue.message) for issue in clean}
    return [
        issue
        for issue in issues
        if (issue.code, issue.file, issue.message) not in known
        and issue.severity != "note"
        and issue.code != "unsigned"
    ]


def test_there_are_many_kinds_of_mistakes() -> None:
    assert len(MISTAKES) >= 180
    assert len({mistake.name for mistake in MISTAKES}) == len(MISTAKES)
    assert len({mistake.code for mistake in MISTAKES}) >= 60


def test_the_content_that_ships_has_no_error(clean: frozenset[Issue]) -> None:
    assert [issue for issue in clean if issue.severity == "error"] == []


@pytest.mark.parametrize(
    "number",
    [pytest.param(n, marks=[pytest.mark.slow] if n >= BATCHES else []) for n in range(8)],
)
def test_many_mistakes_are_all_listed_at_once(folder: Folder, number: int) -> None:
    batch = batches()[number]
    assert number > 0 or len(batch) >= 30
    for mistake in batch:
        broken(folder, mistake)
    issues = folder.issues()
    assert [m.name for m in batch if not found(folder, m, issues)] == []


def test_syntax_errors_do_not_hide_each_other_or_anything_else(folder: Folder) -> None:
    for mistake in SYNTAX:
        broken(folder, mistake)
    folder.write("services/kg.yaml", folder.text("services/kg.yaml").replace("KG", "KX"))
    issues = folder.issues()
    assert [m.name for m in SYNTAX if not found(folder, m, issues)] == []
    assert any(issue.file == "services/kg.yaml" for issue in issues)


def test_every_finding_says_how_to_mend_it(folder: Folder) -> None:
    for mistake in batches()[0]:
        broken(folder, mistake)
    for issue in folder.issues():
        assert issue.message.strip(), issue
        assert issue.message.strip()[-1] in ".?!)", issue
        assert len(issue.remedy) >= len("Write it."), issue
        assert "msgspec" not in issue.message
        assert "Traceback" not in issue.message
        assert issue.line is None or 1 <= issue.line <= folder.text(issue.file).count("\n") + 2


@pytest.mark.slow
@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name.replace(" ", "-"))
def test_a_mistake_is_found_and_does_not_bring_forth_others(
    folder: Folder, clean: frozenset[Issue], mistake: Mistake
) -> None:
    broken(folder, mistake)
    issues = folder.issues()
    new = new_ones(issues, clean)
    assert found(folder, mistake, issues), new[:5]
    assert len(new) <= 1 + mistake.follow, new[:5]


def _check(folder: Folder, *more: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "CONTENT_DIR": str(folder.root)}
    command = [sys.executable, "-m", "bot", "check", "--at", "2026-11-21", *more]
    return subprocess.run(  # noqa: PLW1510 - the code is looked at
        command, env=environment, capture_output=True, text=True, timeout=60
    )


def test_the_command_lists_them_as_json_and_for_people(folder: Folder) -> None:
    batch = batches()[1][:12]
    for mistake in batch:
        broken(folder, mistake)
    ran = _check(folder, "--json")
    assert ran.returncode == 1, ran.stderr
    listed = json.loads(ran.stdout)["issues"]
    assert {"code", "severity", "file", "line", "message", "remedy"} == set(listed[0])
    issues = [Issue(**one) for one in listed]
    assert [m.name for m in batch if not found(folder, m, issues)] == []
    spoken = _check(folder)
    assert spoken.returncode == 1
    for mistake in batch:
        assert mistake.where or mistake.file in spoken.stdout
    assert "error" in spoken.stdout.splitlines()[-1]


@pytest.mark.slow
def test_warnings_count_only_when_asked_to(folder: Folder) -> None:
    assert _check(folder).returncode == 0
    assert _check(folder, "--strict").returncode == 1
    wrong = _check(folder, "--at", "tomorrow")
    assert (wrong.returncode, wrong.stdout) == (2, "")


def test_a_folder_that_is_not_there_is_a_finding(folder: Folder) -> None:
    issues = Folder(folder.root / "nowhere").issues()
    assert [issue.code for issue in issues] == ["no-content"]


def test_an_empty_folder_is_a_finding_and_no_exception(folder: Folder) -> None:
    (folder.root / "empty").mkdir()
    assert "missing-file" in {issue.code for issue in Folder(folder.root / "empty").issues()}
