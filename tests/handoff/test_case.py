"""What a case promises to the person and to the counsellor, told as stories."""

from __future__ import annotations

import msgspec
import pytest

from bot.handoff.case import Referral, State, Window
from bot.handoff.counsellor import Load, Obstacle
from bot.handoff.effects import (
    Alarm,
    CallOut,
    Forget,
    News,
    Note,
    Offer,
    Pass,
    Refuse,
    Sweep,
    Tally,
    TellCounsellor,
    TellPerson,
    Withdraw,
)
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
    Joined,
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
    WindowChosen,
    Woke,
)
from bot.handoff.moves import Staff
from tests.handoff.casework import HOUR, NOW, Casework, counsellor

MINUTE = 60.0


def test_the_usual_way_from_consent_to_the_last_copy() -> None:
    one = Casework().joined(wish="law")
    assert one.found(Offer) == [Offer()]
    one.accepted()
    assert (one.state, one.she_hears, one.hears()) == (State.ARRIVED, [News.ARRIVED], [News.TAKEN])
    assert one.found(Withdraw)
    one.opened()
    assert (one.she_hears, one.hears()) == ([News.BEGUN], [News.BEGUN])
    one.tell(PersonSaid("hello", "p1"))
    assert one.passed == [("counsellor", "hello")]
    one.tell(CounsellorSaid("c1", "good evening", "s1"))
    assert one.passed == [("person", "good evening")]
    one.tell(Closed("c1"))
    assert (one.state, one.she_hears, one.hears()) == (State.CLOSED, [News.CLOSED], [News.OVER])
    assert one.found(Sweep) == [Sweep()]
    one.wait(HOUR)
    assert one.effects == (Sweep(), Forget())
    assert not one.timers


def test_nobody_is_asked_before_she_agreed_and_joined() -> None:
    """S41: no message to staff exists without a record of her consent."""
    one = Casework()
    one.tell(StaffChanged())
    one.tell(Raised("danger"))
    one.wait(20 * MINUTE)
    assert not [effect for effect in one.all if isinstance(effect, Offer | TellCounsellor)]
    one.wait(20 * MINUTE)
    assert one.state is State.CLOSED


def test_twenty_press_accept_one_wins_and_nineteen_are_told() -> None:
    """S48."""
    one = Casework().joined()
    for number in range(1, 21):
        one.accepted(number)
        told = one.found(Refuse)
        assert told == ([] if number == 1 else [Refuse(f"c{number}", Obstacle.TAKEN)])
    assert one.case.owner == "c1"


def test_who_does_not_open_the_arrival_keeps_her_place_and_frees_the_counsellor() -> None:
    """S45: nobody is asked again before she does something (S01)."""
    one = Casework().joined()
    one.wait(3 * MINUTE)
    one.accepted()
    place = one.case.queued_at
    one.tell(CounsellorSaid("c1", "are you there?", "s1"))
    assert one.passed == []
    assert one.hears() == [News.DO_NOT_WRITE]
    one.wait(11 * MINUTE)
    assert (one.state, one.case.owner, one.case.queued_at) == (State.QUEUED, "", place)
    assert TellCounsellor("c1", News.NOT_OPENED) in one.all
    assert TellPerson(News.MISSED) in one.all
    one.tell(StaffChanged())
    assert one.state is State.QUEUED
    one.tell(Moved())
    assert one.state is State.OFFERED


def test_unanswered_offers_are_made_again_then_who_is_on_call_then_the_truth() -> None:
    one = Casework().joined()
    one.wait(119)
    assert Offer("again") not in one.all
    one.wait(2)
    assert Offer("again") in one.all
    one.wait(3 * MINUTE)
    assert one.all.count(CallOut()) == 1
    assert TellPerson(News.WAITING) not in one.all
    one.wait(5 * MINUTE)
    assert TellPerson(News.WAITING) in one.all
    one.wait(11 * HOUR)
    assert one.all.count(CallOut()) == 1
    assert one.state is State.OFFERED
    one.wait(HOUR)
    assert one.state is State.CLOSED
    assert Withdraw() in one.all


def test_with_nobody_on_duty_nobody_is_asked_and_she_is_told_when_that_changes() -> None:
    """S44."""
    one = Casework(on_duty=False).joined()
    assert (one.state, one.found(Offer)) == (State.QUEUED, [])
    one.staff = Staff(on_duty=True)
    one.tell(StaffChanged())
    assert (one.state, one.found(Offer)) == (State.OFFERED, [Offer()])
    one.staff = Staff(on_duty=False)
    one.tell(StaffChanged())
    assert (one.state, one.she_hears) == (State.QUEUED, [News.QUEUED])
    assert one.found(Withdraw)


def test_who_hides_while_waiting_is_not_asked_about_until_she_returns() -> None:
    one = Casework().joined()
    one.tell(SteppedAway())
    assert one.found(Withdraw)
    one.tell(StaffChanged())
    one.tell(Moved())
    assert one.state is State.QUEUED
    one.tell(CameBack())
    assert one.state is State.OFFERED


@pytest.mark.parametrize("event", [Opened(safe=False), SteppedAway()])
def test_an_arrival_at_a_bad_moment_frees_the_counsellor_in_silence(event: Opened) -> None:
    one = Casework().joined().accepted()
    one.tell(event)
    assert (one.state, one.she_hears, one.hears()) == (State.QUEUED, [], [News.NOT_OPENED])
    assert one.case.away


def test_a_place_or_a_time_needs_a_fresh_check_and_then_goes_by_itself() -> None:
    one = Casework().talking()
    one.wait(11 * MINUTE)
    one.tell(CounsellorSaid("c1", "at six by the gate", "s1", place_or_time=True))
    assert one.passed == []
    assert (one.she_hears, one.hears()) == ([News.CHECK], [News.HELD_BACK])
    one.tell(CounsellorSaid("c1", "no hurry", "s2"))
    assert one.passed == [("person", "no hurry")]
    one.tell(Checked("alone"))
    assert one.passed == [("person", "at six by the gate")]
    assert one.case.held_back is None
    one.wait(9 * MINUTE)
    one.tell(CounsellorSaid("c1", "bring papers at six", "s3", place_or_time=True))
    assert one.passed == [("person", "bring papers at six")]
    one.wait(2 * MINUTE)
    one.tell(CounsellorSaid("c1", "or at seven", "s4", place_or_time=True))
    assert one.passed == []


@pytest.mark.parametrize(("answer", "duress"), [("not_alone", False), ("duress", True)])
def test_who_is_not_alone_gets_nothing_and_the_counsellor_knows(answer: str, duress: bool) -> None:
    one = Casework().talking()
    one.wait(11 * MINUTE)
    one.tell(CounsellorSaid("c1", "at six", "s1", place_or_time=True))
    one.tell(Checked(answer))
    assert (one.state, one.passed, one.she_hears) == (State.STEPPED_AWAY, [], [])
    assert one.hears() == [News.HELD_BACK_DROPPED, News.NOT_ALONE]
    one.tell(CounsellorSaid("c1", "hello?", "s2"))
    assert (one.passed, one.hears()) == ([], [News.DO_NOT_WRITE])
    one.tell(CameBack("none"))
    assert one.state is (State.STEPPED_AWAY if duress else State.WITH_COUNSELLOR)
    one.tell(CameBack("right"))
    assert one.state is State.WITH_COUNSELLOR


def test_after_the_duress_phrase_only_the_right_one_brings_her_back() -> None:
    one = Casework().talking(has_phrase=True)
    one.tell(Checked("duress"))
    one.wait(31 * MINUTE)
    assert one.state is State.QUEUED
    for phrase in ("none", "wrong", "duress"):
        one.tell(CameBack(phrase))
        assert one.state is State.QUEUED
    one.tell(CameBack("right"))
    assert one.state is State.OFFERED


def test_a_text_that_waits_for_a_check_is_dropped_after_ten_minutes() -> None:
    one = Casework().talking()
    one.wait(11 * MINUTE)
    one.tell(CounsellorSaid("c1", "at six", "s1", place_or_time=True))
    one.wait(11 * MINUTE)
    assert one.case.held_back is None
    assert TellCounsellor("c1", News.HELD_BACK_DROPPED, "s1") in one.all
    one.tell(Checked("alone"))
    assert one.passed == []


def test_a_held_back_text_can_be_taken_back() -> None:
    one = Casework().talking()
    one.wait(11 * MINUTE)
    one.tell(CounsellorSaid("c1", "at six", "s1", place_or_time=True))
    one.tell(TookBack("c1", "s1"))
    one.tell(Checked("alone"))
    assert one.passed == []


def test_an_earlier_text_cannot_be_changed_into_a_place() -> None:
    one = Casework().talking()
    one.wait(11 * MINUTE)
    one.tell(CounsellorSaid("c1", "soon", "s1"))
    one.tell(CounsellorSaid("c1", "at six", "s1", place_or_time=True, amends=True))
    assert (one.passed, one.hears()) == ([], [News.HELD_BACK_DROPPED])


def test_changes_and_take_backs_are_carried_over() -> None:
    one = Casework().talking()
    one.tell(CounsellorSaid("c1", "better so", "s1", amends=True))
    assert one.found(Pass) == [Pass("person", "amended", "s1", "better so")]
    one.tell(TookBack("c1", "s1"))
    assert one.found(Pass) == [Pass("person", "taken_back", "s1")]
    one.tell(PersonSaid("no, Monday", "p1", amends=True))
    assert one.found(Pass) == [Pass("counsellor", "amended", "p1", "no, Monday")]


def test_words_that_came_too_late_are_reported_to_whoever_wrote_them() -> None:
    one = Casework().talking()
    one.tell(Undelivered("person", "s1"))
    assert one.found(TellCounsellor) == [TellCounsellor("c1", News.DROPPED, "s1")]
    one.tell(Undelivered("counsellor", "p1"))
    assert one.she_hears == [News.NOT_ARRIVED]


def test_stepping_away_holds_the_counsellor_for_half_an_hour() -> None:
    one = Casework().talking()
    one.tell(SteppedAway())
    assert (one.state, one.hears()) == (State.STEPPED_AWAY, [News.AWAY])
    one.wait(29 * MINUTE)
    one.tell(CameBack())
    assert (one.state, one.hears()) == (State.WITH_COUNSELLOR, [News.BACK])
    one.tell(SteppedAway())
    one.wait(31 * MINUTE)
    assert (one.state, one.case.owner, one.case.away) == (State.QUEUED, "", True)


def test_a_wrong_phrase_after_a_gap_brings_nobody_back() -> None:
    """S47: staff see a warning."""
    one = Casework().talking(has_phrase=True)
    one.tell(SteppedAway())
    one.tell(CameBack("wrong"))
    assert (one.state, one.hears()) == (State.STEPPED_AWAY, [News.WRONG_PHRASE])
    one.tell(CameBack("right"))
    assert (one.state, one.hears()) == (State.WITH_COUNSELLOR, [News.BACK_CHECKED])


def test_a_transfer_needs_her_leave_and_goes_to_somebody_else() -> None:
    one = Casework().talking()
    one.tell(Agreed("transfer", yes=True))
    assert one.state is State.WITH_COUNSELLOR, "nobody had asked"
    one.tell(Asked("c1", "transfer"))
    assert one.she_hears == [News.ASK_TRANSFER]
    one.tell(Agreed("transfer", yes=False))
    assert (one.state, one.hears()) == (State.WITH_COUNSELLOR, [News.LEAVE_REFUSED])
    one.tell(Asked("c1", "transfer"))
    one.tell(Agreed("transfer", yes=True))
    assert (one.state, one.case.owner) == (State.OFFERED, "")
    assert Sweep("c1") in one.effects
    one.accepted(1)
    assert one.found(Refuse) == [Refuse("c1", Obstacle.NOT_AGAIN)]
    one.accepted(2)
    assert one.case.owner == "c2"


def test_pressure_goes_past_the_counsellor_to_a_supervisor() -> None:
    """S43, S52: the counsellor is told nothing but that it goes on elsewhere."""
    one = Casework().talking()
    one.tell(Pressed(go_on=True))
    assert one.found(Alarm) == [Alarm("pressure", "c1")]
    assert one.hears() == [News.HANDED_ON]
    assert Note("c1", "pressure") in one.effects
    assert one.state is State.OFFERED
    other = Casework().talking()
    other.tell(Pressed(go_on=False))
    assert (other.state, other.hears()) == (State.CLOSED, [News.SHE_ENDED])


def test_a_counsellor_of_her_region_is_not_asked_and_one_who_is_bound_hands_on() -> None:
    one = Casework().joined(region="KZ-SHY")
    one.tell(Accepted(counsellor(1, region="KZ-SHY"), Load()))
    assert one.found(Refuse) == [Refuse("c1", Obstacle.NOT_AGAIN)]
    one.accepted(2).opened()
    one.tell(NotFrom("KZ-ALA", concerns=True))
    assert (one.state, one.hears("c2"), one.she_hears) == (
        State.OFFERED,
        [News.HANDED_ON],
        [News.GONE_ON],
    )


def test_pictures_are_off_until_both_opened_them_and_never_for_a_child() -> None:
    one = Casework().talking()
    one.tell(Showed("person", "photo", "ref", "p1"))
    assert (one.found(Pass), one.she_hears) == ([], [News.MEDIA_REFUSED])
    one.tell(Showed("counsellor", "photo", "ref", "s1"))
    assert (one.found(Pass), one.hears()) == ([], [News.MEDIA_OFF])
    one.tell(Asked("c1", "media"))
    one.tell(Agreed("media", yes=True))
    one.tell(Showed("person", "photo", "ref", "p2"))
    assert one.found(Pass) == [Pass("counsellor", "media", "p2", "ref", "photo")]
    child = Casework().joined(skills=("child",))
    child.tell(Accepted(counsellor(1, skills=("child",)), Load()))
    child.opened()
    child.tell(Asked("c1", "media"))
    assert (child.hears(), child.she_hears) == ([News.MEDIA_OFF], [])


def test_a_referral_needs_her_leave_and_its_outcome_is_asked_for() -> None:
    """S40."""
    one = Casework().talking()
    one.tell(Asked("c1", "referral", "shelter-1"))
    assert one.effects == (TellPerson(News.ASK_REFERRAL, "shelter-1"),)
    one.tell(Agreed("referral", yes=True))
    assert one.case.referral == Referral("shelter-1", agreed=True)
    one.tell(Closed("c1"))
    assert (one.state, one.hears()) == (State.REFERRED, [News.OVER, News.ASK_OUTCOME])
    assert Sweep() in one.effects, "the talk's copies go at once"
    one.tell(Answered("not_reached"))
    assert one.state is State.CLOSED
    assert one.found(Tally) == [Tally("referral.not_reached.shelter-1")]


def test_an_outcome_that_nobody_tells_ends_in_a_day() -> None:
    one = Casework().talking()
    one.tell(Asked("c1", "referral", "shelter-1"))
    one.tell(Agreed("referral", yes=True))
    one.tell(Ended())
    assert one.state is State.REFERRED
    one.wait(25 * HOUR)
    assert one.state is State.CLOSED


def test_her_words_that_nobody_answers_reach_a_supervisor() -> None:
    one = Casework().talking()
    one.tell(CounsellorSaid("c1", "hello", "s1"))
    one.wait(HOUR)
    assert Alarm("silence", "c1") not in one.all
    one.tell(PersonSaid("are you there?", "p1"))
    one.wait(6 * MINUTE)
    assert TellCounsellor("c1", News.SHE_WAITS) in one.all
    one.wait(11 * MINUTE)
    assert Alarm("silence", "c1") in one.all


def test_an_open_case_hears_of_danger_and_of_another_language() -> None:
    one = Casework().talking()
    one.tell(Raised("danger"))
    assert (one.case.urgency, one.hears()) == ("danger", [News.URGENT])
    one.tell(LanguageChanged("ky", understood=False))
    assert (one.state, one.case.locale, one.hears()) == (
        State.WITH_COUNSELLOR,
        "ky",
        [News.LANGUAGE],
    )


def test_a_callback_is_made_within_its_window_and_else_is_silence() -> None:
    """S46."""
    one = Casework(on_duty=True)
    one.tell(WindowChosen(Window(NOW + HOUR, NOW + 2 * HOUR)))
    one.tell(StaffChanged())
    assert one.state is State.CALLBACK
    one.wait(HOUR + 1)
    assert one.state is State.OFFERED
    one.wait(HOUR)
    assert one.state is State.CLOSED
    heard = [effect.news for effect in one.all if isinstance(effect, TellPerson)]
    assert heard == [News.WINDOW_KEPT, News.LAPSED]
    assert not [effect for effect in one.all if isinstance(effect, CallOut)]


def test_a_callback_whose_counsellor_comes_on_duty_late_is_still_made() -> None:
    one = Casework(on_duty=False)
    one.tell(WindowChosen(Window(NOW + HOUR, NOW + 2 * HOUR)))
    one.wait(1.5 * HOUR)
    assert one.state is State.CALLBACK
    one.staff = Staff(on_duty=True)
    one.tell(StaffChanged())
    assert one.state is State.OFFERED
    one.accepted()
    assert one.she_hears == [News.ARRIVED]
    one.opened()
    one.wait(2 * HOUR)
    assert one.state is State.WITH_COUNSELLOR, "a talk that began goes on past the window"


def test_a_callback_can_be_cancelled_or_given_up_for_the_queue() -> None:
    one = Casework()
    one.tell(WindowChosen(Window(NOW + HOUR, NOW + 2 * HOUR)))
    one.tell(Ended())
    assert one.state is State.CLOSED
    other = Casework()
    other.tell(WindowChosen(Window(NOW + HOUR, NOW + 2 * HOUR)))
    other.tell(Joined())
    assert other.state is State.OFFERED
    other.wait(3 * HOUR)
    assert other.state is State.OFFERED


@pytest.mark.parametrize("state", ["offered", "arrived", "talking", "away"])
def test_leaving_tells_the_counsellor_and_wipes_both_sides(state: str) -> None:
    """S13, S49: a text in the making is not delivered."""
    one = Casework().joined()
    if state != "offered":
        one.accepted()
    if state in ("talking", "away"):
        one.opened()
        one.wait(11 * MINUTE)
        one.tell(CounsellorSaid("c1", "at six", "s1", place_or_time=True))
    if state == "away":
        one.tell(SteppedAway())
    one.tell(Left())
    assert (one.state, one.she_hears, one.passed) == (State.LEFT, [], [])
    assert one.hears() == ([] if state == "offered" else [News.SHE_LEFT])
    assert Sweep() in one.effects
    one.tell(CounsellorSaid("c1", "wait", "s2"))
    assert one.passed == []
    assert one.hears() == [News.OVER if state == "offered" else News.DO_NOT_WRITE]
    one.wait(HOUR)
    assert one.found(Forget)


def test_a_counsellor_who_cannot_go_on_hands_on_and_she_keeps_her_place() -> None:
    one = Casework().talking()
    one.wait(HOUR)
    one.tell(Released("c1"))
    assert (one.state, one.case.queued_at, one.she_hears) == (State.OFFERED, NOW, [News.GONE_ON])
    one.accepted(1)
    assert one.found(Refuse) == [Refuse("c1", Obstacle.NOT_AGAIN)]
    one.accepted(2)
    one.tell(Released("c2", again=True))
    one.accepted(2)
    assert one.case.owner == "c2"


def test_an_abusive_person_is_closed_and_counted_without_a_person() -> None:
    """S51, S57."""
    one = Casework().talking()
    one.tell(Closed("c1", blocked=True))
    assert (one.state, one.found(Tally)) == (State.CLOSED, [Tally("case.blocked")])


def test_what_is_stored_never_holds_what_was_said() -> None:
    """S54: save for one text that waits for a check."""
    one = Casework().talking()
    one.tell(PersonSaid("canary-of-hers", "p1"))
    one.tell(CounsellorSaid("c1", "canary-of-theirs", "s1"))
    assert "canary" not in repr(msgspec.to_builtins(one.case))
    one.wait(11 * MINUTE)
    one.tell(CounsellorSaid("c1", "canary-at-six", "s2", place_or_time=True))
    assert "canary-at-six" in repr(msgspec.to_builtins(one.case))
    one.tell(Woke("held_back"))
    assert "canary" not in repr(msgspec.to_builtins(one.case))
