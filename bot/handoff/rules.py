"""The table of states: which event is legal where, and where it may lead.

``decide`` is held to it, the tests walk all of it, and the picture in ``docs/handoff.md`` is drawn
from it. An event that is not listed changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bot.handoff.case import State
from bot.handoff.events import (
    Accepted,
    Agreed,
    Answered,
    Asked,
    CameBack,
    Checked,
    Closed,
    CounsellorSaid,
    Ended,
    Event,
    Joined,
    Keeps,
    LanguageChanged,
    Left,
    Moved,
    NotFrom,
    Opened,
    PersonSaid,
    Pressed,
    Raised,
    Released,
    Showed,
    StaffChanged,
    SteppedAway,
    TookBack,
    Undelivered,
    Unsaid,
    WindowChosen,
    Woke,
)

Leads = Mapping[type[Event], frozenset[State]]

_CONSENTED: Final = State.CONSENTED
_QUEUED: Final = State.QUEUED
_OFFERED: Final = State.OFFERED
_ARRIVED: Final = State.ARRIVED
_WITH: Final = State.WITH_COUNSELLOR
_AWAY: Final = State.STEPPED_AWAY
_REFERRED: Final = State.REFERRED
_CALLBACK: Final = State.CALLBACK
_CLOSED: Final = State.CLOSED
_LEFT: Final = State.LEFT


def _leads(table: dict[type[Event], tuple[State, ...]]) -> Leads:
    return MappingProxyType({event: frozenset(states) for event, states in table.items()})


_WAITS = (_QUEUED, _OFFERED)
_AGAIN = _WAITS
"""Where a case goes that loses its counsellor."""

TABLE: Final[Mapping[State, Leads]] = MappingProxyType(
    {
        _CONSENTED: _leads(
            {
                Joined: _WAITS,
                WindowChosen: (_CALLBACK,),
                Raised: (_CONSENTED,),
                LanguageChanged: (_CONSENTED,),
                Ended: (_CLOSED,),
                Left: (_LEFT,),
                Woke: (_CONSENTED, _CLOSED),
            }
        ),
        _QUEUED: _leads(
            {
                Joined: _WAITS,
                StaffChanged: _WAITS,
                Moved: _WAITS,
                CameBack: _WAITS,
                SteppedAway: (_QUEUED,),
                Raised: _WAITS,
                LanguageChanged: _WAITS,
                NotFrom: _WAITS,
                WindowChosen: (_CALLBACK,),
                Ended: (_CLOSED,),
                Left: (_LEFT,),
                Woke: (_QUEUED, _CLOSED),
            }
        ),
        _OFFERED: _leads(
            {
                Joined: _WAITS,
                Accepted: (_OFFERED, _ARRIVED),
                StaffChanged: _WAITS,
                Moved: _WAITS,
                SteppedAway: (_QUEUED,),
                Raised: _WAITS,
                LanguageChanged: _WAITS,
                NotFrom: _WAITS,
                WindowChosen: (_CALLBACK,),
                Ended: (_CLOSED,),
                Left: (_LEFT,),
                Woke: (_OFFERED, _CLOSED),
            }
        ),
        _ARRIVED: _leads(
            {
                Opened: (_WITH, _QUEUED),
                Released: _AGAIN,
                SteppedAway: (_QUEUED,),
                Raised: (_ARRIVED,),
                LanguageChanged: (_ARRIVED, *_AGAIN),
                NotFrom: (_ARRIVED, *_AGAIN),
                Ended: (_CLOSED,),
                Left: (_LEFT,),
                Woke: (_ARRIVED, _QUEUED, _CLOSED),
            }
        ),
        _WITH: _leads(
            {
                PersonSaid: (_WITH,),
                Unsaid: (_WITH,),
                CounsellorSaid: (_WITH,),
                TookBack: (_WITH,),
                Showed: (_WITH,),
                Undelivered: (_WITH,),
                Asked: (_WITH,),
                Agreed: (_WITH, *_AGAIN),
                Checked: (_WITH, _AWAY),
                SteppedAway: (_AWAY,),
                Raised: (_WITH,),
                LanguageChanged: (_WITH,),
                NotFrom: (_WITH, *_AGAIN),
                Pressed: (*_AGAIN, _CLOSED),
                Released: _AGAIN,
                Closed: (_CLOSED, _REFERRED),
                Ended: (_CLOSED, _REFERRED),
                Left: (_LEFT,),
                Woke: (_WITH,),
            }
        ),
        _AWAY: _leads(
            {
                CameBack: (_WITH, _AWAY),
                TookBack: (_AWAY,),
                LanguageChanged: (_AWAY,),
                Unsaid: (_AWAY,),
                Undelivered: (_AWAY,),
                Raised: (_AWAY,),
                Released: (_QUEUED,),
                Closed: (_CLOSED, _REFERRED),
                Ended: (_CLOSED, _REFERRED),
                Left: (_LEFT,),
                Woke: (_AWAY, _QUEUED),
            }
        ),
        _REFERRED: _leads(
            {
                Answered: (_CLOSED,),
                Released: (_CLOSED,),
                Ended: (_CLOSED,),
                Left: (_LEFT,),
                Woke: (_REFERRED, _CLOSED),
            }
        ),
        _CALLBACK: _leads(
            {
                StaffChanged: (_CALLBACK, _OFFERED),
                Raised: (_CALLBACK,),
                LanguageChanged: (_CALLBACK,),
                Joined: _WAITS,
                WindowChosen: (_CALLBACK,),
                Keeps: (_CALLBACK,),
                Ended: (_CLOSED,),
                Left: (_CALLBACK, _LEFT),
                Woke: (_CALLBACK, _OFFERED, _CLOSED),
            }
        ),
        _CLOSED: _leads({Left: (_LEFT,), Woke: (_CLOSED,)}),
        _LEFT: _leads({Woke: (_LEFT,)}),
    }
)


def is_legal(state: State, event: Event) -> bool:
    """Whether this event means anything to a case in this state."""
    return type(event) in TABLE[state]


def leads_to(state: State, event: Event) -> frozenset[State]:
    """Where it may lead; empty when it is not legal."""
    return TABLE[state].get(type(event), frozenset())
