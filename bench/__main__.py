"""``python -m bench``: measure, print, and write only where it is told to.

It fails when something breaks, never because something is slow.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bench import process, report, serving, thinking
from bench.figures import measure
from bot.pack.load import load
from bot.settings import content_home

ROUNDS, FEW = 7, 3


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer and smaller rounds")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    parser.add_argument("--docs", action="store_true", help="put them into docs/performance.md")
    asked = parser.parse_args()
    rounds = FEW if asked.quick else ROUNDS
    pack = load(content_home()).pack
    if pack is None:
        raise SystemExit("The content cannot be read; run `pana check`.")
    meters = [
        *thinking.meters(pack, quick=asked.quick),
        *serving.meters(pack, quick=asked.quick),
        *process.meters(),
    ]
    found = measure(meters, rounds, _say)
    print(report.table(found, rounds))
    if asked.json:
        asked.json.write_text(report.as_json(found, rounds), encoding="utf-8")
    if asked.docs:
        report.write_docs(found, rounds)


def _say(line: str) -> None:
    if sys.stderr.isatty():
        print(line, file=sys.stderr)


if __name__ == "__main__":
    main()
