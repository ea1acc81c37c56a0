"""The desks that are open: all of them, by alias, and those that hear alarms."""

from __future__ import annotations

from collections.abc import Iterator

from bot.handoff.desk import Desk
from bot.handoff.desk_events import AlarmRaised
from bot.shell.conversations import Conversations
from bot.shell.letters import ForDesk
from bot.shell.work import Work
from bot.store.base import Tx


def desks_of(work: Work) -> Iterator[tuple[bytes, Desk]]:
    """Every desk with the id of its conversation."""
    for desk_id in sorted(work.tools.desks):
        opened = work.look(desk_id)
        if opened is not None and opened.held.desk is not None:
            yield desk_id, opened.held.desk


def stored_desks(conversations: Conversations, tx: Tx) -> Iterator[tuple[bytes, Desk]]:
    """The same for a command, which has no running service: from the store."""
    for row in tx.desks():
        opened = conversations.get(tx, row.id)
        if opened is not None and opened.held.desk is not None:
            yield row.id, opened.held.desk


def raise_alarm(work: Work, raised: AlarmRaised, but: str = "") -> None:
    """Tell every supervisor and coordinator. ``but``: the id of the one whom it is about."""
    for desk_id, desk in desks_of(work):
        counsellor = desk.counsellor
        if counsellor is None or counsellor.id == but:
            continue
        if counsellor.is_supervisor or counsellor.is_coordinator:
            work.letters.append(ForDesk(desk_id, raised))


def is_alias(written: str, alias: str) -> bool:
    """Whether this alias is meant, however it is spaced and whatever letters are capital."""
    return _plain(written) == _plain(alias)


def _plain(alias: str) -> str:
    return " ".join(alias.casefold().split())
