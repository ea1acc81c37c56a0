"""``pana stats``: sums of whole days, and no number under ten, however it is asked for (S57)."""

from __future__ import annotations

import asyncio
import datetime
import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.rows import FILE
from bot.commands.stats import TOGETHER, WORDS, Period, periods, run, shown
from bot.handoff.summary import LEAST, Summary, summary_of
from bot.keys import RootKeys, day_of
from bot.store.base import Tx
from bot.store.sqlite import SqliteStore

Counts = list[tuple[str, str, int]]
DAY = 24 * 3600.0
FIRST = datetime.date(2026, 11, 1)
NAMES = ("opened", "case.taken", "case.taken_soon", "case.left", "referral.reached.kz-one")
COUNTS = st.dictionaries(
    st.tuples(st.integers(0, 20), st.sampled_from(NAMES)), st.integers(1, 14), max_size=60
).map(lambda found: [(on(day), name, n) for (day, name), n in found.items()])


def on(number: int) -> str:
    return (FIRST + datetime.timedelta(days=number)).isoformat()


@given(COUNTS, st.integers(0, 25), st.integers(0, 25))
def test_s57_no_number_under_ten_is_shown_or_can_be_reckoned_out(
    counts: Counts, today: int, back: int
) -> None:
    whole = periods(counts, before=on(today))
    some = shown(whole, since=on(back))
    for name, listed in some.items():
        truth = {day: n for day, counted, n in counts if counted == name}
        days: set[str] = set()
        for period in listed:
            inside = [day for day in map(on, range(30)) if period.first <= day <= period.last]
            assert period.number == sum(truth.get(day, 0) for day in inside) >= LEAST
            assert period.last < on(today)
            assert not days & set(inside), "two that overlap give away their difference"
            days |= set(inside)
        # Another --days shows more or fewer of the same periods, never others.
        assert set(listed) <= set(whole[name])
        # Tomorrow adds to them and changes none.
        later = periods(counts, before=on(today + 1))[name]
        assert later[: len(whole[name])] == whole[name]


@given(COUNTS, st.integers(0, 25))
def test_s57_counters_that_add_up_are_shown_together_or_not_at_all(
    counts: Counts, today: int
) -> None:
    found = periods(counts, before=on(today))
    for family in TOGETHER:
        spans = [
            [(period.first, period.last) for period in found[name]]
            for name in family
            if name in found
        ]
        assert all(span == spans[0] for span in spans)
    taken = {day: n for day, name, n in counts if name == "case.taken"}
    for period in found["case.taken_soon"]:
        days = [day for day in taken if period.first <= day <= period.last]
        assert sum(taken[day] for day in days) - period.number >= LEAST


def test_small_days_wait_for_the_days_after_them() -> None:
    counts = [(on(day), "opened", 4) for day in range(4)]
    counts += [(on(4), "opened", 30)]
    assert periods(counts, before=on(9))["opened"] == [
        Period(on(0), on(2), 12),
        Period(on(3), on(4), 34),
    ]


def test_a_counter_with_a_name_of_its_own_is_not_even_named_while_it_is_small() -> None:
    counts = [(on(0), "referral.reached.kz-one", 9), (on(0), "opened", 9)]
    assert list(shown(periods(counts, before=on(5)), on(0))) == list(WORDS)
    counts = [(on(0), "referral.reached.kz-one", 10)]
    assert "referral.reached.kz-one" in shown(periods(counts, before=on(5)), on(0))


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("PANA_SECRET", RootKeys.new_item())
    return tmp_path


def count(folder: Path, counts: Counts) -> None:
    def work(tx: Tx) -> None:
        for day, name, number in counts:
            tx.count(day, name, number)

    async def write() -> None:
        store = await SqliteStore.open(folder / FILE)
        await store.transact(work)
        await store.close()

    asyncio.run(write())


def test_the_command_says_sums_in_words_and_nothing_of_today(folder: Path, capsys) -> None:
    now = time.time()
    count(
        folder,
        [
            (day_of(now), "opened", 99),
            (day_of(now - DAY), "opened", 12),
            (day_of(now - 2 * DAY), "left", 7),
        ],
    )
    assert run([]) == 0
    said = capsys.readouterr().out
    assert "chats in which the door was opened (opened): 12" in said
    assert "(left): fewer than 10" in said
    assert "99" not in said
    assert " 7" not in said


def test_the_command_speaks_json(folder: Path, capsys) -> None:
    yesterday = day_of(time.time() - DAY)
    count(folder, [(yesterday, "opened", 12), (yesterday, "left", 9)])
    assert run(["--json", "--days", "7"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["until"] == yesterday
    by_name = {entry["name"]: entry for entry in told["counters"]}
    assert by_name["opened"]["sum"] == 12
    assert by_name["opened"]["periods"] == [{"from": yesterday, "until": yesterday, "sum": 12}]
    assert by_name["left"]["sum"] is None
    assert by_name["left"]["periods"] == []


def test_nothing_counted_is_no_mistake(folder: Path, capsys) -> None:
    assert run([]) == 0
    assert "fewer than 10" in capsys.readouterr().out


@pytest.mark.parametrize("days", ["0", "-1", "x", "99999"])
def test_a_wrong_number_of_days_is_one_sentence(folder: Path, capsys, days: str) -> None:
    assert run(["--days", days]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


# the daily summary


def test_a_summary_is_of_one_day_and_shows_no_small_number() -> None:
    counts = [
        (on(0), "case.begun", 12),
        (on(0), "case.taken", 30),
        (on(0), "case.taken_soon", 15),
        (on(0), "case.left", 9),
        (on(1), "case.closed", 50),
    ]
    assert summary_of(on(0), counts) == Summary(day=on(0), begun=12, taken=30, soon=15)


def test_a_summary_does_not_give_away_how_few_waited_long() -> None:
    counts = [(on(0), "case.taken", 30), (on(0), "case.taken_soon", 29)]
    assert summary_of(on(0), counts) == Summary(day=on(0), taken=30)
