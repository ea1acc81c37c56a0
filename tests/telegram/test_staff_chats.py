"""Counsellors in their own chats: at a second bot or at the people's own, each at her desk."""

from __future__ import annotations

import pytest

from bot.channels.base import AccountError
from fakes.telegram.person import Person
from fakes.telegram.world import World
from tests.telegram.house import House, housed
from tests.telegram.staffed import Staffed, staffed, with_desks
from tests.telegram.test_pilot import closed
from tests.telegram.test_webhook import Knock, message

WAYS = pytest.mark.parametrize("webhook", [True, False], ids=["webhook", "polling"])


def last(person: Person) -> str:
    return person.sees[-1].text.split("\n")[-1]


async def hired(staff: Staffed, world: World) -> Person:
    roza = world.person("Roza")
    if staff.bot is not world.api:
        roza = world.at(staff.bot, roza)
    roza.chat.state = "open"
    await staff.hires(roza)
    return roza


@WAYS
@pytest.mark.parametrize("second", [True, False], ids=["second bot", "one bot"])
async def test_what_a_counsellor_does_reaches_her_desk(
    world: World, tmp_path, pack, webhook: bool, second: bool
):
    async with staffed(world, tmp_path, pack, webhook=webhook, second=second) as staff:
        roza, house = await hired(staff, world), staff.house
        first = roza.types("выход")
        await house.settles()
        assert last(roza) == "said выход", "a desk has no exits"
        roza.edits(first["message_id"], "help")
        await house.settles()
        assert last(roza) == "said help again about ?", "it stood in no talk"
        roza.types("to her", reply_to=first["message_id"])
        await house.settles()
        assert last(roza).startswith("said to her")
        roza.sends("voice")
        await house.settles()
        assert last(roza) == "sent voice-file-id"
        assert all(seen.message["has_protected_content"] for seen in roza.sees if seen.by_bot)
        assert house.live.service.session("telegram", str(roza.id)) is None


@WAYS
async def test_a_person_is_a_person_beside_them(world: World, tmp_path, pack, webhook: bool):
    async with staffed(world, tmp_path, pack, webhook=webhook) as staff:
        await hired(staff, world)
        her = world.person()
        await staff.house.enters(her)
        assert staff.house.session(her).inside


@WAYS
async def test_a_counsellor_is_a_person_at_the_other_bot(
    world: World, tmp_path, pack, webhook: bool
):
    async with staffed(world, tmp_path, pack, webhook=webhook, second=True) as staff:
        roza = await hired(staff, world)
        herself = world.people[-1]
        assert herself.id == roza.id
        await staff.house.enters(herself)
        assert staff.house.session(herself).inside
        assert roza.sees == []


async def test_by_her_link_somebody_comes_to_a_desk_and_not_to_the_door(
    world: World, tmp_path, pack
):
    async with staffed(world, tmp_path, pack, PANA_TESTERS="") as staff:
        invited, other = world.person(), world.person()
        invited.starts("desk-abc")
        other.starts("ru-KZ")
        await staff.house.settles()
        assert closed(staff.house, invited) not in invited.texts
        assert closed(staff.house, other) in other.texts


async def test_no_tester_has_to_be_a_counsellor_nor_a_counsellor_a_tester(
    world: World, tmp_path, pack
):
    async with staffed(world, tmp_path, pack, PANA_TESTERS="") as staff:
        roza = await hired(staff, world)
        roza.types("hello")
        await staff.house.settles()
        assert last(roza) == "said hello"
        assert "turned_away" not in staff.house.live.counts


async def test_a_desk_is_known_after_a_restart(world: World, tmp_path, pack):
    async with staffed(world, tmp_path, pack) as staff:
        roza = await hired(staff, world)
        await staff.house.comes_back()
        roza.types("hello")
        await staff.house.settles()
        assert last(roza) == "said hello"


@pytest.mark.parametrize("second", [True, False], ids=["second bot", "one bot"])
async def test_a_counsellor_who_blocks_us_keeps_her_desk(
    world: World, tmp_path, pack, second: bool
):
    async with staffed(world, tmp_path, pack, second=second) as staff:
        roza = await hired(staff, world)
        roza.types("hello")
        await staff.house.settles()
        roza.blocks()
        await staff.house.settles()
        assert staff.house.live.service.is_desk(str(roza.id))
        roza.unblocks()
        roza.types("hello again")
        await staff.house.settles()
        assert last(roza) == "said hello again"


async def test_the_second_webhook_has_a_path_and_a_secret_of_its_own(world: World, tmp_path, pack):
    async with staffed(world, tmp_path, pack, webhook=True, second=True) as staff:
        house = staff.house
        first, second = world.updates, staff.bot.updates
        assert (first.url, second.url) == (f"{house.url}/telegram", f"{house.url}/telegram/staff")
        assert first.sender.secret != second.sender.secret
        assert "chat_member" in second.allowed
        assert "chat_member" not in first.allowed
        said = message(5)
        assert (await Knock(house).posts(said))[0] == 200
        knock = Knock(house)
        status, _, _ = await at_staff(knock, house, said, first.sender.secret)
        assert status == 401
        assert house.live.counts["webhook_secret"] == 1
        assert (await at_staff(Knock(house), house, said, second.sender.secret))[0] == 200


async def at_staff(knock: Knock, house: House, update: dict, secret: str):
    import json

    body = json.dumps(update).encode()
    given = {"X-Telegram-Bot-Api-Secret-Token": secret, "Content_Length": str(len(body))}
    await knock.sends(path="/telegram/staff", data=body, **given)
    return await knock.hears()


async def test_without_a_second_bot_there_is_no_second_path(by_webhook: House):
    status, _, _ = await at_staff(Knock(by_webhook), by_webhook, message(5), "any")
    assert status == 404


async def test_a_second_token_that_is_refused_is_named(world: World, tmp_path, pack):
    env = {"STAFF_TELEGRAM_TOKEN": "6464:nobody-s"}
    house = House(world, tmp_path, pack, webhook=False, put_together=with_desks, **env)
    with pytest.raises(AccountError, match="Telegram refuses STAFF_TELEGRAM_TOKEN"):
        await house.opens()
    await house.closes()


async def test_both_are_fetched_and_both_are_ended(world: World, tmp_path, pack):
    async with staffed(world, tmp_path, pack, second=True) as staff:
        assert all(bot.updates.polling.poll for bot in world.bots)
        staff.house.letting_in.cancel()
        await world.until(
            lambda: not any(bot.updates.polling.poll for bot in world.bots), "nobody fetches"
        )


async def test_the_same_token_twice_is_one_account(world: World, tmp_path, pack):
    same = {"STAFF_TELEGRAM_TOKEN": world.token}
    async with housed(world, tmp_path, pack, webhook=False, **same) as house:
        assert len(house.live.telegram._entrances) == 1
