"""What a desk hears of cases. What happens in its own chat comes as the events of any chat."""

from __future__ import annotations

from typing import Literal, Union

import msgspec

from bot.events import PersonEvent, PostDropped, Refused, ScreenLost, TimerFired
from bot.handoff.case import Urgency, Wish
from bot.handoff.counsellor import Obstacle
from bot.handoff.effects import Asking, News


class CaseTold(msgspec.Struct, frozen=True):
    """News of a case for its counsellor. ``message``: hers that it is about."""

    case: str
    alias: str
    news: News
    locale: str = ""
    urgency: Urgency = ""
    message: str = ""
    service: str = ""


class CasePassed(msgspec.Struct, frozen=True):
    """Words of the person, a change of them, or a picture; ``origin`` is her message's id."""

    case: str
    alias: str
    what: Literal["words", "amended", "taken_back", "media"]
    origin: str
    words: str = ""
    kind: str = ""


class CaseRefused(msgspec.Struct, frozen=True):
    """She could not take it."""

    case: str
    alias: str
    why: Obstacle


class CaseOffered(msgspec.Struct, frozen=True):
    """Somebody waits: language, country, wish and urgency, and nothing else of hers (S42)."""

    case: str
    alias: str
    locale: str
    country: str
    wish: Wish
    urgency: Urgency
    why: Asking = "new"


class OfferWithdrawn(msgspec.Struct, frozen=True):
    """Nobody is asked about it any more."""

    case: str


class AlarmRaised(msgspec.Struct, frozen=True):
    """For supervisors: past the counsellor."""

    case: str
    alias: str
    about: Literal["pressure", "silence"]
    counsellor: str


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
    Unreachable,
]
