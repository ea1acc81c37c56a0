"""Hiding, leaving and time: what a key, an exit or silence makes of a conversation."""

from __future__ import annotations

import msgspec

from bot import cover
from bot.decision import Decision, Leave
from bot.effects import POSTED, Effect, Erase, Keep, Schedule, Screen, Show
from bot.events import PersonEvent, Pressed, Said
from bot.flows.case import AT, LOOK, hidden
from bot.flows.showing import IDLE, MINUTE, shown
from bot.flows.stranger import begin, cover_page, crying, last_word, opened, without_trace
from bot.flows.turning import place
from bot.pack.model import Pack
from bot.session import Session

DAY = 86_400.0
HIDDEN = 15 * MINUTE
"""How long a hidden session is kept after a key or a guess."""
DIGITS_STAY = 60.0
"""How long the bare digits of *not safe* stand above the cover."""
UNSEEN = 50
"""Most messages of hers under the cover that are kept for deletion."""
OF_TALK = frozenset({"age", "wish", "arrival", "line"})
"""Answers that go along with a counsellor who was asked for."""
FORGET, DIGITS = "forget", "digits"


def hide(
    pack: Pack,
    session: Session,
    now: float,
    keep: float,
    effects: tuple[Effect, ...],
    *,
    by_timer: bool = False,
) -> Decision:
    """The screen becomes the cover; the session waits ``keep`` seconds, then it is a leave.

    Where nothing can be covered nothing is sent: what comes next is asked about safety first.
    """
    until = now + keep
    gone = hidden(session, by_timer=by_timer)
    session = msgspec.structs.replace(
        gone.session,
        covered=True,
        hides_until=until,
        idle_due=0.0,
        tail="",
        misses=0,
        meant=(),
        speaks="",
        hid=not by_timer,
    )
    shows = () if pack.surface.keeps else (Show(_home(pack, session), by_timer=by_timer),)
    effects = (*effects, *shows, *gone.effects, Schedule(FORGET, until))
    return Decision(session, effects, to_case=gone.to_case)


def _home(pack: Pack, session: Session) -> Screen:
    return cover.home(_cover_locale(pack, session), pack)


def _cover_locale(pack: Pack, session: Session) -> str:
    return pack.cover_locale(session.app)


def not_safe(pack: Pack, session: Session, now: float, effects: tuple[Effect, ...]) -> Decision:
    """Bare digits, then the cover (S03); with her next input or after a minute the line goes."""
    until = now + HIDDEN
    gone = hidden(session, by_timer=False)
    session = gone.session
    country = session.country or session.first_country or "any"
    keeps, locale = pack.surface.keeps, _cover_locale(pack, session)
    page = (
        cover.digits(locale, pack, country) if keeps else cover.home(locale, pack, digits=country)
    )
    screen = Show(page)
    session = msgspec.structs.replace(
        session, covered=True, hides_until=until, idle_due=0.0, digits=not keeps, hid=True
    )
    timers = () if keeps else (Schedule(DIGITS, now + DIGITS_STAY),)
    timers = (*timers, Schedule(FORGET, until))
    return Decision(session, (*effects, screen, *gone.effects, *timers), to_case=gone.to_case)


def leave(
    pack: Pack,
    session: Session,
    now: float,
    *,
    by_act: bool,
    fresh: bool = False,
    heard: PersonEvent | None = None,
    wordless: bool = False,
) -> Decision:
    """Everything is forgotten; ``fresh``: a new conversation begins at the door (``/delete``), or
    with what was ``heard`` after the time of this one.

    ``wordless``: nothing is said about it where nothing can be covered: she wanted to be out of
    sight.
    """
    cover_screen = last_word(pack, _locale_left(pack, session))
    if not fresh:
        says = by_act and not (wordless and pack.surface.keeps)
        left = Leave(cover_screen, says, how="exit" if by_act or session.hid else "idle")
        return Decision(None, leave=left, counts=("left",))
    anew = Session(first_locale=session.locale, app=session.app)
    begun = begin(pack, crying(pack, anew, heard) if heard is not None else anew, now)
    first = next(effect for effect in begun.effects if isinstance(effect, Show))
    leave = Leave(cover_screen, by_act, fresh=first.screen, how="forgotten")
    return Decision(begun.session, begun.effects, leave=leave, counts=("left",))


def _locale_left(pack: Pack, session: Session) -> str:
    """Hers where no cover could speak her app's language."""
    here = session.locale if pack.surface.keeps else ""
    return here or _cover_locale(pack, session)


def covered(pack: Pack, session: Session, event: PersonEvent, now: float) -> Decision:
    """Under cover a known chat looks like any other; the word or the plain item opens it.

    Where nothing can be covered everything opens it, and the question about safety comes first.
    """
    if now >= session.hides_until:
        return leave(pack, session, now, by_act=True, fresh=pack.surface.keeps, heard=event)
    if _opens_arrival(session, event):
        back = msgspec.structs.replace(
            session, covered=False, hides_until=0.0, trail=(), unseen=(), inside=False
        )
        erase = (Erase(session.unseen),) if session.unseen else ()
        return shown(pack, place(pack, back, AT["arrived"]), now, erase)
    begun = opened(pack, event)
    if pack.surface.keeps and begun is None:
        begun = Session(app=event.app_locale)
    if begun is None:
        locale = _cover_locale(pack, session)
        page = cover_page(pack, event, locale, session.country)
        if isinstance(event, Pressed):
            return Decision(session, (Show(page),))
        # Deleting it now would tell whoever looks; it goes when she returns or leaves.
        unseen = (*session.unseen, event.message)[-UNSEEN:]
        session = msgspec.structs.replace(session, unseen=unseen)
        return Decision(session, (Keep(event.message), Show(page)))
    if session.locale and (isinstance(event, Said) or pack.surface.keeps):
        back = msgspec.structs.replace(
            session,
            covered=False,
            hides_until=0.0,
            blocks=(),
            trail=(),
            media=(),
            unseen=(),
            inside=False,  # Not until she says that it is safe.
        )
        back = place(pack, back, "door.back" if session.country else "door.safe")
        back = crying(pack, back, event)
        hers = () if isinstance(event, Pressed) else (event.message,)
        seen = (*session.unseen, *hers)
        return shown(pack, back, now, (Erase(seen),) if seen else ())
    erase = (Erase(session.unseen),) if session.unseen else ()
    return begin(pack, renewed(session, begun), now, (*erase, *without_trace(event)))


def _opens_arrival(session: Session, event: PersonEvent) -> bool:
    """Whether she opens the neutral message of an arrival that time had covered."""
    arrived = session.talk is not None and session.talk.stage == "arrived"
    pressed = isinstance(event, Pressed) and event.token == POSTED and event.choice == LOOK
    return arrived and pressed


def renewed(session: Session, opened: Session) -> Session:
    """A fresh session in the place of an old one; screens stay distinguishable, and a counsellor
    who was asked for is not lost.
    """
    kept = {k: v for k, v in session.answers.items() if k in OF_TALK and session.talk is not None}
    return msgspec.structs.replace(
        opened,
        token=session.token,
        has_word=session.has_word,
        talk=session.talk,
        answers={**opened.answers, **kept},
    )


def timer(pack: Pack, session: Session, name: str, now: float) -> Decision:
    """What a timer brings: the cover, or forgetting; never a message (S01)."""
    match name:
        case "idle":
            return _idle(pack, session, now)
        case "digits" if session.covered and session.digits:
            screen = Show(cover.home(_cover_locale(pack, session), pack), by_timer=True)
            return Decision(msgspec.structs.replace(session, digits=False), (screen,))
        case "forget" if session.covered:
            if now >= session.hides_until:
                return leave(pack, session, now, by_act=False)
            return Decision(session, (Schedule(FORGET, session.hides_until),))
        case _:
            return Decision(session)


def _idle(pack: Pack, session: Session, now: float) -> Decision:
    if session.covered:
        return Decision(session)
    due = session.touched + session.idle_minutes * MINUTE
    if now < due:
        return Decision(msgspec.structs.replace(session, idle_due=due), (Schedule(IDLE, due),))
    keep = session.touched + DAY - now
    return hide(pack, session, now, max(0.0, keep), (), by_timer=True)
