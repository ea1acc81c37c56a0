"""What Telegram refuses, the stand-in refuses, in the same words."""

from __future__ import annotations

import json

import pytest

from fakes.telegram.clock import Clock
from fakes.telegram.world import World
from tests.fakes.plain import Caller

HOUR = 3600


def inline(*labels: str) -> dict:
    return {"inline_keyboard": [[{"text": label, "callback_data": label}] for label in labels]}


@pytest.fixture
def aida(world: World):
    person = world.person()
    person.starts()
    return person


# --- who may call, and what


async def test_a_wrong_token(call):
    await call.post("getMe", token="4242:wrong")
    status, body = await call.answer()
    assert (status, body) == (401, b'{"ok":false,"error_code":401,"description":"Unauthorized"}')


async def test_an_unknown_method(call):
    assert await call.refused("sendHug") == (404, "Not Found: method not found")


async def test_methods_are_found_in_any_case(call):
    assert (await call("GETME"))["username"] == "bench_bot"


async def test_a_body_that_is_no_object(world, call):
    await call.connect()
    call.writer.write(
        f"POST /bot{world.token}/getMe HTTP/1.1\r\nContent-Type: application/json\r\n"
        "Content-Length: 2\r\n\r\n[]".encode()
    )
    assert (await call.answer())[0] == 400


async def test_forms_and_addresses_carry_parameters_too(world, call, aida):
    await call.connect()
    body = f"chat_id={aida.id}&text=hello&disable_notification=true".encode()
    call.writer.write(
        f"POST /bot{world.token}/sendMessage HTTP/1.1\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n".encode()
        + body
    )
    assert (await call.answer())[0] == 200
    call.writer.write(
        f"GET /bot{world.token}/sendMessage?chat_id={aida.id}&text=again HTTP/1.1\r\n\r\n".encode()
    )
    assert (await call.answer())[0] == 200
    assert aida.texts[1:] == ["hello", "again"]
    assert [note.silent for note in aida.notifications] == [True, False]


async def test_multipart_bodies_are_read(world, call, aida):
    await call.connect()
    fields = {"chat_id": str(aida.id), "text": "hello"}
    body = "".join(
        f'--Xx\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    body += "--Xx--\r\n"
    call.writer.write(
        f"POST /bot{world.token}/sendMessage HTTP/1.1\r\n"
        'Content-Type: multipart/form-data; boundary="Xx"\r\n'
        f"Content-Length: {len(body)}\r\n\r\n{body}".encode()
    )
    assert (await call.answer())[0] == 200
    assert aida.texts[1:] == ["hello"]


async def test_chunked_bodies_are_read(world, call, aida):
    await call.connect()
    body = json.dumps({"chat_id": aida.id, "text": "hello"}).encode()
    call.writer.write(
        f"POST /bot{world.token}/sendMessage HTTP/1.1\r\nContent-Type: application/json\r\n"
        "Transfer-Encoding: chunked\r\n\r\n".encode()
    )
    for part in (body[:9], body[9:], b""):
        call.writer.write(b"%x\r\n%b\r\n" % (len(part), part))
    assert (await call.answer())[0] == 200
    assert aida.texts[1:] == ["hello"]


BAD_CALLS = [
    ("sendMessage", {"text": "x"}, "chat_id is empty"),
    ("sendMessage", {"chat_id": 1, "text": "x"}, "chat not found"),
    ("sendMessage", {"chat_id": "@nobody", "text": "x"}, "chat not found"),
    ("sendMessage", {"chat_id": "her"}, "message text is empty"),
    ("sendMessage", {"chat_id": "her", "text": " \n"}, "message text is empty"),
    ("sendMessage", {"chat_id": "her", "text": "я" * 4097}, "message is too long"),
    (
        "sendMessage",
        {"chat_id": "her", "text": "x", "silent": True},
        'unknown field "silent" (Telegram would ignore it)',
    ),
    (
        "sendMessage",
        {"chat_id": "her", "text": "x", "disable_notification": "maybe"},
        'field "disable_notification" must be of type Boolean',
    ),
    ("sendMessage", {"chat_id": "her", "text": 7}, 'field "text" must be of type String'),
    (
        "sendMessage",
        {"chat_id": "her", "text": "x", "parse_mode": "BBCode"},
        "unsupported parse_mode",
    ),
    (
        "sendMessage",
        {"chat_id": "her", "text": "<b>x", "parse_mode": "HTML"},
        "can't parse entities: Can't find end tag corresponding to \"b\"",
    ),
    (
        "sendMessage",
        {"chat_id": "her", "text": "<h1>x</h1>", "parse_mode": "HTML"},
        'can\'t parse entities: Unsupported start tag "h1"',
    ),
    (
        "sendMessage",
        {"chat_id": "her", "text": "x", "reply_parameters": {"message_id": 77}},
        "message to be replied not found",
    ),
    (
        "sendMessage",
        {"chat_id": "her", "text": "x", "link_preview_options": {"disabled": True}},
        'unknown field "disabled" (Telegram would ignore it)',
    ),
    ("sendVenue", {"chat_id": "her", "longitude": 1}, "latitude is empty"),
    (
        "sendVenue",
        {"chat_id": "her", "latitude": 1, "longitude": 1, "title": "x"},
        'field "address" must be specified',
    ),
    (
        "sendLocation",
        {"chat_id": "her", "latitude": 91, "longitude": 1},
        "invalid location specified",
    ),
    ("editMessageText", {"text": "x"}, "message identifier is not specified"),
    ("editMessageText", {"chat_id": "her", "text": "x"}, "message identifier is not specified"),
    (
        "editMessageText",
        {"chat_id": "her", "message_id": 99, "text": "x"},
        "message to edit not found",
    ),
    (
        "editMessageText",
        {"chat_id": "her", "message_id": 1, "text": "x"},
        "message can't be edited",
    ),
    ("deleteMessage", {"message_id": 1}, "chat identifier is not specified"),
    ("deleteMessage", {"chat_id": "her", "message_id": 99}, "message to delete not found"),
    ("deleteMessages", {"chat_id": "her"}, "message identifiers are not specified"),
    (
        "deleteMessages",
        {"chat_id": "her", "message_ids": list(range(1, 102))},
        "too many message identifiers specified",
    ),
    ("leaveChat", {"chat_id": "her"}, "can't leave private chats"),
    ("getChat", {}, "chat_id is empty"),
    (
        "answerCallbackQuery",
        {"callback_query_id": "1"},
        "query is too old and response timeout expired or query ID is invalid",
    ),
    ("setMyName", {"name": "x" * 65}, "BOT_TITLE_INVALID"),
    ("setMyDescription", {"description": "x" * 513}, "BOT_DESCRIPTION_INVALID"),
    ("setMyShortDescription", {"short_description": "x" * 121}, "BOT_ABOUT_INVALID"),
    ("setMyName", {"name": "x", "language_code": "kaa"}, "invalid language code specified"),
    ("getMyCommands", {"language_code": "RU"}, "invalid language code specified"),
    (
        "setMyCommands",
        {"commands": [{"command": "Help!", "description": "x"}]},
        "BOT_COMMAND_INVALID",
    ),
    (
        "setMyCommands",
        {"commands": [{"command": "help"}]},
        "can't parse BotCommand: Can't find field \"description\"",
    ),
    (
        "setMyCommands",
        {"commands": [{"command": "help", "description": ""}]},
        "command description must be non-empty",
    ),
    (
        "setMyCommands",
        {"commands": [{"command": "a", "description": "x"}] * 101},
        "BOT_COMMANDS_TOO_MUCH",
    ),
    (
        "getMyCommands",
        {"scope": {"type": "chat"}},
        "can't parse BotCommandScope: Can't find field \"chat_id\"",
    ),
    (
        "getMyCommands",
        {"scope": {"type": "galaxy"}},
        "can't parse BotCommandScope: Unsupported type specified",
    ),
    ("setWebhook", {"url": "ftp://x"}, "invalid webhook URL specified"),
    (
        "setWebhook",
        {"url": "http://bot.example.org/"},
        "bad webhook: An HTTPS URL must be provided for webhook",
    ),
    (
        "setWebhook",
        {"url": "https://bot.example.org:8080/"},
        "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
    ),
    (
        "setWebhook",
        {"url": "http://127.0.0.1/", "secret_token": "two words"},
        "secret token contains unallowed characters",
    ),
    (
        "setWebhook",
        {"url": "http://127.0.0.1/", "secret_token": "x" * 257},
        "secret token is too long",
    ),
]


@pytest.mark.parametrize(("method", "params", "words"), BAD_CALLS)
async def test_bad_calls(call, aida, method: str, params: dict, words: str):
    if params.get("chat_id") == "her":
        params = params | {"chat_id": aida.id}
    assert await call.refused(method, **params) == (400, "Bad Request: " + words)


# --- keyboards and entities

MARKUPS = [
    ({"inline_keyboard": [[{"text": "x"}]]}, "Text buttons are unallowed in the inline keyboard"),
    ({"inline_keyboard": [[{"callback_data": "x"}]]}, 'Can\'t find field "text"'),
    ({"inline_keyboard": [[{"text": "", "callback_data": "x"}]]}, "text must be non-empty"),
    ({"inline_keyboard": [[{"text": "x", "callback_data": "я" * 33}]]}, "BUTTON_DATA_INVALID"),
    ({"inline_keyboard": [[{"text": "x", "callback_data": 1}]]}, "must be of type String"),
    ({"inline_keyboard": [{"text": "x", "callback_data": "x"}]}, "must be an Array of Arrays"),
    ({"inline_keyboard": [[{"text": "x", "data": "x"}]]}, 'unknown field "data"'),
    (
        {"inline_keyboard": [[{"text": "x", "callback_data": "x", "url": "https://x.org"}]]},
        "more than one thing",
    ),
    (inline(*map(str, range(101))), "reply markup is too long"),
    ({"keyboard": [["x"]], "one_time_keyboard": "yes"}, "must be of type Boolean"),
    ({"keyboard": [["x"]], "remove_keyboard": True}, "more than one kind of keyboard"),
    ({"keyboard": [[7]]}, "KeyboardButton must be a String or an Object"),
    ({"buttons": []}, 'unknown field "buttons"'),
    ("no JSON", "can't parse reply keyboard markup JSON object"),
]


@pytest.mark.parametrize(("markup", "words"), MARKUPS)
async def test_bad_keyboards(call, aida, markup: object, words: str):
    _, said = await call.refused("sendMessage", chat_id=aida.id, text="x", reply_markup=markup)
    assert words in said


async def test_keyboards_that_are_taken(call, aida):
    keys = {
        "keyboard": [[{"text": "Here", "request_location": True}], ["No"]],
        "one_time_keyboard": True,
        "resize_keyboard": True,
    }
    sent = await call("sendMessage", chat_id=aida.id, text="Where?", reply_markup=keys)
    assert "reply_markup" not in sent
    assert aida.keyboard == [["Here"], ["No"]]
    _, said = await call.refused(
        "editMessageText", chat_id=aida.id, message_id=sent["message_id"], text="y"
    )
    assert said == "Bad Request: message can't be edited"
    await call("deleteMessage", chat_id=aida.id, message_id=sent["message_id"])
    assert aida.keyboard  # it outlives its message
    await call(
        "sendMessage", chat_id=aida.id, text="Thanks", reply_markup={"remove_keyboard": True}
    )
    assert aida.keyboard == []


async def test_a_reply_keyboard_cannot_be_put_under_an_edit(call, aida):
    sent = await call("sendMessage", chat_id=aida.id, text="x")
    _, said = await call.refused(
        "editMessageReplyMarkup",
        chat_id=aida.id,
        message_id=sent["message_id"],
        reply_markup={"keyboard": [["x"]]},
    )
    assert said == "Bad Request: inline keyboard expected"


async def test_a_position_is_asked_for_in_private_only(world, call, aida):
    group = world.group()
    group.adds_bot(aida)
    keys = {"keyboard": [[{"text": "Here", "request_location": True}]]}
    _, said = await call.refused("sendMessage", chat_id=group.id, text="x", reply_markup=keys)
    assert said == "Bad Request: location can be requested in private chats only"


ENTITIES = [
    ([{"type": "spoiler", "offset": 0, "length": 6}], "ends after the end of the text"),
    ([{"type": "spoiler", "offset": 5, "length": 1}], "begins after the end of the text"),
    ([{"type": "spoiler", "offset": 1, "length": 2}], "begins in a middle of a UTF-16 symbol"),
    ([{"type": "spoiler", "offset": 0, "length": 1}], "ends in a middle of a UTF-16 symbol"),
    ([{"type": "spoiler", "offset": -1, "length": 1}], "without a place in the text"),
    ([{"type": "spoiler", "offset": 0, "length": 0}], "without a place in the text"),
    ([{"type": "secret", "offset": 0, "length": 2}], "Unsupported type specified"),
    ([{"type": "spoiler", "offset": 0}], 'Can\'t find field "length"'),
    ([{"type": "spoiler", "offset": "0", "length": 2}], 'Field "offset" must be of type Number'),
    ([{"type": "text_link", "offset": 0, "length": 2}], 'Can\'t find field "url"'),
    (["spoiler"], "expected an Object"),
]


@pytest.mark.parametrize(("entities", "words"), ENTITIES)
async def test_bad_entities(call, aida, entities: list, words: str):
    _, said = await call.refused("sendMessage", chat_id=aida.id, text="🌷abc", entities=entities)
    assert words in said


async def test_entities_are_counted_in_utf_16(call, aida):
    await call(
        "sendMessage",
        chat_id=aida.id,
        text="🌷 call 112",
        entities=[{"type": "spoiler", "offset": 3, "length": 8}],
    )
    (note,) = aida.notifications
    assert note.text == "🌷 " + "▒" * 8
    assert aida.texts[-1] == "🌷 call 112"
    assert aida.preview == note.text


async def test_the_space_around_a_text_goes_and_its_entities_move(call, aida):
    sent = await call(
        "sendMessage",
        chat_id=aida.id,
        text="\n 🌷ab ",
        entities=[{"type": "bold", "offset": 4, "length": 3}],
    )
    assert sent["text"] == "🌷ab"
    assert sent["entities"] == [{"type": "bold", "offset": 2, "length": 2}]


# --- edits, deletes, presses


async def test_an_edit_that_changes_nothing(call, aida):
    sent = await call("sendMessage", chat_id=aida.id, text="x", reply_markup=inline("a"))
    place = {"chat_id": aida.id, "message_id": sent["message_id"]}
    _, said = await call.refused("editMessageText", **place, text="x", reply_markup=inline("a"))
    assert said.startswith("Bad Request: message is not modified")
    await call("editMessageText", **place, text="x")
    assert aida.screen.labels == []
    await call("editMessageReplyMarkup", **place, reply_markup=inline("b"))
    assert (aida.screen.text, aida.screen.labels) == ("x", ["b"])


async def test_a_place_cannot_become_a_text(call, aida):
    sent = await call(
        "sendVenue", chat_id=aida.id, latitude=42, longitude=69, title="Centre", address="Main 1"
    )
    assert aida.reads("Centre, Main 1")
    _, said = await call.refused(
        "editMessageText", chat_id=aida.id, message_id=sent["message_id"], text="x"
    )
    assert said == "Bad Request: message can't be edited"


async def test_one_sequence_of_ids_and_deletes_that_stay_in_their_chat(world, call, aida):
    neighbour = world.person("Neighbour")
    neighbour.starts()
    ids = [
        (await call("sendMessage", chat_id=person.id, text="x"))["message_id"]
        for person in (aida, neighbour, aida)
    ]
    assert ids == [3, 4, 5]
    assert await call("deleteMessages", chat_id=aida.id, message_ids=[1, 2, 3, 4, 5, 999])
    assert aida.texts == []
    assert len(neighbour.texts) == 2
    assert world.api.foreign_ids == 2


async def test_messages_cannot_be_deleted_after_48_hours(still: World, still_call, clock: Clock):
    person = still.person()
    person.starts()
    old = await still_call("sendMessage", chat_id=person.id, text="old")
    clock.advance(48 * HOUR)
    young = await still_call("sendMessage", chat_id=person.id, text="young")
    ids = [old["message_id"], young["message_id"]]
    assert await still_call("deleteMessage", chat_id=person.id, message_id=1)
    clock.advance(1)
    for call in (
        still_call.refused("deleteMessages", chat_id=person.id, message_ids=ids),
        still_call.refused("deleteMessage", chat_id=person.id, message_id=ids[0]),
    ):
        assert await call == (400, "Bad Request: message can't be deleted for everyone")
    assert person.texts == ["old", "young"]  # one that may not go keeps all of them
    await still_call("editMessageText", chat_id=person.id, message_id=ids[0], text="neutral")
    await still_call("deleteMessage", chat_id=person.id, message_id=ids[1])
    assert person.texts == ["neutral"]


async def test_a_young_dice_cannot_be_deleted(still: World, still_call, clock: Clock):
    person = still.person()
    dice = person.types("🎲")
    assert "text" not in dice
    assert dice["dice"]["emoji"] == "🎲"
    place = {"chat_id": person.id, "message_id": dice["message_id"]}
    _, said = await still_call.refused("deleteMessage", **place)
    assert said == "Bad Request: message can't be deleted for everyone"
    clock.advance(24 * HOUR)
    assert await still_call("deleteMessage", **place)


async def test_a_press_is_answered_once_and_in_time(still: World, still_call, clock: Clock):
    person = still.person()
    person.starts()
    await still_call("sendMessage", chat_id=person.id, text="x", reply_markup=inline("a"))
    query = person.presses("a")
    _, said = await still_call.refused(
        "answerCallbackQuery", callback_query_id=query, text="x" * 201
    )
    assert said == "Bad Request: MESSAGE_TOO_LONG"
    assert await still_call("answerCallbackQuery", callback_query_id=query)
    _, said = await still_call.refused("answerCallbackQuery", callback_query_id=query)
    assert said.startswith("Bad Request: query is too old")
    late = person.presses("a")
    clock.advance(151)
    _, said = await still_call.refused("answerCallbackQuery", callback_query_id=late)
    assert said.startswith("Bad Request: query is too old")


async def test_flood_limits(clock: Clock):
    async with World(clock, flood_scale=1) as world:
        call, person = Caller(world), world.person()
        person.starts()
        for number in range(5):
            await call("sendMessage", chat_id=person.id, text=str(number))
        await call.post("sendMessage", {"chat_id": person.id, "text": "x"})
        status, body = await call.answer()
        assert status == 429
        assert b'"description":"Too Many Requests: retry after 1"' in body
        assert b'"parameters":{"retry_after":1}' in body
        assert await call("deleteMessage", chat_id=person.id, message_id=2)  # deletes are free
        clock.advance(1)
        await call("sendMessage", chat_id=person.id, text="x")
        await call.close()


# --- who can be reached


async def test_a_bot_cannot_begin(world, call):
    person, group = world.person(), world.group()
    assert await call.refused("sendMessage", chat_id=person.id, text="x") == (
        400,
        "Bad Request: chat not found",
    )
    group.adds_bot(person)
    group.says(person, "hello")
    assert await call.refused("sendMessage", chat_id=person.id, text="x") == (
        403,
        "Forbidden: bot can't initiate conversation with a user",
    )


async def test_a_blocked_bot(world, call, aida):
    await call("sendMessage", chat_id=aida.id, text="x")
    aida.blocks()
    for method, params in {
        "sendMessage": {"text": "y"},
        "editMessageText": {"message_id": 2, "text": "y"},
        "deleteMessages": {"message_ids": [2]},
    }.items():
        assert await call.refused(method, chat_id=aida.id, **params) == (
            403,
            "Forbidden: bot was blocked by the user",
        )
    aida.starts()
    assert await call("sendMessage", chat_id=aida.id, text="y")
    changes = [
        one["my_chat_member"] for one in world.updates.raw.values() if "my_chat_member" in one
    ]
    assert [change["new_chat_member"]["status"] for change in changes] == ["kicked", "member"]
    aida.deletes_account()
    _, said = await call.refused("sendMessage", chat_id=aida.id, text="z")
    assert said == "Forbidden: user is deactivated"


@pytest.mark.parametrize("kind", ["group", "supergroup", "channel"])
async def test_groups(world, call, aida, kind: str):
    group = world.group(kind=kind)
    group.adds_bot(aida)
    assert (await call("getChat", chat_id=group.id))["title"] == "Neighbours"
    assert await call("leaveChat", chat_id=group.id)
    _, said = await call.refused("sendMessage", chat_id=group.id, text="x")
    assert said == f"Forbidden: bot is not a member of the {kind} chat"
    group.adds_bot(aida)
    group.removes_bot(aida)
    _, said = await call.refused("leaveChat", chat_id=group.id)
    assert said == f"Forbidden: bot was kicked from the {kind} chat"


async def test_the_profile_is_kept_per_language_and_scope(call):
    await call("setMyName", name="Kitchen")
    await call("setMyName", name="Асхана", language_code="kk")
    assert await call("getMyName", language_code="kk") == {"name": "Асхана"}
    assert await call("getMyName", language_code="uz") == {"name": "Kitchen"}
    await call("setMyName", name="", language_code="kk")
    assert await call("getMyName", language_code="kk") == {"name": "Kitchen"}
    scope = {"type": "chat", "chat_id": 700000001}
    await call("setMyCommands", commands=[{"command": "/help", "description": "x"}], scope=scope)
    assert await call("getMyCommands", scope=scope) == [{"command": "help", "description": "x"}]
    assert await call("getMyCommands", scope=scope, language_code="ru") == []
    assert await call("getMyCommands") == []
