"""How effects become words: given to the shell from outside, for it knows no content."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.channels.base import Capabilities, MapPin, Message, PositionKeyboard
from bot.effects import AskPosition, Pin, Post, Screen, Tone
from bot.text import Text

NEUTRAL = "outage.neutral"
"""The text that replaces a message of ours which can no longer be deleted."""


@dataclass(frozen=True, slots=True)
class Rendering:
    """Pure functions. ``alert`` takes a locale too."""

    screen: Callable[[Screen, Capabilities], Message]
    pin: Callable[[Pin, Capabilities], MapPin]
    alert: Callable[[Text, str], str]
    keyboard: Callable[[AskPosition, Capabilities], PositionKeyboard]
    post: Callable[[Post, Capabilities], Message]

    def neutral(self, locale: str, capabilities: Capabilities) -> Message:
        """What a message becomes that nobody can delete any more."""
        return self.screen(neutral_screen(locale), capabilities)


def neutral_screen(locale: str) -> Screen:
    """A screen that says nothing."""
    return Screen(locale=locale, paragraphs=(Text(NEUTRAL),), tone=Tone.COVER)
