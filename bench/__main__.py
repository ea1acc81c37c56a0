"""``python -m bench``: measure, print, and write only where it is told to.

Two halves: the core in this process, and the whole bot beside other bots, over the protocol of
Telegram on loopback (``python -m bench.telegram`` has more choices for that one). It fails when
something breaks, never because something is slow.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from bench import beside, beside_report, process, report, serving, thinking
from bench.figures import measure
from bot.pack.load import load
from bot.settings import content_home

ROUNDS, FEW = 7, 3
HALVES = ("core", "telegram")


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(
        prog="python -m bench",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--quick", action="store_true", help="fewer and smaller rounds: some minutes in all")
    add("--only", choices=HALVES, help="one half only")
    add("--bots", metavar="NAMES", help="of the bots of bench/peers.json only these, with commas")
    add("--rounds", type=int, help="another number of rounds")
    add("--json", type=Path, metavar="FILE", help="write the figures there too")
    add("--docs", action="store_true", help="put them into docs/performance.md")
    asked = parser.parse_args()
    told: dict[str, object] = {}
    if asked.only != "telegram":
        told |= json.loads(_core(asked))
    if asked.only != "core":
        told |= {"beside": json.loads(_beside(asked))}
    if asked.json:
        source = json.dumps(told, ensure_ascii=False, indent=1) + "\n"
        asked.json.write_text(source, encoding="utf-8")


def _core(asked: argparse.Namespace) -> str:
    rounds = asked.rounds or (FEW if asked.quick else ROUNDS)
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
    if asked.docs:
        report.write_docs(report.BEGIN, report.END, report.markdown(found, rounds))
    return report.as_json(found, rounds)


def _beside(asked: argparse.Namespace) -> str:
    rounds = asked.rounds or (beside.FEW if asked.quick else beside.ROUNDS)
    peers = beside.chosen_peers(asked.bots, _warn)
    results = beside.run(peers, rounds, _say, _warn, quick=asked.quick)
    print(beside_report.table(results))
    if asked.docs:
        from bench import plots

        plots.write(results)
        text = beside_report.markdown(results, rounds, quick=asked.quick)
        report.write_docs(report.BESIDE_BEGIN, report.BESIDE_END, text)
    return beside_report.as_json(results, rounds)


def _say(line: str) -> None:
    if sys.stderr.isatty():
        _warn(line)


def _warn(line: str) -> None:
    print(line, file=sys.stderr)


if __name__ == "__main__":
    main()
