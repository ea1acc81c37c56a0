"""What is stored of a case beside the case itself: its timers, and for a callback that outlives her
leaving where to write to. Pure, sealed in the case's row under the case's own key.
"""

from __future__ import annotations

import msgspec

from bot.handoff.case import Case


class Kept(msgspec.Struct, frozen=True, array_like=True):
    """All that is kept of somebody who left and wants to be written to within a window (S46)."""

    channel: str
    address: str
    locale: str
    country: str
    app: str
    """The language of her app, in which the cover speaks."""
    answers: tuple[tuple[str, str], ...] = ()
    """How the arrival is to come: its words and its sound."""


class File(msgspec.Struct, frozen=True, omit_defaults=True):
    """A case with its timers: name and due time. ``kept``: she left, and is to be written to."""

    case: Case
    timers: dict[str, float] = {}
    kept: Kept | None = None

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
