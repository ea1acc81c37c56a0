"""What a house of ours has on any messenger: the process, its rows, its clock, its ends.

Rows, keys, port and clock belong to the house and outlive a restart, as the provider does.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from bot.clock import ManualClock, ShiftedClock
from bot.commands.rows import FILE, KEYS
from bot.commands.run_live import server_of
from bot.keys import FileShelf, RootKeys, Vault
from bot.live import Live
from bot.pack.model import Pack
from bot.server import Server
from bot.settings import Settings, read_settings
from bot.shell.service import Service
from bot.store.base import Census, Store, StoreDown, Tx
from bot.store.sqlite import SqliteStore
from fakes.telegram.clock import Clock
from fakes.telegram.world import PATIENCE, UnfulfilledError

T = TypeVar("T")
HOST = "127.0.0.1"
HOP, HOPS = 60.0, 100
SLIGHT = 1e-3


class Rows:
    """The store as one process sees it. ``down``: nothing commits. ``dies_at_next_commit``: the
    process ends with it; ``dies_in``: after so many commits, or right before the last of these.
    Between `stick` and `free` nothing begins; `reached` is set once something waits for that.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self.down = self.dead = self.dies_at_next_commit = self.dies_before = False
        self.commits = self.dies_in = 0
        self.died = asyncio.Event()
        self.reached = asyncio.Event()
        self._free = asyncio.Event()
        self._free.set()

    def dies(self) -> None:
        """The process ends here."""
        self.dead = True
        self.died.set()

    def stick(self) -> None:
        self.reached.clear()
        self._free.clear()

    def free(self) -> None:
        self._free.set()

    async def transact(self, work: Callable[[Tx], T], *, durable: bool = False) -> T:
        await self._pass()
        self.reached.set()
        await self._free.wait()
        if self.down:
            raise StoreDown("The disk is full.")
        if self.dies_in == 1 and self.dies_before:
            self.dies()
            await self._pass()
        result = await self.store.transact(work, durable=durable)
        self.commits += 1
        self.dies_in -= 1
        if self.dies_at_next_commit or self.dies_in == 0:
            self.dies()
        await self._pass()
        return result

    async def _pass(self) -> None:
        """What a process that has died would do never happens."""
        if self.dead:
            await asyncio.get_running_loop().create_future()

    async def tidy(self, *, deep: bool = False) -> bool:
        await self._pass()
        return await self.store.tidy(deep=deep)

    async def close(self) -> None:
        await self.store.close()


class StandingClock(ManualClock):
    """Ours and the provider's clock, which stand still until a test moves both."""

    def __init__(self, theirs: Clock) -> None:
        super().__init__(theirs())
        self._theirs = theirs
        self._asleep = asyncio.Event()

    def advance(self, to: float) -> None:
        self._theirs.advance(max(0.0, to - self.now()))
        super().advance(to)

    async def sleep_until(self, moment: float) -> None:
        self._asleep.set()
        await super().sleep_until(moment)

    async def somebody_sleeps(self, seconds: float) -> None:
        """Wait until something of ours waits for the moment so many seconds from now."""
        async with asyncio.timeout(PATIENCE):
            while not any(
                abs(moment - self.now() - seconds) < SLIGHT and not future.done()
                for moment, _, future in self._sleepers
            ):
                self._asleep.clear()
                await self._asleep.wait()
                await asyncio.sleep(0)


class RunningClock(ShiftedClock):
    """Ours and the provider's clock, which run and can be moved together."""

    def __init__(self, theirs: Clock) -> None:
        super().__init__(theirs() - time.time())
        self._theirs = theirs

    def shift(self, seconds: float) -> None:
        self._theirs.advance(seconds)
        super().shift(seconds)


class Home:
    """Our process. ``store``: rows in memory instead of a SQLite file in ``folder``;
    ``put_together`` makes its service. Whoever builds on it sets ``env``.
    """

    def __init__(
        self,
        world: Any,
        folder: Path,
        pack: Pack,
        store: Store | None,
        put_together: Callable[..., Service],
    ) -> None:
        self.world, self.folder, self.pack = world, folder, pack
        clock = world.clock
        self.clock = StandingClock(clock) if clock.stands else RunningClock(clock)
        self._store = store
        self._put_together = put_together
        self._shelf = FileShelf(folder / KEYS)
        self.port = _port()
        self.url = f"http://{HOST}:{self.port}"
        self.env: dict[str, str] = {}
        self.is_open = False
        self.server: Server | None = None

    async def _begins(self) -> None:
        settings = self.settings
        self.rows = Rows(self._store or await SqliteStore.open(self.folder / FILE))
        vault = Vault(RootKeys.parse(settings.secret or ""), self._shelf)
        self.live = Live(settings, self.pack, self.rows, vault, self.clock, self._put_together)
        await self.live.start()
        if settings.public_url:  # by polling nobody calls us
            self.server = server_of(self.live, self.rows, settings.metrics_token)
            listening = socket.create_server((HOST, self.port))
            # As uvloop has it; else an answer with a body waits 40 ms for an acknowledgement.
            listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            assert await self.server.begin(listening, asyncio.Event())
        self.letting_in = self.live.let_in()
        self.is_open = True

    async def closes(self) -> None:
        """End the process as SIGTERM does."""
        if not self.is_open:
            return
        self.is_open = False
        self.rows.free()
        if self.server is not None:
            await part(self.server)
            await self.server.end()
        await self.live.stop()
        await self._put_away()

    async def restarts(self) -> None:
        """An orderly end and a new start."""
        await self.closes()
        await self.opens()

    async def comes_back(self) -> None:
        """A crash and a new start."""
        await self.crashes()
        await self.opens()

    async def _put_away(self) -> None:
        if self._store is None:
            await self.rows.close()

    @property
    def settings(self) -> Settings:
        return read_settings(self.env, self.folder)

    # --- time

    async def settles(self) -> None:
        raise NotImplementedError  # each messenger has a home of its own, which does it

    async def opens(self) -> None:
        raise NotImplementedError  # each messenger has a home of its own, which does it

    async def crashes(self) -> None:
        raise NotImplementedError  # each messenger has a home of its own, which does it

    async def passes(self, seconds: float, *, settled: bool = True) -> None:
        """Move both clocks, in hops short enough for timers to fire one after the other.

        ``settled``: wait each time until nothing is under way; not while a fault holds a call.
        """
        hop = max(HOP, seconds / HOPS)
        while seconds > 0:
            self._move(min(hop, seconds))
            seconds -= hop
            if settled:
                await self.settles()
            else:
                await asyncio.sleep(0)

    async def sleeps_over(self, seconds: float) -> None:
        """Wait until something of ours waits for so long, then move the clocks by that."""
        assert isinstance(self.clock, StandingClock)
        try:
            await self.clock.somebody_sleeps(seconds)
        except TimeoutError:
            said = self.world.report(f"something waits for {seconds} seconds")
            raise UnfulfilledError(said) from None
        self._move(seconds)

    def _move(self, seconds: float) -> None:
        if isinstance(self.clock, ManualClock):
            self.clock.advance(self.clock.now() + seconds)
        else:
            self.clock.shift(seconds)

    # --- looking inside

    async def census(self) -> Census:
        """How many rows there are."""
        return await self.rows.store.transact(lambda tx: tx.census())


def _port() -> int:
    """One that nobody gets while the house is down: below those that a system gives out."""
    while True:
        port = random.SystemRandom().randrange(15_000, 30_000)
        with contextlib.suppress(OSError), socket.create_server((HOST, port)):
            return port


async def part(server: Server) -> None:
    """Close what rests; else uvicorn looks a tenth of a second later whether it has closed."""
    for connection in list(server.server_state.connections):
        if connection.cycle is None or connection.cycle.response_complete:
            connection.transport.close()
    await asyncio.sleep(0)


async def cut_off(server: Server) -> None:
    # What is cancelled is logged as an exception, and a kept record would keep the dead process.
    told = logging.getLogger("uvicorn.error")
    told.disabled = True
    try:
        server.should_exit = server.force_exit = True
        _abort(server)
        await server.end()
        # uvicorn takes a moment to end and lets people in meanwhile: nobody would answer them.
        _abort(server)
    finally:
        told.disabled = False


def _abort(server: Server) -> None:
    for task in list(server.server_state.tasks):
        task.cancel()
    for connection in list(server.server_state.connections):
        connection.transport.abort()
