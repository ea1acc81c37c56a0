"""A chat of the staff's channel that is no desk: a one-time link makes it one, nothing else does.

The worst mistakes here: to let in whoever opens a link twice, and to make a desk of the chat in
which somebody in need is talking.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Final

import msgspec

from bot.effects import Effect, Erase, Screen, Show, Tone
from bot.events import PersonEvent, Pressed, Started, Update
from bot.handoff.counsellor import Counsellor, Standing
from bot.handoff.desk import Desk
from bot.handoff.desk_events import Invited
from bot.held import Held, Mark
from bot.held import Standing as Stands
from bot.session import Session
from bot.shell.conversations import Conversations
from bot.shell.desks import desks_of, is_alias, stored_desks
from bot.shell.letters import PEOPLE, STAFF, ForDesk
from bot.shell.results import Memory
from bot.shell.work import Work
from bot.store.base import InviteRow, Tx
from bot.text import Text

PREFIX: Final = "desk-"
"""What the payload of a counsellor's link begins with; her secret follows."""
CODE_SECONDS: Final = 24 * 3600.0
"""How long the code of a new counsellor may be confirmed."""
CODE_DIGITS: Final = 6
_CODES: Final = 10**CODE_DIGITS
_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Counsellor)


def join(work: Work, update: Update, stranger: Stands) -> None:
    """Answer an update of the staff's channel whose chat is no desk.

    ``stranger``: what stands there. Only a good link leaves a row; all else is answered from
    memory.
    """
    conversations, event = work.tools.conversations, update.event
    remains = conversations.remains(work.tx, STAFF, update.address, work.now)
    if remains is not None and update.id in remains.handled:
        work.result.handled_before = True
        return
    secret = _secret_of(event)
    if secret is None:
        _say(work, event, stranger, "desk.stranger")
        return
    row = work.tx.invite(_digest(secret))
    refusal = _refusal(work, row, update.address)
    if row is None or refusal is not None:
        _say(work, event, stranger, f"desk.invite.{refusal}")
    elif work.tx.use_invite(row.hash):
        _open(work, update, stranger, _decoder.decode(row.details))


def _secret_of(event: PersonEvent) -> str | None:
    if not isinstance(event, Started) or not event.payload.startswith(PREFIX):
        return None
    return event.payload.removeprefix(PREFIX)


def _refusal(work: Work, row: InviteRow | None, address: str) -> str | None:
    """Why this link makes no desk here; None: it does."""
    if row is None:
        return "unknown"
    if row.used:
        return "used"
    if row.expires_at <= work.now:
        return "expired"
    # Two accounts: whether the same human talks to the other one cannot be known, and is not.
    if work.tools.one_account and work.beside().meet(PEOPLE, address):
        return "person"
    return None


def _say(work: Work, event: PersonEvent, stranger: Stands, key: str) -> None:
    """One sentence, without a trace; a link that was opened does not stay in the chat."""
    screen = Screen(event.app_locale or "ru", (Text(key),), tone=Tone.COVER)
    effects: tuple[Effect, ...] = (Show(screen, fresh=not isinstance(event, Pressed)),)
    if _secret_of(event) is not None:
        effects = (Erase((event.message,)), *effects)
    work.result.memory = Memory(effects, stranger, caused=True)


def _open(work: Work, update: Update, stranger: Stands, invited: Counsellor) -> None:
    """The desk begins: pending, with a code, and with what stands in this chat as its screen."""
    desk = Desk(code=_code(work), code_until=work.now + CODE_SECONDS)
    session = Session(locale=invited.locale)
    work.create(STAFF, Held(update.address, session, stranger, handled=(update.id,), desk=desk))
    desk_id = work.opened.row.id
    counsellor = msgspec.structs.replace(invited, id=desk_id.hex(), standing=Standing.PENDING)
    desk = msgspec.structs.replace(desk, counsellor=counsellor)
    work.hold(msgspec.structs.replace(work.opened.held, desk=desk))
    work.erase((Mark(update.event.message, "hers", update.event.dated),))
    work.save(touched=True)
    # Before the commit, so that the letter finds it; an id without a row is nobody.
    work.tools.desks.add(desk_id)
    work.letters.append(ForDesk(desk_id, Invited()))


def _code(work: Work) -> str:
    """Digits that no other desk has."""
    taken = {desk.code for _, desk in desks_of(work)}
    number = int.from_bytes(work.tools.conversations.random(8), "big") % _CODES
    while (code := f"{number:0{CODE_DIGITS}}") in taken:
        number = (number + 1) % _CODES
    return code


# between a command and the running service


class AliasTaken(Exception):  # noqa: N818 - it is the name of a fact
    """Another counsellor, or a link that was not opened yet, has this alias."""


def write_invite(
    conversations: Conversations,
    tx: Tx,
    counsellor: Counsellor,
    secret: str,
    now: float,
    expires_at: float,
) -> None:
    """Store a one-time link for whom ``counsellor`` describes (no id, pending).

    Raises :class:`AliasTaken`, and ``Conflict`` when the secret was used before.
    """
    others = [
        desk.counsellor.alias for _, desk in stored_desks(conversations, tx) if desk.counsellor
    ]
    others += [other.alias for _, other in invited(tx, now)]
    if any(is_alias(counsellor.alias, other) for other in others):
        raise AliasTaken
    tx.put_invite(
        InviteRow(_digest(secret), _encoder.encode(counsellor), now, expires_at, used=False)
    )


def invited(tx: Tx, now: float) -> Iterator[tuple[InviteRow, Counsellor]]:
    """The links that may still be opened, with whom they are for."""
    for row in tx.invites():
        if not row.used and row.expires_at > now:
            yield row, _decoder.decode(row.details)


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
