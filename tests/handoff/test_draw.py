"""The picture of the states is the table."""

from __future__ import annotations

from pathlib import Path

from bot.handoff.draw import draw
from bot.handoff.rules import TABLE

DOCUMENT = Path(__file__).parents[2] / "docs" / "handoff.md"


def test_the_picture_in_the_docs_is_drawn_from_the_table() -> None:
    assert draw() in DOCUMENT.read_text(encoding="utf-8")


def test_every_change_of_state_is_an_arrow() -> None:
    arrows = set(draw().splitlines())
    for state, leads in TABLE.items():
        for target in set().union(*leads.values()) - {state}:
            assert any(line.startswith(f"    {state} --> {target}: ") for line in arrows)
