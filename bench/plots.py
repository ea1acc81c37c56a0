"""Pana beside other bots, as pictures for the docs."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bench.beside import CASES, DELAY, WAYS, Result
from bench.beside_report import CPU, P50, P99, RATE, Column, names_of, plain, values
from bench.report import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FOLDER = Path(__file__).parent.parent / "docs" / "pictures" / "performance"
FIRST, LAST = plain("first_hide_p50_ms", ""), plain("last_hide_p50_ms", "")
SHADES = ("#2b5d8a", "#9ec3e0")
LINES = ("#b03a48", "#2b5d8a", "#4b8f5d", "#c78a2c", "#6d5a99")


def write(results: Sequence[Result]) -> list[Path]:
    """Draw all pictures; gives the files."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams.update({
        "svg.hashsalt": "pana",  # the same figures give the same file
        "svg.fonttype": "none",
        "font.family": "sans-serif",
        "font.size": 9,
        "axes.spines.top": False,
        "axes.spines.right": False,
    })  # fmt: skip
    FOLDER.mkdir(parents=True, exist_ok=True)
    drawn = {
        "cpu": ("CPU of an update, 32 people at once", "ms", _cpu),
        "latency": ("Until the answer, 100 updates a second, webhook", "ms", _latency),
        "exit": ("Leaving while 1,000 others wait, webhook, p50", "ms (log)", _exit),
        "slow": (
            f"People who wait for a provider of {DELAY} ms, webhook",
            "updates/s (log)",
            _slow,
        ),
    }
    return [_picture(results, name, *told) for name, told in drawn.items()]


def _picture(
    results: Sequence[Result],
    name: str,
    title: str,
    unit: str,
    draw: Callable[[Axes, Sequence[Result]], None],
) -> Path:
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(7, 3.2), layout="constrained")
    draw(axes, results)
    axes.set_title(title, loc="left")
    (axes.set_ylabel if name == "slow" else axes.set_xlabel)(unit)
    handles, _ = axes.get_legend_handles_labels()
    if handles:
        axes.legend(frameon=False)
    file = FOLDER / f"{name}.svg"
    figure.savefig(file, metadata={"Date": None, "Creator": None})
    pyplot.close(figure)
    source = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join(map(str.rstrip, source)) + "\n", encoding="utf-8")
    return file


Bar = tuple[str, str, str, Column]
"""What the legend says, case, way, figure."""


def _cpu(axes: Axes, results: Sequence[Result]) -> None:
    _bars(axes, results, [(way, "closed", way, CPU) for way in WAYS])


def _latency(axes: Axes, results: Sequence[Result]) -> None:
    _bars(axes, results, [("p50", "open", "webhook", P50), ("p99", "open", "webhook", P99)])


def _exit(axes: Axes, results: Sequence[Result]) -> None:
    bars = [("first hidden", "exit", "webhook", FIRST), ("all hidden", "exit", "webhook", LAST)]
    _bars(axes, results, bars)
    axes.set_xscale("log")


def _bars(axes: Axes, results: Sequence[Result], bars: Sequence[Bar]) -> None:
    """Bars side by side for each bot: the median, with a whisker over the rounds."""
    names = names_of(results)
    high = 0.8 / len(bars)
    for at, ((label, case, way, column), shade) in enumerate(zip(bars, SHADES, strict=True)):
        found = [values(results, case, way, name, column) for name in names]
        spots = [y + (at - (len(bars) - 1) / 2) * high for y in range(len(names))]
        middle = [statistics.median(one) if one else 0.0 for one in found]
        reach = [
            [m - min(one, default=m) for m, one in zip(middle, found, strict=True)],
            [max(one, default=m) - m for m, one in zip(middle, found, strict=True)],
        ]
        axes.barh(spots, middle, high, color=shade, label=label, xerr=reach, ecolor="#444444")
        for spot, value, one in zip(spots, middle, found, strict=True):
            if one:
                axes.text(max(one), spot, f" {number(value)}", va="center")
            else:
                left = axes.get_yaxis_transform()
                axes.text(0.01, spot, "not in time", va="center", transform=left)
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    axes.margins(x=0.12)


def _slow(axes: Axes, results: Sequence[Result]) -> None:
    slow = [case for case in CASES if case.people]
    people = [case.people for case in slow]
    ceiling = [one / DELAY * 1000 for one in people]
    axes.plot(people, ceiling, "--", color="#888888", label="people/delay")
    for name, colour in zip(names_of(results), LINES, strict=False):
        found = [values(results, case.key, "webhook", name, RATE) for case in slow]
        there = [(x, statistics.median(y)) for x, y in zip(people, found, strict=True) if y]
        axes.plot([x for x, _ in there], [y for _, y in there], "o-", color=colour, label=name)
    axes.set_yscale("log")
    axes.set_xticks(people, [f"{one} people" for one in people])
