"""YAML files read as version 1.2 means it, with the line of everything in them.

``no`` and ``on`` are words; a key that stands twice is an error. Every mistake becomes an
:class:`Issue` with file, line and remedy; reading goes on with the next file.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import yaml

from bot.content.issue import Issue, error

T = TypeVar("T")
Step = str | int
Path_ = tuple[Step, ...]

_Parser = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INT = re.compile(r"[-+]?(0|[1-9][0-9]*)\Z")
_FLOAT = re.compile(r"[-+]?(0|[1-9][0-9]*)\.[0-9]+\Z")
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}
_PATH = re.compile(r"`?\$([^`]*)`?")
_PART = re.compile(r"\.([^.\[\]]+)|\[(\d+)\]|\[\.\.\.\]")


class Document(msgspec.Struct, frozen=True):
    """One file: its data in plain Python values and the line (from 1) of every path in it."""

    file: str
    data: Any
    lines: dict[Path_, int]

    def line(self, *path: Step) -> int | None:
        """The line of ``path``, or of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path)


def read(root: Path, file: Path, issues: list[Issue]) -> Document | None:
    """The document of ``file``, or None with the reason added to ``issues``."""
    name = file.relative_to(root).as_posix()
    try:
        source = file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        remedy = "Save the file as UTF-8."
        issues.append(error("encoding", name, None, "The file is not UTF-8.", remedy))
        return None
    except OSError as problem:
        remedy = "Make the file readable."
        said = problem.strerror or "unreadable"
        issues.append(error("unreadable", name, None, f"Cannot read: {said}.", remedy))
        return None
    try:
        node = yaml.compose(source, Loader=_Parser)
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        line = mark.line + 1 if mark else None
        what = problem.problem or problem.context or "not YAML"
        message = f"This is not valid YAML: {what}."
        remedy = "Look at this line and the one above: spaces, a colon, or a quote is missing."
        issues.append(error("yaml", name, line, message, remedy))
        return None
    except yaml.YAMLError:
        message = "This is not valid YAML: a character that YAML does not allow."
        issues.append(error("yaml", name, None, message, "Remove control characters."))
        return None
    lines: dict[Path_, int] = {}
    before = len(issues)
    data = _value(node, (), lines, name, issues)
    return Document(name, data, lines) if len(issues) == before else None


def _value(
    node: yaml.Node | None, path: Path_, lines: dict[Path_, int], name: str, issues: list[Issue]
) -> object:
    if node is None:
        return None
    lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, lines, name, issues)
    if isinstance(node, yaml.SequenceNode):
        return [
            _value(item, (*path, index), lines, name, issues)
            for index, item in enumerate(node.value)
        ]
    return _scalar(node) if isinstance(node, yaml.ScalarNode) else None


def _mapping(
    node: yaml.MappingNode, path: Path_, lines: dict[Path_, int], name: str, issues: list[Issue]
) -> dict[str, object]:
    found: dict[str, object] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        line = key_node.start_mark.line + 1
        if key in found:
            message = f"The key {key} stands twice."
            issues.append(error("duplicate-key", name, line, message, "Keep one of the two."))
            continue
        found[key] = _value(value_node, (*path, key), lines, name, issues)
        lines[(*path, key)] = line
    return found


def _scalar(node: yaml.ScalarNode) -> str | int | float | bool | None:
    word: str = node.value
    if node.style in ("'", '"', "|", ">"):
        return word
    if word in _WORDS:
        return _WORDS[word]
    if _INT.match(word):
        return int(word)
    if _FLOAT.match(word):
        return float(word)
    return word


def convert(document: Document, kind: type[T], issues: list[Issue], *path: Step) -> T | None:
    """What stands at ``path`` as a ``kind``, or None with the reason added to ``issues``."""
    data = document.data
    for part in path:
        data = data[part]
    try:
        return msgspec.convert(data, kind, strict=True)
    except msgspec.ValidationError as problem:
        said = str(problem)
        found = _PATH.search(said)
        inner = _steps(found.group(1)) if found else ()
        line = document.line(*path, *inner)
        message = _plain(said, found.group(0) if found else "", inner)
        remedy = "See docs/authors for what may stand here, or remove what is not known."
        issues.append(error("shape", document.file, line, message, remedy))
        return None


def _steps(path: str) -> Path_:
    steps: list[Step] = []
    for match in _PART.finditer(path):
        if match.group(1) is not None:
            steps.append(match.group(1))
        elif match.group(2) is not None:
            steps.append(int(match.group(2)))
    return tuple(steps)


def _plain(said: str, where: str, inner: Path_) -> str:
    what = said.replace(f" - at {where}", "").replace("Object ", "This entry ")
    place = ".".join(str(step) for step in inner)
    return f"{what} (at {place})." if place else f"{what}."


def each(root: Path, pattern: str, issues: list[Issue]) -> list[Document]:
    """All readable documents under ``root`` that match ``pattern``, by name."""
    found = (read(root, file, issues) for file in sorted(root.glob(pattern)))
    return [document for document in found if document is not None]
