"""Twenty counsellors who press *accept* at the same moment, a thousand times (S48)."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.handoff.case import TALKING
from bot.handoff.counsellor import PAUSE_SECONDS
from bot.handoff.desk import Desk
from bot.shell.letters import STAFF
from bot.store.base import Store
from bot.store.memory import MemoryStore
from bot.store.sqlite import SqliteStore
from tests.desk.story import GROUP, Story, said

HER = "501"
STAFF_SIZE = 20
TRUTHFUL = {said(f"desk.refused.{why}") for why in ("taken", "pause")}
"""Whoever took her in an earlier round has her pause, and that is as true."""
TAKEN = said("desk.news.taken")


async def races(store: Store, rounds: int) -> None:
    """So many times twenty press at once, and one has her; she leaves, and comes again."""
    story = Story(store)
    await story.service.start()
    desks = [await story.hire(number) for number in range(1, STAFF_SIZE + 1)]
    for number in range(rounds):
        grouped = number % 2 == 0
        await (story.open_group() if grouped else story.service.close_desk(GROUP))
        await story.wait(PAUSE_SECONDS)
        await story.asks(HER)
        await _race(story, desks, GROUP if grouped else "")
        await story.say(HER, "выход")
    await story.wait(2000)  # the last notices have gone with their cases
    assert await story.cases() == []
    assert story.bugs == []
    await story.service.stop(grace=0)


async def _race(story: Story, desks: list[str], group: str) -> None:
    before = {who: set(story.staff.chat(who).messages) for who in desks}
    at_her = set(story.people.chat(HER).messages)
    presses = []
    for who in desks:
        asked = next(m for m in reversed(story.staff.chat(group or who).ours()) if _accepts(m))
        presses.append(story.staff.press(who, _accepts(asked), asked.id))
    await asyncio.gather(*(story.service.receive(press) for press in presses))
    await story.service.settled()
    heard = {who: _below(story, who, before[who]) for who in desks}
    winners = [who for who in desks if TAKEN in heard[who]]
    refused = [who for who in desks if TRUTHFUL & set(heard[who])]
    assert len(winners) == 1
    assert sorted(winners + refused) == sorted(desks), "each is told one thing, and it is true"
    assert all(sum(one in {TAKEN, *TRUTHFUL} for one in heard[who]) == 1 for who in desks)
    cases = [case for case in await story.cases() if case.state in TALKING]
    assert [case.owner for case in cases] == [_desk(story, winners[0]).counsellor.id]
    assert [len(_desk(story, who).talks) for who in winners] == [1]
    assert not any(_desk(story, who).talks for who in refused)
    lines = {story.text(f"talk.line.{line}") for line in "abc"}
    new = [m.text for m in story.people.chat(HER).ours() if m.id not in at_her]
    assert len([text for text in new if text in lines]) == 1, "her arrival comes once"
    assert not story.staff.chat(GROUP).ours()


def _accepts(message) -> str:
    found = (b.data for row in message.rows for b in row if b.data.startswith("post|accept:"))
    return next(found, "")


def _below(story: Story, who: str, before: set[str]) -> list[str]:
    """What was said below the neutral lines that are new."""
    new = [m for m in story.staff.chat(who).ours() if m.id not in before and m.masked_from]
    return [message.text[message.masked_from :] for message in new]


def _desk(story: Story, who: str) -> Desk:
    opened = story.service._conversations.known(STAFF, who)
    assert opened is not None
    assert opened.held.desk is not None
    return opened.held.desk


async def test_twenty_accept_at_once_and_one_has_her_s48() -> None:
    await races(MemoryStore(), 4)


async def test_twenty_accept_at_once_on_the_disk_s48(tmp_path: Path) -> None:
    store = await SqliteStore.open(tmp_path / "pana.db")
    await races(store, 2)
    await store.close()


@pytest.mark.slow
async def test_a_thousand_races_of_twenty_have_one_winner_each_s48() -> None:
    await races(MemoryStore(), 1000)


@pytest.mark.slow
async def test_a_hundred_races_of_twenty_on_the_disk_s48(tmp_path: Path) -> None:
    store = await SqliteStore.open(tmp_path / "pana.db")
    await races(store, 100)
    await store.close()
