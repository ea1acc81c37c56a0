"""What stands on a phone. Nothing can be taken from there except by its owner."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fakes.twilio.contents import Button, Drawn

MARKS = (("```", "```"), ("*", "*"), ("_", "_"), ("~", "~"))


def without_marks(text: str) -> str:
    """A text as WhatsApp draws it: bold, italic, struck out, in one width."""
    for mark, _ in MARKS:
        inside = rf"(?<!\w){re.escape(mark)}(\S(?:[^\n]*?\S)?){re.escape(mark)}(?!\w)"
        text = re.sub(inside, r"\1", text)
    return text


@dataclass(frozen=True)
class Seen:
    """One message in her chat."""

    sid: str
    by_bot: bool
    drawn: Drawn

    @property
    def text(self) -> str:
        """Its text as drawn; for other things their name in brackets."""
        if self.drawn.text:
            return without_marks(self.drawn.text)
        if self.drawn.place:
            return "[location]"
        return f"[{self.drawn.media[0]}]" if self.drawn.media else "[unsupported]"

    @property
    def raw(self) -> str:
        """Its text as it was sent."""
        return self.drawn.text

    @property
    def buttons(self) -> tuple[Button, ...]:
        """What she can choose; of a list, its items."""
        return self.drawn.buttons

    @property
    def labels(self) -> list[str]:
        """All that can be read on its buttons, with the one that opens a list."""
        opener = [self.drawn.opener] if self.drawn.opener else []
        items = [text for one in self.buttons for text in (one.label, one.description) if text]
        return [*opener, *items]

    def __str__(self) -> str:
        side = "bot" if self.by_bot else "she"
        labels = "".join(f" [{label}]" for label in self.labels)
        return f"{side}: {self.text}{labels}"
