"""A one-time link makes a desk of a chat, once, and nothing else does."""

from __future__ import annotations

import asyncio

import pytest

from bot.handoff.counsellor import Standing
from bot.shell.joining import AliasTaken
from bot.store.memory import MemoryStore
from bot.store.sqlite import SqliteStore
from tests.shell.desks import Desks
from tests.shell.faults import turns

NEW, OTHER = "9007", "9008"
HOUR = 3600.0


async def _begun(tmp_path, kind, **options):
    store = MemoryStore()
    if kind == "sqlite":
        store = await SqliteStore.open(tmp_path / "pana.db")
    desks = Desks(store, **options)
    await desks.service.start()
    return desks


async def _ended(desks):
    await desks.service.stop(grace=0)
    await desks.store.close()
    assert desks.bugs == []


@pytest.fixture(params=["memory", "sqlite"])
async def desks(request, tmp_path):
    desks = await _begun(tmp_path, request.param)
    yield desks
    await _ended(desks)


@pytest.fixture
async def shared(tmp_path):
    """Staff and people meet the same account."""
    desks = await _begun(tmp_path, "memory", one_account=True)
    yield desks
    await _ended(desks)


async def opens(desks, who, payload):
    await desks.deliver(desks.staff.start(who, payload))


async def test_a_good_link_makes_a_pending_desk_with_a_code(desks):
    payload = await desks.invite("Roza", skills=("child",), is_supervisor=True, locale="kk")
    await opens(desks, NEW, payload)
    (desk,) = await desks.desks()
    who = desk.counsellor
    assert (who.alias, who.standing, who.skills) == ("Roza", Standing.PENDING, ("child",))
    assert who.is_supervisor
    (row,) = await desks.store.transact(lambda tx: tx.desks())
    assert who.id == row.id.hex()
    assert len(desk.code) == 6
    assert desk.code.isdigit()
    assert desk.code_until == desks.clock.now() + 24 * HOUR
    assert desks.at_desk(NEW) == [f"code {desk.code}"]


async def test_the_secret_stands_nowhere_once_it_was_opened(desks):
    payload = await desks.invite("Roza", secret="canary")
    rows = await desks.store.transact(lambda tx: tx.invites())
    assert b"canary" not in rows[0].hash + rows[0].details
    await opens(desks, NEW, payload)
    assert "canary" not in " ".join(desks.all_at_desk(NEW))
    assert desks.staff.chat(NEW).hers() == []


async def test_who_is_pending_is_asked_about_nobody(desks):
    await opens(desks, NEW, await desks.invite("Roza"))
    await desks.counsellor(NEW, "duty")
    await desks.person("1001", "open", "human")
    assert desks.offer(NEW) is None


async def test_an_update_that_comes_again_changes_nothing(desks):
    update = desks.staff.start(NEW, await desks.invite("Roza"))
    await desks.deliver(update)
    before = (desks.at_desk(NEW), await desks.desks())
    await desks.deliver(update)
    assert (desks.at_desk(NEW), await desks.desks()) == before


async def test_a_second_account_is_not_let_in_by_the_same_link(desks):
    payload = await desks.invite("Roza")
    await opens(desks, NEW, payload)
    await opens(desks, OTHER, payload)
    assert desks.at_desk(OTHER) == ["desk.invite.used"]
    assert len(await desks.desks()) == 1


async def test_a_link_that_nobody_made_opens_nothing(desks):
    await opens(desks, NEW, "desk-nothing")
    assert desks.at_desk(NEW) == ["desk.invite.unknown"]
    assert await desks.desks() == []


async def test_a_link_does_not_hold_for_ever(desks):
    payload = await desks.invite("Roza")
    desks.clock.advance(desks.clock.now() + 48 * HOUR)
    await opens(desks, NEW, payload)
    assert desks.at_desk(NEW) == ["desk.invite.expired"]
    await desks.wait(2 * HOUR)
    assert await desks.store.transact(lambda tx: tx.invites()) == []
    await opens(desks, NEW, payload)
    assert desks.at_desk(NEW) == ["desk.invite.unknown"]


@pytest.mark.parametrize("typed", ["hello", "open", "leave", "/start"])
async def test_a_stranger_hears_one_sentence_and_leaves_no_row(desks, typed):
    await desks.counsellor(NEW, typed)
    await opens(desks, NEW, "")
    assert desks.at_desk(NEW) == ["desk.stranger"]
    assert (await desks.store.transact(lambda tx: tx.census())).conversations == 0


async def test_a_link_after_a_wrong_one_leaves_no_refusal_standing(desks):
    await opens(desks, NEW, "desk-nothing")
    await opens(desks, NEW, await desks.invite("Roza"))
    await desks.wait(47 * HOUR)
    assert "desk.invite.unknown" not in desks.at_desk(NEW)


async def test_no_desk_is_made_where_somebody_talks_to_us(shared):
    payload = await shared.invite("Roza")
    await shared.person(NEW, "open")
    await opens(shared, NEW, payload)
    assert shared.at_desk(NEW) == ["desk.invite.person"]
    assert await shared.desks() == []
    assert await shared.store.transact(lambda tx: tx.invites()[0].used) is False
    await shared.person(NEW, "leave")
    await opens(shared, NEW, payload)
    assert len(await shared.desks()) == 1


async def test_with_two_accounts_nothing_is_known_of_the_other(desks):
    await desks.person(NEW, "open")
    await opens(desks, NEW, await desks.invite("Roza"))
    assert len(await desks.desks()) == 1


async def test_a_link_opened_at_a_desk_is_not_used_up(desks):
    roza = await desks.hire(1)
    await opens(desks, roza, await desks.invite("Aigul"))
    assert len(await desks.desks()) == 1
    assert await desks.store.transact(lambda tx: tx.invites()[0].used) is False


async def test_nobody_gets_a_call_name_that_is_taken(desks):
    await desks.hire(1)
    await desks.invite("Roza")
    for alias in ("roza", "Counsellor  1"):
        with pytest.raises(AliasTaken):
            await desks.invite(alias, secret="another")


async def test_two_codes_are_never_the_same(desks):
    for number in range(20):
        payload = await desks.invite(f"Roza {number}", secret=f"secret{number}")
        await opens(desks, str(9100 + number), payload)
    codes = {desk.code for desk in await desks.desks()}
    assert len(codes) == 20


@pytest.mark.parametrize("at", range(1, 9))
async def test_wherever_the_process_dies_there_is_one_desk_or_a_good_link(desks, at):
    payload = await desks.invite("Roza")
    update = desks.staff.start(NEW, payload)
    desks.gate.crash_at = desks.gate.passed + at
    delivered = asyncio.ensure_future(desks.deliver(update))
    await turns(200)
    delivered.cancel()
    await desks.restart()
    await desks.deliver(update)
    (desk,) = await desks.desks()
    assert desk.counsellor.alias == "Roza"
    assert f"code {desk.code}" in desks.at_desk(NEW)
