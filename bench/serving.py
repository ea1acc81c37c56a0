"""The service: what a handled update costs, alone and in company, and how fast an exit is."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Coroutine
from typing import Any

import uvloop

from bench.crowd import Crowd, crowd
from bench.figures import Kind, Meter, Values, quantile
from bench.script import CONVERSATION, LETTERS, Act, sentences
from bot.pack.model import Pack

STORES = ("memory", "sqlite")
CROWDS = (1, 32)
WAITING = 1_000
LONG = 64
TURNS = 3
"""Of the event loop, until all updates that were handed over have joined the queue."""
NAMES = {"memory": "rows in memory", "sqlite": "SQLite file, NORMAL"}


def meters(pack: Pack, *, quick: bool) -> list[Meter]:
    """All of them. ``quick``: with fewer conversations."""
    size = 32 if quick else 96
    found = [_steps(pack, people, size) for people in CROWDS]
    return [*found, _exits(pack, 10 if quick else 30), _crowded_exits(pack)]


def _run(work: Coroutine[Any, Any, Values]) -> Values:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)


def _addresses() -> itertools.count[int]:
    return itertools.count(7_000_000_000)


def _steps(pack: Pack, people: int, conversations: int) -> Meter:
    group = f"A handled update, {people} at once" if people > 1 else "A handled update, one person"
    kinds: dict[str, Kind] = {}
    for store in STORES:
        key = f"{store}.{people}"
        than = f"memory.{people}" if store == "sqlite" else ""
        per = f"{than}.cpu" if than else "decide"
        kinds[f"{key}.cpu"] = Kind(group, NAMES[store], "ms CPU", per)
        rate = f"{than}.rate" if than else ""
        kinds[f"{key}.rate"] = Kind(group, NAMES[store], "updates/s", rate)
        kinds[f"{key}.p50"] = Kind(group, f"{NAMES[store]}, p50 until the screen stands", "ms")
        kinds[f"{key}.p99"] = Kind(group, f"{NAMES[store]}, p99", "ms", f"{key}.p50")

    def run() -> Values:
        found: Values = {}
        for store in STORES:
            measured = _run(_talks(pack, store, people, conversations))
            found |= {f"{store}.{people}.{name}": value for name, value in measured.items()}
        return found

    return Meter(kinds, run)


async def _talks(pack: Pack, store: str, people: int, conversations: int) -> Values:
    addresses = _addresses()
    shares = [
        [str(next(addresses)) for _ in range(max(1, conversations // people))]
        for _ in range(people)
    ]
    async with crowd(pack, store) as made:
        await made.talk([str(next(addresses))])
        cpu, wall = time.process_time(), time.perf_counter()
        done = await asyncio.gather(*(made.talk(share) for share in shares))
        await made.service.settled()
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    seconds = sorted(itertools.chain.from_iterable(done))
    assert len(seconds) == sum(map(len, shares)) * len(CONVERSATION)
    return {
        "cpu": cpu / len(seconds) * 1e3,
        "rate": len(seconds) / wall,
        "p50": quantile(seconds, 0.5) * 1e3,
        "p99": quantile(seconds, 0.99) * 1e3,
    }


def _exits(pack: Pack, people: int) -> Meter:
    group = "An exit (its transaction is FULL)"
    kinds = {
        "exit.memory.cpu": Kind(group, "rows in memory", "ms CPU", "memory.1.cpu"),
        "exit.sqlite.cpu": Kind(group, "SQLite file", "ms CPU", "sqlite.1.cpu"),
        "exit.sqlite.p50": Kind(group, "SQLite file, p50 until the cover stands", "ms"),
        "exit.sqlite.worst": Kind(group, "SQLite file, the slowest", "ms", "exit.sqlite.p50"),
    }

    async def leave(store: str) -> Values:
        addresses = [str(number) for number, _ in zip(_addresses(), range(people), strict=False)]
        async with crowd(pack, store) as made:
            await made.talk(addresses)
            await made.service.settled()
            cpu = time.process_time()
            seconds = sorted(await made.leave(addresses))
            await made.service.settled()
            cpu = time.process_time() - cpu
        found = {f"exit.{store}.cpu": cpu / people * 1e3}
        found[f"exit.{store}.p50"] = quantile(seconds, 0.5) * 1e3
        found[f"exit.{store}.worst"] = seconds[-1] * 1e3
        return {name: value for name, value in found.items() if name in kinds}

    def run() -> Values:
        return _run(leave("memory")) | _run(leave("sqlite"))

    return Meter(kinds, run)


def _crowded_exits(pack: Pack) -> Meter:
    """An exit past others: presses of many, then the longest messages of as many as share a
    transaction.
    """
    group = "An exit (its transaction is FULL)"
    label = "SQLite file, until the cover stands while"
    kinds = {
        "exit.presses": Kind(
            group, f"{label} {WAITING:,} presses wait", "ms", "exit.sqlite.p50", "100 (p99)"
        ),
        "exit.long": Kind(
            group, f"{label} {LONG} texts of {LETTERS:,} letters wait", "ms", "exit.sqlite.p50"
        ),
    }
    long = Act("long", "say", " ".join(sentences())[:LETTERS])

    async def leave(others: int, act: Act) -> float:
        addresses = [str(number) for number, _ in zip(_addresses(), range(others), strict=False)]
        async with crowd(pack, "sqlite") as made:
            await made.talk(["1"])
            await _open(made, addresses)
            waiting = [
                asyncio.create_task(made.service.receive(made.update(address, act)))
                for address in addresses
            ]
            for _ in range(TURNS):
                await asyncio.sleep(0)
            assert not any(task.done() for task in waiting)
            seconds = await made.leave(["1"])
            await asyncio.gather(*waiting)
            await made.service.settled()
        return seconds[0] * 1e3

    async def run() -> Values:
        return {
            "exit.presses": await leave(WAITING, CONVERSATION[1]),
            "exit.long": await leave(LONG, long),
        }

    return Meter(kinds, lambda: _run(run()))


async def _open(made: Crowd, addresses: list[str]) -> None:
    for begin in range(0, len(addresses), 100):
        some = addresses[begin : begin + 100]
        await asyncio.gather(*(made.do(address, CONVERSATION[0]) for address in some))
    await made.service.settled()
