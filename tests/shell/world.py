"""A world for the tests of the shell: a clock, a provider, a store, and a service that may die."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from bot.channels.base import Answer, Done
from bot.channels.local import LocalChannel, LocalMessage, LocalProvider
from bot.clock import ManualClock
from bot.events import Pressed, Update
from bot.keys import MemoryShelf, RootKeys, Vault
from bot.shell.results import Decide
from bot.shell.service import Service
from bot.store.base import Census, Store, Tx
from tests.shell.faults import HER, Call, Fault, FaultyChannel, FaultyStore, Gate
from tests.shell.scripted import RENDERING, WORDS, decide, fold

NOW = 1_800_000_000.0
"""15 January 2027, 08:00 UTC."""
HOUR = 3600.0
NEIGHBOUR = "2002"


class Crashed(Exception):  # noqa: N818 - it is what happened
    """The process died at the gate."""


class World:
    """Everything outside the process survives :meth:`crash`; the service does not."""

    def __init__(
        self,
        store: Store,
        *,
        crash_at: int = 0,
        decide: Decide = decide,
        watch_every: float | None = None,
    ) -> None:
        self.watch_every = watch_every
        self.clock = ManualClock(NOW)
        self.provider = LocalProvider(self.clock)
        self.store = store
        self.roots = RootKeys.parse(RootKeys.new_item())
        self.shelf = MemoryShelf()
        self.decide = decide
        self.calls: list[Call] = []
        self.bugs: list[BaseException] = []
        self.unanswered: list[Update] = []
        self.gate = Gate(crash_at)
        self._rule: Callable[[Call], Fault] = lambda call: None
        self._build()

    def _build(self) -> None:
        now = self.clock.now
        self.channel = FaultyChannel(LocalChannel(self.provider), self.gate, now, self.calls)
        self.channel.rule = self._rule
        self.faulty_store = FaultyStore(self.store, self.gate)
        self.service = Service(
            store=self.faulty_store,
            vault=Vault(self.roots, self.shelf),
            channels={"telegram": self.channel},
            decide=self.decide,
            rendering=RENDERING,
            clock=self.clock,
            words=lambda: WORDS,
            fold=fold,
            watch_every=self.watch_every,
            on_bug=self.bugs.append,
        )

    # faults

    def fail(self, rule: Callable[[Call], Fault]) -> None:
        """Let every call pass ``rule`` first, also after a restart."""
        self._rule = rule
        self.channel.rule = rule

    def heal(self) -> None:
        self.fail(lambda call: None)

    async def crash(self) -> None:
        """The process is gone; nothing of it happens any more."""
        self.gate.dead.set()
        await self.service.stop(grace=0)

    async def restart(self) -> None:
        """A new process on the same store and provider; what was not answered comes again."""
        await self.crash()
        self.gate = Gate()
        self._build()
        await self.service.start()
        await self.service.settled()
        for update in list(self.unanswered):
            await self.deliver(update)

    # her side

    async def deliver(self, update: Update) -> Answer:
        """As a provider does: an update counts as delivered once it was answered."""
        if update not in self.unanswered:
            self.unanswered.append(update)
        answer = await self._alive(self.service.receive(update))
        if isinstance(answer, Done):
            self.unanswered.remove(update)
        await self.settled()
        return answer

    async def say(self, text: str, who: str = HER) -> Answer:
        return await self.deliver(self.provider.say(who, text))

    async def press(self, choice: str = "next", who: str = HER, on: str = "") -> Answer:
        screen = self.provider.chat(who).messages.get(on) if on else self.screen(who)
        on = on or (screen.id if screen else "")
        token = screen.rows[0][0].data.partition("|")[0] if screen and screen.rows else ""
        return await self.deliver(self.provider.press(who, f"{token}|{choice}", on))

    async def settled(self) -> None:
        await self._alive(self.service.settled())

    async def wait(self, seconds: float) -> None:
        until = self.clock.now() + seconds
        await self._alive(self.service.run_until(self.clock, until))

    async def _alive(self, work):
        """Await ``work``, unless the process dies first."""
        task = asyncio.ensure_future(work)
        dead = asyncio.ensure_future(self.gate.dead.wait())
        await asyncio.wait({task, dead}, return_when=asyncio.FIRST_COMPLETED)
        dead.cancel()
        if task.done():
            return task.result()
        task.cancel()
        raise Crashed

    # what stands

    def ours(self, who: str = HER) -> list[LocalMessage]:
        return self.provider.chat(who).ours()

    def hers(self, who: str = HER) -> list[LocalMessage]:
        return self.provider.chat(who).hers()

    def texts(self, who: str = HER) -> list[str]:
        return [message.text for message in self.ours(who)]

    def screen(self, who: str = HER) -> LocalMessage | None:
        """The newest message of ours that has buttons."""
        with_buttons = [message for message in self.ours(who) if message.rows]
        return with_buttons[-1] if with_buttons else None

    async def census(self) -> Census:
        return await self.store.transact(lambda tx: tx.census())

    async def read(self, work: Callable[[Tx], object]):
        return await self.store.transact(work)

    def sent_since(self, count: int) -> list[Call]:
        return self.calls[count:]

    def verbs(self, who: str = HER) -> list[str]:
        return [call.verb for call in self.calls if call.address == who]


def message_of(update: Update) -> str:
    assert not isinstance(update.event, Pressed)
    return update.event.message


async def gone(world: World) -> bool:
    """Nothing of hers is stored and nothing sensitive stands."""
    census = await world.census()
    people = 1 if world.ours(NEIGHBOUR) else 0
    stored = (census.conversations, census.wipes, census.ledger)
    clean = "secret" not in "".join(world.texts()) and world.hers() == []
    return stored == (people, 0, 0) and clean
