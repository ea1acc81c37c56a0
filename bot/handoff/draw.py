"""The table of states as a picture: Mermaid text, which code hosts and editors draw."""

from __future__ import annotations

import re

from bot.handoff.case import State
from bot.handoff.rules import TABLE


def draw() -> str:
    """The states and what leads from one to another; what changes no state is left out."""
    lines = ["stateDiagram-v2", f"    [*] --> {State.CONSENTED}: consent"]
    for state, leads in TABLE.items():
        ways: dict[State, list[str]] = {}
        for event, targets in leads.items():
            for target in sorted(targets - {state}):
                ways.setdefault(target, []).append(_spoken(event.__name__))
        lines += [f"    {state} --> {way}: {', '.join(names)}" for way, names in ways.items()]
    ends = [state for state, leads in TABLE.items() if set().union(*leads.values()) <= {state}]
    lines += [f"    {end} --> [*]: wiped" for end in (State.CLOSED, *ends)]
    return "\n".join(lines) + "\n"


def _spoken(name: str) -> str:
    return re.sub(r"(?<=[a-z])([A-Z])", r" \1", name).lower()
