"""Flows against each other and against the promises: every finding at once, with file and line."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Iterator

from bot.content.issue import Issue, error
from bot.flows.case import START, hands_over
from bot.flows.case import STEPS as CASE_STEPS
from bot.flows.check_choices import ChoiceCheck, Line, Pin, no_line
from bot.flows.model import BACK, Step, resolve
from bot.flows.steps import KINDS
from bot.flows.steps.language import ChooseLanguage
from bot.pack.model import Pack

REQUIRED = ("door.language", "door.safe", "door.back", "main.menu", "numbers.show",
            "language.choose", "own_behaviour.now", "own_behaviour.help", "elsewhere.start",
            START, "silent.start", "find_help.need", "rights.topics")  # fmt: skip
"""Steps that the engine leads to by name."""
ENTRANCES = frozenset({"numbers", "language", "talk", "silent", "own_behaviour", "elsewhere",
                       "find_help", "rights", "main", "door"})  # fmt: skip
"""Flows that the engine enters without a goto of an author."""

_WORDS = {kind: word for word, kind in KINDS.items()}


class FlowCheck:
    """One look at all flows. ``line``: where something stands.

    ``hinted``: names (``flow.step``, ``flow.``) to which a file with an error may lead; ``unread``:
    words of files that could not be read at all, which may be flows and topics.
    """

    def __init__(
        self,
        pack: Pack,
        line: Line = no_line,
        hinted: Collection[str] = (),
        unread: Collection[str] = (),
    ) -> None:
        self._pack = pack
        self._pin = Pin(line)
        self._hinted = frozenset(hinted)
        self._unread = frozenset(unread)
        self._steps = [step for flow in pack.flows.values() for step in flow.steps.values()]
        # Whoever offers a counsellor needs every step to which a case leads.
        self._led_to = (*REQUIRED, *CASE_STEPS) if hands_over(pack.flows) else REQUIRED

    def issues(self) -> list[Issue]:
        """Everything that is wrong."""
        found = ChoiceCheck(self._pack, self._pin, self._unread).issues()
        for step in self._steps:
            found += self._targets(step)
        found += self._required()
        found += self._reachable()
        found += self._notice()
        return found

    def _exists(self, goto: str, flow: str) -> bool:
        if goto == BACK:
            return True
        name, step = resolve(goto, flow)
        there = self._pack.flows.get(name)
        return there is not None and (not step or step in there.steps)

    def _lost(self, flow: str) -> bool:
        """Whether a flow may stand in a file that could not be read."""
        return flow not in self._pack.flows and flow in self._unread

    def _targets(self, step: Step) -> Iterator[Issue]:
        for goto, path in _gotos(step):
            if self._exists(goto, step.flow) or self._lost(resolve(goto, step.flow)[0]):
                continue
            message = f"The step {step.id} leads to {goto}, which does not exist."
            names = [one.id if one.flow == step.flow else one.name for one in self._steps]
            near = difflib.get_close_matches(goto, names, 1)
            meant = f"Did you mean {near[0]}? " if near else ""
            remedy = f"{meant}Name a step of this flow, flow.step, flow. or back."
            yield self._pin.bad(step, "unknown-goto", message, remedy, *path)

    def _required(self) -> Iterator[Issue]:
        for name in self._led_to:
            flow, step = resolve(name, "")
            if self._pack.step(flow, step) is None and not self._lost(flow):
                there = self._pack.flows.get(flow)
                file = there.file if there else f"flows/{flow}.yaml"
                message = f"The step {name} is missing; the service leads there by itself."
                yield error("missing-step", file, None, message, "Write this step.")
        door = self._pack.step("door", "language")
        if door is not None and not isinstance(door.kind, ChooseLanguage):
            message = "The door begins with something else than the list of languages (S05)."
            remedy = "Write language: {goto: safe, door: true}."
            yield self._pin.bad(door, "door-language", message, remedy)

    def _edges(self, step: Step) -> Iterator[tuple[str, str]]:
        for goto, _ in _gotos(step):
            if goto != BACK and self._exists(goto, step.flow):
                flow, name = resolve(goto, step.flow)
                yield flow, name or self._pack.flows[flow].start

    def _walk(self, begin: Iterable[tuple[str, str]], *, stop: bool) -> set[tuple[str, str]]:
        """Steps that can be reached; ``stop``: do not go on behind a notice."""
        seen: set[tuple[str, str]] = set()
        waiting = list(begin)
        while waiting:
            name = waiting.pop()
            step = self._pack.step(*name)
            if name in seen or step is None:
                continue
            seen.add(name)
            if not (stop and step.notice):
                waiting += self._edges(step)
        return seen

    def _starts(self) -> list[tuple[str, str]]:
        flows = self._pack.flows.values()
        names = [(flow.id, flow.start) for flow in flows if flow.id in ENTRANCES]
        named = [resolve(name, "") for name in self._led_to]
        lost = [(flow.id, flow.lost) for flow in flows if flow.lost != flow.start]
        maybe = [(step.flow, step.id) for step in self._steps if step.name in self._hinted]
        return [*names, *named, *lost, *maybe]

    def _reachable(self) -> Iterator[Issue]:
        reached = self._walk(self._starts(), stop=False)
        for step in self._steps:
            flow = self._pack.flows[step.flow]
            entered = flow.start == step.id and f"{flow.id}." in self._hinted
            if (step.flow, step.id) not in reached and not entered:
                message = f"Nothing leads to the step {step.id}."
                remedy = "Lead a choice to it, or remove it."
                yield self._pin.bad(step, "unreachable", message, remedy)

    def _notice(self) -> Iterator[Issue]:
        door = self._pack.flows.get("door")
        if door is None:
            return
        for name in sorted(self._walk([(door.id, door.start)], stop=True)):
            step = self._pack.step(*name)
            if step is not None and step.sensitive and not step.notice:
                message = f"{step.name} can be reached before the exit is explained (S04)."
                remedy = (
                    "Lead through the step with notice: true first; or write sensitive: false "
                    "where anybody may see the screen."
                )
                yield self._pin.bad(step, "before-notice", message, remedy)


def check(pack: Pack) -> list[Issue]:
    """Everything wrong with the flows of a pack."""
    return FlowCheck(pack).issues()


def _gotos(step: Step) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    """Where a step leads, and where in the step that is said."""
    for field in getattr(step.kind, "__struct_fields__", ()):
        value = getattr(step.kind, field)
        if value in step.kind.targets():
            yield value, (_WORDS[type(step.kind)], field)
    for at, choice in enumerate(step.choices):
        if choice.goto:
            yield choice.goto, ("choices", at, "goto")
    for name, goto in step.known.items():
        yield goto, ("known", name)
