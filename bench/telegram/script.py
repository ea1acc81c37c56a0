"""The conversation that the people walk, and what they look for on the screen."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

Message = dict[str, Any]
"""A message as the Bot API has it."""


@dataclass(frozen=True, slots=True)
class Step:
    """What a person does, and what has to come of it."""

    texts: list[str]
    """Typed, all at once."""
    press: re.Pattern[str] | None
    expect: re.Pattern[str]
    extra: int
    optional: bool
    deletes: bool | str
    cover: re.Pattern[str] | None

    @property
    def updates(self) -> int:
        """How many updates it is."""
        return len(self.texts) or 1


@dataclass(frozen=True, slots=True)
class Script:
    """All steps. ``fresh``: every conversation has a chat of its own."""

    steps: list[Step]
    fresh: bool


def load_script(path: str | Path) -> Script:
    """The script in a file; ends the program with a sentence where it makes no sense."""
    whole = json.loads(Path(path).read_text(encoding="utf-8"))
    steps = []
    for raw in whole["steps"]:
        if ("send" in raw) == ("press" in raw):
            _refuse(path, "a step needs either 'send' or 'press'", raw)
        if ("burst" in raw and "send" not in raw) or (raw.get("optional") and "press" not in raw):
            _refuse(path, "'burst' goes with 'send', 'optional' with 'press'", raw)
        if ("deletes" in raw or "cover" in raw) and raw is not whole["steps"][-1]:
            _refuse(path, "'deletes' and 'cover' belong to the last step", raw)
        if raw.get("deletes", False) not in (True, False, "both"):
            _refuse(path, "'deletes' is true, false or \"both\"", raw)
        steps.append(
            Step(
                texts=[raw["send"], *raw.get("burst", ())] if "send" in raw else [],
                press=re.compile(raw["press"]) if "press" in raw else None,
                expect=re.compile(raw.get("expect", ""), re.DOTALL),
                extra=raw.get("extra", 0),
                optional=raw.get("optional", False),
                deletes=raw.get("deletes", False),
                cover=re.compile(raw["cover"], re.DOTALL) if "cover" in raw else None,
            )
        )
    return Script(steps, whole.get("fresh", False))


def _refuse(path: str | Path, why: str, raw: object) -> NoReturn:
    raise SystemExit(f"{path}: {why}: {raw}")


def text_of(message: Message) -> str:
    """What a message says."""
    return message.get("text") or message.get("caption") or ""


def find_button(
    messages: Mapping[int, Message], label: re.Pattern[str]
) -> tuple[str, str | None, Message] | None:
    """The newest button with a matching label: label, callback data and message.

    The data is None for a button of a reply keyboard, which sends its label.
    """
    for message in reversed(messages.values()):
        markup = message.get("reply_markup") or {}
        for row in markup.get("inline_keyboard", ()):
            for button in row:
                if "callback_data" in button and label.search(button["text"]):
                    return button["text"], button["callback_data"], message
        for row in markup.get("keyboard", ()):
            for button in row:
                text = button if isinstance(button, str) else button["text"]
                if label.search(text):
                    return text, None, message
    return None
