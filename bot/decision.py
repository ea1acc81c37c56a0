"""What ``decide`` answers: the next session, the effects, whether she leaves, what others hear."""

from __future__ import annotations

import msgspec

from bot.effects import Effect, Screen
from bot.handoff.case import Urgency
from bot.handoff.desk import Desk
from bot.handoff.events import Event as CaseEvent
from bot.handoff.events import LeftHow
from bot.handoff.staff import Order
from bot.session import Session
from bot.text import Text


class Leave(msgspec.Struct, frozen=True):
    """She leaves: everything of hers is forgotten and the screen becomes ``cover``.

    ``by_act``: an act of hers caused it, so a cover may be sent where no edit can be made (S01).
    ``fresh``: the screen that follows a ``/delete``: the door, as to somebody new.
    ``how``: by an exit of hers, by doing nothing for too long, or by a ``/delete``: a callback that
    she asked for may outlive the first two (S46).
    """

    cover: Screen
    by_act: bool
    fresh: Screen | None = None
    how: LeftHow = "exit"


class Begins(msgspec.Struct, frozen=True):
    """She agreed to be handed to a counsellor (S41). ``policy``: fingerprint of what she read."""

    locale: str
    country: str
    policy: str
    urgency: Urgency = ""


class Decision(msgspec.Struct, frozen=True):
    """The outcome of one event.

    ``session`` is the state to store; ``None`` means that this chat is not known and stays so
    (the effects are then carried out without a trace, see ADR 0004).
    ``alert`` answers a press with a short notice that is never stored.
    ``word`` is a new exit word, folded, that the runner hashes under the word key; it never
    reaches a row or a log in clear (S19).
    ``phrase`` and ``duress`` are the two that she agrees on with a counsellor (S47), kept likewise.
    ``counts`` are names of day counters without a person (S57).
    ``begins``: a case begins; ``to_case``: what her case, the new one too, is to hear, in order.
    """

    session: Session | None
    effects: tuple[Effect, ...] = ()
    leave: Leave | None = None
    alert: Text | None = None
    word: str = ""
    phrase: str = ""
    duress: str = ""
    counts: tuple[str, ...] = ()
    begins: Begins | None = None
    to_case: tuple[CaseEvent, ...] = ()


class DeskDecision(msgspec.Struct, frozen=True):
    """The outcome of one event at a desk: the desk, effects in its chat, what cases are to hear.

    ``to_cases``: the case's id in hexadecimal and the event. Whoever accepts need not know what
    the counsellor carries: that is counted from the cases.
    """

    desk: Desk
    effects: tuple[Effect, ...] = ()
    to_cases: tuple[tuple[str, CaseEvent], ...] = ()
    orders: tuple[Order, ...] = ()
    """What a coordinator orders at her desk."""
    calls: bool = False
    """She asks for a supervisor."""
    alert: Text | None = None
