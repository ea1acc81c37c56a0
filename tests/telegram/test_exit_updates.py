"""Updates that overtake each other, come again or come late, around an exit (S12, S20)."""

from __future__ import annotations

from bot.shell.group import MOST
from tests.telegram.watching import (
    assert_dark,
    assert_gone,
    calls,
    eventually,
    hers,
    is_cover,
    of,
    shown,
    waits_for_the_disk,
)

SECRET = "он ударил меня вчера"


def unseen(world, act) -> int:
    """What she does now stays on its way for a while: the id of its update."""
    asked, world.updates.allowed = world.updates.allowed, frozenset({"nothing"})
    number = world.updates.next_id
    act()
    world.updates.allowed = asked
    return number


async def arrives(house, number: int) -> None:
    """What was on its way, or was taken already, arrives."""
    house.world.updates.add_again(number)
    await house.settles()


async def answered(house, her, since: int) -> list[str]:
    """The calls about her chat that may be an answer."""
    found = calls(house.world, her, since=since)
    return [call.method for call in found if call.method != "deleteMessages"]


async def test_a_message_typed_before_the_exit_that_arrives_after_it(by_webhook, world):
    """Two queues: the press of the exit overtakes the message; it goes unanswered."""
    house, her = by_webhook, world.person()
    await house.enters(her)
    late = unseen(world, lambda: her.types(SECRET))
    since = world.moment()
    await house.press(her, "exit")
    await house.settles()
    assert hers(her) == [SECRET], "nobody has told us of it"
    left = world.moment()
    await house.passes(20)
    await arrives(house, late)
    await assert_gone(house, her, since)
    assert await answered(house, her, left) == []
    assert (await house.census()).conversations == 0


async def test_a_photo_sent_before_the_exit_that_arrives_after_it(by_webhook, world):
    house, her = by_webhook, world.person()
    await house.enters(her)
    late = unseen(world, lambda: her.sends("photo"))
    since = world.moment()
    await house.press(her, "exit")
    await house.settles()
    await house.passes(20)
    await arrives(house, late)
    await assert_gone(house, her, since)


async def test_an_exit_word_typed_before_a_press_that_overtakes_it(by_webhook, world):
    house, her = by_webhook, world.person()
    await house.enters(her)
    late = unseen(world, lambda: her.types("выход"))
    await house.press(her, "rights")
    await house.settles()
    since = world.moment()
    await arrives(house, late)
    await assert_gone(house, her, since)


async def test_a_press_of_before_the_exit_that_arrives_after_it(by_webhook, world):
    """A press has no date: it is answered as a stranger's, with the cover."""
    house, her = by_webhook, world.person()
    await house.enters(her)
    seen, data = house.buttons(her)["rights"]
    late = unseen(world, lambda: her.presses(data, on=seen.message_id))
    since = world.moment()
    her.types("выход")
    await house.settles()
    await house.passes(20)
    await arrives(house, late)
    await assert_gone(house, her, since)


async def test_a_press_and_the_exit_at_the_same_moment(house, world):
    """Both are on their way at once, in either order."""
    her = world.person()
    await house.enters(her)
    since = world.moment()
    await house.press(her, "rights")
    her.types("выход")
    await house.settles()
    await house.passes(5)
    await assert_gone(house, her, world.moment() if shown(her) else since)
    assert_dark(world, her, since)


async def test_the_exit_and_earlier_updates_that_come_again_do_nothing(by_webhook, world):
    house, her = by_webhook, world.person()
    first = world.updates.next_id
    await house.enters(her)
    await house.press(her, "rights")
    await house.settles()
    since = world.moment()
    her.types("выход")
    await house.settles()
    await house.passes(10)
    last = world.updates.next_id
    numbers = range(max(first, last - 8), last)
    assert len(numbers) >= 6
    for again in (1, 2):
        left = world.moment()
        for number in numbers:
            await arrives(house, number)
        assert calls(world, her, since=left) == [], again
        assert (await house.census()).conversations == 0
        if again == 1:
            await house.comes_back()
            await house.passes(10)
    await assert_gone(house, her, since)


async def test_exits_that_come_again_do_not_end_the_conversation_after_them(by_webhook, world):
    house, her = by_webhook, world.person()
    exits = []
    for _ in range(2):
        await house.enters(her)
        exits.append(world.updates.next_id)
        her.types("выход")
        await house.settles()
        await house.passes(5)
    await house.enters(her)
    for number in exits:
        await arrives(house, number)
    assert "find" in house.buttons(her)
    await house.comes_back()
    for number in exits:
        await arrives(house, number)
    assert "find" in house.buttons(her)


async def test_an_exit_that_was_not_confirmed_before_a_crash_comes_again(by_polling, world):
    """By polling nothing is confirmed until the next fetch: a crash brings the batch again."""
    house, her = by_polling, world.person()
    await house.enters(her)
    since = world.moment()
    confirming = world.faults.delay("getUpdates", when=lambda params: params.get("timeout"))
    her.sends("photo")
    her.types("выход")
    her.types(SECRET)
    await confirming.reached()
    await world.until(lambda: hers(her) == [] and is_cover(her.screen.text), "she is gone")
    assert len(world.updates.pending) == 3
    await house.crashes()
    world.faults.clear()
    left = world.moment()
    await house.opens()
    await house.settles()
    await house.passes(5)
    await assert_gone(house, her, since)
    assert calls(world, her, "sendMessage", "editMessageText", since=left) == []


async def test_messages_typed_around_the_exit_in_one_burst(house, world):
    """Her thumb goes on typing: what she typed in the same two seconds goes with the rest."""
    her = world.person()
    await house.enters(her)
    since = world.moment()
    for text in ("комек", SECRET, "выход", "x", "выход", "алло"):
        her.types(text)
    await house.settles()
    await house.passes(5)
    await assert_gone(house, her, since)


async def test_what_a_stranger_types_later_stays_and_is_answered_by_the_cover(house, world):
    her = world.person()
    await house.enters(her)
    since = world.moment()
    her.types("выход")
    await house.settles()
    await house.passes(3)
    her.types("привет")
    await house.settles()
    assert hers(her) == ["привет"]
    assert_dark(world, her, since)


async def test_she_edits_a_message_after_the_exit(by_webhook, world):
    """Only what stands can be edited; an edit dated before the exit is deleted as any message."""
    house, her = by_webhook, world.person()
    await house.enters(her)
    message = her.sends("photo")
    await house.settles()
    late = unseen(
        world,
        lambda: her._rewrite(world.api.people_messages(her.id)[message["message_id"]]),
    )
    since = world.moment()
    await house.press(her, "exit")
    await house.settles()
    await arrives(house, late)
    await assert_gone(house, her, since)


async def test_she_returns_at_once_and_gets_a_new_conversation(house, world):
    her = world.person()
    await house.enters(her)
    since = world.moment()
    her.types("выход")
    await house.settles()
    await assert_gone(house, her, since)
    await house.passes(5)
    await house.enters(her)
    assert len(shown(her)) == 1
    assert hers(her) == []


async def test_an_exit_goes_past_two_hundred_who_wait(by_webhook, world):
    """Order, not time: while the disk is slow and the provider takes 50 ms, only what was being
    written already comes before her.
    """
    house, her, people = by_webhook, world.person(), 200
    await house.enters(her)
    others = [world.person() for _ in range(people)]
    for one in others:
        one.starts("ru-KZ")
    await house.settles()
    world.updates.sender.limit = 3 * people  # else she would wait at Telegram
    world.api.delay = 0.05
    house.rows.stick()
    since = world.moment()
    for one in others:
        await house.press(one, "language:ru")
    await eventually(lambda: len(house.live.service._runner._lines) == people)
    for one in others:
        one.types("непонятное слово")
    await eventually(lambda: house.live.service.waiting == people)
    await house.press(her, "exit")
    await waits_for_the_disk(house)
    house.rows.free()
    await house.settles()
    edits = world.record.calls_of("editMessageText", since=since)
    place = next(n for n, call in enumerate(edits) if call.chat_id == her.id)
    assert place <= MOST, f"{place} of {len(edits)}"
    await assert_gone(house, her, since, people=people)


async def test_an_exit_waits_for_nobody_whose_answer_hangs(house, world):
    """One chat whose cover is slow to come, and her exit after it."""
    her, slow = world.person(), world.person("Berik")
    for one in (her, slow):
        await house.enters(one)
    hangs = world.faults.delay("editMessageText", when=of(slow))
    slow.types("выход")
    await hangs.reached()
    slow.types("привет")
    await eventually(lambda: len(house.live.service._runner._lines) == 1)
    since = world.moment()
    her.types("выход")
    await world.until(lambda: is_cover(her.screen.text) and not hers(her), "she is gone")
    hangs.release()
    await house.settles()
    await assert_gone(house, her, since)
