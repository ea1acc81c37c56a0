"""``flows/*.yaml`` to flows; every mistake with its file and line."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from bot.content.documents import Document, convert
from bot.content.issue import Issue, error
from bot.flows.model import Choice, Flow, Step, StepKind
from bot.flows.steps import KINDS

_FLOW = frozenset({"flow", "version", "start", "lost", "renamed", "steps"})
_STEP = frozenset({"choices", "sensitive", "notice", "known"})
_SHORT = frozenset({"ask", "read"})
"""Kinds whose value is a key or a list of keys."""


class _Head(msgspec.Struct, frozen=True):
    flow: str
    version: int
    start: str
    steps: dict[str, dict[str, object]]
    lost: str = ""
    renamed: dict[str, str] = {}


class _Frame(msgspec.Struct, frozen=True):
    """What every step may have beside its kind."""

    choices: tuple[Choice, ...] = ()
    sensitive: bool = True
    notice: bool = False
    known: dict[str, str] = {}


def flow_from(document: Document, issues: list[Issue]) -> Flow | None:
    """The flow of one file, or None with the reasons added to ``issues``."""
    head = convert(document, _Head, issues)
    if head is None:
        return None
    before = len(issues)
    for key in sorted(set(document.data) - _FLOW):
        remedy = f"Known are {', '.join(sorted(_FLOW))}."
        message = f"A flow has no {key}."
        issues.append(error("unknown-field", document.file, document.line(key), message, remedy))
    steps = {name: _step(document, head.flow, name, issues) for name in head.steps}
    found = {name: step for name, step in steps.items() if step is not None}
    if len(issues) > before:
        return None
    lost = head.lost or head.start
    for field, name in (("start", head.start), ("lost", lost)):
        if name not in found:
            message = f"{field} names {name}, which is no step of this flow."
            remedy = f"Name one of {', '.join(sorted(found))}."
            line = document.line(field)
            issues.append(error("unknown-step", document.file, line, message, remedy))
    if len(issues) > before:
        return None
    return Flow(head.flow, head.version, head.start, found, lost, head.renamed, document.file)


def _step(document: Document, flow: str, name: str, issues: list[Issue]) -> Step | None:
    path = ("steps", name)
    data: Mapping[str, object] = document.data["steps"][name]
    line = document.line(*path)
    kinds = [key for key in data if key in KINDS]
    unknown = [key for key in data if key not in KINDS and key not in _STEP]
    for key in unknown:
        message = f"The step {name} has {key}, which is neither a kind nor a field of a step."
        remedy = f"Kinds are {', '.join(sorted(KINDS))}; fields are {', '.join(sorted(_STEP))}."
        where = document.line(*path, key)
        issues.append(error("unknown-field", document.file, where, message, remedy))
    if len(kinds) != 1:
        message = f"The step {name} has {len(kinds)} kinds; it needs exactly one."
        remedy = f"Write one of {', '.join(sorted(KINDS))}."
        issues.append(error("step-kind", document.file, line, message, remedy))
        return None
    kind = _kind(document, path, kinds[0], issues)
    frame_data = {key: value for key, value in data.items() if key in _STEP}
    part = Document(document.file, frame_data, _under(document, path))
    frame = convert(part, _Frame, issues)
    if kind is None or frame is None or unknown:
        return None
    return Step(
        flow,
        name,
        kind,
        frame.choices,
        frame.sensitive,
        frame.notice,
        frame.known,
        document.file,
        line,
    )


def _kind(
    document: Document, path: tuple[str, str], word: str, issues: list[Issue]
) -> StepKind | None:
    value = document.data["steps"][path[1]][word]
    if word in _SHORT:
        value = {"say": [value] if isinstance(value, str) else value}
    lines = _under(document, (*path, word))
    return convert(Document(document.file, value or {}, lines), KINDS[word], issues)


def _under(document: Document, path: tuple[str, ...]) -> dict[tuple[str | int, ...], int]:
    size = len(path)
    return {key[size:]: line for key, line in document.lines.items() if key[:size] == path}
