"""``pana flows draw``: the scripts as a Mermaid graph, drawn from the flows themselves."""

from __future__ import annotations

import sys

from bot.commands import FINDINGS, OK, USAGE
from bot.commands.opening import content_folder, pack_as_it_is
from bot.flows.draw import draw


def run(argv: list[str]) -> int:
    """Print the graph of all flows, or of the named ones."""
    if not argv or argv[0] != "draw" or "--help" in argv:
        print("usage: pana flows draw [FLOW ...]", file=sys.stderr)
        return OK if "--help" in argv else USAGE
    pack = pack_as_it_is(content_folder())
    if pack is None:
        print("pana flows: the content cannot be read; `pana check` says why.", file=sys.stderr)
        return FINDINGS
    unknown = [name for name in argv[1:] if name not in pack.flows]
    if unknown:
        known = ", ".join(sorted(pack.flows))
        print(f"pana flows: there is no flow {unknown[0]}; there are {known}.", file=sys.stderr)
        return USAGE
    print(draw(pack.flows, argv[1:] or sorted(pack.flows)))
    return OK
