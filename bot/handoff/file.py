"""What is stored of a case beside the case itself: its timers. Pure, sealed in the case's row."""

from __future__ import annotations

import msgspec

from bot.handoff.case import Case


class File(msgspec.Struct, frozen=True, omit_defaults=True):
    """A case with its timers: name and due time."""

    case: Case
    timers: dict[str, float] = {}

    @property
    def due_at(self) -> float | None:
        """When the next timer is due; None: none is set."""
        return min(self.timers.values(), default=None)


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(File)


def encode(file: File) -> bytes:
    """The stored form."""
    return _encoder.encode(file)


def decode(data: bytes) -> File:
    """Read it back; raises ``msgspec.DecodeError``."""
    return _decoder.decode(data)
