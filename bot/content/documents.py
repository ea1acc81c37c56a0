"""YAML files read as version 1.2 means it, with the line of everything in them.

``no`` and ``on`` are words; a key that stands twice is an error. Every mistake becomes an
:class:`Issue` with file, line and remedy; what is left of the file is still read.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import yaml

from bot.content.issue import Issue, error
from bot.content.nodes import LOADER, Builder, first_line, nested, too_deep
from bot.content.shape import at, mend

T = TypeVar("T")
Step = str | int


class Document(msgspec.Struct, frozen=True):
    """One file, or a part of one: its data in plain Python values, and the way to their lines."""

    file: str
    data: Any
    node: Any
    """The YAML nodes of ``data``; lines (from 1) are looked up when somebody asks for one."""

    def line(self, *path: Step) -> int | None:
        """The line of ``path``, or of the nearest thing around it."""
        node, line = self.node, None if self.node is None else first_line(self.node)
        for part in path:
            node, found = _child(node, part)
            if found is None:
                break
            line = found
        return line

    def part(self, *path: Step, data: object) -> Document:
        """What stands at ``path`` as a document of its own, with ``data`` read from there."""
        node = self.node
        for step in path:
            inner, _ = _child(node, step)
            if inner is None:
                break
            node = inner
        return Document(self.file, data, node)


def _child(node: object, part: Step) -> tuple[yaml.Node | None, int | None]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == part:
                return value, first_line(key)
    elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part], first_line(node.value[part])
    return None, None


def read(root: Path, file: Path, issues: list[Issue]) -> Document | None:
    """The document of ``file``, or None with the reason added to ``issues``."""
    name = file.relative_to(root).as_posix()
    source = _source(file, name, issues)
    if source is None:
        return None
    if too_deep(source):
        issues.append(nested(name, None))
        return None
    try:
        node = yaml.compose(source, Loader=LOADER)
    except (yaml.YAMLError, UnicodeEncodeError) as problem:
        issues.append(_unreadable(name, source, problem))
        return None
    if node is None:
        message, remedy = "The file is empty.", "Write its content, or remove the file."
        issues.append(error("empty-file", name, 1, message, remedy))
        return None
    return Document(name, Builder(name, issues).value(node), node)


def _source(file: Path, name: str, issues: list[Issue]) -> str | None:
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        message, remedy = "This file is missing.", "Write it, or put it back; see docs/authors."
        issues.append(error("missing-file", name, None, message, remedy))
        return None
    except OSError as problem:
        message = f"This cannot be read: {problem.strerror or 'no file'}."
        issues.append(error("unreadable", name, None, message, "Make it a readable file."))
        return None
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        remedy = "Save the file as UTF-8 (in the editor: save as, encoding, UTF-8)."
        issues.append(error("encoding", name, line, "The file is not UTF-8.", remedy))
        return None


_NEVER_CLOSED = "unexpected end of stream"
_TAB = re.compile(r" *\t")
_HELP = (
    ("mapping values are not allowed", "Put the text in quotes: it has a colon in it. Or the line"
     " stands too far to the right, or the line above lacks a quote."),
    ("expected a single document", "Remove the line ---: a file holds one document."),
    (_NEVER_CLOSED, "A quote or bracket that was opened is never closed."),
    ("undefined alias", "Put the text in quotes: it begins with *."),
    ("could not find expected ':'", "Put a colon and a space behind the key, or the text in"
     " quotes; a long text stands behind | and further right."),
    ("cannot start any token", "Put the text in quotes: it begins with a sign of YAML."),
    ("did not find expected", "Look at this line and the one above: a comma, a bracket, a quote"
     " or the same number of spaces is missing."),
)  # fmt: skip


def _unreadable(name: str, source: str, problem: Exception) -> Issue:
    if not isinstance(problem, yaml.MarkedYAMLError):
        position = getattr(problem, "position", None)
        line = source.count("\n", 0, position) + 1 if isinstance(position, int) else None
        message = "This is not valid YAML: a character that no text may have."
        return error("yaml", name, line, message, "Remove the invisible characters of this line.")
    what = problem.problem or problem.context or "not YAML"
    said = f"{problem.context} {what}"
    marks = [problem.problem_mark, problem.context_mark]
    mark = next(filter(None, reversed(marks) if _NEVER_CLOSED in what else marks), None)
    line = mark.line + 1 if mark else None
    lines = ["", *source.split("\n")]
    around = lines[line] if line is not None and line < len(lines) else ""
    if _TAB.match(around):
        remedy = "Indent with spaces; most editors can be told to write spaces for the tab key."
        return error("tab", name, line, "This line is indented with a tab.", remedy)
    remedy = next((help_ for clue, help_ in _HELP if clue in said), _HELP[-1][1])
    return error("yaml", name, line, f"This is not valid YAML: {what}.", remedy)


def convert(document: Document, kind: type[T], issues: list[Issue], *path: Step) -> T | None:
    """What stands at ``path`` as a ``kind``, with every fault of its shape added to ``issues``.

    Faults are replaced in ``document.data`` by an empty thing of the right kind, so that the rest
    can still be checked. None where nothing of this kind stands there at all.
    """
    data = at(document.data, path)
    try:
        return msgspec.convert(data, kind, strict=True)
    except msgspec.ValidationError:
        pass
    faults, whole = mend(data, kind)
    for fault in faults:
        line = document.line(*path, *fault.path)
        issues.append(error(fault.code, document.file, line, fault.message, fault.remedy))
    return msgspec.convert(data, kind, strict=True) if whole else None


def each(root: Path, pattern: str, issues: list[Issue]) -> list[Document]:
    """All readable documents under ``root`` that match ``pattern``, by name."""
    found = (read(root, file, issues) for file in sorted(root.glob(pattern)))
    return [document for document in found if document is not None]
