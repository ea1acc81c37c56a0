"""Pana beside other bots, as tables."""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from bench.beside import CASES, DELAY, WAYS, Case, Result
from bench.report import number
from bench.telegram.summary import errors_of

QUICK = " The quick variant: windows of two seconds, so a first impression only."
GRAMMY = Path(__file__).with_name("peers") / "grammy" / "package.json"


@dataclass(frozen=True, slots=True)
class Column:
    """A figure of each bot."""

    title: str
    value: Callable[[Result], float | None]


def plain(name: str, title: str) -> Column:
    """A figure as the harness gives it."""
    return Column(title, lambda result: result.get(name))


def _share(result: Result) -> float | None:
    """Per cent of what so many people can do when each answer takes the delay."""
    case = next(case for case in CASES if case.key == result["case"])
    ceiling = case.people / DELAY * 1000
    return 100 * result["msgs_per_s"] / ceiling if ceiling else None


CPU = plain("cpu_ms_per_update", "CPU ms an update")
RATE = plain("msgs_per_s", "updates/s")
P50, P99 = plain("p50_ms", "p50 ms"), plain("p99_ms", "p99 ms")
MEMORY, START = plain("peak_rss_mib", "MiB"), plain("cold_start_s", "start s")
LOST = plain("lost_replies", "replies lost")
ERRORS = Column("errors", errors_of)
COLUMNS: dict[str, tuple[Column, ...]] = {
    "closed": (CPU, RATE, P50, P99, MEMORY, START, LOST, ERRORS),
    "open": (P50, P99, CPU, LOST, ERRORS),
    "slow": (
        RATE,
        Column("of people/delay", _share),
        P99,
        CPU,
        LOST,
        ERRORS,
    ),
    "exit": (
        plain("queued_p50_ms", "until posted, p50 ms"),
        plain("first_hide_p50_ms", "first hidden, p50 ms"),
        plain("first_hide_p99_ms", "p99 ms"),
        plain("last_hide_p50_ms", "last hidden, p50 ms"),
        plain("last_hide_p99_ms", "p99 ms"),
        plain("exits_never_hidden", "not hidden in time"),
        plain("exits", "of"),
        ERRORS,
    ),
    "kill": (
        plain("kills", "kills"),
        plain("conversations", "conversations"),
        plain("lost_conversations", "lost"),
        LOST,
        plain("duplicated_replies", "repeated"),
        plain("undeleted_bot_messages", "bot's messages left"),
        plain("undeleted_user_messages", "hers"),
        plain("recovery_s", "back after s"),
        ERRORS,
    ),
}


def columns_of(case: Case) -> tuple[Column, ...]:
    """What is told of a case."""
    return COLUMNS["slow" if case.people else case.key]


def values(
    results: Sequence[Result], case: str, way: str, name: str, column: Column
) -> list[float]:
    """A figure of one bot in all rounds."""
    wanted = (case, way, name)
    rounds = (r for r in results if (r["case"], r["way"], r["name"]) == wanted)
    found = (column.value(result) for result in rounds)
    return [float(value) for value in found if value is not None]


def names_of(results: Sequence[Result]) -> list[str]:
    """The bots, in the order in which they were measured."""
    return list(dict.fromkeys(result["name"] for result in results))


def cell(found: Sequence[float]) -> str:
    """The median and, where the rounds differ, the range."""
    if not found:
        return "–"
    low, high = min(found), max(found)
    middle = number(statistics.median(found))
    spread = f"{number(low)}-{number(high)}"
    return middle if number(low) == number(high) else f"{middle} ({spread})"


def _tables(results: Sequence[Result]) -> Iterator[tuple[Case, list[list[str]]]]:
    for case in CASES:
        rows = []
        for name in names_of(results):
            for way in WAYS:
                if any((r["case"], r["way"], r["name"]) == (case.key, way, name) for r in results):
                    cells = [
                        cell(values(results, case.key, way, name, column))
                        for column in columns_of(case)
                    ]
                    rows.append([name, way, *cells])
        if rows:
            yield case, [["", "by", *(column.title for column in columns_of(case))], *rows]


def versions() -> str:
    """Which versions of the others were measured."""
    told = [f"{name} {metadata.version(name)}" for name in ("python-telegram-bot", "aiogram")]
    wanted = json.loads(GRAMMY.read_text(encoding="utf-8"))["dependencies"]
    return ", ".join([*told, f"grammY {wanted['grammy']}"])


def markdown(results: Sequence[Result], rounds: int, *, quick: bool = False) -> str:
    """For the docs."""
    often = "1 round" if rounds == 1 else f"{rounds} rounds, median (least-most)"
    lines = [f"{versions()}; {often}.{QUICK if quick else ''}"]
    for case, (head, *rows) in _tables(results):
        lines += [
            "",
            f"**{case.title}**",
            "",
            f"| {' | '.join(head)} |",
            "| --- " * len(head) + "|",
        ]
        lines += [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join(lines)


def table(results: Sequence[Result]) -> str:
    """For the terminal."""
    lines: list[str] = []
    for case, rows in _tables(results):
        wide = [max(map(len, column)) for column in zip(*rows, strict=True)]
        lines += ["", case.title]
        lines += [
            "  "
            + "  ".join(f"{text:{width}}" for text, width in zip(row, wide, strict=True)).rstrip()
            for row in rows
        ]
    return "\n".join(lines)


def as_json(results: Sequence[Result], rounds: int) -> str:
    """For programs."""
    return json.dumps({"rounds": rounds, "results": results}, ensure_ascii=False, indent=1) + "\n"
