"""Forgetting without an act of hers: by time, by an order, and by the command ``pana forget``.

The command writes a wipe that the running process finds within two seconds, or the next one at its
start.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.decision import Leave
from bot.effects import Screen
from bot.handoff.events import LeftHow
from bot.keys import Vault
from bot.shell.casebook import Casebook
from bot.shell.conversations import Conversations, today
from bot.shell.leaving import leave_chat
from bot.shell.rendering import neutral_screen
from bot.shell.work import Work
from bot.store.base import Store, Tx


async def write_forget(
    store: Store,
    vault: Vault,
    channel: str,
    address: str,
    now: float,
    cover: Callable[[str], Screen] = neutral_screen,
    *,
    edits: bool = True,
) -> None:
    """Forget the chat, if it is known; nobody can tell from outside whether it was.

    ``cover`` gives the screen that replaces hers, by locale; ``edits``: whether that can be done on
    this channel. Raises ``StoreDown``.
    """
    conversations = Conversations(vault)

    def work(tx: Tx) -> None:
        book = Casebook(conversations, tx, now)
        for filed in book.kept_for(channel, address):
            book.forget(filed)
        opened = conversations.find(tx, channel, address)
        if opened is None:
            return
        leaving = Leave(cover(opened.held.session.locale), by_act=False)
        leave_chat(
            conversations, tx, channel, opened.held, leaving, now, opened=opened, edits=edits
        )
        tx.count(today(now), "left")

    await store.transact(work, durable=True)


def let_go(work: Work, how: LeftHow = "forgotten") -> None:
    """Forget the open conversation without an act of hers; what stands is edited or deleted."""
    opened = work.opened
    planned = leave_chat(
        work.tools.conversations,
        work.tx,
        opened.row.channel,
        opened.held,
        Leave(neutral_screen(opened.held.session.locale), by_act=False),
        work.now,
        opened=opened,
        highest=work.tools.seen.highest(opened.row.channel),
        edits=work.tools.capabilities[opened.row.channel].edits,
    )
    work.result.wipes.append(planned)
    work.forgotten(how)
