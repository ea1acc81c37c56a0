"""Messages of ours that may stand in a chat without our knowing their ids.

The worst mistake here: to take a message that a send may still have come after for the end of the
search. What was lost would stay lit for ever, for neither a timer nor an exit would know of it.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.channels.base import mark_of_lost
from bot.held import Mark
from bot.quick_exit import BATCH, SEARCH, between
from bot.shell.work import Work


def resolve_doubts(work: Work, newest: str, over: tuple[int, ...] = ()) -> None:
    """Delete whatever may stand between the doubtful sends and ``newest``, a new id here.

    ``over``: doubts about calls that had ended before the call began which brought ``newest``.
    Only these end here. What she wrote may be older than the sends and come to us after them, and
    so may what another call sent: for those the search goes on above it.
    """
    if _given_up(work) or _looked_up(work):
        return
    # A message of hers that waited in a burst is older than the send: it bounds nothing yet.
    open_ = [after for after in work.standing.doubts if _is_newer(newest, after)]
    if not open_:
        return
    newer = tuple(after for after in work.standing.doubts if after not in open_)
    ids = between(min(open_), newest, _known(work) | {newest})
    left = list(open_)
    for after in over:
        if after in left:
            left.remove(after)
    if ids is None:
        work.count("left_behind", int(len(left) < len(open_)))
        work.change(doubts=(*newer, *left))
        return
    work.erase(tuple(Mark(message, "ours", work.now) for message in ids))
    work.change(doubts=(*newer, int(newest)) if left else newer)


def search_doubts(work: Work) -> None:
    """What is covered hides what we know; what we lost sight of goes too, or it would stay lit for
    a day.

    No newer message bounds the search: it ends a little behind any id that was seen.
    """
    doubts, busy = work.standing.doubts, work.standing.busy
    if _given_up(work) or _looked_up(work):
        return
    if not doubts or work.standing.posting or (busy is not None and busy.new):
        # The message whose id we await would be taken for a lost one.
        return
    after = min(doubts)
    highest = work.tools.seen.highest(work.opened.row.channel)
    newest = min(max(highest, after + BATCH), after + SEARCH) + 1
    ids = between(after, str(newest), _known(work)) or ()
    work.erase(tuple(Mark(message, "ours", work.now) for message in ids))
    work.change(doubts=())


def _given_up(work: Work) -> bool:
    """In a group nothing is searched: the messages of others stand between ours, and we might
    delete them. What may be lost there is a notice without content.
    """
    desk = work.opened.held.desk
    if desk is None or desk.kind != "group":
        return False
    if work.standing.doubts:
        work.change(doubts=())
    return True


def _looked_up(work: Work) -> bool:
    """Where the provider keeps a record of each message it is asked what was sent since; that of a
    message which still stands may go, too.
    """
    if not work.able.copies:
        return False
    doubts = work.standing.doubts
    if doubts:
        work.change(doubts=())
        work.erase(lost_marks(doubts))
    return True


def lost_marks(since: Iterable[int]) -> tuple[Mark, ...]:
    """What has to be deleted of sends since these seconds, nobody knows their ids."""
    return tuple(Mark(mark_of_lost(one), "ours", float(one)) for one in dict.fromkeys(since) if one)


def _is_newer(message: str, after: int) -> bool:
    """Whether ``message`` came after a send; an id that is no number counts as newer."""
    return not message.isdecimal() or int(message) > after


def _known(work: Work) -> frozenset[str]:
    standing = work.standing
    kept = {row.message for row in work.tx.kept(work.opened.row.id)}
    extras = {mark.id for mark in standing.extras}
    return frozenset({standing.screen, *kept, *extras, *work.opened.held.session.media})
