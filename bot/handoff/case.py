"""A case: one conversation on its way to a counsellor, from consent to the last copy wiped.

It holds choices and times and never what anybody wrote, save one text that waits for a fresh check
(ten minutes at most). Times are seconds since 1970. Stored sealed, under a key of its own.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

import msgspec

SCHEMA = 1
"""Version of the stored form; raise it when an older one can no longer be read as it is."""


class State(StrEnum):
    """Where a case is. Which event leads where stands in :mod:`bot.handoff.rules`."""

    CONSENTED = "consented"
    """She knows who reads, what they must report and what stays; nobody was asked yet."""
    QUEUED = "queued"
    """She waits, and nobody is being asked: nobody is on duty, or her screen rests."""
    OFFERED = "offered"
    """Counsellors on duty are being asked."""
    ARRIVED = "arrived"
    """Somebody took the case; she has not opened it yet, and nothing may be written."""
    WITH_COUNSELLOR = "with_counsellor"
    STEPPED_AWAY = "stepped_away"
    """Her screen is covered, or she was not alone: nothing is passed on."""
    REFERRED = "referred"
    """The talk is over; whether the service was reached is still to be said."""
    CALLBACK = "callback"
    """She asked to be written to within a window."""
    CLOSED = "closed"
    LEFT = "left"
    """She left: nothing of it may stay on the staff's side."""


WAITING = frozenset({State.QUEUED, State.OFFERED})
OWNED = frozenset({State.ARRIVED, State.WITH_COUNSELLOR, State.STEPPED_AWAY, State.REFERRED})
"""A counsellor is bound to it."""
TALKING = frozenset({State.ARRIVED, State.WITH_COUNSELLOR, State.STEPPED_AWAY})
"""It counts towards the cap of its counsellor (S52)."""
OVER = frozenset({State.CLOSED, State.LEFT})

Wish = Literal["talk", "safety", "shelter", "health", "law", "children", "own_behaviour", "other"]
"""What she wants help with, in one word that staff may read (S42)."""
Urgency = Literal["", "self_harm", "danger"]
Skill = Literal["child", "perpetrator_work", "sign"]
Arrival = Literal["silent", "sound"]
"""How a counsellor's arrival is sent. Whether a sound is a vibration is up to the phone."""
Media = Literal["", "asked", "open"]
Outcome = Literal["", "reached", "not_reached"]


class Consent(msgspec.Struct, frozen=True, array_like=True):
    """What she agreed to, and when (S41): no message to staff exists without it.

    ``policy`` is the fingerprint of the text that she was shown.
    """

    at: float
    policy: str


class Window(msgspec.Struct, frozen=True, array_like=True):
    """When she may be written to (S46)."""

    begins: float
    ends: float


class Referral(msgspec.Struct, frozen=True, array_like=True):
    """A service that was suggested; ``agreed``: she wants them to be told."""

    service: str
    agreed: bool = False
    outcome: Outcome = ""


class HeldBack(msgspec.Struct, frozen=True, array_like=True):
    """A text with a place or a time that waits for a fresh check, and then goes or is dropped."""

    words: str
    message: str
    at: float


class Case(msgspec.Struct, frozen=True, omit_defaults=True):
    """One case. ``alias`` is all that staff call her by; ``owner`` is a counsellor's id."""

    alias: str
    locale: str
    country: str
    consent: Consent
    state: State = State.CONSENTED
    schema: int = SCHEMA
    wish: Wish = "talk"
    urgency: Urgency = ""
    skills: tuple[Skill, ...] = ()
    """What the counsellor must have learnt."""
    region: str = ""
    """Counsellors of this region are not asked: she may know them, or they her family."""
    arrival: Arrival = "silent"
    has_phrase: bool = False
    """They agreed on a phrase by which she shows that it is her (S47)."""
    queued_at: float = 0.0
    """Her place in the queue; it is kept through everything but closing."""
    owner: str = ""
    not_again: tuple[str, ...] = ()
    """Counsellors who are not asked about it (any more)."""
    rests: bool = False
    """She did not open the last arrival: nobody is asked until she does something."""
    away: bool = False
    """She hid while she waited: nobody is asked until she returns."""
    duress: bool = False
    """She gave the phrase that means *I am not alone*."""
    on_call: bool = False
    """Who is on call was asked once."""
    taken_at: float = 0.0
    unanswered_since: float = 0.0
    """Her first words that the counsellor has not answered; 0 when there are none."""
    unheard: bool = False
    """Words of hers did not arrive while she was away, and she does not know it."""
    checked_at: float = 0.0
    """When she last gave the phrase, or answered that she is alone."""
    held_back: HeldBack | None = None
    transfer: bool = False
    """She was asked whether somebody else may go on."""
    referral: Referral | None = None
    media: Media = ""
    window: Window | None = None
    keeps: bool = False
    """She wants to be written to within it even if she leaves before."""
    ended_at: float = 0.0


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Case)


def encode(case: Case) -> bytes:
    """The stored form."""
    return _encoder.encode(case)


def decode(data: bytes) -> Case:
    """Read it back; raises ``msgspec.DecodeError``."""
    return _decoder.decode(data)
