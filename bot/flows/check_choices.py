"""Choices of steps: their ids, where they lead, what they save and what they depend on."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator
from typing import get_args

from bot.content.issue import Issue, error
from bot.directory.model import Need
from bot.flows.answering import DEEDS
from bot.flows.model import Choice, Step
from bot.pack.model import Pack
from bot.session import Stage

BUILT_IN = {
    "country": frozenset[str](),
    "where": frozenset({"full", "elsewhere"}),
    "inside": frozenset({"yes", "no"}),
    "survivor": frozenset({"yes", "no"}),
    "handoff": frozenset({"open", "closed"}),
    "phrase": frozenset({"none", "agreed"}),
    "talk": frozenset({"none", *get_args(Stage)}),
}
"""Answers that are always there, and their values."""
RESERVED = frozenset({"exit", "numbers", "language", "to_talk"}) | DEEDS
"""Choice ids that belong to the engine on every screen."""
PAGES = frozenset({"more", "previous"})
"""Choice ids of kinds that have pages."""
PAGED = frozenset({"Read", "Lines", "Regions", "Services", "ShowTopic", "Topics"})
ID_BYTES = 40
"""The longest id of a choice: with a token it has to fit into 64 bytes."""
SAVED_BY_KINDS = frozenset({
    "place", "places", "region", "topic", "need", "wishes", "shown", "tried", "failed",
})  # fmt: skip
Line = Callable[..., int | None]
"""File and path to the line."""


def no_line(*_: object) -> None:
    """No line is known."""
    return


class Pin:
    """Findings pinned to a place in a step."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def bad(self, step: Step, code: str, message: str, remedy: str, *path: str | int) -> Issue:
        """An error at ``path`` below a step."""
        line = self._line(step.file, "steps", step.id, *path) or step.line
        return error(code, step.file, line, message, remedy)


class ChoiceCheck:
    """One look at the choices of all steps. ``doubtful``: names that may stand for something."""

    def __init__(self, pack: Pack, pin: Pin, doubtful: frozenset[str]) -> None:
        self._pack = pack
        self._pin = pin
        self._doubtful = doubtful
        self._steps = [step for flow in pack.flows.values() for step in flow.steps.values()]
        self._said: dict[str, set[str]] = {name: set() for name in SAVED_BY_KINDS}
        for step in self._steps:
            for choice in step.choices:
                for name, value in choice.set.items():
                    self._said.setdefault(name, set()).add(value)

    def issues(self) -> list[Issue]:
        """Everything that is wrong with them."""
        found: list[Issue] = []
        for step in self._steps:
            found += self._choices(step)
            found += self._conditions(step)
            found += self._values(step)
        return found

    def _choices(self, step: Step) -> Iterator[Issue]:
        seen: set[str] = set()
        for at, choice in enumerate(step.choices):
            for code, message, remedy, field in _faults(step, choice):
                where = f"The choice {choice.id} of {step.id} {message}"
                yield self._pin.bad(step, code, where, remedy, "choices", at, field)
            if choice.id in seen:
                message = f"The choice {choice.id} of {step.id} stands twice."
                remedy = "Give each choice of a step an id of its own."
                yield self._pin.bad(step, "duplicate-choice", message, remedy, "choices", at, "id")
            seen.add(choice.id)
        ways = len(step.choices) + len(step.kind.targets())
        if step.flow == "door" and step.choices and ways == 1:
            message = f"The step {step.id} offers one choice only; a decision needs two (S09)."
            yield self._pin.bad(step, "one-choice", message, "Add a second way on.", "choices")
        if step.flow == "door" and not ways:
            message = f"The step {step.id} is a dead end."
            yield self._pin.bad(step, "dead-end", message, "Add a choice that leads on.")

    def _conditions(self, step: Step) -> Iterator[Issue]:
        for at, choice in enumerate(step.choices):
            for name, wanted in choice.only.items():
                path = ("choices", at, "only", name)
                if name not in BUILT_IN and name not in self._said:
                    message = (
                        f"The choice {choice.id} of {step.id} asks for {name}, never answered."
                    )
                    known = ", ".join(sorted({*BUILT_IN, *self._said}))
                    remedy = f"Set it in a choice before, or name one of {known}."
                    yield self._pin.bad(step, "unknown-answer", message, remedy, *path)
                    continue
                values = self._values_of(name)
                for value in (wanted,) if isinstance(wanted, str) else wanted:
                    if values and value not in values:
                        message = f"{name} is never {value!r}; {choice.id} would never be shown."
                        remedy = f"Write one of {', '.join(sorted(values))}."
                        yield self._pin.bad(step, "unknown-value", message, remedy, *path)
        for name in step.known:
            if name not in self._said:
                message = f"The step {step.id} is skipped by {name}, which nobody answers."
                remedy = "Set it in a choice, or correct the name."
                yield self._pin.bad(step, "unknown-answer", message, remedy, "known", name)

    def _values_of(self, name: str) -> frozenset[str]:
        """What an answer can be; nothing where it can be anything."""
        if name == "country":
            return frozenset(country.code for country in self._pack.locales.countries)
        if name in SAVED_BY_KINDS:
            return frozenset()
        return BUILT_IN.get(name) or frozenset(self._said.get(name, ())) | {""}

    def _values(self, step: Step) -> Iterator[Issue]:
        topics = {topic.topic for listed in self._pack.rights.values() for topic in listed}
        known = {"need": {need.value for need in Need}, "topic": topics | self._doubtful}
        for at, choice in enumerate(step.choices):
            for name, values in known.items():
                value = choice.set.get(name)
                if value and value not in values and topics:
                    message = (
                        f"The choice {choice.id} of {step.id} sets {name} to {value}: unknown."
                    )
                    near = difflib.get_close_matches(value, sorted(values), 3)
                    remedy = f"Write one of {', '.join(near or sorted(values))}."
                    path = ("choices", at, "set", name)
                    yield self._pin.bad(step, "unknown-value", message, remedy, *path)
            for name in choice.set:
                if name in BUILT_IN:
                    message = f"The choice {choice.id} of {step.id} sets {name}, which is not hers."
                    yield self._pin.bad(step, "unknown-answer", message, "Use another name.",
                                    "choices", at, "set", name)  # fmt: skip


def _faults(step: Step, choice: Choice) -> Iterator[tuple[str, str, str, str]]:
    """What is wrong with a choice by itself: code, message, remedy, field."""
    paged = type(step.kind).__name__ in PAGED and choice.id in PAGES
    if choice.id in RESERVED or paged or ":" in choice.id or "|" in choice.id:
        remedy = f"Choose another id, without : or |; taken are {', '.join(sorted(RESERVED))}."
        yield "reserved-choice", "has an id that is reserved.", remedy, "id"
    if not choice.id.strip() or len(choice.id.encode()) > ID_BYTES:
        message = f"has an id that is empty or over {ID_BYTES} bytes."
        yield "long-choice", message, "Choose a short id.", "id"
    if bool(choice.goto) == bool(choice.does):
        message = "has both goto and does." if choice.goto else "leads nowhere."
        yield "choice-leads", message, "Write goto: or does:, exactly one of them.", "does"
    if not choice.label.strip():
        yield "missing-text", "has no label.", "Write the key of a text.", "label"
