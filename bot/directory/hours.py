"""Opening hours by the clock on their wall: weekly, over midnight, holidays, exceptions (S38).

Hours that nobody verified are never computed with: the answer is None, and a card says that the
hours are unsure. A wall clock that is set forward or back (a change of zone, summer time) is
followed as it shows: what happens twice is open twice, what is left out is not there.
"""

from __future__ import annotations

import datetime
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from zoneinfo import ZoneInfo

import msgspec

from bot.directory.model import Basis, Contact, CountryDirectory, YesNoUnknown

DAY = 24 * 60
"""Minutes of a day."""
HORIZON = 92
"""Days ahead in which a next opening is looked for."""
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ALL_DAY = "all_day"

_RANGE = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])\s*[-–]\s*([01][0-9]|2[0-4]):([0-5][0-9])\Z")


class Span(msgspec.Struct, frozen=True, order=True):
    """Minutes since midnight of the day it belongs to; ``closes`` > 1440 is after midnight."""

    opens: int
    closes: int


class Hours(msgspec.Struct, frozen=True, kw_only=True):
    """When a place is open. ``weekly``: seven days from Monday. ``zone``: its IANA name.

    An exception of a day goes before a holiday, a holiday before the week. ``on_holidays``
    unknown: on a holiday nobody knows.
    """

    basis: Basis
    zone: str
    weekly: tuple[tuple[Span, ...], ...]
    holidays: frozenset[datetime.date] = frozenset()
    on_holidays: YesNoUnknown = YesNoUnknown.UNKNOWN
    exceptions: Mapping[datetime.date, tuple[Span, ...]] = {}


class HoursError(ValueError):
    """What is written is no opening time; the message says why."""


def spans(written: Sequence[str]) -> tuple[Span, ...]:
    """Ranges such as ``09:00-18:00``, ``22:00-06:00`` or ``00:00-24:00``, in order.

    Raises :class:`HoursError` for anything else, for an empty range and for two that overlap.
    """
    found = sorted(_span(range_) for range_ in written)
    for first, second in itertools.pairwise(found):
        if second.opens < first.closes:
            raise HoursError("two of the ranges overlap")
    return tuple(found)


def _span(written: str) -> Span:
    match = _RANGE.match(written.strip())
    if match is None:
        raise HoursError(f"{written!r} is no range such as 09:00-18:00")
    first_hour, first_minute, last_hour, last_minute = (int(part) for part in match.groups())
    opens, closes = first_hour * 60 + first_minute, last_hour * 60 + last_minute
    if closes > DAY:
        raise HoursError("a day ends at 24:00")
    if opens == closes:
        raise HoursError(f"{written!r} is empty; a whole day is 00:00-24:00")
    return Span(opens, closes if closes > opens else closes + DAY)


def weekly(written: Mapping[str, Sequence[str]]) -> tuple[tuple[Span, ...], ...]:
    """Seven days from the keys ``mon`` ... ``sun``, or ``all_day`` alone for each of them.

    A day that is not there is closed. Raises :class:`HoursError` also for an unknown day and for a
    range that runs into the next day's.
    """
    unknown = [day for day in written if day not in (*WEEK, ALL_DAY)]
    if unknown:
        raise HoursError(f"{unknown[0]!r} is no day; the days are {', '.join(WEEK)} and {ALL_DAY}")
    if ALL_DAY in written and len(written) > 1:
        raise HoursError(f"{ALL_DAY} stands alone, without other days")
    every = written.get(ALL_DAY)
    days = tuple(spans(every if every is not None else written.get(day, ())) for day in WEEK)
    for number, today in enumerate(days):
        tomorrow = days[(number + 1) % len(days)]
        if today and tomorrow and today[-1].closes - DAY > tomorrow[0].opens:
            raise HoursError(f"{WEEK[number]} runs into the hours of the day after it")
    return days


def hours_of(contact: Contact, country: CountryDirectory) -> Hours | None:
    """The hours of a loaded record, or None where there are none that could be computed with."""
    if contact.hours is not Basis.VERIFIED or contact.weekly is None or country.timezone is None:
        return None
    return Hours(
        basis=contact.hours,
        zone=country.timezone,
        weekly=weekly(contact.weekly),
        holidays=frozenset(country.holidays),
        on_holidays=contact.on_holidays,
        exceptions={
            datetime.date.fromisoformat(day): spans(ranges)
            for day, ranges in contact.exceptions.items()
        },
    )


def is_open(hours: Hours, now: datetime.datetime) -> bool | None:
    """Whether they are open at ``now`` (with a zone). None: nobody knows, so never say "open"."""
    if hours.basis is not Basis.VERIFIED:
        return None
    wall = now.astimezone(ZoneInfo(hours.zone))
    minute = wall.hour * 60 + wall.minute
    today = _of_day(hours, wall.date())
    before = _of_day(hours, wall.date() - datetime.timedelta(days=1))
    if _covers(today, minute) or _covers(before, minute + DAY):
        return True
    return None if today is None or before is None else False


def next_opening(hours: Hours, now: datetime.datetime) -> datetime.datetime | None:
    """The next moment at which they are surely open, in their own zone.

    None while they are open, when the hours are not verified, and when there is no such moment
    in the next 92 days.
    """
    if hours.basis is not Basis.VERIFIED or is_open(hours, now):
        return None
    zone = ZoneInfo(hours.zone)
    today = now.astimezone(zone).date()
    for ahead in range(-1, HORIZON + 1):
        day = today + datetime.timedelta(days=ahead)
        moments = sorted(_moments(hours, day, zone))
        for moment in moments:
            if moment > now and is_open(hours, moment):
                return moment.astimezone(zone)
    return None


def _of_day(hours: Hours, day: datetime.date) -> tuple[Span, ...] | None:
    """The ranges that belong to a day, or None where nobody knows."""
    if day in hours.exceptions:
        return hours.exceptions[day]
    if day in hours.holidays:
        if hours.on_holidays is YesNoUnknown.UNKNOWN:
            return None
        if hours.on_holidays is YesNoUnknown.NO:
            return ()
    return hours.weekly[day.weekday()]


def _covers(day: tuple[Span, ...] | None, minute: int) -> bool:
    return day is not None and any(span.opens <= minute < span.closes for span in day)


def _moments(hours: Hours, day: datetime.date, zone: ZoneInfo) -> Iterator[datetime.datetime]:
    """Moments of a wall day at which they may become open, in UTC."""
    midnight = datetime.datetime.combine(day, datetime.time(), zone)
    for minute in {0, *(span.opens for span in _of_day(hours, day) or ())}:
        wall = midnight + datetime.timedelta(minutes=minute)
        for fold in (0, 1):
            yield wall.replace(fold=fold).astimezone(datetime.UTC)
    changed = _change(midnight, zone)
    if changed is not None:
        yield changed


def _change(midnight: datetime.datetime, zone: ZoneInfo) -> datetime.datetime | None:
    """The minute of a wall day at which its clock is set, in UTC; None on most days."""
    low = midnight.astimezone(datetime.UTC) - datetime.timedelta(hours=3)
    high = low + datetime.timedelta(hours=30)
    offset = low.astimezone(zone).utcoffset()
    if high.astimezone(zone).utcoffset() == offset:
        return None
    while high - low > datetime.timedelta(minutes=1):
        half = low + datetime.timedelta(minutes=(high - low) // datetime.timedelta(minutes=2))
        if half.astimezone(zone).utcoffset() == offset:
            low = half
        else:
            high = half
    return high if high.astimezone(zone).date() == midnight.date() else None
