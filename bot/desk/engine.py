"""``decide``: what happens next at one desk. Total and pure; nobody who acts is left in silence.

The worst mistakes here: words to the wrong person, and a copy that outlives its talk.
"""

from __future__ import annotations

from typing import Final, Literal, assert_never

import msgspec

from bot.decision import DeskDecision
from bot.desk import duty, group, news, offers, panel, speaking, staff, talks
from bot.desk.notices import NOTICES, counsellor_of, notice
from bot.desk.orders import Order, order_of
from bot.effects import Effect, Erase, TakeBack, Withdraw
from bot.events import (
    Located,
    PersonEvent,
    PostDropped,
    Pressed,
    Refused,
    Said,
    ScreenLost,
    SentMedia,
    Started,
    TimerFired,
)
from bot.handoff.counsellor import Load, Standing
from bot.handoff.desk import Desk, Talk
from bot.handoff.desk_events import (
    AlarmRaised,
    CaseOffered,
    CasePassed,
    CaseRefused,
    CaseTold,
    Confirmed,
    DeskEvent,
    Invited,
    Members,
    OfferWithdrawn,
    Ordered,
    Reported,
    SummaryDue,
    Unreachable,
)
from bot.handoff.events import (
    READY,
    Accepted,
    Answered,
    Asked,
    Closed,
    Event,
    Released,
    Undelivered,
)
from bot.pack.model import Pack
from bot.text import Text

ToCases = tuple[tuple[str, Event], ...]
Asks = Literal["check", "transfer", "media"]
ASKS: Final[dict[str, Asks]] = {"check": "check", "transfer": "transfer", "media": "media"}
GOES: Final = (Erase, TakeBack, Withdraw)
OF_TALK: Final = frozenset(
    {"check", "canned", "wait", "undo", "transfer", "refer", "media", "release", "close", "block"}
)
"""Orders that need a talk."""
BUTTONS: Final = {
    "check": "ask:check", "transfer": "ask:transfer", "media": "ask:media", "wait": "canned:wait",
    "start": "me", "": "help",
}  # fmt: skip
"""Orders that are buttons of another name."""


def decide(pack: Pack, desk: Desk, event: DeskEvent, now: float) -> DeskDecision:
    """What this event leads to. Never raises."""
    if desk.kind == "group":
        return group.decide(desk, event, now)
    if not desk.hushed:
        return _decided(pack, desk, event, now)
    if isinstance(event, Said | Started | Pressed | Located | SentMedia):
        return _decided(pack, msgspec.structs.replace(desk, hushed=False), event, now)
    # Somebody else may hold her phone: nothing comes before she touches it herself, and what has to
    # go still goes.
    decision = _decided(pack, desk, event, now)
    goes = tuple(effect for effect in decision.effects if isinstance(effect, GOES))
    return msgspec.structs.replace(decision, effects=goes)


def _decided(pack: Pack, desk: Desk, event: DeskEvent, now: float) -> DeskDecision:
    match event:
        case CaseOffered():
            return offers.offered(desk, event, now)
        case OfferWithdrawn():
            return offers.withdrawn(desk, event)
        case CaseTold():
            return news.told(pack, desk, event, now)
        case CasePassed():
            return news.passed(desk, event)
        case CaseRefused():
            return news.refused(desk, event)
        case Said() | Started() | Pressed() | Located() | SentMedia():
            return _acted(pack, desk, event, now)
        case TimerFired(name=name):
            return duty.timer(pack, desk, name, now)
        case PostDropped(origin=origin, group=case):
            told = ((case, Undelivered("counsellor", origin)),)
            hers = origin.isdecimal() and talks.talk_of(desk, case) is not None
            return DeskDecision(desk, to_cases=told if hers else ())
        case Unreachable():
            away = _put_away(desk)
            closed = msgspec.structs.replace(away.desk, unreachable=True)
            return msgspec.structs.replace(away, desk=closed, effects=())
        case Ordered(what="removed"):
            return msgspec.structs.replace(_put_away(desk), effects=())
        case Ordered(what="left_group"):
            away = _put_away(desk)
            gone = msgspec.structs.replace(away.desk, hushed=False)
            said = notice(desk, Text("desk.left_group"))
            return DeskDecision(gone, (said, panel.panel(pack, gone, now)), away.to_cases)
        case AlarmRaised() | Invited() | Confirmed() | Ordered() | Reported() | SummaryDue():
            return staff.told(pack, desk, event, now)
        case ScreenLost() | Refused() | Members():
            return DeskDecision(desk)
        case _:
            assert_never(event)


def _acted(pack: Pack, desk: Desk, event: PersonEvent, now: float) -> DeskDecision:
    if counsellor_of(desk).standing is not Standing.ACTIVE:
        erase = () if isinstance(event, Pressed) else (Erase((event.message,)),)
        return DeskDecision(desk, (*erase, panel.panel(pack, desk, now)))
    match event:
        case Started(payload=payload):
            notes = (Text("desk.invite.have"),) if payload.startswith("desk-") else ()
            shown = panel.panel(pack, desk, now, *notes)
            return DeskDecision(desk, (Erase((event.message,)), shown))
        case Said():
            order = order_of(event.text)
            if order is None:
                return speaking.said(pack, desk, event, now)
            return _ordered(pack, desk, order, event, now)
        case Pressed():
            return _pressed(pack, desk, event, now)
        case SentMedia():
            return speaking.showed(desk, event)
        case Located():
            note = Text("desk.no_place")
            return DeskDecision(desk, (Erase((event.message,)), panel.panel(pack, desk, now, note)))
        case _:
            assert_never(event)


def _ordered(pack: Pack, desk: Desk, order: Order, event: Said, now: float) -> DeskDecision:
    """An order leaves no trace in the chat; it may name a talk by its number."""
    talk = talks.meant(desk, order.rest, event.about)
    if order.name in OF_TALK and talk is None:
        note = Text("desk.which_talk" if desk.talks else "desk.nobody_here")
        found = DeskDecision(desk, (panel.panel(pack, desk, now, note),))
    elif order.name in ("confirm", "remove", "admit"):
        found = staff.ordered(pack, desk, order, now)
    elif order.name in ("close", "block") and talk is not None:
        to = msgspec.structs.replace(desk, current=talk.case)
        found = DeskDecision(to, (panel.sure(desk, talk, order.name),))
    else:
        choice = BUTTONS.get(order.name, order.name)
        found = _does(pack, desk, choice, talk, event.message, now)
    erase: Effect = Erase((event.message,))
    return msgspec.structs.replace(found, effects=(erase, *found.effects))


def _pressed(pack: Pack, desk: Desk, event: Pressed, now: float) -> DeskDecision:
    choice, _, mark = event.choice.partition("@")
    kind, _, value = choice.partition(":")
    meant = talks.marked(desk, mark)
    if mark and meant is None:
        note = Text("desk.nobody_here" if not desk.talks else "desk.which_talk")
        return DeskDecision(desk, (panel.panel(pack, desk, now, note, fresh=False),))
    match kind:
        case "accept" if value:
            accepted = Accepted(counsellor_of(desk), Load())
            return DeskDecision(
                desk, to_cases=((value, accepted),), alert=Text("desk.alert.accept")
            )
        case "to":
            return speaking.chosen(pack, desk, value, now)
        case "send":
            return speaking.sent(pack, desk, value, now)
        case "drop":
            return speaking.dropped(pack, desk, now)
        case "reached" | "not_reached" if value:
            outcome: Event = Answered("reached" if kind == "reached" else "not_reached")
            thanks = Text("desk.alert.thanks")
            return DeskDecision(desk, to_cases=((value, outcome),), alert=thanks)
        case _:
            message = f"{READY}{event.message}.{event.dated:.3f}"
            return _does(pack, desk, choice, meant or talks.current(desk), message, now)


def _does(
    pack: Pack, desk: Desk, choice: str, talk: Talk | None, message: str, now: float
) -> DeskDecision:
    """What a button or an order does."""
    match choice:
        case "duty":
            return duty.begins(pack, desk, now)
        case "off":
            return duty.ends(pack, desk, now)
        case "break":
            return duty.rests(pack, desk, now)
        case "back":
            return duty.returns(pack, desk, now)
        case "queue":
            return DeskDecision(desk, (panel.queue(desk, now),))
        case "help":
            return DeskDecision(desk, (panel.help_(desk),))
        case "supervisor":
            note = Text("desk.supervisor_called")
            return DeskDecision(desk, (panel.panel(pack, desk, now, note),), calls=True)
        case "panic":
            return _put_away(desk)
        case _ if talk is not None:
            return _with_talk(pack, desk, choice, talk, message, now)
        case _:
            return DeskDecision(desk, (panel.panel(pack, desk, now),))


def _with_talk(
    pack: Pack, desk: Desk, choice: str, talk: Talk, message: str, now: float
) -> DeskDecision:
    me = counsellor_of(desk).id
    kind, _, value = choice.partition(":")
    match kind:
        case "undo":
            return speaking.undone(pack, desk, talk, now)
        case "canned":
            return speaking.canned(pack, desk, talk, value, message, now)
        case "more":
            return DeskDecision(desk, (panel.more(desk, talk),))
        case "ask" if value in ASKS:
            note = Text(f"desk.asked.{value}")
            return _tells(pack, desk, talk, Asked(me, ASKS[value]), now, note)
        case "refer" if value:
            asked = Asked(me, "referral", value)
            return _tells(pack, desk, talk, asked, now, Text("desk.asked.referral"))
        case "refer":
            return DeskDecision(desk, (panel.refer(pack, desk, talk),))
        case "close" | "block":
            return DeskDecision(desk, (panel.sure(desk, talk, kind),))
        case "close!" | "block!":
            closed = Closed(me, blocked=kind == "block!")
            return DeskDecision(desk, to_cases=((talk.case, closed),))
        case "release":
            return DeskDecision(desk, to_cases=((talk.case, Released(me)),))
        case _:
            return DeskDecision(desk, (panel.panel(pack, desk, now),))


def _tells(
    pack: Pack, desk: Desk, talk: Talk, event: Event, now: float, note: Text
) -> DeskDecision:
    shown = panel.panel(pack, desk, now, note, fresh=False)
    return DeskDecision(desk, (shown,), ((talk.case, event),))


def _put_away(desk: Desk) -> DeskDecision:
    """Somebody looks at her phone, or it is lost: nothing of anybody stays on it (S43)."""
    me = counsellor_of(desk)
    away = msgspec.structs.replace(me, duty_until=0.0, break_until=0.0)
    released: ToCases = tuple((talk.case, Released(me.id, again=True)) for talk in desk.talks)
    after = msgspec.structs.replace(desk, counsellor=away, drafts=(), hushed=True)
    cleared = offers.cleared(after)
    gone = (*speaking.erased(desk), *cleared.effects, Withdraw(NOTICES))
    return DeskDecision(cleared.desk, (*gone, panel.quiet(cleared.desk)), released)
