"""A callback that outlives her leaving: what is kept of her, and how she is written to (S46).

The worst mistakes here: to keep more than where to write to, and to write outside of her window.
"""

from __future__ import annotations

from typing import Final

import msgspec

from bot.effects import Schedule
from bot.handoff.case import State
from bot.handoff.file import Kept
from bot.handoff.moves import NOTICE_SECONDS
from bot.held import Held
from bot.session import Session, Talk
from bot.shell.casebook import Casebook, Filed
from bot.shell.conversations import Opened
from bot.shell.finishing import conclude
from bot.shell.owing import owe
from bot.shell.work import Work

ARRIVES: Final = frozenset({"arrival", "line"})
"""The answers that say how an arrival is to come."""


def keep_way(book: Casebook, filed: Filed, left: Opened) -> None:
    """She left, and her case goes on: of her only the way to her is kept."""
    if filed.file.case.state is not State.CALLBACK:
        return
    session = left.held.session
    arrives = tuple((k, v) for k, v in sorted(session.answers.items()) if k in ARRIVES)
    kept = Kept(
        left.row.channel,
        left.held.address,
        session.locale,
        session.country,
        session.app,
        arrives,
    )
    book.attach(filed, msgspec.structs.replace(filed.file, kept=kept), None)


def way_back(work: Work, book: Casebook, filed: Filed) -> Filed | None:
    """The case with the conversation in which she is written to now; None: she is not.

    A conversation that is made for it is under the cover, and goes by itself when she never opens
    the one message that comes.
    """
    kept, window = filed.file.kept, filed.file.case.window
    if kept is None or window is None:
        return None
    party = work.beside()
    talk = Talk(stage="callback", window=(window.begins, window.ends))
    if party.meet(kept.channel, kept.address):
        held = party.opened.held
        if held.session.talk is not None:
            return None  # She came back and asked anew: that is where she is heard.
        session = msgspec.structs.replace(
            held.session,
            talk=talk,
            locale=held.session.locale or kept.locale,
            answers={**held.session.answers, **dict(kept.answers)},
        )
        party.hold(msgspec.structs.replace(held, session=session))
    else:
        until = window.ends + NOTICE_SECONDS
        session = Session(
            locale=kept.locale,
            country=kept.country,
            app=kept.app,
            answers=dict(kept.answers),
            covered=True,
            hides_until=until,
            talk=talk,
        )
        party.create(kept.channel, Held(kept.address, session))
        owe(party, (Schedule("forget", until),), caused=False)
    conversation = party.opened.row.id
    conclude(party)
    work.absorb(party)
    return book.attach(filed, msgspec.structs.replace(filed.file, kept=None), conversation)
