"""The rounds of a comparison in one row a bot, and as a table."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from bench.telegram.modes import MODES
from bench.telegram.window import Figures

_LOAD = (
    "msgs_per_s", "p50_ms", "p95_ms", "p99_ms", "max_ms", "cpu_ms_per_update",
    "api_calls_per_update", "peak_rss_mib", "cold_start_s", "harness_core_busy", "lost_replies",
    "duplicated_replies", "errors",
)  # fmt: skip
COLUMNS: dict[str, tuple[str, ...]] = {
    "closed": _LOAD,
    "open": ("offered_per_s", *_LOAD),
    "kill": (
        "kills", "conversations", "lost_conversations", "lost_replies", "duplicated_replies",
        "undeleted_messages", "undeleted_bot_messages", "undeleted_user_messages", "redelivered",
        "recovery_s", "errors",
    ),
    "exit": (
        "exits", "waiting_updates", "api_delay_ms", "queued_p50_ms", "first_hide_p50_ms",
        "first_hide_p99_ms", "last_hide_p50_ms", "last_hide_p99_ms", "exits_not_posted",
        "exits_never_hidden", "msgs_per_s", "errors",
    ),
}  # fmt: skip
RARE = ("cover_missing", "forbidden_visible", "refused_calls", "expired")
"""Shown only when some bot has them."""
ERRORS = ("unexpected_messages", "missing_buttons", "unfinished", "bad_status")
SPREAD = ("msgs_per_s", "cpu_ms_per_update", "p99_ms")
"""Shown with their ranges."""


def errors_of(figures: Figures) -> int:
    """What went wrong beyond what has a column of its own."""
    return sum(figures.get(name, 0) for name in ERRORS)


def summarise(results: Sequence[Figures]) -> list[Figures]:
    """The median of each figure over the rounds, and its range."""
    groups: dict[tuple[str, str], list[Figures]] = {}
    for result in results:
        whole = result | {"errors": errors_of(result)}
        groups.setdefault((result["mode"], result["name"]), []).append(whole)
    rows = []
    for (mode, name), group in groups.items():
        row: Figures = {"mode": mode, "name": name, "rounds": len(group)}
        for key in group[0]:
            values = [r[key] for r in group if isinstance(r.get(key), int | float)]
            if values:
                row[key] = round(statistics.median(values), 4)
                row[key + "_range"] = [min(values), max(values)]
        rows.append(row)
    return rows


def table(rows: Sequence[Figures]) -> str:
    """One table a mode."""
    lines = []
    for mode in MODES:
        chosen = [row for row in rows if row["mode"] == mode]
        if not chosen:
            continue
        columns = COLUMNS[mode] + tuple(c for c in RARE if any(row.get(c) for row in chosen))
        lines += ["", mode, f"| bot | {' | '.join(columns)} |"]
        lines.append("|---" * (len(columns) + 1) + "|")
        lines += [
            f"| {row['name']} | {' | '.join(_cell(row, column) for column in columns)} |"
            for row in chosen
        ]
    return "\n".join(lines)


def _cell(row: Figures, column: str) -> str:
    low, high = row.get(column + "_range", (0, 0))
    cell = f"{row[column]:g}" if column in row else "–"
    return f"{cell} ({low:g}–{high:g})" if column in SPREAD and low != high else cell
