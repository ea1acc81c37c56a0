"""``decide``: what happens next in one conversation. Total and pure.

Exit comes before any other interpretation (S11), danger before everything else that is typed
(S24), then the step, then words that mean a choice anywhere, then *not understood* (S27).
"""

from __future__ import annotations

from typing import assert_never

import msgspec

from bot import cover
from bot.content.script import fold
from bot.decision import Decision, Leave
from bot.effects import Button, Effect, Erase, Keep, Schedule, Screen, Show
from bot.events import (
    Event,
    Located,
    MediaKind,
    PersonEvent,
    Pressed,
    Refused,
    Said,
    ScreenLost,
    SentMedia,
    Started,
    TimerFired,
)
from bot.flows import stage
from bot.flows.answering import Answer, understand
from bot.flows.card import card_of
from bot.flows.model import BACK
from bot.flows.scene import own_behaviour, say
from bot.pack.model import Pack
from bot.quick_exit import Act, recognise
from bot.session import Session
from bot.text import Text
from bot.understanding.danger import recognise as recognise_danger

MINUTE = 60.0
DAY = 86_400.0
STALE = 2 * MINUTE
"""An input older than this is not acted on as if she were still there (design, section 2)."""
HIDDEN = 15 * MINUTE
"""How long a hidden session is kept after a key or a guess."""
DIGITS_STAY = 60.0
"""How long the bare digits of *not safe* stand above the cover."""
BURST = 3.0
"""Texts within this many seconds of each other are one input for understanding."""
TAIL = 200
IDLE, FORGET, DIGITS = "idle", "forget", "digits"


def decide(pack: Pack, session: Session | None, event: Event, now: float) -> Decision:
    """What this event leads to. Never raises, never silent to an act of hers."""
    match event:
        case TimerFired(name=name):
            return _timer(pack, session, name, now) if session else Decision(None)
        case ScreenLost() | Refused():
            return Decision(session)
        case Said() | Started() | Pressed() | Located() | SentMedia():
            act = recognise(event, pack.exit_words)
            if session is None:
                return _stranger(pack, event, act, now)
            app = event.app_locale or session.app
            session = msgspec.structs.replace(session, app=app, digits=False)
            return _known(pack, session, event, act, now)
        case _:
            assert_never(event)


# --- a chat that we do not know: the cover, always ---------------------------------------------


def _stranger(pack: Pack, event: PersonEvent, act: Act | None, now: float) -> Decision:
    locale = pack.cover_locale(event.app_locale)
    opened = None if act else _opened(pack, event)
    if opened is None and pack.door and act is None:
        opened = Session(first_locale=locale, app=event.app_locale)
    if opened is not None:
        return _begin(pack, opened, now, _without_trace(event))
    return Decision(None, (Show(_cover_page(pack, event, locale, "")),))


def _without_trace(event: PersonEvent) -> tuple[Effect, ...]:
    """The word or the card that opened the door does not stay in the chat."""
    return (Erase((event.message,)),) if isinstance(event, Said | Started) else ()


def _opened(pack: Pack, event: PersonEvent) -> Session | None:
    """A new session if this opens the door: a card, the opening word, or the plain item."""
    locale = pack.cover_locale(event.app_locale)
    match event:
        case Started(payload=payload):
            found = card_of(payload, pack.locales)
            if found is None:
                return None
            first, country = found
            return Session(first_locale=first, first_country=country, app=event.app_locale)
        case Said(text=said) if fold(said) in pack.opening_words:
            return Session(first_locale=locale, app=event.app_locale)
        case Pressed(choice=cover.OTHER):
            return Session(first_locale=locale, app=event.app_locale)
        case _:
            return None


def _begin(pack: Pack, session: Session, now: float, effects: tuple[Effect, ...] = ()) -> Decision:
    flow = pack.flows[stage.DOOR]
    session = msgspec.structs.replace(
        session, flow=flow.id, version=flow.version, step=flow.start, touched=now
    )
    session, shown = stage.show(pack, session, now)
    session, timer = _wake(session, now)
    return Decision(session, (*effects, shown, *timer), counts=("opened",))


def _cover_page(pack: Pack, event: PersonEvent, locale: str, country: str) -> Screen:
    match event:
        case Pressed(choice=choice) if choice.startswith(cover.PREFIX):
            return cover.page(choice, locale, pack, country)
        case Said(text=said):
            signals = recognise_danger(said, tuple(pack.words.values()))
            if signals.danger or signals.self_harm:
                return cover.useful(locale, pack, country)
            return cover.reply(locale, pack)
        case _:
            return cover.home(locale, pack)


# --- a conversation ----------------------------------------------------------------------------


def _known(
    pack: Pack, session: Session, event: PersonEvent, act: Act | None, now: float
) -> Decision:
    if act is Act.LEAVE or (act is Act.HIDE and session.covered):
        return _leave(pack, session, now, by_act=True)
    if act is Act.DELETE:
        return _leave(pack, session, now, by_act=True, fresh=True)
    if not isinstance(event, Pressed) and now - event.dated > STALE:
        return _hide(pack, session, now, HIDDEN, (Erase((event.message,)),), by_timer=True)
    erase = (Erase((event.message,)),) if isinstance(event, Said | Located) else ()
    if act is Act.HIDE:
        return _hide(pack, session, now, HIDDEN, erase)
    if session.covered:
        return _covered(pack, session, event, now)
    if isinstance(event, Started):
        opened = _opened(pack, event)
        if opened is None:
            return _hide(pack, session, now, HIDDEN, ())
        return _begin(pack, _renewed(session, opened), now, _without_trace(event))
    return _inside(pack, session, event, now)


def _inside(pack: Pack, session: Session, event: PersonEvent, now: float) -> Decision:
    match event:
        case Pressed():
            if event.token != stage.token_of(session):
                return _shown(pack, session, now, alert=Text("ui.stale"))
            answer = understand(stage.scene_of(pack, session, now), event)
        case Said():
            return _said(pack, session, event, now)
        case SentMedia():
            return _media(pack, session, event, now)
        case Located():
            scene = stage.scene_of(pack, session, now)
            turn = scene.step.kind.answer(scene, event)
            answer = Answer(turn=turn) if turn else Answer(note=scene.text("ui.pin_unasked"))
            return _answered(pack, session, answer, now, (Erase((event.message,)),))
        case _:
            answer = Answer()
    return _answered(pack, session, answer, now, ())


def _said(pack: Pack, session: Session, event: Said, now: float) -> Decision:
    erase = (Erase((event.message,)),)
    burst = now - session.tail_at <= BURST
    joined = f"{session.tail} {event.text}"[-4096:] if burst else event.text
    signals = recognise_danger(joined, tuple(pack.words.values()))
    quiet = msgspec.structs.replace(session, tail="", tail_at=now)
    if signals.threat_to_other and not signals.danger:
        goto = "own_behaviour." if session.inside else "numbers."
        return _answered(pack, quiet, Answer(goto=goto), now, erase)
    own = own_behaviour(session)
    if signals.self_harm:
        return _blocked(pack, quiet, "self_harm", now, erase)
    if signals.danger and not own:
        return _blocked(pack, quiet, "danger", now, erase)
    scene = stage.scene_of(pack, quiet, now)
    answer = understand(scene, event)
    if answer.understood:
        return _answered(pack, quiet, answer, now, erase)
    tail = msgspec.structs.replace(quiet, tail=fold(joined)[-TAIL:])
    if burst and session.tail_at:
        session, timer = _wake(_touch(tail, now), now)
        return Decision(session, (*erase, *timer))
    return _missed(pack, tail, now, erase)


def _blocked(
    pack: Pack, session: Session, block: str, now: float, effects: tuple[Effect, ...]
) -> Decision:
    session = msgspec.structs.replace(session, block=block, misses=0)
    return _shown(pack, session, now, effects, counts=(f"block.{block}",))


def _missed(pack: Pack, session: Session, now: float, effects: tuple[Effect, ...]) -> Decision:
    """Not understood: say so; the second time with the menu, a person and a number (S27)."""
    session = msgspec.structs.replace(session, misses=session.misses + 1)
    again = session.misses > 1
    note = say(pack, session, "ui.not_understood_again" if again else "ui.not_understood")
    extra: tuple[tuple[Button, ...], ...] = ()
    if again and session.inside:
        scene = stage.scene_of(pack, session, now)
        extra = ((scene.button("menu", "ui.menu"), scene.button("person", "ui.person")),)
    session, shown = stage.show(pack, session, now, notes=(note,), extra=extra)
    session, timer = _wake(_touch(session, now), now)
    return Decision(session, (*effects, shown, *timer))


def _media(pack: Pack, session: Session, event: SentMedia, now: float) -> Decision:
    if event.kind is MediaKind.LIVE_LOCATION:
        note = say(pack, session, "media.live_location")
        return _shown(pack, session, now, (Erase((event.message,)),), notes=(note,))
    session = msgspec.structs.replace(session, media=(*session.media, event.message)[-50:])
    note = say(pack, session, "media.ask")
    return _shown(pack, session, now, (Keep(event.message),), notes=(note,))


def _answered(
    pack: Pack, session: Session, answer: Answer, now: float, effects: tuple[Effect, ...]
) -> Decision:
    """Carry out an answer: deeds first, then where it leads."""
    match answer.does:
        case "not_safe":
            return _not_safe(pack, session, now, effects)
        case "hide":
            return _hide(pack, session, now, HIDDEN, effects)
        case "leave":
            return _leave(pack, session, now, by_act=True)
        case "media_delete":
            effects = (*effects, Erase(session.media)) if session.media else effects
            session = msgspec.structs.replace(session, media=())
        case "media_keep":
            session = msgspec.structs.replace(session, media=())
        case "block_no":
            session = msgspec.structs.replace(session, block="")
        case _:
            pass
    turned = _turn(pack, session, answer)
    notes = (answer.note,) if answer.note else ()
    word = answer.turn.word if answer.turn else ""
    return _shown(pack, turned, now, effects, notes=notes, word=word)


def _turn(pack: Pack, session: Session, answer: Answer) -> Session:
    """The session after a goto, with what was answered."""
    turn = answer.turn
    goto = answer.goto or (turn.goto if turn else "")
    answers = {**session.answers, **answer.set, **(turn.answers if turn else {})}
    idle = answers.pop("idle", "")
    page = turn.page if turn else (0 if goto else session.page)
    session = msgspec.structs.replace(
        session,
        answers={name: value for name, value in answers.items() if value},
        page=page,
        misses=0,
        idle_minutes=int(idle) if idle in ("2", "5", "15") else session.idle_minutes,
        has_word=session.has_word or bool(turn and turn.word),
    )
    if turn and turn.locale:
        session = msgspec.structs.replace(session, locale=turn.locale)
    if turn and turn.country:
        moved = bool(session.country) and turn.country != session.country
        # A town of another country means nothing here.
        kept = {k: v for k, v in session.answers.items() if not moved or k in ("role", "age")}
        session = msgspec.structs.replace(session, country=turn.country, inside=True, answers=kept)
    return _go(pack, session, goto) if goto else session


def _go(pack: Pack, session: Session, goto: str) -> Session:
    menu = stage.menu_of(pack, session)
    here = f"{session.flow}.{session.step}"
    if goto == BACK and session.trail:
        *rest, before = session.trail
        session = msgspec.structs.replace(session, trail=tuple(rest))
        return _place(pack, session, before)
    if goto == BACK:
        goto = menu if session.inside else f"{stage.DOOR}."
    flow, step = stage.target_of(pack, menu if goto == ".".join(stage.MENU) else goto, session.flow)
    there = f"{flow}.{step}"
    trail = session.trail
    if there == menu:
        trail = ()
    elif there != here and (session.flow != stage.DOOR or flow in ASIDE):
        trail = (*trail, here)[-TRAIL:]
    return _place(pack, msgspec.structs.replace(session, trail=trail), there)


ASIDE = frozenset({"numbers", "language"})
"""Flows that she returns from, also at the door."""
TRAIL = 12
"""How many steps *back* remembers."""


def _place(pack: Pack, session: Session, name: str) -> Session:
    """The session standing on a step, past those that she has answered already."""
    for _ in range(LIMIT):
        flow, step = stage.target_of(pack, name, session.flow)
        session = msgspec.structs.replace(
            session, flow=flow, step=step, version=pack.flows[flow].version, page=0
        )
        known = stage.find_step(pack, session).known
        onward = next((to for answer, to in known.items() if session.answers.get(answer)), "")
        if not onward:
            return session
        name = onward if "." in onward else f"{flow}.{onward}"
    return session


LIMIT = 16
"""Most steps that one decision may pass through (a flow that loops ends here)."""


def _shown(
    pack: Pack,
    session: Session,
    now: float,
    effects: tuple[Effect, ...] = (),
    *,
    notes: tuple[Text, ...] = (),
    alert: Text | None = None,
    word: str = "",
    counts: tuple[str, ...] = (),
) -> Decision:
    session, shown = stage.show(pack, _touch(session, now), now, notes=notes)
    session, timer = _wake(session, now)
    return Decision(session, (*effects, shown, *timer), alert=alert, word=word, counts=counts)


# --- hiding, leaving, time ---------------------------------------------------------------------


def _touch(session: Session, now: float) -> Session:
    return msgspec.structs.replace(session, touched=now)


def _wake(session: Session, now: float) -> tuple[Session, tuple[Effect, ...]]:
    """The idle timer, scheduled only when none is pending earlier (it re-arms itself)."""
    due = now + session.idle_minutes * MINUTE
    if now < session.idle_due <= due:
        return session, ()
    return msgspec.structs.replace(session, idle_due=due), (Schedule(IDLE, due),)


def _hide(
    pack: Pack,
    session: Session,
    now: float,
    keep: float,
    effects: tuple[Effect, ...],
    *,
    by_timer: bool = False,
) -> Decision:
    """The screen becomes the cover; the session waits ``keep`` seconds, then it is a leave."""
    until = now + keep
    session = msgspec.structs.replace(
        session, covered=True, hides_until=until, idle_due=0.0, tail="", misses=0
    )
    shown = Show(cover.home(_cover_locale(pack, session), pack), by_timer=by_timer)
    return Decision(session, (*effects, shown, Schedule(FORGET, until)))


def _cover_locale(pack: Pack, session: Session) -> str:
    return pack.cover_locale(session.app)


def _not_safe(pack: Pack, session: Session, now: float, effects: tuple[Effect, ...]) -> Decision:
    """Bare digits, then the cover (S03); with her next input or after a minute the line goes."""
    until = now + HIDDEN
    country = session.country or session.first_country or "any"
    shown = Show(cover.home(_cover_locale(pack, session), pack, digits=country))
    session = msgspec.structs.replace(
        session, covered=True, hides_until=until, idle_due=0.0, digits=True
    )
    timers = (Schedule(DIGITS, now + DIGITS_STAY), Schedule(FORGET, until))
    return Decision(session, (*effects, shown, *timers))


def _leave(
    pack: Pack, session: Session, now: float, *, by_act: bool, fresh: bool = False
) -> Decision:
    """Everything is forgotten; ``fresh``: a new conversation begins at the door (``/delete``)."""
    cover_screen = cover.home(_cover_locale(pack, session), pack)
    if not fresh:
        return Decision(None, leave=Leave(cover_screen, by_act), counts=("left",))
    begun = _begin(pack, Session(first_locale=session.locale, app=session.app), now)
    shown = next(effect for effect in begun.effects if isinstance(effect, Show))
    leave = Leave(cover_screen, by_act, fresh=shown.screen)
    return Decision(begun.session, begun.effects, leave=leave, counts=("left",))


def _covered(pack: Pack, session: Session, event: PersonEvent, now: float) -> Decision:
    """Under cover a known chat looks like any other; the word or the plain item opens it."""
    if now >= session.hides_until:
        return _leave(pack, session, now, by_act=True)
    opened = _opened(pack, event)
    if opened is None:
        locale = _cover_locale(pack, session)
        page = _cover_page(pack, event, locale, session.country)
        return Decision(session, (Show(page),))
    if isinstance(event, Said) and session.locale:
        back = msgspec.structs.replace(
            session, covered=False, hides_until=0.0, block="", trail=(), media=()
        )
        back = _place(pack, back, "door.back" if session.inside else "door.safe")
        return _shown(pack, back, now, (Erase((event.message,)),))
    return _begin(pack, _renewed(session, opened), now, _without_trace(event))


def _renewed(session: Session, opened: Session) -> Session:
    """A fresh session in the place of an old one; screens stay distinguishable."""
    return msgspec.structs.replace(opened, token=session.token, has_word=session.has_word)


def _timer(pack: Pack, session: Session, name: str, now: float) -> Decision:
    match name:
        case "idle":
            return _idle(pack, session, now)
        case "digits" if session.covered and session.digits:
            shown = Show(cover.home(_cover_locale(pack, session), pack), by_timer=True)
            return Decision(msgspec.structs.replace(session, digits=False), (shown,))
        case "forget" if session.covered:
            if now >= session.hides_until:
                return _leave(pack, session, now, by_act=False)
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
    return _hide(pack, session, now, max(0.0, keep), (), by_timer=True)
