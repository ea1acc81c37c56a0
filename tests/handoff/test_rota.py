"""S44: what is said about the next opening is true. All hours and names here are invented."""

from __future__ import annotations

import datetime
import functools
import re
from bisect import bisect_left
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.content.documents import Document, read
from bot.content.issue import Severity
from bot.content.locales import locales_from
from bot.directory.hours import DAY, WEEK
from bot.handoff.rota import HORIZON, Rota, closes_at, next_opening, on_shift, open_at
from bot.handoff.rota_file import rota_from

ROOT = Path(__file__).parents[2]
ALMATY = "Asia/Almaty"
BERLIN = "Europe/Berlin"


@functools.cache
def real_locales():
    issues = []
    content = ROOT / "content_yaml"
    return locales_from(read(content, content / "locales.yaml", issues), issues)


def found_in(folder, text):
    """The rota of a text, and the findings."""
    file = folder / "rota.yaml"
    file.write_text(text, encoding="utf-8")
    issues = []
    document = read(folder, file, issues)
    assert document is not None, issues
    return rota_from(document, real_locales())


def made(**data):
    """The rota of plain data, which has no mistake."""
    rota, issues = rota_from(Document("rota.yaml", data, None), real_locales())
    assert [issue for issue in issues if issue.severity is Severity.ERROR] == []
    return rota


def at(text, zone=ALMATY, fold=0):
    wall = datetime.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)
    return wall.timestamp()


def shift(days, times, **more):
    opens, closes = times.split("-")
    return {"days": days, "from": opens, "to": closes, **more}


def instead(on, times, **more):
    opens, closes = times.split("-")
    return {"on": on, "from": opens, "to": closes, **more}


# The clock, as a table. 2026-11-23 is a Monday.

OFFICE = {"zone": ALMATY, "shifts": [shift("mon-fri", "09:00-18:00")]}
NIGHT = {"zone": ALMATY, "shifts": [shift("daily", "22:00-06:00")]}
FRIDAY = {"zone": ALMATY, "shifts": [shift("fri", "22:00-06:00")]}
DOUBLE = {
    "zone": ALMATY,
    "shifts": [
        shift("mon", "09:00-13:00"),
        shift("mon", "12:00-15:00"),
        shift("mon", "15:00-24:00"),
        shift("tue", "00:00-01:00"),
    ],
}
HOLIDAY = NIGHT | {"closed": [{"on": "2026-11-25"}]}  # a Wednesday
OTHER = NIGHT | {
    "closed": [{"on": "2026-11-25"}],
    "instead": [instead("2026-11-25", "10:00-12:00")],
}
ROW = OFFICE | {"closed": [{"from": "2026-11-23", "to": "2026-11-25"}]}
YEAR_ROUND = {"zone": ALMATY, "shifts": [shift("daily", "00:00-24:00")]}
LATE = {"zone": ALMATY, "shifts": [shift("daily", "18:00-00:00")]}
WEEKEND = {"zone": ALMATY, "shifts": [shift("sat-mon", "10:00-12:00")]}


@pytest.mark.parametrize(
    ("data", "moment", "open_", "next_", "closes"),
    [
        (OFFICE, "2026-11-23T08:59:59", False, "2026-11-23T09:00", None),
        (OFFICE, "2026-11-23T09:00", True, "2026-11-23T09:00", "2026-11-23T18:00"),
        (OFFICE, "2026-11-23T17:59:59", True, "2026-11-23T17:59:59", "2026-11-23T18:00"),
        (OFFICE, "2026-11-27T18:00", False, "2026-11-30T09:00", None),
        (NIGHT, "2026-11-23T23:59", True, "2026-11-23T23:59", "2026-11-24T06:00"),
        (NIGHT, "2026-11-23T05:59", True, "2026-11-23T05:59", "2026-11-23T06:00"),
        (NIGHT, "2026-11-23T06:00", False, "2026-11-23T22:00", None),
        (FRIDAY, "2026-11-28T01:00", True, "2026-11-28T01:00", "2026-11-28T06:00"),
        (FRIDAY, "2026-11-27T01:00", False, "2026-11-27T22:00", None),
        (DOUBLE, "2026-11-23T09:00", True, "2026-11-23T09:00", "2026-11-24T01:00"),
        (DOUBLE, "2026-11-23T14:00", True, "2026-11-23T14:00", "2026-11-24T01:00"),
        (HOLIDAY, "2026-11-25T03:00", True, "2026-11-25T03:00", "2026-11-25T06:00"),
        (HOLIDAY, "2026-11-25T23:00", False, "2026-11-26T22:00", None),
        (HOLIDAY, "2026-11-26T03:00", False, "2026-11-26T22:00", None),
        (OTHER, "2026-11-25T03:00", True, "2026-11-25T03:00", "2026-11-25T06:00"),
        (OTHER, "2026-11-25T07:00", False, "2026-11-25T10:00", None),
        (OTHER, "2026-11-25T12:00", False, "2026-11-26T22:00", None),
        (ROW, "2026-11-22T12:00", False, "2026-11-26T09:00", None),
        (YEAR_ROUND, "2026-11-24T00:00", True, "2026-11-24T00:00", None),
        (LATE, "2026-11-23T23:59", True, "2026-11-23T23:59", "2026-11-24T00:00"),
        (WEEKEND, "2026-11-24T11:00", False, "2026-11-28T10:00", None),
        (WEEKEND, "2026-11-23T11:00", True, "2026-11-23T11:00", "2026-11-23T12:00"),
    ],
)
def test_table_of_moments(data, moment, open_, next_, closes):
    rota, now = made(**data), at(moment)
    assert open_at(rota, now) is open_
    assert next_opening(rota, now) == (at(next_) if next_ else None)
    assert closes_at(rota, now) == (at(closes) if closes else None)


def test_an_empty_rota_is_never_open():
    now = at("2026-11-23T10:00")
    assert not open_at(Rota(), now)
    assert next_opening(Rota(), now) is None
    assert closes_at(Rota(), now) is None
    assert on_shift(Rota(), now) == frozenset()


def test_what_lies_more_than_fourteen_days_ahead_is_not_said():
    rota = made(zone=ALMATY, instead=[instead("2026-12-07", "09:00-10:00")])
    begins = at("2026-12-07T09:00")
    assert next_opening(rota, begins - HORIZON) == begins
    assert next_opening(rota, begins - HORIZON - 1) is None


def test_an_end_more_than_fourteen_days_ahead_is_not_said():
    rota = made(**YEAR_ROUND, closed=[{"on": "2026-12-10"}])
    end = at("2026-12-10T00:00")
    assert closes_at(rota, end - HORIZON) == end
    assert closes_at(rota, end - HORIZON - 1) is None
    assert open_at(rota, end - HORIZON - 1)


def test_a_shift_serves_its_languages_and_countries_together():
    rota = made(
        zone=ALMATY,
        shifts=[
            shift("mon", "09:00-12:00", languages=["kk", "ru"], countries=["KZ"]),
            shift("mon", "12:00-15:00", languages=["ru"]),
            shift("mon", "15:00-18:00", languages=["ru", "uz_Cyrl"], countries=["UZ"]),
        ],
    )
    now = at("2026-11-23T10:00")
    later = at("2026-11-23T15:00")
    assert open_at(rota, now, language="kk", country="KZ")
    assert not open_at(rota, now, language="kk", country="UZ")
    assert not open_at(rota, now, language="en")
    assert next_opening(rota, now, language="ru", country="UZ") == at("2026-11-23T12:00")
    assert next_opening(rota, now, language="uz_Cyrl") == later
    assert next_opening(rota, now, language="uz") is None
    assert closes_at(rota, now, language="kk") == at("2026-11-23T12:00")
    assert closes_at(rota, now, language="ru", country="KZ") == later
    assert closes_at(rota, now) == at("2026-11-23T18:00")
    assert closes_at(rota, now, country="UZ") is None


def test_those_who_are_named_in_the_shifts_that_run_are_on_shift():
    rota = made(
        zone=ALMATY,
        shifts=[
            shift("mon", "09:00-18:00", counsellors=["Roza", "Aster"]),
            shift("mon", "12:00-20:00", counsellors=["Lala", "Roza"]),
            shift("daily", "22:00-06:00", counsellors="Night"),
            shift("mon", "19:00-21:00"),
        ],
    )
    rows = [
        ("2026-11-23T05:59", {"Night"}),
        ("2026-11-23T06:00", set()),
        ("2026-11-23T09:00", {"Roza", "Aster"}),
        ("2026-11-23T13:00", {"Roza", "Aster", "Lala"}),
        ("2026-11-23T18:00", {"Roza", "Lala"}),
        ("2026-11-23T20:30", set()),
        ("2026-11-23T22:00", {"Night"}),
    ]
    for moment, names in rows:
        assert on_shift(rota, at(moment)) == names, moment


def test_a_shift_may_have_a_clock_of_its_own():
    data = {"shifts": [shift("mon", "18:00-21:00", zone=BERLIN)], "closed": [{"on": "2026-11-24"}]}
    rota = made(zone=ALMATY, **data)
    # In Almaty it is Monday, 22:00 to Tuesday, 01:00; Tuesday is closed, and this began before.
    assert next_opening(rota, at("2026-11-23T12:00")) == at("2026-11-23T22:00")
    assert closes_at(rota, at("2026-11-24T00:30")) == at("2026-11-24T01:00")


def test_a_long_shift_far_in_the_west_runs_two_days_after_it_began_as_utc_counts():
    zone = "America/Los_Angeles"
    rota = made(zone=zone, shifts=[shift("mon", "20:00-19:00")])
    assert open_at(rota, at("2026-11-24T18:59", zone))  # Wednesday in UTC
    assert not open_at(rota, at("2026-11-24T19:00", zone))


@pytest.mark.parametrize(
    ("times", "begins", "ends"),
    [
        # 2026-03-29: two o'clock is left out.
        ("22:00-06:00", "2026-03-28T21:00Z", "2026-03-29T04:00Z"),
        ("22:00-02:30", "2026-03-28T21:00Z", "2026-03-29T01:00Z"),
    ],
)
def test_a_night_in_which_the_clock_is_set_forward(times, begins, ends):
    rota = made(zone=BERLIN, shifts=[shift("sat", times)])
    opens, closes = (datetime.datetime.fromisoformat(text).timestamp() for text in (begins, ends))
    assert next_opening(rota, opens - 3600) == opens
    assert closes_at(rota, opens) == closes


def test_a_time_that_is_left_out_comes_with_the_change_and_a_shift_in_it_not_at_all():
    change = datetime.datetime(2026, 3, 29, 1, tzinfo=datetime.UTC).timestamp()
    half = made(zone=BERLIN, shifts=[shift("sun", "02:30-05:00")])
    assert next_opening(half, change - 60) == change
    assert closes_at(half, change) == change + 2 * 3600
    none = made(zone=BERLIN, shifts=[shift("sun", "02:15-02:45")])
    assert next_opening(none, change - 60) == at("2026-04-05T02:15", BERLIN)


def test_a_shift_runs_once_in_a_night_in_which_the_clock_is_set_back():
    change = datetime.datetime(2026, 10, 25, 1, tzinfo=datetime.UTC).timestamp()  # 03:00 to 02:00
    night = made(zone=BERLIN, shifts=[shift("sat", "22:00-06:00")])
    assert closes_at(night, at("2026-10-24T22:00", BERLIN)) == change + 4 * 3600
    half = made(zone=BERLIN, shifts=[shift("sun", "01:00-02:30")])
    assert closes_at(half, at("2026-10-25T01:00", BERLIN)) == change - 1800
    assert not open_at(half, at("2026-10-25T02:15", BERLIN, fold=1))
    begun = made(zone=BERLIN, shifts=[shift("sun", "02:50-03:10")])
    assert next_opening(begun, change - 3600) == change - 600
    assert closes_at(begun, change) == change + 3600 + 600


def test_a_day_that_a_zone_left_out_has_no_shift():
    apia = "Pacific/Apia"  # crossed the date line: there was no 2011-12-30
    rota = made(zone=apia, shifts=[shift("thu-sat", "09:00-17:00")])
    assert next_opening(rota, at("2011-12-29T17:00", apia)) == at("2011-12-31T09:00", apia)
    thirtieth = made(zone=apia, instead=[instead("2011-12-30", "09:00-17:00")])
    assert next_opening(thirtieth, at("2011-12-29T17:00", apia)) is None


# Against minutes that are counted one by one. The windows have a change of the clock in them, in
# Berlin or on Lord Howe (half an hour), and an ordinary week.

WINDOWS = tuple(
    int(datetime.datetime(2026, month, day, tzinfo=datetime.UTC).timestamp())
    for month, day in ((3, 27), (4, 3), (10, 2), (10, 23), (6, 13))
)
ASKED = 3 * DAY
"""Minutes of a window in which is asked."""
WARM = 4 * DAY
"""Minutes before the window that are looked at too."""
SEEN = ASKED + 16 * DAY
ZONES = (ALMATY, "Asia/Tashkent", BERLIN, "Asia/Kolkata", "Australia/Lord_Howe")


@functools.cache
def latest_shown(window, zone):
    """For each minute from `WARM` before on: the latest wall time that was shown until then."""
    found, latest, info = [], datetime.datetime.min, ZoneInfo(zone)  # noqa: DTZ901 - a wall time
    for minute in range(-WARM, SEEN):
        now = datetime.datetime.fromtimestamp(window + minute * 60, info)
        latest = max(latest, now.replace(tzinfo=None))
        found.append(latest)
    return found


def minutes_open(data, window, language=""):
    """One byte for each minute, 1 while a shift runs."""
    marked = bytearray(WARM + SEEN)
    first = datetime.datetime.fromtimestamp(window, datetime.UTC).date()
    for distance in range(-3, SEEN // DAY + 2):
        day = first + datetime.timedelta(days=distance)
        special = [entry for entry in data["instead"] if entry["on"] == day.isoformat()]
        usual = [entry for entry in data["shifts"] if WEEK[day.weekday()] in entry["days"]]
        closed = {"on": day.isoformat()} in data["closed"]
        for entry in special or ([] if closed else usual):
            if language and language not in entry.get("languages", [language]):
                continue
            shown = latest_shown(window, entry.get("zone", data["zone"]))
            midnight = datetime.datetime.combine(day, datetime.time())
            opens, closes = (
                datetime.timedelta(hours=int(entry[end][:2]), minutes=int(entry[end][3:]))
                for end in ("from", "to")
            )
            if closes <= opens:
                closes += datetime.timedelta(days=1)
            begin = bisect_left(shown, midnight + opens)
            end = bisect_left(shown, midnight + closes)
            marked[begin:end] = b"\1" * (end - begin)
    return marked[WARM:]


# Times around the change, and others; in quarters, so that shifts touch and overlap.
_time = st.one_of(
    st.integers(0, 16).map(lambda quarters: quarters * 15), st.integers(0, 95).map(lambda q: q * 15)
).map(lambda minute: f"{minute // 60:02}:{minute % 60:02}")
_date = st.tuples(st.sampled_from(WINDOWS), st.integers(-1, 18)).map(
    lambda pair: (
        datetime.datetime.fromtimestamp(pair[0] + pair[1] * 86400, datetime.UTC).date().isoformat()
    )
)
_more = {
    "zone": st.sampled_from(ZONES),
    "languages": st.lists(st.sampled_from(["kk", "ru"]), min_size=1, max_size=2, unique=True),
}
_differ = st.tuples(_time, _time).filter(lambda pair: pair[0] != pair[1])


def _entries(**fields):
    entry = st.fixed_dictionaries({"times": _differ, **fields}, optional=_more)
    return entry.map(
        lambda data: {
            "from": data["times"][0],
            "to": data["times"][1],
            **{key: value for key, value in data.items() if key != "times"},
        }
    )


_days = st.lists(st.sampled_from(WEEK), min_size=1, max_size=7, unique=True)
_plans = st.fixed_dictionaries(
    {
        "zone": st.sampled_from(ZONES),
        "shifts": st.lists(_entries(days=_days), max_size=5),
        "closed": st.lists(st.fixed_dictionaries({"on": _date}), max_size=3),
        "instead": st.lists(_entries(on=_date), max_size=3),
    }
)
_nows = st.tuples(st.sampled_from(WINDOWS), st.lists(st.integers(0, ASKED), min_size=1, max_size=6))


@given(_plans, _nows, st.sampled_from(["", "kk", "ru"]))
@settings(max_examples=150)
@pytest.mark.slow
def test_it_is_what_minutes_counted_one_by_one_say(plan, asked, language):
    window, minutes = asked
    rota, marked = made(**plan), minutes_open(plan, window, language)
    for minute in minutes:
        now = float(window + minute * 60)
        is_open = bool(marked[minute])
        opening, closing = marked.find(1, minute), marked.find(0, minute)
        late = minute + HORIZON // 60
        assert open_at(rota, now, language=language) is is_open
        assert next_opening(rota, now, language=language) == (
            window + opening * 60 if 0 <= opening <= late else None
        )
        assert closes_at(rota, now, language=language) == (
            window + closing * 60 if is_open and 0 <= closing <= late else None
        )


@given(_plans, _nows, st.floats(0, 60, exclude_max=True), st.integers(1, 4 * 86400))
@settings(max_examples=80)
def test_openings_and_ends_hold_what_they_promise(plan, asked, seconds, later):
    now = asked[0] + asked[1][0] * 60 + seconds
    rota = made(**plan)
    opening = next_opening(rota, now)
    assume(opening is not None)
    assert now <= opening <= now + HORIZON
    assert open_at(rota, opening)
    assert (opening == now) is open_at(rota, now)
    for part in range(20):
        between = now + (opening - now) * part / 20
        assert between == opening or not open_at(rota, between)
    following = next_opening(rota, now + later)
    assert following is None or following >= opening
    end = closes_at(rota, opening)
    if end is not None:
        assert end > opening
        assert not open_at(rota, end)
        assert all(open_at(rota, opening + (end - opening) * part / 20) for part in range(20))


# The file.

HEAD = "zone: Asia/Almaty\nshifts:\n"
GOOD = "  - {days: mon, from: 09:00, to: 18:00}\n"


@pytest.mark.parametrize(
    "written",
    [
        '{days: mon-fri, from: "09:00", to: "18:00"}',
        "{days: Mon-Fri, from: 9:00, to: 18:00}",
        "{days: [mon-wed, thu, fri], from: 09:00, to: 18:00}",
        "{days: 'mon–thu, fri', from: 09:00, to: 18:00}",
        "\n      days: [mon, tue, wed, thu, fri]\n      from: 09:00\n      to: 18:00",
    ],
)
def test_what_means_the_same_is_read_the_same(tmp_path, written):
    rota, issues = found_in(tmp_path, f"{HEAD}  - {written}\n")
    assert issues == ()
    assert rota == made(**OFFICE)


def test_codes_are_taken_however_they_are_spelled(tmp_path):
    written = "{days: mon, from: 09:00, to: 18:00, languages: [KK, uz-cyrl, kaa], countries: kz}"
    rota, issues = found_in(tmp_path, f"{HEAD}  - {written}\n")
    assert issues == ()
    duty = rota.weekly[0][0]
    assert duty.languages == {"kk", "uz_Cyrl", "kaa_Latn"}
    assert duty.countries == {"KZ"}


def test_headings_with_nothing_under_them_are_no_mistake(tmp_path):
    assert found_in(tmp_path, HEAD + GOOD + "closed:\ninstead:\n")[1] == ()


def entry(written):
    return f"{HEAD}{GOOD}  - {{{written}}}\n"


def under(heading, written):
    return f"{HEAD}{GOOD}{heading}:\n  - {{{written}}}\n"


TIMES = "from: 09:00, to: 18:00"


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        (f"shifts:\n{GOOD}", "no-zone", 1),
        (f"zone: UTC+5\nshifts:\n{GOOD}", "bad-zone", 1),
        (f"zone: Asia\nshifts:\n{GOOD}", "bad-zone", 1),
        (f"zone: 5\nshifts:\n{GOOD}", "bad-zone", 1),
        (f"- {GOOD}", "shape", 1),
        (HEAD + GOOD + "extra: []\n", "unknown-field", 4),
        (HEAD + "  - monday\n", "shape", 3),
        ("zone: Asia/Almaty\nshifts: {days: mon}\n", "shape", 2),
        (entry(TIMES), "no-days", 4),
        (entry(f"days: monday, {TIMES}"), "bad-day", 4),
        (entry(f"days: mon-, {TIMES}"), "bad-day", 4),
        (entry(f"days: [], {TIMES}"), "empty-list", 4),
        (entry(f"days: [5], {TIMES}"), "no-list", 4),
        (entry(f"day: mon, days: mon, {TIMES}"), "unknown-field", 4),
        (entry("days: mon, to: 18:00"), "no-time", 4),
        (entry("days: mon, from: 09:00"), "no-time", 4),
        (entry("days: mon, from: 9, to: 18:00"), "bad-time", 4),
        (entry("days: mon, from: 9.30, to: 18:00"), "bad-time", 4),
        (entry("days: mon, from: 24:00, to: 18:00"), "bad-time", 4),
        (entry("days: mon, from: 09:00, to: 24:30"), "bad-time", 4),
        (entry("days: mon, from: 09:60, to: 18:00"), "bad-time", 4),
        (entry("days: mon, from: 09:00, to: 09:00"), "no-length", 4),
        (entry(f"days: mon, {TIMES}, zone: Almaty"), "bad-zone", 4),
        (entry(f"days: mon, {TIMES}, languages: [kz]"), "unknown-language", 4),
        (entry(f"days: mon, {TIMES}, countries: [KK]"), "unknown-country", 4),
        (entry(f"days: mon, {TIMES}, countries: []"), "empty-list", 4),
        (entry(f"days: mon, {TIMES}, counsellors: [Roza, '']"), "empty-list", 4),
        (entry(f"days: mon, {TIMES}, counsellors: {{a: b}}"), "no-list", 4),
        (under("closed", "on: 2027-02-30"), "bad-date", 5),
        (under("closed", "on: 22.03.2027"), "bad-date", 5),
        (under("closed", "on: 2027"), "bad-date", 5),
        (under("closed", "from: 2027-03-22"), "no-date", 5),
        (under("closed", "from: 2027-01-02, to: 2026-12-31"), "bad-closed", 5),
        (under("closed", "from: 2026-12-31, to: 2028-01-02"), "bad-closed", 5),
        (under("closed", "on: 2027-03-22, to: 2027-03-23"), "bad-closed", 5),
        (under("closed", ""), "bad-closed", 5),
        (under("instead", f"{TIMES}"), "no-date", 5),
        (under("instead", f"on: 8 march, {TIMES}"), "bad-date", 5),
        (under("instead", "on: 2027-03-08, from: 10:00"), "no-time", 5),
        (under("instead", f"on: 2027-03-08, days: mon, {TIMES}"), "unknown-field", 5),
    ],
)
def test_a_mistake_has_a_line_and_a_remedy_and_there_is_no_rota(tmp_path, text, code, line):
    rota, issues = found_in(tmp_path, text)
    assert [(issue.code, issue.line) for issue in issues] == [(code, line)]
    assert rota is None
    assert issues[0].message.endswith(".")
    assert issues[0].remedy


def test_every_mistake_is_found_at_once(tmp_path):
    text = (
        "zone: Almaty\n"
        "shifts:\n"
        "  - {days: mon, from: 9, to: 25:00, languages: [kz, xx]}\n"
        "  - nothing\n"
        "  - {days: someday, from: 10:00, to: 10:00, colour: red}\n"
        "closed:\n"
        "  - {on: tomorrow}\n"
        "instead:\n"
        "  - {from: 10:00}\n"
    )
    rota, issues = found_in(tmp_path, text)
    assert rota is None
    assert sorted((issue.line, issue.code) for issue in issues) == [
        (1, "bad-zone"),
        (3, "bad-time"),
        (3, "bad-time"),
        (3, "unknown-language"),
        (3, "unknown-language"),
        (4, "shape"),
        (5, "bad-day"),
        (5, "no-length"),
        (5, "unknown-field"),
        (7, "bad-date"),
        (9, "no-date"),
        (9, "no-time"),
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("zone: Asia/Almaty\nshifts: []\n", "no-shift"),
        ("zone: Asia/Almaty\n", "no-shift"),
        (HEAD + "  - {days: mon, from: 18:00, to: 09:00}\n", "long-night"),
    ],
)
def test_what_may_be_meant_is_only_asked_about(tmp_path, text, code):
    rota, issues = found_in(tmp_path, text)
    assert [(issue.code, issue.severity) for issue in issues] == [(code, Severity.WARNING)]
    assert rota is not None


@pytest.mark.parametrize("times", ["20:00-08:00", "18:00-00:00", "00:00-24:00", "06:00-23:00"])
def test_usual_long_shifts_are_not_asked_about(times):
    assert made(zone=ALMATY, shifts=[shift("mon", times)]).weekly[0]
    data = {"zone": ALMATY, "shifts": [shift("mon", times)]}
    assert rota_from(Document("rota.yaml", data, None), real_locales())[1] == ()


def test_the_example_for_coordinators_means_what_the_page_says(tmp_path):
    page = (ROOT / "docs/authors/rota.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```yaml\n(.+?)```", page, re.DOTALL)
    rota, issues = found_in(tmp_path, example)
    assert issues == ()
    assert on_shift(rota, at("2026-11-24T05:00")) == {"Roza"}
    assert open_at(rota, at("2026-11-23T10:00"), language="kk", country="KZ")
    assert not open_at(rota, at("2026-11-23T10:00"), language="kk", country="KG")
    # Three days of holiday; the night that began before them goes on.
    assert open_at(rota, at("2026-12-31T05:00"))
    assert next_opening(rota, at("2026-12-31T06:00")) == at("2027-01-03T22:00")
    # On the other day the usual night does not begin.
    assert closes_at(rota, at("2027-03-08T10:00"), language="kk") == at("2027-03-08T16:00")
    assert not open_at(rota, at("2027-03-08T23:00"))
    # The evening of Berlin is past midnight in Almaty when it ends.
    assert open_at(rota, at("2026-11-24T23:00"), language="ru", country="DE")
    for pair in re.findall(r"\{days: \w+, from: [\d:]+, to: [\d:]+\}", page):
        assert found_in(tmp_path, f"{HEAD}  - {pair}\n")[1] == ()
