"""Who is next, what is said about a wait, and who may take what."""

from __future__ import annotations

import msgspec
import pytest

from bot.handoff.case import Case, Consent, State
from bot.handoff.counsellor import Counsellor, Load, Obstacle, Standing, obstacle, on_duty
from bot.handoff.queue import ahead, in_order, usual_wait
from tests.handoff.casework import HOUR, NOW, counsellor


def waiting(alias: str, minutes: float, **changes: object) -> Case:
    """Somebody who has waited for so long."""
    case = Case(alias, "ru", "KZ", Consent(NOW, "p"), state=State.OFFERED)
    return msgspec.structs.replace(case, queued_at=NOW - minutes * 60, **changes)


def names(cases: list[Case]) -> list[str]:
    return [case.alias for case in cases]


def test_danger_goes_first_and_otherwise_whoever_waited_longest() -> None:
    calm, long, urgent = waiting("calm", 5), waiting("long", 50), waiting("urgent", 1)
    urgent = msgspec.structs.replace(urgent, urgency="danger")
    assert names(in_order([calm, long, urgent])) == ["urgent", "long", "calm"]


def test_a_night_of_emergencies_forgets_nobody() -> None:
    urgent = [waiting(f"urgent{n}", n, urgency="danger") for n in range(5)]
    old = waiting("old", 2 * 60 + 5)
    assert names(in_order([*urgent, old]))[0] == "old"


def test_only_who_waits_is_in_the_queue() -> None:
    talking = waiting("talking", 99, state=State.WITH_COUNSELLOR)
    assert names(in_order([talking, waiting("queued", 1, state=State.QUEUED)])) == ["queued"]


def test_people_ahead_are_those_who_are_asked_about_in_her_language() -> None:
    me = waiting("me", 10)
    others = [
        me,
        waiting("before", 20),
        waiting("kazakh", 30, locale="kk"),
        waiting("rests", 40, rests=True),
        waiting("hid", 50, away=True),
        waiting("after", 5),
    ]
    assert ahead(me, others) == 1


@pytest.mark.parametrize(
    ("minutes", "said"),
    [([], None), ([3, 4, 5, 6], None), ([3, 4, 5, 6, 7], 15), ([14, 16, 16, 17, 60], 30)],
)
def test_a_usual_wait_is_measured_or_not_said(minutes: list[float], said: int | None) -> None:
    """S44: rounded up, never down."""
    assert usual_wait([minute * 60 for minute in minutes]) == said


@pytest.mark.parametrize(
    ("who", "load", "why"),
    [
        ({}, Load(), None),
        ({"standing": Standing.PENDING}, Load(), Obstacle.NOT_ACTIVE),
        ({"standing": Standing.REMOVED}, Load(), Obstacle.NOT_ACTIVE),
        ({"duty_until": NOW}, Load(), Obstacle.NOT_ON_DUTY),
        ({"break_until": NOW + 1}, Load(), Obstacle.ON_BREAK),
        ({"languages": ("kk",)}, Load(), Obstacle.LANGUAGE),
        ({"countries": ("UZ",)}, Load(), Obstacle.COUNTRY),
        ({"countries": ()}, Load(), None),
        ({}, Load(talks=1), None),
        ({}, Load(talks=2), Obstacle.FULL),
        ({}, Load(talks=1, urgent=1), Obstacle.FULL),
        ({}, Load(last_ended=NOW - 599), Obstacle.PAUSE),
        ({}, Load(last_ended=NOW - 600), None),
    ],
)
def test_who_may_take_a_case(who: dict[str, object], load: Load, why: Obstacle | None) -> None:
    """S52: two talks, one with danger, ten minutes between."""
    assert obstacle(waiting("me", 1), counsellor(1, **who), load, NOW) == why


def test_a_talk_about_danger_is_taken_alone_and_without_a_pause() -> None:
    urgent = waiting("me", 1, urgency="self_harm")
    assert obstacle(urgent, counsellor(), Load(last_ended=NOW), NOW) is None
    assert obstacle(urgent, counsellor(), Load(talks=1), NOW) is Obstacle.FULL


def test_a_child_goes_only_to_whoever_was_trained_for_it() -> None:
    """S32."""
    child = waiting("me", 1, skills=("child",))
    assert obstacle(child, counsellor(), Load(), NOW) is Obstacle.SKILL
    assert obstacle(child, counsellor(skills=("child", "sign")), Load(), NOW) is None


def test_duty_is_only_of_somebody_active_who_has_no_break() -> None:
    one: Counsellor = counsellor(duty_until=NOW + HOUR)
    assert on_duty(one, NOW)
    assert not on_duty(one, NOW + HOUR)
    assert not on_duty(msgspec.structs.replace(one, break_until=NOW + 1), NOW)
    assert not on_duty(msgspec.structs.replace(one, standing=Standing.PENDING), NOW)
