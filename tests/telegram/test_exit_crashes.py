"""Leaving while the process dies or the disk fails: it is completed, nothing comes back (S12)."""

from __future__ import annotations

import asyncio

import pytest

from tests.telegram.watching import (
    assert_dark,
    assert_gone,
    calls,
    comes_again,
    hers,
    is_cover,
    lead,
    of,
    shown,
    waits_for_the_disk,
)

EDIT, SEND, DELETE = "editmessagetext", "sendmessage", "deletemessages"


async def with_things(house, world, her) -> None:
    await house.enters(her)
    for kind in ("photo", "voice"):
        her.sends(kind)
        await house.settles()


def swallowed(world, her, method: str):
    """The call hangs and never has an effect."""
    return world.faults.plan(
        "swallowed", method, when=of(her), effect=False, pause_before=None, drops=True
    )


async def dies_and_returns(house, world) -> None:
    """The process is killed where it stands; a minute later there is a new one."""
    await house.crashes()
    world.faults.clear()
    await house.passes(20, settled=False)
    await house.opens()
    await comes_again(house)
    await house.passes(30)


async def test_a_crash_right_after_the_commit_before_any_call(house, world):
    her = world.person()
    await with_things(house, world, her)
    house.rows.dies_at_next_commit = True
    since = world.moment()
    her.types("выход")
    await house.rows.died.wait()
    assert calls(world, her, since=since) == []
    await dies_and_returns(house, world)
    await assert_gone(house, her, since)
    world.assert_nothing_sent(since, her)


@pytest.mark.parametrize("swallows", [EDIT, DELETE])
async def test_a_crash_in_the_middle_of_the_wipe(house, world, swallows):
    """The cover stands and nothing is deleted, or everything else is deleted and it does not."""
    her = world.person()
    await with_things(house, world, her)
    hangs = swallowed(world, her, swallows)
    since = world.moment()
    her.types("выход")
    await hangs.reached()
    if swallows == DELETE:
        await world.until(lambda: is_cover(her.screen.text), "the cover")
        assert len(hers(her)) == 3
    else:
        await world.until(lambda: hers(her) == [], "the deletes")
    await dies_and_returns(house, world)
    await assert_gone(house, her, since)
    world.assert_nothing_sent(since, her)


async def test_a_crash_when_all_is_done_and_not_written_down(house, world):
    her = world.person()
    await with_things(house, world, her)
    since = world.moment()
    hangs = world.faults.hold(DELETE, when=of(her))
    her.types("выход")
    await hangs.reached()
    await world.until(lambda: is_cover(her.screen.text) and not hers(her), "all is done")
    await dies_and_returns(house, world)
    await assert_gone(house, her, since)
    world.assert_nothing_sent(since, her)


@pytest.mark.parametrize("effect", [True, False])
async def test_a_crash_while_the_cover_is_sent(house, world, effect):
    """Nobody learns its id: a second one is sent, and one of the two is found and deleted."""
    her = world.person()
    await with_things(house, world, her)
    her.deletes(her.screen.message_id)
    hangs = world.faults.plan(
        "hangs", SEND, when=of(her), effect=effect, pause_after=None if effect else 0.0,
        pause_before=0.0 if effect else None, drops=True,
    )  # fmt: skip
    since = world.moment()
    her.types("выход")
    await hangs.reached()
    if effect:
        await world.until(lambda: lead() in shown(her), "the cover")
    await dies_and_returns(house, world)
    await assert_gone(house, her, since)


async def test_a_crash_while_a_screen_is_edited_and_she_leaves(house, world):
    """The dead process cannot overtake us, but its edit may still be on its way."""
    her = world.person()
    await with_things(house, world, her)
    late = world.faults.delay(EDIT, when=of(her))
    await house.press(her, "rights")
    await late.reached()
    house.rows.dies_at_next_commit = True
    since = world.moment()
    her.types("выход")
    await house.rows.died.wait()
    await house.crashes()
    await house.opens()
    await world.until(lambda: shown(her) == [lead()], "the cover")
    late.release()
    await comes_again(house)
    await house.passes(5)
    await assert_gone(house, her, since)


async def test_a_crash_before_the_commit_and_the_exit_comes_again(house, world):
    her = world.person()
    await with_things(house, world, her)
    house.rows.stick()
    since = world.moment()
    her.types("выход")
    await waits_for_the_disk(house)
    await dies_and_returns(house, world)
    await assert_gone(house, her, since)


async def test_two_crashes_in_a_row(by_webhook, world):
    house, her = by_webhook, world.person()
    await with_things(house, world, her)
    house.rows.dies_at_next_commit = True
    since = world.moment()
    her.types("выход")
    await house.rows.died.wait()
    await house.crashes()
    world.faults.drop(DELETE, effect=False, when=of(her), times=None)
    await house.opens()
    assert len(hers(her)) == 3
    await dies_and_returns(house, world)
    await assert_gone(house, her, since)


async def test_a_crash_while_delete_makes_a_fresh_door(house, world):
    her = world.person()
    await with_things(house, world, her)
    old = her.screen.text
    house.rows.dies_at_next_commit = True
    since = world.moment()
    her.types("/delete")
    await house.rows.died.wait()
    await dies_and_returns(house, world)
    assert hers(her) == []
    assert old not in shown(her)
    assert "language:ru" in house.buttons(her)
    assert len(world.record.sent(her.id, since)) == 1


async def test_the_disk_is_full_while_she_leaves(house, world):
    """What memory knows goes at once, Telegram is not told *done*, and the exit comes again."""
    her = world.person()
    await with_things(house, world, her)
    house.rows.down = True
    since = world.moment()
    her.types("выход")
    await world.until(lambda: is_cover(her.screen.text) and not hers(her), "from memory")
    assert world.updates.pending, "it was not acknowledged"
    assert (await house.census()).conversations == 1
    house.rows.down = False
    await comes_again(house)
    await assert_gone(house, her, since)
    world.assert_nothing_sent(since, her)


async def test_the_webhook_answers_503_while_the_disk_is_full(by_webhook, world):
    house, her = by_webhook, world.person()
    await house.enters(her)
    house.rows.down = True
    her.types("выход")
    await world.until(lambda: world.updates.last_error, "Telegram hears of it")
    assert "503" in world.updates.last_error[1]
    await world.until(lambda: is_cover(her.screen.text), "the cover")
    house.rows.down = False


async def test_the_disk_stands_still_for_a_second_while_she_leaves(house, world):
    her = world.person()
    await with_things(house, world, her)
    house.rows.stick()
    since = world.moment()
    her.types("выход")
    await waits_for_the_disk(house)
    await house.passes(1, settled=False)
    await world.until(lambda: is_cover(her.screen.text) and not hers(her), "from memory")
    house.rows.free()
    await comes_again(house)
    await assert_gone(house, her, since)
    world.assert_nothing_sent(since, her)


async def test_the_disk_is_full_and_nothing_is_in_memory(by_webhook, world):
    house, her = by_webhook, world.person()
    await house.enters(her)
    await house.comes_back()
    house.rows.down = True
    since = world.moment()
    await house.press(her, "exit")
    await world.until(lambda: is_cover(her.screen.text), "the message that she pressed")
    house.rows.down = False
    await comes_again(house)
    await assert_gone(house, her, since)


async def test_the_disk_is_full_for_an_hour_after_she_typed_the_exit(by_webhook, world):
    house, her = by_webhook, world.person()
    await with_things(house, world, her)
    house.rows.down = True
    since = world.moment()
    her.types("выход")
    await world.until(lambda: is_cover(her.screen.text) and not hers(her), "from memory")
    await house.passes(3600, settled=False)
    house.rows.down = False
    await comes_again(house)
    await assert_gone(house, her, since)
    world.assert_nothing_sent(since, her)


async def test_a_panic_key_while_the_disk_is_full(by_webhook, world):
    house, her = by_webhook, world.person()
    await with_things(house, world, her)
    house.rows.down = True
    since = world.moment()
    her.types("x")
    await world.until(lambda: is_cover(her.screen.text), "from memory")
    house.rows.down = False
    await comes_again(house)
    assert_dark(world, her, since)
    assert house.session(her).covered, "hidden, not left, however often it comes again"
    assert len(hers(her)) == 2, "what she has not decided about stays"


async def test_the_disk_is_full_and_somebody_else_waits_before_her(house, world):
    """Her exit is heard, also by polling, where what is not done yet is fetched before it."""
    her, other = world.person(), world.person("Berik")
    await house.enters(other)
    await with_things(house, world, her)
    house.rows.down = True
    other.types("права")
    await house.passes(3, settled=False)
    since = world.moment()
    her.types("выход")
    for _ in range(5):
        await asyncio.sleep(0.01)
        await house.passes(1, settled=False)
    await world.until(lambda: is_cover(her.screen.text) and not hers(her), "from memory")
    house.rows.down = False
    await comes_again(house)
    await assert_gone(house, her, since, people=1)
    assert any(choice.startswith("topic:") for choice in house.buttons(other)), "he is answered"
