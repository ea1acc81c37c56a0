"""A copy of the real content that can be broken, with the longest lists cut short."""

from __future__ import annotations

import datetime
import re
import shutil
from pathlib import Path

import pytest

from bot.content.issue import Issue
from bot.pack.check import examine

REAL = Path(__file__).parents[2] / "content_yaml"
NOW = datetime.date(2026, 11, 21)
LONG = ("danger", "self_harm", "threat_to_other", "benign")
KEPT = 12
"""Lines that are kept of a list of thousands of words."""
TOPICS = ("divorce", "forensic_exam", "religious_marriage_and_inheritance", "shelter")
SMALL = re.compile(r"(?m)^- id: (.*)\n  kind: (?:village|district)\n(?:  .*\n)*")


def shorten(text: str) -> str:
    """Words of a locale with only the beginning of the lists that have thousands."""
    for name in LONG:
        start = text.index(f"\n{name}: [")
        end = text.index("\n]", start)
        kept = "\n".join(text[start:end].split("\n")[:KEPT])
        text = f"{text[:start]}{kept}{text[end:]}"
    return text


LOCALES = ("kk", "ru", "en")


def cut(root: Path, locales: tuple[str, ...] = LOCALES) -> None:
    """Leave one country and some languages of a copy: the others would take most of the time."""
    for folder in ("messages", "understanding", "cover", "reviews"):
        for path in (root / folder).glob("*"):
            if path.name.split(".")[0] not in locales:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.rmtree(root / "phrases")
    for path in (root / "rights").iterdir():
        if path.name != "kz":
            shutil.rmtree(path)
    for name in ("kg", "uz", "tj", "tm"):
        (root / "places" / f"{name}.yaml").unlink()
        for language in locales:
            (root / "messages" / language / f"{name}.yaml").unlink(missing_ok=True)
        services = root / "services" / f"{name}.yaml"
        text = services.read_text("utf-8")
        services.write_text(re.sub(r"(?ms)^(lines|services|withheld):.*\Z", "", text), "utf-8")
    path = root / "locales.yaml"
    text = path.read_text("utf-8")
    for tag in {"ky", "uz", "uz_Cyrl", "tg", "tk", "kaa_Latn"} - {*locales}:
        text = re.sub(rf"(?m)^(- {{tag: {tag},.*)ready: true", r"\1ready: false", text)
    head, _, rest = text.partition("- code: KG")
    path.write_text(head + "- code: KG" + rest.replace("  full: true\n", ""), "utf-8")


def only_there(root: Path) -> None:
    """Leave of each theme the topics that the copy still has."""
    path = root / "themes.yaml"

    def left(found: re.Match[str]) -> str:
        kept = [t for t in found[1].split(", ") if (root / f"rights/kz/{t}.yaml").exists()]
        return f"topics: [{', '.join(kept)}]"

    path.write_text(re.sub(r"topics: \[(.*)\]", left, path.read_text("utf-8")), "utf-8")


class Folder:
    """A content folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, name: str, content: str | bytes | None) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            path.unlink()
        elif isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(content, encoding="utf-8")

    def text(self, name: str) -> str:
        path = self.root / name
        return path.read_bytes().decode("utf-8", "replace") if path.exists() else ""

    def line(self, name: str, mark: str) -> int:
        """The line that a mark of a mistake means."""
        if mark.isdecimal():
            return int(mark)
        text, at = self.text(name), -1
        for part in mark.split("||"):
            at = text.index(part, at + 1)
        return text.count("\n", 0, at + len(part) - len(part.lstrip("\n"))) + 1

    def issues(self, today: datetime.date = NOW) -> list[Issue]:
        return list(examine(self.root, today).issues)


@pytest.fixture(scope="session")
def short_content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("content") / "content_yaml"
    shutil.copytree(REAL, root)
    cut(root)
    for path in (root / "understanding").glob("*.yaml"):
        path.write_text(shorten(path.read_text(encoding="utf-8")), encoding="utf-8")
    for path in (root / "rights" / "kz").glob("*.yaml"):
        if path.stem not in TOPICS:
            path.unlink()
    only_there(root)
    named = (root / "services" / "kz.yaml").read_text(encoding="utf-8")
    places = root / "places" / "kz.yaml"
    text = places.read_text(encoding="utf-8")
    text = SMALL.sub(lambda found: found[0] if f" {found[1]}\n" in named else "", text)
    places.write_text(text, encoding="utf-8")
    return root


@pytest.fixture
def folder(short_content: Path, tmp_path: Path) -> Folder:
    root = tmp_path / "content_yaml"
    shutil.copytree(short_content, root)
    return Folder(root)


@pytest.fixture(scope="session")
def clean(short_content: Path) -> frozenset[Issue]:
    """The findings of the content as it is; none of them is an error."""
    return frozenset(examine(short_content, NOW).issues)
