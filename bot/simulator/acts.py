"""What a page may ask for, decoded strictly: anything else is refused."""

from __future__ import annotations

from typing import Annotated, Literal, Union

import msgspec

TEXT_LIMIT = 4096
MOST_SECONDS = 72 * 3600.0

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=TEXT_LIMIT)]
Word = Annotated[str, msgspec.Meta(max_length=64)]
AppLocale = Literal["kk", "ru", "en"]
Talker = Literal["person", "counsellor"]
Presser = Literal["person", "counsellor", "group"]
Messenger = Literal["telegram", "whatsapp"]
Kind = Literal[
    "photo", "voice", "video", "video_note", "document", "sticker", "dice", "contact", "poll",
    "forward", "live_location",
]  # fmt: skip


class _Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="do"):
    """An act names what it does in ``do``; unknown fields are refused."""


class Say(_Strict, frozen=True, tag="say"):
    """Somebody types. ``about``: the message that a counsellor answers."""

    text: Text
    who: Talker = "person"
    about: Word = ""

    def __post_init__(self) -> None:
        """On a person's phone nothing is answered: her chat has one counsellor at most."""
        if self.about and self.who == "person":
            raise ValueError("Only a counsellor answers a message.")


class Edit(_Strict, frozen=True, tag="edit"):
    """A counsellor changes what she wrote in ``message``."""

    text: Text
    message: Word


class Start(_Strict, frozen=True, tag="start"):
    """She opens the chat by a card or link (``payload``), or bare. WhatsApp has no such thing."""

    payload: Word = ""


class Press(_Strict, frozen=True, tag="press"):
    """Somebody presses a button of message ``on``; in the group, this page's counsellor."""

    data: Word
    on: Word
    who: Presser = "person"


class Pin(_Strict, frozen=True, tag="pin"):
    """She sends a place, in degrees."""

    lat: Annotated[float, msgspec.Meta(ge=-90, le=90)]
    lon: Annotated[float, msgspec.Meta(ge=-180, le=180)]


class Media(_Strict, frozen=True, tag="media"):
    """Somebody sends something that is no text."""

    kind: Kind
    who: Talker = "person"


class DeleteChat(_Strict, frozen=True, tag="delete_chat"):
    """She deletes the chat on her phone by hand, where nothing else empties it (WhatsApp)."""


class Counsellor(_Strict, frozen=True, tag="counsellor"):
    """A counsellor's phone is laid beside this one, or put away."""

    open: bool = True


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
    messenger: Messenger = "telegram"


Act = Union[  # noqa: UP007
    Say, Edit, Start, Press, Pin, Media, DeleteChat, Counsellor, Language
]
"""What happens on a page's phones."""


class Order(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One request: on which phone, and what."""

    act: Union[  # noqa: UP007
        Say, Edit, Start, Press, Pin, Media, DeleteChat, Counsellor, Language, Move, New
    ]
    phone: Word = ""


decode = msgspec.json.Decoder(Order).decode
"""Raises ``msgspec.DecodeError``."""
