"""Many people and counsellors at random, with faults and deaths of the process (S48).

Most desks have topics, of which some are deleted by hand.

Every word is a canary that nobody else writes. It may stand only in the chat of whoever was on the
other side of that talk when it was written, once, and in order.
"""

from __future__ import annotations

import asyncio
import random
from collections import defaultdict

import pytest

from bot.channels.base import RetryAt
from bot.events import Update
from bot.handoff.counsellor import Standing
from bot.keys import Vault
from bot.store.memory import MemoryStore
from tests.shell.desks import Desks
from tests.shell.faults import After, Before, Call, Fault

HOUR = 3600.0


class Crowd:
    """``people`` persons, ``staff`` counsellors of whom each carries one talk."""

    def __init__(self, seed: int, people: int, staff: int) -> None:
        self.random = random.Random(seed)
        self.desks = Desks(MemoryStore(), topics=True)
        self.people = [str(1001 + number) for number in range(people)]
        self.staff = [str(9001 + number) for number in range(staff)]
        self.meant: dict[str, str | None] = {}
        """Word to the chat for which it was meant; None: nobody."""
        self.order: dict[str, int] = {}
        self.deaths = self.faults = self.deleted = 0
        self.seen: dict[str, set[str]] = defaultdict(set)

    async def begin(self) -> None:
        await self.desks.service.start()
        for number in range(1, len(self.staff) + 1):
            address = await self.desks.hire(number, cap=1, standing=Standing.ACTIVE)
            if number % 3 == 0:
                self.desks.staff.chat(address).topics = None
        self.desks.rule = self._fault

    def _fault(self, call: Call) -> Fault:
        if self.random.random() > 0.04:
            return None
        self.faults += 1
        return self.random.choice([RetryAt(2.0), Before(), After()])

    async def step(self) -> None:
        if self.random.random() < 0.03:
            gate = self.desks.gate
            gate.crash_at = gate.passed + self.random.randrange(1, 30)
        if self.random.random() < 3.6 / len(self.people):
            await self._alive(self.desks.wait(self.random.choice([1, 1, 5, 5, 20, 130])))
        if self.random.random() < 0.02:
            self._delete_topic()
        await self.deliver(await self._update())
        await self._look()

    def _delete_topic(self) -> None:
        """A counsellor deletes one of her topics by hand, with all that stands in it."""
        topics = [
            (who, topic) for who in self.staff for topic in self.desks.staff.chat(who).topics or ()
        ]
        if topics:
            self.desks.staff.remove_topic(*self.random.choice(topics))
            self.deleted += 1

    async def deliver(self, update: Update) -> None:
        while not await self._alive(self.desks.deliver(update)):
            pass  # the new process is given it again

    async def _alive(self, work) -> bool:
        """False when the process died before this ended; another has begun."""
        task = asyncio.ensure_future(work)
        dead = asyncio.ensure_future(self.desks.gate.dead.wait())
        await asyncio.wait({task, dead}, return_when=asyncio.FIRST_COMPLETED)
        dead.cancel()
        if task.done():
            task.result()
            return True
        task.cancel()
        self.deaths += 1
        await self.desks.restart()
        return False

    async def _update(self) -> Update:
        if self.random.random() < 0.5:
            pairs = await self._pairs(await self.desks.owners())
            talking = [person for person, _ in pairs] if self.random.random() < 0.7 else []
            who = self.random.choice(talking or self.people)
            return self.desks.people.say(who, await self._said_by_person(who))
        who = self.random.choice(self.staff)
        offer = self.desks.offer(who)
        if offer is not None:
            return self.desks.staff.press(who, offer[1], offer[0])
        other = await self._other_side(who)
        rarely = self.random.random() < 0.1
        text = self.random.choice(["close", "give back", "ask transfer"]) if rarely else None
        return self.desks.staff.say(who, text or self._word(other))

    async def _said_by_person(self, who: str) -> str:
        if self.desks.service.session("telegram", who) is None:
            return "open"  # what a stranger types into the cover is left where it is
        other = await self._other_side(who)
        if self.random.random() < 0.1:
            return self.random.choice(["open", "here", "yes", "x", "leave", "end"])
        if other is None:
            return self.random.choice(["open", "human"])
        return "unfold" if self.random.random() < 0.3 else f"say {self._word(other)}"

    def _word(self, meant: str | None) -> str:
        word = f"canary{len(self.meant)}"
        self.order[word] = len(self.meant)
        self.meant[word] = meant
        return word

    async def _other_side(self, who: str) -> str | None:
        """Whose talk with this person or counsellor is open now."""
        owners = await self.desks.owners()
        return next(
            (b if who == a else a for a, b in await self._pairs(owners) if who in (a, b)), None
        )

    async def _pairs(self, owners: dict[str, str]) -> list[tuple[str, str]]:
        vault = Vault(self.desks.roots, self.desks.shelf)

        def read(tx) -> list[tuple[str, str]]:
            ids = {}
            for channel, chats in (("telegram", self.people), ("staff", self.staff)):
                for chat in chats:
                    row = tx.find(vault.lookups(channel, chat))
                    if row is not None:
                        ids[row.id] = chat
            return [
                (ids[row.conversation], ids[bytes.fromhex(owners[row.id.hex()])])
                for row in tx.cases()
                if row.id.hex() in owners and row.conversation in ids
            ]

        return await self.desks.store.transact(read)

    async def _look(self) -> None:
        if any(len(words) != len(set(words)) for _, words in self._standing()):
            # A send whose answer was lost is repeated; the delete of the first may have failed too.
            self.desks.rule, self.desks.gate.crash_at = (lambda call: None), 0
            await self.desks.wait(70)
            self.desks.rule = self._fault
        for chat, words in self._standing():
            assert len(words) == len(set(words)), "doubled"
            assert words == sorted(words, key=self.order.__getitem__), "out of order"
            for word in words:
                assert self.meant[word] == chat, f"{word} was not meant for {chat}"
            self.seen[chat].update(words)

    def _standing(self) -> list[tuple[str, list[str]]]:
        """Every chat, with the words that stand there."""
        chats = [(self.desks.people, who) for who in self.people]
        chats += [(self.desks.staff, who) for who in self.staff]
        return [
            (
                who,
                [
                    word
                    for message in provider.chat(who).ours()
                    for word in message.text.split()
                    if word.startswith("canary")
                ],
            )
            for provider, who in chats
        ]

    async def end(self) -> None:
        """All is well again, everybody leaves, and hours pass."""
        self.desks.rule = lambda call: None
        self.desks.gate.crash_at = 0
        await self.desks.wait(400)
        for who in self.people:
            for text in ("open", "leave"):
                await self.deliver(self.desks.people.say(who, text))
        await self.desks.wait(2 * HOUR)


async def run(seed: int, people: int, staff: int, steps: int) -> Crowd:
    crowd = Crowd(seed, people, staff)
    await crowd.begin()
    for _ in range(steps):
        await crowd.step()
    await crowd.end()
    for who in crowd.people:
        assert crowd.desks.people.chat(who).hers() == []
        assert not [text for text in crowd.desks.at_person(who) if "secret" in text]
    for who in crowd.staff:
        assert not [text for text in crowd.desks.at_desk(who) if "canary" in text]
    census = await crowd.desks.store.transact(lambda tx: tx.census())
    assert (census.cases, census.wipes) == (0, 0)
    await crowd.desks.service.stop(grace=0)
    assert crowd.desks.bugs == []
    return crowd


@pytest.mark.parametrize("seed", [1, 2])
async def test_a_night_with_faults_and_deaths_mixes_up_nobody(seed):
    crowd = await run(seed, people=12, staff=6, steps=1500)
    assert crowd.deaths > 2
    assert crowd.faults > 20
    assert crowd.deleted > 0
    assert sum(map(len, crowd.seen.values())) > 30


@pytest.mark.slow
async def test_two_hundred_people_and_twenty_counsellors_for_ten_thousand_steps():
    crowd = await run(3, people=200, staff=20, steps=10_000)
    assert crowd.deaths > 50
    assert sum(map(len, crowd.seen.values())) > 500
