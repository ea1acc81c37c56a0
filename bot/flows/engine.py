"""``decide``: what happens next in one conversation. Total and pure.

Exit comes before any other interpretation (S11), danger before everything else that is typed
(S24), then the step, then words that mean a choice anywhere, then *not understood* (S27).
"""

from __future__ import annotations

from typing import assert_never

import msgspec

from bot import cover
from bot.content.script import fold
from bot.decision import Decision
from bot.effects import Button, Effect, Erase, Keep
from bot.events import (
    Event,
    Heard,
    Located,
    MediaKind,
    PersonEvent,
    PostDropped,
    Pressed,
    Refused,
    Said,
    ScreenLost,
    SentMedia,
    Started,
    TimerFired,
    Told,
)
from bot.flows import stage
from bot.flows.answering import Answer, understand
from bot.flows.hiding import HIDDEN, covered, hide, leave, not_safe, renewed, timer
from bot.flows.scene import own_behaviour, say
from bot.flows.showing import MINUTE, shown, wake
from bot.flows.stranger import begin, opened, stranger, without_trace
from bot.flows.turning import turned
from bot.pack.model import Pack
from bot.quick_exit import Act, recognise
from bot.session import Block, Session
from bot.text import Text
from bot.understanding.danger import recognise as recognise_danger

STALE = 2 * MINUTE
"""An input older than this is not acted on as if she were still there (design, section 2)."""
BURST = 3.0
"""Texts within this many seconds of each other are one input for understanding."""
TAIL = 200
"""Characters of a burst that are kept until its next text."""
READ = 4096
"""Characters of a burst that are read."""
MEDIA = 50
"""Most messages with media that wait for her decision."""


def decide(pack: Pack, session: Session | None, event: Event, now: float) -> Decision:
    """What this event leads to. Never raises, never silent to an act of hers."""
    match event:
        case TimerFired(name=name):
            return timer(pack, session, name, now) if session else Decision(None)
        case ScreenLost() | Refused() | PostDropped() | Told() | Heard():
            return Decision(session)
        case Said() | Started() | Pressed() | Located() | SentMedia():
            act = recognise(event, pack.exit_words)
            if session is None:
                return stranger(pack, event, act, now)
            app = event.app_locale or session.app
            session = msgspec.structs.replace(session, app=app, digits=False, block_open=False)
            return _known(pack, session, event, act, now)
        case _:
            assert_never(event)


def _known(
    pack: Pack, session: Session, event: PersonEvent, act: Act | None, now: float
) -> Decision:
    if act is Act.LEAVE or (act is Act.HIDE and session.covered):
        return leave(pack, session, now, by_act=True)
    if act is Act.DELETE:
        return leave(pack, session, now, by_act=True, fresh=True)
    if not isinstance(event, Pressed) and now - event.dated > STALE:
        return hide(pack, session, now, HIDDEN, (Erase((event.message,)),), by_timer=True)
    erase = (Erase((event.message,)),) if isinstance(event, Said | Located) else ()
    if act is Act.HIDE:
        return hide(pack, session, now, HIDDEN, erase)
    if session.covered:
        return covered(pack, session, event, now)
    if isinstance(event, Said) and cover.command(event.text):
        # Somebody tries what the list of commands offers: the book, as anybody else would see.
        return hide(pack, session, now, HIDDEN, erase)
    if isinstance(event, Started):
        begun = opened(pack, event)
        if begun is None:
            return hide(pack, session, now, HIDDEN, (Keep(event.message),))
        return begin(pack, renewed(session, begun), now, without_trace(event))
    return _inside(pack, session, event, now)


def _inside(pack: Pack, session: Session, event: PersonEvent, now: float) -> Decision:
    match event:
        case Pressed():
            if event.token != stage.token_of(session):
                return shown(pack, session, now, alert=Text("ui.stale"))
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
    joined = f"{session.tail} {event.text}"[-READ:] if burst else event.text
    signals = recognise_danger(joined, tuple(pack.words.values()))
    quiet = msgspec.structs.replace(session, tail="", tail_at=now)
    if signals.threat_to_other and not signals.danger:
        goto = "own_behaviour." if session.inside else "numbers."
        return _answered(pack, quiet, Answer(goto=goto), now, erase)
    if signals.self_harm:
        return _blocked(pack, quiet, "self_harm", now, erase)
    if signals.danger and own_behaviour(session):
        return _answered(pack, quiet, Answer(goto="numbers."), now, erase)
    if signals.danger:
        return _blocked(pack, quiet, "danger", now, erase)
    scene = stage.scene_of(pack, quiet, now)
    answer = understand(scene, event)
    if answer.understood:
        return _answered(pack, quiet, answer, now, erase)
    tail = msgspec.structs.replace(quiet, tail=fold(joined)[-TAIL:])
    if burst and session.tail_at:
        session, pending = wake(msgspec.structs.replace(tail, touched=now), now)
        return Decision(session, (*erase, *pending))
    return _missed(pack, tail, now, erase)


def _blocked(
    pack: Pack, session: Session, block: Block, now: float, effects: tuple[Effect, ...]
) -> Decision:
    others = tuple(other for other in session.blocks if other != block)
    session = msgspec.structs.replace(session, blocks=(*others, block), block_open=True, misses=0)
    return shown(pack, session, now, effects, counts=(f"block.{block}",))


def _missed(pack: Pack, session: Session, now: float, effects: tuple[Effect, ...]) -> Decision:
    """Not understood: say so; the second time with the menu, a person and a number (S27)."""
    session = msgspec.structs.replace(session, misses=session.misses + 1)
    again = session.misses > 1 and session.inside
    note = say(pack, session, "ui.not_understood_again" if again else "ui.not_understood")
    extra: tuple[tuple[Button, ...], ...] = ()
    if again:
        scene = stage.scene_of(pack, session, now)
        extra = ((scene.button("menu", "ui.menu"), scene.button("person", "ui.person")),)
    return shown(pack, session, now, effects, notes=(note,), extra=extra)


def _media(pack: Pack, session: Session, event: SentMedia, now: float) -> Decision:
    if event.kind is MediaKind.LIVE_LOCATION:
        note = say(pack, session, "media.live_location")
        return shown(pack, session, now, (Erase((event.message,)),), notes=(note,))
    session = msgspec.structs.replace(session, media=(*session.media, event.message)[-MEDIA:])
    note = say(pack, session, "media.ask")
    return shown(pack, session, now, (Keep(event.message),), notes=(note,))


def _answered(
    pack: Pack, session: Session, answer: Answer, now: float, effects: tuple[Effect, ...]
) -> Decision:
    """Carry out an answer: deeds first, then where it leads."""
    match answer.does:
        case "not_safe":
            return not_safe(pack, session, now, effects)
        case "hide":
            return hide(pack, session, now, HIDDEN, effects)
        case "leave":
            return leave(pack, session, now, by_act=True)
        case "media_delete":
            effects = (*effects, Erase(session.media)) if session.media else effects
            session = msgspec.structs.replace(session, media=())
        case "media_keep":
            session = msgspec.structs.replace(session, media=())
        case "block_no" | "block_no_self_harm":
            kept = tuple(b for b in session.blocks if b != stage.DISMISS[answer.does])
            session = msgspec.structs.replace(session, blocks=kept)
        case _:
            pass
    notes = (answer.note,) if answer.note else ()
    word = answer.turn.word if answer.turn else ""
    effects = (*effects, *answer.turn.extras) if answer.turn else effects
    return shown(pack, turned(pack, session, answer), now, effects, notes=notes, word=word)
