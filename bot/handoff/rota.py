"""The rota: when counsellors are expected on duty, and when the next of them begins (S44).

It says who is *expected*: whether somebody is there is known only from counsellors themselves.

A shift runs once, from its beginning to its end, whatever the clock on the wall does meanwhile: a
time has come as soon as that clock first shows it or a later one. So a time that a clock set
forward leaves out comes with the change, and one that a clock set back shows twice comes the first
time. This differs from the opening hours of a place, which are open twice then: nobody who went
home at half past two comes back when it is two again.

Moments are seconds since 1970. A language or country that is empty asks for no special one.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from zoneinfo import ZoneInfo

import msgspec

from bot.directory.hours import Span

HORIZON_DAYS = 14
"""Days ahead that anything is said about: a later opening helps nobody who waits now."""
HORIZON = HORIZON_DAYS * 24 * 3600.0
"""The same in seconds."""

# A shift may end on the day after the one it began on, and somewhere on earth it is yesterday
# still, or tomorrow already, when it is today in UTC.
_BEHIND = 2
_AHEAD = 1


class Duty(msgspec.Struct, frozen=True, kw_only=True):
    """What one shift is on any day: its times on the clock of ``zone``, and for whom it is.

    No languages or countries: all of them. ``counsellors``: the aliases that were named, if any.
    """

    span: Span
    zone: str
    languages: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    counsellors: frozenset[str] = frozenset()

    def serves(self, language: str, country: str) -> bool:
        """Whether somebody with this language in this country is taken."""
        return (not language or not self.languages or language in self.languages) and (
            not country or not self.countries or country in self.countries
        )


class Rota(msgspec.Struct, frozen=True, kw_only=True):
    """All that is written down. A day is the one on which a shift begins, in the shift's zone.

    ``weekly``: seven days from Monday. ``instead`` goes before ``closed``, ``closed`` before the
    week. A shift that began on the day before goes on to its end in any case.
    """

    weekly: tuple[tuple[Duty, ...], ...] = ((),) * 7
    closed: frozenset[datetime.date] = frozenset()
    instead: Mapping[datetime.date, tuple[Duty, ...]] = {}

    def of_day(self, day: datetime.date) -> tuple[Duty, ...]:
        """The shifts that begin on a day."""
        if day in self.instead:
            return self.instead[day]
        return () if day in self.closed else self.weekly[day.weekday()]


def open_at(rota: Rota, now: float, *, language: str = "", country: str = "") -> bool:
    """Whether anybody is expected on duty now who takes this language in this country."""
    turns = _serving(rota, now, _AHEAD, language, country)
    return any(begins <= now for begins, _ in turns)


def next_opening(rota: Rota, now: float, *, language: str = "", country: str = "") -> float | None:
    """When the next shift that serves them begins; ``now`` itself while one runs.

    None when no shift begins within 14 days.
    """
    turns = _serving(rota, now, HORIZON_DAYS + _AHEAD, language, country)
    first = min((max(begins, now) for begins, _ in turns), default=None)
    return None if first is None or first > now + HORIZON else first


def closes_at(rota: Rota, now: float, *, language: str = "", country: str = "") -> float | None:
    """When the present opening ends; shifts that touch or overlap are one opening.

    None when nothing is open now, and when it stays open for more than 14 days.
    """
    until = now
    for begins, ends in sorted(_serving(rota, now, HORIZON_DAYS + _AHEAD, language, country)):
        if begins > until:
            break
        until = max(until, ends)
    return until if now < until <= now + HORIZON else None


def on_shift(rota: Rota, now: float) -> frozenset[str]:
    """The aliases that are named in the shifts that run now."""
    running = (duty for duty, begins, _ in _turns(rota, now, _AHEAD) if begins <= now)
    return frozenset(alias for duty in running for alias in duty.counsellors)


def _serving(
    rota: Rota, now: float, ahead: int, language: str, country: str
) -> Iterator[tuple[float, float]]:
    for duty, begins, ends in _turns(rota, now, ahead):
        if duty.serves(language, country):
            yield begins, ends


def _turns(rota: Rota, now: float, ahead: int) -> Iterator[tuple[Duty, float, float]]:
    """Every shift that is not over yet, up to ``ahead`` days from now, with both its moments."""
    today = datetime.datetime.fromtimestamp(now, datetime.UTC).date()
    for distance in range(-_BEHIND, ahead + 1):
        day = today + datetime.timedelta(days=distance)
        for duty in rota.of_day(day):
            begins = _moment(day, duty.span.opens, duty.zone)
            ends = _moment(day, duty.span.closes, duty.zone)
            # A shift of which a clock set forward leaves nothing has no length.
            if begins < ends and now < ends:
                yield duty, begins, ends


def _moment(day: datetime.date, minutes: int, zone: str) -> float:
    """When the clock of ``zone`` first shows this many minutes after the midnight, or more."""
    midnight = datetime.datetime.combine(day, datetime.time(), ZoneInfo(zone))
    wall = midnight + datetime.timedelta(minutes=minutes)
    before, after = wall.timestamp(), wall.replace(fold=1).timestamp()
    return before if before <= after else _change(wall, after, before)


def _change(wall: datetime.datetime, low: float, high: float) -> float:
    """The second between ``low`` and ``high`` at which the clock jumps over ``wall``."""
    offset = datetime.datetime.fromtimestamp(low, wall.tzinfo).utcoffset()
    while high - low > 1:
        half = (low + high) // 2
        if datetime.datetime.fromtimestamp(half, wall.tzinfo).utcoffset() == offset:
            low = half
        else:
            high = half
    return high
