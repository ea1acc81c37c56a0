"""``pana stats``: what was done, as sums of whole days (UTC), never a number under ten (S57).

Days with fewer than ten of something are put together with the days after them until there are
ten. So no number can be reckoned out of two others: not by another ``--days``, not tomorrow.
"""

from __future__ import annotations

import asyncio
import datetime
import json
import os
import time
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Final

import msgspec

from bot.commands import OK
from bot.commands.arguments import Parser, UsageError, number_to, refuse
from bot.commands.rows import day_counts
from bot.directory.reports import is_report
from bot.handoff.summary import BEGUN, CALL_OUT, CLOSED, LEAST, LEFT, SOON, TAKEN, TRUTH
from bot.keys import day_of
from bot.settings import Settings, read_settings

DAYS: Final = 30
MOST_DAYS: Final = 3650
_DAY = 24 * 3600.0
_FEWER = f"fewer than {LEAST}"

WORDS: Final[Mapping[str, str]] = {
    "opened": "chats in which the door was opened",
    "left": "chats that were left, by an act or by time",
    "blocked": "chats that blocked the bot",
    "block.danger": "times that danger was recognised",
    "block.self_harm": "times that self-harm was recognised",
    BEGUN: "persons who agreed to be handed to a counsellor",
    TAKEN: "times that a counsellor took somebody",
    SOON: "of these, after five minutes at most",
    CALL_OUT: "times that nobody came in five minutes and who is on call was asked",
    TRUTH: "times that somebody was told that nobody has come",
    "case.released": "times that a counsellor gave somebody back",
    "case.referred": "referrals that were agreed to",
    "case.pressure": "times that pressure by a counsellor was reported",
    "case.blocked": "talks ended because the service was abused",
    CLOSED: "talks that ended",
    LEFT: "talks that were left",
    "left_behind": "messages that could not be deleted",
}
"""What each counter counts. These are listed however small they are, so that a line tells nothing;
others are listed only once there are ten.
"""
_SLOW = "case.taken_late"
"""Whoever was taken, but not soon: counted by nobody, and so never listed."""
TOGETHER: Final = ((CLOSED, LEFT, "case.released"), (SOON, _SLOW))
"""Counters that add up to how often somebody was taken. All of them wait until there are ten of
each, else the last one could be reckoned out of the others.
"""
_REFERRAL = "referral."


class Period(msgspec.Struct, frozen=True):
    """A sum of ten or more, and the days (UTC) that it is of; both ends are in it."""

    first: str
    last: str
    number: int


def run(argv: list[str]) -> int:
    """Print the sums. 0; 2 for arguments that cannot be used.

    Raises ``SettingsError``, ``StoreError`` and ``KeysError``.
    """
    parser = Parser(prog="pana stats", description=__doc__)
    parser.add_argument("--days", default=str(DAYS), help=f"whole days back, by default {DAYS}")
    parser.add_argument("--json", action="store_true", help='{"from", "until", "counters": [..]}')
    try:
        asked = parser.parse_args(argv)
        days = number_to(asked.days, "--days", MOST_DAYS)
    except UsageError as problem:
        return refuse("stats", problem)
    now = time.time()
    since, until = day_of(now - days * _DAY), day_of(now - _DAY)
    counts = _counts(read_settings(os.environ, stored=True))
    found = shown(periods(counts, before=day_of(now)), since)
    if asked.json:
        print(json.dumps(_plain(found, since, until), ensure_ascii=False))
    else:
        print("\n".join(_lines(found, since, until)))
    return OK


def periods(counts: Iterable[tuple[str, str, int]], before: str) -> dict[str, list[Period]]:
    """The sums of each counter (day, name, sum) over the days before ``before``, in order.

    Each period begins where the one before it ended, the first with the first day that was ever
    counted, and is as short as ten allow. What is left over at the end is in none.
    """
    by_name: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for day, name, number in counts:
        by_name[name][day] += number
    by_name[_SLOW].update(by_name[TAKEN])
    by_name[_SLOW].subtract(by_name[SOON])
    days = _calendar({day for numbers in by_name.values() for day in numbers}, before)
    joint = {name for family in TOGETHER for name in family}
    alone = [(name,) for name in {*WORDS, *by_name} - joint]
    found: dict[str, list[Period]] = {}
    for family in (*TOGETHER, *alone):
        found |= _joined({name: by_name[name] for name in family}, days)
    del found[_SLOW]
    return found


def shown(found: Mapping[str, list[Period]], since: str) -> dict[str, list[Period]]:
    """The periods that end on ``since`` or later; the days before it only choose what is listed."""
    late = {
        name: [period for period in listed if period.last >= since]
        for name, listed in found.items()
    }
    order = {name: place for place, name in enumerate(WORDS)}
    names = [name for name in late if name in WORDS or late[name]]
    return {name: late[name] for name in sorted(names, key=lambda n: (order.get(n, len(order)), n))}


def _calendar(counted: Collection[str], before: str) -> list[str]:
    """Every day from the first that was counted until the one before ``before``."""
    if not counted:
        return []
    first, end = (datetime.date.fromisoformat(day) for day in (min(counted), before))
    return [
        (first + datetime.timedelta(days=step)).isoformat() for step in range((end - first).days)
    ]


def _joined(
    family: Mapping[str, Mapping[str, int]], days: Iterable[str]
) -> dict[str, list[Period]]:
    """The periods of counters that wait for each other; they have the same ones."""
    found: dict[str, list[Period]] = {name: [] for name in family}
    first, gathered = "", dict.fromkeys(family, 0)
    for day in days:
        first = first or day
        gathered = {name: number + family[name].get(day, 0) for name, number in gathered.items()}
        if min(gathered.values()) >= LEAST:
            for name, number in gathered.items():
                found[name].append(Period(first, day, number))
            first, gathered = "", dict.fromkeys(family, 0)
    return found


def _lines(found: Mapping[str, list[Period]], since: str, until: str) -> list[str]:
    lines = [f"From {since} until {until}, whole days (UTC).", ""]
    for name, listed in found.items():
        total = sum(period.number for period in listed)
        lines.append(f"{_said(name)} ({name}): {total or _FEWER}")
        lines += [f"  {_span(period)}  {period.number}" for period in listed]
    return [
        *lines,
        "",
        f"Days with {_FEWER} are put together with the days after them; what is still {_FEWER} at "
        "the end is not counted yet.",
    ]


def _span(period: Period) -> str:
    return period.first if period.first == period.last else f"{period.first} to {period.last}"


def _plain(found: Mapping[str, list[Period]], since: str, until: str) -> object:
    return {
        "from": since,
        "until": until,
        "counters": [
            {
                "name": name,
                "words": _said(name),
                "sum": sum(period.number for period in listed) or None,
                "periods": [
                    {"from": period.first, "until": period.last, "sum": period.number}
                    for period in listed
                ],
            }
            for name, listed in found.items()
        ],
    }


def _said(name: str) -> str:
    if name.startswith(_REFERRAL):
        outcome, _, service = name.removeprefix(_REFERRAL).partition(".")
        return f"referrals to {service}, {outcome.replace('_', ' ')}"
    return WORDS.get(name, "a counter of this version")


def _counts(settings: Settings) -> list[tuple[str, str, int]]:
    """The day counters, but for reports, which are shown by month (``pana content reports``)."""
    counts = asyncio.run(day_counts(settings))
    return [count for count in counts if not is_report(count[1])]
