"""What arrives, and what it means: everything that a person can send becomes an event (S31)."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
import telegram
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.incoming import (
    ALLOWED,
    ALLOWED_WITH_GROUP,
    Incoming,
    NoUpdateError,
    read,
)
from bot.channels.telegram.members import Changed, Member, Moved, Ours
from bot.events import Located, MediaKind, Pressed, Said, SentMedia, Started, Update
from fakes.telegram.media import MEDIA, SHYMKENT
from fakes.telegram.rarities import RARITIES, game_press, inaccessible_message, inline_press
from fakes.telegram.world import World
from tests.talk import NOW

READ_AT = NOW + 1.0
QUIET = {"auto_delete"}
KINDS = {
    "photo": MediaKind.PHOTO,
    "voice": MediaKind.VOICE,
    "audio": MediaKind.VOICE,
    "video": MediaKind.VIDEO,
    "animation": MediaKind.VIDEO,
    "video_note": MediaKind.VIDEO_NOTE,
    "document": MediaKind.DOCUMENT,
    "sticker": MediaKind.STICKER,
    "dice": MediaKind.DICE,
    "contact": MediaKind.CONTACT,
    "poll": MediaKind.POLL,
    "live_location": MediaKind.LIVE_LOCATION,
    "story": MediaKind.FORWARD,
    "game": MediaKind.DOCUMENT,
    "unheard_of": MediaKind.DOCUMENT,
}
FOREIGN = {"channel_post", "edited_channel_post", "chat_member"}
FILES = {name: f"{name}-file-id" for name in ("photo", "voice", "video", "video_note", "document")}


def meaning(update: object) -> Incoming:
    return read(json.dumps(update).encode(), READ_AT)


def first_of(world: World) -> dict:
    return world.updates.raw[min(world.updates.raw)]["message"]


def newest(world: World) -> dict:
    return world.updates.raw[max(world.updates.raw)]


def of_newest(world: World) -> Incoming:
    return meaning(newest(world))


def from_her(world: World, event: object) -> Incoming:
    """What the newest update of the first person means when it is this event."""
    number = max(world.updates.raw)
    return Incoming(number, Update(str(number), "telegram", str(world.people[0].id), event))


@pytest_asyncio.fixture
async def her(world: World) -> AsyncIterator:
    return world.person(language_code="kk")


# --- what she does


async def test_a_text(world, her):
    sent = her.types("  мне страшно 🌷 ")
    assert of_newest(world) == from_her(
        world, Said("мне страшно 🌷", str(sent["message_id"]), NOW, "kk")
    )


async def test_an_edited_text_is_a_new_act_as_old_as_the_edit(world, her):
    sent = her.types("helo")
    world.clock.advance(100)
    her.edits(sent["message_id"], "стоп")
    assert of_newest(world) == from_her(
        world, Said("стоп", str(sent["message_id"]), NOW + 100, "kk", edited=True)
    )


@pytest.mark.parametrize(
    ("typed", "payload"),
    [("/start", ""), ("/start kk-KZ", "kk-KZ"), ("/start@bench_bot  a b ", "a b")],
)
async def test_a_start_and_its_payload(world, her, typed, payload):
    her.types(typed)
    assert of_newest(world).update.event == Started(payload, "1", NOW, "kk")


@pytest.mark.parametrize("typed", ["/started", "/START", "start", "/help", "/start\nx", "//start"])
async def test_what_only_looks_like_a_start_is_a_text(world, her, typed):
    her.types(typed)
    assert of_newest(world).update.event == Said(typed, "1", NOW, "kk")


@pytest.mark.parametrize("kind", sorted(set(MEDIA) - QUIET - {"location", "venue"}))
async def test_s31_everything_else_that_she_sends_is_told_apart(world, her, kind):
    her.sends(kind)
    event = SentMedia(KINDS[kind], "1", NOW, "kk", media=FILES.get(kind, ""))
    assert of_newest(world) == from_her(world, event)


async def test_a_caption_is_not_read(world, her):
    her.sends("photo", caption="стоп")
    event = SentMedia(MediaKind.PHOTO, "1", NOW, "kk", media="photo-file-id")
    assert of_newest(world).update.event == event


@pytest.mark.parametrize("photo", [[], [{}], [{"file_id": 5}], {}, "a", None])
async def test_s31_a_picture_whose_reference_cannot_be_read_is_a_picture_all_the_same(
    world, her, photo
):
    her.sends("photo", photo=photo)
    assert of_newest(world).update.event == SentMedia(MediaKind.PHOTO, "1", NOW, "kk")


async def test_what_she_answers_is_named(world, her):
    first = her.types("one")["message_id"]
    second = her.types("two", reply_to=first)
    assert of_newest(world).update.event.about == str(first)
    her.edits(second["message_id"], "three")
    assert of_newest(world).update.event == Said(
        "three", str(second["message_id"]), NOW, "kk", edited=True, about=str(first)
    )
    her.sends("voice", reply_to_message=first_of(world))
    assert of_newest(world).update.event.about == str(first)


async def test_in_a_topic_the_topic_is_named_unless_she_answers_something_in_it(world, her):
    first = her.types("one", topic=77)["message_id"]
    assert of_newest(world).update.event.about == "t77"
    her.types("two", topic=77, reply_to=first)
    assert of_newest(world).update.event.about == str(first)
    opening = newest(world)
    opening["message"]["reply_to_message"] = {"message_id": 76, "forum_topic_created": {}}
    assert meaning(opening).update.event.about == "t77"
    del opening["message"]["reply_to_message"]
    assert meaning(opening).update.event.about == "t77"
    opening["message"]["reply_to_message"] = "unheard of"
    assert meaning(opening).update.event.about == "t77"
    del opening["message"]["is_topic_message"], opening["message"]["reply_to_message"]
    assert meaning(opening).update.event.about == "", "a thread of comments is no topic"


async def test_what_is_passed_on_is_not_her_own_text(world, her):
    her.forwards("стоп")
    assert of_newest(world).update.event == SentMedia(MediaKind.FORWARD, "1", NOW, "kk")


@pytest.mark.parametrize("kind", ["location", "venue"])
async def test_s37_a_pin(world, her, kind):
    her.sends(kind)
    event = Located(SHYMKENT["latitude"], SHYMKENT["longitude"], "1", NOW, "kk")
    assert of_newest(world) == from_her(world, event)


async def test_a_live_position_that_moves_or_ends_by_itself_is_no_act_of_hers(world, her):
    live = her.sends("live_location")
    her.moves(live["message_id"], 42.0, 69.0)
    assert of_newest(world) == Incoming(max(world.updates.raw))
    ended = newest(world)
    del ended["edited_message"]["location"]["live_period"]
    assert meaning(ended).update is None


@pytest.mark.parametrize("kind", sorted(QUIET))
async def test_what_her_app_says_about_the_chat_is_no_act_of_hers(world, her, kind):
    her.sends(kind)
    assert of_newest(world) == Incoming(max(world.updates.raw))


async def test_a_press(world, her):
    query = her.press_arrives(inaccessible_message(her, 77, "t0k|go|on"))
    event = Pressed("go|on", "t0k", "77", READ_AT, "kk")
    expected = from_her(world, event)
    assert of_newest(world) == Incoming(expected.id, expected.update, query=query)


@pytest.mark.parametrize("content", [inline_press, game_press])
async def test_a_press_that_is_not_under_a_message_of_ours_is_only_answered(world, her, content):
    query = her.press_arrives(content(her))
    assert of_newest(world) == Incoming(max(world.updates.raw), query=query)


async def test_without_a_language_or_a_sender_there_is_no_hint(world):
    her = world.person(language_code=None)
    her.types("hello")
    update = newest(world)
    assert meaning(update).update.event.app_locale == ""
    del update["message"]["from"]
    assert meaning(update).update.event.app_locale == ""


async def test_she_blocks_us_and_lets_us_in_again(world, her):
    her.starts()
    her.blocks()
    assert of_newest(world) == Incoming(max(world.updates.raw), blocked_by=str(her.id))
    her.unblocks()
    assert of_newest(world) == Incoming(max(world.updates.raw))


# --- groups


@pytest.mark.parametrize("kind", ["group", "supergroup", "channel"])
async def test_what_is_said_in_a_group_names_it_and_nothing_else(world, her, kind):
    group = world.group(kind=kind)
    group.adds_bot(her)
    since = max(world.updates.raw)
    if kind == "channel":
        group.edits_post(group.posts("news"), "old news")
    else:
        group.says(her, "стоп")
        group.says(her, "/start desk-x")
    told = [update for number, update in world.updates.raw.items() if number > since]
    assert told
    for update in told:
        assert meaning(update) == Incoming(update["update_id"], group=group.id)


async def test_a_press_in_a_group_is_that_of_who_pressed(world, her):
    message = {"message_id": 3, "chat": {"id": -5, "type": "group"}, "date": 0}
    query = her.press_arrives({"message": message, "data": "t|go"})
    expected = from_her(world, Pressed("go", "t", "", READ_AT, "kk"))
    assert of_newest(world) == Incoming(expected.id, expected.update, group=-5, query=query)


async def test_what_we_are_in_a_group(world, her):
    group = world.group()
    group.adds_bot(her)
    assert meaning(world.updates.raw[min(world.updates.raw)]).here == Ours(is_in=True, sees=False)
    group.promotes_bot(her)
    assert of_newest(world).here == Ours(is_in=True, sees=True)
    group.removes_bot(her)
    assert of_newest(world) == Incoming(
        max(world.updates.raw), group=group.id, here=Ours(is_in=False, sees=False)
    )


async def test_who_comes_to_a_group_and_goes_is_told_twice(world, her):
    group, other = world.group(), world.person()
    group.adds_bot(her)
    group.promotes_bot(her)
    for acts, is_in in ((group.joins, True), (group.leaves, False)):
        since = max(world.updates.raw)
        acts(other)
        member = (Member(str(other.id), is_in),)
        told = [meaning(raw) for number, raw in world.updates.raw.items() if number > since]
        assert [one.here for one in told] == [Changed(member, surely=True), Changed(member)]
        assert {one.group for one in told} == {group.id}


@pytest.mark.parametrize(
    ("before", "after", "is_in"),
    [
        ("left", "restricted", True), ("kicked", "member", True), ("left", "creator", True),
        ("member", "kicked", False), ("administrator", "left", False),
        ("member", "administrator", None), ("restricted", "member", None), ("left", "kicked", None),
    ],
)  # fmt: skip
async def test_who_was_there_already_did_not_come(world, her, before, after, is_in):
    group = world.group()
    group.chat.state = "administrator"
    group.chat.members[her.id] = (her.user, before)
    group.changes(her, after)
    expected = None if is_in is None else Changed((Member(str(her.id), is_in),), surely=True)
    assert of_newest(world).here == expected


async def test_who_is_restricted_and_gone_is_gone(world, her):
    group = world.group()
    group.chat.state = "administrator"
    group.changes(her, "restricted")
    update = newest(world)
    update["chat_member"]["new_chat_member"]["is_member"] = False
    assert meaning(update).here is None


async def test_a_group_that_becomes_a_supergroup_says_where_it_goes(world, her):
    group = world.group(kind="group")
    group.adds_bot(her)
    new = world.supergroup_of(group)
    moved, came = list(world.updates.raw.values())[-2:]
    assert meaning(moved) == Incoming(moved["update_id"], group=group.id, here=Moved(str(new.id)))
    assert meaning(came) == Incoming(came["update_id"], group=new.id)


@pytest.mark.parametrize("kind", RARITIES)
async def test_what_nobody_planned_for_asks_nothing_of_us(world, her, kind):
    number = world.deliver(RARITIES[kind](her))
    found = meaning(world.updates.raw[number])
    group = world.updates.raw[number][kind]["chat"]["id"] if kind in FOREIGN else 0
    here = Changed((Member(str(her.id), is_in=False),), surely=True)
    here = here if kind == "chat_member" else None
    assert found == Incoming(number, group=group, here=here)


async def test_every_kind_that_we_ask_for_has_a_test_here(world, her):
    assert set(ALLOWED) == {"message", "edited_message", "callback_query", "my_chat_member"}
    assert set(ALLOWED_WITH_GROUP) == {*ALLOWED, "chat_member"}
    assert set(MEDIA) == set(KINDS) | QUIET | {"location", "venue"}


# --- the oracle


async def test_the_library_reads_the_same_ids_chats_and_texts(world, her, monkeypatch):
    monkeypatch.setenv("PTB_TIMEDELTA", "true")  # It warns of its own future otherwise.
    her.starts("kk")
    for kind in MEDIA:
        her.sends(kind)
    her.edits(her.types("helo 🌷")["message_id"], "hello")
    her.forwards("news")
    her.press_arrives(inaccessible_message(her, 7, "t|go"))
    her.blocks()
    group = world.group()
    group.adds_bot(her)
    group.says(her, "hello")
    for make in RARITIES.values():
        world.deliver(make(her))
    compared = 0
    for raw in world.updates.raw.values():
        ours, theirs = meaning(raw), telegram.Update.de_json(raw, None)
        assert ours.id == theirs.update_id
        compared += _agrees(ours, theirs)
    assert compared == len(MEDIA) - len(QUIET) + 5


def _agrees(ours: Incoming, theirs: telegram.Update) -> bool:
    message, chat = theirs.effective_message, theirs.effective_chat
    if ours.group:
        assert ours.group == chat.id
    if ours.blocked_by:
        assert ours.blocked_by == str(chat.id)
        assert theirs.my_chat_member.new_chat_member.status == "kicked"
    if ours.update is None:
        return False
    event = ours.update.event
    assert ours.update.address == str(chat.id)
    assert event.message == str(message.message_id)
    assert event.app_locale == theirs.effective_user.language_code
    match event:
        case Said(text=text):
            assert text == message.text
        case Started(payload=payload):
            assert f"/start {payload}".strip() == message.text
        case Located(lat=lat, lon=lon):
            assert (lat, lon) == (message.location.latitude, message.location.longitude)
        case Pressed(choice=choice, token=token):
            assert f"{token}|{choice}" == theirs.callback_query.data
            assert ours.query == theirs.callback_query.id
    if not isinstance(event, Pressed):
        assert event.dated == (message.edit_date or message.date).timestamp()
    return True


# --- what is broken


DEEP = b"[" * 100_000 + b"]" * 100_000
MESSAGE = b'{"update_id":1,"message":{"message_id":1,"chat":{"id":1},%b}}'


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{}", b"null", b"[]", b"5", b"{", b'"update_id"', b'{"update_id":"1"}',
        b'{"update_id":null}', b'{"update_id":true}', b'{"update_id":1.5}', b'{"update_id":1e400}',
        b'{"update_id":' + b"9" * 5000 + b"}", b'{"update_id":1} and more', b"\xef\xbb\xbf{}",
        b'{"update_id":1,"x":' + DEEP + b"}", b"[" * 200_000, MESSAGE % (b'"photo":' + DEEP),
        MESSAGE % b'"text":"\\ud800"', b"\x00" * 1000, b"\xff\xfe",
        MESSAGE % b'"location":{"latitude":NaN,"longitude":1}',
    ],
    ids=lambda body: repr(body[:24]),
)  # fmt: skip
def test_what_is_no_update_is_refused_without_a_word_of_it(body):
    with pytest.raises(NoUpdateError) as refused:
        read(body, READ_AT)
    assert str(refused.value) == "The body is no update."
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__


@pytest.mark.parametrize(
    "rest",
    [
        b'"text":5', b'"date":"today"', b'"date":1.5', b'"from":7', b'"location":{"latitude":1}',
        b'"location":{"latitude":1e999,"longitude":1}', b'"edit_date":[]', b'"text":["a"]',
        b'"text":"\xff"',
    ],
)  # fmt: skip
def test_an_update_whose_fields_are_not_what_they_were_is_passed_over(rest):
    assert read(MESSAGE % rest, READ_AT) == Incoming(1, unreadable=True)


@pytest.mark.parametrize(
    "update",
    [
        {"message": {"message_id": 1}},
        {"message": {"chat": {"id": 1}}},
        {"message": {"message_id": 1, "chat": {"type": "private"}}},
        {"message": []},
        {"callback_query": {"id": "1"}},
        {"callback_query": {"from": {"id": 1}}},
        {"my_chat_member": {"new_chat_member": {"status": "kicked"}}},
        {"chat_member": {"new_chat_member": {"status": "kicked"}}},
        {"channel_post": {}},
    ],
)
def test_an_update_that_lacks_what_makes_it_one_is_passed_over(update):
    assert meaning({"update_id": 9} | update) == Incoming(9, unreadable=True)


def test_ids_may_grow_beyond_what_they_are_today():
    big = 2**63 + 5
    chat = {"id": big, "type": "private"}
    found = meaning({"update_id": big, "message": {"message_id": big, "chat": chat, "text": "a"}})
    assert found == Incoming(
        big, Update(str(big), "telegram", str(big), Said("a", str(big), 0.0, ""))
    )


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=12,
)
FIELDS = [
    "message_id",
    "chat",
    "from",
    "text",
    "date",
    "edit_date",
    "location",
    "forward_origin",
    "photo",
    "voice",
    "poll",
    "story",
    "id",
    "type",
    "latitude",
    "longitude",
    "live_period",
    "language_code",
    "data",
    "message",
    "new_chat_member",
    "old_chat_member",
    "new_chat_members",
    "left_chat_member",
    "migrate_to_chat_id",
    "is_member",
    "user",
    "reply_to_message",
    "message_thread_id",
    "is_topic_message",
    "status",
]
NEAR = st.recursive(
    st.none() | st.integers(-3, 3) | st.sampled_from(["private", "group", "kicked", "/start x"]),
    lambda inner: st.dictionaries(st.sampled_from(FIELDS), inner, max_size=6),
    max_leaves=14,
)
KIND = st.sampled_from([*ALLOWED_WITH_GROUP, "channel_post", "edited_channel_post", "dream_shared"])


def never_raises(body: bytes) -> None:
    try:
        found = read(body, READ_AT)
    except NoUpdateError:
        return
    assert isinstance(found, Incoming)


@given(JSON)
def test_no_json_raises(value):
    never_raises(json.dumps(value).encode())


@given(st.dictionaries(KIND, NEAR, min_size=1, max_size=2))
def test_no_update_with_a_number_raises_or_is_refused(update):
    assert meaning({"update_id": 1} | update).id == 1


@given(st.binary(max_size=200))
def test_no_bytes_raise(body):
    never_raises(body)


@given(st.integers(0, 400), st.binary(min_size=1, max_size=3))
def test_no_update_with_a_wound_raises(at, wound):
    chat = {"id": 700_000_001, "type": "private", "first_name": "Аида"}
    user = {"id": 700_000_001, "is_bot": False, "language_code": "ru"}
    message = {"message_id": 5, "from": user, "chat": chat, "date": 1, "text": "стоп"}
    body = json.dumps({"update_id": 1, "message": message}, ensure_ascii=False).encode()
    at %= len(body)
    never_raises(body[:at] + wound + body[at + len(wound) :])
