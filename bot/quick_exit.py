"""Quick exit, the pure part: is this an exit, and what is then owed to the chat.

The worst mistakes here: to read an exit out of a sentence (a substring), to miss one, and to
plan an *edit* of a screen while an older edit of it may still land and bring the text back.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Iterable, Sequence
from enum import StrEnum
from typing import Literal

import msgspec

from bot.decision import Leave
from bot.effects import PERSON, Screen
from bot.events import Event, Pressed, Said
from bot.held import Held, Mark
from bot.owed import Owed, OwedErase, OwedKeyboard, OwedPin, OwedPost, OwedRemoval, OwedShow

LONGEST = 24
"""Characters of a folded exit word; a longer message is a sentence (S11)."""
SEARCH = 300
"""Most ids that are deleted in search of one lost message."""
BATCH = 100
"""Most ids of one delete call."""
_LONGEST_RAW = 96


class Act(StrEnum):
    """What she wants: be gone, be out of sight, or have everything deleted and begin anew."""

    LEAVE = "leave"
    HIDE = "hide"
    DELETE = "delete"


class ExitWords(msgspec.Struct, frozen=True):
    """The words of all locales: ``leave`` and ``hide`` folded, ``keys`` as typed (``.``, ``x``)."""

    leave: frozenset[str] = frozenset()
    hide: frozenset[str] = frozenset()
    keys: frozenset[str] = frozenset()


_COMMANDS = {"/x": Act.LEAVE, "/х": Act.LEAVE, "/exit": Act.LEAVE, "/delete": Act.DELETE}
"""Latin and Cyrillic x: the same key on the phone."""
_ENDS = ".,!?… "
"""What a hurried thumb adds to a key."""


def recognise(
    event: Event, words: ExitWords, fold: Callable[[str], str] | None = None
) -> Act | None:
    """The act that ``event`` is, before any other interpretation of it (S11); never a substring.

    An exit button counts from any message, however old.
    """
    match event:
        case Pressed(choice="exit"):
            return Act.LEAVE
        case Said(safe_word=True):
            return Act.LEAVE
        case Said(text=typed):
            return _recognise_text(_visible(typed), words, fold or _fold)
        case _:
            return None


def _recognise_text(typed: str, words: ExitWords, fold: Callable[[str], str]) -> Act | None:
    if not typed or len(typed) > _LONGEST_RAW:
        return None
    plain = typed.casefold()
    key = plain.strip(_ENDS) or "."
    if plain.startswith("/"):
        return _COMMANDS.get(plain.partition("@")[0])
    folded = fold(typed)
    if folded in words.leave and len(folded) <= LONGEST:
        return Act.LEAVE
    if key in words.keys or (folded in words.hide and len(folded) <= LONGEST):
        return Act.HIDE
    return None


def _visible(typed: str) -> str:
    """What is seen of a text: no hidden characters, wide and narrow forms alike."""
    if len(typed) > _LONGEST_RAW:
        return typed
    plain = unicodedata.normalize("NFKC", typed)
    return "".join(sign for sign in plain if unicodedata.category(sign) != "Cf").strip()


def _fold(text: str) -> str:
    from bot.content.script import fold

    return fold(text)


class Doubt(msgspec.Struct, frozen=True, array_like=True):
    """A new message that may stand in the chat without our knowing its id.

    It is newer than ``after``. ``row`` is the outbox row that sent it, 0 for older doubts.
    """

    after: int
    row: int = 0


Face = Literal["edit", "replace", "send", "fresh", "done"]


class WipeTarget(msgspec.Struct, frozen=True):
    """What is owed to one chat. ``face`` is the next thing to do about what she sees there:

    *edit* the screen into the cover, *replace* it (delete, then send), *send* the cover, send
    the *fresh* screen after the deletes, or nothing any more.
    """

    target: str
    address: str
    face: Face
    screen: Mark | None = None
    marks: tuple[Mark, ...] = ()
    """To be deleted, newest first."""
    doubts: tuple[Doubt, ...] = ()
    cover_after: int = 0
    """Highest id seen before anything is sent: a crash may leave a message of unknown id."""
    keyboard: bool = False
    """A keyboard may lie under her text field; only a new message takes it away."""


class Wipe(msgspec.Struct, frozen=True):
    """Everything owed after a leave. ``by_act``: an act of hers allows a new message (S01)."""

    targets: tuple[WipeTarget, ...]
    cover: Screen | None
    by_act: bool
    left_at: float
    fresh: Screen | None = None


def plan(
    held: Held,
    leave: Leave,
    left_at: float,
    *,
    owed: Sequence[tuple[int, int, Owed]] = (),
    kept: Iterable[Mark] = (),
    triggers: Iterable[Mark] = (),
    highest: int = 0,
    edits: bool = True,
) -> Wipe:
    """What is owed to the chat of ``held`` after ``leave``.

    ``owed`` are the unfinished outbox rows as (row id, after_id, effect); ``kept`` the ledger;
    ``triggers`` the message of hers that made her leave, or another message of ours she pressed;
    ``highest`` the highest message id seen until now. ``edits``: what she sees can be changed;
    else all that can be done is to delete copies, and to say one last word after an act of hers.
    """
    standing = held.standing
    marks = [*standing.extras, *kept, *_media(held), *_unsent_erases(owed)]
    marks += triggers
    editing = standing.busy is not None and not standing.busy.new
    doubtful = bool(standing.doubtful) or editing
    screen = Mark(standing.screen, "ours", standing.sent_at) if standing.screen else None
    face = _face(screen, doubtful=doubtful, leave=leave)
    if not edits:
        marks += [screen] if screen is not None else []
        screen, face = None, _last_word(leave)
    target = WipeTarget(
        target=PERSON,
        address=held.address,
        face=face,
        screen=screen,
        marks=newest_first(mark for mark in marks if screen is None or mark.id != screen.id),
        doubts=_doubts(held, owed),
        cover_after=highest,
        keyboard=bool(standing.removal),
    )
    return Wipe((target,), leave.cover, leave.by_act, left_at, leave.fresh)


def _face(screen: Mark | None, *, doubtful: bool, leave: Leave) -> Face:
    if leave.fresh is not None:
        return "fresh"
    if screen is None:
        return "send"
    return "replace" if doubtful else "edit"


def _last_word(leave: Leave) -> Face:
    if leave.fresh is not None:
        return "fresh"
    return "send" if leave.by_act else "done"


def _media(held: Held) -> list[Mark]:
    session = held.session
    return [Mark(message, "hers", session.touched) for message in session.media]


def _unsent_erases(owed: Sequence[tuple[int, int, Owed]]) -> list[Mark]:
    return [mark for _, _, item in owed if isinstance(item, OwedErase) for mark in item.marks]


def _doubts(held: Held, owed: Sequence[tuple[int, int, Owed]]) -> tuple[Doubt, ...]:
    standing = held.standing
    sending = standing.busy.row if standing.busy is not None and standing.busy.new else 0
    unfinished = [
        Doubt(after, row)
        for row, after, item in owed
        if (row == sending and isinstance(item, OwedShow))
        or (row == standing.pinning and isinstance(item, OwedPin | OwedKeyboard | OwedRemoval))
        or (row == standing.posting and isinstance(item, OwedPost) and not item.post.amends)
    ]
    return (*(Doubt(after) for after in standing.doubts), *unfinished)


def newest_first(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """Each message once, the newest first."""
    unique = {mark.id: mark for mark in marks if mark.id}
    return tuple(sorted(unique.values(), key=_age, reverse=True))


def _age(mark: Mark) -> tuple[float, int]:
    return (mark.sent_at, int(mark.id) if mark.id.isdecimal() else 0)


def between(after: int, newest: str, known: Collection[str]) -> tuple[str, ...] | None:
    """Ids that a lost message may have: above ``after`` and below ``newest``, known ones not.

    None when there are more than :data:`SEARCH`, or when ids are no numbers: then the message
    is left behind and counted. Private chats share one sequence of ids per bot account, so ids
    of other chats lie between; the provider skips them, as the call names the chat.
    """
    if not newest.isdecimal() or int(newest) - after - 1 > SEARCH or not after:
        return None
    ids = (str(number) for number in range(int(newest) - 1, after, -1))
    return tuple(message for message in ids if message not in known)
