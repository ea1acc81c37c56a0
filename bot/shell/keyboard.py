"""The keyboard under her text field, one key: taking it away is owed before it is put there.

Only a new message takes a keyboard away, so this one message goes out without an act of hers when
a minute is over (ADR 0011); it is deleted as soon as its id is known. The worst mistake here: to
leave a keyboard behind that betrays her.
"""

from __future__ import annotations

from typing import Final, assert_never

from bot.channels.base import Blocked, Gone, Outcome, RefusedForGood, RetryAt, Sent, Unknown
from bot.effects import AskPosition
from bot.held import Mark
from bot.owed import OwedKeyboard, OwedRemoval
from bot.shell.delivery import SCREEN_SECONDS, RemoveKeyboard, Start, backoff
from bot.shell.doubts import resolve_doubts
from bot.shell.work import Work

KEYBOARD_SECONDS: Final = 60.0
"""How long a keyboard stays while she does nothing: it is gone before any idle timer fires."""
REFUSED_SECONDS: Final = 3600.0
"""When a refused removal is tried again, unless she goes on before."""


def ask_position(work: Work, ask: AskPosition) -> None:
    """Owe a keyboard, sent after the screen of its decision; nothing where there are none."""
    if work.tools.capabilities[work.opened.row.channel].location_keyboard:
        row = work.owe(OwedKeyboard(ask), "extra", not_after=work.now + SCREEN_SECONDS)
        work.change(pins=(*work.standing.pins, row))


def owe_removal(work: Work) -> None:
    """A keyboard is about to be sent: it has to go again, whatever happens to us."""
    due = work.now + KEYBOARD_SECONDS
    if work.standing.removal:
        work.tx.postpone(work.standing.removal, due)
    else:
        work.change(removal=work.owe(OwedRemoval(), "extra", due=due))


def advance_removal(work: Work) -> None:
    """Begin to take the keyboard away if it is time and no other extra is in flight."""
    removal = work.standing.removal
    if not removal or work.standing.pinning:
        return
    row = work.row(removal)
    if row is None:
        work.change(removal=0)
        return
    if row.due_at > work.now:
        work.alarm(row.due_at, removal)
        return
    # A row of its own for each attempt: it tells from which id on a lost one is to be looked for.
    work.tx.settle(removal)
    owed, made = OwedRemoval(), row.created_at if row.in_flight else work.now
    again = work.owe(owed, "extra", made=made)
    work.tx.mark_in_flight(again, True)
    work.change(removal=again, pinning=again)
    work.start(again, RemoveKeyboard(), owed, made)


def end_removal(work: Work, start: Start, outcome: Outcome) -> None:
    """The call of an open conversation that takes the keyboard away has ended."""
    work.change(pinning=0, pin_past=False)
    match outcome:
        case Sent(message=message):
            _removed(work, start, message)
        case RetryAt(seconds=seconds):
            _again(work, start, work.now + max(1.0, seconds))
        case Unknown():
            doubts = work.standing.doubts
            # It is tried for hours. A screen on its way may end the earlier doubts, not this one.
            if start.after not in doubts or work.standing.busy is not None:
                work.change(doubts=(*doubts, start.after))
            work.tx.postpone(start.row, backoff(work.now, start.made))
        case Gone() | RefusedForGood():
            _again(work, start, work.now + REFUSED_SECONDS)
        case Blocked():
            work.forget_blocked()
        case _:
            assert_never(outcome)


def _removed(work: Work, start: Start, message: str) -> None:
    standing = work.standing
    brought = tuple(mark for mark in standing.extras if mark.id == standing.keyboard)
    others = tuple(mark for mark in standing.extras if mark not in brought)
    work.tx.settle(start.row)
    work.change(removal=0, keyboard="", extras=others)
    # Together, so that no messenger shows the older keyboard again when the newer message goes.
    work.erase((*brought, Mark(message, "ours", work.now)))
    if standing.busy is None:  # else the screen whose id we await would be taken for a lost one
        resolve_doubts(work, message, start.over)


def _again(work: Work, start: Start, due: float) -> None:
    """Nothing was sent: the next attempt counts as the first."""
    work.tx.mark_in_flight(start.row, False)
    work.tx.postpone(start.row, due)
