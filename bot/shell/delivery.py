"""How an effect is to be carried out, given what stands in the chat. Pure.

The worst mistakes here: a second edit of a screen whose first edit may still land (it would
bring old text back), and a new message that no act of hers caused (S01).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import msgspec

from bot.channels.base import Capabilities
from bot.effects import AskPosition, Pin, Post, Screen, Show, Tone
from bot.held import Busy, Mark, Standing
from bot.owed import Owed

SCREEN_SECONDS: Final = 60.0
"""A screen or extra that could not be delivered within this time is dropped."""
LIT_SECONDS: Final = 1.0
"""A screen that is to be covered and has to wait longer for that is deleted first."""
LONGEST_BACKOFF: Final = 60.0
"""Most seconds between two attempts."""


@dataclass(frozen=True, slots=True)
class EditScreen:
    """Edit the standing screen."""

    message: str
    screen: Screen


@dataclass(frozen=True, slots=True)
class NewScreen:
    """Send a new message, which becomes the screen."""

    screen: Screen


@dataclass(frozen=True, slots=True)
class RemoveScreen:
    """Delete the standing screen: a timer may not send, and an older edit may still land."""

    mark: Mark


@dataclass(frozen=True, slots=True)
class Nothing:
    """A timer's screen where none stands: she meets the next one at her next action."""


@dataclass(frozen=True, slots=True)
class EraseMarks:
    """Delete messages."""

    marks: tuple[Mark, ...]
    locale: str
    urgent: bool = False
    """She hides, and nothing that is being sent to her may go on."""


@dataclass(frozen=True, slots=True)
class SendPin:
    """Send a place as an extra."""

    pin: Pin


@dataclass(frozen=True, slots=True)
class SendKeyboard:
    """Put a key under her text field, as an extra."""

    ask: AskPosition


@dataclass(frozen=True, slots=True)
class RemoveKeyboard:
    """Take the key away, by a message that is deleted at once."""


@dataclass(frozen=True, slots=True)
class OpenTopic:
    """Open the topic that these words go into."""

    post: Post


@dataclass(frozen=True, slots=True)
class SendPost:
    """Pass words on, into the topic of this thread if it is not ``''``."""

    post: Post
    thread: str = ""


@dataclass(frozen=True, slots=True)
class EditPost:
    """Change a copy of words that were passed on."""

    message: str
    post: Post


Action = (
    EditScreen
    | NewScreen
    | RemoveScreen
    | Nothing
    | EraseMarks
    | SendPin
    | SendKeyboard
    | RemoveKeyboard
    | OpenTopic
    | SendPost
    | EditPost
)


@dataclass(frozen=True, slots=True, repr=False)
class Start:
    """A call to make: for which outbox row, where, what; never logged."""

    row: int
    conversation: bytes
    channel: str
    address: str
    action: Action
    owed: Owed
    made: float
    """When the effect was decided on."""
    after: int
    """Highest message id that was seen before the call; 0 when unknown."""
    over: tuple[int, ...] = ()
    """Doubts about calls that had ended before this one began: what it sends is newer."""


def plan_show(
    show: Show,
    standing: Standing,
    now: float,
    made: float,
    capabilities: Capabilities,
    row: int = 0,
) -> EditScreen | NewScreen | RemoveScreen | Nothing:
    """How to make ``show``, owed by outbox row ``row`` since ``made``, the living screen."""
    if show.by_timer or now - made > SCREEN_SECONDS:
        return _plan_quiet(show.screen, standing, capabilities, row)
    if not standing.screen or show.fresh or standing.doubtful or not capabilities.edits:
        return NewScreen(show.screen)
    if now - standing.sent_at > capabilities.replace_after:
        return NewScreen(show.screen)
    return EditScreen(standing.screen, show.screen)


def _plan_quiet(
    screen: Screen, standing: Standing, capabilities: Capabilities, row: int
) -> EditScreen | RemoveScreen | Nothing:
    if not standing.screen or not capabilities.edits:
        return Nothing()
    # The doubtful edit itself may be repeated: whichever of the two lands last, it is the same.
    if standing.doubtful not in (0, row):
        return RemoveScreen(Mark(standing.screen, "ours", standing.sent_at))
    return EditScreen(standing.screen, screen)


def only_header(post: Post) -> Post:
    """What a notification shows of a post, and the title of its topic."""
    return msgspec.structs.replace(post, words="", body=(), rows=(), media="")


def backoff(now: float, since: float) -> float:
    """When to try again what has failed since ``since``: soon at first, then ever more seldom."""
    return now + min(LONGEST_BACKOFF, max(1.0, (now - since) / 2))


def expires(show: Show, now: float) -> float | None:
    """``not_after`` of a screen: a cover never expires, it only stops being sent anew."""
    return None if show.screen.tone is Tone.COVER else now + SCREEN_SECONDS


def begun(standing: Standing, row: int, action: Action) -> Standing:
    """What stands while this call about the screen is in flight."""
    return msgspec.structs.replace(
        standing, busy=Busy(row, isinstance(action, NewScreen)), waiting=0
    )


def ended(standing: Standing) -> Standing:
    """What stands when no call about the screen is in flight any more."""
    return msgspec.structs.replace(standing, busy=None)


def without(standing: Standing, messages: frozenset[str]) -> Standing:
    """What stands after these messages went."""
    extras = tuple(mark for mark in standing.extras if mark.id not in messages)
    if standing.screen in messages:
        return msgspec.structs.replace(standing, screen="", sent_at=0.0, doubtful=0, extras=extras)
    return msgspec.structs.replace(standing, extras=extras)
