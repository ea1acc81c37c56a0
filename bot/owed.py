"""What an outbox row holds: an effect with what its dispatch needs to know. Pure, stored sealed."""

from __future__ import annotations

from typing import Union

import msgspec

from bot.effects import AskPosition, Pin, Post, Show
from bot.held import Mark


class OwedShow(msgspec.Struct, frozen=True, tag="show"):
    """A screen. ``answers_failure``: its own failure is not reported again, or it would loop."""

    show: Show
    answers_failure: bool = False


class OwedErase(msgspec.Struct, frozen=True, tag="erase"):
    """Messages to delete, of either side."""

    marks: tuple[Mark, ...]


class OwedPin(msgspec.Struct, frozen=True, tag="pin"):
    """A place on the map, after the screen of its decision."""

    pin: Pin


class OwedKeyboard(msgspec.Struct, frozen=True, tag="keyboard"):
    """A key under her text field that sends her position, after the screen of its decision."""

    ask: AskPosition


class OwedRemoval(msgspec.Struct, frozen=True, tag="removal"):
    """The keyboard has to be taken away; owed from before it is sent."""


class OwedPost(msgspec.Struct, frozen=True, tag="post"):
    """Words to pass on, after those before them."""

    post: Post


class OwedTimer(msgspec.Struct, frozen=True, tag="timer"):
    """A timer; its name stands on the row."""


Owed = Union[  # noqa: UP007 - msgspec reads it
    OwedShow, OwedErase, OwedPin, OwedKeyboard, OwedRemoval, OwedPost, OwedTimer
]

_encoder = msgspec.msgpack.Encoder()
_decoder: msgspec.msgpack.Decoder[Owed] = msgspec.msgpack.Decoder(Owed)


def encode(owed: Owed) -> bytes:
    """The stored form."""
    return _encoder.encode(owed)


def decode(data: bytes) -> Owed:
    """Read it back; raises ``msgspec.DecodeError``."""
    return _decoder.decode(data)
