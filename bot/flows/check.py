"""Flows against each other and against the promises: every finding at once, with file and line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.content.issue import Issue, error
from bot.flows.model import BACK, Flow, Step, resolve
from bot.pack.model import Pack

BUILT_IN = frozenset({"country", "where", "inside", "survivor"})
"""Answers that are always there."""
RESERVED = frozenset({"exit", "numbers", "language", "block_no", "media_delete", "media_keep"})
"""Choice ids that belong to the engine on every screen."""
SAVED_BY_KINDS = frozenset({"place", "places", "region", "topic", "need"})
REQUIRED = ("door.language", "door.safe", "door.back", "main.menu", "numbers.show",
            "language.choose", "own_behaviour.now", "own_behaviour.help", "elsewhere.start",
            "talk.start", "silent.start", "find_help.need", "rights.topics")
"""Steps that the engine leads to by name."""
ENTRANCES = frozenset({"numbers", "language", "talk", "silent", "own_behaviour", "elsewhere",
                       "find_help", "rights", "main", "door"})
"""Flows that the engine enters without a goto of an author."""


def check(pack: Pack) -> list[Issue]:
    """Everything wrong with the flows of a pack."""
    found: list[Issue] = []
    steps = [step for flow in pack.flows.values() for step in flow.steps.values()]
    for step in steps:
        found += _choices(pack, step)
        found += _targets(pack, step)
        found += _conditions(pack, step, steps)
    found += _required(pack)
    found += _reachable(pack)
    found += _notice(pack)
    return found


def _exists(pack: Pack, goto: str, flow: str) -> bool:
    if goto == BACK:
        return True
    name, step = resolve(goto, flow)
    there = pack.flows.get(name)
    return there is not None and (not step or step in there.steps)


def _gotos(step: Step) -> Iterator[str]:
    yield from step.kind.targets()
    yield from (choice.goto for choice in step.choices if choice.goto)
    yield from step.known.values()


def _targets(pack: Pack, step: Step) -> Iterator[Issue]:
    for goto in _gotos(step):
        if not _exists(pack, goto, step.flow):
            message = f"The step {step.id} leads to {goto}, which does not exist."
            remedy = "Name a step of this flow, flow.step, flow. or back."
            yield error("unknown-goto", step.file, step.line, message, remedy)


def _choices(pack: Pack, step: Step) -> Iterator[Issue]:
    seen: set[str] = set()
    for choice in step.choices:
        where = f"The choice {choice.id} of {step.id}"
        if choice.id in seen:
            remedy = "Give each choice of a step an id of its own."
            yield error("duplicate-choice", step.file, step.line, f"{where} stands twice.", remedy)
        seen.add(choice.id)
        if choice.id in RESERVED or ":" in choice.id or "|" in choice.id:
            remedy = "Choose another id, without : or |."
            yield error("reserved-choice", step.file, step.line, f"{where} is reserved.", remedy)
        if len(choice.id.encode()) > 40:
            message, remedy = f"{where} has an id over 40 bytes.", "Choose a shorter id."
            yield error("long-choice", step.file, step.line, message, remedy)
        if bool(choice.goto) == bool(choice.does):
            message = f"{where} needs exactly one of goto and does."
            yield error("choice-leads", step.file, step.line, message, "Add goto: or does:.")
    at_door = step.flow == "door" or not step.sensitive
    own = len(step.choices)
    if at_door and step.choices and own < 2 and step.flow == "door":
        message = f"The step {step.id} offers one choice only; a decision needs two (S09)."
        yield error("one-choice", step.file, step.line, message, "Add a second way on.")
    if step.flow == "door" and not step.choices and not step.kind.targets():
        message = f"The step {step.id} is a dead end."
        yield error("dead-end", step.file, step.line, message, "Add a choice that leads on.")


def _conditions(pack: Pack, step: Step, steps: Iterable[Step]) -> Iterator[Issue]:
    del pack
    saved = SAVED_BY_KINDS | {name for one in steps for c in one.choices for name in c.set}
    for choice in step.choices:
        for name in choice.only:
            if name not in BUILT_IN and name not in saved:
                message = f"The choice {choice.id} of {step.id} asks for {name}, never answered."
                remedy = "Set it in a choice before, or correct the name."
                yield error("unknown-answer", step.file, step.line, message, remedy)
    for name in step.known:
        if name not in saved:
            message = f"The step {step.id} is skipped by {name}, which nobody answers."
            remedy = "Set it in a choice, or correct the name."
            yield error("unknown-answer", step.file, step.line, message, remedy)


def _required(pack: Pack) -> Iterator[Issue]:
    for name in REQUIRED:
        flow, step = resolve(name, "")
        if pack.step(flow, step) is None:
            file = pack.flows[flow].file if flow in pack.flows else f"flows/{flow}.yaml"
            message = f"The step {name} is missing; the service leads there by itself."
            yield error("missing-step", file, None, message, "Write this step.")


def _edges(pack: Pack, step: Step) -> Iterator[tuple[str, str]]:
    for goto in _gotos(step):
        if goto != BACK and _exists(pack, goto, step.flow):
            flow, name = resolve(goto, step.flow)
            yield flow, name or pack.flows[flow].start


def _walk(pack: Pack, begin: Iterable[tuple[str, str]], *, stop: bool) -> set[tuple[str, str]]:
    """Steps that can be reached; ``stop``: do not go on behind a notice."""
    seen: set[tuple[str, str]] = set()
    waiting = list(begin)
    while waiting:
        name = waiting.pop()
        step = pack.step(*name)
        if name in seen or step is None:
            continue
        seen.add(name)
        if not (stop and step.notice):
            waiting += _edges(pack, step)
    return seen


def _starts(pack: Pack) -> list[tuple[str, str]]:
    names = [(flow.id, flow.start) for flow in pack.flows.values() if flow.id in ENTRANCES]
    extra = [resolve(name, "") for name in ("door.back", "own_behaviour.help")]
    lost = [(flow.id, flow.lost) for flow in pack.flows.values()]
    return [*names, *extra, *lost]


def _reachable(pack: Pack) -> Iterator[Issue]:
    reached = _walk(pack, _starts(pack), stop=False)
    for flow in pack.flows.values():
        for step in flow.steps.values():
            if (flow.id, step.id) not in reached:
                message = f"Nothing leads to the step {step.id}."
                remedy = "Lead a choice to it, or remove it."
                yield error("unreachable", step.file, step.line, message, remedy)


def _notice(pack: Pack) -> Iterator[Issue]:
    door = pack.flows.get("door")
    if door is None:
        return
    for name in sorted(_walk(pack, [(door.id, door.start)], stop=True)):
        step = pack.step(*name)
        if step is not None and step.sensitive and not step.notice:
            message = f"{step.name} is sensitive and can be reached before the exit is explained."
            remedy = "Lead through the step with notice: true first (S04)."
            yield error("before-notice", step.file, step.line, message, remedy)


def labels(flow: Flow) -> Iterator[tuple[Step, str]]:
    """The label keys of a flow, with their steps."""
    for step in flow.steps.values():
        for choice in step.choices:
            yield step, choice.label


