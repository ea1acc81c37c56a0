"""python-telegram-bot reads every answer and every update that the stand-in makes."""

from __future__ import annotations

import datetime

import pytest
import telegram
from telegram.request import HTTPXRequest

from fakes.telegram.media import MEDIA
from fakes.telegram.rarities import RARITIES, game_press, inaccessible_message, inline_press
from fakes.telegram.world import World

UNKNOWN = {"from_the_future", "unheard_of"}  # whose content has to be unknown to the oracle


def extras(value: object, path: str = "") -> list[str]:
    """Where an object of the library holds something that it does not know."""
    found = []
    if isinstance(value, telegram.TelegramObject):
        found += [f"{path}.{name}" for name in value.api_kwargs]
        for name in value.__slots__ + sum((c.__slots__ for c in type(value).__mro__[1:-1]), ()):
            if not name.startswith("_") and name != "api_kwargs":
                found += extras(getattr(value, name, None), f"{path}.{name}")
    elif isinstance(value, (list, tuple)):
        for one in value:
            found += extras(one, path)
    return found


@pytest.fixture(autouse=True)
def durations_as_they_will_be(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture
async def bot(world: World):
    async with telegram.Bot(
        world.token,
        base_url=world.url + "/bot",
        request=HTTPXRequest(httpx_kwargs={"trust_env": False}),
        get_updates_request=HTTPXRequest(httpx_kwargs={"trust_env": False}),
    ) as bot:
        yield bot


def read(update: dict) -> telegram.Update:
    parsed = telegram.Update.de_json(update, None)
    kinds = [name for name in telegram.Update.__slots__ if name in telegram.Update.ALL_TYPES]
    kind = next(name for name in update if name != "update_id")
    assert kind in kinds or kind in UNKNOWN or kind in parsed.api_kwargs, kind
    return parsed


async def test_messages(world: World, bot: telegram.Bot):
    person = world.person()
    person.starts()
    spoiler = telegram.MessageEntity("spoiler", 0, 5)
    keyboard = telegram.InlineKeyboardMarkup(
        [[telegram.InlineKeyboardButton("Yes", callback_data="y")]]
    )
    sent = await bot.send_message(
        person.id,
        "Hello /help +70000000000",
        entities=[spoiler],
        reply_markup=keyboard,
        disable_notification=True,
        protect_content=True,
        link_preview_options=telegram.LinkPreviewOptions(is_disabled=True),
    )
    assert extras(sent) == []
    assert sent.from_user.id == bot.id
    assert sent.chat.type == "private"
    assert sent.has_protected_content
    assert sent.link_preview_options.is_disabled
    assert [entity.type for entity in sent.entities] == ["spoiler", "bot_command", "phone_number"]
    assert sent.reply_markup == keyboard
    assert abs(sent.date - datetime.datetime.now(datetime.UTC)) < datetime.timedelta(minutes=1)

    edited = await bot.edit_message_text("Bye", person.id, sent.message_id)
    assert extras(edited) == []
    assert edited.text == "Bye"
    assert edited.edit_date
    assert edited.reply_markup is None
    edited = await bot.edit_message_reply_markup(person.id, sent.message_id, reply_markup=keyboard)
    assert extras(edited) == []
    assert edited.reply_markup == keyboard

    for one in (
        await bot.send_venue(person.id, 42.3, 69.6, "Centre", "Main street 1"),
        await bot.send_location(person.id, 42.3, 69.6),
        await bot.send_dice(person.id),
        await bot.send_contact(person.id, "+70000000000", "Somebody"),
    ):
        assert extras(one) == []
    html = await bot.send_message(person.id, "<b>Hi</b> <tg-spoiler>x</tg-spoiler>", "HTML")
    assert html.text == "Hi x"
    assert [entity.type for entity in html.entities] == ["bold", "spoiler"]
    keys = telegram.ReplyKeyboardMarkup(
        [[telegram.KeyboardButton("Here", request_location=True)]], one_time_keyboard=True
    )
    assert extras(await bot.send_message(person.id, "Where?", reply_markup=keys)) == []
    await bot.send_message(person.id, "Thanks", reply_markup=telegram.ReplyKeyboardRemove())
    assert await bot.send_chat_action(person.id, "typing")
    assert await bot.delete_message(person.id, sent.message_id)
    assert await bot.delete_messages(person.id, [html.message_id, 999])


async def test_presses_chats_and_groups(world: World, bot: telegram.Bot):
    person, group = world.person(), world.group()
    person.starts()
    await bot.send_message(
        person.id,
        "?",
        reply_markup=telegram.InlineKeyboardMarkup(
            [[telegram.InlineKeyboardButton("Yes", callback_data="y")]]
        ),
    )
    assert await bot.answer_callback_query(person.presses("Yes"), "Right", show_alert=True)
    assert [(alert.text, alert.is_dialog) for alert in person.alerts] == [("Right", True)]
    chat = await bot.get_chat(person.id)
    assert extras(chat) == []
    assert chat.first_name == "Aida"
    group.adds_bot(person)
    chat = await bot.get_chat(group.id)
    assert extras(chat) == []
    assert chat.type == "supergroup"
    assert extras(await bot.send_message(group.id, "Bye")) == []
    assert await bot.leave_chat(group.id)
    with pytest.raises(telegram.error.Forbidden, match="not a member of the supergroup chat"):
        await bot.send_message(group.id, "Still here?")


async def test_the_profile(world: World, bot: telegram.Bot):
    me = await bot.get_me()
    assert extras(me) == []
    assert me.id == int(world.token.split(":")[0])
    assert await bot.set_my_name("Кухня", language_code="kk")
    assert await bot.set_my_description("Recipes")
    assert await bot.set_my_short_description("Kitchen", language_code="ru")
    assert (await bot.get_my_name("kk")).name == "Кухня"
    assert (await bot.get_my_description("ru")).description == "Recipes"
    assert (await bot.get_my_short_description("ru")).short_description == "Kitchen"
    scope = telegram.BotCommandScopeAllPrivateChats()
    assert await bot.set_my_commands([("start", "Begin")], scope=scope, language_code="ru")
    (command,) = await bot.get_my_commands(scope=scope, language_code="ru")
    assert (command.command, command.description) == ("start", "Begin")
    assert await bot.get_my_commands() == ()
    assert await bot.delete_my_commands(scope=scope, language_code="ru")
    assert await bot.get_my_commands(scope=scope, language_code="ru") == ()


async def test_webhooks(world: World, bot: telegram.Bot):
    assert await bot.set_webhook(
        "http://127.0.0.1:9/telegram",
        secret_token="secret",
        allowed_updates=["message", "callback_query"],
        max_connections=10,
        drop_pending_updates=True,
    )
    info = await bot.get_webhook_info()
    assert extras(info) == []
    assert (info.url, info.max_connections) == ("http://127.0.0.1:9/telegram", 10)
    assert set(info.allowed_updates) == {"message", "callback_query"}
    with pytest.raises(telegram.error.Conflict, match="webhook is active"):
        await bot.get_updates()
    assert await bot.delete_webhook()
    assert (await bot.get_webhook_info()).url == ""


async def test_updates_of_a_person(world: World, bot: telegram.Bot):
    person = world.person(username="aida")
    person.starts("kk")
    for kind in MEDIA:
        person.sends(kind)
    person.sends("photo", caption="look")
    person.forwards("news")
    live = person.sends("live_location")
    person.moves(live["message_id"], 42.0, 69.0)
    first = person.types("helo")
    person.edits(first["message_id"], "hello")
    person.types("and this", reply_to=first["message_id"])
    person.press_arrives(inaccessible_message(person))
    person.press_arrives(inline_press(person))
    person.press_arrives(game_press(person))
    person.blocks()
    person.unblocks()
    updates = await bot.get_updates(limit=100, allowed_updates=telegram.Update.ALL_TYPES)
    assert len(updates) == len(world.updates.raw)
    unknown = [extra for update in updates for extra in extras(update)]
    assert unknown == [".message.hologram"]
    (start,) = updates[0].message.entities
    assert (start.type, start.offset, start.length) == ("bot_command", 0, 6)
    gone = next(one.callback_query for one in updates if one.callback_query)
    assert not gone.message.is_accessible


@pytest.mark.parametrize("kind", ["group", "supergroup", "channel"])
async def test_updates_of_a_group(world: World, kind: str):
    person, group = world.person(), world.group(kind=kind)
    group.adds_bot(person)
    if kind == "channel":
        group.edits_post(group.posts("news"), "old news")
    else:
        group.says(person, "hello @bench_bot")
    group.removes_bot(person)
    for update in world.updates.raw.values():
        assert extras(read(update)) == []


@pytest.mark.parametrize("kind", RARITIES)
async def test_updates_that_nobody_planned_for(world: World, kind: str):
    update_id = world.deliver(RARITIES[kind](world.person()))
    parsed = read(world.updates.raw[update_id])
    assert extras(parsed) == ([".dream_shared"] if kind in UNKNOWN else [])
    if kind not in UNKNOWN:
        assert getattr(parsed, kind) is not None


def test_every_kind_of_update_can_be_made():
    made = set(RARITIES) | {"message", "edited_message", "callback_query", "my_chat_member"}
    assert set(telegram.Update.ALL_TYPES) - made == set()
