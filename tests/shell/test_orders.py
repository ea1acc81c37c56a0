"""Orders of a coordinator and of the operator: once, at once, and nothing is left behind."""

from __future__ import annotations

import asyncio

import msgspec
import pytest

from bot.handoff.counsellor import Standing
from bot.handoff.desk import Desk
from bot.handoff.staff import Admit, Confirm, EndDuty, Remove
from bot.store.memory import MemoryStore
from bot.store.sqlite import SqliteStore
from tests.shell.desks import Desks
from tests.shell.faults import Hang, turns

HER, NEW, BOSS = "1001", "9007", "9002"
HOUR = 3600.0


@pytest.fixture(params=["memory", "sqlite"])
async def desks(request, tmp_path):
    store = MemoryStore()
    if request.param == "sqlite":
        store = await SqliteStore.open(tmp_path / "pana.db")
    desks = Desks(store, watch_every=2.0)
    await desks.service.start()
    await desks.hire(2, alias="Boss", is_coordinator=True, duty_until=0.0)
    yield desks
    await desks.service.stop(grace=0)
    await store.close()
    assert desks.bugs == []


async def joined(desks, alias="Roza", who=NEW):
    """A pending counsellor; her code."""
    payload = await desks.invite(alias, secret=f"secret-{alias}")
    await desks.deliver(desks.staff.start(who, payload))
    return await code_of(desks, alias)


async def code_of(desks, alias):
    return (await desk_of(desks, alias)).code


async def desk_of(desks, alias):
    found = [desk for desk in await desks.desks() if desk.counsellor is not None]
    return next((desk for desk in found if desk.counsellor.alias == alias), None)


async def standing_of(desks, alias):
    desk = await desk_of(desks, alias)
    return desk.counsellor.standing if desk is not None else None


async def talking(desks, *said):
    """She and counsellor 9001 talk; the address of the counsellor."""
    roza = await desks.hire(1)
    await desks.person(HER, "open", "human")
    await desks.accept(roza)
    await desks.person(HER, "unfold", *said)
    return roza


# confirming


async def test_a_coordinator_confirms_what_she_heard(desks):
    code = await joined(desks)
    await desks.counsellor(BOSS, f"confirm {code}")
    assert await standing_of(desks, "Roza") is Standing.ACTIVE
    assert await code_of(desks, "Roza") == ""
    assert "confirmed" in desks.at_desk(NEW)
    assert "done Roza" in desks.at_desk(BOSS)
    await desks.counsellor(BOSS, f"confirm {code}")
    assert "not done" in desks.at_desk(BOSS)


async def test_a_command_confirms_within_seconds(desks):
    code = await joined(desks)
    await desks.order(Confirm(code))
    assert await standing_of(desks, "Roza") is Standing.PENDING
    await desks.wait(2.0)
    assert await standing_of(desks, "Roza") is Standing.ACTIVE
    assert await desks.store.transact(lambda tx: tx.orders()) == []


async def test_a_command_is_carried_out_at_the_next_start(desks):
    await desks.order(Confirm(await joined(desks)))
    await desks.restart()
    assert await standing_of(desks, "Roza") is Standing.ACTIVE


async def test_an_order_waits_days_for_the_service_and_keeps_its_key(desks):
    await desks.hire(1)
    desks.gate.dead.set()
    await desks.service.stop(grace=0)
    await desks.order(Remove("Counsellor 1"))
    desks.clock.advance(desks.clock.now() + 5 * 24 * HOUR)
    await desks.restart()
    assert await desk_of(desks, "Counsellor 1") is None


async def test_a_code_runs_out(desks):
    code = await joined(desks)
    desks.clock.advance(desks.clock.now() + 24 * HOUR)
    await desks.counsellor(BOSS, f"confirm {code}")
    assert await standing_of(desks, "Roza") is Standing.PENDING


async def test_whoever_is_no_active_coordinator_orders_nothing(desks):
    code = await joined(desks)
    await desks.hire(1)
    for who in ("9001", NEW):
        await desks.counsellor(who, f"confirm {code}", "remove Boss")
    other = await joined(desks, "Two", "9008")
    await desks.counsellor("9008", f"confirm {other}")
    assert await standing_of(desks, "Roza") is Standing.PENDING
    assert await standing_of(desks, "Two") is Standing.PENDING
    assert await standing_of(desks, "Boss") is Standing.ACTIVE


async def test_codes_cannot_be_tried_out(desks):
    code = await joined(desks)
    wrong = f"{(int(code) + 1) % 10**6:06}"
    await desks.counsellor(BOSS, *[f"confirm {wrong}"] * 5, f"confirm {code}")
    assert await standing_of(desks, "Roza") is Standing.PENDING
    await desks.wait(HOUR + 1)
    await desks.counsellor(BOSS, f"confirm {code}")
    assert await standing_of(desks, "Roza") is Standing.ACTIVE


async def test_an_order_is_not_readable_where_it_waits(desks):
    code = await joined(desks)
    await desks.order(Confirm(code))
    (row,) = await desks.store.transact(lambda tx: tx.orders())
    assert code.encode() not in row.sealed


# removing


@pytest.mark.parametrize("by_command", [True, False])
async def test_who_is_removed_while_she_talks_keeps_nothing(desks, by_command):
    roza = await talking(desks, "say my canary")
    await desks.counsellor(roza, "canary of hers")
    other = await desks.hire(3)
    if by_command:
        await desks.order(Remove("counsellor  1"))
        await desks.wait(3.0)
    else:
        await desks.counsellor(BOSS, "remove Counsellor 1")
        assert "done Counsellor 1" in desks.at_desk(BOSS)
    assert desks.all_at_desk(roza) == []
    assert await desk_of(desks, "Counsellor 1") is None
    assert await desks.owners() == {}
    assert desks.offer(roza) is None
    await desks.accept(other)
    assert len(await desks.owners()) == 1
    assert "news gone_on" not in desks.at_desk(roza)
    await desks.counsellor(roza, "let me in")
    assert desks.at_desk(roza) == ["desk.stranger"]
    assert "let me in" not in " ".join(desks.at_person(HER))


async def test_a_post_on_its_way_to_whoever_is_removed_is_deleted_when_it_comes(desks):
    roza = await talking(desks)
    hang = Hang()
    desks.rule = lambda call: hang if call.verb == "send" and "canary" in call.text else None
    await desks.service.receive(desks.people.say(HER, "say canary"))
    await turns()
    await desks.order(Remove("Counsellor 1"))
    desks.clock.advance(desks.clock.now() + 2.0)
    await turns(200)
    hang.release.set()
    await desks.wait(30.0)
    assert desks.all_at_desk(roza) == []


async def test_a_case_that_the_desk_lost_sight_of_goes_to_others_too(desks):
    roza = await talking(desks)

    def forget_talks(work):
        work.meet("staff", roza)
        desk = msgspec.structs.replace(work.opened.held.desk, talks=())
        work.hold(msgspec.structs.replace(work.opened.held, desk=desk))
        work.save()

    await desks.service._applying.commit(forget_talks)
    await desks.order(Remove("Counsellor 1"))
    await desks.wait(3.0)
    assert await desks.owners() == {}


async def test_a_link_that_was_not_opened_yet_is_void(desks):
    payload = await desks.invite("Roza")
    await desks.counsellor(BOSS, "remove roza")
    assert "done Roza" in desks.at_desk(BOSS)
    await desks.deliver(desks.staff.start(NEW, payload))
    assert desks.at_desk(NEW) == ["desk.invite.used"]


async def test_whoever_was_removed_may_be_invited_again(desks):
    await joined(desks)
    await desks.counsellor(BOSS, "remove Roza")
    await desks.wait(60.0)
    payload = await desks.invite("Roza", secret="another")
    await desks.deliver(desks.staff.start(NEW, payload))
    assert await standing_of(desks, "Roza") is Standing.PENDING


async def test_a_coordinator_may_go_herself(desks):
    await desks.counsellor(BOSS, "remove Boss")
    assert desks.all_at_desk(BOSS) == []
    assert await desk_of(desks, "Boss") is None


async def test_nobody_of_that_name_is_removed(desks):
    await desks.counsellor(BOSS, "remove Nobody")
    assert "not done" in desks.at_desk(BOSS)


@pytest.mark.parametrize("at", range(1, 16))
async def test_wherever_the_process_dies_a_removal_is_whole_and_once(desks, at):
    roza = await talking(desks, "say canary")
    await desks.order(Remove("Counsellor 1"))
    desks.gate.crash_at = desks.gate.passed + at
    waiting = asyncio.ensure_future(desks.wait(3.0))
    await turns(300)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    await desks.restart()
    await desks.wait(60.0)
    assert desks.all_at_desk(roza) == []
    assert await desks.owners() == {}
    assert await desk_of(desks, "Counsellor 1") is None
    assert await desks.store.transact(lambda tx: tx.orders()) == []
    released = [row.what for row in await desks.store.transact(lambda tx: tx.duty(0.0))]
    assert released.count("released") == 1


# the rest


async def test_a_duty_ends_by_order_and_the_talk_goes_on(desks):
    roza = await talking(desks)
    await desks.counsellor(BOSS, "end duty Counsellor 1")
    assert (await desk_of(desks, "Counsellor 1")).counsellor.duty_until == 0.0
    assert "done Counsellor 1" in desks.at_desk(BOSS)
    await desks.counsellor(roza, "still here")
    assert "secret still here" in desks.at_person(HER)
    await desks.order(EndDuty("Nobody"))
    await desks.wait(3.0)


async def test_offers_go_on_when_whoever_came_is_known(desks):
    roza = await desks.hire(1)
    await desks.service.open_desk("-100", Desk(kind="group", unknown=("77",)))
    await desks.person(HER, "open", "human")
    assert desks.offer(roza) is None
    await desks.order(Admit())
    await desks.wait(3.0)
    assert desks.offer("-100") is not None


async def test_she_calls_and_whoever_answers_for_the_staff_hears_it(desks):
    roza = await desks.hire(1)
    await desks.counsellor(roza, "call")
    assert "alarm call Counsellor 1" in desks.at_desk(BOSS)
    assert "alarm call Counsellor 1" not in desks.at_desk(roza)


# what is counted, and what coordinators hear of it


async def test_what_becomes_of_cases_is_counted_without_anybody(desks):
    await talking(desks)
    await desks.person(HER, "leave")
    counted = {name: n for _, name, n in await desks.store.transact(lambda tx: tx.counts())}
    wanted = {"case.begun": 1, "case.taken": 1, "case.taken_soon": 1, "case.left": 1}
    assert {name: n for name, n in counted.items() if name.startswith("case.")} == wanted


@pytest.mark.slow
async def test_coordinators_hear_of_yesterday_once_a_day(desks):
    roza = await desks.hire(1)
    await desks.store.transact(lambda tx: tx.count("2027-01-15", "case.begun", 12))
    await desks.wait(21 * HOUR)  # 05:00 UTC
    assert "summary" not in " ".join(desks.at_desk(BOSS))
    await desks.wait(HOUR + 60.0)
    assert "summary 2027-01-15 12" in desks.at_desk(BOSS)
    assert "summary" not in " ".join(desks.at_desk(roza))
    await desks.restart()
    await desks.wait(3 * HOUR)
    assert desks.at_desk(BOSS).count("summary 2027-01-15 12") <= 1
    sent = [call for call in desks.calls if call.verb == "send" and "summary" in call.text]
    assert len(sent) == 1
