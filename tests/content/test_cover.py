from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from bot.content.cover import RECIPES, SAYINGS, CoverBook, cover_from, entries_of
from bot.content.documents import Document, read
from bot.content.issue import Issue

NAMES = ("sayings", "recipes", "converter", "useful", "other")
SAMPLE: dict[str, Any] = {
    "word": "finch",
    "lead": "A kitchen book.",
    "items": [{"id": name, "label": name.title()} for name in NAMES],
    "sayings": [f"Saying {n}." for n in range(SAYINGS)],
    "recipes": [{"id": f"r{n}", "name": f"Soup {n}", "text": "Boil."} for n in range(RECIPES)],
    "converter": {"lead": "Measures.", "tables": [{"id": "t", "name": "Cup", "text": "250 ml"}]},
    "useful": {name: name for name in ("lead", "single", "police", "ambulance", "fire", "gas")},
    "reply": "Not in this book.",
    "back": "Back",
}


def cover(tmp_path: Path, data: Any) -> tuple[CoverBook | None, list[Issue], Document]:
    path = tmp_path / "en.yaml"
    path.write_text(json.dumps(data, indent=1), encoding="utf-8")
    issues: list[Issue] = []
    document = read(tmp_path, path, issues)
    assert document is not None
    return cover_from(document, issues), issues, document


def test_a_whole_cover_has_no_findings_and_its_texts_have_lines(tmp_path: Path) -> None:
    book, issues, document = cover(tmp_path, SAMPLE)
    assert issues == []
    assert book is not None
    entries = entries_of(book, document)
    assert entries["cover.saying.3"].forms == {"other": "Saying 3."}
    assert entries["cover.recipe.r1.name"].forms == {"other": "Soup 1"}
    assert entries["cover.table.t.text"].forms == {"other": "250 ml"}
    assert all(entry.line and entry.file == "en.yaml" for entry in entries.values())


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("items", SAMPLE["items"][:4], "other"),
        ("items", [*SAMPLE["items"][:3], SAMPLE["items"][4]], "useful"),
        ("items", [*SAMPLE["items"], SAMPLE["items"][0]], "twice"),
        ("useful", {**SAMPLE["useful"], "gas": ""}, "gas"),
        ("useful", {**SAMPLE["useful"], "taxi": "Taxi"}, "taxi"),
        ("word", " ", "word"),
        ("word", "w" * 25, "word"),
        ("sayings", [], "sayings"),
        ("recipes", [], "recipes"),
        ("recipes", [*SAMPLE["recipes"], SAMPLE["recipes"][0]], "twice"),
        ("converter", {"lead": "Measures.", "tables": []}, "tables"),
    ],
)
def test_a_cover_with_a_mistake_says_where(
    tmp_path: Path, field: str, value: Any, said: str
) -> None:
    _, issues, _ = cover(tmp_path, {**copy.deepcopy(SAMPLE), field: value})
    assert [issue.code for issue in issues] == ["cover"]
    assert said in issues[0].message
    assert issues[0].line


def test_a_thin_cover_is_a_warning(tmp_path: Path) -> None:
    _, issues, _ = cover(
        tmp_path, {**SAMPLE, "sayings": ["One."], "recipes": SAMPLE["recipes"][:2]}
    )
    assert [(issue.code, issue.severity) for issue in issues] == [("cover-thin", "warning")] * 2
