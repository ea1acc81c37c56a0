"""The small state needed to go on with one conversation; versioned, to and from plain bytes.

It holds choices, never what she wrote (S54), save for a short folded tail of a burst that was
not understood, which the next input or three seconds erase.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from bot.events import Outlook

SCHEMA = 1
"""Version of the stored form. Older forms are read by :func:`decode`; raise it when one changes."""

Block = Literal["danger", "self_harm"]


Stage = Literal["consented", "waiting", "arrived", "live", "after", "callback"]
Asks = Literal["", "check", "transfer", "media", "referral"]


class Talk(msgspec.Struct, frozen=True, omit_defaults=True):
    """Her side of a case: where it is as she knows it, and what she was asked last."""

    stage: Stage = "consented"
    away: bool = False
    """She hid: nothing is passed on before she is back."""
    rests: bool = False
    """The last arrival was withdrawn; her next act wakes the case."""
    asks: Asks = ""
    service: str = ""
    """That of a referral."""
    outlook: Outlook = Outlook()
    news: str = ""
    """What she was told last while she waited (``bot.handoff.effects.News``)."""
    acted: float = 0.0
    """When she last did something in the talk."""
    last: str = ""
    """Her last message to the counsellor, to take it back."""
    serial: str = ""
    """Of what she was asked last: an answer to an older question is none to this one."""
    window: tuple[float, float] | None = None
    has_phrase: bool = False
    has_duress: bool = False


class Session(msgspec.Struct, frozen=True, omit_defaults=True):
    """One conversation. Times are seconds since 1970."""

    schema: int = SCHEMA
    locale: str = ""
    country: str = ""
    """Where she is now: an ISO code, or ``other``; ``''`` until she said so."""
    first_country: str = ""
    """The country that a card or link named: listed first, nothing more."""
    first_locale: str = ""
    """The language that a card or link named: listed first, nothing more."""
    flow: str = ""
    version: int = 0
    """Version of the flow that ``step`` belongs to."""
    step: str = ""
    page: int = 0
    answers: dict[str, str] = {}
    trail: tuple[str, ...] = ()
    """Steps that *back* returns to, oldest first."""
    token: int = 0
    """Counts screens; a press that carries an older one is stale."""
    inside: bool = False
    """She answered *safe*, read the notice and said where she is; the menu is open to her."""
    covered: bool = False
    """The screen is the cover; the next word or plain item opens the door again."""
    hides_until: float = 0.0
    """While covered: when hiding becomes leaving."""
    blocks: tuple[Block, ...] = ()
    """Drawn above every later screen, each until she says *that is not it* (S23, S25)."""
    block_at: int = 0
    """Token of the screen on which the newest block was raised (:attr:`block_open`)."""
    idle_minutes: int = 5
    touched: float = 0.0
    """Her last input."""
    idle_due: float = 0.0
    """When the pending idle timer fires; 0 when none is pending."""
    misses: int = 0
    """Inputs not understood in a row (S27)."""
    tail: str = ""
    tail_at: float = 0.0
    media: tuple[str, ...] = ()
    """Messages with media or forwards that she has not yet decided about."""
    app: str = ""
    """The language that her app reports: the cover speaks it, before the door and after."""
    digits: bool = False
    """Bare digits stand above the cover, until her next input or a minute later (S03)."""
    unseen: tuple[str, ...] = ()
    """Her messages that came while the cover was up; they go when she returns or leaves."""
    has_word: bool = False
    """She chose an exit word of her own; its keyed hash lies beside this session (S19)."""
    talk: Talk | None = None
    unread: tuple[str, ...] = ()
    """Messages of a talk that wait until she asks for them."""
    noticed: float = 0.0
    """When she was last told so."""
    undrawn: bool = False
    """News of her case led to this step, and it was not shown to her: what she types or presses is
    about what she sees.
    """
    meant: tuple[str, ...] = ()
    """Intents that her last words may have had: each is offered as a button until she goes on."""
    speaks: str = ""
    """The language that she typed in, where it is not that of the screen: offered until she goes
    on.
    """
    hid: bool = False
    """She covered the screen herself, time did not: nobody is to reach her before she is back."""

    @property
    def block_open(self) -> bool:
        """Her screen shows the newest block whole, without the step below it."""
        return bool(self.blocks) and self.block_at == self.token


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Session)


def encode(session: Session) -> bytes:
    """The stored form of ``session``."""
    return _encoder.encode(session)


def decode(data: bytes) -> Session:
    """The session of a stored form, of this or an older schema.

    Raises ``msgspec.DecodeError`` for bytes that are no session.
    """
    return _decoder.decode(data)
