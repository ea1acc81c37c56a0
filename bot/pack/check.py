"""``pana check``: everything that is wrong with a content folder, in one list."""

from __future__ import annotations

import datetime
from pathlib import Path

from bot.content.issue import Issue, Severity
from bot.flows.check import check as check_flows
from bot.pack.check_texts import check_texts
from bot.pack.check_words import check_dates, check_words
from bot.pack.load import Loaded, Options, load

_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


def examine(root: Path, today: datetime.date, options: Options | None = None) -> Loaded:
    """The pack of ``root`` with every finding, the worst first, then by file and line."""
    loaded = load(root, options)
    issues = list(loaded.issues)
    if loaded.pack is not None:
        issues += check_flows(loaded.pack)
        issues += check_texts(loaded.pack)
        issues += check_words(loaded.pack)
        issues += check_dates(loaded.pack, today)
    return Loaded(loaded.pack, tuple(sorted(set(issues), key=_order)))


def _order(issue: Issue) -> tuple[int, str, int, str]:
    return (_ORDER[issue.severity], issue.file, issue.line or 0, issue.message)
