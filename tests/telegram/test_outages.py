"""Outages of ours and of Telegram's, of minutes and of days: afterwards nothing is sent (S01)."""

from __future__ import annotations

import asyncio

import pytest

from tests.telegram.watching import (
    assert_dark,
    assert_gone,
    calls,
    comes_again,
    eventually,
    hers,
    is_cover,
    lead,
    loses_answers,
    of,
    shown,
)

HOUR = 3600.0
QUIET = {"editMessageText", "deleteMessages"}


def writes(world, since: int) -> set[str]:
    """The methods that were called and change what somebody sees."""
    methods = {call.method for call in world.record.calls_of(since=since)}
    return {name for name in methods if name.startswith(("send", "edit", "delete"))}


async def after_an_outage(house, seconds: float) -> int:
    """The process is gone for so long; the moment when it came back."""
    await house.crashes()
    house._move(seconds)
    return await comes_up(house)


async def comes_up(house) -> int:
    since = house.world.moment()
    await house.opens()
    await comes_again(house)
    await house.passes(60)
    return since


async def test_s01_after_three_hours_only_edits_and_deletes_leave(house, world):
    """Screens stand, messages were typed meanwhile: nobody is written to."""
    aida, berik, cholpon, dina = (world.person(name) for name in "ABCD")
    for one in (aida, berik, cholpon):
        await house.enters(one)
    dina.types("привет")
    berik.sends("photo")
    await house.settles()
    await house.crashes()
    aida.types("он снова пришёл")
    aida.types("помогите")
    cholpon.types("меню")
    cholpon.types("выход")
    dina.types("рецепт")
    eva = world.person("E")
    eva.starts("ru-KZ")
    house._move(3 * HOUR)
    since = await comes_up(house)
    assert writes(world, since) <= QUIET
    world.assert_nothing_sent(since)
    for one in (aida, berik, cholpon):
        assert_dark(world, one, since)
    assert shown(aida) == shown(berik) == [lead()]
    assert hers(aida) == hers(cholpon) == []
    assert hers(berik) == ["[photo]"]
    assert house.session(cholpon) is None
    assert house.session(aida).covered
    assert len(hers(dina)) == 2, "a stranger's words stay"
    assert shown(eva) == []


@pytest.mark.parametrize(("late", "kept"), [(110, True), (130, False)])
async def test_s01_a_message_older_than_two_minutes_is_deleted_and_the_screen_covered(
    house, world, late, kept
):
    her = world.person()
    await house.enters(her)
    await house.crashes()
    her.types("права")
    house._move(late)
    await comes_up(house)
    assert hers(her) == []
    assert is_cover(her.screen.text) is not kept
    assert house.session(her).covered is not kept


@pytest.mark.parametrize("how", ["выход", "/x", "x x", "/delete"])
async def test_an_exit_typed_during_an_outage_is_carried_out_without_a_new_message(
    house, world, how
):
    her = world.person()
    await house.enters(her)
    await house.crashes()
    for word in how.split():
        her.types(word)
    house._move(3 * HOUR)
    since = await comes_up(house)
    world.assert_nothing_sent(since)
    await assert_gone(house, her, since, covers=len(shown(her)))
    assert house.session(her) is None
    assert writes(world, since) <= QUIET


async def test_an_exit_button_pressed_during_a_short_outage(house, world):
    """A press lives for 150 s; within them it leaves."""
    her = world.person()
    await house.enters(her)
    await house.crashes()
    await house.press(her, "exit")
    house._move(100)
    since = await comes_up(house)
    await assert_gone(house, her, since)


async def test_an_exit_button_pressed_during_a_long_outage_is_lost_at_telegram(house, world):
    """She is told so: if nothing happens, type x. The screen is covered all the same."""
    her = world.person()
    await house.enters(her)
    await house.crashes()
    await house.press(her, "exit")
    house._move(600)
    since = await comes_up(house)
    assert world.updates.expired
    assert shown(her) == [lead()]
    world.assert_nothing_sent(since)


async def test_idle_minutes_that_passed_during_an_outage_are_made_up_for(house, world):
    her = world.person()
    await house.enters(her)
    since = await after_an_outage(house, 400)
    assert shown(her) == [lead()]
    world.assert_nothing_sent(since)


async def test_a_screen_that_was_on_its_way_is_not_sent_after_its_time(house, world):
    """Committed and never carried out; the process came back after more than its 60 s."""
    her = world.person()
    await house.enters(her)
    her.deletes(her.screen.message_id)
    world.faults.plan(
        "swallowed", "sendmessage", when=of(her), effect=False, pause_before=None, drops=True
    )
    her.types("права")
    await world.until(lambda: world.faults.planned[0].calls, "it is sent")
    await house.crashes()
    world.faults.clear()
    house._move(70)
    since = await comes_up(house)
    world.assert_nothing_sent(since)
    assert shown(her) == []
    her.types("меню")
    await house.settles()
    assert len(shown(her)) == 1, "her next act brings a screen"


async def test_a_screen_that_was_on_its_way_is_sent_within_its_time(by_polling, world):
    house, her = by_polling, world.person()
    await house.enters(her)
    her.deletes(her.screen.message_id)
    lost = world.faults.hold("sendMessage", when=of(her))
    her.types("права")
    await lost.reached()
    await house.crashes()
    world.faults.clear()
    house._move(10)
    await house.opens()
    await comes_again(house)
    assert len(shown(her)) == 1, "sent once more, and the one whose id was lost is deleted"


async def test_telegram_is_down_for_ten_minutes_while_she_presses(by_webhook, world):
    """Nothing lands after its time: in the end the cover stands."""
    house, her = by_webhook, world.person()
    await house.enters(her)
    async with world.down():
        await house.press(her, "rights")
        await house.settles()
        her.types("непонятное слово")
        await house.settles()
        for _ in range(10):
            await house.passes(60)
    since = world.moment()
    await house.passes(60)
    assert_dark(world, her, since)
    assert shown(her) == [lead()]
    assert hers(her) == []
    world.assert_nothing_sent(since)
    assert writes(world, since) <= QUIET


async def test_telegram_answers_nothing_for_ten_minutes_while_she_presses(by_polling, world):
    """Every answer is lost and half of the effects happen."""
    house, her = by_polling, world.person()
    await house.enters(her)
    for effect in (True, False):
        world.faults.drop("*", effect=effect, when=of(her), times=8)
    await house.press(her, "rights")
    await house.settles()
    for _ in range(10):
        await house.passes(60)
    world.faults.clear()
    since = world.moment()
    await house.passes(120)
    assert_dark(world, her, since)
    world.assert_nothing_sent(since)
    her.types("зяблик")
    await house.settles()
    assert len(shown(her)) == 1
    since = world.moment()
    her.types("выход")
    await house.settles()
    await assert_gone(house, her, since)


async def test_an_edit_that_takes_seventy_seconds_is_followed_by_nothing_new(by_polling, world):
    house, her = by_polling, world.person()
    await house.enters(her)
    late = world.faults.delay("editMessageText", when=of(her))
    await house.press(her, "rights")
    await late.reached()
    her.types("меню")
    await house.passes(70, settled=False)
    since = world.moment()
    late.release()
    await house.settles()
    world.assert_nothing_sent(since)
    await house.passes(400)
    assert shown(her) == [lead()]


async def test_while_telegram_limits_her_chat_a_screen_is_dropped_after_its_time(by_polling, world):
    house, her = by_polling, world.person()
    await house.enters(her)
    before = shown(her)
    world.faults.flood("editMessageText", 90, when=of(her))
    await house.press(her, "rights")
    await house.settles()
    await house.passes(95)
    assert shown(her) == before
    await house.press(her, "rights")
    await house.settles()
    assert shown(her) != before, "her next act is answered"


async def test_a_wipe_found_after_hours_sends_no_cover(house, world):
    her = world.person()
    await house.enters(her)
    her.deletes(her.screen.message_id)
    house.rows.dies_at_next_commit = True
    her.types("выход")
    await house.rows.died.wait()
    since = await after_an_outage(house, 3 * HOUR)
    await assert_gone(house, her, since, covers=0)
    world.assert_nothing_sent(since)


async def test_after_two_days_ours_is_overwritten_and_hers_is_counted(house, world):
    """Nobody can delete what is older than 48 hours."""
    her = world.person()
    await house.enters(her)
    her.sends("photo")
    await house.settles()
    secret = her.screen.text
    since = await after_an_outage(house, 49 * HOUR)
    world.assert_nothing_sent(since)
    world.assert_never_seen(her, "[Пп]рава", world.moment())
    assert [text for text in shown(her) if text == secret] == []
    assert all(is_cover(text) for text in shown(her))
    assert hers(her) == ["[photo]"]
    census = await house.census()
    assert (census.conversations, census.wipes) == (0, 0)
    counts = {name: n for _, name, n in await house.rows.store.transact(lambda tx: tx.counts())}
    assert counts["left_behind"] == 1


async def test_a_chat_whose_person_blocked_us_during_the_outage(house, world):
    her = world.person()
    await house.enters(her)
    await house.crashes()
    her.blocks()
    house._move(3 * HOUR)
    since = await comes_up(house)
    assert calls(world, her, since=since) == [] or not world.under_way
    census = await house.census()
    assert (census.conversations, census.wipes) == (0, 0)


async def test_answers_that_were_lost_when_telegram_broke_down(by_polling, world):
    """All connections break with a screen in flight; ten seconds later she goes on."""
    house, her = by_polling, world.person()
    await house.enters(her)
    held = world.faults.hold("editMessageText", when=of(her))
    await house.press(her, "rights")
    await held.reached()
    loses_answers(world)
    held.release()
    await house.settles()
    await house.passes(10)
    assert len(shown(her)) == 1
    assert any(choice.startswith("topic:") for choice in house.buttons(her))


async def test_what_comes_while_a_process_is_killed_reaches_the_next_one(by_webhook, world):
    """Of the house itself: who was let in at the last moment would wait for the dead for ever."""
    house, her = by_webhook, world.person()
    killing = asyncio.create_task(house.crashes())
    await eventually(lambda: house.server.should_exit)
    her.starts("ru-KZ")
    await killing
    await house.opens()
    house._move(1)  # until Telegram tries again
    await house.sees(her, "language:ru")
    await house.settles()
