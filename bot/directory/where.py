"""Findings pinned to a place in a file."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from bot.content.documents import Document, Step
from bot.content.issue import Issue, error, warning


class Where(msgspec.Struct, frozen=True):
    """A place in a file to which findings are pinned; ``who`` is the id of the record there."""

    document: Document
    issues: list[Issue]
    path: tuple[Step, ...]
    who: str = ""

    def bad(self, code: str, message: str, remedy: str, *inner: Step) -> None:
        """Add an error at ``inner`` below this place."""
        self._add(error, code, message, remedy, inner)

    def odd(self, code: str, message: str, remedy: str, *inner: Step) -> None:
        """Add a warning at ``inner`` below this place."""
        self._add(warning, code, message, remedy, inner)

    def _add(
        self,
        make: Callable[[str, str, int | None, str, str], Issue],
        code: str,
        message: str,
        remedy: str,
        inner: tuple[Step, ...],
    ) -> None:
        line = self.document.line(*self.path, *inner)
        said = f"{self.who}: {message}" if self.who else message
        self.issues.append(make(code, self.document.file, line, said, remedy))
