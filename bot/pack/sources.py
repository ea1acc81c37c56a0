"""The files of a content folder: each read once, with its findings and the way to its lines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bot.content.documents import Document, Step, read
from bot.content.issue import Issue, Severity


class Sources:
    """What was read under ``root`` and what was found on the way."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.issues: list[Issue] = []
        self._documents: dict[str, Document] = {}

    def read(self, name: str) -> Document | None:
        """The document of one file, None with a finding where it cannot be read."""
        document = read(self.root, self.root / name, self.issues)
        if document is not None:
            self._documents[name] = document
        return document

    def each(self, pattern: str) -> list[Document]:
        """All readable documents that match ``pattern``, by name."""
        names = [file.relative_to(self.root).as_posix() for file in self.root.glob(pattern)]
        found = (self.read(name) for name in sorted(names))
        return [document for document in found if document is not None]

    def data(self, name: str) -> Any:  # noqa: ANN401 - YAML holds anything
        """The data of a file, None where it could not be read."""
        document = self._documents.get(name)
        return document.data if document else None

    def line(self, name: str, *path: Step) -> int | None:
        """The line of ``path`` in a file, or of the nearest thing around it."""
        document = self._documents.get(name)
        return document.line(*path) if document else None

    def doubtful(self, folder: str) -> frozenset[str]:
        """The files of ``folder`` with an error: what they lack may only be misread."""
        return frozenset(
            issue.file
            for issue in self.issues
            if issue.severity is Severity.ERROR and issue.file.startswith(folder)
        )

    def text(self, name: str) -> str:
        """The text of a file as it is, as far as it can be read."""
        try:
            return (self.root / name).read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""
