"""The coordinator's file of shifts, read into a rota: every mistake at once, with its remedy.

What can only be meant in one way is taken as it is meant (``9:00``, ``Mon-Fri``, one word where a
list could stand). What could be meant in two is a mistake: whoever waits is told these hours.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from bot.content.documents import Document, convert
from bot.content.issue import Issue, Severity
from bot.content.locales import Locales, canonical
from bot.directory.hours import DAY, WEEK, Span
from bot.directory.where import Where
from bot.handoff.rota import Duty, Rota

T = TypeVar("T")

DAILY = "daily"
LONGEST_CLOSED = 92
"""Days that one entry of ``closed`` may have: more is most often a slip in the year."""
LONG_NIGHT = 13 * 60
"""Minutes from which a shift over midnight is asked about: its times may be the wrong way round."""

_TIME = re.compile(r"([01]?[0-9]|2[0-4]):([0-5][0-9])")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_HOURS = "09:00"
_EXAMPLES = {
    "shifts": "{days: mon-fri, from: 09:00, to: 18:00}",
    "closed": "{on: 2027-03-22}",
    "instead": "{on: 2027-03-08, from: 10:00, to: 16:00}",
}
_DAYS = f"The days are {', '.join(WEEK)} and {DAILY}; a row of days is mon-fri."


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file. What is ``Any`` is looked at here, for plainer words than a shape has."""

    zone: Any = None
    shifts: Any = None
    closed: Any = None
    instead: Any = None


class _Hours(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    from_: Any = msgspec.field(name="from", default=None)
    to: Any = None
    zone: Any = None
    languages: Any = None
    countries: Any = None
    counsellors: Any = None


class _Shift(_Hours, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An entry of ``shifts``."""

    days: Any = None


class _Instead(_Hours, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An entry of ``instead``."""

    on: Any = None


class _Closed(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An entry of ``closed``: one day, or the first and the last one."""

    on: Any = None
    from_: Any = msgspec.field(name="from", default=None)
    to: Any = None


def rota_from(document: Document, locales: Locales) -> tuple[Rota | None, tuple[Issue, ...]]:
    """The rota of a file that was read, and what was found; no rota when an error is among it."""
    issues: list[Issue] = []
    file = convert(document, _File, issues)
    if file is None:
        return None, tuple(issues)
    reader = _Reader(document, locales, issues)
    rota = reader.rota(file)
    failed = any(issue.severity is Severity.ERROR for issue in issues)
    return None if failed else rota, tuple(issues)


class _Reader:
    """One reading. What is wrong is a finding and is left out, so that the rest is looked at."""

    def __init__(self, document: Document, locales: Locales, issues: list[Issue]) -> None:
        self._document = document
        self._issues = issues
        self._languages = {locale.tag: locale.tag for locale in locales.locales}
        self._countries = {country.code.lower(): country.code for country in locales.countries}

    def rota(self, file: _File) -> Rota:
        top = Where(self._document, self._issues, ())
        zone = _zone(file.zone, top)
        weekly: list[list[Duty]] = [[] for _ in WEEK]
        closed: set[datetime.date] = set()
        instead: dict[datetime.date, list[Duty]] = {}
        for shift, where in self._entries(file.shifts, "shifts", _Shift):
            duty = self._duty(shift, zone, where)
            for day in _days(shift.days, where):
                weekly[day].append(duty)
        for rest, where in self._entries(file.closed, "closed", _Closed):
            closed.update(_closed(rest, where))
        for other, where in self._entries(file.instead, "instead", _Instead):
            duty = self._duty(other, zone, where)
            if (on := _date(other.on, where, "on")) is not None:
                instead.setdefault(on, []).append(duty)
        if not file.shifts and not file.instead:
            remedy = f"Write at least one shift: {_EXAMPLES['shifts']}."
            top.odd("no-shift", "Nobody is ever on duty.", remedy, "shifts")
        return Rota(
            weekly=tuple(map(tuple, weekly)),
            closed=frozenset(closed),
            instead={day: tuple(duties) for day, duties in instead.items()},
        )

    def _entries(self, written: object, heading: str, kind: type[T]) -> Iterator[tuple[T, Where]]:
        """What stands under a heading, each with its place; what is no entry is a finding."""
        remedy = f"Below {heading}: write lines like this one: - {_EXAMPLES[heading]}"
        if written is not None and not isinstance(written, list):
            message = f"{heading} is no list."
            Where(self._document, self._issues, ()).bad("shape", message, remedy, heading)
            return
        for number, entry in enumerate(written or ()):
            where = Where(self._document, self._issues, (heading, number))
            if not isinstance(entry, dict):
                where.bad("shape", f"This is no entry of {heading}.", remedy)
            elif (found := convert(self._document, kind, self._issues, *where.path)) is not None:
                yield found, where

    def _duty(self, hours: _Hours, zone: str, where: Where) -> Duty:
        return Duty(
            span=_span(hours, where),
            zone=zone if hours.zone is None else _zone(hours.zone, where),
            languages=self._known(
                hours.languages, where, "languages", self._languages, canonical, "language"
            ),
            countries=self._known(
                hours.countries, where, "countries", self._countries, str.lower, "country"
            ),
            counsellors=frozenset(_words(hours.counsellors, where, "counsellors", "[Roza]")),
        )

    def _known(
        self,
        written: object,
        where: Where,
        field: str,
        known: Mapping[str, str],
        spelled: Callable[[str], str],
        what: str,
    ) -> frozenset[str]:
        """Codes as the bot spells them; what it does not know is a finding."""
        codes = sorted(known.values())
        words = _words(written, where, field, f"[{codes[0]}]" if codes else "[...]")
        for word in words:
            if spelled(word) not in known:
                remedy = f"The codes are {', '.join(codes)}."
                where.bad(f"unknown-{what}", f"{word} is no {what} of the bot.", remedy, field)
        return frozenset(known[spelled(word)] for word in words if spelled(word) in known)


def _words(written: object, where: Where, field: str, example: str) -> Sequence[str]:
    """The words of a list, or of one text with commas; none where nothing is written."""
    if written is None:
        return ()
    entries = written.split(",") if isinstance(written, str) else written
    if not isinstance(entries, list) or not all(isinstance(entry, str) for entry in entries):
        remedy = f"Write a list such as {field}: {example}; put numbers in quotes."
        where.bad("no-list", f"{field} is no list of words.", remedy, field)
        return ()
    words = [entry.strip() for entry in entries]
    if not words or not all(words):
        remedy = f"Write it as {field}: {example}; every comma has a word before and behind it."
        where.bad("empty-list", f"{field} has an empty place.", remedy, field)
    return [word for word in words if word]


def _days(written: object, where: Where) -> frozenset[int]:
    """Numbers of days from Monday, 0."""
    if written is None:
        where.bad("no-days", "This shift has no days.", f"Add days: mon-fri. {_DAYS}")
        return frozenset()
    found: set[int] = set()
    for word in _words(written, where, "days", "[mon, wed]"):
        first, dash, last = (part.strip() for part in word.lower().replace("–", "-").partition("-"))
        if word.lower() == DAILY:
            found.update(range(len(WEEK)))
        elif first in WEEK and (last in WEEK or not dash):
            begin = WEEK.index(first)
            length = (WEEK.index(last) - begin) % len(WEEK) if dash else 0
            found.update((begin + step) % len(WEEK) for step in range(length + 1))
        else:
            where.bad("bad-day", f"{word} is no day.", _DAYS, "days")
    return frozenset(found)


def _span(hours: _Hours, where: Where) -> Span:
    """From when to when, in minutes; a time that is wrong is a finding."""
    opens = _minute(hours.from_, where, "from", DAY - 1)
    closes = _minute(hours.to, where, "to", DAY)
    if opens is None or closes is None:
        return Span(0, DAY)
    if opens == closes:
        message = f"This shift begins and ends at {hours.to}."
        remedy = (
            "A whole day is from: 00:00, to: 24:00. A day and a night from the morning on are two"
            " shifts: one to 24:00, and one from 00:00 on the days after."
        )
        where.bad("no-length", message, remedy, "to")
    over = closes < opens and closes > 0
    length = (closes - opens) % DAY
    if over and length >= LONG_NIGHT:
        message = f"This shift goes over midnight and lasts {length // 60} hours. Is that meant?"
        remedy = "If not, change from and to. If so, leave it: this is only a question."
        where.odd("long-night", message, remedy, "to")
    return Span(opens, closes if closes > opens else closes + DAY)


def _minute(written: object, where: Where, field: str, latest: int) -> int | None:
    if written is None:
        where.bad("no-time", f"{field} is missing here.", f"Add {field}: {_HOURS}.")
        return None
    match = _TIME.fullmatch(written.strip()) if isinstance(written, str) else None
    minute = int(match[1]) * 60 + int(match[2]) if match else latest + 1
    if minute > latest:
        remedy = f"Write it like {_HOURS}: hours from 00 to 23, a colon, minutes; a day ends 24:00."
        where.bad("bad-time", f"{field}: {_shown(written)} is no time.", remedy, field)
        return None
    return minute


def _closed(rest: _Closed, where: Where) -> Sequence[datetime.date]:
    """The days of one entry; none where it has a mistake."""
    if rest.on is not None and rest.from_ is None and rest.to is None:
        on = _date(rest.on, where, "on")
        return () if on is None else (on,)
    if rest.on is not None or (rest.from_ is None and rest.to is None):
        remedy = "Write {on: 2027-03-22}, or {from: 2026-12-31, to: 2027-01-02}."
        where.bad("bad-closed", "This is neither one day nor a row of days.", remedy)
        return ()
    first, last = _date(rest.from_, where, "from"), _date(rest.to, where, "to")
    if first is None or last is None:
        return ()
    length = (last - first).days + 1
    if not 0 < length <= LONGEST_CLOSED:
        wrong = "ends before it begins" if length <= 0 else f"has {length} days"
        remedy = f"Look at the years. One entry may have {LONGEST_CLOSED} days; write two for more."
        where.bad("bad-closed", f"This closed time {wrong}.", remedy, "to")
        return ()
    return [first + datetime.timedelta(days=step) for step in range(length)]


def _date(written: object, where: Where, field: str) -> datetime.date | None:
    if written is None:
        where.bad("no-date", f"{field} is missing here.", f"Add {field}: 2027-03-22.")
        return None
    try:
        if isinstance(written, str) and _DATE.fullmatch(written.strip()):
            return datetime.date.fromisoformat(written.strip())
    except ValueError:
        pass
    remedy = "Write year, month and day like 2027-03-22."
    where.bad("bad-date", f"{field}: {_shown(written)} is no day.", remedy, field)
    return None


def _zone(written: object, where: Where) -> str:
    """The name of a zone; ``UTC`` where it is wrong, with a finding."""
    remedy = "Write a city's zone such as Asia/Almaty, Asia/Bishkek, Asia/Tashkent, Asia/Dushanbe."
    if written is None:
        message = "The file does not say which clock its times are read from."
        where.bad("no-zone", message, f"Add zone: at the top. {remedy}")
        return "UTC"
    try:
        if isinstance(written, str):
            return ZoneInfo(written.strip()).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        pass
    where.bad("bad-zone", f"{_shown(written)} is no time zone.", remedy, "zone")
    return "UTC"


def _shown(written: object) -> str:
    """What stands there, if it is short enough to be said."""
    return str(written)[:40] if isinstance(written, str | int | float) else "what stands there"
