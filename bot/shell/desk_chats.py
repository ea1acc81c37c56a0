"""Desks come and go: opened in a chat, met in another one, left behind; and who is in the group.

The worst mistakes here: to keep for a new chat what only meant something in the old one, and to
ask anybody while somebody unknown reads along (S43).
"""

from __future__ import annotations

from typing import Final

import msgspec

from bot.handoff.desk import Desk
from bot.handoff.desk_events import AlarmRaised, Members, Ordered
from bot.handoff.events import StaffChanged
from bot.held import Held, Standing
from bot.session import Session
from bot.shell.desks import desks_of, raise_alarm
from bot.shell.finishing import conclude
from bot.shell.letters import STAFF, ForDesk, ForWaiting
from bot.shell.work import Work

OTHERS: Final = "staff_others"
"""Under this name the store keeps how many members without a desk were told of."""


def open_desk(work: Work, address: str, desk: Desk) -> None:
    """Open a desk in this chat; one that stands there already is changed and keeps its id."""
    if not work.meet(STAFF, address):
        work.create(STAFF, Held(address, Session(), desk=desk))
    if desk.counsellor is not None:
        counsellor = msgspec.structs.replace(desk.counsellor, id=work.opened.row.id.hex())
        desk = msgspec.structs.replace(desk, counsellor=counsellor)
    work.hold(msgspec.structs.replace(work.opened.held, desk=desk))
    # Before the commit, so that it is asked about whoever waits; an id without a row is nobody.
    work.tools.desks.add(work.opened.row.id)
    work.letters.append(ForWaiting(StaffChanged()))
    work.save()


def move_desk(work: Work, old: str, new: str) -> None:
    """The desk of this chat is met elsewhere; what is owed to it goes on there."""
    if old == new or not work.meet(STAFF, old):
        return
    # Ids of messages mean nothing in another chat: what stood there can be reached no more.
    desk = work.opened.row.id
    for row in work.tx.owed(desk):
        if row.lane == "erase":
            work.tx.settle(row.id)
    work.tx.release(desk, [row.message for row in work.tx.kept(desk)])
    before = work.standing
    standing = Standing(
        busy=before.busy,
        waiting=before.waiting,
        pins=before.pins,
        pinning=before.pinning,
        posts=before.posts,
        posting=before.posting,
        post_past=before.post_past,
    )
    work.hold(msgspec.structs.replace(work.opened.held, address=new, standing=standing))
    conclude(work)


def drop_desk(work: Work, address: str) -> None:
    """There is no such chat any more: nothing can be deleted in it, and the desk goes."""
    if work.meet(STAFF, address):
        desk = work.opened.row.id
        work.forget()
        work.tools.desks.discard(desk)
        # It is no longer asked for all: each who could take it is.
        work.letters.append(ForWaiting(StaffChanged()))


def count_members(work: Work, heard: Members, others: int) -> None:
    """Tell the group who in it is unknown; ``others``: how many members without a desk."""
    work.tx.set_meta(OTHERS, str(others))
    for desk_id, desk in desks_of(work):
        if desk.kind == "group" and (desk.unknown, desk.blind) != (heard.unknown, heard.blind):
            work.letters.append(ForDesk(desk_id, heard))
            # Whether anybody may be asked hangs on it.
            work.letters.append(ForWaiting(StaffChanged()))


def leave_group(work: Work, address: str) -> None:
    """This counsellor was taken out of the group, or went: a coordinator has to look."""
    if not work.meet(STAFF, address) or (desk := work.opened.held.desk) is None:
        return
    work.letters.append(ForDesk(work.opened.row.id, Ordered("left_group")))
    alias = desk.counsellor.alias if desk.counsellor is not None else ""
    raise_alarm(work, AlarmRaised("left_group", counsellor=alias))
