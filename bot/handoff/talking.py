"""A case in a counsellor's hands: words both ways, what needs her leave, stepping away, the end."""

from __future__ import annotations

from typing import Literal

from bot.handoff.case import Case, HeldBack, Referral, State
from bot.handoff.effects import (
    Alarm,
    Effect,
    News,
    Note,
    Pass,
    Sleep,
    Sweep,
    Tally,
    TellCounsellor,
    TellPerson,
    Wake,
)
from bot.handoff.events import (
    Agreed,
    Answered,
    Asked,
    CameBack,
    Checked,
    Closed,
    CounsellorSaid,
    Ended,
    Event,
    LanguageChanged,
    Left,
    NotFrom,
    PersonSaid,
    Pressed,
    Raised,
    Released,
    Showed,
    SteppedAway,
    TookBack,
    Undelivered,
    Unsaid,
    Woke,
)
from bot.handoff.moves import (
    AWAY_SECONDS,
    FRESH_SECONDS,
    OUTCOME_SECONDS,
    SILENCE_SECONDS,
    Effects,
    Move,
    Staff,
    change,
    end,
    requeue,
)


def talking(case: Case, event: Event, staff: Staff, now: float) -> Move:
    """Both are there."""
    match event:
        case PersonSaid():
            return _person_said(case, event, now)
        case CounsellorSaid():
            return _counsellor_said(case, event, now)
        case TookBack(message=message):
            return _took_back(case, message)
        case Unsaid(message=message):
            return case, (Pass("counsellor", "taken_back", message),)
        case Showed():
            return case, (_showed(case, event),)
        case Undelivered():
            return case, (_undelivered(case, event),)
        case Asked():
            return _asked(case, event)
        case Agreed():
            return _agreed(case, event, staff, now)
        case Checked():
            return _checked(case, event, now)
        case SteppedAway():
            return _away(case, News.AWAY, now)
        case Raised(urgency=urgency):
            urgent: Effects = (TellCounsellor(case.owner, News.URGENT),) if urgency else ()
            return change(case, urgency=urgency), urgent
        case LanguageChanged(locale=locale):
            return change(case, locale=locale), (TellCounsellor(case.owner, News.LANGUAGE),)
        case NotFrom(region=region, concerns=concerns):
            told = change(case, region=region)
            if not concerns:
                return told, ()
            return requeue(told, staff, now, News.HANDED_ON, again=False, told=News.GONE_ON)
        case Pressed(go_on=go_on):
            return _pressed(case, staff, now, go_on=go_on)
        case Released(again=again):
            return requeue(case, staff, now, News.HANDED_ON, again=again, told=News.GONE_ON)
        case Woke(name="silence"):
            later = Wake("alarm", now + 2 * SILENCE_SECONDS)
            return case, (TellCounsellor(case.owner, News.SHE_WAITS), later)
        case Woke(name="alarm"):
            return case, (Alarm("silence", case.owner),)
        case Woke(name="held_back"):
            return _drop_held_back(case)
        case _:
            return _ending(case, event, now)


def away(case: Case, event: Event, staff: Staff, now: float) -> Move:
    """Her screen is covered: nothing is passed on until she is back, and surely herself."""
    match event:
        case CameBack(phrase="wrong"):
            return case, (TellCounsellor(case.owner, News.WRONG_PHRASE),)
        case CameBack(phrase="duress"):
            return change(case, duress=True), (TellCounsellor(case.owner, News.NOT_ALONE),)
        case CameBack(phrase="none") if case.duress:
            return case, (TellCounsellor(case.owner, News.NOT_ALONE),)
        case CameBack(phrase=phrase):
            back = News.BACK_CHECKED if phrase == "right" else News.BACK
            lost: Effects = (TellPerson(News.NOT_ARRIVED),) if case.unheard else ()
            returned = change(
                case, state=State.WITH_COUNSELLOR, duress=False, checked_at=0.0, unheard=False
            )
            return returned, (Sleep(("away",)), TellCounsellor(case.owner, back), *lost)
        case TookBack(message=message):
            return _took_back(case, message)
        case Unsaid(message=message):
            return case, (Pass("counsellor", "taken_back", message),)
        case Undelivered(to="counsellor"):
            return change(case, unheard=True), ()
        case Undelivered():
            return case, (_undelivered(case, event),)
        case Raised(urgency=urgency):
            return change(case, urgency=urgency), ()
        case LanguageChanged(locale=locale):
            return change(case, locale=locale), (TellCounsellor(case.owner, News.LANGUAGE),)
        case Released(again=again):
            left = change(case, away=True)
            return requeue(left, staff, now, News.HANDED_ON, again=again, told=None)
        case Woke(name="away"):
            left = change(case, away=True)
            return requeue(left, staff, now, News.OVER, told=None)
        case _:
            return _ending(case, event, now)


def referred(case: Case, event: Event, now: float) -> Move:
    """The talk is over; either side may say whether the service was reached (S40)."""
    match event:
        case Answered(outcome=outcome):
            service = case.referral.service if case.referral is not None else ""
            answered = change(case, referral=Referral(service, agreed=True, outcome=outcome))
            ended, effects = end(answered, now)
            return ended, (*effects, Tally(f"referral.{outcome or 'unknown'}.{service}"))
        case Released() | Ended() | Woke(name="outcome"):
            return end(case, now)
        case Left():
            return end(case, now, left=True, owner_hears=News.SHE_LEFT)
        case _:
            return case, ()


def _person_said(case: Case, event: PersonSaid, now: float) -> Move:
    what: Effects = (Pass("counsellor", _kind(event), event.message, event.words),)
    if event.amends or case.unanswered_since:
        return case, what
    wake = Wake("silence", now + SILENCE_SECONDS)
    return change(case, unanswered_since=now), (*what, wake)


def _kind(event: PersonSaid | CounsellorSaid) -> Literal["words", "amended"]:
    return "amended" if event.amends else "words"


def _counsellor_said(case: Case, event: CounsellorSaid, now: float) -> Move:
    stale = not case.checked_at or now >= case.checked_at + FRESH_SECONDS
    if event.amends and case.held_back is not None and case.held_back.message == event.message:
        return _held_changed(case, case.held_back, event, hold=event.place_or_time and stale)
    if event.place_or_time and stale:
        return _hold_back(case, event, now)
    answered = change(case, unanswered_since=0.0)
    passed = Pass("person", _kind(event), event.message, event.words)
    return answered, (passed, Sleep(("silence", "alarm")))


def _hold_back(case: Case, event: CounsellorSaid, now: float) -> Move:
    if event.amends:
        # The earlier text stands at her phone; what it became may not.
        return case, (TellCounsellor(case.owner, News.HELD_BACK_DROPPED, event.message),)
    dropped, earlier = _drop_held_back(case)
    held = HeldBack(event.words, event.message, now)
    return change(dropped, held_back=held), (
        *earlier,
        TellCounsellor(case.owner, News.HELD_BACK, event.message),
        TellPerson(News.CHECK),
        Wake("held_back", now + FRESH_SECONDS),
    )


def _held_changed(case: Case, held: HeldBack, event: CounsellorSaid, *, hold: bool) -> Move:
    """What waits is what she wrote last; without a place or a time it need not wait."""
    if hold:
        return change(case, held_back=HeldBack(event.words, held.message, held.at)), ()
    passed = Pass("person", "words", event.message, event.words)
    freed = change(case, held_back=None, unanswered_since=0.0)
    return freed, (passed, Sleep(("held_back", "silence", "alarm")))


def _drop_held_back(case: Case) -> Move:
    if case.held_back is None:
        return case, ()
    dropped = TellCounsellor(case.owner, News.HELD_BACK_DROPPED, case.held_back.message)
    return change(case, held_back=None), (dropped, Sleep(("held_back",)))


def _took_back(case: Case, message: str) -> Move:
    if case.held_back is not None and case.held_back.message == message:
        return change(case, held_back=None), (Sleep(("held_back",)),)
    return case, (Pass("person", "taken_back", message),)


def _showed(case: Case, event: Showed) -> Effect:
    other: Literal["person", "counsellor"] = "counsellor" if event.by == "person" else "person"
    if case.media == "open" and "child" not in case.skills:
        return Pass(other, "media", event.message, event.media, event.kind)
    if event.by == "person":
        return TellPerson(News.MEDIA_REFUSED)
    return TellCounsellor(case.owner, News.MEDIA_OFF, event.message)


def _undelivered(case: Case, event: Undelivered) -> Effect:
    if event.to == "person":
        return TellCounsellor(case.owner, News.DROPPED, event.message)
    return TellPerson(News.NOT_ARRIVED)


def _asked(case: Case, event: Asked) -> Move:
    match event.what:
        case "check":
            return case, (TellPerson(News.CHECK),)
        case "transfer":
            return change(case, transfer=True), (TellPerson(News.ASK_TRANSFER),)
        case "media" if "child" in case.skills:
            return case, (TellCounsellor(case.owner, News.MEDIA_OFF),)
        case "media" if case.media == "open":
            return case, (TellCounsellor(case.owner, News.LEAVE_GIVEN),)
        case "media":
            return change(case, media="asked"), (TellPerson(News.ASK_MEDIA),)
        case "referral":
            asked = change(case, referral=Referral(event.service))
            return asked, (TellPerson(News.ASK_REFERRAL, event.service),)


def _agreed(case: Case, event: Agreed, staff: Staff, now: float) -> Move:
    refused = TellCounsellor(case.owner, News.LEAVE_REFUSED)
    given = TellCounsellor(case.owner, News.LEAVE_GIVEN)
    match event.to:
        case "transfer" if case.transfer and event.yes:
            return requeue(case, staff, now, News.HANDED_ON, again=False, told=News.GONE_ON)
        case "transfer" if case.transfer:
            return change(case, transfer=False), (refused,)
        case "media" if case.media == "asked":
            media = "open" if event.yes else ""
            return change(case, media=media), (given if event.yes else refused,)
        case "referral" if case.referral is not None and not case.referral.agreed:
            if not event.yes:
                return change(case, referral=None), (refused,)
            agreed = change(case, referral=Referral(case.referral.service, agreed=True))
            return agreed, (given, Note(case.owner, "referred"))
        case _:
            return case, ()


def _checked(case: Case, event: Checked, now: float) -> Move:
    if event.answer != "alone":
        hidden = change(case, duress=case.duress or event.answer == "duress")
        return _away(hidden, News.NOT_ALONE, now)
    checked = change(case, checked_at=now, held_back=None)
    told = TellCounsellor(case.owner, News.CHECKED)
    if case.held_back is None:
        return checked, (told,)
    held = case.held_back
    passed = Pass("person", "words", held.message, held.words)
    answered = change(checked, unanswered_since=0.0)
    return answered, (told, passed, Sleep(("held_back", "silence", "alarm")))


def _away(case: Case, news: News, now: float) -> Move:
    dropped, effects = _drop_held_back(case)
    hidden = change(dropped, state=State.STEPPED_AWAY, checked_at=0.0, unanswered_since=0.0)
    return hidden, (
        *effects,
        Sleep(("silence", "alarm")),
        TellCounsellor(case.owner, news),
        Wake("away", now + AWAY_SECONDS),
    )


def _pressed(case: Case, staff: Staff, now: float, *, go_on: bool) -> Move:
    # The counsellor hears nothing of it; a supervisor does.
    told: Effects = (Alarm("pressure", case.owner), Note(case.owner, "pressure"))
    if go_on:
        queued, effects = requeue(case, staff, now, News.HANDED_ON, again=False, told=News.GONE_ON)
    else:
        queued, effects = end(case, now, owner_hears=News.SHE_ENDED, she_hears=News.CLOSED)
    return queued, (*told, *effects)


def _ending(case: Case, event: Event, now: float) -> Move:
    match event:
        case Closed(blocked=True):
            ended, effects = end(case, now, she_hears=News.CLOSED)
            return ended, (*effects, Tally("case.blocked"))
        case Closed():
            return _close(case, now, owner_hears=News.OVER, she_hears=News.CLOSED)
        case Ended():
            return _close(case, now, owner_hears=News.SHE_ENDED, she_hears=None)
        case Left():
            return end(case, now, left=True, owner_hears=News.SHE_LEFT)
        case _:
            return case, ()


def _close(case: Case, now: float, *, owner_hears: News, she_hears: News | None) -> Move:
    referral = case.referral
    if referral is None or not referral.agreed or referral.outcome:
        return end(case, now, owner_hears=owner_hears, she_hears=she_hears)
    closed = change(
        case,
        state=State.REFERRED,
        held_back=None,
        unanswered_since=0.0,
        media="",
        transfer=False,
    )
    effects: list[Effect] = [
        Sleep(("away", "silence", "alarm", "held_back")),
        Sweep(),
        TellCounsellor(case.owner, owner_hears),
        TellCounsellor(case.owner, News.ASK_OUTCOME),
        Wake("outcome", now + OUTCOME_SECONDS),
    ]
    if case.state is State.WITH_COUNSELLOR:
        effects.append(TellPerson(News.AFTER, referral.service))
    return closed, tuple(effects)
