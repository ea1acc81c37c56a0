"""Reports of what did not help: a counter of a service and a reason, read by month (S40, S57)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.directory.reports import Reason, Reported, counter_of, is_report, reported
from tests.talk import real_pack

EVERY = [
    (code, record.id)
    for code, country in real_pack().directory.countries.items()
    for record in (*country.lines, *country.services)
]
COUNTS = st.lists(
    st.tuples(
        st.sampled_from(["2026-10-30", "2026-10-31", "2026-11-01"]),
        st.sampled_from(EVERY),
        st.sampled_from(Reason),
        st.integers(1, 9),
    ),
    max_size=20,
)


@given(COUNTS)
def test_s57_reports_are_summed_by_month_and_no_day_can_be_seen(
    counted: list[tuple[str, tuple[str, str], Reason, int]],
) -> None:
    counts = [(day, counter_of(*where, reason), n) for day, where, reason, n in counted]
    found = reported([*counts, ("2026-11-01", "opened", 40)])
    assert sum(one.number for one in found) == sum(n for _, _, n in counts)
    assert all(len(one.month) == len("2026-11") for one in found)
    assert [one.month for one in found] == sorted((one.month for one in found), reverse=True)
    for one in found:
        name = counter_of(one.country, one.service, Reason(one.reason))
        assert (one.country, one.service) in EVERY
        assert one.number == sum(n for day, counter, n in counts
                                 if counter == name and day.startswith(one.month))  # fmt: skip


def test_the_most_stand_first_within_a_month() -> None:
    few, many = (counter_of("KZ", "kz-150", one) for one in (Reason.CLOSED, Reason.NO_ANSWER))
    assert reported([("2026-11-02", few, 1), ("2026-11-03", many, 2), ("2026-11-04", many, 2)]) == [
        Reported("2026-11", "KZ", "kz-150", "no_answer", 4),
        Reported("2026-11", "KZ", "kz-150", "closed", 1),
    ]


def test_other_counters_are_no_reports() -> None:
    assert not is_report("opened")
    assert not is_report("referral.reached.kz-150")
    assert is_report(counter_of("KZ", "kz-150", Reason.UNSAFE))
