"""Long words in portions that fit into one message below its header."""

from __future__ import annotations

MOST = 3500
"""UTF-16 units of one portion: messengers count in these, and the header needs room."""


def portions(words: str) -> tuple[str, ...]:
    """The words in order, cut at a line or a space where there is one; nothing is left out."""
    found: list[str] = []
    rest = words
    while _units(rest) > MOST:
        cut = _cut(rest)
        found.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return (*found, rest) if rest or not found else tuple(found)


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def _cut(text: str) -> int:
    end = MOST
    while _units(text[:end]) > MOST:
        end -= max(1, (_units(text[:end]) - MOST) // 2)
    space = max(text.rfind("\n", end // 2, end), text.rfind(" ", end // 2, end))
    return space if space > 0 else end
