"""The script as frozen values: flows, steps, choices, and what a step kind must be able to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

import msgspec

from bot.effects import AskPosition, Button
from bot.events import PersonEvent
from bot.text import Text

if TYPE_CHECKING:
    from bot.flows.scene import Scene

Deed = Literal[
    "", "not_safe", "hide", "leave",
    "consent", "join", "open", "not_now", "end", "take_back", "alone", "not_alone",
    "reached", "not_reached", "pressed_on", "pressed_end", "keep", "let_go",
]  # fmt: skip
"""What a choice does instead of leading somewhere; the second row is of ``bot.flows.case``."""

BACK = "back"
"""A goto: the step she came from."""


class Choice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An answer offered by a step. ``id`` never changes; ``label`` is a key."""

    id: str
    label: str
    goto: str = ""
    does: Deed = ""
    set: dict[str, str] = {}
    """Answers that it saves, whether it leads somewhere or does something."""
    only: dict[str, str | tuple[str, ...]] = {}
    """Offered only when these answers have one of these values."""


@dataclass(frozen=True, slots=True)
class Step:
    """A point of a flow."""

    flow: str
    id: str
    kind: StepKind
    choices: tuple[Choice, ...] = ()
    sensitive: bool = True
    notice: bool = False
    """It explains the exit and its limits (S04)."""
    known: Mapping[str, str] = field(default_factory=dict)
    """Skipped, to the named step, when she has answered this already."""
    file: str = ""
    line: int | None = None

    @property
    def name(self) -> str:
        """``flow.step``."""
        return f"{self.flow}.{self.id}"


@dataclass(frozen=True, slots=True)
class Flow:
    """A script. ``renamed`` maps steps that vanished; ``lost`` is where the others go."""

    id: str
    version: int
    start: str
    steps: Mapping[str, Step]
    lost: str
    renamed: Mapping[str, str] = field(default_factory=dict)
    file: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """What a step shows: paragraphs, and rows of its own buttons."""

    paragraphs: tuple[Text, ...]
    rows: tuple[tuple[Button, ...], ...] = ()
    menu: bool = True
    """Offer *menu* and *back* below (not on the door)."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What an answer leads to: a goto (``''`` stays), answers to save, a page, a note above."""

    goto: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    page: int = 0
    note: Text | None = None
    locale: str = ""
    country: str = ""
    word: str = ""
    """A new exit word, folded (S19)."""
    phrase: str = ""
    duress: str = ""
    """Phrases that she agrees on with a counsellor, folded (S47)."""
    does: str = ""
    """What it does to her case (``bot.flows.case``)."""
    counts: tuple[str, ...] = ()
    """Names of day counters without a person (S57)."""
    extras: tuple[AskPosition, ...] = ()
    """What goes out after the screen, until the next step."""


class StepKind(Protocol):
    """One kind of step; its fields are what an author writes behind its name."""

    def enter(self, scene: Scene) -> View:
        """What the step shows now."""

    def answer(self, scene: Scene, event: PersonEvent) -> Turn | None:
        """What this input means here, or None when the step does not understand it."""

    def keys(self) -> tuple[str, ...]:
        """The texts that it names."""

    def targets(self) -> tuple[str, ...]:
        """The steps that it can lead to."""


def resolve(goto: str, flow: str) -> tuple[str, str]:
    """Flow and step of a goto written in ``flow``; the step is ``''`` for a flow's start.

    ``step`` stays in the flow, ``flow.step`` leaves it, ``flow.`` means its start.
    """
    if "." in goto:
        other, _, step = goto.partition(".")
        return other, step
    return flow, goto
