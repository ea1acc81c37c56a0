"""The phrases from which is learned: ``phrases/<locale>.yaml`` of the content."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.pack.phrases import files_of
from bot.understanding.danger import THREAT


@dataclass(frozen=True)
class Phrase:
    """Something that people write, what it is (an intent, or ``threat_to_other``), its language,
    and whether it tells of danger or of a threat to somebody else.
    """

    text: str
    label: str
    locale: str
    danger: bool = False
    threat: bool = False


def phrases(content: Path) -> list[Phrase]:
    """All phrases, in the order of files and lines."""
    return list(_phrases(content))


def _phrases(content: Path) -> Iterator[Phrase]:
    for file in files_of(content):
        listed = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)  # noqa: S506 - texts only
        for label, texts in listed.items():
            meant, _, beside = label.partition(", ")
            danger, threat = (one in (meant, beside) for one in ("danger", THREAT))
            for text in texts:
                yield Phrase(text, meant, file.stem, danger, threat)
