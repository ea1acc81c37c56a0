"""The screen of a session as a decision, with its next token and the idle timer."""

from __future__ import annotations

import msgspec

from bot.decision import Decision
from bot.effects import Effect, Schedule
from bot.flows import stage
from bot.pack.model import Pack
from bot.session import Session
from bot.text import Text

MINUTE = 60.0
IDLE = "idle"
"""The timer that puts a screen under the cover."""


def shown(
    pack: Pack,
    session: Session,
    now: float,
    effects: tuple[Effect, ...] = (),
    *,
    notes: tuple[Text, ...] = (),
    alert: Text | None = None,
    word: str = "",
    counts: tuple[str, ...] = (),
) -> Decision:
    """She did something: the screen of her step, and the timer that covers it."""
    touched = msgspec.structs.replace(session, touched=now)
    session, screen = stage.show(pack, touched, now, notes=notes)
    session, timer = wake(session, now)
    return Decision(session, (*effects, screen, *timer), alert=alert, word=word, counts=counts)


def wake(session: Session, now: float) -> tuple[Session, tuple[Effect, ...]]:
    """The idle timer, scheduled only when none is pending earlier (it re-arms itself)."""
    due = now + session.idle_minutes * MINUTE
    if now < session.idle_due <= due:
        return session, ()
    return msgspec.structs.replace(session, idle_due=due), (Schedule(IDLE, due),)
