"""What a case asks for: something to be told to one of its parties, a timer, a wipe.

No effect names a text: what a party reads is worded where that party is met.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal, Union

import msgspec

from bot.handoff.counsellor import Obstacle


class News(StrEnum):
    """What a party is told."""

    # the person
    QUEUED = "queued"
    """Where she is in the queue now, honestly (S44)."""
    WAITING = "waiting"
    """Nobody has come so far: the truth, and a line that answers now."""
    ARRIVED = "arrived"
    """Somebody has time for her: the neutral line that she chose (S45)."""
    MISSED = "missed"
    """The arrival is withdrawn; her place is kept."""
    BEGUN = "begun"
    GONE_ON = "gone_on"
    """The counsellor cannot go on; she waits again, with her place."""
    CHECK = "check"
    """Are you alone, do you want to read about a place now?"""
    ASK_TRANSFER = "ask_transfer"
    ASK_MEDIA = "ask_media"
    ASK_REFERRAL = "ask_referral"
    MEDIA_REFUSED = "media_refused"
    NOT_ARRIVED = "not_arrived"
    """What she wrote did not reach the counsellor in time."""
    CLOSED = "closed"
    AFTER = "after"
    """The talk is over; was the service reached?"""
    LAPSED = "lapsed"
    """The window is over: silence, and a screen that no longer waits (S46)."""
    WINDOW_KEPT = "window_kept"
    # the counsellor
    TAKEN = "taken"
    """It is hers now; nothing is to be written before it is opened."""
    NOT_OPENED = "not_opened"
    DO_NOT_WRITE = "do_not_write"
    """What she wrote was not passed on: not opened, away, or over."""
    AWAY = "away"
    BACK = "back"
    BACK_CHECKED = "back_checked"
    """She is back and gave the agreed phrase."""
    WRONG_PHRASE = "wrong_phrase"
    NOT_ALONE = "not_alone"
    HELD_BACK = "held_back"
    """A place or a time: it goes when she has answered that she is alone."""
    CHECKED = "checked"
    HELD_BACK_DROPPED = "held_back_dropped"
    LEAVE_GIVEN = "leave_given"
    LEAVE_REFUSED = "leave_refused"
    MEDIA_OFF = "media_off"
    LANGUAGE = "language"
    URGENT = "urgent"
    SHE_WAITS = "she_waits"
    """Her words have been unanswered for a while."""
    DROPPED = "dropped"
    """What she wrote could not be delivered in time."""
    HANDED_ON = "handed_on"
    SHE_ENDED = "she_ended"
    SHE_LEFT = "she_left"
    OVER = "over"
    ASK_OUTCOME = "ask_outcome"


Asking = Literal["new", "again", "changed", "staff"]


class TellPerson(msgspec.Struct, frozen=True):
    """News for her. ``service`` is that of a referral."""

    news: News
    service: str = ""


class TellCounsellor(msgspec.Struct, frozen=True):
    """News for one counsellor about this case. ``message``: hers that it is about."""

    counsellor: str
    news: News
    message: str = ""


class Refuse(msgspec.Struct, frozen=True):
    """A counsellor could not do what she wanted, and is told why."""

    counsellor: str
    why: Obstacle


class Pass(msgspec.Struct, frozen=True):
    """Pass words on, or change or take back a copy of them; ``message`` is the original's id."""

    to: Literal["person", "counsellor"]
    what: Literal["words", "amended", "taken_back", "media"]
    message: str
    words: str = ""
    kind: str = ""


class Offer(msgspec.Struct, frozen=True):
    """Ask the counsellors on duty. Nothing of hers is in it.

    ``why``: it is *new*; nobody took it, so they are asked *again*; what it says has *changed*; the
    *staff* has, and who has been asked already need not be.
    """

    why: Asking = "new"


class Withdraw(msgspec.Struct, frozen=True):
    """Nobody is to be asked any more: the notices go."""


class CallOut(msgspec.Struct, frozen=True):
    """Ask who is on call, by a notice without content on another channel."""


class Alarm(msgspec.Struct, frozen=True):
    """Tell a supervisor, past the counsellor."""

    about: Literal["pressure", "silence"]
    counsellor: str


class Wake(msgspec.Struct, frozen=True):
    """Come back with this timer at ``due``; one timer a name, the newest wins."""

    name: str
    due: float


class Sleep(msgspec.Struct, frozen=True):
    """These timers are not wanted any more."""

    names: tuple[str, ...]


class Sweep(msgspec.Struct, frozen=True):
    """Delete everything of this case that stands on the staff's side now: at all desks, or at
    this counsellor's. What is told after it stands until the next one.
    """

    counsellor: str = ""


class Note(msgspec.Struct, frozen=True):
    """One line of the duty log: case, counsellor, what, when. Never content, kept 90 days."""

    counsellor: str
    what: Literal["taken", "released", "closed", "left", "pressure", "referred"]


class Tally(msgspec.Struct, frozen=True):
    """Add one to a day's count without a person (S57)."""

    name: str


class Forget(msgspec.Struct, frozen=True):
    """Nothing of it stands anywhere any more: the row goes with its key."""


Effect = Union[  # noqa: UP007
    TellPerson,
    TellCounsellor,
    Refuse,
    Pass,
    Offer,
    Withdraw,
    CallOut,
    Alarm,
    Wake,
    Sleep,
    Sweep,
    Note,
    Tally,
    Forget,
]
