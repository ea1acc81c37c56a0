"""A small ``decide`` and rendering for the tests of the shell: no flows, no content.

A stranger gets the cover. ``open`` opens the door; whatever is typed then is deleted and leads to
the next screen, whose text is ``secret <n>``. ``pin`` shows a place, ``where`` puts a key under
her text field, ``pass W`` passes ``W`` on as a message that stays, ``amend W`` changes it,
``take W`` takes it back, ``withdraw`` takes all of them away, ``drop`` deletes her media,
``word W`` chooses an exit word and ``no word`` forgets it, ``/delete`` begins anew, ``x`` hides
and ``leave`` leaves.
"""

from __future__ import annotations

import msgspec

from bot.channels.base import Capabilities, MapPin, Message, MessageButton, PositionKeyboard
from bot.decision import Decision, Leave
from bot.effects import (
    AskPosition,
    Button,
    Effect,
    Erase,
    Keep,
    Pin,
    Post,
    Schedule,
    Screen,
    Show,
    TakeBack,
    Tone,
    Withdraw,
)
from bot.events import (
    Event,
    Located,
    PostDropped,
    Pressed,
    Refused,
    Said,
    ScreenLost,
    SentMedia,
    Started,
    TimerFired,
)
from bot.quick_exit import Act, ExitWords, recognise
from bot.session import Session
from bot.shell.rendering import Rendering
from bot.text import Text, text

WORDS = ExitWords(
    leave=frozenset({"leave", "кету"}),
    hide=frozenset({"he comes"}),
    keys=frozenset({"x", ".", "хх"}),
)
IDLE_SECONDS = 300.0
TALK = "talk"
"""The group of the words that are passed on."""
FORGET_SECONDS = 24 * 3600.0


def fold(typed: str) -> str:
    return " ".join(typed.casefold().split())


def cover(note: str = "cover") -> Screen:
    rows = ((Button("other", Text("other")),),)
    return Screen(locale="ru", paragraphs=(Text(note),), rows=rows, tone=Tone.COVER)


def secret(session: Session) -> Screen:
    token = str(session.token)
    rows = ((Button("next", Text("next")), Button("exit", Text("exit"))),)
    shown = (text("secret", n=session.token),)
    return Screen(locale="kk", paragraphs=shown, rows=rows, token=token, step="test.secret")


def post(words: str, *, amends: bool = False) -> Post:
    said = f"secret amended {words}" if amends else f"secret words {words}"
    return Post(Text("somebody"), "kk", said, origin=words, group=TALK, amends=amends)


def decide(session: Session | None, event: Event, now: float) -> Decision:
    act = (
        None
        if isinstance(event, TimerFired | ScreenLost | Refused | PostDropped)
        else recognise(event, WORDS, fold)
    )
    if session is None:
        return _stranger(event, act, now)
    match event:
        case TimerFired(name="idle"):
            hidden = msgspec.structs.replace(session, covered=True)
            return Decision(hidden, (Show(cover(), by_timer=True), Withdraw(TALK)))
        case TimerFired(name="forget"):
            return Decision(None, leave=Leave(cover(), by_act=False))
        case TimerFired():
            return Decision(session)
        case PostDropped():
            return Decision(session, counts=("dropped",))
        case ScreenLost() | Refused():
            return Decision(session, (Show(cover("lost"), by_timer=True),), counts=("failed",))
    if act in (Act.LEAVE, Act.DELETE) or (act is Act.HIDE and session.covered):
        fresh = cover("fresh") if act is Act.DELETE else None
        return Decision(None, leave=Leave(cover(), by_act=True, fresh=fresh), counts=("left",))
    if act is Act.HIDE:
        hidden = msgspec.structs.replace(session, covered=True)
        return Decision(hidden, (*_erase(event), Show(cover()), Withdraw(TALK)))
    return _known(session, event, now)


def _stranger(event: Event, act: Act | None, now: float) -> Decision:
    opens = isinstance(event, Said) and event.text == "open"
    if not act and (opens or (isinstance(event, Pressed) and event.choice == "other")):
        return _known(Session(locale="kk"), event, now)
    return Decision(None, (Show(cover(), fresh=isinstance(event, Said)),))


def _known(session: Session, event: Event, now: float) -> Decision:
    session = msgspec.structs.replace(session, token=session.token + 1, touched=now, covered=False)
    timers = (Schedule("idle", now + IDLE_SECONDS), Schedule("forget", now + FORGET_SECONDS))
    effects: tuple[Effect, ...] = (*_erase(event), Show(secret(session)), *timers)
    match event:
        case Said(text="pin"):
            effects = (*effects, Pin(43.2, 76.9, Text("place"), "kk"))
        case Said(text="where"):
            effects = (*effects, AskPosition(Text("key below"), Text("key"), "kk"))
        case Said(text=said) if said.startswith("pass "):
            effects = (*effects, post(said.removeprefix("pass ")))
        case Said(text=said) if said.startswith("amend "):
            effects = (*effects, post(said.removeprefix("amend "), amends=True))
        case Said(text=said) if said.startswith("take "):
            effects = (*effects, TakeBack(said.removeprefix("take "), TALK))
        case Said(text="withdraw"):
            effects = (*effects, Withdraw(TALK))
        case Said(text=said) if said.startswith("word "):
            session = msgspec.structs.replace(session, has_word=True)
            return Decision(session, effects, word=fold(said.removeprefix("word ")))
        case Said(text="boom"):
            raise ValueError("a bug of the core")
        case Said(text="fresh"):
            effects = (*_erase(event), Show(secret(session), fresh=True), *timers)
        case SentMedia(message=message):
            session = msgspec.structs.replace(session, media=(*session.media, message))
            effects = (Keep(message), Show(secret(session)), *timers)
        case Said(text="drop"):
            effects = (*effects, Erase(session.media))
            session = msgspec.structs.replace(session, media=())
        case Said(text="no word"):
            session = msgspec.structs.replace(session, has_word=False)
        case Pressed() if event.token != str(session.token - 1) and session.token > 1:
            return Decision(session, effects, alert=Text("stale"))
        case _:
            pass
    return Decision(session, effects)


def _erase(event: Event) -> tuple[Effect, ...]:
    if isinstance(event, Said | Located | Started):
        return (Erase((event.message,)),)
    return ()


def render(screen: Screen, capabilities: Capabilities) -> Message:
    parts = [
        " ".join((part.key, *(str(value) for _, value in part.args))) for part in screen.paragraphs
    ]
    rows = tuple(
        tuple(MessageButton(button.label.key, f"{screen.token}|{button.id}") for button in row)
        for row in screen.rows
    )
    spoiler = capabilities.spoilers and screen.tone is Tone.SENSITIVE
    return Message("\n".join(parts), rows, spoiler=spoiler)


def render_pin(pin: Pin, capabilities: Capabilities) -> MapPin:
    return MapPin(pin.lat, pin.lon, pin.title.key)


def render_keyboard(ask: AskPosition, capabilities: Capabilities) -> PositionKeyboard:
    return PositionKeyboard(ask.text.key, ask.label.key)


def render_post(post: Post, capabilities: Capabilities) -> Message:
    rows = tuple(
        tuple(MessageButton(button.label.key, f"post|{button.id}") for button in row)
        for row in post.rows
    )
    words = post.words or post.header.key
    return Message(words, rows, spoiler=capabilities.spoilers, protected=post.protected)


def render_alert(alert: Text, locale: str) -> str:
    return f"{alert.key} {locale}"


RENDERING = Rendering(render, render_pin, render_alert, render_keyboard, render_post)
