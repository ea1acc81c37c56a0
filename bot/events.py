"""What can happen to us, in our own words: made from an update, from a timer, or from a failure.

Events of a person carry ``message``, the provider's id of *her* message (deletable), ``dated``,
the provider's time of it in seconds since 1970, and ``app_locale``, the language tag that her
app reports (a hint for the cover, never an assumption about her).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal, Union

import msgspec


class MediaKind(StrEnum):
    """Everything that is neither text, a press nor a place; each gets a safe reply (S31)."""

    PHOTO = "photo"
    VOICE = "voice"
    VIDEO = "video"
    VIDEO_NOTE = "video_note"
    DOCUMENT = "document"
    STICKER = "sticker"
    DICE = "dice"
    CONTACT = "contact"
    POLL = "poll"
    FORWARD = "forward"
    LIVE_LOCATION = "live_location"


UNKNOWN = "?"
"""What a counsellor's message is about when it replies to something that is not there any more."""
Phrase = Literal["", "right", "duress"]
"""*It is me*, and *I am not alone*."""


class Said(msgspec.Struct, frozen=True, tag="said"):
    """She typed something. ``safe_word``: it is the word she chose (by keyed hash, S19).

    ``phrase``: it is one of the two that she agreed on with a counsellor (S47). ``edited``: it
    changes what she wrote before. ``about``: the id of our message that it replies to, or of the
    topic that it stands in; at a desk the case that this belongs to.
    """

    text: str
    message: str
    dated: float
    app_locale: str = ""
    safe_word: bool = False
    phrase: Phrase = ""
    edited: bool = False
    about: str = ""


class Started(msgspec.Struct, frozen=True, tag="started"):
    """She opened the chat, by a link or card (``payload``) or bare (``''``)."""

    payload: str
    message: str
    dated: float
    app_locale: str = ""


class Pressed(msgspec.Struct, frozen=True, tag="pressed"):
    """She pressed a button. ``token`` names the screen it hung on; ``message`` is *our* id.

    ``own``: the id of the message of hers that the press itself is, where it is one.
    """

    choice: str
    token: str
    message: str
    dated: float
    app_locale: str = ""
    own: str = ""


class Located(msgspec.Struct, frozen=True, tag="located"):
    """She sent a pin, in degrees. It is used in memory and stored nowhere (S37)."""

    lat: float
    lon: float
    message: str
    dated: float
    app_locale: str = ""


class SentMedia(msgspec.Struct, frozen=True, tag="media"):
    """She sent something we do not read and do not store (S31).

    ``media`` is the provider's reference of a picture or a voice; ``about`` as in :class:`Said`.
    """

    kind: MediaKind
    message: str
    dated: float
    app_locale: str = ""
    media: str = ""
    about: str = ""


class TimerFired(msgspec.Struct, frozen=True, tag="timer"):
    """A timer that ``decide`` had scheduled is due."""

    name: str


class ScreenLost(msgspec.Struct, frozen=True, tag="lost"):
    """A screen was not delivered in time and was dropped (``not_after``): nothing was sent."""


class Refused(msgspec.Struct, frozen=True, tag="refused"):
    """The provider refused an effect for good, other than because she blocked us."""


class PostDropped(msgspec.Struct, frozen=True, tag="post_dropped"):
    """Words could not be delivered in time, or were refused: nobody will read them."""

    origin: str
    group: str


class Outlook(msgspec.Struct, frozen=True, array_like=True):
    """What can honestly be said of a wait (S44)."""

    on_duty: bool = False
    """Somebody who could take her case is on duty now."""
    ahead: int = 0
    """People who will be asked about before her."""
    minutes: int = 0
    """What the wait usually is; 0: not known."""
    opens: float = 0.0
    """When the next shift begins that serves her; 0: not known, or one runs now."""


class Told(msgspec.Struct, frozen=True, tag="told"):
    """News of her case (``bot.handoff.effects.News``). ``service``: of a referral."""

    news: str
    service: str = ""
    outlook: Outlook = Outlook()


class Heard(msgspec.Struct, frozen=True, tag="heard"):
    """The counsellor's words, a change of them, or that they were taken back.

    ``origin`` is the id of the counsellor's message.
    """

    what: Literal["words", "amended", "taken_back", "media"]
    origin: str
    words: str = ""
    kind: str = ""


PersonEvent = Union[Said, Started, Pressed, Located, SentMedia]  # noqa: UP007
Event = Union[  # noqa: UP007
    Said,
    Started,
    Pressed,
    Located,
    SentMedia,
    TimerFired,
    ScreenLost,
    Refused,
    PostDropped,
    Told,
    Heard,
]


class Update(msgspec.Struct, frozen=True):
    """One delivery from a provider: its id (for *handled before?*), whose chat, what happened."""

    id: str
    channel: str
    address: str
    event: PersonEvent
