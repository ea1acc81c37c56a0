"""What may begin now: the screen that waits, the removal of a keyboard, else the next extra."""

from __future__ import annotations

from bot.effects import Tone
from bot.events import ScreenLost
from bot.owed import OwedKeyboard, OwedPin, OwedShow
from bot.shell.delivery import SendKeyboard, SendPin
from bot.shell.doubts import search_doubts
from bot.shell.keyboard import advance_removal, owe_removal
from bot.shell.posting import advance_posts
from bot.shell.work import Work
from bot.store.base import OutboxRow


def advance(work: Work) -> None:
    """Begin the screen that waits, else the next extra, if their time has come.

    A keyboard is taken away beside the call about the screen: it waits for nothing.
    """
    if work.opened.held.desk is not None:
        _advance_desk(work)
        return
    _advance_screen(work)
    advance_removal(work)
    advance_posts(work)
    standing = work.standing
    if standing.busy is None and not standing.waiting and not standing.pinning:
        _advance_pins(work)
    if work.opened.held.session.covered:
        # Its cover may have found nothing to edit: a send under way then may be lost by now.
        search_doubts(work)


def _advance_desk(work: Work) -> None:
    """News first, and the panel below them, where its buttons are the newest."""
    advance_posts(work)
    standing = work.standing
    if not standing.posts and not standing.posting:
        _advance_screen(work)


def _advance_screen(work: Work) -> None:
    standing = work.standing
    if standing.busy is not None or not standing.waiting:
        return
    row = work.row(standing.waiting)
    if row is None:
        work.change(waiting=0)
        return
    owed = work.tools.conversations.open_owed(work.opened, row)
    if not isinstance(owed, OwedShow):
        raise TypeError("A row of the screen lane holds no screen.")
    due = max(row.due_at, standing.limited_until)
    if work.is_hushed and owed.show.screen.tone is not Tone.COVER:
        work.tx.settle(row.id)
        work.change(waiting=0)
    elif row.not_after is not None and row.not_after < work.now:
        _drop_screen(work, row, owed)
    elif due > work.now:
        work.alarm(due, row.id)
    else:
        work.start_show(row.id, owed, row.created_at)


def _drop_screen(work: Work, row: OutboxRow, owed: OwedShow) -> None:
    work.tx.settle(row.id)
    work.change(waiting=0)
    work.void_pins()
    work.fail(ScreenLost(), owed)


def _advance_pins(work: Work) -> None:
    if work.is_hushed:
        work.void_pins()
    for row_id in work.standing.pins:
        row = work.row(row_id)
        if row is None or (row.not_after is not None and row.not_after < work.now):
            work.tx.settle(row_id)
            work.change(pins=work.standing.pins[1:])
            continue
        if row.due_at > work.now:
            work.alarm(row.due_at, row_id)
            return
        owed = work.tools.conversations.open_owed(work.opened, row)
        work.tx.mark_in_flight(row_id, True)
        work.change(pins=work.standing.pins[1:], pinning=row_id)
        match owed:
            case OwedPin(pin=pin):
                work.start(row_id, SendPin(pin), owed, row.created_at, row.after_id)
            case OwedKeyboard(ask=ask):
                owe_removal(work)
                work.start(row_id, SendKeyboard(ask), owed, row.created_at, row.after_id)
            case _:
                raise TypeError("A row of the extra lane holds no extra.")
        return
