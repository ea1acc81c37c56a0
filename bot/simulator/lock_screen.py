"""What a locked phone shows of a new message (S16, S17). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle

from bot.channels.local import Change, LocalMessage

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
    text = message.text
    masked = message.spoiler and message.media is None
    if masked:  # of a picture it is the picture that is masked, not the line below it
        text = text[: message.masked_from] + mask(text[message.masked_from :])
    return Notice(message.id, _beginning(text), masked, message.silent, message.sent_at)


def _beginning(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else line[: SHOWN - 1].rstrip() + "…"


def notice_in_parts(message: LocalMessage, parts: Sequence[str]) -> Notice:
    """On WhatsApp: a line for each part. Nothing is masked there, and nothing comes silently."""
    lines = "\n".join(_beginning(part) for part in parts)
    return Notice(message.id, lines, masked=False, silent=False, at=message.sent_at)


def notice_after(
    notice: Notice | None,
    change: Change,
    found: LocalMessage | None,
    parts: Sequence[str] = (),
) -> Notice | None:
    """What lies on the locked phone after this change in its chat; ``found``: its message, which
    WhatsApp shows in ``parts``.
    """
    if change.kind == "sent" and found is not None:
        return notice_in_parts(found, parts) if parts else notice_of(found)
    gone = change.kind == "deleted" and notice is not None and notice.message == change.message
    return None if gone else notice


def mask(text: str) -> str:
    """The same length, nothing to read; spaces stay, as Telegram leaves them."""
    dots = cycle(MASK)
    return "".join(sign if sign.isspace() else next(dots) for sign in text)
