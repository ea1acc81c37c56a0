"""Flows as a Mermaid graph: the picture in the docs is drawn from them and cannot lie."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.flows.model import BACK, Flow, Step, resolve


def draw(flows: Mapping[str, Flow], names: Sequence[str]) -> str:
    """The graph of the named flows; steps of other flows stand outside the boxes."""
    lines = ["flowchart TD"]
    for name in names:
        flow = flows[name]
        lines.append(f"  subgraph {name}")
        lines += [f"    {_id(step)}[{step.id}]" for step in flow.steps.values()]
        lines.append("  end")
    for name in names:
        for step in flows[name].steps.values():
            lines += _arrows(flows, step)
    return "\n".join(lines)


def _arrows(flows: Mapping[str, Flow], step: Step) -> list[str]:
    found = []
    labelled = [(choice.id, choice.goto) for choice in step.choices if choice.goto]
    for label, goto in [*labelled, *(("", target) for target in step.kind.targets())]:
        if goto == BACK:
            continue
        flow, name = resolve(goto, step.flow)
        target = f"{flow}__{name or flows[flow].start}"
        arrow = f"-- {label} -->" if label else "-->"
        found.append(f"  {_id(step)} {arrow} {target}")
    return found


def _id(step: Step) -> str:
    return f"{step.flow}__{step.id}"
