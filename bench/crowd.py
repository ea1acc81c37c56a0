"""The whole service in this process, with people on a made-up messenger."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path

from bench.script import APP, CONVERSATION, EXIT, Act, chosen
from bot.app import assemble
from bot.channels.base import Done
from bot.channels.local import Change, LocalChannel, LocalMessage, LocalProvider
from bot.channels.render import press_of
from bot.clock import ShiftedClock
from bot.events import Update
from bot.keys import FileShelf, MemoryShelf, RootKeys, Vault
from bot.pack.model import Pack
from bot.store.base import Store
from bot.store.memory import MemoryStore
from bot.store.sqlite import SqliteStore

AGAIN_SECONDS = 0.1


class Crowd:
    """People who each do one thing after the other, as soon as they see what came of it."""

    def __init__(self, pack: Pack, store: Store, vault: Vault) -> None:
        clock = ShiftedClock()
        self.provider = LocalProvider(clock)
        self.provider.listen(self._changed)
        self.service = assemble(
            pack,
            store=store,
            vault=vault,
            channels={"telegram": LocalChannel(self.provider)},
            clock=clock,
        )
        self._waiting: dict[str, asyncio.Future[None]] = {}

    async def do(self, address: str, act: Act) -> float:
        """Carry out one act; gives the seconds until the screen that answers it stood."""
        update = self.update(address, act)
        seen = asyncio.get_running_loop().create_future()
        self._waiting[address] = seen
        begin = time.perf_counter()
        answer = await self.service.receive(update)
        await seen
        seconds = time.perf_counter() - begin
        while not isinstance(answer, Done):  # delivered again, as a messenger does
            assert act is EXIT, answer
            await asyncio.sleep(AGAIN_SECONDS)
            answer = await self.service.receive(update)
        return seconds

    def update(self, address: str, act: Act) -> Update:
        """What the messenger delivers when she does this."""
        if act.how == "start":
            return self.provider.start(address, act.what, APP)
        if act.how == "say":
            return self.provider.say(address, act.what, APP)
        screen = self._screen(address)
        buttons = {press_of(b.data)[1]: b.data for row in screen.rows for b in row}
        return self.provider.press(address, buttons[chosen(act.what, buttons)], screen.id, APP)

    async def talk(self, addresses: list[str]) -> list[float]:
        """The conversation of each of these, one after the other; gives the seconds of each act."""
        return [await self.do(address, act) for address in addresses for act in CONVERSATION]

    async def leave(self, addresses: list[str]) -> list[float]:
        """The exits of these; gives the seconds until the cover stood."""
        return [await self.do(address, EXIT) for address in addresses]

    def _screen(self, address: str) -> LocalMessage:
        return next(m for m in reversed(self.provider.chat(address).ours()) if m.rows)

    def _changed(self, change: Change) -> None:
        waiting = self._waiting.get(change.address)
        if waiting is None or change.kind not in ("sent", "edited"):
            return
        if self.provider.chat(change.address).messages[change.message].rows:
            del self._waiting[change.address]
            waiting.set_result(None)


@contextlib.asynccontextmanager
async def crowd(pack: Pack, kind: str) -> AsyncIterator[Crowd]:
    """A fresh service on a ``sqlite`` file in a temporary folder, or in ``memory``."""
    with tempfile.TemporaryDirectory(prefix="pana-bench-") as name:
        roots = RootKeys.parse(RootKeys.new_item())
        store: Store = MemoryStore()
        vault = Vault(roots, MemoryShelf())
        if kind == "sqlite":
            store = await SqliteStore.open(Path(name) / "pana.sqlite3")
            vault = Vault(roots, FileShelf(Path(name) / "keys"))
        made = Crowd(pack, store, vault)
        await made.service.start()
        try:
            yield made
        finally:
            await made.service.stop()
            await store.close()
