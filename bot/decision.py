"""What ``decide`` answers: the next session, the effects, and whether she leaves."""

from __future__ import annotations

import msgspec

from bot.effects import Effect, Screen
from bot.session import Session
from bot.text import Text


class Leave(msgspec.Struct, frozen=True):
    """She leaves: everything of hers is forgotten and the screen becomes ``cover``.

    ``by_act``: an act of hers caused it, so a cover may be sent where no edit can be made (S01).
    ``fresh``: the screen that follows a ``/delete``: the door, as to somebody new.
    """

    cover: Screen
    by_act: bool
    fresh: Screen | None = None


class Decision(msgspec.Struct, frozen=True):
    """The outcome of one event.

    ``session`` is the state to store; ``None`` means that this chat is not known and stays so
    (the effects are then carried out without a trace, see ADR 0004).
    ``alert`` answers a press with a short notice that is never stored.
    ``word`` is a new exit word, folded, that the runner hashes under the word key; it never
    reaches a row or a log in clear (S19).
    ``counts`` are names of day counters without a person (S57).
    """

    session: Session | None
    effects: tuple[Effect, ...] = ()
    leave: Leave | None = None
    alert: Text | None = None
    word: str = ""
    counts: tuple[str, ...] = ()
