"""Notes for translators, which stand beside the texts of one language."""

from __future__ import annotations

from pathlib import Path

from bot.content.documents import each


def notes_of(root: Path, locale: str) -> dict[str, str]:
    """The ``note:`` of each text that has one, by key."""
    found: dict[str, str] = {}
    for document in each(root, f"messages/{locale}/*.yaml", []):
        for key, value in document.data.items() if isinstance(document.data, dict) else ():
            note = value.get("note") if isinstance(value, dict) else None
            if isinstance(note, str):
                found[key] = note
    return found
