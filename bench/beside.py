"""Pana beside other bots: the cases, and the rounds in which all of them are measured."""

from __future__ import annotations

import argparse
import itertools
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvloop

from bench.telegram.arguments import parse_arguments
from bench.telegram.peers import Spec, load_peers, missing
from bench.telegram.process import pin
from bench.telegram.run import measure
from bench.telegram.start import NoStartError

PEERS = Path(__file__).with_name("peers.json")
WAYS = ("webhook", "polling")
QUICK_POLLING = frozenset({"closed", "kill"})
"""What the quick variant also measures by polling."""
ROUNDS, FEW = 3, 1
DELAY = 50
"""Milliseconds that a slow provider takes for each answer."""
Result = dict[str, Any]
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Case:
    """What is measured. ``few``: what the quick variant does instead."""

    key: str
    title: str
    mode: str
    usual: str
    few: str
    people: int = 0
    """Set where the provider is slow: so many people, each waiting for it."""


_TIME, _LESS = "--warmup 2 --duration 6", "--warmup 1 --duration 2"
CASES = (
    Case("closed", "32 people at once, each as fast as it is answered", "closed", _TIME, _LESS),
    Case("open", "100 updates a second", "open", f"{_TIME} --rate 100", f"{_LESS} --rate 100"),
    *(
        Case(
            f"slow{people}",
            f"A slow provider: {people} people, each answer of Telegram takes {DELAY} ms",
            "closed",
            f"{_TIME} --api-delay {DELAY} --concurrency {people}",
            f"{_LESS} --api-delay {DELAY} --concurrency {people}",
            people,
        )
        for people in (64, 256)
    ),
    Case(
        "exit",
        f"Leaving while 1,000 others wait, each answer of Telegram takes {DELAY} ms",
        "exit",
        f"--warmup 2 --api-delay {DELAY} --exits 50 --waiting 1000 --exit-patience 20",
        f"--warmup 1 --api-delay {DELAY} --exits 20 --waiting 1000 --exit-patience 8",
    ),
    Case("kill", "Killed again and again", "kill", "--kills 10", "--kills 2 --kill-max 2.5"),
)


def chosen_peers(names: str | None, warn: Say) -> list[Spec]:
    """The bots that can run here; tells of those that cannot."""
    found = []
    for peer in load_peers(PEERS, names):
        if why := missing(peer):
            warn(f"{peer['name']} is left out: {why}")
        else:
            found.append(peer)
    return found


def run(
    peers: Sequence[Spec], rounds: int, say: Say, warn: Say, *, quick: bool = False
) -> list[Result]:
    """All bots, one after the other, in each case, so many times: all meet the same weather.

    This process keeps to one core meanwhile, and the bots to another. Who does not start is left
    out from then on.
    """
    able = list(peers)
    results: list[Result] = []
    cores = os.sched_getaffinity(0)
    try:
        for number, case, way in itertools.product(range(rounds), CASES, WAYS):
            if quick and way == "polling" and case.key not in QUICK_POLLING:
                continue
            os.sched_setaffinity(0, cores)
            options = _options(case, way, quick=quick)
            pin(options.harness_cpu)
            for peer in tuple(able):
                say(f"round {number + 1} of {rounds}: {case.key}, {way}, {peer['name']}")
                try:
                    figures = uvloop.run(measure(peer, case.mode, options))
                except NoStartError as error:
                    able.remove(peer)
                    warn(f"{peer['name']} is left out: {error}")
                    continue
                results.append(figures | {"case": case.key, "way": way, "round": number})
    finally:
        os.sched_setaffinity(0, cores)
    return results


def _options(case: Case, way: str, *, quick: bool) -> argparse.Namespace:
    words = (case.few if quick else case.usual).split()
    polling = ["--polling"] if way == "polling" else []
    return parse_arguments(["compare", str(PEERS), *words, *polling])
