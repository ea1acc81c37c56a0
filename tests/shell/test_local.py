from __future__ import annotations

import pytest

from bot.channels.base import (
    Blocked,
    Gone,
    MapPin,
    Message,
    MessageButton,
    PositionKeyboard,
    RefusedForGood,
    Sent,
)
from bot.channels.local import LocalChannel, LocalProvider
from bot.clock import ManualClock
from bot.events import Located, MediaKind, Pressed, Said, SentMedia, Started

HOUR = 3600.0


@pytest.fixture
def clock():
    return ManualClock(1000.0)


@pytest.fixture
def provider(clock):
    return LocalProvider(clock)


@pytest.fixture
def channel(provider):
    return LocalChannel(provider)


async def test_ids_are_one_sequence_over_all_chats_and_both_sides(provider, channel):
    first = provider.say("a", "hi")
    sent = await channel.send("b", Message("hello"))
    second = provider.say("b", "hi")
    assert (first.event.message, sent, second.event.message) == ("1", Sent("2"), "3")
    assert (first.id, second.id) == ("1", "2")


async def test_her_side_gives_updates_with_ids_and_times(provider, clock, channel):
    clock.advance(2000.0)
    await channel.send("a", Message("m", ((MessageButton("l", "7|go"),),)))
    assert provider.press("a", "7|go", "1").event == Pressed("go", "7", "1", 2000.0)
    assert provider.press("a", "|go", "1").event == Pressed("go", "", "1", 2000.0)
    assert provider.say("a", "t", "ru").event == Said("t", "2", 2000.0, "ru")
    assert provider.start("a", "ky-KG").event == Started("ky-KG", "3", 2000.0)
    assert provider.locate("a", 1.5, 2.5).event == Located(1.5, 2.5, "4", 2000.0)
    dice = provider.send_media("a", MediaKind.DICE)
    assert dice.event == SentMedia(MediaKind.DICE, "5", 2000.0)
    assert (dice.channel, dice.address) == ("telegram", "a")


async def test_edits(provider, channel):
    await channel.send("a", Message("one"))
    provider.say("a", "hers")
    await channel.send_pin("a", MapPin(1.0, 2.0, "p"))
    changes = []
    stop = provider.listen(changes.append)
    assert await channel.edit("a", "1", Message("one")) == Sent(), "not modified counts as done"
    assert changes == []
    assert await channel.edit("a", "1", Message("two")) == Sent()
    assert [change.kind for change in changes] == ["edited"]
    stop()
    assert await channel.edit("a", "9", Message("two")) == Gone()
    assert await channel.edit("b", "1", Message("two")) == Gone(), "another chat's message"
    assert await channel.edit("a", "2", Message("two")) == RefusedForGood()
    assert await channel.edit("a", "3", Message("two")) == RefusedForGood()
    assert len(changes) == 1


async def test_a_keyboard_stays_until_a_message_takes_it_away(provider, channel):
    chat = provider.chat("a")
    assert await channel.send_keyboard("a", PositionKeyboard("below", "Here")) == Sent("1")
    assert (chat.keyboard, chat.messages["1"].text, chat.messages["1"].key) == (
        "Here",
        "below",
        "Here",
    )
    assert chat.messages["1"].silent
    assert await channel.edit("a", "1", Message("two")) == RefusedForGood()
    assert await channel.delete("a", ["1"]) == Sent()
    assert chat.keyboard == "Here"
    assert await channel.remove_keyboard("a", urgent=True) == Sent("2")
    assert (chat.keyboard, chat.messages["2"].text) == ("", "·")
    assert chat.messages["2"].silent


async def test_deletes_skip_unknown_ids_and_other_chats(provider, channel):
    provider.say("a", "one")
    provider.say("b", "two")
    assert await channel.delete("a", ["1", "2", "77"]) == Sent()
    assert provider.chat("a").messages == {}
    assert list(provider.chat("b").messages) == ["2"]


async def test_one_old_message_fails_the_whole_batch(provider, channel, clock):
    provider.say("a", "old")
    clock.advance(clock.now() + 48 * HOUR)
    provider.say("a", "new")
    assert await channel.delete("a", ["1", "2"]) == RefusedForGood(too_old=True)
    assert list(provider.chat("a").messages) == ["1", "2"]
    assert await channel.delete("a", ["2"]) == Sent()


async def test_a_young_dice_fails_the_whole_batch_and_an_older_one_does_not(
    provider, channel, clock
):
    provider.send_media("a", MediaKind.DICE)
    provider.say("a", "new")
    assert await channel.delete("a", ["1", "2"]) == RefusedForGood()
    clock.advance(clock.now() + 24 * HOUR)
    assert await channel.delete("a", ["1", "2"]) == Sent()


async def test_at_most_a_hundred_at_once(channel):
    assert await channel.delete("a", [str(n) for n in range(101)]) == RefusedForGood()
    assert await channel.delete("a", []) == RefusedForGood()


async def test_a_blocked_bot_can_do_nothing(provider, channel):
    await channel.send("a", Message("one"))
    provider.block("a")
    assert await channel.send("a", Message("two")) == Blocked()
    assert await channel.send_pin("a", MapPin(1.0, 2.0, "p")) == Blocked()
    assert await channel.send_keyboard("a", PositionKeyboard("t", "k")) == Blocked()
    assert await channel.remove_keyboard("a") == Blocked()
    assert await channel.edit("a", "1", Message("two")) == Blocked()
    assert await channel.delete("a", ["1"]) == Blocked()
    provider.block("a", blocked=False)
    assert await channel.delete("a", ["1"]) == Sent()


async def test_she_may_delete_a_message_herself(provider, channel):
    await channel.send("a", Message("one"))
    provider.remove("a", "1")
    provider.remove("a", "1")
    assert await channel.edit("a", "1", Message("two")) == Gone()
