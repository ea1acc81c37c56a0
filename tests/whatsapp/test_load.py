"""A thousand conversations while everything fails now and then: nothing is lost within its time,
nothing comes late, nothing follows an exit, and no copy of anything is left.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter

import pytest

from bot.channels.whatsapp import reception, transport, webhook
from bot.channels.whatsapp.strays import AGAIN_SECONDS, AGE_SECONDS
from bot.shell.delivery import SCREEN_SECONDS
from fakes.telegram.clock import Clock
from fakes.twilio.world import Twilio
from tests.whatsapp.house import OKS, House, housed

PEOPLE, AT_ONCE, ACTS, DEATHS = 1000, 60, 5, 6
CREATE, DELETE = "messages.create", "messages.delete"
AGAIN = 4.0
"""Seconds after which somebody who sees no answer writes once more."""
PATIENCE = 30.0
MARGIN = 15.0
TIMEOUT = 1.0


class Crowd:
    def __init__(self, house: House, seed: int) -> None:
        self.house, self.world = house, house.world
        self.chance = random.Random(seed)
        self.seen: Counter[str] = Counter()
        self.waits: list[float] = []
        self.left: dict[str, int] = {}
        self.wrong: list[str] = []
        self.up = asyncio.Event()
        self.up.set()

    def weather(self) -> None:
        """For each call on its own: most go well."""
        faults, often = self.world.faults, self._often
        for method, share in ((CREATE, 0.01), (DELETE, 0.01)):
            faults.busy(method, when=often(share), times=None)
            faults.error(method, 500, when=often(share / 2), times=None)
            for effect in (True, False):
                faults.gateway(method, when=often(share / 2), times=None, effect=effect)
                faults.drop(method, when=often(share / 2), times=None, effect=effect)
        faults.hold(CREATE, seconds=2 * TIMEOUT, when=often(0.005), times=None)
        faults.busy("messages.list", when=often(0.05), times=None)
        self.world.office.disordered = True
        self.world.office.doubled = True

    def _often(self, share: float):
        return lambda params: self.chance.random() < share

    async def everybody(self) -> None:
        gate = asyncio.Semaphore(AT_ONCE)

        async def one() -> None:
            async with gate:
                await self._talks()

        await asyncio.gather(*(one() for _ in range(PEOPLE)))

    async def _talks(self) -> None:
        her = self.world.person(hidden=self.chance.random() < 0.1)
        await self._acts(her, lambda: her.types("hi"))
        for _ in range(ACTS):
            choices = self.house.choices(her)
            if choices:
                seen, button = self.chance.choice(list(choices.values()))
                await self._acts(her, lambda s=seen, b=button: her.presses(b.id, on=s.sid))
            else:
                await self._acts(her, lambda: her.types(str(self.chance.randint(1, 4))), sure=False)
            if self.chance.random() < 0.05:
                her.sends("photo")
        await self._leaves(her)

    async def _acts(self, her, act, *, sure: bool = True) -> None:
        """She does it, and again if nothing comes; a typed number may mean nothing where it is."""
        begun, before = time.monotonic(), self._heard(her)
        while True:
            posts = [act()]
            self.seen["acts"] += 1
            if self.chance.random() < 0.05:
                posts.append(self.world.repeats(posts[0]))
                self.seen["repeats"] += 1
            if await self.world.comes(lambda: self._heard(her) > before, patience=AGAIN):
                self.waits.append(time.monotonic() - begun)
                return
            self.seen["again"] += 1
            if not sure or time.monotonic() - begun > PATIENCE:
                if sure:
                    self.wrong.append(f"nothing came: {posts[0]}")
                return

    def _heard(self, her) -> int:
        return sum(seen.by_bot for seen in her.sees)

    async def _leaves(self, her) -> None:
        begun = time.monotonic()
        while time.monotonic() - begun < PATIENCE:
            await self.up.wait()
            post = her.types("выход")
            if self.chance.random() < 0.05:
                self.world.repeats(post)
            await self.world.comes(lambda p=post: p.outcome != "under way", patience=PATIENCE)
            if post.outcome == "taken":
                self.left[her.id] = self.world.moment()
                return
            self.seen["exit again"] += 1
        self.wrong.append("she could not leave")

    async def deaths(self) -> None:
        for _ in range(DEATHS):
            await asyncio.sleep(self.chance.uniform(3.0, 7.0))
            self.up.clear()
            await self.house.crashes()
            await self.house.opens(learnt=False)
            self.up.set()
            self.seen["deaths"] += 1

    def judge(self) -> None:
        """What must never have been."""
        wrote: dict[str, list[float]] = {}
        for post in self.world.record.posts:
            if post.kind == "message":
                wrote.setdefault(post.fields["From"], []).append(post.at)
        after: Counter[str] = Counter()
        lost = [post for post in self.world.record.posts if post.outcome == "lost"]
        self.seen.update(f"lost on their way: {', '.join(post.attempts)}" for post in lost)
        for call in self.world.record.calls:
            self.seen[f"{call.method} {call.fault or 'well'}"] += 1
            if call.method != CREATE:
                continue
            her = call.params["To"]
            late = call.at - max((at for at in wrote[her] if at <= call.at), default=0.0)
            if late > SCREEN_SECONDS + MARGIN:
                self.wrong.append(f"late by {late:.0f} s: {call}")
            if call.moment > self.left.get(her, call.moment):
                after[her] += bool(call.effect)  # what was refused or never arrived is no word
                if call.params.get("Body") not in OKS:
                    self.wrong.append(f"after she left: {call}")
        self.wrong += [f"{number} words after she left" for number in after.values() if number > 1]

    def left_over(self) -> list[str]:
        """What should be deleted and is not: all but what was never brought to us."""
        posts = self.world.record.posts
        taken = {one.sid for one in posts if one.kind == "message" and one.outcome == "taken"}
        return [
            f"left: {message.sid} {message.status}"
            for message in self.world.api.messages.values()
            if not message.inbound or message.sid in taken
        ]

    async def clears_up(self) -> None:
        """An hour passes, and as much real time as the deletes of that hour take."""
        self.house.clock.shift(3600.0)
        begun = time.monotonic()
        while True:
            await asyncio.sleep(1.0)
            if not self.left_over() or time.monotonic() - begun > PATIENCE:
                return

    def told(self, seconds: float) -> str:
        waits = sorted(self.waits)
        at = [f"{name} {waits[int(len(waits) * part)]:.3f}" for name, part in
              (("median", 0.5), ("95 %", 0.95), ("99 %", 0.99))]  # fmt: skip
        lines = [f"{PEOPLE} conversations in {seconds:.0f} s", "answers, s: " + ", ".join(at)]
        return "\n".join([*lines, *(f"{name}: {n}" for name, n in sorted(self.seen.items()))])


@pytest.mark.long
@pytest.mark.parametrize("seed", [1])
async def test_a_thousand_conversations_lose_nothing_and_leave_no_copy_s56(
    tmp_path, pack, monkeypatch, seed
):
    monkeypatch.setattr(transport, "CALL_SECONDS", TIMEOUT)
    monkeypatch.setattr(webhook, "PAUSE", 0.05)
    monkeypatch.setattr(reception, "FIRST_PAUSE", 0.1)
    twilio = Twilio(Clock(), delivers_after=0.02, final_after=1.0, seed=seed)
    async with twilio as world, housed(world, tmp_path, pack) as house:
        crowd = Crowd(house, seed)
        crowd.weather()
        begun = time.monotonic()
        dying = asyncio.create_task(crowd.deaths())
        await crowd.everybody()
        await dying
        seconds = time.monotonic() - begun
        world.faults.clear()
        await asyncio.sleep(2 * TIMEOUT)
        crowd.judge()
        crowd.seen["copies at the end"] = len(world.copies())
        for _ in range(3):
            await crowd.clears_up()
        crowd.wrong += crowd.left_over()
        crowd.seen["never brought to us"] = len(world.api.messages)
        for seconds_later in (AGE_SECONDS, AGAIN_SECONDS):
            house.clock.shift(seconds_later)
            await asyncio.sleep(1.0)
        await world.until(lambda: not world.copies(), "no copies", patience=60)
        census = await house.census()
        crowd.seen["strays"] = house.live.counts["strays"]
        kept = await house.rows.store.transact(lambda tx: tx.counts())
        left = sum(number for _, name, number in kept if name == "left_behind")
        print(crowd.told(seconds))
        assert not crowd.wrong, crowd.wrong[:20]
        assert left == 0
        assert (census.conversations, census.wipes, census.outbox) == (0, 0, 0), census
