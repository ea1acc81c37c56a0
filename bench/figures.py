"""Meters, measured in turn for several rounds, and what became of them."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

_SECONDS = {"s": 1.0, "ms": 1e-3, "µs": 1e-6, "s CPU": 1.0, "ms CPU": 1e-3, "µs CPU": 1e-6}
Values = dict[str, float]
"""Figures of one round by name."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a figure is. ``per``: the name of the figure that it is divided by, beside it."""

    group: str
    label: str
    unit: str
    per: str = ""
    target: str = ""
    note: str = ""


@dataclass(slots=True)
class Meter:
    """Something that is measured once a round; gives one or more of its ``kinds``."""

    kinds: dict[str, Kind]
    measure: Callable[[], Values]


@dataclass(slots=True)
class Series:
    """A figure in all rounds."""

    kind: Kind
    values: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        """The middle one."""
        return statistics.median(self.values)


def measure(meters: Sequence[Meter], rounds: int, say: Callable[[str], None]) -> dict[str, Series]:
    """All meters, one after the other, so many times; so that all meet the same weather."""
    found = {name: Series(kind) for meter in meters for name, kind in meter.kinds.items()}
    for number in range(rounds):
        say(f"round {number + 1} of {rounds}")
        for meter in meters:
            gc.collect()
            for name, value in meter.measure().items():
                found[name].values.append(value)
    return {name: series for name, series in found.items() if series.values}


def ratio(series: Series, others: dict[str, Series]) -> float | None:
    """The figure in terms of the one that it stands beside, by round, in the middle."""
    other = others.get(series.kind.per)
    if other is None or len(other.values) != len(series.values):
        return None
    pairs = zip(series.values, other.values, strict=True)
    scale = _SECONDS.get(series.kind.unit, 1.0) / _SECONDS.get(other.kind.unit, 1.0)
    return statistics.median([one / two * scale for one, two in pairs if two] or [0.0])


def cpu_micros(work: Callable[[], object], times: int) -> float:
    """CPU microseconds of one ``work()``, on average over so many."""
    begin = time.thread_time_ns()
    for _ in range(times):
        work()
    return (time.thread_time_ns() - begin) / times / 1_000


def cpu_micros_of_each(work: Callable[[str], object], inputs: Sequence[str]) -> list[float]:
    """CPU microseconds of ``work`` for each input, sorted."""
    found = []
    for one in inputs:
        begin = time.thread_time_ns()
        work(one)
        found.append((time.thread_time_ns() - begin) / 1_000)
    return sorted(found)


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which ``share`` of the sorted values lie."""
    return values[min(len(values) - 1, int(len(values) * share))]
