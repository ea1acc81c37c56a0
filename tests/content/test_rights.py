from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.content.catalogue import NEUTRAL
from bot.content.documents import read
from bot.content.issue import Issue
from bot.content.locales import Country, Locale, Locales
from bot.content.rights import Topic, entries_of
from bot.content.rights_rules import LEAD, PART_LIMIT, topic_from

LOCALES = Locales(
    (Locale("ru", "Русский", "Cyrl", ready=True), Locale("tg", "Тоҷикӣ", "Cyrl")),
    (Country("KZ", {"ru": "Казахстан"}),),
)
SAMPLE: dict[str, Any] = {
    "topic": "order",
    "country": "KZ",
    "order": 10,
    "label": {"ru": "Короткое имя"},
    "lead": {"ru": "Первая строка " * 6},
    "sources": [
        {
            "id": "law",
            "law": {"ru": "Закон"},
            "article": "60",
            "url": "https://example.kz/law",
            "kind": "press",
            "confidence": "medium",
            "checked_on": "2026-11-21",
            "expires_on": "2027-11-21",
        },
        {
            "id": "other",
            "law": None,
            "article": None,
            "url": None,
            "kind": "official",
            "confidence": "high",
            "checked_on": "2026-11-21",
            "expires_on": "2027-11-21",
        },
    ],
    "today": [{"id": "say", "kind": "advice", "text": {"ru": "Сказать."}}],
    "law": [
        {"id": "b", "from": "kz.x.2", "source": "other", "text": {"ru": "Второе."}},
        {"id": "a", "from": ["kz.x.1"], "source": "law", "text": {"ru": "Первое."}},
    ],
    "next": [
        {"id": "go", "kind": "fact", "from": "kz-1", "source": "law", "text": {"ru": "Идти."}}
    ],
    "withheld": [{"from": "kz.x.3", "why": "low"}],
}


def topic(tmp_path: Path, data: Any, name: str = "order") -> tuple[Topic | None, list[Issue], Any]:
    path = tmp_path / "rights" / "kz" / f"{name}.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")
    issues: list[Issue] = []
    document = read(tmp_path, path, issues)
    assert document is not None
    return topic_from(document, LOCALES, issues), issues, document


def test_a_whole_topic_has_no_findings_and_its_texts_have_lines(tmp_path: Path) -> None:
    found, issues, document = topic(tmp_path, SAMPLE)
    assert issues == []
    assert found is not None
    assert found.key == "rights.kz.order"
    assert [source.id for source in found.used_sources()] == ["other", "law"]
    entries = entries_of(found, document)
    assert entries["ru"]["rights.kz.order.law.1"].forms == {"other": "Первое."}
    assert entries["ru"]["rights.kz.order.sources.0.law"].forms == {"other": "Закон"}
    assert entries[NEUTRAL]["rights.kz.order.sources.0.article"].forms == {"other": "60"}
    assert all(entry.line for entry in entries["ru"].values())


def _at(*path: Any, value: Any) -> Callable[[Any], None]:
    def change(data: Any) -> None:
        for part in path[:-1]:
            data = data[part]
        if value is None:
            del data[path[-1]]
        else:
            data[path[-1]] = value

    return change


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        (_at("law", 0, "source", value=None), ["no-source"]),
        (_at("law", 0, "from", value=None), ["no-source"]),
        (_at("law", 0, "source", value="x"), ["unknown-source"]),
        (_at("next", 0, "source", value=None), ["no-source"]),
        (_at("next", 0, "from", value=None), ["no-source"]),
        (_at("today", 0, "kind", value=None), ["no-source", "no-source"]),
        (_at("today", 0, "source", value="x"), ["unknown-source"]),
        (_at("law", 0, "kind", value="advice"), ["advice-as-law"]),
        (_at("law", 1, "id", value="b"), ["duplicate-id"]),
        (_at("sources", 1, "id", value="law"), ["duplicate-id", "unknown-source"]),
        (_at("today", value=[]), ["no-step"]),
        (_at("next", value=[]), ["no-step"]),
        (_at("law", value=[]), ["silent-withheld"]),
        (_at("sources", 0, "checked_on", value="21.11.2026"), ["bad-date"]),
        (_at("sources", 0, "expires_on", value="2026-11-21"), ["bad-date"]),
        (_at("sources", 0, "url", value="example.kz"), ["bad-url"]),
        (_at("sources", 0, "confidence", value="low"), ["shape"]),
        (_at("label", "ru", value="Имя, которое длиннее чем кнопка"), ["label"]),
        (_at("lead", "ru", value="x" * (LEAD - 1)), ["short-lead"]),
        (_at("lead", "ru", value=" "), ["empty-text"]),
        (_at("law", 0, "text", "ru", value=None), ["missing-text"]),
        (_at("law", 0, "text", "rus", value="x"), ["unknown-locale"]),
        (_at("law", 0, "text", "ru", value="x" * (PART_LIMIT + 1)), ["too-long"]),
        (_at("topic", value="orders"), ["topic-name"]),
        (_at("country", value="KG"), ["unknown-country"]),
        (_at("colour", value="red"), ["unknown-field"]),
        (_at("order", value="first"), ["shape"]),
    ],
)
def test_a_topic_with_a_mistake_is_left_out(
    tmp_path: Path, change: Callable[[Any], None], codes: list[str]
) -> None:
    data = copy.deepcopy(SAMPLE)
    change(data)
    found, issues, _ = topic(tmp_path, data)
    assert found is None
    assert sorted(issue.code for issue in issues) == codes
    assert all(issue.line for issue in issues)


def test_withheld_law_needs_a_note_that_says_so(tmp_path: Path) -> None:
    data = {**SAMPLE, "law": [], "withheld_note": {"ru": "Не подтверждено; спросите линию 111."}}
    found, issues, document = topic(tmp_path, data)
    assert issues == []
    assert found is not None
    assert "rights.kz.order.withheld_note" in entries_of(found, document)["ru"]
