"""A case that waits: consented, in the queue, offered, arrived, or in a window of hers."""

from __future__ import annotations

from bot.handoff.case import Case, Skill, State
from bot.handoff.counsellor import Obstacle, obstacle
from bot.handoff.effects import (
    CallOut,
    Effect,
    News,
    Note,
    Offer,
    Refuse,
    Sleep,
    TellCounsellor,
    TellPerson,
    Wake,
    Withdraw,
)
from bot.handoff.events import (
    Accepted,
    CameBack,
    Ended,
    Event,
    Joined,
    Keeps,
    LanguageChanged,
    Left,
    Moved,
    NotFrom,
    Opened,
    Raised,
    Released,
    StaffChanged,
    SteppedAway,
    WindowChosen,
    Woke,
)
from bot.handoff.moves import (
    AGAIN_SECONDS,
    ARRIVAL_SECONDS,
    LIMIT_SECONDS,
    ON_CALL_SECONDS,
    SILENCE_SECONDS,
    TRUTH_SECONDS,
    Effects,
    Move,
    Staff,
    ask,
    change,
    end,
    requeue,
)


def consented(case: Case, event: Event, staff: Staff, now: float) -> Move:
    """She agreed and has not joined the queue yet."""
    match event:
        case Joined():
            return _join(case, event, staff, now)
        case WindowChosen():
            return _window(case, event, now)
        case Raised(urgency=urgency):
            return change(case, urgency=urgency), ()
        case LanguageChanged(locale=locale):
            return change(case, locale=locale), ()
        case Ended():
            return end(case, now)
        case Woke(name="limit"):
            return end(case, now, she_hears=News.CLOSED)
        case Left():
            return end(case, now, left=True)
        case _:
            return case, ()


def waiting(case: Case, event: Event, staff: Staff, now: float) -> Move:
    """She is in the queue, and counsellors are being asked or not."""
    match event:
        case Accepted():
            return _accept(case, event, now)
        case Joined():
            return _join(case, event, staff, now)
        case StaffChanged():
            return _staff_changed(case, staff, now)
        case Moved():
            moved, asking = ask(change(case, rests=False), staff, now)
            return moved, (*asking, TellPerson(News.QUEUED))
        case CameBack(phrase="wrong" | "duress"):
            return case, ()
        case CameBack(phrase="none") if case.duress:
            return case, ()
        case CameBack():
            back, asking = ask(change(case, away=False, rests=False, duress=False), staff, now)
            return back, (*asking, TellPerson(News.QUEUED))
        case SteppedAway():
            return ask(change(case, away=True), staff, now)
        case Raised(urgency=urgency):
            return ask(change(case, urgency=urgency), staff, now, renew="changed")
        case LanguageChanged(locale=locale):
            return ask(change(case, locale=locale), staff, now, renew="changed")
        case NotFrom(region=region):
            return ask(change(case, region=region), staff, now, renew="changed")
        case WindowChosen():
            chosen, effects = _window(case, event, now)
            asked = case.state is State.OFFERED
            return chosen, (*((Withdraw(),) if asked else ()), *effects)
        case Ended():
            return end(case, now)
        case Left():
            return end(case, now, left=True)
        case Woke(name=name):
            return _queue_timer(case, name, now)
        case _:
            return case, ()


def arrived(case: Case, event: Event, staff: Staff, now: float) -> Move:
    """Somebody has it; she has not opened it, so nothing is passed on in either direction."""
    match event:
        case Opened(safe=True):
            begun = change(
                case, state=State.WITH_COUNSELLOR, checked_at=now, unanswered_since=now, window=None
            )
            return begun, (
                Sleep(("arrival", "window_ends", "limit")),
                TellCounsellor(case.owner, News.BEGUN),
                TellPerson(News.BEGUN),
                Wake("silence", now + SILENCE_SECONDS),
            )
        case Opened() | SteppedAway():
            return requeue(change(case, away=True), staff, now, News.NOT_OPENED, told=None)
        case Released(again=again):
            return requeue(case, staff, now, News.HANDED_ON, again=again, told=News.MISSED)
        case Raised(urgency=urgency):
            urgent: Effects = (TellCounsellor(case.owner, News.URGENT),) if urgency else ()
            return change(case, urgency=urgency), urgent
        case LanguageChanged(locale=locale, understood=understood):
            told = change(case, locale=locale)
            if understood:
                return told, (TellCounsellor(case.owner, News.LANGUAGE),)
            return requeue(told, staff, now, News.HANDED_ON, told=News.MISSED)
        case NotFrom(region=region, concerns=concerns):
            told = change(case, region=region)
            if not concerns:
                return told, ()
            return requeue(told, staff, now, News.HANDED_ON, again=False, told=News.MISSED)
        case Ended():
            return end(case, now, owner_hears=News.SHE_ENDED)
        case Left():
            return end(case, now, left=True, owner_hears=News.SHE_LEFT)
        case Woke(name="arrival"):
            return requeue(change(case, rests=True), staff, now, News.NOT_OPENED, told=News.MISSED)
        case Woke(name="window_ends"):
            return end(case, now, owner_hears=News.NOT_OPENED, she_hears=News.LAPSED)
        case _:
            return case, ()


def callback(case: Case, event: Event, staff: Staff, now: float) -> Move:
    """She asked to be written to within a window, and only then (S46)."""
    match event:
        case Joined():
            return _join(change(case, window=None), event, staff, now)
        case WindowChosen():
            return _window(case, event, now)
        case StaffChanged() | Woke(name="window_begins"):
            window = case.window
            if window is None or not window.begins <= now < window.ends:
                return case, ()
            asked, effects = ask(change(case, state=State.QUEUED), staff, now)
            return (asked, effects) if asked.state is State.OFFERED else (case, ())
        case Raised(urgency=urgency):
            return change(case, urgency=urgency), ()
        case LanguageChanged(locale=locale):
            return change(case, locale=locale), ()
        case Keeps(yes=yes):
            return change(case, keeps=yes), ()
        case Left(how="idle"):
            return case, ()  # A window may be two days away; to do nothing is not to leave.
        case Left(how="exit") if case.keeps:
            return case, ()
        case Ended():
            return end(case, now)
        case Woke(name="window_ends"):
            # A window that lapsed is silence, never an apology.
            return end(case, now, she_hears=News.LAPSED)
        case Left():
            return end(case, now, left=True)
        case _:
            return case, ()


def _join(case: Case, event: Joined, staff: Staff, now: float) -> Move:
    joined = change(
        case,
        state=State.QUEUED,
        wish=event.wish,
        arrival=event.arrival,
        skills=_skills(case, event),
        region=event.region or case.region,
        has_phrase=event.has_phrase,
        queued_at=case.queued_at or now,
        window=None,
    )
    waits, asking = ask(joined, staff, now)
    return waits, (
        Sleep(("window_begins", "window_ends")),
        *asking,
        TellPerson(News.QUEUED),
        Wake("on_call", now + ON_CALL_SECONDS),
        Wake("truth", now + TRUTH_SECONDS),
        Wake("limit", now + LIMIT_SECONDS),
    )


def _skills(case: Case, chosen: Joined) -> tuple[Skill, ...]:
    """What was needed once is needed on: nobody grows up by choosing another time."""
    return tuple(dict.fromkeys((*case.skills, *chosen.skills)))


def _window(case: Case, event: WindowChosen, now: float) -> Move:
    chosen = change(
        case,
        state=State.CALLBACK,
        window=event.window,
        wish=event.chosen.wish,
        arrival=event.chosen.arrival,
        skills=_skills(case, event.chosen),
        queued_at=case.queued_at or now,
        rests=False,
        away=False,
    )
    return chosen, (
        Sleep(("again", "on_call", "truth", "limit")),
        Wake("window_begins", event.window.begins),
        Wake("window_ends", event.window.ends),
        TellPerson(News.WINDOW_KEPT),
    )


def _accept(case: Case, event: Accepted, now: float) -> Move:
    counsellor = event.counsellor
    why = obstacle(case, counsellor, event.load, now)
    if why is not None:
        return case, (Refuse(counsellor.id, why),)
    taken = change(case, state=State.ARRIVED, owner=counsellor.id, taken_at=now)
    return taken, (
        Sleep(("again", "on_call", "truth")),
        Withdraw(),
        TellCounsellor(counsellor.id, News.TAKEN),
        Note(counsellor.id, "taken"),
        TellPerson(News.ARRIVED),
        Wake("arrival", now + ARRIVAL_SECONDS),
    )


def _staff_changed(case: Case, staff: Staff, now: float) -> Move:
    asked, effects = ask(case, staff, now, renew="staff")
    if asked.state is case.state:
        return asked, effects
    # Never "connecting" with nobody on duty, and never *nobody* while somebody is there (S44).
    return asked, (*effects, TellPerson(News.QUEUED))


def _queue_timer(case: Case, name: str, now: float) -> Move:
    shown = not (case.rests or case.away)
    match name:
        case "again" if case.state is State.OFFERED:
            later = now + AGAIN_SECONDS * 5
            return case, (Offer("again"), Wake("again", later))
        case "on_call" if shown and not case.on_call:
            return change(case, on_call=True), (CallOut(),)
        case "truth" if shown:
            return case, (TellPerson(News.WAITING),)
        case "limit":
            hears: Effect = TellPerson(News.CLOSED)
            ended, effects = end(case, now)
            return ended, (*effects, hears) if shown else effects
        case "window_ends":
            return end(case, now, she_hears=News.LAPSED)
        case _:
            return case, ()


def taken(counsellor: str) -> Refuse:
    """What somebody hears who was a moment too late."""
    return Refuse(counsellor, Obstacle.TAKEN)
