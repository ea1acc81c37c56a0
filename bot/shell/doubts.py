"""Messages of ours that may stand in a chat without our knowing their ids."""

from __future__ import annotations

from bot.held import Mark
from bot.quick_exit import BATCH, SEARCH, between
from bot.shell.work import Work


def resolve_doubts(work: Work, newest: str) -> None:
    """Delete whatever may stand between the doubtful sends and ``newest``, a new id here."""
    # A message of hers that waited in a burst is older than the send: it bounds nothing yet.
    open_ = tuple(after for after in work.standing.doubts if _is_newer(newest, after))
    if not open_:
        return
    ids = between(min(open_), newest, _known(work) | {newest})
    if ids is None:
        work.count("left_behind")
    else:
        work.erase(tuple(Mark(message, "ours", work.now) for message in ids))
    work.change(doubts=tuple(after for after in work.standing.doubts if after not in open_))


def search_doubts(work: Work) -> None:
    """A timer hides what we know; what we lost sight of goes too, or it would stay lit for a day.

    No newer message bounds the search: it ends a little behind any id that was seen.
    """
    doubts = work.standing.doubts
    if not doubts:
        return
    after = min(doubts)
    highest = work.tools.seen.highest(work.opened.row.channel)
    newest = min(max(highest, after + BATCH), after + SEARCH) + 1
    ids = between(after, str(newest), _known(work)) or ()
    work.erase(tuple(Mark(message, "ours", work.now) for message in ids))
    work.change(doubts=())


def _is_newer(message: str, after: int) -> bool:
    """Whether ``message`` came after a send; an id that is no number counts as newer."""
    return not message.isdecimal() or int(message) > after


def _known(work: Work) -> frozenset[str]:
    standing = work.standing
    kept = {row.message for row in work.tx.kept(work.opened.row.id)}
    extras = {mark.id for mark in standing.extras}
    return frozenset({standing.screen, *kept, *extras, *work.opened.held.session.media})
