"""What a channel is to us: capabilities, a few calls, and outcomes that are values.

A channel renders nothing and decides nothing. It gets a finished :class:`Message` and says what
became of it. Provider errors are converted here and never chained outward (they can carry a
token in an address).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal, Protocol, Union

import msgspec


class Capabilities(msgspec.Struct, frozen=True):
    """What a channel can do. Steps and render ask this, never *is it Telegram?*."""

    name: str
    edits: bool
    """A message of ours can be edited (else every screen is a new message)."""
    deletes: bool
    """Messages of both sides can be deleted (S13); else the truth is said (S14)."""
    buttons: int
    """Most buttons on one message; above it choices are numbered in the text."""
    label_limit: int
    text_limit: int
    spoilers: bool
    delete_window: float
    """Seconds within which a message can be deleted; 0 when never."""
    replace_after: float
    """A screen older than this many seconds is replaced by a new one at her next action."""
    location_keyboard: bool = False
    """A key under her text field can send her position."""
    topics: bool = False
    """A chat can have topics, each with messages of its own."""
    typed_ways: bool = False
    """The ways out are words that stand below every message and are typed, not buttons."""
    list_label_limit: int = 0
    """Characters of a label where more than :attr:`buttons` are drawn as a list; 0: no lists."""
    copies: bool = False
    """The provider keeps a record of every message of both sides, and *delete* deletes only that
    (S14, S56); what she presses is a message of hers, too.
    """


class MessageButton(msgspec.Struct, frozen=True, array_like=True):
    """A button as it is sent: its label, and the data that a press returns."""

    label: str
    data: str


class Message(msgspec.Struct, frozen=True):
    """What is to be sent. ``spoiler``: where the channel can, the text is masked in previews."""

    text: str
    rows: tuple[tuple[MessageButton, ...], ...] = ()
    silent: bool = True
    spoiler: bool = False
    masked_from: int = 0
    """Where the masked part begins, in characters; what stands before it is neutral."""
    protected: bool = False
    """It cannot be forwarded or saved, where the channel can do that."""
    thread: str = ""
    """The topic that it goes into; ``''``: none."""
    foot: str = ""
    """What stands below the choices, where the ways out are typed."""
    typed: tuple[MessageButton, ...] = ()
    """The choices that :attr:`foot` names: not drawn, but typed."""
    goes_on: str = ""
    """The first line of each further part, where a long message goes out in several."""
    opens: str = ""
    """The word on the button that opens the choices, where they are drawn as a list."""


class MapPin(msgspec.Struct, frozen=True):
    """A public address on a map, in degrees, with its name."""

    lat: float
    lon: float
    title: str


class PositionKeyboard(msgspec.Struct, frozen=True):
    """A silent message, and the label of the one key that it puts under her text field."""

    text: str
    label: str


Media = Literal["photo", "voice", "video_note"]
"""What can be sent as a file. A video note has no caption."""
LARGEST_FILE: Final = 20 * 1024 * 1024
"""Bytes of a file that is fetched at most."""
_TOPIC = "t"


def mark_of_topic(thread: str) -> str:
    """The id under which a topic is named where messages are: in the ledger, in a delete."""
    return _TOPIC + thread


def thread_of_mark(message_id: str) -> str:
    """The thread of a topic's mark; ``''``: this is a message."""
    return message_id.removeprefix(_TOPIC) if message_id.startswith(_TOPIC) else ""


_LOST = "~"


def mark_of_lost(since: int) -> str:
    """The id under which all sends since this second are named where messages are: the answer to
    one of them was lost, and its own id with it.
    """
    return f"{_LOST}{since}"


def lost_since(message_id: str) -> int:
    """The second of such a mark; 0: this is a message."""
    second = message_id.removeprefix(_LOST)
    return int(second) if message_id.startswith(_LOST) and second.isdecimal() else 0


REMOVAL = "·"
"""Text of the message that takes a keyboard away; it is deleted as soon as its id is known."""


class Sent(msgspec.Struct, frozen=True, tag=True):
    """Done, or already so. ``message`` is the id of a new message, else ``''``."""

    message: str = ""


class Gone(msgspec.Struct, frozen=True, tag=True):
    """The message to edit or delete, or the topic to write into, is not there any more."""


class RetryAt(msgspec.Struct, frozen=True, tag=True):
    """Not now: try again after so many seconds.

    ``of_message``: only this message has to wait, others may go on (a record that is not final).
    """

    seconds: float
    of_message: bool = False


class Blocked(msgspec.Struct, frozen=True, tag=True):
    """She blocked us or the chat is gone: forget her, without deletes."""


class RefusedForGood(msgspec.Struct, frozen=True, tag=True):
    """This call can never succeed (400). For a batch of deletes: at least one id cannot go."""

    too_old: bool = False


class Unknown(msgspec.Struct, frozen=True, tag=True):
    """Nobody knows whether it happened: a time-out, a lost connection, a crash."""


Outcome = Union[Sent, Gone, RetryAt, Blocked, RefusedForGood, Unknown]  # noqa: UP007


BUSY_SECONDS = 2.0
DOWN_SECONDS = 5.0


class Done(msgspec.Struct, frozen=True):
    """An update was handled, and committed. ``alert`` answers a press; maybe ``''``."""

    alert: str = ""


class Busy(msgspec.Struct, frozen=True):
    """Not handled: too much waits. Deliver it again after so many seconds."""

    retry_after: float = BUSY_SECONDS


class Down(msgspec.Struct, frozen=True):
    """Not handled: the store cannot commit. Deliver it again after so many seconds."""

    retry_after: float = DOWN_SECONDS


Answer = Done | Busy | Down
"""What a provider's update came to."""


class AccountError(Exception):
    """A messenger cannot be used like this. The message says how to mend it and shows no value."""


class Channel(Protocol):
    """One provider. Every call ends in an outcome and raises nothing but cancellation."""

    @property
    def capabilities(self) -> Capabilities:
        """What it can do."""

    async def send(self, address: str, message: Message, *, urgent: bool = False) -> Outcome:
        """Send a new message; ``Sent`` carries its id. ``Gone``: its topic is not there."""

    async def send_media(self, address: str, message: Message, kind: Media, data: bytes) -> Outcome:
        """Send a file with ``message`` as its caption and buttons, and without a name of its own;
        a photo is masked until it is pressed. Outcomes as of :meth:`send`.
        """

    async def fetch(self, reference: str) -> bytes | Outcome:
        """The bytes of a file that somebody sent, at most :data:`LARGEST_FILE`; an outcome when
        they cannot be had.
        """

    async def open_topic(self, address: str, title: str) -> Outcome:
        """Open a topic; ``Sent`` carries the id of its thread."""

    async def close_topic(self, address: str, thread: str, *, urgent: bool = False) -> Outcome:
        """Delete a topic with everything in it."""

    async def send_pin(self, address: str, pin: MapPin) -> Outcome:
        """Send a place on a map; ``Sent`` carries its id."""

    async def send_keyboard(self, address: str, keyboard: PositionKeyboard) -> Outcome:
        """Put a key under her text field; ``Sent`` carries the id of its message."""

    async def remove_keyboard(self, address: str, *, urgent: bool = False) -> Outcome:
        """Take it away by a new silent message, whose id ``Sent`` carries."""

    async def edit(
        self, address: str, message_id: str, message: Message, *, urgent: bool = False
    ) -> Outcome:
        """Make the message this one; *not modified* counts as ``Sent``."""

    async def delete(
        self, address: str, message_ids: Sequence[str], *, urgent: bool = False
    ) -> Outcome:
        """Delete up to 100 messages in one call. ``urgent`` calls have connections of their own.

        Marks of topics among the ids: after the messages these are closed, as far as they can be.
        """

    async def lost(self, address: str, since: float) -> tuple[str, ...] | Outcome:
        """Ids of all that was sent to this address since this moment and is kept by the provider;
        none where it keeps no copies. An outcome when it could not be asked.
        """
