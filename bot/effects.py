"""What we can do: described actions, each with a target and a stage, stored and carried out later.

An effect names keys, arguments and a locale, never a text, save for words that one person wrote to
another (:class:`Post`). ``target`` says whose chat it is
(``person`` now; the desk later). Stage 0 goes out first and in parallel, then stage 1.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal, Union

import msgspec

from bot.text import Text

Target = Literal["person"]
PERSON: Target = "person"


class Tone(StrEnum):
    """How a screen is treated by channels: what it shows if somebody else looks."""

    PLAIN = "plain"
    SENSITIVE = "sensitive"
    COVER = "cover"


POSTED = "post"
"""The token of buttons on words that were passed on: they never grow stale."""

TYPED_WAYS = ("numbers", "exit")
"""Choices that stand below every message as words to type, where the ways out are typed."""

Ability = Literal["", "location_keyboard"]
PassedKind = Literal["", "photo", "voice", "video_note"]
"""The media that may be passed on; nothing else ever is."""


class Button(msgspec.Struct, frozen=True, array_like=True):
    """An answer she can press: ``id`` never changes and is unique on its screen.

    ``needs``: what a channel must be able to do; where it cannot, the button is left out.
    """

    id: str
    label: Text
    needs: Ability = ""


class Screen(msgspec.Struct, frozen=True):
    """The one living message: paragraphs, rows of buttons, the token that its presses carry.

    ``step`` is ``flow.step``, or ``''`` under cover. ``token`` is ``''`` under cover.
    """

    locale: str
    paragraphs: tuple[Text, ...]
    rows: tuple[tuple[Button, ...], ...] = ()
    tone: Tone = Tone.SENSITIVE
    token: str = ""
    step: str = ""


class Show(msgspec.Struct, frozen=True, tag="show"):
    """Make this the living screen: an edit where the channel can, else a message.

    ``by_timer``: no act of hers caused it, so it may only edit, never send (S01).
    ``fresh``: send it as a new message even if a screen stands (it has to be the newest).
    """

    screen: Screen
    by_timer: bool = False
    fresh: bool = False
    target: Target = PERSON
    stage: int = 0


class Erase(msgspec.Struct, frozen=True, tag="erase"):
    """Delete these messages (provider's ids), hers or ours."""

    messages: tuple[str, ...]
    target: Target = PERSON
    stage: int = 0


class Pin(msgspec.Struct, frozen=True, tag="pin"):
    """Show a public address on a map, as an extra that goes with the next step.

    ``lat``/``lon`` in degrees belong to a service whose address is public, never to her.
    """

    lat: float
    lon: float
    title: Text
    locale: str
    target: Target = PERSON
    stage: int = 1


class AskPosition(msgspec.Struct, frozen=True, tag="ask_position"):
    """Put one key under her text field that sends her position; an extra, gone after a minute.

    ``text`` is the message that brings it, ``label`` stands on the key.
    """

    text: Text
    label: Text
    locale: str
    target: Target = PERSON
    stage: int = 1


class Keep(msgspec.Struct, frozen=True, tag="keep"):
    """Write a message into the ledger that its writer keeps for now, so that leaving, or the end of
    its group, deletes it.
    """

    message: str
    group: str = PERSON
    target: Target = PERSON
    stage: int = 0


class Schedule(msgspec.Struct, frozen=True, tag="schedule"):
    """Wake the conversation at ``due`` (seconds since 1970); one timer a name, newest wins."""

    timer: str
    due: float
    target: Target = PERSON
    stage: int = 0


class Post(msgspec.Struct, frozen=True, tag="post"):
    """Pass somebody's words on, or news of a case, as a message that stays until its group goes.

    The one effect that carries what a person wrote; it is sealed until it is sent and then gone.
    ``header`` is neutral and all that a notification shows. ``origin`` is the id of the original in
    the chat of who wrote it, ``group`` what it is deleted with. ``amends``: change the copy of that
    original instead of sending one. ``lasts``: seconds after which it is dropped unsent.
    """

    header: Text
    locale: str
    words: str = ""
    rows: tuple[tuple[Button, ...], ...] = ()
    origin: str = ""
    group: str = PERSON
    amends: bool = False
    sound: bool = False
    protected: bool = False
    """It cannot be forwarded or saved (staff only, S43)."""
    body: tuple[Text, ...] = ()
    """What we say ourselves below the header, masked like the words."""
    lasts: float = 300.0
    veiled: bool = False
    """It waits until she asks for it (:class:`Reveal`): where nothing is masked and nothing can be
    taken away again, a neutral notice goes first.
    """
    threaded: bool = False
    """It belongs into the topic of its group, where the chat has topics."""
    media: str = ""
    """The provider's reference of a picture or a voice to pass on below the header, without words;
    ``media_from`` is the channel that it comes from.
    """
    media_kind: PassedKind = ""
    media_from: str = ""
    target: Target = PERSON
    stage: int = 1


class Reveal(msgspec.Struct, frozen=True, tag="reveal"):
    """She asks for the words of a group that wait: they are sent now."""

    group: str = PERSON
    target: Target = PERSON
    stage: int = 1


class TakeBack(msgspec.Struct, frozen=True, tag="take_back"):
    """Delete the copies of an original, or do not send them."""

    origin: str
    group: str = PERSON
    target: Target = PERSON
    stage: int = 0


class Withdraw(msgspec.Struct, frozen=True, tag="withdraw"):
    """Delete everything of a group that stands in this chat, and send nothing more of it.

    ``unsent``: only send nothing more of it; what stands may be read on.
    """

    group: str = PERSON
    unsent: bool = False
    target: Target = PERSON
    stage: int = 0


Effect = Union[  # noqa: UP007
    Show, Erase, Pin, AskPosition, Keep, Schedule, Post, Reveal, TakeBack, Withdraw
]
