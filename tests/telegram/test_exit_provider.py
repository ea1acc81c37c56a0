"""Leaving while Telegram is slow, fails, floods or is silent: it only takes longer (S12, S13)."""

from __future__ import annotations

import pytest

from tests.telegram.watching import (
    assert_dark,
    assert_gone,
    calls,
    hers,
    is_cover,
    lead,
    loses_answers,
    of,
    shown,
)

FAULTS = {
    "500": lambda faults, method, when: faults.error(method, 500, when=when),
    "502 with effect": lambda faults, method, when: faults.error(method, 502, True, when=when),
    "504": lambda faults, method, when: faults.error(method, 504, when=when),
    "reset before": lambda faults, method, when: faults.drop(method, effect=False, when=when),
    "reset after": lambda faults, method, when: faults.drop(method, effect=True, when=when),
    "answered twice": lambda faults, method, when: faults.twice(method, when=when),
    "no JSON": lambda faults, method, when: faults.nonsense(method, when=when),
    "no JSON, no effect": lambda faults, method, when: faults.nonsense(method, False, when=when),
    "truncated": lambda faults, method, when: faults.truncate(method, when=when),
    "too long": lambda faults, method, when: faults.miscount(method, -3, when=when),
    "429": lambda faults, method, when: faults.flood(method, 7, when=when),
    "50 ms": lambda faults, method, when: faults.hold(method, 0.05, when=when),
}
EDIT, SEND, DELETE = "editMessageText", "sendMessage", "deleteMessages"


async def with_things(house, world, her) -> None:
    """She is inside; a photo and a voice message stand in the chat."""
    await house.enters(her)
    for kind in ("photo", "voice"):
        her.sends(kind)
        await house.settles()


@pytest.mark.parametrize("method", [EDIT, SEND, DELETE])
@pytest.mark.parametrize("fault", FAULTS)
async def test_any_call_of_a_wipe_may_fail_once(by_polling, world, fault, method):
    house, her = by_polling, world.person()
    await with_things(house, world, her)
    if method == SEND:
        her.deletes(her.screen.message_id)
    planned = FAULTS[fault](world.faults, method, of(her))
    since = world.moment()
    her.types("выход")
    await house.settles()
    await house.passes(30)
    assert planned.calls, "the fault befell nothing"
    await assert_gone(house, her, since)


@pytest.mark.parametrize("fault", ["500", "reset after", "429"])
async def test_every_call_of_a_wipe_may_fail_for_a_minute(house, world, fault):
    her = world.person()
    await with_things(house, world, her)
    when = of(her)
    for method in (EDIT, SEND, DELETE):
        planned = FAULTS[fault](world.faults, method, when)
        planned.times = None
    since = world.moment()
    her.types("выход")
    await house.settles()
    await house.passes(60)
    world.faults.clear()
    await house.passes(60)
    await assert_gone(house, her, since)


@pytest.mark.parametrize("seconds", [5, 14])
async def test_a_slow_answer_to_the_cover_holds_up_nothing_but_its_own_end(
    by_polling, world, seconds
):
    house, her = by_polling, world.person()
    await with_things(house, world, her)
    held = world.faults.hold(EDIT, when=of(her))
    since = world.moment()
    her.types("выход")
    await held.reached()
    await world.until(lambda: hers(her) == [], "the deletes go beside the cover")
    assert shown(her) == [lead()]
    await house.passes(seconds, settled=False)
    held.release()
    await house.settles()
    await assert_gone(house, her, since)


async def test_a_slow_delete_holds_up_no_cover(by_polling, world):
    house, her = by_polling, world.person()
    await with_things(house, world, her)
    late = world.faults.delay(DELETE, when=of(her))
    since = world.moment()
    her.types("выход")
    await late.reached()
    await world.until(lambda: is_cover(her.screen.text), "the cover comes beside the deletes")
    await house.passes(5, settled=False)
    late.release()
    await house.settles()
    await assert_gone(house, her, since)


async def test_while_edits_are_limited_the_screen_is_deleted_at_once(by_polling, world):
    """Deletes are free of Telegram's limits: nobody stays lit until a 429 is over."""
    house, her = by_polling, world.person()
    await with_things(house, world, her)
    world.faults.flood(EDIT, 30, when=of(her), times=None)
    world.faults.flood(SEND, 30, when=of(her))
    since = world.moment()
    her.types("выход")
    await house.settles()
    assert_dark(world, her, since)
    assert hers(her) == []
    world.faults.clear()
    await house.passes(31)
    await assert_gone(house, her, since)


async def test_a_limit_of_one_second_keeps_the_screen_and_edits_it(by_polling, world):
    house, her = by_polling, world.person()
    await with_things(house, world, her)
    world.faults.flood(EDIT, 1, when=of(her))
    since = world.moment()
    her.types("выход")
    await house.settles()
    await house.passes(2)
    await assert_gone(house, her, since)
    world.assert_nothing_sent(since, her)


async def test_limited_deletes_are_repeated_at_their_time_and_not_before(by_polling, world):
    house, her = by_polling, world.person()
    await with_things(house, world, her)
    world.faults.flood(DELETE, 40, when=of(her))
    since = world.moment()
    her.types("выход")
    await house.settles()
    assert shown(her) == [lead()]
    assert len(hers(her)) == 3
    await house.passes(39)
    assert len(calls(world, her, DELETE, since=since)) == 1
    await house.passes(3)
    await assert_gone(house, her, since)


async def test_telegram_is_unreachable_while_she_leaves_and_comes_back(by_webhook, world):
    house, her = by_webhook, world.person()
    await with_things(house, world, her)
    since = world.moment()
    async with world.down():
        her.types("выход")
        await house.settles()
        await house.passes(40)
    await house.passes(30)
    await assert_gone(house, her, since)
    world.assert_nothing_sent(since, her)


async def test_the_answers_of_the_whole_wipe_are_lost(by_polling, world):
    house, her = by_polling, world.person()
    await with_things(house, world, her)
    held = [world.faults.hold(method, when=of(her)) for method in (EDIT, DELETE)]
    since = world.moment()
    her.types("выход")
    for one in held:
        await one.reached()
    loses_answers(world)
    world.faults.clear()
    await house.settles()
    await house.passes(10)
    await assert_gone(house, her, since)


@pytest.mark.parametrize("for_both", [True, False])
async def test_she_has_deleted_the_screen_herself(by_polling, world, for_both):
    house, her = by_polling, world.person()
    await with_things(house, world, her)
    her.deletes(her.screen.message_id, for_both=for_both)
    since = world.moment()
    her.types("выход")
    await house.settles()
    if for_both:
        await assert_gone(house, her, since)
    else:
        assert her.sees == [], "for her alone the cover stands in a message that she does not see"
        assert (await house.census()).wipes == 0


async def test_she_has_cleared_the_whole_chat(house, world):
    her = world.person()
    await with_things(house, world, her)
    her.clears_chat()
    since = world.moment()
    her.types("выход")
    await house.settles()
    await assert_gone(house, her, since)


async def test_she_deletes_the_cover_while_it_comes(by_polling, world):
    house, her = by_polling, world.person()
    await with_things(house, world, her)
    held = world.faults.hold(EDIT, when=of(her))
    since = world.moment()
    her.types("выход")
    await held.reached()
    her.clears_chat()
    held.release()
    await house.settles()
    await assert_gone(house, her, since, covers=0)


async def test_a_screen_that_cannot_be_edited_is_deleted_and_the_cover_sent(by_polling, world):
    house, her = by_polling, world.person()
    await with_things(house, world, her)
    old = her.screen.message_id
    refused = b'{"ok":false,"error_code":400,"description":"Bad Request: message can\'t be edited"}'
    world.faults.plan("refused", EDIT, when=of(her), status=400, body=refused, effect=False)
    since = world.moment()
    her.types("выход")
    await house.settles()
    await assert_gone(house, her, since)
    assert her.screen.message_id > old


async def test_she_blocked_us_and_is_forgotten_with_one_try_to_delete(by_polling, world):
    """She may have let us in again before we hear of it; then these calls reach her chat."""
    house, her = by_polling, world.person()
    await with_things(house, world, her)
    since = world.moment()
    her.blocks()
    await house.settles()
    await house.passes(10)
    census = await house.census()
    assert (census.conversations, census.wipes, census.ledger) == (0, 0, 0)
    tried = calls(world, her, since=since)
    assert [(call.method, call.status) for call in tried] == [(EDIT, 403), (DELETE, 403)]


async def test_she_blocked_us_and_let_us_in_again_before_we_heard(by_polling, world):
    house, her = by_polling, world.person()
    await with_things(house, world, her)
    since = world.moment()
    her.blocks()
    her.unblocks()
    await house.settles()
    await assert_gone(house, her, since)


async def test_she_blocks_us_right_after_the_exit(by_polling, world):
    house, her = by_polling, world.person()
    await with_things(house, world, her)
    held = [world.faults.delay(method, when=of(her)) for method in (EDIT, DELETE)]
    her.types("выход")
    for one in held:
        await one.reached()
    her.blocks()
    world.faults.clear()
    await house.settles()
    await house.passes(3600)
    census = await house.census()
    assert (census.conversations, census.wipes) == (0, 0)


async def test_her_account_is_gone(by_polling, world):
    house, her = by_polling, world.person()
    await with_things(house, world, her)
    held = world.faults.delay(DELETE, when=of(her))
    her.types("выход")
    await held.reached()
    her.deletes_account()
    world.faults.clear()
    await house.settles()
    await house.passes(3600)
    assert (await house.census()).wipes == 0


@pytest.mark.parametrize("typed", ["x", ""])
async def test_while_edits_are_limited_hiding_deletes_the_screen_too(by_polling, world, typed):
    """A panic key brings the cover as a new message as soon as it may; the idle timer does not."""
    house, her = by_polling, world.person()
    await with_things(house, world, her)
    world.faults.flood(EDIT, 20, when=of(her), times=None)
    if not typed:
        await house.passes(300)
    since = world.moment()
    if typed:
        her.types(typed)
    await house.settles()
    assert_dark(world, her, since)
    world.faults.clear()
    await house.passes(21)
    assert shown(her) == ([lead()] if typed else [])
    her.types("зяблик")
    await house.settles()
    assert "yes" in house.buttons(her)
    since = world.moment()
    her.types("выход")
    await house.settles()
    await assert_gone(house, her, since)
