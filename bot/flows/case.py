"""Her side of a case: what she does to it, and what becomes of it when her screen is covered.

The worst mistakes here: words to a counsellor that she did not mean for one, and words that stand
on a screen that somebody else looks at.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args

import msgspec

from bot.content.reporting import policy_hash
from bot.decision import Begins
from bot.effects import Effect, Erase, Keep, Withdraw
from bot.events import Said, SentMedia
from bot.flows.model import Flow
from bot.handoff.case import Arrival, Outcome, Skill, Window, Wish
from bot.handoff.events import (
    Agreed,
    Answered,
    CameBack,
    Checked,
    Ended,
    Event,
    Joined,
    Keeps,
    LanguageChanged,
    Moved,
    NotFrom,
    Opened,
    PersonSaid,
    Pressed,
    Raised,
    Showed,
    SteppedAway,
    Unsaid,
    WindowChosen,
)
from bot.pack.model import Pack
from bot.session import Session, Stage, Talk

CASE: Final = "case"
"""The group of everything that stands in her chat because of her case."""
ARRIVAL: Final = "arrival"
"""The neutral message of an arrival: a group of its own, for when time covers her screen it is the
one thing that stays."""
GONE: Final = (Withdraw(CASE), Withdraw(ARRIVAL))
"""Everything of it goes off her phone."""
OVERDUE: Final = Withdraw(CASE, unsent=True)
"""What a counsellor wrote before, and comes late: it would be taken for the next one's words."""
AT: Final[Mapping[Stage, str]] = {
    "consented": "talk.wish",
    "waiting": "talk.waiting",
    "arrived": "talk.arrived",
    "live": "talk.live",
    "after": "talk.after",
    "callback": "talk.callback",
}
"""Where she is led while her case is there."""
PHRASE: Final = "talk.phrase_check"
KEEP: Final = "talk.keep"
ENDED: Final = "talk.ended"
START: Final = "talk.start"
OWNED: Final = frozenset({"arrived", "live", "after"})
"""Stages in which a counsellor has her case."""
HEARD: Final = frozenset({"live", "more", "agreed"})
"""Steps on which a counsellor reads what she types: never where she complains about her."""
ASIDE: Final = frozenset({"start", "text"})
"""Steps of the flow that list lines: beside a talk, not in it."""
STEPS: Final = (
    *AT.values(),
    PHRASE,
    ENDED,
    KEEP,
    "talk.age",
    "talk.consent",
    "talk.window",
    "talk.more",
)
"""Steps to which a case leads by itself."""
DEEDS: Final = frozenset(
    {
        "consent", "join", "open", "not_now", "end", "take_back", "alone", "not_alone",
        "reached", "not_reached", "pressed_on", "pressed_end", "keep", "let_go",
        "yes:transfer", "no:transfer", "yes:media", "no:media", "yes:referral", "no:referral",
    }
)  # fmt: skip
"""What her buttons do to her case; ``window:`` and ``not_from:`` carry a value behind them."""
POSTED: Final = frozenset(
    {
        "alone", "not_alone", "reached", "not_reached",
        "yes:transfer", "no:transfer", "yes:media", "no:media", "yes:referral", "no:referral",
    }
)  # fmt: skip
"""Those that may hang on a message; to open an arrival the safety question is answered (S45)."""
LOOK: Final = "look"
"""The button of an arrival: it leads to that question."""
SHOW: Final = "show"
"""The button of the notice that words wait: it brings them."""
HIDES: Final = frozenset({"not_now", "not_alone"})
"""Those after which her screen is covered at once."""

_WISHES: Final[Mapping[str, Wish]] = {wish: wish for wish in get_args(Wish)}


@dataclass(frozen=True, slots=True)
class Deed:
    """What she did to her case: her session after it, where she is led, what follows."""

    session: Session
    goto: str = ""
    effects: tuple[Effect, ...] = ()
    begins: Begins | None = None
    to_case: tuple[Event, ...] = ()


def is_deed(name: str) -> bool:
    """Whether a choice does something to a case."""
    return name.partition("@")[0] in DEEDS or name.startswith(("window:", "not_from:"))


def is_posted(choice: str) -> bool:
    """Whether this answers what she was asked, wherever it hangs."""
    return choice.partition("@")[0] in POSTED


def hands_over(flows: Mapping[str, Flow]) -> bool:
    """Whether these scripts offer a counsellor at all."""
    steps = (step for flow in flows.values() for step in flow.steps.values())
    return any(is_deed(choice.does) for step in steps for choice in step.choices)


def do(pack: Pack, session: Session, name: str) -> Deed:
    """Carry out a deed; one that means nothing any more leads to where her case is now."""
    talk = session.talk
    if name == "consent" and talk is None:
        return _consent(pack, session)
    if talk is None:
        return Deed(session, START)
    name, _, serial = name.partition("@")
    if serial and serial != talk.serial:
        return Deed(session, where(session))  # an answer to what she was asked before
    kind, _, value = name.partition(":")
    match kind:
        case "join" if talk.stage in ("consented", "callback"):
            return _join(session, talk)
        case "open" if talk.stage == "arrived":
            opened = _with(_read(session), stage="live", away=False, asks="")
            effects = (Withdraw(ARRIVAL), OVERDUE)
            return Deed(opened, AT["live"], effects, to_case=(Opened(safe=True),))
        case "not_now" if talk.stage == "arrived":
            waits = _with(session, stage="waiting", away=True)
            return Deed(waits, effects=GONE, to_case=(Opened(safe=False),))
        case "end":
            ended = msgspec.structs.replace(_read(session), talk=None)
            return Deed(ended, ENDED, (OVERDUE,), to_case=(Ended(),))
        case "take_back" if talk.last:
            erased = Erase((talk.last,))
            unsaid = Unsaid(talk.last)
            return Deed(_with(session, last=""), AT[talk.stage], (erased,), to_case=(unsaid,))
        case "alone" if talk.asks == "check" and not talk.has_phrase:
            return Deed(_with(session, asks=""), AT["live"], to_case=(Checked("alone"),))
        case "not_alone" if talk.stage == "live":
            return Deed(session, to_case=(Checked("not_alone"),))
        case "yes" | "no" if value == talk.asks and value in ("transfer", "media", "referral"):
            answer = Agreed(value, yes=kind == "yes")
            return Deed(_with(session, asks=""), AT[talk.stage], to_case=(answer,))
        case "reached" | "not_reached" if talk.stage == "after":
            outcome: Outcome = "reached" if kind == "reached" else "not_reached"
            ended = msgspec.structs.replace(session, talk=None)
            return Deed(ended, ENDED, to_case=(Answered(outcome),))
        case "pressed_on" | "pressed_end" if talk.stage == "live" and not talk.away:
            return _pressed(session, go_on=kind == "pressed_on")
        case "window" if talk.stage not in OWNED and (window := _window(value)) is not None:
            chosen = _with(session, stage="callback", window=(window.begins, window.ends))
            return Deed(chosen, KEEP, to_case=(WindowChosen(window, _choices(session, talk)),))
        case "keep" | "let_go" if talk.stage == "callback":
            return Deed(session, AT["callback"], to_case=(Keeps(kind == "keep"),))
        case "not_from" if value:
            return Deed(session, AT[talk.stage], to_case=(NotFrom(value),))
        case _:
            return Deed(session, where(session))


def where(session: Session) -> str:
    """The step to which she is led to go on with her case."""
    talk = session.talk
    if talk is None:
        return START
    return PHRASE if talk.away and talk.has_phrase else AT[talk.stage]


def said(session: Session, event: Said) -> Deed:
    """She wrote while a counsellor reads: it stands, and is passed on."""
    kept = Keep(event.message, group=CASE)
    words = PersonSaid(event.text, event.message, amends=event.edited)
    return Deed(_with(session, last=event.message), effects=(kept,), to_case=(words,))


def showed(session: Session, event: SentMedia) -> Deed:
    """She sent a picture or a voice; it stays where it is, for it may be the only one (S31)."""
    shown = Showed("person", event.kind.value, event.media, event.message)
    return Deed(_with(session, last=""), effects=(Keep(event.message),), to_case=(shown,))


def reads(session: Session) -> bool:
    """Whether a counsellor reads what she types on this step."""
    talk = session.talk
    live = talk is not None and talk.stage == "live" and not talk.away
    return live and session.flow == "talk" and session.step in HEARD and not session.covered


def in_talk(flow: str, step: str) -> bool:
    """Whether this step belongs to her case itself."""
    return flow == "talk" and step not in ASIDE


def asked_for_phrase(session: Session) -> bool:
    """Whether what she types now is to be the phrase that she agreed on (S47)."""
    return f"{session.flow}.{session.step}" == PHRASE and session.talk is not None


def came_back(session: Session, phrase: Literal["none", "right", "wrong", "duress"]) -> Deed:
    """She is back, and showed that it is her, or not (S47)."""
    talk = session.talk
    if talk is None:
        return Deed(session, START)
    if phrase in ("right", "none"):
        return Deed(_with(session, away=False), AT[talk.stage], to_case=(CameBack(phrase),))
    return Deed(session, to_case=(CameBack(phrase),))


def hidden(session: Session, *, by_timer: bool) -> Deed:
    """Her screen is covered. One who waits still waits when time covered it, for she will be told
    by a neutral message; one who covered it herself is not to be reached.
    """
    talk = session.talk
    session = msgspec.structs.replace(session, unread=())
    if talk is not None and talk.stage == "live":
        gone = _with(session, away=True, asks="", last="")
        return Deed(gone, effects=GONE, to_case=(SteppedAway(),))
    if by_timer:
        # Also where a talk is over, or she waits for the next counsellor: what was said stood on.
        return Deed(session, effects=(Withdraw(CASE),))
    if talk is not None and talk.stage in ("waiting", "arrived"):
        gone = _with(session, stage="waiting", away=True)
        return Deed(gone, effects=GONE, to_case=(SteppedAway(),))
    return Deed(session, effects=GONE)


def followed(before: Session, after: Session) -> tuple[Session, tuple[Event, ...]]:
    """What her case is to hear of how her session changed by an act of hers."""
    talk = after.talk
    if talk is None or before.talk is None:
        return after, ()
    events: list[Event] = []
    if talk.rests and after.inside and not after.covered:
        after = _with(after, rests=False)
        events.append(Moved())
    if after.locale and after.locale != before.locale:
        events.append(LanguageChanged(after.locale))
    if after.blocks != before.blocks:
        events.append(Raised(after.blocks[-1] if after.blocks else ""))
    return after, tuple(events)


def _read(session: Session) -> Session:
    """Nothing waits for her any more: it was withdrawn."""
    return msgspec.structs.replace(session, unread=())


def _with(session: Session, **changes: object) -> Session:
    talk = msgspec.structs.replace(session.talk or Talk(), **changes)
    return msgspec.structs.replace(session, talk=talk)


def _consent(pack: Pack, session: Session) -> Deed:
    policy = pack.reporting.get(session.country)
    mark = policy_hash(policy, session.locale) if policy is not None else ""
    urgency = session.blocks[-1] if session.blocks else ""
    begun = msgspec.structs.replace(session, talk=Talk())
    begins = Begins(session.locale, session.country, mark, urgency)
    if not urgency:
        return Deed(begun, AT["consented"], begins=begins)
    # Danger does not answer questions first.
    joined = _join(begun, Talk())
    return Deed(joined.session, joined.goto, begins=begins, to_case=joined.to_case)


def _join(session: Session, talk: Talk) -> Deed:
    joined = _choices(session, talk)
    return Deed(_with(session, stage="waiting"), AT["waiting"], to_case=(joined,))


def _choices(session: Session, talk: Talk) -> Joined:
    """What she chose on the way here."""
    answers = session.answers
    wish = answers.get("wish", "")
    arrival: Arrival = "sound" if answers.get("arrival") == "sound" else "silent"
    skills: tuple[Skill, ...] = ("child",) if answers.get("age") == "under" else ()
    fallback: Wish = "safety" if session.blocks else "talk"
    return Joined(
        wish=_WISHES.get(wish, fallback),
        arrival=arrival,
        skills=skills,
        has_phrase=talk.has_phrase,
    )


def _pressed(session: Session, *, go_on: bool) -> Deed:
    pressed = (Pressed(go_on),)
    session = _read(session)
    if go_on:
        waits = _with(session, stage="waiting", asks="")
        return Deed(waits, AT["waiting"], (OVERDUE,), to_case=pressed)
    return Deed(msgspec.structs.replace(session, talk=None), ENDED, (OVERDUE,), to_case=pressed)


def _window(value: str) -> Window | None:
    begins, _, ends = value.partition("-")
    if not (begins.isdecimal() and ends.isdecimal() and int(begins) < int(ends)):
        return None
    return Window(float(begins), float(ends))
