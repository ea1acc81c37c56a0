"""The messages: one file a language, one JSON object a line (docs/authors/understanding.md)."""

from __future__ import annotations

from pathlib import Path

import msgspec

FOLDER = Path(__file__).parent / "messages"
LOCALES = ("kk", "ky", "uz", "uz_Cyrl", "tg", "tk", "kaa", "ru", "en")


class Message(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody wrote, what it wants and tells of, and how it was typed.

    ``hard``: words of violence or death, used harmlessly.
    """

    text: str
    intent: str
    danger: bool
    self_harm: bool
    threat_to_other: bool
    way: str
    hard: bool

    @property
    def is_signal(self) -> bool:
        """Whether it tells of anything that comes first."""
        return self.danger or self.self_harm or self.threat_to_other

    @property
    def is_harmless(self) -> bool:
        """An everyday message that wants nothing of us."""
        return self.intent == "none" and not self.hard and not self.is_signal


def messages(locale: str) -> list[Message]:
    """All messages of one language."""
    lines = (FOLDER / f"{locale}.jsonl").read_text(encoding="utf-8").splitlines()
    return [msgspec.json.decode(line, type=Message) for line in lines if line]
