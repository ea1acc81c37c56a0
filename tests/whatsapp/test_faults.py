"""What goes wrong between Twilio and us, and with our process: nothing twice, nothing late."""

from __future__ import annotations

import asyncio

import pytest

from tests.whatsapp.house import DAY, OKS, House, of

CREATE, DELETE = "messages.create", "messages.delete"


async def photo_and_place(house: House, her) -> None:
    await house.enters(her)
    her.sends("photo")
    await house.settles()
    await house.chooses(her, "find")


async def is_gone(house: House, her, since: int) -> None:
    """She has left, or nothing has happened and she types the word again, as she was told. What was
    lost on its way to us goes when it is a day old.
    """
    await house.settles()
    if (await house.census()).conversations:
        assert not house.sent(her, since)
        await house.says(her, "выход")
    await house.passes(300)
    assert len(house.world.copies(her)) <= 1
    await house.assert_gone(her, since, waits=DAY + 9 * 3600)


# --- the process dies


async def points(house: House, her) -> tuple[int, int]:
    """How many commits and calls an exit takes."""
    commits, since = house.rows.commits, house.world.moment()
    her.types("выход")
    await house.settles()
    calls = [one for one in house.world.record.calls if one.moment > since]
    return house.rows.commits - commits, len(calls)


@pytest.mark.parametrize("before", [True, False])
async def test_a_crash_before_or_after_each_commit_of_an_exit(house, world, before):
    await photo_and_place(house, first := world.person())
    commits, _ = await points(house, first)
    assert commits >= 2
    for number in range(1, commits + 1):
        her = world.person()
        await photo_and_place(house, her)
        since = world.moment()
        house.rows.dies_before, house.rows.dies_in = before, number
        her.types("выход")
        async with asyncio.timeout(5):
            await house.rows.died.wait()
        await house.comes_back()
        await is_gone(house, her, since)


@pytest.mark.parametrize("effect", [True, False])
async def test_a_crash_before_or_after_each_call_of_an_exit(house, world, effect):
    await photo_and_place(house, first := world.person())
    _, calls = await points(house, first)
    assert calls >= 4
    for number in range(calls):
        her = world.person()
        await photo_and_place(house, her)
        since, seen = world.moment(), []
        pauses = {"pause_after" if effect else "pause_before": None}

        def nth(_, number=number, seen=seen) -> bool:
            seen.append(1)
            return len(seen) == number + 1

        hangs = world.faults.plan("hangs", when=nth, effect=effect, drops=True, **pauses)
        her.types("выход")
        await hangs.reached()
        await house.crashes()
        world.faults.clear()
        await house.opens()
        await is_gone(house, her, since)


@pytest.mark.parametrize("before", [True, False])
async def test_a_crash_before_or_after_each_commit_of_a_step(house, world, before):
    """She is answered, or presses again; nothing is left anywhere in the end."""
    for number in range(1, 7):
        her = world.person()
        await house.enters(her)
        house.rows.dies_before, house.rows.dies_in = before, number
        seen, button = house.choices(her)["rights"]
        her.presses(button.id, on=seen.sid)
        try:
            async with asyncio.timeout(0.3):
                await house.rows.died.wait()
        except TimeoutError:
            house.rows.dies_in = 0
        await house.comes_back()
        await house.settles()
        if house.session(her) is None or house.session(her).step != "topics":
            await house.says(her, "Мои права")
            assert house.session(her).step == "topics"
        await house.passes(130)
        since = world.moment()
        await house.says(her, "выход")
        await house.assert_gone(her, since, waits=DAY + 9 * 3600)


@pytest.mark.parametrize("effect", [True, False])
async def test_a_crash_while_a_page_is_sent(house, world, effect):
    her = world.person()
    await house.enters(her)
    pauses = {"pause_after" if effect else "pause_before": None}
    hangs = world.faults.plan("hangs", CREATE, when=of(her), effect=effect, drops=True, **pauses)
    seen, button = house.choices(her)["find"]
    her.presses(button.id, on=seen.sid)
    await hangs.reached()
    await house.crashes()
    world.faults.clear()
    await house.opens()
    await house.settles()
    assert house.session(her).step == "need"
    assert "1. " in her.screen.text, "templates are not known again yet"
    await house.passes(240)
    stands = {part.sid for part in her.sees[-2:]}
    assert {copy.sid for copy in world.copies(her)} <= stands


async def test_what_a_dead_process_owed_is_not_sent_late(house, world):
    her = world.person()
    await house.enters(her)
    hangs = world.faults.plan(
        "hangs", CREATE, when=of(her), effect=False, pause_before=None, drops=True
    )
    seen, button = house.choices(her)["find"]
    her.presses(button.id, on=seen.sid)
    await hangs.reached()
    await house.crashes()
    world.faults.clear()
    since = world.moment()
    await house.passes(120, settled=False)
    await house.opens()
    await house.passes(120)
    assert house.sent(her, since) == []


# --- the provider fails


@pytest.mark.parametrize("how", ["busy", "gateway", "drop", "nonsense"])
async def test_a_page_comes_once_the_provider_answers_again_within_a_minute(house, world, how):
    her = world.person()
    await house.enters(her)
    more = {} if how in ("busy", "nonsense") else {"effect": False}
    getattr(world.faults, how)(CREATE, when=of(her), times=2, **more)
    await house.press(her, "find")
    for _ in range(10):
        await house.passes(3)
    assert {"back", "menu"} & set(house.choices(her))
    await house.passes(240)
    assert len(world.copies(her)) <= 2
    assert (await house.census()).outbox == 0


async def test_a_page_that_could_not_be_sent_within_a_minute_never_comes(house, world):
    her = world.person()
    await house.enters(her)
    world.faults.busy(CREATE, when=of(her), times=None)
    since = world.moment()
    await house.press(her, "find")
    await house.passes(120)
    world.faults.clear()
    await house.passes(3600)
    assert house.sent(her, since) == []


async def test_what_waited_too_long_in_twilio_s_queue_never_comes(house, world):
    her = world.person()
    await house.enters(her)
    world.office.sends_after = 15.0
    since = world.moment()
    await house.press(her, "find")
    await house.passes(120)
    assert house.sent(her, since) == []
    assert house.live.counts["failed_30036"] >= 1
    world.office.sends_after = 0.0
    await house.says(her, "меню")
    assert house.sent(her, since)


async def test_an_outage_of_an_hour_brings_nothing_late(house, world):
    her = world.person()
    await house.enters(her)
    since = world.moment()
    async with world.down():
        her.types("Мои права")
        await house.passes(3600, settled=False)
    await house.settles()
    await house.passes(300)
    assert house.sent(her, since) == []
    await house.passes(24 * 3600)
    world.assert_no_copies(her)


# --- what is brought more than once, or in another order


async def test_nothing_is_handled_twice(house, world):
    her = world.person()
    await house.enters(her)
    seen, button = house.choices(her)["rights"]
    post = her.presses(button.id, on=seen.sid)
    for _ in range(3):
        world.repeats(post)
    await house.settles()
    token = house.session(her).token
    for _ in range(3):
        world.repeats(post)
    await house.comes_back()
    world.repeats(post)
    await house.settles()
    assert house.session(her).token == token


async def test_what_she_sends_at_once_is_answered_in_whatever_order_it_comes(house, world):
    her = world.person()
    await house.enters(her)
    posts = [her.types(text) for text in ("Мои права", "меню", "112", "!", "план", "назад")]
    her.sends("photo")
    for post in reversed(posts):
        world.repeats(post)
    await house.settles()
    assert house.session(her) is not None
    assert house.choices(her)
    await house.passes(200)
    assert len(world.copies(her)) <= 3
    since = world.moment()
    await house.says(her, "выход")
    await house.assert_gone(her, since)


@pytest.mark.parametrize("how", ["disordered", "doubled"])
async def test_statuses_out_of_order_or_twice_change_nothing(house, world, how):
    setattr(world.office, how, True)
    her = world.person()
    await house.enters(her)
    her.opens()
    await house.press(her, "rights")
    since = world.moment()
    await house.says(her, "выход")
    await house.assert_gone(her, since)
    assert set(house.sent(her, since)) <= OKS


async def test_a_status_that_comes_before_the_answer_to_its_call_changes_nothing(house, world):
    her = world.person()
    await house.enters(her)
    held = world.faults.hold(CREATE, when=of(her))
    seen, button = house.choices(her)["rights"]
    her.presses(button.id, on=seen.sid)
    await held.reached()
    await asyncio.sleep(0.05)
    held.release()
    await house.settles()
    assert house.session(her).step == "topics"
    assert (await house.census()).outbox == 0


async def test_a_restart_while_she_writes_loses_nothing_that_twilio_brings_again(house, world):
    """While nobody listens Twilio tries three times more; what comes then is answered once."""
    her = world.person()
    await house.enters(her)
    await house.closes()
    post = her.types("Мои права")
    await house.opens()
    await world.until(lambda: post.outcome != "under way", "Twilio has tried")
    await house.settles()
    if post.outcome == "lost":
        await house.says(her, "Мои права")
    assert house.session(her).step == "topics"
