"""``python -m bench.telegram``: measure one bot, compare several, or the stand-in itself."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import uvloop

from bench.telegram.arguments import parse_arguments
from bench.telegram.ceiling import ceiling, flood
from bench.telegram.peers import missing, peers_of
from bench.telegram.process import pin
from bench.telegram.run import measure
from bench.telegram.start import NoStartError
from bench.telegram.summary import summarise, table
from bench.telegram.window import Figures


def main() -> None:
    """Do what was asked for."""
    options = parse_arguments()
    if options.command == "_flood":
        uvloop.run(flood(options.port, options.seconds))
        return
    pin(options.harness_cpu)
    if options.command == "ceiling":
        _print(json.dumps(uvloop.run(ceiling(options)), indent=2))
        return
    results = _results(options)
    rows = summarise(results)
    _print(table(rows))
    if options.json:
        settings = {k: v for k, v in vars(options).items() if k not in ("json", "peers")}
        report = {"settings": settings, "summary": rows, "results": results}
        Path(options.json).write_text(json.dumps(report, indent=1), encoding="utf-8")


def _results(options: argparse.Namespace) -> list[Figures]:
    peers = []
    for peer in peers_of(options):
        if why := missing(peer):
            print(f"{peer['name']} is left out: {why}", file=sys.stderr)
        else:
            peers.append(peer)
    results: list[Figures] = []
    for number in range(getattr(options, "rounds", 1)):
        for mode in options.mode.split(","):
            for peer in peers:
                try:
                    result = uvloop.run(measure(peer, mode, options))
                except NoStartError as error:
                    print(f"{peer['name']} {mode}: {error}", file=sys.stderr)
                    continue
                results.append(result | {"round": number})
                _print(json.dumps(results[-1]))
    return results


def _print(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    main()
