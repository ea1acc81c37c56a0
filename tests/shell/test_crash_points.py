"""The process may die at every await: nothing is lost, nothing comes back, nothing is done twice.

A scenario runs once to count the points that it passes (each side of every call of a channel and
of every commit); then it is run again for each of them, dies there, and goes on in a new process
on the same store and the same provider. ``a+b`` are two updates that come in at the same time.
"""

from __future__ import annotations

import asyncio

import pytest

from bot.channels.base import RetryAt
from bot.store.memory import MemoryStore
from bot.store.sqlite import SqliteStore
from tests.shell.faults import HER, Before, always, once
from tests.shell.world import NEIGHBOUR, Crashed, World

SCENARIOS = {
    "talk": (["open", "help", "!next", "more"], "stays"),
    "extras": (["open", "pin", "more", "pin"], "pinned"),
    "keyboard": (["open", "where", "more", "where", "help"], "stays"),
    "fresh": (["open", "fresh", "more"], "stays"),
    "words": (["open", "pass a", "pass b", "withdraw"], "stays"),
    "words changed": (["open", "pass a+amend a", "take a"], "stays"),
    "words withdrawn on their way": (["open", "pass a+withdraw"], "stays"),
    "leave with words": (["open", "pass a+pass b", "leave"], "left"),
    "leave while passing on": (["open", "pass a+leave"], "left"),
    "hide with words": (["open", "pass a", "x"], "hidden"),
    "burst": (["open", "one+two+three", "!next+four"], "stays"),
    "leave": (["open", "help", "!next", "leave"], "left"),
    "leave by button": (["open", "help", "!exit"], "left"),
    "leave with extras": (["open", "pin", "leave"], "left"),
    "leave with a keyboard": (["open", "where", "leave"], "left"),
    "leave while asking": (["open", "where+leave"], "left"),
    "leave after fresh": (["open", "fresh", "!exit"], "left"),
    "leave while editing": (["open", "help+leave"], "left"),
    "leave while sending": (["open", "fresh+!exit"], "left"),
    "leave while pinning": (["open", "pin+leave"], "left"),
    "leave twice": (["open", "leave+leave"], "left"),
    "leave while opening": (["open+leave"], "never in"),
    "delete": (["open", "pin", "/delete"], "left"),
    "delete while sending": (["open", "fresh+/delete"], "left"),
    "hide": (["open", "help", "x"], "hidden"),
    "hide while editing": (["open", "help+x"], "hidden"),
    "hide a keyboard": (["open", "where", "x"], "hidden"),
    "hide then leave": (["open", "help", "x", "x"], "left"),
}
FAULTS = {
    "none": lambda: lambda call: None,
    "edit unknown": lambda: once("edit", Before()),
    "send unknown": lambda: once("send", Before()),
    "delete limited": lambda: once("delete", RetryAt(3.0)),
    "edit limited": lambda: once("edit", RetryAt(3.0)),
    "edits never answer": lambda: always("edit", Before()),
}


def update_of(world, what):
    if not what.startswith("!"):
        return world.provider.say(HER, what)
    screen = world.screen()
    if screen is None:
        return world.provider.press(HER, f"0|{what[1:]}", "1")
    token = screen.rows[0][0].data.partition("|")[0]
    return world.provider.press(HER, f"{token}|{what[1:]}", screen.id)


async def step(world, what):
    """All updates come in at once; an update that was not answered comes again."""
    updates = [update_of(world, one) for one in what.split("+")]
    world.unanswered += updates
    await asyncio.gather(*(world.deliver(update) for update in updates))


async def play(store, script, fault, crash_at):
    """Run ``script``, die at point ``crash_at``, go on; gives the world and the points passed."""
    world = World(store)
    await world.service.start()
    await world.say("open", NEIGHBOUR)
    await world.say("help", NEIGHBOUR)
    world.fail(FAULTS[fault]())
    gate = world.gate
    gate.passed, gate.crash_at = 0, crash_at
    for what in script:
        try:
            await step(world, what)
        except Crashed:
            await world.restart()
    world.gate.crash_at = 0
    await world.settled()
    points = gate.passed
    await world.wait(30)
    return world, points


def check(world, script, end, *, exact):
    updates = sum(len(what.split("+")) for what in script)
    assert world.bugs == []
    assert world.texts(NEIGHBOUR) == ["secret 2"]
    assert world.hers(NEIGHBOUR) == []
    assert world.provider.chat(HER).keyboard == ""
    # Words typed into the cover stay, as everything that a stranger types there.
    assert [message.text for message in world.hers()] in ([], ["leave"] * (end == "never in"))
    match end:
        case "stays" if exact:
            assert world.texts() == [f"secret {updates}"]
        case "pinned" if exact:
            assert world.texts() == [f"secret {updates}", "place"]
        case "hidden":
            assert world.texts() in (["cover"], [])
        case "left" | "never in":
            assert set(world.texts()) <= {"cover", "fresh"}
            assert len(world.texts()) <= 1


async def check_store(world, end):
    if end == "left":
        census = await world.census()
        assert (census.conversations, census.wipes) == (1, 0)


async def every_point(script, end, fault, new_store, *, begin=1, stride=1):
    exact = fault != "edits never answer"
    store = await new_store()
    world, points = await play(store, script, fault, 0)
    check(world, script, end, exact=exact)
    await world.service.stop(grace=0)
    await store.close()
    assert points > 2 * len(script)
    for crash_at in range(begin, points + 1, stride):
        store = await new_store()
        world, _ = await play(store, script, fault, crash_at)
        try:
            check(world, script, end, exact=exact)
            await check_store(world, end)
        except AssertionError as error:
            error.add_note(f"crashed at point {crash_at} of {points}, fault: {fault}")
            raise
        finally:
            await world.service.stop(grace=0)
            await store.close()


async def in_memory():
    return MemoryStore()


@pytest.mark.parametrize("name", SCENARIOS)
async def test_a_crash_at_any_point(name):
    script, end = SCENARIOS[name]
    await every_point(script, end, "none", in_memory)


@pytest.mark.parametrize("fault", list(FAULTS)[1:])
@pytest.mark.parametrize("name", SCENARIOS)
async def test_a_crash_while_the_provider_fails(name, fault):
    """Every seventh point, beginning at another one for each scenario and fault."""
    script, end = SCENARIOS[name]
    begin = (list(SCENARIOS).index(name) + list(FAULTS).index(fault)) % 7
    await every_point(script, end, fault, in_memory, begin=begin + 1, stride=7)


@pytest.mark.slow
@pytest.mark.parametrize("fault", list(FAULTS)[1:])
@pytest.mark.parametrize("name", SCENARIOS)
async def test_a_crash_at_any_point_while_the_provider_fails(name, fault):
    script, end = SCENARIOS[name]
    await every_point(script, end, fault, in_memory)


@pytest.mark.parametrize("name", ["talk", "leave while sending", "delete"])
async def test_a_crash_at_any_point_on_sqlite(name, tmp_path):
    count = iter(range(1000))

    async def new_store():
        return await SqliteStore.open(tmp_path / f"{next(count)}.db")

    script, end = SCENARIOS[name]
    await every_point(script, end, "none", new_store, stride=2)
