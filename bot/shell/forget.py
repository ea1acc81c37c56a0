"""Forgetting by the command ``pana forget``: it writes a wipe that the running process finds within
two seconds, or the next one at its start.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.decision import Leave
from bot.effects import Screen
from bot.keys import Vault
from bot.shell.casebook import Casebook
from bot.shell.conversations import Conversations, today
from bot.shell.leaving import leave_chat
from bot.shell.rendering import neutral_screen
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
