"""A finding about content: which rule, where, what is wrong and how to mend it."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Severity(StrEnum):
    """``error``: start is refused. ``warning``: shown with care. ``note``: good to know."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Issue(msgspec.Struct, frozen=True):
    """One finding. ``file`` is relative to the content folder; ``line`` counts from 1."""

    code: str
    severity: Severity
    file: str
    line: int | None
    message: str
    remedy: str


def error(code: str, file: str, line: int | None, message: str, remedy: str) -> Issue:
    """A finding that stops the start."""
    return Issue(code, Severity.ERROR, file, line, message, remedy)


def warning(code: str, file: str, line: int | None, message: str, remedy: str) -> Issue:
    """A finding that is shown and marked, but does not stop the start."""
    return Issue(code, Severity.WARNING, file, line, message, remedy)


def note(code: str, file: str, line: int | None, message: str, remedy: str) -> Issue:
    """A finding that somebody should know."""
    return Issue(code, Severity.NOTE, file, line, message, remedy)
