"""What goes wrong for a while: between a service and Telegram, with its process, with its disk."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import Awaitable, Callable

from fakes.telegram.faults import Fault
from fakes.telegram.job import PRESS_LIFE
from tests.soak.people import Chance
from tests.telegram.house import House
from tests.telegram.watching import loses_answers

METHODS = (
    "sendMessage",
    "sendMessage",
    "editMessageText",
    "deleteMessages",
    "sendLocation",
    "*",
    "*",
)
FLOODS = (1, 3, 30, 90)
BRIEF = (0.5, 2.0, 5.0, 20.0)
LONG = (5.0, 40.0, 130.0, 600.0)
STUCK = (0.4, 3.0, 8.0)
ALMOST_NO_PACE = 0.00002

End = Callable[[], Awaitable[None]]


def about_a_chat(params: dict) -> bool:
    return "chat_id" in params


class Weather:
    """Faults that come and go. ``forecast`` lists all kinds; ``seen`` counts what came."""

    def __init__(self, house: House, chance: Chance, *, redelivers: bool) -> None:
        self.house, self.chance, self.faults = house, chance, house.world.faults
        self.seen: Counter[str] = Counter()
        self.held: list[Fault] = []
        self._spells: list[tuple[float, End]] = []
        self._deck: list[str] = []
        self._made: dict[int, float] = {}
        self._next_update = house.world.updates.next_id
        self.forecast = {
            "slow": self._slow,
            "flood": self._flood,
            "error": self._error,
            "drop": self._drop,
            "late": self._late,
            "garbled": self._garbled,
            "hang up": self._hang_up,
            "outage": self._outage,
            "restart": self._restart,
            "kill": self._kill,
            "kill at a commit": self._kill_at_commit,
            "disk full": self._disk_full,
            "disk stuck": self._disk_stuck,
        }
        if redelivers:
            self.forecast["redelivery"] = self._redeliver

    # --- what the day asks

    @property
    def calm(self) -> bool:
        """Nothing goes wrong now."""
        return not self._spells

    @property
    def next(self) -> float:
        """When something changes."""
        return min((until for until, _ in self._spells), default=float("inf"))

    @property
    def holds(self) -> bool:
        """Something under way cannot end before time has passed."""
        rows = self.house.rows
        stuck = not rows._free.is_set() or rows.dead
        return not self.house.is_open or stuck or any(fault.calls for fault in self.held)

    async def comes(self) -> None:
        """Something begins; not while nobody is at home."""
        if not self.house.is_open or self.house.rows.dead:
            return
        # Each kind once before any comes again.
        self._deck = self._deck or list(self.forecast)
        kind = self._deck.pop(self.chance.below(len(self._deck)))
        self.seen[kind] += 1
        await self.forecast[kind]()

    def passes_by(self) -> None:
        """Note when updates were made."""
        now = self.house.clock.now()
        for number in range(self._next_update, self.house.world.updates.next_id):
            self._made[number] = now
        self._next_update = self.house.world.updates.next_id
        while self._made and next(iter(self._made.values())) < now - PRESS_LIFE:
            del self._made[next(iter(self._made))]

    async def goes(self) -> None:
        """What is over by now ends."""
        now = self.house.clock.now()
        over = [spell for spell in self._spells if spell[0] <= now]
        self._spells = [spell for spell in self._spells if spell[0] > now]
        for _, end in sorted(over, key=lambda spell: spell[0]):
            await end()
        planned = self.faults.planned
        planned[:] = [f for f in planned if f.times is None or len(f.calls) < f.times]

    async def clears_up(self) -> None:
        """All of it ends."""
        spells, self._spells = sorted(self._spells, key=lambda spell: spell[0]), []
        for _, end in spells:
            await end()
        self.faults.clear()
        self.held.clear()

    def _for(self, seconds: float, end: End) -> None:
        self._spells.append((self.house.clock.now() + seconds, end))

    def _times(self) -> int:
        return self.chance.one((1, 1, 2, 5))

    # --- at Telegram

    async def _flood(self) -> None:
        fault = self.faults.flood(
            self.chance.one(METHODS), self.chance.one(FLOODS), times=self._times()
        )
        self._lasts(fault)

    async def _error(self) -> None:
        fault = self.faults.error(
            self.chance.one(METHODS),
            self.chance.one((500, 502, 504)),
            effect=self.chance.often(50),
            times=self._times(),
        )
        self._lasts(fault)

    async def _drop(self) -> None:
        fault = self.faults.drop(
            self.chance.one(METHODS), effect=self.chance.often(50), times=self._times()
        )
        self._lasts(fault)

    async def _garbled(self) -> None:
        method, times = self.chance.one(METHODS), self._times()
        how = self.chance.below(4)
        if how == 0:
            self._lasts(self.faults.twice(method, times=times))
        elif how == 1:
            self._lasts(self.faults.nonsense(method, effect=self.chance.often(50), times=times))
        elif how == 2:
            self._lasts(self.faults.truncate(method, times=times))
        else:
            self._lasts(self.faults.drip(method, ALMOST_NO_PACE, when=about_a_chat))

    def _lasts(self, fault: Fault) -> None:
        async def end() -> None:
            with contextlib.suppress(ValueError):
                self.faults.planned.remove(fault)

        self._for(self.chance.one(LONG), end)

    async def _slow(self) -> None:
        """Calls take effect at once and are answered later."""
        fault = self.faults.hold(self.chance.one(METHODS), when=about_a_chat, times=self._times())
        self._keeps(fault)

    async def _late(self) -> None:
        """Calls take effect later; some of them we no longer wait for."""
        fault = self.faults.delay(self.chance.one(METHODS), when=about_a_chat, times=self._times())
        self._keeps(fault, gives_up=self.chance.often(50))

    def _keeps(self, fault: Fault, *, gives_up: bool = False) -> None:
        self.held.append(fault)

        async def end() -> None:
            self.faults.planned[:] = [one for one in self.faults.planned if one is not fault]
            if gives_up:
                loses_answers(self.house.world)
                await asyncio.sleep(0)
            fault.release()
            if fault in self.held:
                self.held.remove(fault)

        self._for(self.chance.one(BRIEF), end)

    def _lets_go(self) -> None:
        """Nothing is held any more: a process that starts waits for its first calls."""
        for fault in self.held:
            self.faults.planned[:] = [one for one in self.faults.planned if one is not fault]
            fault.release()
        self.held.clear()

    async def _hang_up(self) -> None:
        await self.house.world.hang_up()

    async def _outage(self) -> None:
        world = self.house.world
        if world._server is None:
            return
        await world.outage()
        self._for(self.chance.one(LONG), world.recover)

    async def _redeliver(self) -> None:
        """As after acknowledgements that were lost; a press lives for 150 s."""
        updates, count = self.house.world.updates, self.chance.one((1, 3, 12))
        young = self.house.clock.now() - PRESS_LIFE
        for number in [number for number, at in self._made.items() if at >= young][-count:]:
            if number not in updates.pending:
                updates.add_again(number)

    # --- here

    async def _restart(self) -> None:
        self._lets_go()
        await self._disk_is_well()
        await self.house.closes()
        await self._is_away()

    async def _kill(self) -> None:
        self._lets_go()
        await self.house.crashes()
        await self._is_away()

    async def _is_away(self) -> None:
        if self.chance.often(50):
            await self._back()
        else:
            self._for(self.chance.one(LONG), self._back)

    async def _back(self) -> None:
        self._lets_go()
        await self.house.opens(heard=False)

    async def _kill_at_commit(self) -> None:
        rows = self.house.rows
        rows.dies_at_next_commit = True

        async def end() -> None:
            if self.house.is_open and self.house.rows is rows:
                await self._kill()

        self._for(self.chance.one(BRIEF), end)

    async def _disk_full(self) -> None:
        rows = self.house.rows
        rows.down = True

        async def end() -> None:
            rows.down = False

        self._for(self.chance.one(BRIEF), end)

    async def _disk_stuck(self) -> None:
        rows = self.house.rows
        rows.stick()

        async def end() -> None:
            rows.free()

        self._for(self.chance.one(STUCK), end)

    async def _disk_is_well(self) -> None:
        self.house.rows.down = self.house.rows.dies_at_next_commit = False
        self.house.rows.free()
