"""People leave in the middle of a talk while a thousand updates of others wait (S43, S49).

Over real HTTP, each answer of the provider takes 50 ms. It prints how long it took until their
screens were covered, and until nothing of the talk stood on either side: `pytest -m long -s`. The
talks begin in this process; then it ends, and `pana run` takes them up in one of its own. The
phones of everybody and the provider stay here.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import statistics
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.handoff.counsellor import Counsellor, Standing
from bot.handoff.desk import Desk
from fakes.telegram.person import Person
from fakes.telegram.screen import Seen
from fakes.telegram.updates import FIRST_UPDATE
from fakes.telegram.world import World
from tests.simulator.running import environment
from tests.talk import real_pack
from tests.telegram.house import House, housed
from tests.telegram.watching import is_cover

DELAY = 0.05
LEAVERS, OTHERS, EVERY = 200, 1000, 0.1
WORDS = "zqxj"
PATIENCE = 60.0


def button(person: Person, choice: str) -> tuple[Seen, str] | None:
    for seen in reversed(person.sees):
        for one in seen.buttons:
            found = one.data.partition("|")[2].partition("@")[0]
            if found == choice or (choice.endswith(":") and found.startswith(choice)):
                return seen, one.data
    return None


async def presses(house: House, person: Person, *choices: str) -> None:
    for choice in choices:
        await house.settles()
        seen, data = button(person, choice)
        person.presses(data, on=seen.message_id)


async def talking(house: House, staff: list[Person]) -> list[Person]:
    """Everybody who will leave, each in a talk, with words both ways."""
    world, people = house.world, []
    for number in range(LEAVERS):
        her, roza = world.person(), staff[number // 2]
        her.starts("ru-KZ")
        await presses(house, her, "language:ru", "yes", "go", "country:KZ", "person", "human")
        await presses(house, her, "unsaid", "agree", "safety", "silent")
        await presses(house, roza, "accept:")
        await presses(house, her, "look", "open", "take_back")
        await house.settles()
        her.types(f"{WORDS} hers {number}")
        await house.settles()
        assert roza.reads(f"{WORDS} hers {number}$")
        roza.types(f"{WORDS} theirs", reply_to=newest(roza))
        await house.settles()
        assert her.reads(f"{WORDS} theirs")
        people.append(her)
    await house.settles()
    return people


def newest(roza: Person) -> int:
    return next(s.message_id for s in reversed(roza.sees) if s.by_bot and WORDS in s.text)


async def crowd(world: World, others: list[Person]) -> None:
    """A thousand updates of theirs wait at any time."""
    turn = 0
    while True:
        while len(world.updates.pending) < OTHERS:
            others[turn % len(others)].starts("ru-KZ")
            turn += 1
        await asyncio.sleep(0.005)


def covered_at(world: World, person: Person, since: int) -> tuple[float, float]:
    """When the cover first stood, and when nothing else of the bot stood any more."""
    lit: set[int] = set()
    first = last = 0.0
    for change in world.record.changes:
        if change.chat_id != person.id:
            continue
        if change.text is None or (change.by_bot and is_cover(change.text)):
            if change.moment > since and change.text is not None and not first:
                first = change.at
            lit.discard(change.message_id)
        else:
            lit.add(change.message_id)
        if change.moment > since and not lit and not last:
            last = change.at
        if lit:
            last = 0.0
    return first, last


def is_dark(person: Person) -> bool:
    return all(is_cover(seen.text) for seen in person.sees if seen.by_bot)


def swept_at(world: World, roza: Person) -> float:
    """When the last of the words went from a desk."""
    lit: set[int] = set()
    at = 0.0
    for change in roza.api.record.changes:
        if change.chat_id == roza.id:
            if change.text is not None and WORDS in change.text:
                lit.add(change.message_id)
            elif change.message_id in lit:
                lit.discard(change.message_id)
                at = change.at
    assert not lit
    return at


def told(name: str, seconds: list[float]) -> str:
    ordered = sorted(1000 * one for one in seconds)
    p99 = ordered[min(len(ordered) - 1, int(0.99 * len(ordered)))]
    most = f"at most {ordered[-1]:.1f} ms"
    return f"{name}: p50 {statistics.median(ordered):.1f} ms, p99 {p99:.1f} ms, {most}"


@contextlib.asynccontextmanager
async def uncollected() -> AsyncIterator[None]:
    """No pause of the provider's own collector: it stands still for 300 ms over so much record."""
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()


@contextlib.asynccontextmanager
async def apart(house: House, folder: Path) -> AsyncIterator[None]:
    """The same bot in a process of its own, which takes up what this one leaves."""
    await house.closes()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run"),
        cwd=folder,
        env=environment(**house.env, PORT=str(house.port)),
        stdout=asyncio.subprocess.DEVNULL,
    )
    try:
        await house.world.listens()
        await asyncio.sleep(2)
        yield
    finally:
        process.terminate()
        await process.wait()


@pytest.mark.long
@pytest.mark.parametrize("webhook", [True, False], ids=["webhook", "polling"])
async def test_who_leaves_a_talk_waits_for_nobody_s43_s49(tmp_path, webhook: bool) -> None:
    async with World() as world:
        second = world.second_bot()
        env = {"STAFF_TELEGRAM_TOKEN": second.token}
        async with housed(world, tmp_path, real_pack(), webhook=webhook, **env) as house:
            staff = [world.at(second, world.person()) for _ in range(LEAVERS // 2)]
            for roza in staff:
                roza.starts()
                await house.settles()
                until = house.clock.now() + 8 * 3600
                counsellor = Counsellor(
                    "", "Roza", Standing.ACTIVE, languages=("ru",), duty_until=until
                )
                await house.live.service.open_desk(str(roza.id), Desk(counsellor=counsellor))
            await house.settles()
            people = await talking(house, staff)
            others = [world.person() for _ in range(OTHERS)]
            async with uncollected(), apart(house, tmp_path):
                for bot in world.bots:
                    bot.delay = DELAY
                waiting = asyncio.create_task(crowd(world, others))
                await asyncio.sleep(2)
                exits = []
                for her in people:
                    since, typed = world.moment(), world.clock()
                    her.types("выход")
                    job = world.updates.pending[world.updates.next_id - 1]
                    exits.append((her, since, typed, job))
                    await asyncio.sleep(EVERY)
                async with asyncio.timeout(PATIENCE):
                    while not all(is_dark(her) for her in people):  # noqa: ASYNC110 - in real time
                        await asyncio.sleep(0.2)
                waiting.cancel()
                for bot in world.bots:
                    bot.delay = 0.0
                await asyncio.gather(waiting, return_exceptions=True)
                made = world.updates.next_id - FIRST_UPDATE
                async with asyncio.timeout(PATIENCE):
                    while world.updates.pending or world.under_way:  # noqa: ASYNC110 - in real time
                        await asyncio.sleep(0.05)
                await asyncio.sleep(2)
            queued, first, last, swept = [], [], [], []
            for number, (her, since, typed, job) in enumerate(exits):
                posted = job.posted_at
                at, dark = covered_at(world, her, since)
                queued.append(posted - typed)
                first.append(at - posted)
                last.append(dark - posted)
                if number % 2:
                    swept.append(swept_at(world, staff[number // 2]) - posted)
                assert not her.reads(WORDS)
            print(f"\n{'webhook' if webhook else 'polling'}, {made} updates, {len(exits)} exits")
            print(told("until posted", queued))
            print(told("from there until the cover stands", first))
            print(told("until nothing else stands", last))
            print(told("until the desk holds no word", swept))
