"""Topics and files, as the stand-in takes them; what it cannot check is compared with a library."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator

import pytest
import telegram
from telegram.request import BaseRequest, RequestData

from bot.channels.base import (
    LARGEST_FILE,
    Blocked,
    Gone,
    Message,
    MessageButton,
    RefusedForGood,
    RetryAt,
    Sent,
    Unknown,
    mark_of_topic,
)
from bot.channels.http import File, form
from bot.channels.telegram import calls, outcome
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.pace import FREE, Limits, Pace
from bot.channels.telegram.transport import HttpTransport
from bot.clock import ManualClock
from fakes.telegram.person import Person
from fakes.telegram.world import World
from tests.talk import NOW

ROWS = ((MessageButton("✓", "post|yes"),),)
VOICE = bytes(range(256)) * 40 + b"\r\n--\r\n"


@pytest.fixture
def her(world: World) -> Person:
    person = world.person()
    person.starts()
    return person


@pytest.fixture
async def channel(world: World) -> AsyncIterator[TelegramChannel]:
    transport = HttpTransport(f"{world.url}/bot{world.token}")
    yield TelegramChannel(transport, Pace(FREE), ManualClock(NOW), topics=True)
    await transport.close()


def said(world: World, her: Person) -> list[dict]:
    return list(world.api.messages(her.id).values())


# --- topics


async def test_a_topic_takes_messages_and_goes_with_them(world, her, channel):
    world.api.has_topics = True
    opened = await channel.open_topic(str(her.id), "Case\n\nKZ-1")
    assert isinstance(opened, Sent)
    assert world.api.topics(her.id) == {int(opened.message): "Case KZ-1"}
    inside = await channel.send(str(her.id), Message("in", thread=opened.message))
    beside = await channel.send(str(her.id), Message("out"))
    assert isinstance(inside, Sent)
    assert isinstance(beside, Sent)
    threads = [message.get("message_thread_id", 0) for message in said(world, her)]
    assert threads == [int(opened.message), 0]
    assert await channel.close_topic(str(her.id), opened.message) == Sent()
    assert [str(message["message_id"]) for message in said(world, her)] == [beside.message]


async def test_one_delete_takes_messages_and_topics(world, her, channel):
    world.api.has_topics = True
    first = await channel.open_topic(str(her.id), "one")
    second = await channel.open_topic(str(her.id), "two")
    await channel.send(str(her.id), Message("in", thread=second.message))
    out = await channel.send(str(her.id), Message("out"))
    ids = [mark_of_topic(first.message), out.message, mark_of_topic(second.message)]
    assert await channel.delete(str(her.id), ids, urgent=True) == Sent()
    assert (world.api.topics(her.id), said(world, her)) == ({}, [])
    assert await channel.delete(str(her.id), ids) == Sent(), "again, when an answer was lost"


async def test_a_delete_with_a_topic_is_repeated_until_both_have_gone(world, her, channel):
    world.api.has_topics = True
    topic = await channel.open_topic(str(her.id), "one")
    out = await channel.send(str(her.id), Message("out"))
    ids = [out.message, mark_of_topic(topic.message)]
    world.faults.flood("deleteForumTopic", retry_after=3, times=1)
    assert await channel.delete(str(her.id), ids) == RetryAt(3.0)
    world.faults.error("deleteMessages", 502, times=1)
    assert await channel.delete(str(her.id), ids) == Unknown()
    assert world.api.topics(her.id) != {}, "messages first"
    assert await channel.delete(str(her.id), ids) == Sent()
    assert world.api.topics(her.id) == {}


async def test_what_went_by_hand_is_told(world, her, channel):
    world.api.has_topics = True
    topic = await channel.open_topic(str(her.id), "one")
    world.api.remove_topic(her.id, int(topic.message))
    lost = Message("in", thread=topic.message)
    assert await channel.send(str(her.id), lost) == Gone()
    assert await channel.send_media(str(her.id), lost, "voice", VOICE) == Gone()
    assert await channel.close_topic(str(her.id), topic.message) == Gone()


async def test_an_account_without_topics_refuses_them(world, her, channel):
    assert await channel.open_topic(str(her.id), "one") == RefusedForGood()
    assert said(world, her) == []


def test_capabilities_follow_the_account():
    plain = TelegramChannel(HttpTransport("http://127.0.0.1/x"), Pace(FREE), ManualClock(NOW))
    assert not plain.capabilities.topics
    plain.topics = True
    assert plain.capabilities.topics


async def test_a_topic_counts_as_a_message_for_the_pace(world, her):
    transport = HttpTransport(f"{world.url}/bot{world.token}")
    channel = TelegramChannel(transport, Pace(Limits(chat_burst=1.0)), ManualClock(NOW))
    assert await channel.send(str(her.id), Message("x"))
    assert isinstance(await channel.open_topic(str(her.id), "one"), RetryAt)
    refused = await channel.send_media(str(her.id), Message("x"), "voice", VOICE)
    assert isinstance(refused, RetryAt)
    assert {call.method for call in world.record.calls} == {"sendMessage"}
    await transport.close()


@pytest.mark.parametrize(
    ("code", "description", "expected"),
    [
        (400, "Bad Request: message thread not found", Gone()),
        (400, "Bad Request: TOPIC_DELETED", Gone()),
        (400, "Bad Request: TOPIC_CLOSED", Gone()),
        (400, "Bad Request: TOPIC_ID_INVALID", Gone()),
        (400, "Bad Request: topic not found", Gone()),
    ],
)
def test_a_topic_that_is_gone(code, description, expected):
    body = json.dumps({"ok": False, "error_code": code, "description": description}).encode()
    assert outcome.sent(code, body) == expected
    assert outcome.done(code, body) == expected


@pytest.mark.parametrize(
    ("code", "description"),
    [
        (400, "Bad Request: the chat is not a forum"),
        (400, "Bad Request: TOPIC_ID_INVALID"),
        (403, "Forbidden: not enough rights to create a topic"),
    ],
)
def test_a_topic_that_may_not_be_opened_forgets_nobody(code, description):
    body = json.dumps({"ok": False, "error_code": code, "description": description}).encode()
    assert outcome.opened(code, body) == RefusedForGood()


@pytest.mark.parametrize("body", [b"", b"{}", b'{"ok":true}', b'{"ok":true,"result":{}}', b"<p>"])
def test_an_answer_without_a_thread_says_nothing(body):
    assert outcome.opened(200, body) == Unknown()
    assert outcome.file_path(200, body) in (Unknown(), RefusedForGood())


# --- files


@pytest.mark.parametrize("kind", ["photo", "voice", "video_note"])
async def test_a_file_arrives_as_it_was_with_nothing_but_the_line(world, her, channel, kind):
    message = Message("Somebody wrote", ROWS, silent=False, protected=True)
    sent = await channel.send_media(str(her.id), message, kind, VOICE)
    assert isinstance(sent, Sent)
    assert world.api.uploads == [(kind, VOICE)]
    (stood,) = said(world, her)
    assert str(stood["message_id"]) == sent.message
    assert stood.get("caption") == (None if kind == "video_note" else "Somebody wrote")
    assert stood.get("has_media_spoiler", False) is (kind == "photo")
    assert stood["has_protected_content"] is True
    assert stood["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "post|yes"
    assert [note.silent for note in her.notifications] == [False]


async def test_a_file_goes_into_its_topic(world, her, channel):
    world.api.has_topics = True
    topic = await channel.open_topic(str(her.id), "one")
    await channel.send_media(str(her.id), Message("x", thread=topic.message), "photo", VOICE)
    assert said(world, her)[0]["message_thread_id"] == int(topic.message)


async def test_what_somebody_sent_is_fetched(world, channel):
    world.api.files["AgAC-id"] = VOICE
    assert await channel.fetch("AgAC-id") == VOICE
    assert [call.method for call in world.record.calls] == ["getFile", "file"]


async def test_an_address_is_quoted(world, channel):
    world.api.files["a b%\r\nX: y"] = VOICE
    assert await channel.fetch("a b%\r\nX: y") == VOICE


async def test_what_is_too_large_or_gone_is_not_fetched(world, channel):
    world.api.files["large"] = bytes(LARGEST_FILE + 1)
    assert await channel.fetch("large") == RefusedForGood()
    assert await channel.fetch("unknown") == RefusedForGood()


@pytest.mark.parametrize("method", ["getFile", "sendVoice"])
async def test_nobody_knows_what_became_of_a_call(world, her, channel, method):
    world.api.files["id"] = VOICE
    world.faults.drop(method, times=1)
    if method == "getFile":
        assert await channel.fetch("id") == Unknown()
    else:
        assert await channel.send_media(str(her.id), Message("x"), "voice", VOICE) == Unknown()


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (200, b"x"),
        (404, RefusedForGood()),
        (403, RefusedForGood()),
        (429, Unknown()),
        (502, Unknown()),
    ],
)
def test_a_download_says_nothing_of_a_chat(status, expected):
    assert outcome.downloaded(status, b"x") == expected


def test_more_bytes_than_were_promised_are_refused():
    assert outcome.downloaded(200, bytes(LARGEST_FILE + 1)) == RefusedForGood()


async def test_no_reference_and_no_path_is_logged(world, channel, caplog):
    caplog.set_level(logging.DEBUG)
    world.api.files["canary-id"] = VOICE
    await channel.fetch("canary-id")
    await channel.fetch("canary-other")
    assert "canary" not in caplog.text
    assert world.token not in caplog.text


async def test_her_blocking_is_told_of_a_file_too(world, her, channel):
    her.blocks()
    assert await channel.send_media(str(her.id), Message("x"), "voice", VOICE) == Blocked()


class Recorded(BaseRequest):
    """Keeps what would be posted."""

    def __init__(self) -> None:
        self.method, self.fields, self.file = "", {}, ("", b"", "")

    @property
    def read_timeout(self) -> float:
        return 1.0

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(self, url: str, method: str, request_data: RequestData, **_: object):
        self.method = url.rpartition("/")[2]
        self.fields = dict(request_data.json_parameters)
        ((name, self.file),) = (request_data.multipart_data or {"": ("", b"", "")}).items()
        self.fields.pop(name, None)
        message = {"message_id": 5, "date": 1, "chat": {"id": 1, "type": "private"}}
        topic = {"message_thread_id": 7, "name": "n", "icon_color": 1}
        result = {"createForumTopic": topic, "deleteForumTopic": True}.get(self.method, message)
        return 200, json.dumps({"ok": True, "result": result}).encode()


def fields_of(body: bytes, boundary: str) -> dict[str, str]:
    parts = body.split(f"--{boundary}".encode())[1:-1]
    found = {}
    for part in parts:
        head, _, value = part.partition(b"\r\n\r\n")
        if b"filename=" not in head:
            found[head.decode().split('name="')[1].split('"')[0]] = value[:-2].decode()
    return found


async def test_a_photo_has_the_fields_that_a_library_posts():
    posted = Recorded()
    bot = telegram.Bot("4242:token", request=posted, get_updates_request=posted)
    button = telegram.InlineKeyboardButton("✓", callback_data="post|yes")
    await bot.send_photo(
        1001,
        VOICE,
        caption="Somebody wrote",
        has_spoiler=True,
        protect_content=True,
        disable_notification=True,
        message_thread_id=7,
        reply_markup=telegram.InlineKeyboardMarkup([[button]]),
    )
    message = Message("Somebody wrote", ROWS, protected=True, thread="7")
    method, made = calls.send_media("1001", message, "photo", VOICE, "Xx")
    ours = fields_of(made.body, "Xx")
    theirs = dict(posted.fields)
    assert json.loads(ours.pop("reply_markup")) == json.loads(theirs.pop("reply_markup"))
    assert (method, ours) == (posted.method, theirs)


async def test_topics_have_the_fields_that_a_library_posts():
    posted = Recorded()
    bot = telegram.Bot("4242:token", request=posted, get_updates_request=posted)
    await bot.create_forum_topic(1001, "KZ-1")
    assert json.loads(calls.create_topic("1001", "KZ-1")) == _plain(posted.fields)
    await bot.delete_forum_topic(1001, 7)
    assert json.loads(calls.delete_topic("1001", "7")) == _plain(posted.fields)


def _plain(fields: dict[str, str]) -> dict[str, object]:
    return {name: int(value) if value.isdecimal() else value for name, value in fields.items()}


def test_a_title_is_one_line_of_at_most_128_characters():
    name = json.loads(calls.create_topic("1", "  a\n\nb  " + "я" * 200))["name"]
    assert name == "a b " + "я" * 124


def test_a_form_is_what_rfc_7578_wants():
    made = form({"chat_id": "1"}, File("voice", "v.ogg", "audio/ogg"), b"\x00\r\n", "Xx")
    assert made.kind == "multipart/form-data; boundary=Xx"
    assert made.body == (
        b'--Xx\r\nContent-Disposition: form-data; name="chat_id"\r\n\r\n1\r\n'
        b'--Xx\r\nContent-Disposition: form-data; name="voice"; filename="v.ogg"\r\n'
        b"Content-Type: audio/ogg\r\n\r\n\x00\r\n\r\n--Xx--\r\n"
    )
