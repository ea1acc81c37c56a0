"""What we hold of one conversation beside the core's session: what stands in the chat.

Pure values, stored sealed in the conversation's row. Message ids are the provider's and opaque:
the only arithmetic ever done on them is the search for a lost message (``quick_exit.between``).
"""

from __future__ import annotations

from typing import Literal

import msgspec

from bot.handoff.desk import Desk
from bot.session import Session

Side = Literal["ours", "hers"]
HANDLED = 8
"""How many update ids a conversation remembers: two provider queues, each redelivering a few."""


class Mark(msgspec.Struct, frozen=True, array_like=True):
    """A message at the provider. ``sent_at`` is in seconds since 1970; 0 when unknown."""

    id: str
    side: Side
    sent_at: float = 0.0


class Busy(msgspec.Struct, frozen=True, array_like=True):
    """The one call about the screen that is in flight: its outbox row, and whether it sends."""

    row: int
    new: bool


class Standing(msgspec.Struct, frozen=True, omit_defaults=True):
    """What stands in the chat now."""

    screen: str = ""
    """Id of the living screen; ``''`` when none stands."""
    sent_at: float = 0.0
    doubtful: int = 0
    """Outbox row whose edit of the screen may still land: no other may edit it; 0 when none."""
    busy: Busy | None = None
    waiting: int = 0
    """Outbox row of the screen that waits for ``busy`` or for its time; 0 when none does."""
    limited_until: float = 0.0
    """The provider asked for silence in this chat until then."""
    extras: tuple[Mark, ...] = ()
    pins: tuple[int, ...] = ()
    """Outbox rows of extras that wait, in order."""
    pinning: int = 0
    """Outbox row of the extra that is in flight; 0 when none is."""
    pin_past: bool = False
    """A newer screen was decided on since: that extra goes as soon as its id is known."""
    posts: tuple[int, ...] = ()
    """Outbox rows of words that wait to be passed on, in order."""
    veiled: tuple[int, ...] = ()
    """Outbox rows of words that wait until she asks for them, in order."""
    posting: int = 0
    """Outbox row of the words that are in flight; 0 when none are."""
    post_past: bool = False
    """They were withdrawn since: the message goes as soon as its id is known."""
    opening: bool = False
    """What is in flight for them is the opening of their topic, not they themselves."""
    threads: tuple[tuple[str, str], ...] = ()
    """Groups that have a topic of their own here, each with the id of its thread."""
    topic_failed: int = 0
    """Outbox row of words whose topic was lost once: the next time they go plainly."""
    no_topics_until: float = 0.0
    """Topics cannot be opened in this chat; it is not tried again before then."""
    keyboard: str = ""
    """Id of the extra that brought the keyboard under her text field; ``''``: not known."""
    removal: int = 0
    """Outbox row that takes the keyboard away; 0 only when there surely is none."""
    doubts: tuple[int, ...] = ()
    """``after_id`` of sends whose message, if there is one, was never learnt."""


class Held(msgspec.Struct, frozen=True, omit_defaults=True):
    """The sealed content of a conversation's row."""

    address: str
    session: Session
    standing: Standing = Standing()
    handled: tuple[str, ...] = ()
    """The last update ids, oldest first."""
    word: tuple[bytes, ...] = ()
    """Keyed hashes of the exit word that she chose (S19)."""
    phrase: tuple[bytes, ...] = ()
    duress: tuple[bytes, ...] = ()
    """Keyed hashes of the phrases that she agreed on with a counsellor (S47)."""
    left_at: float = 0.0
    """When an earlier conversation of this chat ended, if within the last 24 h."""
    left_ids: tuple[str, ...] = ()
    """Update ids of that earlier conversation: a redelivered exit must not end this one."""
    desk: Desk | None = None
    """Of a desk's chat, which has no session of a person."""


class Remains(msgspec.Struct, frozen=True):
    """What a chat that was left is remembered by, for 24 h."""

    left_at: float
    handled: tuple[str, ...]


def with_handled(handled: tuple[str, ...], update_id: str) -> tuple[str, ...]:
    """The last update ids after one more."""
    return (*handled, update_id)[-HANDLED:]


_encoder = msgspec.msgpack.Encoder()
_held = msgspec.msgpack.Decoder(Held)
_remains = msgspec.msgpack.Decoder(Remains)


def encode(value: Held | Remains) -> bytes:
    """The stored form."""
    return _encoder.encode(value)


def decode(data: bytes) -> Held:
    """Read :class:`Held` back; raises ``msgspec.DecodeError``."""
    return _held.decode(data)


def decode_remains(data: bytes) -> Remains:
    """Read :class:`Remains` back; raises ``msgspec.DecodeError``."""
    return _remains.decode(data)
