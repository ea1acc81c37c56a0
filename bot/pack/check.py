"""``pana check``: everything that is wrong with a content folder, in one list."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

from bot.content.issue import Issue, Severity
from bot.flows.check import FlowCheck
from bot.pack.check_completeness import check_completeness
from bot.pack.check_critical import check_critical
from bot.pack.check_dates import check_dates
from bot.pack.check_face import check_profiles
from bot.pack.check_files import check_countries, unread
from bot.pack.check_keys import KeyCheck
from bot.pack.check_reporting import check_reporting
from bot.pack.check_reviews import check_reviews
from bot.pack.check_texts import check_texts
from bot.pack.check_themes import check_themes
from bot.pack.check_words import check_words
from bot.pack.load import Loaded, Options, read_pack
from bot.pack.model import Pack
from bot.pack.phrases import check_phrases
from bot.pack.sources import Sources

_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}
_VALUE = re.compile(r":[ \t]+[\"']?([A-Za-z0-9_]+(?:\.[A-Za-z0-9_]*)?)")
"""A word behind a colon, such as what a goto names."""


def examine(root: Path, today: datetime.date, options: Options | None = None) -> Loaded:
    """The pack of ``root`` with every finding, the worst first, then by file and line."""
    pack, sources, whole = read_pack(root, options or Options())
    if pack is None:
        return Loaded(None, tuple(sources.issues))
    found = [issue for issue in sources.issues if not _echo(issue, sources)]
    found += check_flows(pack, sources)
    found += KeyCheck(pack, sources).issues()
    found += check_texts(pack, sources)
    found += check_words(pack, sources)
    found += check_phrases(sources, pack.listener.learned)
    found += check_profiles(pack, sources)
    found += check_dates(pack, sources, today)
    found += check_critical(pack, sources)
    found += check_reviews(pack, sources, today)
    found += check_reporting(pack, sources, today)
    found += check_themes(pack, sources)
    found += check_completeness(pack, sources)
    found += unread(root)
    if whole:
        found += check_countries(pack, sources)
    return Loaded(pack if whole else None, tuple(sorted(set(found), key=_order)))


def check_flows(pack: Pack, sources: Sources) -> list[Issue]:
    """The flows; what a file with an error says, or may say, is not held against the others."""
    doubtful = sources.doubtful("flows/")
    read = {flow.file: flow.id for flow in pack.flows.values()}
    hinted, unread_ = set(), set()
    for file in doubtful:
        words = set(_VALUE.findall(sources.text(file)))
        hinted |= {word if "." in word else f"{read.get(file, '')}.{word}" for word in words}
        unread_ |= set() if file in read else words
    unread_ |= {Path(file).stem for file in (doubtful - read.keys()) | sources.doubtful("rights/")}
    return FlowCheck(pack, sources.line, hinted, unread_).issues()


def _echo(issue: Issue, sources: Sources) -> bool:
    """Whether a finding only repeats another: what it misses stands in an entry with an error."""
    if issue.code == "unknown-town":
        return any(sources.data(file) is None for file in sources.doubtful("places/"))
    if issue.code in ("unknown-number", "unknown-reach"):
        words = issue.message.rpartition(" is no")[0].split()
        data = sources.data(issue.file)
        listed = [*_records(data, "numbers"), *_records(data, "lines")]
        there = {str(record.get(name)) for record in listed for name in ("id", "phone")}
        return bool(words) and words[-1] in there
    return False


def _records(data: object, section: str) -> list[dict[str, object]]:
    listed = data.get(section) if isinstance(data, dict) else None
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []


def _order(issue: Issue) -> tuple[int, str, int, str]:
    return (_ORDER[issue.severity], issue.file, issue.line or 0, issue.message)
