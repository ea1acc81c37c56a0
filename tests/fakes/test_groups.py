"""Groups, members, moves, and a second bot: the stand-in refuses and tells what Telegram does."""

from __future__ import annotations

import pytest

from fakes.telegram.refusals import Refusal
from fakes.telegram.world import World
from tests.fakes.plain import Caller


@pytest.fixture
def group(world: World):
    group = world.group()
    group.chat.state = "administrator"
    return group


def told(world: World) -> list[str]:
    """The kinds of update that the bot wanted."""
    return [
        next(kind for kind in world.updates.raw[number] if kind != "update_id")
        for number in sorted(world.updates.pending)
    ]


async def test_members_are_counted_and_asked_for(world: World, call: Caller, group):
    inside, outside = world.person(), world.person()
    group.has(inside)
    assert await call("getChatMemberCount", chat_id=group.id) == 2
    members = [inside.id, outside.id, world.api.user["id"]]
    answers = [await call("getChatMember", chat_id=group.id, user_id=one) for one in members]
    assert [one["status"] for one in answers] == ["member", "left", "administrator"]
    assert answers[0]["user"]["id"] == inside.id


async def test_what_is_wrong_about_them_is_refused(call: Caller, group):
    assert (await call.refused("getChatMember", chat_id=group.id))[1].endswith(
        "invalid user_id specified"
    )
    unknown = await call.refused("getChatMember", chat_id=group.id, user_id=5)
    assert unknown == (400, "Bad Request: PARTICIPANT_ID_INVALID")
    await call.refused("getChatMemberCount", chat_id=group.id, user_id=5)
    await call.refused("sendChatAction", chat_id=group.id, action="dances")
    group.chat.state = "left"
    assert (await call.refused("getChatMemberCount", chat_id=group.id))[0] == 403


async def test_only_an_administrator_who_asked_for_it_is_told_of_members(world: World, group):
    her = world.person()
    group.joins(her)
    assert told(world) == ["message"], "chat_member was not asked for"
    world.updates.allow({"allowed_updates": ["message", "chat_member"]})
    group.leaves(her)
    assert told(world) == ["message", "chat_member", "message"]
    group.chat.state = "member"
    group.joins(her)
    assert told(world)[3:] == ["message"]


async def test_who_writes_to_a_group_that_moved_is_told_where(world: World, call: Caller):
    group = world.group(kind="group")
    group.chat.state = "administrator"
    her = world.person()
    group.has(her)
    new = world.supergroup_of(group)
    moved, came = [update["message"] for update in world.updates.raw.values()]
    assert (moved["chat"]["id"], moved["migrate_to_chat_id"]) == (group.id, new.id)
    assert (came["chat"]["id"], came["migrate_from_chat_id"]) == (new.id, group.id)
    for method, more in (("sendMessage", {"text": "a"}), ("sendChatAction", {"action": "typing"})):
        await call.post(method, {"chat_id": group.id, **more})
        status, body = await call.answer()
        assert status == 400
        assert b'"parameters":{"migrate_to_chat_id":%d}' % new.id in body
    assert await call("getChatMemberCount", chat_id=new.id) == 2
    assert (await call("getChat", chat_id=group.id))["type"] == "group", "reading is allowed"


async def test_two_bots_share_an_address_and_nothing_else(world: World, call: Caller):
    second = world.second_bot()
    other = Caller(world)
    her = world.person()
    there = world.at(second, her)
    her.starts()
    there.types("hello")
    await call("sendMessage", chat_id=her.id, text="one", protect_content=True)
    await other.post("sendMessage", {"chat_id": her.id, "text": "two"}, token=second.token)
    assert (await other.answer())[0] == 200
    await other.close()
    assert [seen.text for seen in her.sees if seen.by_bot] == ["one"]
    assert [seen.text for seen in there.sees if seen.by_bot] == ["two"]
    assert her.screen.message["has_protected_content"]
    assert "has_protected_content" not in there.screen.message
    assert len(world.updates.pending) == len(second.updates.pending) == 1
    assert [call.method for call in second.record.calls] == ["sendMessage"]


async def test_a_token_of_neither_is_refused(world: World):
    world.second_bot()
    caller = Caller(world)
    await caller.post("getMe", {}, token="9:nobody")
    assert (await caller.answer())[0] == 401
    await caller.close()


async def test_a_press_in_a_group_comes_from_who_pressed(world: World, call: Caller, group):
    her = world.person()
    keyboard = {"inline_keyboard": [[{"text": "Yes", "callback_data": "d"}]]}
    await call("sendMessage", chat_id=group.id, text="?", reply_markup=keyboard)
    query = group.presses(her, "Yes")
    press = world.updates.raw[max(world.updates.raw)]["callback_query"]
    assert (press["from"]["id"], press["message"]["chat"]["id"]) == (her.id, group.id)
    await call("answerCallbackQuery", callback_query_id=query, text="No")
    assert [alert.text for alert in her.alerts] == ["No"]
    with pytest.raises(Refusal):
        world.api.call("answerCallbackQuery", {"callback_query_id": query})


async def test_in_a_topic_everything_answers_what_opened_it(world: World):
    her = world.person()
    plain = her.types("one", topic=9)
    assert plain["reply_to_message"]["message_id"] == plain["message_thread_id"] == 9
    answer = her.types("two", topic=9, reply_to=plain["message_id"])
    assert answer["reply_to_message"]["message_id"] == plain["message_id"]
    assert answer["is_topic_message"]
