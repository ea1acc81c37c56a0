"""Mistakes that editors make, each as a change of the real content, and what should be said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Change = Callable[[str], str | bytes | None]
"""The text of a file, after the mistake; None removes the file."""


@dataclass(frozen=True)
class Mistake:
    """One mistake.

    `mark`: words of the line that is to be named; `a||b` means the first `b` behind `a`, a number
    that line, None that there is no line.
    """

    name: str
    file: str
    change: Change
    code: str
    mark: str | None = None
    severity: str = "error"
    said: str = ""
    """Words that the message or the remedy has to say."""
    where: str = ""
    """The file that is to be named, where it is not the one that was changed."""
    follow: int = 0
    """How many further findings of the same mistake are fair."""


def swap(old: str, new: str, *, after: str = "") -> Change:
    """Replace the first `old` (behind the first `after`) by `new`."""

    def change(text: str) -> str:
        start = text.index(after)
        at = text.index(old, start)
        return text[:at] + new + text[at + len(old) :]

    return change


def drop_line(part: str, *, after: str = "") -> Change:
    """Remove the first line with `part` (behind the first `after`)."""

    def change(text: str) -> str:
        at = text.index(part, text.index(after))
        begin, end = text.rindex("\n", 0, at) + 1, text.index("\n", at) + 1
        return text[:begin] + text[end:]

    return change


def add(lines: str) -> Change:
    """Append lines."""
    return lambda text: f"{text.rstrip()}\n{lines}\n"


def whole(content: str | bytes | None) -> Change:
    """Replace the file."""
    return lambda _: content


def value(key: str, new: str) -> Change:
    """Give a top-level key of a message file another value."""

    def change(text: str) -> str:
        lines = text.split("\n")
        at = next(n for n, line in enumerate(lines) if line.startswith(f"{key}:"))
        end = at + 1
        while end < len(lines) and (lines[end].startswith(" ") or not lines[end].strip()):
            end += 1
        kept = [f"{key}: {new}"] if new else []
        return "\n".join([*lines[:at], *kept, *lines[end:]])

    return change
