"""What a person does in the conversation that is measured: the same in every meter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import yaml


@dataclass(frozen=True, slots=True)
class Act:
    """One input. ``what``: the payload, the choice (or how it begins), the text."""

    part: str
    how: Literal["start", "press", "say"]
    what: str


CONVERSATION = (
    Act("door", "start", "ru-KZ"),
    Act("door", "press", "language:ru"),
    Act("door", "press", "yes"),
    Act("door", "press", "go"),
    Act("door", "press", "country:KZ"),
    Act("menu", "press", "find"),
    Act("menu", "press", "talk"),
    Act("typed place", "say", "шымкент"),
    Act("menu", "press", "menu"),
    Act("rights", "press", "rights"),
    Act("rights", "press", "topic:"),
    Act("numbers", "press", "numbers"),
)
"""Twelve inputs, through the door to help, a right and the numbers."""
DANGER = Act("typed danger", "say", "он опять напился и ударил меня при детях")
EXIT = Act("exit", "press", "exit")
APP = "ru"
LETTERS = 4096
"""Of the longest text that a messenger takes."""
TESTS = Path(__file__).parent.parent / "tests"


def chosen(what: str, choices: Iterable[str]) -> str:
    """The choice of a screen that ``what`` is, or begins."""
    found = next((c for c in choices if c == what or (what[-1:] == ":" and c.startswith(what))), "")
    if not found:
        raise LookupError(f"The screen has no choice {what}: change bench/script.py.")
    return found


def sentences() -> list[str]:
    """What people write: the labelled messages of the tests."""
    found: list[str] = []
    for file in sorted((TESTS / "understanding").glob("cases_*.yaml")):
        for lines in yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader).values():
            found += lines
    return found


def queries() -> list[str]:
    """Where people say that they are: the labelled places of the tests."""
    source = (TESTS / "locator" / "cases_kz.yaml").read_text(encoding="utf-8")
    groups = yaml.load(source, Loader=yaml.CSafeLoader)
    return [str(query) for group in groups for query in group["cases"]]
