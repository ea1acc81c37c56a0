"""The messages: one file a language, one JSON object a line (docs/authors/understanding.md).

There are two sets, by different writers: whoever changes how is understood looks at the messages of
``development``; those of ``test`` are only counted, never read for a change.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec

Which = Literal["development", "test"]
LOCALES = ("kk", "ky", "uz", "uz_Cyrl", "tg", "tk", "kaa", "ru", "en")


class Message(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody wrote, what it wants and tells of, and how it was typed.

    ``hard``: words of violence or death, used harmlessly. ``also``: intents that are as right.
    ``also_in``: other languages that say it with the same words.
    """

    text: str
    intent: str
    danger: bool
    self_harm: bool
    threat_to_other: bool
    way: str
    hard: bool
    also: tuple[str, ...] = ()
    also_in: tuple[str, ...] = ()

    @property
    def is_signal(self) -> bool:
        """Whether it tells of anything that comes first."""
        return self.danger or self.self_harm or self.threat_to_other

    def is_meant(self, intent: str) -> bool:
        """Whether ``intent`` is right."""
        return intent in (self.intent, *self.also)

    @property
    def is_harmless(self) -> bool:
        """An everyday message that wants nothing of us."""
        return self.intent == "none" and not self.hard and not self.is_signal


def folder(which: Which) -> Path:
    """Where the set lies."""
    return Path(__file__).parent / which


def messages(locale: str, which: Which = "test") -> list[Message]:
    """All messages of one language."""
    lines = (folder(which) / f"{locale}.jsonl").read_text(encoding="utf-8").splitlines()
    return [msgspec.json.decode(line, type=Message) for line in lines if line]
