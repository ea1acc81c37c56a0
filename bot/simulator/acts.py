"""What a page may ask for, decoded strictly: anything else is refused."""

from __future__ import annotations

from typing import Annotated, Literal, Union

import msgspec

TEXT_LIMIT = 4096
MOST_SECONDS = 72 * 3600.0

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=TEXT_LIMIT)]
Word = Annotated[str, msgspec.Meta(max_length=64)]
AppLocale = Literal["kk", "ru", "en"]
Kind = Literal[
    "photo", "voice", "video", "video_note", "document", "sticker", "dice", "contact", "poll",
    "forward", "live_location",
]  # fmt: skip


class _Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="do"):
    """An act names what it does in ``do``; unknown fields are refused."""


class Say(_Strict, frozen=True, tag="say"):
    """She types."""

    text: Text


class Start(_Strict, frozen=True, tag="start"):
    """She opens the chat by a card or link (``payload``), or bare."""

    payload: Word = ""


class Press(_Strict, frozen=True, tag="press"):
    """She presses a button of message ``on``."""

    data: Word
    on: Word


class Pin(_Strict, frozen=True, tag="pin"):
    """She sends a place, in degrees."""

    lat: Annotated[float, msgspec.Meta(ge=-90, le=90)]
    lon: Annotated[float, msgspec.Meta(ge=-180, le=180)]


class Media(_Strict, frozen=True, tag="media"):
    """She sends something that is no text."""

    kind: Kind


class Language(_Strict, frozen=True, tag="language"):
    """She changes the language of her app."""

    app_locale: AppLocale


class Move(_Strict, frozen=True, tag="move"):
    """The clock of everything moves forward."""

    seconds: Annotated[float, msgspec.Meta(gt=0, le=MOST_SECONDS)]


class New(_Strict, frozen=True, tag="new"):
    """Another person's phone; ``old`` is put away."""

    app_locale: AppLocale = "kk"
    old: Word = ""


Act = Union[Say, Start, Press, Pin, Media, Language]  # noqa: UP007
"""What happens on a phone."""


class Order(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One request: on which phone, and what."""

    act: Union[Say, Start, Press, Pin, Media, Language, Move, New]  # noqa: UP007
    phone: Word = ""


decode = msgspec.json.Decoder(Order).decode
"""Raises ``msgspec.DecodeError``."""
