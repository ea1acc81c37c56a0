"""The table of states holds: what is not listed changes nothing, what is listed can happen."""

from __future__ import annotations

import itertools
from typing import get_args

import msgspec
import pytest

from bot.handoff.case import OVER, OWNED, Case, HeldBack, Referral, State, Window
from bot.handoff.counsellor import Load
from bot.handoff.decide import decide
from bot.handoff.effects import Forget, Pass, Refuse, TellCounsellor, TellPerson
from bot.handoff.events import (
    Accepted,
    Agreed,
    Answered,
    Asked,
    CameBack,
    Checked,
    Closed,
    CounsellorSaid,
    Ended,
    Event,
    Joined,
    Keeps,
    LanguageChanged,
    Left,
    Moved,
    NotFrom,
    Opened,
    PersonSaid,
    Pressed,
    Raised,
    Released,
    Showed,
    StaffChanged,
    SteppedAway,
    TookBack,
    Undelivered,
    Unsaid,
    WindowChosen,
    Woke,
)
from bot.handoff.moves import ALL_TIMERS, Staff
from bot.handoff.rules import TABLE
from tests.handoff.casework import HOUR, NOW, Casework, counsellor

WINDOW = Window(NOW - HOUR, NOW + HOUR)
EVENTS: list[Event] = [
    Joined(),
    Raised("danger"),
    Raised(""),
    LanguageChanged("kk"),
    LanguageChanged("kk", understood=False),
    Moved(),
    Opened(safe=True),
    Opened(safe=False),
    SteppedAway(),
    CameBack("none"),
    CameBack("right"),
    CameBack("wrong"),
    CameBack("duress"),
    PersonSaid("words", "1"),
    PersonSaid("words", "1", amends=True),
    Showed("person", "photo", "ref", "1"),
    Showed("counsellor", "photo", "ref", "1"),
    Checked("alone"),
    Checked("not_alone"),
    Checked("duress"),
    *(Agreed(to, yes) for to in ("transfer", "media", "referral") for yes in (True, False)),
    NotFrom("KZ"),
    NotFrom("KZ", concerns=True),
    Pressed(go_on=True),
    Pressed(go_on=False),
    WindowChosen(WINDOW),
    Keeps(yes=True),
    Left("exit"),
    Left("idle"),
    Ended(),
    Left(),
    Accepted(counsellor(1), Load()),
    Accepted(counsellor(2, languages=("ky",)), Load()),
    CounsellorSaid("c1", "words", "1"),
    CounsellorSaid("c1", "words", "1", place_or_time=True),
    CounsellorSaid("c1", "words", "1", amends=True),
    CounsellorSaid("c9", "words", "1"),
    TookBack("c1", "1"),
    Unsaid("2"),
    *(Asked("c1", what) for what in ("check", "transfer", "media", "referral")),
    Released("c1"),
    Released("c1", again=True),
    Released("c9"),
    Closed("c1"),
    Closed("c1", blocked=True),
    Answered("reached"),
    StaffChanged(),
    *(Woke(name) for name in (*ALL_TIMERS, "wiped")),
    Undelivered("person", "1"),
    Undelivered("counsellor", "1"),
]
VARIANTS: list[dict[str, object]] = [
    {},
    {"rests": True},
    {"away": True},
    {"duress": True},
    {"transfer": True, "media": "asked"},
    {"media": "open"},
    {"skills": ("child",), "media": "open"},
    {"referral": Referral("shelter")},
    {"referral": Referral("shelter", agreed=True)},
    {"held_back": HeldBack("words", "7", NOW - 60)},
    {"held_back": HeldBack("words", "1", NOW - 60), "checked_at": NOW - 60},
    {"window": WINDOW},
    {"window": WINDOW, "keeps": True},
    {"window": Window(NOW + HOUR, NOW + 2 * HOUR)},
]
STAFF = (Staff(on_duty=True), Staff(on_duty=False))


def cases(state: State) -> list[Case]:
    """Cases in this state, in many conditions."""
    plain = Casework().case
    owner = "c1" if state in OWNED or state in OVER else ""
    queued = msgspec.structs.replace(plain, state=state, owner=owner, queued_at=NOW - HOUR)
    return [msgspec.structs.replace(queued, **variant) for variant in VARIANTS]


def test_every_kind_of_event_is_tried() -> None:
    assert {type(event) for event in EVENTS} == set(get_args(Event))
    assert set(TABLE) == set(State)


@pytest.mark.parametrize("state", State)
def test_an_event_that_is_not_listed_changes_nothing(state: State) -> None:
    for case, event, staff in itertools.product(cases(state), EVENTS, STAFF):
        if type(event) in TABLE[state]:
            continue
        after, effects = decide(case, event, staff, NOW)
        assert after == case
        told = TellCounsellor | TellPerson | Refuse
        assert all(isinstance(effect, told) for effect in effects), event


@pytest.mark.parametrize("state", State)
def test_what_is_listed_happens_and_nothing_else(state: State) -> None:
    seen: dict[type[Event], set[State]] = {}
    for case, event, staff in itertools.product(cases(state), EVENTS, STAFF):
        if type(event) in TABLE[state] and getattr(event, "by", "") != "c9":
            after, _ = decide(case, event, staff, NOW)
            seen.setdefault(type(event), set()).add(after.state)
    assert seen == {event: set(states) for event, states in TABLE[state].items()}


@pytest.mark.parametrize("state", State)
def test_a_counsellor_who_does_not_own_it_changes_nothing(state: State) -> None:
    """S48: exactly one owner. Whoever else writes hears that it was not passed on."""
    acts: list[Event] = [
        CounsellorSaid("c9", "words", "1"),
        TookBack("c9", "1"),
        Asked("c9", "transfer"),
        Released("c9"),
        Closed("c9"),
    ]
    for case, event in itertools.product(cases(state), acts):
        after, effects = decide(case, event, STAFF[0], NOW)
        assert after == case
        [told] = effects
        assert isinstance(told, TellCounsellor)
        assert told.counsellor == "c9"


@pytest.mark.parametrize("state", State)
def test_words_pass_only_while_both_are_there(state: State) -> None:
    for case, event, staff in itertools.product(cases(state), EVENTS, STAFF):
        _, effects = decide(case, event, staff, NOW)
        passes = [one for one in effects if isinstance(one, Pass) and one.what != "taken_back"]
        assert not passes or state is State.WITH_COUNSELLOR


@pytest.mark.parametrize("state", [state for state in State if state not in OVER])
def test_she_can_leave_from_everywhere(state: State) -> None:
    """S11, S13: nothing is said to her any more, and all copies of the staff go."""
    for case, staff in itertools.product(cases(state), STAFF):
        after, effects = decide(case, Left(), staff, NOW)
        assert after.state is State.LEFT
        assert after.held_back is None
        assert not any(isinstance(effect, TellPerson | Pass) for effect in effects)
        assert "Sweep" in {type(effect).__name__ for effect in effects}


@pytest.mark.parametrize("state", sorted(OVER))
def test_a_case_that_is_over_only_waits_to_be_forgotten(state: State) -> None:
    for case, event in itertools.product(cases(state), EVENTS):
        after, effects = decide(case, event, STAFF[0], NOW)
        assert after.state in OVER
        assert any(isinstance(effect, Forget) for effect in effects) == (event == Woke("wiped"))
