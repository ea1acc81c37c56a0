"""What a desk hears of cases. What happens in its own chat comes as the events of any chat."""

from __future__ import annotations

from typing import Literal, Union

import msgspec

from bot.events import PersonEvent, PostDropped, Refused, ScreenLost, TimerFired
from bot.handoff.case import Urgency, Wish
from bot.handoff.counsellor import Obstacle
from bot.handoff.effects import Asking, News
from bot.handoff.staff import Order
from bot.handoff.summary import Summary


class CaseTold(msgspec.Struct, frozen=True):
    """News of a case for its counsellor. ``message``: hers that it is about. ``lasting``: what she
    was shown stays on her phone, and cannot be taken back or changed.
    """

    case: str
    alias: str
    news: News
    locale: str = ""
    urgency: Urgency = ""
    message: str = ""
    country: str = ""
    lasting: bool = False


class CasePassed(msgspec.Struct, frozen=True):
    """Words of the person, a change of them, or a picture; ``origin`` is her message's id, and
    ``channel`` where a picture can be had.
    """

    case: str
    alias: str
    what: Literal["words", "amended", "taken_back", "media"]
    origin: str
    words: str = ""
    kind: str = ""
    channel: str = ""


class CaseRefused(msgspec.Struct, frozen=True):
    """She could not take it."""

    case: str
    alias: str
    why: Obstacle


class CaseOffered(msgspec.Struct, frozen=True):
    """Somebody waits: language, country, wish and urgency, and nothing else of hers (S42).

    ``since``: when she began to wait. ``quiet``: the group is asked; it only joins the list.
    """

    case: str
    alias: str
    locale: str
    country: str
    wish: Wish
    urgency: Urgency
    why: Asking = "new"
    since: float = 0.0
    quiet: bool = False


class OfferWithdrawn(msgspec.Struct, frozen=True):
    """Nobody is asked about it any more."""

    case: str


class AlarmRaised(msgspec.Struct, frozen=True):
    """For supervisors and coordinators: past the counsellor. ``counsellor``: her alias."""

    about: Literal[
        "pressure", "silence", "no_answer", "unknown_member", "blind", "call", "left_group"
    ]
    counsellor: str = ""


class Invited(msgspec.Struct, frozen=True):
    """The one-time link was opened here: the desk begins, pending, with a code to be spoken."""


class Confirmed(msgspec.Struct, frozen=True):
    """A coordinator heard the code."""


class Ordered(msgspec.Struct, frozen=True):
    """Whoever answers for the staff ended this counsellor's duty, or removed her; or she is not in
    the staff group any more.
    """

    what: Literal["end_duty", "removed", "admitted", "left_group"]


class Reported(msgspec.Struct, frozen=True):
    """What became of an order that this desk gave. ``alias``: whom it concerned."""

    order: Order
    done: bool
    alias: str = ""


class Members(msgspec.Struct, frozen=True):
    """Who in the staff group is unknown now, and whether we can see it at all."""

    unknown: tuple[str, ...]
    blind: bool = False


class SummaryDue(msgspec.Struct, frozen=True):
    """Of a coordinator's desk: once a day, what yesterday was like."""

    summary: Summary


class Unreachable(msgspec.Struct, frozen=True):
    """The messenger says that this chat is closed to us."""


DeskEvent = Union[  # noqa: UP007
    PersonEvent,
    TimerFired,
    PostDropped,
    ScreenLost,
    Refused,
    CaseTold,
    CasePassed,
    CaseRefused,
    CaseOffered,
    OfferWithdrawn,
    AlarmRaised,
    Invited,
    Confirmed,
    Ordered,
    Reported,
    Members,
    SummaryDue,
    Unreachable,
]
