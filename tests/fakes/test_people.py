"""What people do and see, and what a test can ask afterwards."""

from __future__ import annotations

import pytest

from fakes.telegram.clock import Clock
from fakes.telegram.media import MEDIA
from fakes.telegram.person import NotThereError
from fakes.telegram.world import UnfulfilledError, World
from tests.fakes.plain import Caller


def keyboard(*buttons: tuple[str, str]) -> dict:
    return {"inline_keyboard": [[{"text": t, "callback_data": d}] for t, d in buttons]}


@pytest.fixture
def aida(world: World):
    person = world.person()
    person.starts()
    return person


def last(world: World) -> dict:
    return world.updates.raw[max(world.updates.raw)]


def test_commands_and_addresses_are_entities(world: World, aida):
    message = aida.types("🌷 /help@bench_bot see https://x.kz/a or +7 700 000 00 00, @somebody")
    parts = [(one["type"], one["offset"], one["length"]) for one in message["entities"]]
    assert parts == [
        ("bot_command", 3, 15),
        ("url", 23, 14),
        ("phone_number", 41, 16),
        ("mention", 59, 9),
    ]
    assert "entities" not in aida.types("a/b 1/2 112")


def test_a_long_text_arrives_in_parts(world: World, aida):
    count = len(world.updates.raw)
    aida.types("я" * 9000)
    assert len(world.updates.raw) == count + 3
    assert [len(text) for text in aida.texts[1:]] == [4096, 4096, 808]


async def test_only_buttons_that_are_there_can_be_pressed(world: World, call: Caller, aida):
    old = await call(
        "sendMessage", chat_id=aida.id, text="1", reply_markup=keyboard(("Go", "a"), ("No", "n"))
    )
    new = await call("sendMessage", chat_id=aida.id, text="2", reply_markup=keyboard(("Go", "b")))
    aida.presses("Go")
    query = last(world)["callback_query"]
    assert (query["data"], query["message"]["message_id"]) == ("b", new["message_id"])
    assert query["message"]["reply_markup"] == keyboard(("Go", "b"))
    aida.presses("Go", on=old["message_id"])
    assert last(world)["callback_query"]["data"] == "a"
    aida.presses("n")
    assert last(world)["callback_query"]["data"] == "n"
    await call("deleteMessage", chat_id=aida.id, message_id=old["message_id"])
    with pytest.raises(NotThereError, match=r"no button 'n'(?s:.*)2.*\[Go\]"):
        aida.presses("n")
    with pytest.raises(NotThereError):
        aida.presses("Go", on=old["message_id"])


async def test_a_link_tells_the_bot_nothing(world: World, call: Caller, aida):
    markup = {"inline_keyboard": [[{"text": "Site", "url": "https://example.org"}]]}
    await call("sendMessage", chat_id=aida.id, text="x", reply_markup=markup)
    count = len(world.updates.raw)
    assert aida.presses("Site") == ""
    assert len(world.updates.raw) == count


async def test_a_one_time_keyboard_hides_when_tapped(world: World, call: Caller, aida):
    keys = {
        "keyboard": [[{"text": "Here", "request_location": True}, "No"]],
        "one_time_keyboard": True,
    }
    await call("sendMessage", chat_id=aida.id, text="Where?", reply_markup=keys)
    assert aida.taps("Here", 42.3, 69.6)["location"] == {"latitude": 42.3, "longitude": 69.6}
    assert aida.keyboard == []
    with pytest.raises(NotThereError):
        aida.taps("No")


@pytest.mark.parametrize("kind", MEDIA)
def test_media(world: World, aida, kind: str):
    message = aida.sends(kind)
    assert last(world)["message"] == message
    assert aida.texts[-1]


async def test_edits_and_deletes_of_her_own(world: World, call: Caller, aida):
    message = aida.types("helo")
    aida.edits(message["message_id"], "hello")
    assert last(world)["edited_message"]["text"] == "hello"
    assert aida.texts == ["/start", "hello"]
    count = len(world.updates.raw)
    sent = await call("sendMessage", chat_id=aida.id, text="x")
    aida.deletes(sent["message_id"])
    aida.deletes(message["message_id"], for_both=False)
    assert aida.texts == ["/start"]
    assert len(world.updates.raw) == count  # nobody tells the bot
    place = {"chat_id": aida.id, "message_id": sent["message_id"]}
    _, said = await call.refused("editMessageText", **place, text="y")
    assert said == "Bad Request: message to edit not found"
    assert await call("deleteMessage", chat_id=aida.id, message_id=message["message_id"])
    aida.clears_chat()
    assert aida.texts == []
    with pytest.raises(NotThereError):
        aida.edits(message["message_id"], "y")


def test_who_has_blocked_the_bot_cannot_write(aida):
    aida.blocks()
    with pytest.raises(NotThereError):
        aida.types("x")
    aida.starts()
    assert aida.texts == ["/start", "/start"]


async def test_what_a_lock_screen_shows(world: World, call: Caller, aida):
    sent = await call(
        "sendMessage",
        chat_id=aida.id,
        text="Call 112",
        entities=[{"type": "spoiler", "offset": 0, "length": 8}],
        disable_notification=True,
        protect_content=True,
    )
    await call("sendMessage", chat_id=aida.id, text="Plain")
    assert [seen.is_protected for seen in aida.sees] == [False, True, False]
    await call("editMessageText", chat_id=aida.id, message_id=sent["message_id"], text="Edited")
    shown = [(note.text, note.silent) for note in aida.notifications]
    assert shown == [("▒" * 8, True), ("Plain", False)]
    assert aida.preview == "Plain"
    assert aida.sees[1].edited


async def test_nothing_matching_was_visible_at_any_time(world: World, call: Caller, aida):
    first = await call(
        "sendMessage", chat_id=aida.id, text="secret", reply_markup=keyboard(("hidden", "h"))
    )
    moment = world.moment()
    with pytest.raises(AssertionError):
        world.assert_never_seen(aida, "hidden", since=moment)  # it stands there in that moment
    await call("editMessageText", chat_id=aida.id, message_id=first["message_id"], text="cover")
    moment = world.moment()
    world.assert_never_seen(aida, "secret|hidden", since=moment)
    assert [one.text for one in world.history(aida)] == ["/start", "secret\nhidden", "cover"]
    second = await call("sendMessage", chat_id=aida.id, text="secret again")
    await call("deleteMessage", chat_id=aida.id, message_id=second["message_id"])
    assert aida.texts == ["/start", "cover"]
    with pytest.raises(AssertionError, match="secret again"):
        world.assert_never_seen(aida, "secret", since=moment)
    world.assert_never_seen(aida, "secret", since=world.moment())


async def test_nothing_was_sent(world: World, call: Caller, aida):
    sent = await call("sendMessage", chat_id=aida.id, text="x")
    moment = world.moment()
    await call("editMessageText", chat_id=aida.id, message_id=sent["message_id"], text="y")
    aida.types("hello")
    world.assert_nothing_sent(since=moment)
    other = world.person("Other")
    other.starts()
    await call("sendMessage", chat_id=other.id, text="x")
    world.assert_nothing_sent(since=moment, person=aida)
    with pytest.raises(AssertionError, match="nothing sent"):
        world.assert_nothing_sent(since=moment)


async def test_calls_are_on_record_in_order(world: World, call: Caller, aida):
    await call("sendMessage", chat_id=aida.id, text="x", disable_notification=True)
    await call.refused("sendMessage", chat_id=aida.id)
    first, second = world.record.calls_of("sendmessage")
    assert first.params == {"chat_id": aida.id, "text": "x", "disable_notification": True}
    assert (first.outcome, first.status) == ("ok", 200)
    assert (second.outcome, second.status) == ("Bad Request: message text is empty", 400)
    assert first.moment < first.effect < second.moment
    assert second.effect == 0
    assert world.record.calls_of(since=first.moment) == [second]


async def test_the_clock_is_in_every_date(still: World, still_call: Caller, clock: Clock):
    person = still.person()
    assert person.starts()["date"] == 1_800_000_000
    clock.advance(3600)
    assert (await still_call("sendMessage", chat_id=person.id, text="x"))["date"] == 1_800_003_600


async def test_a_moment_of_a_time(still: World, still_call: Caller, clock: Clock):
    person = still.person()
    person.starts()
    await still_call("sendMessage", chat_id=person.id, text="before")
    clock.advance(10)
    left = clock()
    clock.advance(1)
    await still_call("sendMessage", chat_id=person.id, text="after")
    moment = still.record.moment_at(left)
    assert [change.text for change in still.record.sent(since=moment)] == ["after"]


async def test_what_never_comes_is_told_readably(world: World, call: Caller, aida):
    await call("sendMessage", chat_id=aida.id, text="x", reply_markup=keyboard(("Go", "g")))
    with pytest.raises(UnfulfilledError) as caught:
        await world.reads(aida, "never", 0.01)
    said = str(caught.value)
    assert "she reads 'never'" in said
    assert "2 bot: 'x' [Go]" in said
    assert "sendMessage" in said
    assert "updates not taken: [100000001]" in said


def test_the_clock_runs_or_stands():
    still = Clock(10.0)
    assert still() == still() == 10.0
    rung = []
    still.call_later(5, rung.append, "late")
    still.call_later(2, rung.append, "early")
    still.advance(1)
    assert rung == []
    still.advance(4)
    assert rung == ["early", "late"]
    assert still() == 15.0


async def test_a_running_clock_can_be_moved_too():
    clock = Clock()
    before = clock()
    rung = []
    clock.call_later(3600, rung.append, "rung")
    clock.advance(3601)
    assert rung == ["rung"]
    assert clock() - before >= 3601
    clock.stop()
