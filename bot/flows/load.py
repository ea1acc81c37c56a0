"""``flows/*.yaml`` to flows; every mistake with its file and line.

A step with a mistake stays in its flow as far as it can be read, so that one mistake does not
bring forth others; start is refused all the same.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from bot.content.documents import Document, convert
from bot.content.issue import Issue, error
from bot.flows.model import Choice, Flow, Step, StepKind
from bot.flows.steps import KINDS
from bot.flows.steps.ask import Ask

_STEP = frozenset({"choices", "sensitive", "notice", "known"})
_SHORT = frozenset({"ask", "read"})
"""Kinds whose value is a key or a list of keys."""


class _Head(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
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
    """The flow of one file, or None where there is none; what is wrong is added to ``issues``."""
    head = convert(document, _Head, issues)
    if head is None:
        return None
    found = {name: _step(document, head.flow, name, issues) for name in head.steps}
    if not found:
        message, remedy = "This flow has no steps.", "Write at least one step under steps:."
        issues.append(error("no-steps", document.file, document.line("steps"), message, remedy))
        return None
    renamed = {f"renamed {old}": new for old, new in head.renamed.items()}
    for field, name in {"start": head.start, "lost": head.lost or head.start, **renamed}.items():
        if name and name not in found:
            message = f"{field} names {name}, which is no step of this flow."
            remedy = f"{_meant(name, found)}Name one of {', '.join(sorted(found))}."
            line = document.line(*field.split())
            issues.append(error("unknown-step", document.file, line, message, remedy))
    start = head.start if head.start in found else next(iter(found))
    lost = head.lost if head.lost in found else start
    steps, renames = MappingProxyType(found), MappingProxyType(head.renamed)
    return Flow(head.flow, head.version, start, steps, lost, renames, document.file)


def _meant(word: str, known: Mapping[str, object]) -> str:
    near = difflib.get_close_matches(word, known, 1)
    return f"Did you mean {near[0]}? " if near else ""


def _step(document: Document, flow: str, name: str, issues: list[Issue]) -> Step:
    data: Mapping[str, object] = document.data["steps"][name]
    part = document.part("steps", name, data=data)
    line = document.line("steps", name)
    if "." in name or not name.strip():
        message = f"The step {name} has a dot in its name, or no name."
        issues.append(error("step-name", document.file, line, message, "Use a-z and _ only."))
    unknown = [key for key in data if key not in KINDS and key not in _STEP]
    kinds = [key for key in data if key in KINDS]
    for key in unknown:
        message = f"The step {name} has {key}, which is neither a kind nor a field of a step."
        known = f"Kinds are {', '.join(sorted(KINDS))}; fields are {', '.join(sorted(_STEP))}."
        remedy = f"{_meant(key, dict.fromkeys([*KINDS, *_STEP]))}{known}"
        issues.append(error("unknown-field", document.file, part.line(key), message, remedy))
    if len(kinds) > 1 or (not kinds and not unknown):
        what = f"two kinds, {kinds[0]} and {kinds[1]}" if kinds else "no kind"
        message = f"The step {name} has {what}; it needs exactly one."
        remedy = f"Write one of {', '.join(sorted(KINDS))}."
        where = part.line(kinds[1]) if kinds else line
        issues.append(error("step-kind", document.file, where, message, remedy))
    kind = _kind(part, kinds[0], issues) if kinds else None
    data = {key: value for key, value in data.items() if key in _STEP}
    frame = convert(document.part("steps", name, data=data), _Frame, issues) or _Frame()
    return Step(
        flow,
        name,
        kind or Ask(()),
        frame.choices,
        frame.sensitive,
        frame.notice,
        frame.known,
        document.file,
        line,
    )


def _kind(step: Document, word: str, issues: list[Issue]) -> StepKind | None:
    value = step.data[word]
    if word not in _SHORT:
        return convert(step.part(word, data=value), KINDS[word], issues)
    keys = [value] if isinstance(value, str) else value
    if isinstance(keys, list) and keys and all(isinstance(key, str) and key for key in keys):
        return msgspec.convert({"say": keys}, KINDS[word])
    message = f"{word}: needs the key of a text, or a list of keys."
    remedy = f"Write {word}: door.safe, or {word}: [door.intro, door.leaving]."
    issues.append(error("shape", step.file, step.line(word), message, remedy))
    return None
