"""How fast we speak: nothing waits here, and one chat never slows another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.pace import CHATS, FREE, Limits, Pace

NOW = 1_800_000_000.0
ONE_CHAT = Limits(chat_rate=1.0, chat_burst=4.0, rate=0.0)
STEPS = st.lists(
    st.tuples(st.sampled_from("abc"), st.floats(0.0, 3.0), st.booleans()), max_size=120
)


def spend(pace: Pace, count: int, now: float = NOW, *, chats: int = 1, urgent: bool = False) -> int:
    """How many of so many calls may be made at once, over so many chats."""
    return sum(pace.wait(str(i % chats), now, urgent=urgent) == 0.0 for i in range(count))


def test_a_chat_has_a_short_burst_then_one_a_second():
    pace = Pace(Limits())
    assert spend(pace, 10) == 4
    assert pace.wait("0", NOW, urgent=False) == 1.0
    assert pace.wait("0", NOW + 0.25, urgent=False) == 0.75
    assert spend(pace, 10, NOW + 1.0) == 1
    assert spend(pace, 10, NOW + 100.0) == 4


def test_the_time_it_names_is_late_enough_and_no_later_than_a_millisecond():
    for limits in (ONE_CHAT, Limits(chat_rate=0.7, rate=11.0)):
        pace = Pace(limits)
        spend(pace, 10)
        wait = pace.wait("0", NOW + 0.1, urgent=False)
        assert pace.wait("0", NOW + 0.1 + wait - 0.002, urgent=False) > 0
        assert pace.wait("0", NOW + 0.1 + wait, urgent=False) == 0.0


def test_one_chat_does_not_slow_another():
    pace = Pace(Limits())
    assert spend(pace, 10) == 4
    assert pace.wait("another", NOW, urgent=False) == 0.0


def test_thirty_a_second_in_all_of_which_ten_are_kept_for_exits():
    pace = Pace(Limits())
    assert spend(pace, 100, chats=100) == 20
    assert pace.wait("new", NOW, urgent=False) > 0
    assert spend(pace, 100, chats=100, urgent=True) == 10
    assert pace.wait("new", NOW, urgent=True) > 0
    assert spend(pace, 100, NOW + 0.5, chats=100) == 5


def test_an_exit_never_waits_for_its_chat():
    pace = Pace(Limits())
    assert spend(pace, 10) == 4
    assert spend(pace, 6, urgent=True) == 6
    assert pace.wait("0", NOW, urgent=False) > 1.0, "but it counts"


def test_what_has_to_wait_is_not_counted():
    pace = Pace(Limits())
    spend(pace, 4)
    assert spend(pace, 1000) == 0
    assert spend(pace, 1, NOW + 1.0) == 1


def test_without_limits_nothing_waits():
    assert spend(Pace(FREE), 10_000) == 10_000


def test_a_clock_that_is_set_back_stops_nothing_for_long():
    pace = Pace(Limits())
    spend(pace, 4)
    assert 0 < pace.wait("0", NOW - 3600.0, urgent=False) <= 1.0
    assert pace.wait("other", NOW - 3600.0, urgent=False) == 0.0
    assert pace.wait("0", NOW - 3600.0 + 1.0, urgent=False) == 0.0
    spend(pace, 100, NOW, chats=100)
    assert pace.wait("new", NOW - 3600.0, urgent=False) > 0
    assert pace.wait("new", NOW - 3600.0 + 1.0, urgent=False) == 0.0


def test_memory_is_bounded():
    pace = Pace(Limits(rate=1e9, burst=1e9))
    spend(pace, CHATS + 500, chats=CHATS + 500)
    assert len(pace._chats) == CHATS


@given(STEPS)
def test_no_second_has_more_than_the_limits_allow(steps):
    limits = Limits(chat_rate=2.0, chat_burst=3.0, rate=5.0, burst=8.0, reserve=3.0)
    pace, now = Pace(limits), NOW
    made: list[tuple[float, str, bool]] = []
    for chat, pause, urgent in steps:
        now += pause / 10
        if pace.wait(chat, now, urgent=urgent) == 0.0:
            made.append((now, chat, urgent))
    for i, (start, chat, _) in enumerate(made):
        seconds = made[-1][0] - start
        after = made[i:]
        assert len(after) <= limits.burst + seconds * limits.rate + 1e-6
        calm = [one for one in after if one[1] == chat and not one[2]]
        assert len(calm) <= limits.chat_burst + seconds * limits.chat_rate + 1 + 1e-6


@pytest.mark.parametrize("urgent", [True, False])
def test_seconds_are_rounded_up_so_that_nothing_comes_too_early(urgent):
    pace = Pace(Limits(rate=3.0, burst=11.0))
    spend(pace, 11, chats=11, urgent=True)
    wait = pace.wait("x", NOW, urgent=urgent)
    assert wait == round(wait, 3)
    assert pace.wait("x", NOW + wait, urgent=urgent) == 0.0
