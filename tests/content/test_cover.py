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
    "profile": {
        "description": "A kitchen book.",
        "short_description": "Recipes.",
        "commands": [{"name": "start", "description": "Open the book"}],
    },
}


def profile(**changed: Any) -> dict[str, Any]:
    return {**SAMPLE["profile"], **changed}


def commands(*names: str, description: str = "Open") -> dict[str, Any]:
    return profile(commands=[{"name": name, "description": description} for name in names])


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
    assert entries["cover.profile.description"].forms == {"other": "A kitchen book."}
    assert entries["cover.profile.command.0"].forms == {"other": "Open the book"}
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
        ("profile", profile(description=" "), "no description"),
        ("profile", profile(description="d" * 513), "513 characters; 512"),
        ("profile", profile(short_description=""), "no short_description"),
        ("profile", profile(short_description="d" * 121), "121 characters; 120"),
        ("profile", profile(commands=[]), "no commands"),
        ("profile", commands(*(f"c{n}" for n in range(101))), "101 commands; 100"),
        ("profile", commands("/start"), "'/start' is no name"),
        ("profile", commands("Start"), "'Start' is no name"),
        ("profile", commands("рецепты"), "no name"),
        ("profile", commands("s" * 33), "no name"),
        ("profile", commands(""), "no name"),
        ("profile", commands("start", "start"), "start stands twice"),
        ("profile", commands("start", description=" "), "has 0 characters"),
        ("profile", commands("start", description="d" * 257), "has 257 characters"),
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


def test_a_profile_may_fill_every_limit_and_not_be_there_at_all(tmp_path: Path) -> None:
    most = commands("s" * 32, "a_1", description="d" * 256)
    most |= {"description": "d" * 512, "short_description": "d" * 120}
    assert cover(tmp_path, {**SAMPLE, "profile": most})[1] == []
    without = {name: value for name, value in SAMPLE.items() if name != "profile"}
    book, issues, document = cover(tmp_path, without)
    assert [(issue.code, issue.severity) for issue in issues] == [("profile", "warning")]
    assert book is not None
    assert not any("profile" in key for key in entries_of(book, document))
