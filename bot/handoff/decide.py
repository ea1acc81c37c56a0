"""``decide``: what happens next to one case. Total and pure; held to the table of states.

The worst mistakes here: two owners, words to somebody who is not the owner, words to a phone that
somebody else holds, and an event that changes a case which is over.
"""

from __future__ import annotations

from typing import Final

from bot.handoff.case import Case, Consent, State, Urgency
from bot.handoff.effects import Effect, Forget, News, Sweep, TellCounsellor, TellPerson, Wake
from bot.handoff.events import (
    Accepted,
    Asked,
    CameBack,
    Closed,
    CounsellorSaid,
    Event,
    Left,
    PersonSaid,
    Released,
    Showed,
    TookBack,
    Woke,
)
from bot.handoff.moves import CHOOSING_SECONDS, Move, Staff, end
from bot.handoff.rules import is_legal
from bot.handoff.talking import away, referred, talking
from bot.handoff.waiting import arrived, callback, consented, taken, waiting

_OF_COUNSELLOR: Final = (CounsellorSaid, TookBack, Asked, Released, Closed)


def begin(
    alias: str, locale: str, country: str, consent: Consent, urgency: Urgency, now: float
) -> Move:
    """A new case, right after her consent (S41)."""
    case = Case(alias, locale, country, consent, urgency=urgency)
    return case, (Wake("limit", now + CHOOSING_SECONDS),)


def decide(case: Case, event: Event, staff: Staff, now: float) -> Move:
    """What this event leads to. Never raises; what is not legal changes nothing."""
    if isinstance(event, _OF_COUNSELLOR) and event.by != case.owner:
        return case, (_not_yours(event),)
    if not is_legal(case.state, event):
        return case, _illegal(case, event)
    match case.state:
        case State.CONSENTED:
            return consented(case, event, staff, now)
        case State.QUEUED | State.OFFERED:
            return waiting(case, event, staff, now)
        case State.ARRIVED:
            return arrived(case, event, staff, now)
        case State.WITH_COUNSELLOR:
            return talking(case, event, staff, now)
        case State.STEPPED_AWAY:
            return away(case, event, staff, now)
        case State.REFERRED:
            return referred(case, event, now)
        case State.CALLBACK:
            return callback(case, event, staff, now)
        case State.CLOSED | State.LEFT:
            return _over(case, event, now)


def _over(case: Case, event: Event, now: float) -> Move:
    match event:
        case Woke(name="wiped"):
            return case, (Sweep(), Forget())
        case Left():
            return end(case, now, left=True)
        case _:
            return case, ()


def _not_yours(event: CounsellorSaid | TookBack | Asked | Released | Closed) -> Effect:
    message = event.message if isinstance(event, CounsellorSaid | TookBack) else ""
    return TellCounsellor(event.by, News.OVER, message)


def truth(case: Case) -> tuple[Effect, ...]:
    """Where her case is, for a screen that says something else."""
    news = _TRUTH.get(case.state)
    service = case.referral.service if case.referral is not None else ""
    return (TellPerson(news, service if news is News.AFTER else ""),) if news else ()


_TRUTH: Final = {
    State.QUEUED: News.QUEUED,
    State.OFFERED: News.QUEUED,
    State.REFERRED: News.AFTER,
    State.CALLBACK: News.WINDOW_KEPT,
    State.CLOSED: News.CLOSED,
}


def _illegal(case: Case, event: Event) -> tuple[Effect, ...]:
    """Nothing changes; but nobody who wrote or pressed is left in silence."""
    match event:
        case Accepted(counsellor=counsellor):
            # She took it herself: a notice that stood there twice.
            return () if counsellor.id == case.owner else (taken(counsellor.id),)
        case CounsellorSaid(message=message):
            return (TellCounsellor(case.owner, News.DO_NOT_WRITE, message),)
        case Showed(by="counsellor", message=message) if case.owner:
            return (TellCounsellor(case.owner, News.DO_NOT_WRITE, message),)
        case Asked() | Closed():
            return (TellCounsellor(case.owner, News.DO_NOT_WRITE),)
        case PersonSaid() | Showed(by="person") if case.state is not State.LEFT:
            # Her screen was wrong about where she is: she hears it, and what holds now.
            return (TellPerson(News.NOT_ARRIVED), *truth(case))
        case CameBack():
            return truth(case)
        case _:
            return ()
