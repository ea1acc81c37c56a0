"""Both sides of a talk: people on one provider, counsellors on another, a service that may die."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from bot.channels.base import Capabilities
from bot.channels.local import CAPABILITIES, LocalChannel, LocalProvider
from bot.clock import ManualClock
from bot.handoff.counsellor import Counsellor, Standing
from bot.handoff.desk import Desk
from bot.keys import MemoryShelf, RootKeys, Vault
from bot.shell.letters import STAFF
from bot.shell.service import Service
from bot.store.base import Store
from tests.shell.faults import Call, Fault, FaultyChannel, FaultyStore, Gate
from tests.shell.world import NOW


class Sides:
    """What is the same whatever the content is; whoever inherits puts the service together.

    ``topics``: the account of staff has them switched on, and every chat of it has them. ``able``:
    what the messenger of people can.
    """

    begins: float = NOW
    """When it begins, in seconds since 1970."""
    languages: tuple[str, ...] = ("ru",)
    """What counsellors answer in, when nothing else is said."""

    def __init__(
        self, store: Store, *, topics: bool = False, able: Capabilities = CAPABILITIES
    ) -> None:
        self.store = store
        self.able = able
        self.clock = ManualClock(self.begins)
        self.people = LocalProvider(self.clock, able.name, first_id=1, keeps=able.copies)
        self.staff = LocalProvider(self.clock, STAFF, first_id=100_001, topics=topics)
        self._of_staff = msgspec.structs.replace(CAPABILITIES, topics=topics)
        self.roots = RootKeys.parse(RootKeys.new_item())
        self.shelf = MemoryShelf()
        self.bugs: list[BaseException] = []
        self.calls: list[Call] = []
        self.rule: Callable[[Call], Fault] = lambda call: None
        self._build()

    def put_together(self, store: FaultyStore, vault: Vault) -> Service:
        """The service on these channels."""
        raise NotImplementedError

    def _build(self) -> None:
        self.gate = Gate()
        self.channels = {
            name: FaultyChannel(LocalChannel(provider, can), self.gate, self.clock.now, self.calls)
            for name, provider, can in (
                (self.able.name, self.people, self.able),
                (STAFF, self.staff, self._of_staff),
            )
        }
        for channel in self.channels.values():
            channel.rule = self._fault
        store = FaultyStore(self.store, self.gate)
        self.service = self.put_together(store, Vault(self.roots, self.shelf))

    def _fault(self, call: Call) -> Fault:
        return self.rule(call)

    async def restart(self) -> None:
        """The process dies, and another takes over."""
        self.gate.dead.set()
        await self.service.stop(grace=0)
        self._build()
        await self.service.start()
        await self.service.settled()

    async def hire(self, number: int, **changes: object) -> str:
        """A counsellor on duty; the address of her chat."""
        given: dict[str, object] = {
            "id": "",
            "alias": f"Counsellor {number}",
            "standing": Standing.ACTIVE,
            "languages": self.languages,
            "duty_until": self.begins * 2,
        }
        address = str(9000 + number)
        counsellor = Counsellor(**(given | changes))
        await self.service.open_desk(address, Desk(counsellor=counsellor))
        await self.service.settled()
        return address

    async def wait(self, seconds: float) -> None:
        await self.service.run_until(self.clock, self.clock.now() + seconds)
