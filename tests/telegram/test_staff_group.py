"""The counsellors' group: who may press, who is in it, what we see of it, and where it goes."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.channels.telegram.members import Member
from bot.channels.telegram.staff_group import BLIND, MISSING, MOVED, SOMEBODY, after
from bot.effects import POSTED
from bot.handoff.counsellor import Standing
from fakes.telegram.person import Person
from fakes.telegram.world import World
from tests.telegram.house import House, housed
from tests.telegram.staffed import Staffed, staffed, with_desks

ACCEPT = f"{POSTED}|accept ca5e"
ROBOT = {"id": 99, "is_bot": True, "first_name": "Robot", "username": "robot_bot"}


def ours(person: Person) -> list[str]:
    return [seen.text for seen in person.sees if seen.by_bot]


@pytest.fixture(autouse=True)
def nothing_personal_in_logs(caplog: pytest.LogCaptureFixture, world: World):
    caplog.set_level(logging.DEBUG, "bot")
    yield
    said = "\n".join(record.getMessage() for record in caplog.records if record.name[:3] == "bot")
    numbers = [*(str(person.id) for person in world.people), *map(str, world.groups)]
    for number in numbers:
        assert number.removeprefix("-") not in said
    for name in ("Chief", "Roza", "Neighbours", "Robot", world.token):
        assert name not in said


@pytest_asyncio.fixture(params=["one account", "two accounts"])
async def staff(request, world: World, tmp_path, pack) -> AsyncIterator[Staffed]:
    second = request.param == "two accounts"
    async with staffed(world, tmp_path, pack, second=second) as staff:
        yield staff


@pytest_asyncio.fixture
async def one(world: World, tmp_path, pack) -> AsyncIterator[Staffed]:
    async with staffed(world, tmp_path, pack) as staff:
        yield staff


@pytest_asyncio.fixture
async def roza(staff: Staffed, world: World) -> Person:
    """A counsellor, in her chat with the bot for staff."""
    return await counsellor(staff, world)


async def counsellor(staff: Staffed, world: World, **more: Standing) -> Person:
    roza = world.person("Roza")
    if staff.bot is not world.api:
        roza = world.at(staff.bot, roza)
    roza.chat.state = "open"
    await staff.hires(roza, **more)
    return roza


def not_yours(staff: Staffed, code: str) -> str:
    group = staff.house.live.telegram._group
    assert group is not None
    return group.not_yours(code)


# --- presses


async def test_a_press_in_the_group_reaches_the_desk_of_who_pressed(
    staff: Staffed, world: World, roza: Person
):
    await staff.asks("Tulip")
    await staff.house.settles()
    query = staff.group.presses(roza, ACCEPT)
    await staff.house.settles()
    assert [text.split("\n")[-1] for text in ours(roza)] == ["pressed accept ca5e"]
    assert len(staff.group.texts) == 1
    answers = await world.until(lambda: staff.bot.record.calls_of("answerCallbackQuery"))
    assert [call.params for call in answers] == [{"callback_query_id": query}]
    assert all(seen.message["has_protected_content"] for seen in roza.sees if seen.by_bot)


@pytest.mark.parametrize("code", ["ru", "en", "de"])
async def test_who_has_no_desk_is_told_so_and_nothing_changes(
    staff: Staffed, world: World, code: str
):
    await staff.asks("Tulip")
    await staff.house.settles()
    stranger = world.at(staff.bot, world.person("Stranger", code))
    before, commits = await staff.house.census(), staff.house.rows.commits
    staff.group.presses(stranger, ACCEPT)
    await world.until(lambda: stranger.alerts)
    assert len(stranger.alerts) == 1
    assert stranger.alerts[0].text == not_yours(staff, code)
    assert stranger.sees == []
    assert await staff.house.census() == before
    assert staff.house.rows.commits == commits


async def test_a_press_of_who_was_removed_is_a_stranger_s(one: Staffed, world: World):
    roza = await counsellor(one, world, standing=Standing.REMOVED)
    message = {"message_id": 1, "chat": one.group.chat.brief, "date": 0}
    one.group.press_arrives(roza, message, ACCEPT)
    await world.until(lambda: roza.alerts)
    assert ours(roza) == []


async def test_what_is_said_in_the_group_is_ignored(staff: Staffed, world: World, roza: Person):
    since = staff.bot.record.moment
    for text in ("hello", "/start", "выход", "/start desk-abc"):
        staff.group.says(roza, text)
    await staff.house.settles()
    called = {call.method for call in staff.bot.record.calls_of(since=since)}
    assert called <= {"getUpdates"}


async def test_any_other_group_is_still_left(staff: Staffed, world: World, roza: Person):
    other = world.group("Other", at=staff.bot)
    other.adds_bot(roza)
    await staff.house.settles()
    assert other.chat.state == "left"
    assert staff.group.chat.state == "administrator"
    assert staff.house.live.counts["group"] >= 1


async def test_the_bot_of_people_leaves_the_staff_group_when_there_is_another(
    world: World, tmp_path, pack
):
    async with staffed(world, tmp_path, pack, second=True) as staff:
        mistaken = world.group(at=world.api)
        world.api.chats[staff.group.id] = mistaken.chat
        mistaken.id = mistaken.chat.id = staff.group.id
        world.groups[staff.group.id] = mistaken
        mistaken.adds_bot(world.person())
        await staff.house.settles()
        assert mistaken.chat.state == "left"


# --- members


async def test_the_group_is_opened_and_all_in_it_are_known(staff: Staffed, world: World):
    desk = staff.desk
    assert desk is not None
    assert (desk.kind, desk.unknown, desk.blind) == ("group", (), False)
    kinds = {tuple(call.params["allowed_updates"]) for call in fetches(staff)}
    assert {"chat_member" in kind for kind in kinds} == {True}
    if staff.bot is not world.api:
        asked = world.record.calls_of("getUpdates")[-1].params["allowed_updates"]
        assert "chat_member" not in asked


def fetches(staff: Staffed) -> list:
    return staff.bot.record.calls_of("getUpdates")


async def test_a_newcomer_is_unknown_until_she_leaves(staff: Staffed, world: World):
    newcomer = world.person()
    staff.group.joins(newcomer)
    await staff.house.settles()
    assert staff.unknown == (str(newcomer.id),)
    staff.group.joins(ROBOT, by=staff.chief)
    await staff.house.settles()
    assert staff.unknown == (str(newcomer.id), "99")
    staff.group.leaves(newcomer)
    await staff.house.settles()
    assert staff.unknown == ("99",)
    staff.group.leaves(ROBOT)
    await staff.house.settles()
    assert staff.unknown == ()


async def test_a_counsellor_who_comes_is_known_and_one_who_waits_is_not(one: Staffed, world: World):
    known = await counsellor(one, world)
    pending = await counsellor(one, world, standing=Standing.PENDING)
    one.group.chat.members.clear()
    one.group.joins(known)
    one.group.joins(pending)
    await one.house.settles()
    assert one.unknown == (str(pending.id),)


async def test_who_is_promoted_did_not_come(one: Staffed, world: World):
    member = world.person()
    one.group.has(member)
    one.group.changes(member, "administrator")
    await one.house.settles()
    assert one.unknown == ()


async def test_while_the_store_is_down_a_newcomer_is_not_lost(one: Staffed, world: World):
    one.house.rows.down = True
    newcomer = world.person()
    one.group.joins(newcomer)
    await one.house.sleeps_over(1.0)
    assert world.updates.pending
    one.house.rows.down = False
    while world.updates.pending:  # each is tried again by itself
        await one.house.passes(1.0, settled=False)
        await asyncio.sleep(0.01)
    await one.house.settles()
    assert one.unknown == (str(newcomer.id),)


async def test_who_came_while_we_were_away_is_counted_at_the_start(one: Staffed, world: World):
    roza = await counsellor(one, world)
    await one.house.restarts()
    await one.house.settles()
    assert one.unknown == (), "she is a counsellor"
    somebody = world.person()
    one.group.has(somebody)
    await one.house.restarts()
    await one.house.settles()
    assert one.unknown == (SOMEBODY,)
    await one.house.restarts()
    await one.house.settles()
    assert one.unknown == (SOMEBODY,), "nobody has said who it is"
    del one.group.chat.members[somebody.id]
    await one.house.restarts()
    await one.house.settles()
    assert one.unknown == ()
    assert roza.id in one.group.chat.members


async def test_whom_a_coordinator_admitted_is_not_told_of_again(one: Staffed, world: World):
    technician, newcomer = world.person(), world.person()
    one.group.has(technician)
    await one.house.restarts()
    await one.house.settles()
    assert one.unknown == (SOMEBODY,)
    one.group.joins(newcomer)
    await one.house.settles()
    await admits(one)
    await one.house.restarts()
    await one.house.settles()
    assert one.unknown == ()
    one.group.leaves(newcomer)
    await one.house.settles()
    one.group.has(world.person())
    await one.house.restarts()
    await one.house.settles()
    assert one.unknown == (SOMEBODY,), "another one in her place"


async def admits(staff: Staffed) -> None:
    """As the core does it for the coordinator's order."""
    service = staff.house.live.service
    await service.members((), blind=False, others=service.others)


async def test_a_counsellor_who_is_not_in_the_group_hides_nobody(one: Staffed, world: World):
    roza = await counsellor(one, world)
    del one.group.chat.members[roza.id]
    one.group.has(world.person())
    await one.house.restarts()
    await one.house.settles()
    assert one.unknown == (SOMEBODY,)


def test_who_is_unknown_after_these_came_and_went():
    came, went = Member("1", is_in=True), Member("1", is_in=False)
    assert after((), (came, came), ()) == ("1",)
    assert after(("1", "2"), (went,), ()) == ("2",)
    assert after(("1",), (), ("1",)) == ()
    assert after(("2",), (came,), ("1",)) == ("2",)


# --- what we see of it


async def test_without_rights_nobody_can_be_seen_and_the_operator_is_told(
    world: World, tmp_path, pack
):
    async with staffed(world, tmp_path, pack, admin=False) as staff:
        assert staff.desk is not None
        assert staff.desk.blind
        assert BLIND in await staff.house.live.present()
        staff.group.promotes_bot(staff.chief)
        await staff.house.settles()
        assert not staff.desk.blind
        newcomer = world.person()
        staff.group.joins(newcomer)
        await staff.house.settles()
        assert staff.unknown == (str(newcomer.id),)


async def test_a_newcomer_is_announced_even_while_we_see_nobody(world: World, tmp_path, pack):
    async with staffed(world, tmp_path, pack, admin=False) as staff:
        newcomer = world.person()
        staff.group.joins(newcomer)
        await staff.house.settles()
        assert staff.unknown == (str(newcomer.id),)
        assert staff.desk is not None
        assert staff.desk.blind


async def test_rights_that_are_taken_away_are_noticed(staff: Staffed, world: World, caplog):
    staff.group.demotes_bot(staff.chief)
    await staff.house.settles()
    assert staff.desk is not None
    assert staff.desk.blind
    assert BLIND in caplog.text


async def test_thrown_out_we_go_on_without_a_group_until_we_are_let_in(
    staff: Staffed, world: World, caplog
):
    staff.group.removes_bot(staff.chief)
    await staff.house.settles()
    assert staff.desk is None
    assert MISSING in caplog.text
    staff.group.adds_bot(staff.chief)
    staff.group.promotes_bot(staff.chief)
    await staff.house.settles()
    assert staff.desk is not None
    assert not staff.desk.blind
    assert staff.group.chat.state == "administrator"


@pytest.mark.parametrize("state", ["unknown", "left", "kicked"])
async def test_a_group_that_is_not_there_is_one_sentence_and_no_reason_to_end(
    world: World, tmp_path, pack, state: str
):
    group = world.group()
    group.chat.state = state
    chat = {"STAFF_CHAT_ID": str(group.id)}
    async with housed(
        world, tmp_path, pack, webhook=False, put_together=with_desks, **chat
    ) as house:
        await house.settles()
        told = await house.live.present()
        assert MISSING in told
        assert not any(re.search(r"\d{6}", sentence) for sentence in told)
        assert house.live.service.group() is None
        await house.enters(world.person())


async def test_without_a_group_nothing_is_asked_of_one(by_polling: House, world: World):
    await by_polling.settles()
    assert not world.record.calls_of("getChatMember", "sendChatAction", "getChatMemberCount")


async def test_a_group_that_is_taken_out_of_the_settings_is_asked_no_more(
    one: Staffed, world: World
):
    del one.house.env["STAFF_CHAT_ID"]
    await one.house.restarts()
    assert one.desk is None
    assert (await one.house.census()).conversations == 0
    one.group.says(world.person(), "hello")
    await one.house.settles()
    assert one.group.chat.state == "left"


# --- where it goes


@pytest.fixture
def basic(world: World, tmp_path, pack):
    return staffed(world, tmp_path, pack, kind="group")


async def test_when_the_group_moves_its_desk_goes_along_and_what_is_owed_arrives_there(
    basic, world: World, caplog
):
    async with basic as staff:
        await staff.asks("Tulip")
        await staff.house.settles()
        new = world.supergroup_of(staff.group)
        await staff.house.settles()
        assert staff.house.live.service.group_address == str(new.id)
        await staff.asks("Daisy")
        await staff.house.settles()
        assert [text.split("\n")[-1] for text in new.texts] == ["offer Daisy"]
        assert caplog.text.count(MOVED) == 1
        staff.group = new
        newcomer = world.person()
        new.joins(newcomer)
        await staff.house.settles()
        assert staff.unknown == (str(newcomer.id),)


async def test_when_nobody_tells_us_a_refused_message_does(basic, world: World):
    async with basic as staff:
        new = world.supergroup_of(staff.group, told=False)
        await staff.asks("Tulip")
        await staff.house.settles()
        await staff.house.passes(2.0)
        assert [text.split("\n")[-1] for text in new.texts] == ["offer Tulip"]
        assert staff.house.live.service.group_address == str(new.id)


async def test_what_comes_from_the_new_group_before_we_know_of_it_does_not_make_us_leave(
    basic, world: World
):
    async with basic as staff:
        new = world.supergroup_of(staff.group, told=False)
        new.promotes_bot(staff.chief)
        await staff.house.settles()
        assert new.chat.state == "administrator"
        assert staff.house.live.service.group_address == str(new.id)
        assert "group_stays" not in staff.house.live.counts


async def test_after_a_restart_the_group_is_where_it_went(basic, world: World):
    async with basic as staff:
        new = world.supergroup_of(staff.group)
        await staff.house.settles()
        roza = await counsellor(staff, world)
        await staff.house.restarts()
        await staff.house.settles()
        assert staff.house.live.service.group_address == str(new.id)
        assert MOVED in await staff.house.live.present()
        message = {"message_id": 1, "chat": new.chat.brief, "date": 0}
        new.press_arrives(roza, message, ACCEPT)
        await staff.house.settles()
        assert len(ours(roza)) == 1
        staff.house.env["STAFF_CHAT_ID"] = str(new.id)
        await staff.house.restarts()
        await staff.house.settles()
        assert staff.house.live.service.group_address == str(new.id)
        assert MOVED not in await staff.house.live.present()
        assert (await staff.house.census()).conversations == 2


async def test_a_group_that_moved_while_we_were_away_is_found(basic, world: World):
    async with basic as staff:
        await staff.house.closes()
        new = world.supergroup_of(staff.group, told=False)
        await staff.house.opens()
        await staff.house.settles()
        assert staff.house.live.service.group_address == str(new.id)


async def test_another_group_in_the_settings_takes_the_place_of_the_old_one(
    one: Staffed, world: World
):
    other = world.group("Other")
    other.chat.state = "administrator"
    one.house.env["STAFF_CHAT_ID"] = str(other.id)
    await one.house.restarts()
    await one.house.settles()
    assert one.house.live.service.group_address == str(other.id)
    await one.asks("Tulip")
    await one.house.settles()
    assert len(other.texts) == 1
    assert one.group.texts == []
