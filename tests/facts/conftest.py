"""The sourced facts by name, and the content that rests on them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.content.documents import read
from bot.content.issue import Issue

ROOT = Path(__file__).parents[2]
RECORDS = ("numbers", "lines", "services")
PARTS = ("today", "law", "next")


def data_of(path: Path) -> Any:
    """A file of facts or content as our own reader sees it (``no`` is a word)."""
    issues: list[Issue] = []
    document = read(ROOT, path, issues)
    assert document is not None, issues
    assert issues == []
    return document.data


def named(data: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every entry with an id, however deep."""
    if isinstance(data, dict):
        if isinstance(data.get("id"), str):
            yield data["id"], data
        for value in data.values():
            yield from named(value)
    elif isinstance(data, list):
        for value in data:
            yield from named(value)


class Facts:
    """All entries by name; claims of rights are `<cc>.<topic>.<n>`, counted from 1."""

    def __init__(self) -> None:
        self.entries: dict[str, dict[str, Any]] = {}
        for path in sorted((ROOT / "facts").glob("*.yaml")):
            data = data_of(path)
            self.entries.update(named(data))
            for topic in data.get("rights") or ():
                for number, claim in enumerate(topic["claims"], 1):
                    name = f"{data['country'].lower()}.{topic['topic']}.{number}"
                    self.entries[name] = claim

    def fault(self, name: str) -> str:
        """Why nothing may rest on this entry, or nothing."""
        entry = self.entries.get(name)
        if entry is None:
            return f"{name} does not exist"
        if entry.get("confidence") not in ("high", "medium"):
            return f"{name} has the confidence {entry.get('confidence')}"
        if entry.get("show") in ("after_check", "no"):
            return f"{name} is not to be shown: {entry['show']}"
        return ""


@pytest.fixture(scope="session")
def facts() -> Facts:
    return Facts()


@pytest.fixture(scope="session")
def services() -> dict[str, Any]:
    return {path.stem: data_of(path) for path in _yaml("services/*.yaml")}


@pytest.fixture(scope="session")
def rights() -> dict[str, Any]:
    found = {
        path.relative_to(ROOT / "content_yaml").as_posix(): path
        for path in _yaml("rights/*/*.yaml")
    }
    return {name: data_of(path) for name, path in found.items()}


@pytest.fixture(scope="session")
def policies() -> dict[str, Any]:
    """What a counsellor must report, by country."""
    return {path.stem: data_of(path) for path in _yaml("reporting/*.yaml")}


@pytest.fixture(scope="session")
def messages() -> dict[str, Any]:
    """The English messages, in which the notes for translators stand."""
    found: dict[str, Any] = {}
    for path in _yaml("messages/en/*.yaml"):
        found |= data_of(path)
    return found


def _yaml(pattern: str) -> list[Path]:
    return sorted((ROOT / "content_yaml").glob(pattern))


def names(value: Any) -> list[str]:
    """The entries that a `from` names, written as one word or as a list."""
    return [value] if isinstance(value, str) else list(value or ())


def records(country: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for part in RECORDS:
        yield from country.get(part) or ()


def references(country: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Every entry that a file of services names, and where."""
    for record in records(country):
        for field in ("from", "what_from"):
            for name in names(record.get(field)):
                yield name, f"{record['id']} {field}"
        for field in ("when_from", "access_from"):
            for answer, value in (record.get(field) or {}).items():
                for name in names(value):
                    yield name, f"{record['id']} {field} {answer}"
    for field in ("papers_from", "warning_from"):
        for name in names(country.get(field)):
            yield name, field


def ways(record: dict[str, Any]) -> list[str]:
    """Numbers and addresses by which a record can be reached."""
    own = [record["phone"]] if "phone" in record else []
    listed = [phone["number"] for phone in record.get("phones") or ()]
    return [*own, *listed, *(way["address"] for way in record.get("texts") or ())]


def items(topic: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for part in PARTS:
        yield from topic.get(part) or ()


def statements(policy: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The consent and each duty of a reporting policy, by name."""
    for name, value in policy.items():
        if isinstance(value, dict) and "line" in value:
            yield name, value


def digits(number: str) -> str:
    return re.sub(r"\D", "", number)


def numbers_in(text: str) -> set[str]:
    """Digits of everything in a text that may be a telephone number."""
    return {digits(found) for found in re.findall(r"\+?\d(?:[\d ()\-]*\d)?", text)}
