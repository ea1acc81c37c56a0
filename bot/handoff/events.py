"""What can happen to a case, by whom: the person, a counsellor, or time.

Words pass through events and effects and are kept by neither. ``message`` is the id of the message
that carried them, in the chat of who wrote it.
"""

from __future__ import annotations

from typing import Final, Literal, Union

import msgspec

from bot.handoff.case import Arrival, Outcome, Skill, Urgency, Window, Wish
from bot.handoff.counsellor import Counsellor, Load

# The person


class Joined(msgspec.Struct, frozen=True):
    """She wants to wait for a counsellor; her choices are made."""

    wish: Wish = "talk"
    arrival: Arrival = "silent"
    skills: tuple[Skill, ...] = ()
    region: str = ""
    has_phrase: bool = False


class Raised(msgspec.Struct, frozen=True):
    """A danger block went up, or came down (``''``)."""

    urgency: Urgency


class LanguageChanged(msgspec.Struct, frozen=True):
    """She goes on in another language; ``understood`` by the counsellor who is bound to it."""

    locale: str
    understood: bool = True


class Moved(msgspec.Struct, frozen=True):
    """She did something while she waited: the screen is in her hands again."""


class Opened(msgspec.Struct, frozen=True):
    """She opened the arrival and answered the safety question (S45)."""

    safe: bool


class SteppedAway(msgspec.Struct, frozen=True):
    """Her screen went under the cover."""


class CameBack(msgspec.Struct, frozen=True):
    """She returned. ``phrase``: what she gave of the agreed phrase, where she was asked (S47)."""

    phrase: Literal["none", "right", "wrong", "duress"] = "none"


class PersonSaid(msgspec.Struct, frozen=True):
    """She wrote to the counsellor; with ``amends`` she changed that earlier message."""

    words: str
    message: str
    amends: bool = False


class Unsaid(msgspec.Struct, frozen=True):
    """She takes back a message."""

    message: str


class Showed(msgspec.Struct, frozen=True):
    """One side sent a picture or a voice. ``media`` is the provider's reference, never bytes."""

    by: Literal["person", "counsellor"]
    kind: str
    media: str
    message: str


class Checked(msgspec.Struct, frozen=True):
    """She answered a fresh check."""

    answer: Literal["alone", "not_alone", "duress"]


class Agreed(msgspec.Struct, frozen=True):
    """She answered what the counsellor had asked her leave for."""

    to: Literal["transfer", "media", "referral"]
    yes: bool


class NotFrom(msgspec.Struct, frozen=True):
    """She wants nobody from this region, where she may be known. ``concerns``: the counsellor who
    is bound to it lives there.
    """

    region: str
    concerns: bool = False


class Pressed(msgspec.Struct, frozen=True):
    """She says that this counsellor hurt or pressed her; the counsellor is not told (S43)."""

    go_on: bool
    """She wants somebody else; else the case is closed."""


class WindowChosen(msgspec.Struct, frozen=True):
    """She wants to be written to within this time (S46), with these choices."""

    window: Window
    chosen: Joined = Joined()


class Keeps(msgspec.Struct, frozen=True):
    """Whether the window stays when she leaves before it begins."""

    yes: bool


class Ended(msgspec.Struct, frozen=True):
    """She ended the talk, the wait or the window, and stays with the bot."""


LeftHow = Literal["forgotten", "exit", "idle"]


class Left(msgspec.Struct, frozen=True):
    """She left, or is forgotten.

    ``how``: by the *exit*; she was *idle* for a day; or *forgotten* on purpose, by whomever.
    """

    how: LeftHow = "forgotten"


# Counsellors


class Accepted(msgspec.Struct, frozen=True):
    """Somebody pressed *accept*."""

    counsellor: Counsellor
    load: Load


READY: Final = "ready."
"""What the ``message`` of a ready reply begins with: it stands nowhere in her chat."""


class CounsellorSaid(msgspec.Struct, frozen=True):
    """The counsellor wrote. ``place_or_time``: it names an address, a place, a time or a way."""

    by: str
    words: str
    message: str
    place_or_time: bool = False
    amends: bool = False


class TookBack(msgspec.Struct, frozen=True):
    """The counsellor takes back a message."""

    by: str
    message: str


class Asked(msgspec.Struct, frozen=True):
    """The counsellor asks her leave, or whether she is alone. ``service``: of a referral."""

    by: str
    what: Literal["check", "transfer", "media", "referral"]
    service: str = ""


class Released(msgspec.Struct, frozen=True):
    """The counsellor cannot go on: gave it back, duty or membership ended, phone put away."""

    by: str
    again: bool = False
    """She may take it again later."""


class Closed(msgspec.Struct, frozen=True):
    """The counsellor ended the talk. ``blocked``: the person abused the service (S51)."""

    by: str
    blocked: bool = False


class Answered(msgspec.Struct, frozen=True):
    """Whether the service of the referral was reached, as either side says."""

    outcome: Outcome


class StaffChanged(msgspec.Struct, frozen=True):
    """Somebody came on duty, somebody's duty ended, or offers were stopped."""


# Time and the provider


class Woke(msgspec.Struct, frozen=True):
    """A timer of the case is due."""

    name: str


class Undelivered(msgspec.Struct, frozen=True):
    """A text could not be delivered in time and was dropped. ``to``: for whom it was."""

    to: Literal["person", "counsellor"]
    message: str


Event = Union[  # noqa: UP007
    Joined,
    Raised,
    LanguageChanged,
    Moved,
    Opened,
    SteppedAway,
    CameBack,
    PersonSaid,
    Unsaid,
    Showed,
    Checked,
    Agreed,
    NotFrom,
    Pressed,
    WindowChosen,
    Keeps,
    Ended,
    Left,
    Accepted,
    CounsellorSaid,
    TookBack,
    Asked,
    Released,
    Closed,
    Answered,
    StaffChanged,
    Woke,
    Undelivered,
]
