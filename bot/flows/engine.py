"""``decide``: what happens next in one conversation. Total and pure.

Exit comes before any other interpretation (S11), danger before everything else that is typed
(S24), then the step, then words that mean a choice anywhere, then *not understood* (S27).
"""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

import msgspec

from bot import cover
from bot.content.script import fold
from bot.decision import Decision
from bot.effects import POSTED, Button, Effect, Erase, Keep, Reveal, Show
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
from bot.flows import meant, stage
from bot.flows.answering import Answer, button_of, meant_answer, number_of, posted, understand
from bot.flows.asking import question
from bot.flows.case import (
    AT,
    CASE,
    HIDES,
    LOOK,
    SHOW,
    asked_for_phrase,
    came_back,
    do,
    followed,
    is_deed,
    is_posted,
    reads,
    said,
    showed,
    where,
)
from bot.flows.hiding import HIDDEN, covered, hide, leave, not_safe, renewed, timer
from bot.flows.model import Turn
from bot.flows.news import dropped, heard, told
from bot.flows.scene import own_behaviour, say
from bot.flows.showing import MINUTE, shown, wake
from bot.flows.steps.word import ChooseWord
from bot.flows.stranger import addressed, begin, opened, stranger, without_trace
from bot.flows.turning import go, place, turned
from bot.handoff.events import CameBack, Checked
from bot.handoff.events import Event as CaseEvent
from bot.pack.model import Pack
from bot.quick_exit import Act, recognise
from bot.session import Block, Session, Talk
from bot.text import Text
from bot.understanding.danger import NOTHING

STALE = 2 * MINUTE
"""An input older than this is not acted on as if she were still there (design, section 2)."""
BURST = 3.0
"""Texts within this many seconds of each other are one input for understanding."""
TAIL = 200
"""Characters of a burst that are kept until its next text."""
READ = 4096
"""Characters of a burst that are read."""
PASSED = frozenset({MediaKind.PHOTO, MediaKind.VOICE, MediaKind.VIDEO_NOTE})
"""What can be passed on to a counsellor, once both have agreed to that."""
MEDIA = 50
"""Most messages with media that wait for her decision."""


def decide(pack: Pack, session: Session | None, event: Event, now: float) -> Decision:
    """What this event leads to. Never raises, never silent to an act of hers."""
    match event:
        case TimerFired(name=name):
            return timer(pack, session, name, now) if session else Decision(None)
        case Told() if session is not None:
            return told(pack, session, event, now)
        case Heard() if session is not None:
            return heard(pack, session, event, now)
        case PostDropped() if session is not None:
            return dropped(session, event)
        case ScreenLost() | Refused() | PostDropped() | Told() | Heard():
            return Decision(session)
        case Said() | Started() | Pressed() | Located() | SentMedia():
            act = recognise(event, pack.exit_words)
            if session is None:
                return stranger(pack, event, act, now)
            app = event.app_locale or session.app
            session = msgspec.structs.replace(session, app=app, digits=False)
            return _followed(session, event, _known(pack, session, event, act, now))
        case _:
            assert_never(event)


def _followed(before: Session, event: PersonEvent, decision: Decision) -> Decision:
    """What her case is to hear besides; and in a talk the screen goes below what was written."""
    if decision.session is None or before.talk is None:
        return decision
    session, events = followed(before, decision.session)
    buried = reads(before) and not isinstance(event, Pressed)
    if buried or (isinstance(event, Pressed) and event.token == POSTED):
        effects = tuple(
            msgspec.structs.replace(effect, fresh=True)
            if isinstance(effect, Show) and not effect.by_timer
            else effect
            for effect in decision.effects
        )
        decision = msgspec.structs.replace(decision, effects=effects)
    return msgspec.structs.replace(decision, session=session, to_case=(*decision.to_case, *events))


def _known(
    pack: Pack, session: Session, event: PersonEvent, act: Act | None, now: float
) -> Decision:
    if act is Act.LEAVE or (act is Act.HIDE and session.covered):
        return leave(pack, session, now, by_act=True, wordless=act is Act.HIDE)
    if act is Act.DELETE:
        return leave(pack, session, now, by_act=True, fresh=True)
    unseen = not session.covered or pack.surface.keeps
    if isinstance(event, Said) and event.phrase == "duress" and unseen:
        return _duress(pack, session, event, now)
    if not isinstance(event, Pressed) and now - event.dated > STALE:
        return hide(pack, session, now, HIDDEN, (Erase((event.message,)),), by_timer=True)
    erase = (Erase((event.message,)),) if isinstance(event, Said | Located) else ()
    if act is Act.HIDE:
        return hide(pack, session, now, HIDDEN, erase)
    if session.covered:
        return covered(pack, session, event, now)
    if isinstance(event, Said) and cover.command(event.text) and not pack.surface.keeps:
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
            if event.token == POSTED and event.choice == SHOW and session.inside:
                return _revealed(pack, session, now)
            if event.token == POSTED and not session.inside:
                return _posted_outside(pack, session, event, now)
            if event.token == POSTED:
                return _answered(
                    pack, session, posted(stage.scene_of(pack, session, now), event), now, ()
                )
            if session.undrawn:
                return shown(pack, session, now)
            if event.token != stage.token_of(session):
                return _stale(pack, session, now)
            answer = _understood(pack, session, event, now)
        case Said() if _is_heard(pack, session):
            return _relayed(pack, session, event, now)
        case Said():
            return _said(pack, session, event, now)
        case SentMedia(kind=kind) if reads(session) and kind in PASSED:
            return _shown_to_counsellor(pack, session, event, now)
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


def _stale(pack: Pack, session: Session, now: float) -> Decision:
    """The button of an older screen: the present one is shown, and that it had changed."""
    said = Text("ui.stale")
    if pack.surface.keeps:  # there is no notice that vanishes by itself
        return shown(pack, session, now, notes=(said,))
    return shown(pack, session, now, alert=said)


def _understood(pack: Pack, session: Session, event: PersonEvent, now: float) -> Answer:
    scene = stage.scene_of(pack, session, now)
    return understand(scene, event, stage.numbered(scene))


def _duress(pack: Pack, session: Session, event: Said, now: float) -> Decision:
    """*I am not alone*: the cover at once, wherever she stands; the counsellor hears it (S47)."""
    live = session.talk is not None and session.talk.stage == "live" and not session.talk.away
    given: CaseEvent = Checked("duress") if live else CameBack("duress")
    return _with_first(hide(pack, session, now, HIDDEN, (Erase((event.message,)),)), (given,))


def _posted_outside(pack: Pack, session: Session, event: Pressed, now: float) -> Decision:
    """Before she said that it is safe a message of a talk leads to that question, or to numbers."""
    if event.choice == LOOK and session.talk is not None and session.talk.stage == "arrived":
        return shown(pack, place(pack, session, AT["arrived"]), now)
    if event.choice == "numbers":
        return shown(pack, go(pack, session, "numbers."), now)
    return shown(pack, session, now)


def _is_heard(pack: Pack, session: Session) -> bool:
    """Whether a counsellor reads what she types here. Where buttons may have to be typed, only on
    the screen of the talk itself: what she types beside it may be about the counsellor.
    """
    beside = pack.surface.keeps and f"{session.flow}.{session.step}" != AT["live"]
    return reads(session) and not _asks_word(pack, session) and not beside


def _asks_word(pack: Pack, session: Session) -> bool:
    return isinstance(stage.find_step(pack, session).kind, ChooseWord)


def _relayed(pack: Pack, session: Session, event: Said, now: float) -> Decision:
    """She writes to the counsellor; the phrases that they agreed on are meant for us (S47)."""
    erase = (Erase((event.message,)),)
    if pack.surface.keeps and (way := _typed_way(pack, session, event, now)) is not None:
        return way
    if event.phrase == "right":
        alone = msgspec.structs.replace(session, talk=_asks_nothing(session))
        return _with_first(shown(pack, alone, now, erase), (Checked("alone"),))
    deed = said(_acted(session, now), event)
    if pack.surface.keeps:
        deed = replace(deed, effects=erase)
    signals = pack.listener.signals(event.text)
    block: Block | None = "self_harm" if signals.self_harm else "danger" if signals.danger else None
    if block is not None:
        raised = _blocked(pack, deed.session, block, now, deed.effects)
        return _with_first(raised, deed.to_case)
    if pack.surface.keeps:
        # The screen of the talk stands above; it would come again with every sentence of hers.
        session, timer_ = wake(msgspec.structs.replace(deed.session, touched=now), now)
        return Decision(session, (*deed.effects, *timer_), to_case=deed.to_case)
    return _with_first(shown(pack, deed.session, now, deed.effects), deed.to_case)


def _typed_way(pack: Pack, session: Session, event: Said, now: float) -> Decision | None:
    """What she typed instead of pressing, while a counsellor reads what she types: to be shown what
    waits, an answer to what she was asked, or exactly what a button says. A bare number is for
    the counsellor otherwise: she may have been asked how many. So is a plain yes.
    """
    typed, number = fold(event.text), number_of(event.text)
    if session.unread and (number == 1 or _means_show(pack, session, event)):
        return _revealed(pack, session, now, (Erase((event.message,)),))
    if pack.listener.choice(event.text) == "numbers":
        return shown(pack, go(pack, session, "numbers."), now, (Erase((event.message,)),))
    talk = session.talk
    rows = question(pack, session)[0] if talk is not None and talk.asks else ()
    asked = [button.id for row in rows for button in row]
    choice = asked[number - 1] if 1 <= number <= len(asked) else ""
    scene = stage.scene_of(pack, session, now)
    buttons = stage.numbered(scene)
    for button in buttons:
        named = not is_posted(button.id) or button.id == "not_alone"
        if named and fold(_label(pack, session, button)) == typed:
            choice = button.id
    if not choice:
        return None
    pressed = Pressed(choice, stage.token_of(session), "", now, event.app_locale)
    answer = understand(scene, pressed, buttons)
    return _answered(pack, session, answer, now, (Erase((event.message,)),))


def _means_show(pack: Pack, session: Session, event: Said) -> bool:
    show = pack.catalogue.say(say(pack, session, "talk.show"), session.locale).text
    return fold(event.text) == fold(show)


def _label(pack: Pack, session: Session, button: Button) -> str:
    return pack.catalogue.say(button.label, session.locale).text


def _revealed(
    pack: Pack, session: Session, now: float, effects: tuple[Effect, ...] = ()
) -> Decision:
    """She asked for the counsellor's words: now they come."""
    if not session.unread:
        note = say(pack, session, "talk.nothing_new")
        return shown(pack, session, now, effects, notes=(note,))
    read = msgspec.structs.replace(_acted(session, now), unread=(), touched=now)
    session, timer_ = wake(read, now)
    return Decision(session, (*effects, Reveal(CASE), *timer_))


def _shown_to_counsellor(pack: Pack, session: Session, event: SentMedia, now: float) -> Decision:
    deed = showed(_acted(session, now), event)
    if pack.surface.keeps:
        # Its copy is needed until the counsellor has it, and no longer than the talk.
        deed = replace(deed, effects=(Keep(event.message, group=CASE),))
    session, timer_ = wake(msgspec.structs.replace(deed.session, touched=now), now)
    return Decision(session, (*deed.effects, *timer_), to_case=deed.to_case)


def _acted(session: Session, now: float) -> Session:
    talk = session.talk
    if talk is None:
        return session
    return msgspec.structs.replace(session, talk=msgspec.structs.replace(talk, acted=now))


def _asks_nothing(session: Session) -> Talk | None:
    talk = session.talk
    return msgspec.structs.replace(talk, asks="") if talk is not None else None


def _with_first(decision: Decision, events: tuple[CaseEvent, ...]) -> Decision:
    return msgspec.structs.replace(decision, to_case=(*events, *decision.to_case))


def _said(pack: Pack, session: Session, event: Said, now: float) -> Decision:
    erase = (Erase((event.message,)),)
    burst = now - session.tail_at <= BURST
    joined = f"{session.tail} {event.text}"[-READ:] if burst else event.text
    scene = stage.scene_of(pack, session, now)
    # What a button says was chosen, not told: "I do not want to say" is no cry for help.
    picked = button_of(scene, event, stage.numbered(scene))
    heard = pack.listener.hear(joined)
    signals = NOTHING if picked else heard.signals
    seen = msgspec.structs.replace(session, tail="", tail_at=now)
    quiet = msgspec.structs.replace(seen, meant=(), speaks="")
    quiet = quiet if picked else addressed(pack, quiet, joined)

    def answered(answer: Answer) -> Decision:
        return _answered(pack, quiet, replace(answer, speaks=quiet.speaks), now, erase)

    if not picked and heard.threatens:
        at_door = Answer(goto="own_behaviour." if session.inside else "numbers.")
        if not signals.self_harm:
            return answered(at_door)
        # The numbers above that door: she or he wants to die as well.
        quiet = _raised(quiet, "self_harm")
        decision = answered(at_door)
        return msgspec.structs.replace(decision, counts=(*decision.counts, "block.self_harm"))
    if signals.self_harm:
        return _blocked(pack, quiet, "self_harm", now, erase)
    if signals.danger and own_behaviour(session):
        return answered(Answer(goto="numbers."))
    if signals.danger:
        asked = meant.beside(scene, heard.guess)
        return _blocked(pack, msgspec.structs.replace(quiet, meant=asked), "danger", now, erase)
    if quiet.unread and quiet.inside and _means_show(pack, quiet, event):
        return _revealed(pack, quiet, now, erase)
    if quiet.undrawn:
        return shown(pack, quiet, now, erase)
    answer = _understood(pack, seen, event, now)
    if answer.understood:
        return answered(answer)
    if pack.surface.keeps and f"{quiet.flow}.{quiet.step}" == AT["waiting"]:
        # Nothing can be changed there by itself: any word asks how it stands now.
        return shown(pack, quiet, now, erase)
    if asked_for_phrase(quiet):
        return _phrase(pack, quiet, event, now, erase)
    guess = heard.guess
    sure = meant_answer(scene, guess.intent) if guess.is_sure else None
    if sure is not None and not (burst and session.block_open):
        return answered(sure)
    tail = msgspec.structs.replace(quiet, tail=fold(joined)[-TAIL:])
    if burst and session.tail_at:
        session, pending = wake(msgspec.structs.replace(seen, tail=tail.tail, touched=now), now)
        return Decision(session, (*erase, *pending))
    likely = meant.suggested(scene, guess)
    return _missed(pack, msgspec.structs.replace(tail, meant=likely), now, erase)


def _phrase(
    pack: Pack, session: Session, event: Said, now: float, erase: tuple[Effect, ...]
) -> Decision:
    """What she gave for the phrase: on a mismatch she sees the cover, and staff a warning (S47)."""
    deed = came_back(session, event.phrase or "wrong")
    if deed.goto:
        back = place(pack, _acted(deed.session, now), deed.goto)
        return _with_first(shown(pack, back, now, erase), deed.to_case)
    hiding = hide(pack, deed.session, now, HIDDEN, erase)
    return msgspec.structs.replace(hiding, to_case=deed.to_case)


def _blocked(
    pack: Pack, session: Session, block: Block, now: float, effects: tuple[Effect, ...]
) -> Decision:
    return shown(pack, _raised(session, block), now, effects, counts=(f"block.{block}",))


def _raised(session: Session, block: Block) -> Session:
    """With ``block`` above whatever comes next."""
    others = tuple(other for other in session.blocks if other != block)
    session = msgspec.structs.replace(session, blocks=(*others, block), misses=0)
    return msgspec.structs.replace(session, block_at=session.token + 1)


def _missed(pack: Pack, session: Session, now: float, effects: tuple[Effect, ...]) -> Decision:
    """Not understood: say so; the second time with the menu, a person and a number (S27)."""
    session = msgspec.structs.replace(session, misses=session.misses + 1)
    again = session.misses >= stage.MISSES and session.inside
    note = say(pack, session, "ui.not_understood_again" if again else "ui.not_understood")
    return shown(pack, session, now, effects, notes=(note,))


def _media(pack: Pack, session: Session, event: SentMedia, now: float) -> Decision:
    if event.kind is MediaKind.LIVE_LOCATION:
        note = say(pack, session, "media.live_location")
        return shown(pack, session, now, (Erase((event.message,)),), notes=(note,))
    if pack.surface.keeps:
        note = say(pack, session, "media.unread")
        return shown(pack, session, now, (Erase((event.message,)),), notes=(note,))
    session = msgspec.structs.replace(session, media=(*session.media, event.message)[-MEDIA:])
    note = say(pack, session, "media.ask")
    return shown(pack, session, now, (Keep(event.message),), notes=(note,))


def _answered(
    pack: Pack, session: Session, answer: Answer, now: float, effects: tuple[Effect, ...]
) -> Decision:
    """Carry out an answer: deeds first, then where it leads."""
    if is_deed(answer.does):
        return _done(pack, session, answer, now, effects)
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
    turn = answer.turn or Turn()
    after = turned(pack, session, answer)
    if after.inside and not session.inside and after.talk is not None:
        return _returned(pack, after, now, effects)
    effects = (*effects, *turn.extras)
    decision = shown(pack, after, now, effects, notes=notes, word=turn.word, counts=turn.counts)
    if not (turn.phrase or turn.duress):
        return decision
    return msgspec.structs.replace(decision, phrase=turn.phrase, duress=turn.duress)


def _returned(pack: Pack, session: Session, now: float, effects: tuple[Effect, ...]) -> Decision:
    """She is back and safe, and a counsellor was asked for: she goes on there."""
    session = msgspec.structs.replace(session, trail=())
    talk = session.talk
    if talk is None or not talk.away or talk.has_phrase:
        return shown(pack, place(pack, session, where(session)), now, effects)
    deed = came_back(_acted(session, now), "none")
    back = place(pack, deed.session, deed.goto)
    return _with_first(shown(pack, back, now, effects), deed.to_case)


def _done(
    pack: Pack, session: Session, answer: Answer, now: float, effects: tuple[Effect, ...]
) -> Decision:
    """Carry out what she did to her case."""
    deed = do(pack, _acted(turned(pack, session, Answer(set=answer.set)), now), answer.does)
    after, effects = deed.session, (*effects, *deed.effects)
    if answer.does == "open":
        # She answered that it is safe.
        after = msgspec.structs.replace(after, inside=True)
    if answer.does in HIDES and deed.to_case:
        decision = hide(pack, after, now, HIDDEN, effects)
    else:
        # Where her case leads there is no way back into what was before it.
        after = msgspec.structs.replace(after, trail=())
        decision = shown(pack, place(pack, after, deed.goto) if deed.goto else after, now, effects)
    counts = ("case.asked",) if deed.begins is not None else ()
    decision = _with_first(decision, deed.to_case)
    return msgspec.structs.replace(decision, begins=deed.begins, counts=counts)
