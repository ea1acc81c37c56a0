"""The figures as a table for the terminal, as JSON, and as the table in the docs."""

from __future__ import annotations

import json
import os
import platform
import sqlite3
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from bench.figures import Series, ratio

Found = dict[str, Series]
DOCS = Path(__file__).parent.parent / "docs" / "performance.md"
BEGIN = "<!-- figures: `python -m bench --docs` writes what stands between these two lines -->"
END = "<!-- end of figures -->"
BESIDE_BEGIN = (
    "<!-- beside: `python -m bench --docs` writes what stands between these two lines -->"
)
BESIDE_END = "<!-- end of beside -->"
LONGEST = 62


def machine() -> dict[str, str | int]:
    """What the figures depend on, and nothing that names the machine."""
    return {
        "cores": os.cpu_count() or 0,
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
    }


def _machine(rounds: int) -> str:
    told = machine()
    return (
        f"{told['cores']} cores, Python {told['python']}, SQLite {told['sqlite']}; {rounds} rounds."
    )


def number(value: float) -> str:
    """Three digits that matter."""
    if value >= 1000:  # noqa: PLR2004 - from here on the unit's last digits say nothing
        return f"{float(f'{value:.3g}'):,.0f}"
    return f"{value:.3g}" if value < 100 else f"{value:.0f}"  # noqa: PLR2004 - likewise


def _rows(found: Found) -> Iterator[tuple[str, list[tuple[str, str, str, str]]]]:
    for group, members in groupby(found.values(), key=lambda series: series.kind.group):
        rows = []
        for series in members:
            kind, values = series.kind, series.values
            spread = f"{number(min(values))}-{number(max(values))}"
            beside = _beside(series, found)
            rows.append((kind.label, f"{number(series.median)} {kind.unit}", spread, beside))
        yield group, rows


def _beside(series: Series, found: Found) -> str:
    parts = []
    times = ratio(series, found)
    if times is not None:
        other = found[series.kind.per].kind
        same = other.group == series.kind.group
        label = other.label if same else f"{other.label} ({other.group.split(',')[0].lower()})"
        parts.append(f"{number(times)} x {label}")
    if series.kind.target:
        parts.append(f"target: at most {series.kind.target}")
    return "; ".join(parts)


def table(found: Found, rounds: int) -> str:
    """For the terminal."""
    lines = [_machine(rounds)]
    for group, rows in _rows(found):
        lines += ["", group]
        lines += [f"  {a:{LONGEST}} {b:>16}  {c:16}  {d}".rstrip() for a, b, c, d in rows]
    return "\n".join(lines)


def markdown(found: Found, rounds: int) -> str:
    """For the docs."""
    lines = [_machine(rounds)]
    for group, rows in _rows(found):
        lines += [
            "",
            f"**{group}**",
            "",
            "| | Median | Least-most | Beside it |",
            "| --- " * 4 + "|",
        ]
        lines += [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join(lines)


def as_json(found: Found, rounds: int) -> str:
    """For programs."""
    figures = {
        name: {
            "group": series.kind.group,
            "label": series.kind.label,
            "unit": series.kind.unit,
            "median": series.median,
            "min": min(series.values),
            "max": max(series.values),
            "values": series.values,
            "ratio": ratio(series, found),
            "ratio_to": series.kind.per or None,
            "target": series.kind.target or None,
        }
        for name, series in found.items()
    }
    told = {"machine": machine(), "rounds": rounds, "figures": figures}
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def write_docs(begin: str, end: str, text: str) -> None:
    """Put figures into ``docs/performance.md``, between their two lines."""
    before, found, rest = DOCS.read_text(encoding="utf-8").partition(begin)
    _, last, after = rest.partition(end)
    if not found or not last:
        raise SystemExit(f"{DOCS.name} has lost its marked lines; put them back.")
    DOCS.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}", encoding="utf-8")
