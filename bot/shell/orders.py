"""What coordinators and the operator order about counsellors, carried out.

An order and all that follows from it are one transaction. The worst mistakes here: to let somebody
in whose code nobody heard, and to leave words of survivors in the chat of whoever was removed.
"""

from __future__ import annotations

import hmac
from typing import Final

import msgspec

from bot.handoff.counsellor import Counsellor, Standing
from bot.handoff.desk import Desk
from bot.handoff.desk_events import Confirmed, Ordered, Reported
from bot.handoff.events import Released, StaffChanged
from bot.handoff.staff import Admit, Confirm, EndDuty, Order, Remove
from bot.keys import Lost
from bot.shell.conversations import Conversations
from bot.shell.desks import desks_of, is_alias
from bot.shell.finishing import conclude
from bot.shell.group import AloneError
from bot.shell.joining import invited
from bot.shell.letters import Closes, ForCase, ForDesk, ForWaiting, Orders
from bot.shell.turn_desk import happen_at_desk
from bot.shell.work import Work
from bot.store.base import OrderRow, Tx

WRONG_CODES: Final = 5
"""Wrong codes of one coordinator within an hour; after these even a right one is refused."""
_HOUR: Final = 3600.0
_ID_BYTES: Final = 16
_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Order)


def carry_out(work: Work, order: Order, by: bytes | None) -> None:
    """Carry an order out; the desk that gave it hears what became of it.

    ``by``: the coordinator's desk; None: the operator, by a command. Raises ``AloneError`` when a
    desk is to be wiped and the transaction is shared.
    """
    match order:
        case Confirm(code=code):
            whom = _confirm(work, code, by)
        case Remove(alias=alias):
            whom = _remove(work, alias)
        case EndDuty(alias=alias):
            whom = _end_duty(work, alias)
        case Admit():
            whom = _admit(work)
    if by is not None:
        work.letters.append(ForDesk(by, Reported(order, whom is not None, whom or "")))


def close_desk(work: Work, desk_id: bytes) -> None:
    """Wipe a desk: everything that stands in its chat is deleted, of every case, and its row goes.

    Its id stays among ``Tools.desks``, where an id without a row is nobody: this transaction may
    still fail.
    """
    party = work.beside()
    if party.enter(desk_id):
        party.let_go()
    work.absorb(party)


def awaits(desk: Desk, code: str, now: float) -> bool:
    """Whether this desk waits for this code to be confirmed."""
    counsellor = desk.counsellor
    return (
        counsellor is not None
        and counsellor.standing is Standing.PENDING
        and bool(desk.code)
        and now < desk.code_until
        and hmac.compare_digest(desk.code.encode(), code.encode())
    )


def _confirm(work: Work, code: str, by: bytes | None) -> str | None:
    wrong = [at for at in work.tools.wrong_codes.get(by or b"", ()) if at > work.now - _HOUR]
    if by is not None and len(wrong) >= WRONG_CODES:
        return None
    for desk_id, desk in desks_of(work):
        if desk.counsellor is not None and awaits(desk, code, work.now):
            _change(work, desk_id, desk, desk.counsellor, Standing.ACTIVE)
            work.letters.append(ForDesk(desk_id, Confirmed()))
            return desk.counsellor.alias
    if by is not None:
        # In memory: a transaction that is run again counts twice, which errs on the safe side.
        work.tools.wrong_codes[by] = [*wrong, work.now]
    return None


def _remove(work: Work, alias: str) -> str | None:
    """The link that was not opened yet is void, and the desk that was made of one is closed."""
    removed: str | None = None
    for row, counsellor in invited(work.tx, work.now):
        if is_alias(alias, counsellor.alias):
            work.tx.use_invite(row.hash)
            removed = counsellor.alias
    for desk_id, desk in list(desks_of(work)):
        if desk.counsellor is not None and is_alias(alias, desk.counsellor.alias):
            _dismiss(work, desk_id)
            removed = desk.counsellor.alias
    return removed


def _dismiss(work: Work, desk_id: bytes) -> None:
    if not work.alone:
        raise AloneError("A desk is wiped in a durable transaction of its own.")
    party = work.beside()
    if party.enter(desk_id):
        happen_at_desk(party, Ordered("removed"))
        conclude(party)
    work.absorb(party)
    opened = work.look(desk_id)
    desk = opened.held.desk if opened is not None else None
    if desk is not None and desk.counsellor is not None:
        # Before any letter is read: what she lets go must not be offered to her again.
        _change(work, desk_id, desk, desk.counsellor, Standing.REMOVED)
    # A net under the desk's own answer: no case stays with somebody who is gone.
    who = desk_id.hex()
    mine = [row.id for row in work.tx.cases() if row.owner == who]
    work.letters.extend(ForCase(case, Released(who)) for case in mine)
    work.letters.append(Closes(desk_id))


def _end_duty(work: Work, alias: str) -> str | None:
    for desk_id, desk in desks_of(work):
        if desk.counsellor is not None and is_alias(alias, desk.counsellor.alias):
            work.letters.append(ForDesk(desk_id, Ordered("end_duty")))
            return desk.counsellor.alias
    return None


def _admit(work: Work) -> str | None:
    groups = [desk_id for desk_id, desk in desks_of(work) if desk.kind == "group"]
    work.letters.extend(ForDesk(desk_id, Ordered("admitted")) for desk_id in groups)
    # Those who wait were asked about nobody meanwhile.
    work.letters.append(ForWaiting(StaffChanged()))
    return "" if groups else None


def _change(
    work: Work, desk_id: bytes, desk: Desk, counsellor: Counsellor, standing: Standing
) -> None:
    """She is trusted this far from now on; her code is spent."""
    party = work.beside()
    if party.enter(desk_id):
        counsellor = msgspec.structs.replace(counsellor, standing=standing)
        desk = msgspec.structs.replace(desk, counsellor=counsellor, code="", code_until=0.0)
        party.hold(msgspec.structs.replace(party.opened.held, desk=desk))
        party.save()
    work.absorb(party)


# between a command and the running service


def write_order(conversations: Conversations, tx: Tx, order: Order, now: float) -> None:
    """Leave an order for the running service, or for the next start. Raises ``KeysError``."""
    order_id = conversations.random(_ID_BYTES)
    day = conversations.vault.ensure_day(now)
    sealed = conversations.vault.seal_for_day(day, _label(order_id), _encoder.encode(order))
    tx.put_order(OrderRow(order_id, now, day, sealed))


def obey(work: Work, row: OrderRow) -> None:
    """Take an order up, once: its row goes in the transaction in which it is carried out."""
    if not work.tx.end_order(row.id):
        return
    vault = work.tools.conversations.vault
    try:
        order = _decoder.decode(vault.unseal_for_day(row.day, _label(row.id), row.sealed))
    except (Lost, msgspec.DecodeError):
        # Its day key is gone or the bytes were changed: nobody can read it any more.
        return
    work.letters.append(Orders(order, by=None))


def _label(order_id: bytes) -> bytes:
    return b"order:" + order_id
