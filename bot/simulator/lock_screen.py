"""What a locked phone shows of a new message (S16, S17). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import cycle

from bot.channels.local import LocalMessage

SHOWN = 60
"""Characters of a message that a notification shows at least; more depends on the phone."""
MASK = "⠌⡢⢑⠨⠥⠮⡑"
"""What Telegram puts in the place of spoiler text in a notification."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A notification: of which message, what is read on it, and whether the phone made a sound."""

    message: str
    text: str
    masked: bool
    silent: bool
    at: float


def notice_of(message: LocalMessage) -> Notice:
    """The notification that a new message of the bot makes. Edits make none."""
    text = " ".join(message.text.split())
    shown = text if len(text) <= SHOWN else text[: SHOWN - 1].rstrip() + "…"
    if message.spoiler:
        shown = mask(shown)
    return Notice(message.id, shown, message.spoiler, message.silent, message.sent_at)


def mask(text: str) -> str:
    """The same length, nothing to read; spaces stay, as Telegram leaves them."""
    dots = cycle(MASK)
    return "".join(sign if sign.isspace() else next(dots) for sign in text)
