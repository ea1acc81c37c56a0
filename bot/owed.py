"""What an outbox row holds: an effect with what its dispatch needs to know. Pure, stored sealed."""

from __future__ import annotations

from typing import Union

import msgspec

from bot.effects import Pin, Show
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


class OwedTimer(msgspec.Struct, frozen=True, tag="timer"):
    """A timer; its name stands on the row."""


Owed = Union[OwedShow, OwedErase, OwedPin, OwedTimer]  # noqa: UP007 - msgspec reads it

_encoder = msgspec.msgpack.Encoder()
_decoder: msgspec.msgpack.Decoder[Owed] = msgspec.msgpack.Decoder(Owed)


def encode(owed: Owed) -> bytes:
    """The stored form."""
    return _encoder.encode(owed)


def decode(data: bytes) -> Owed:
    """Read it back; raises ``msgspec.DecodeError``."""
    return _decoder.decode(data)
