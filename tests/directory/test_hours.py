"""S38. All hours and holidays here are invented."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.directory.hours import (
    DAY,
    Hours,
    HoursError,
    Span,
    is_open,
    next_opening,
    spans,
    weekly,
)
from bot.directory.model import Basis, YesNoUnknown

ALMATY = "Asia/Almaty"
ZONES = (ALMATY, "Asia/Dushanbe", "Europe/Warsaw", "America/Sao_Paulo", "Australia/Lord_Howe")
MINUTE = datetime.timedelta(minutes=1)


def hours(week, zone=ALMATY, **more):
    return Hours(basis=Basis.VERIFIED, zone=zone, weekly=weekly(week), **more)


def at(text, zone=ALMATY):
    return datetime.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


OFFICE = {day: ["09:00-13:00", "14:00-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")}
NIGHT = {"fri": ["22:00-06:00"]}
HOLIDAY = datetime.date(2026, 12, 16)  # a Wednesday


@pytest.mark.parametrize(
    ("week", "moment", "open_", "next_"),
    [
        (OFFICE, "2026-11-23T08:59", False, "2026-11-23T09:00"),
        (OFFICE, "2026-11-23T09:00", True, None),
        (OFFICE, "2026-11-23T12:59", True, None),
        (OFFICE, "2026-11-23T13:00", False, "2026-11-23T14:00"),
        (OFFICE, "2026-11-27T18:00", False, "2026-11-30T09:00"),
        (NIGHT, "2026-11-27T21:59", False, "2026-11-27T22:00"),
        (NIGHT, "2026-11-28T00:00", True, None),
        (NIGHT, "2026-11-28T05:59", True, None),
        (NIGHT, "2026-11-28T06:00", False, "2026-12-04T22:00"),
        ({"all_day": ["00:00-24:00"]}, "2026-11-28T00:00", True, None),
        ({"sun": ["22:00-06:00"]}, "2026-11-23T05:00", True, None),
        ({}, "2026-11-23T10:00", False, None),
    ],
)
def test_clock_table(week, moment, open_, next_):
    this = hours(week)
    assert is_open(this, at(moment)) is open_
    assert next_opening(this, at(moment)) == (at(next_) if next_ else None)


def test_the_same_moment_in_another_zone_is_the_same():
    moment = datetime.datetime(2026, 11, 23, 4, 0, tzinfo=datetime.UTC)  # 09:00 in Almaty
    assert is_open(hours(OFFICE), moment) is True
    assert is_open(hours(OFFICE, "Europe/Warsaw"), moment) is False


@pytest.mark.parametrize("basis", [Basis.CLAIMED, Basis.UNKNOWN])
def test_hours_that_nobody_verified_are_never_open_nor_closed(basis):
    claimed = msgspec.structs.replace(hours({"all_day": ["00:00-24:00"]}), basis=basis)
    assert is_open(claimed, at("2026-11-23T10:00")) is None
    assert next_opening(claimed, at("2026-11-23T10:00")) is None


def test_holidays_are_closed_open_or_nobody_knows():
    noon = at("2026-12-16T10:00")
    holidays = {"holidays": frozenset({HOLIDAY})}
    closed = hours(OFFICE, on_holidays=YesNoUnknown.NO, **holidays)
    assert is_open(closed, noon) is False
    assert next_opening(closed, noon) == at("2026-12-17T09:00")
    assert is_open(hours(OFFICE, on_holidays=YesNoUnknown.YES, **holidays), noon) is True
    unsure = hours(OFFICE, **holidays)
    assert is_open(unsure, noon) is None
    assert next_opening(unsure, noon) == at("2026-12-17T09:00")


def test_an_exception_goes_before_a_holiday_and_the_week():
    this = hours(
        OFFICE,
        holidays=frozenset({HOLIDAY}),
        on_holidays=YesNoUnknown.NO,
        exceptions={HOLIDAY: spans(["10:00-12:00"]), datetime.date(2026, 12, 17): ()},
    )
    assert is_open(this, at("2026-12-16T10:00")) is True
    assert next_opening(this, at("2026-12-16T12:00")) == at("2026-12-18T09:00")


def test_a_night_belongs_to_the_day_on_which_it_begins():
    friday = datetime.date(2026, 11, 27)
    holiday = {"holidays": frozenset({friday}), "on_holidays": YesNoUnknown.NO}
    assert is_open(hours(NIGHT, **holiday), at("2026-11-28T02:00")) is False
    saturday = {"holidays": frozenset({friday + datetime.timedelta(days=1)})}
    assert is_open(hours(NIGHT, **saturday), at("2026-11-28T02:00")) is True


def test_a_clock_set_forward_or_back_is_followed_as_it_shows():
    warsaw = "Europe/Warsaw"
    forward = hours({"sun": ["02:30-05:00"]}, warsaw)  # 02:00 to 03:00 is left out on 2026-03-29
    before = at("2026-03-29T01:00", warsaw)
    assert next_opening(forward, before) == at("2026-03-29T03:00", warsaw)
    back = hours({"sun": ["01:00-02:30"]}, warsaw)  # 02:00 to 03:00 comes twice on 2026-10-25
    between = datetime.datetime(2026, 10, 25, 0, 45, tzinfo=datetime.UTC)  # 02:45, the first time
    assert is_open(back, between) is False
    again = next_opening(back, between).astimezone(datetime.UTC)
    assert again == datetime.datetime(2026, 10, 25, 1, tzinfo=datetime.UTC)


_minutes = st.integers(0, DAY - 1)
_span = st.builds(lambda opens, length: Span(opens, opens + length), _minutes, st.integers(1, DAY))
_day = st.lists(_span, max_size=2).map(lambda found: tuple(sorted(found)))
_dates = st.dates(datetime.date(2026, 3, 20), datetime.date(2026, 11, 10))
_hours = st.builds(
    lambda zone, days, holidays, rule, exceptions: Hours(
        basis=Basis.VERIFIED,
        zone=zone,
        weekly=tuple(days),
        holidays=holidays,
        on_holidays=rule,
        exceptions=exceptions,
    ),
    st.sampled_from(ZONES),
    st.lists(_day, min_size=7, max_size=7),
    st.frozensets(_dates, max_size=3),
    st.sampled_from(YesNoUnknown),
    st.dictionaries(_dates, _day, max_size=2),
)
_starts = (
    datetime.datetime(2026, month, day, tzinfo=datetime.UTC)
    for month, day in ((3, 27), (4, 3), (10, 2), (10, 23))
)
_moments = st.one_of(
    *(
        st.integers(0, days * DAY).map(lambda n, start=start: start + n * MINUTE)
        for start in _starts
        for days in (3, 20)
    )
)


@given(_hours, _moments)
def test_the_next_opening_is_the_first_open_minute_after_now(this, now):
    found = next_opening(this, now)
    if is_open(this, now):
        assert found is None
        return
    minutes = (now + MINUTE * n for n in range(1, 3 * DAY))
    first = next((minute for minute in minutes if is_open(this, minute)), None)
    if first is not None:
        assert found.astimezone(datetime.UTC) == first
    elif found is not None:
        assert found > now + MINUTE * (3 * DAY - 1)
        assert is_open(this, found)


@given(_hours, _moments)
def test_open_means_that_a_range_on_the_wall_says_so(this, now):
    wall = now.astimezone(ZoneInfo(this.zone))
    if is_open(this, now) and not this.exceptions:
        minute = wall.hour * 60 + wall.minute
        today = this.weekly[wall.weekday()]
        before = this.weekly[wall.weekday() - 1]
        assert any(s.opens <= minute < s.closes for s in today) or any(
            minute + DAY < s.closes for s in before
        )


@pytest.mark.parametrize(
    "written",
    [
        "9-18",
        "09:00",
        "09:00-25:00",
        "24:00-25:00",
        "09:00-09:00",
        "09:60-10:00",
        "00:00-24:30",
        "",
    ],
)
def test_what_is_no_range_is_refused(written):
    with pytest.raises(HoursError):
        spans([written])


@pytest.mark.parametrize(
    "week",
    [
        {"monday": ["09:00-18:00"]},
        {"all_day": ["00:00-24:00"], "mon": []},
        {"mon": ["09:00-13:00", "12:00-18:00"]},
        {"mon": ["22:00-06:00"], "tue": ["05:00-09:00"]},
        {"sun": ["22:00-06:00"], "mon": ["05:00-09:00"]},
        {"mon": ["20:00-02:00", "22:00-23:00"]},
    ],
)
def test_a_week_that_contradicts_itself_is_refused(week):
    with pytest.raises(HoursError):
        weekly(week)
