"""Fetching updates: nothing is confirmed before it is committed, nothing is handled twice."""

from __future__ import annotations

import asyncio
import json

import pytest

from bot.channels.base import Done
from bot.channels.telegram.account import (
    REFUSED,
    TWO_PROCESSES,
    WEBHOOK_ELSEWHERE,
    AccountError,
    problem_of,
)
from bot.channels.telegram.polling import CONFLICT_SECONDS, CONFLICTS, Polling
from bot.channels.telegram.reception import Reception, Ways
from bot.channels.telegram.transport import Reply
from bot.clock import ManualClock
from bot.held import HANDLED
from fakes.telegram.record import Call
from fakes.telegram.world import World
from tests.fakes.plain import Caller
from tests.telegram.house import House, housed


def fetches(world: World, since: int = 0) -> list[Call]:
    return world.record.calls_of("getUpdates", since=since)


def offsets(world: World, since: int = 0) -> list[int]:
    return [call.params.get("offset", 0) for call in fetches(world, since)]


def ids(world: World) -> list[int]:
    return sorted(world.updates.raw)


# --- confirming


async def test_what_was_handled_is_confirmed_by_the_next_fetch(by_polling: House, world: World):
    her = world.person()
    her.starts("ru-KZ")
    await by_polling.sees(her, "language:ru")
    await world.delivered()
    assert offsets(world)[-1] == ids(world)[-1] + 1


async def test_a_fetch_says_what_we_want_and_waits(by_polling: House, world: World):
    params = fetches(world)[-1].params
    kinds = ["message", "edited_message", "callback_query", "my_chat_member"]
    assert params == {"timeout": 50, "limit": 100, "allowed_updates": kinds}


async def test_nothing_is_confirmed_before_it_is_committed(by_polling: House, world: World):
    house, her = by_polling, world.person()
    house.rows.stick()
    her.starts("ru-KZ")
    await house.rows.reached.wait()
    assert world.updates.pending
    assert not any(offsets(world))
    house.rows.free()
    await world.delivered()
    assert any(offsets(world))


async def test_s12_what_was_committed_when_it_died_is_handled_once(by_polling: House, world: World):
    house, her = by_polling, world.person()
    await house.enters(her)
    since = world.moment()
    house.rows.dies_at_next_commit = True
    her.types("выход")
    await house.rows.died.wait()
    await house.crashes()
    assert world.updates.pending, "it was not confirmed"
    await house.opens()
    await house.settles()
    assert not world.updates.pending
    assert world.updates.polling.redelivered
    assert house.session(her) is None
    covers = [one for one in world.history(her) if one.moment > since and one.by_bot and one.text]
    assert len({one.text for one in covers}) == 1, "one cover, however often it was delivered"


async def test_what_was_committed_but_not_shown_is_shown_after_the_crash(
    by_polling: House, world: World
):
    house, her = by_polling, world.person()
    house.rows.dies_at_next_commit = True
    her.starts("ru-KZ")
    await house.rows.died.wait()
    await house.comes_back()
    await house.sees(her, "language:ru")
    await house.settles()
    assert len([one for one in world.history(her) if one.by_bot and one.new]) == 1


async def test_what_was_not_committed_when_it_died_comes_again(by_polling: House, world: World):
    house, her = by_polling, world.person()
    house.rows.stick()
    her.starts("ru-KZ")
    await house.rows.reached.wait()
    await house.comes_back()
    await house.sees(her, "language:ru")


async def test_an_orderly_end_confirms_so_that_nothing_comes_again(by_polling: House, world: World):
    house, her = by_polling, world.person()
    her.starts("ru-KZ")
    await world.until(lambda: len(fetches(world)) == 2)
    await house.closes()
    assert fetches(world)[-1].params == {"offset": ids(world)[-1] + 1, "limit": 1, "timeout": 0}
    since = world.moment()
    await house.opens()
    assert offsets(world, since) == [0]
    assert not world.updates.polling.redelivered


# --- batches


async def test_of_one_chat_no_more_is_confirmed_at_a_time_than_is_remembered(
    world: World, tmp_path, pack
):
    her, other = world.person(), world.person()
    for number in range(3 * HANDLED):
        her.types(f"{number}")
    other.types("hello")
    async with housed(world, tmp_path, pack, webhook=False) as house:
        await world.delivered()
        first = ids(world)[0]
        steps = [offset - first for offset in offsets(world) if offset]
        assert steps == [HANDLED, 2 * HANDLED, 3 * HANDLED + 1]
        await house.settles()


async def test_many_chats_are_handled_and_confirmed_together(world: World, tmp_path, pack):
    people = [world.person() for _ in range(60)]
    for person in people:
        person.starts("ru-KZ")
    async with housed(world, tmp_path, pack, webhook=False) as house:
        for person in people:
            await house.sees(person, "language:ru")
        await world.delivered()
        confirmed = {offset for offset in offsets(world) if offset}
        assert max(confirmed) == ids(world)[-1] + 1
        # One on a quiet machine; on a busy one it asks again while some are not done.
        assert len(confirmed) <= len(people) / 10, "not one by one"


async def test_after_an_empty_answer_any_number_is_welcome(by_polling: House, world: World):
    house, her = by_polling, world.person()
    her.starts("ru-KZ")
    await house.sees(her, "language:ru")
    await world.until(lambda: world.updates.polling.poll)
    world.updates.polling.answer(at_once=True)  # As after fifty quiet seconds.
    await world.until(lambda: len(fetches(world)) == 3)
    assert offsets(world)[-1] == 0
    world.updates.next_id = 1000  # As after a quiet week.
    await house.press(her, "language:ru", "yes")


async def test_what_is_no_update_is_passed_over_and_confirmed(by_polling: House, world: World):
    house, her = by_polling, world.person()
    world.deliver({"message": {"message_id": "five"}})
    her.starts("ru-KZ")
    await house.sees(her, "language:ru")
    await world.delivered()
    assert house.live.counts["unreadable"] == 1


# --- presses


async def test_a_press_is_answered_by_a_call_of_its_own(by_polling: House, world: World):
    her = world.person()
    await by_polling.enters(her)
    await world.until(lambda: len(world.record.calls_of("answerCallbackQuery")) == 4)
    presses = world.record.calls_of("answerCallbackQuery")
    assert [call.outcome for call in presses] == ["ok"] * 4
    assert not any(call.in_answer for call in presses)


async def test_a_press_that_cannot_be_answered_holds_up_nothing(by_polling: House, world: World):
    house, her = by_polling, world.person()
    world.faults.hold("answerCallbackQuery", times=None)
    her.starts("ru-KZ")
    await house.press(her, "language:ru", "yes")
    await house.press(her, "yes", "go")
    await world.until(lambda: not world.updates.pending)


# --- when it cannot go on


async def test_another_process_that_comes_for_a_moment_is_sat_out(by_polling: House, world: World):
    house, her, other = by_polling, world.person(), Caller(world)
    await other("getUpdates")
    await house.sleeps_over(CONFLICT_SECONDS)
    await world.until(lambda: len(fetches(world)) == 3)
    her.starts("ru-KZ")
    await house.sees(her, "language:ru")
    await other.close()


@pytest.mark.parametrize("busy", [False, True])
async def test_another_process_that_stays_is_one_sentence(
    by_polling: House, world: World, busy: bool
):
    """Also on a busy bot, where each of the two gets something between two conflicts."""
    house, other, her = by_polling, Caller(world), world.person()
    for count in range(1, CONFLICTS + 2):
        await world.until(lambda: world.updates.polling.poll)
        await other("getUpdates")
        if count <= CONFLICTS:
            before = len(fetches(world))
            await house.sleeps_over(CONFLICT_SECONDS)
            await world.until(lambda n=before: len(fetches(world)) > n)
            if busy:
                her.types("hello")
                await world.delivered()
    with pytest.raises(AccountError) as problem:
        await asyncio.wait_for(house.letting_in, 5)
    assert str(problem.value) == TWO_PROCESSES
    await other.close()


async def test_a_webhook_elsewhere_is_one_sentence(world: World, tmp_path, pack):
    world.set_webhook("http://127.0.0.1:9/elsewhere")
    house = House(world, tmp_path, pack, webhook=False)
    await house.opens(heard=False)
    with pytest.raises(AccountError) as problem:
        await asyncio.wait_for(house.letting_in, 5)
    assert str(problem.value) == WEBHOOK_ELSEWHERE
    await house.closes()


async def test_a_webhook_that_is_set_meanwhile_is_the_same_sentence(
    by_polling: House, world: World
):
    other = Caller(world)
    await other("setWebhook", url="http://127.0.0.1:9/elsewhere")
    await by_polling.sleeps_over(CONFLICT_SECONDS)
    with pytest.raises(AccountError) as problem:
        await asyncio.wait_for(by_polling.letting_in, 5)
    assert str(problem.value) == WEBHOOK_ELSEWHERE
    await other.close()


async def test_a_token_that_is_revoked_while_we_run_is_one_sentence(
    by_polling: House, world: World
):
    world.api.token = "4242:another"
    world.person().starts()  # It ends the fetch that waits.
    with pytest.raises(AccountError) as problem:
        await asyncio.wait_for(by_polling.letting_in, 5)
    assert str(problem.value) == REFUSED


# --- outages


async def test_an_outage_is_sat_out_and_nothing_is_lost(by_polling: House, world: World):
    house, her = by_polling, world.person()
    her.starts("ru-KZ")
    await house.sees(her, "language:ru")
    async with world.down():
        her.types("hello")
        for failures in range(1, 5):
            await house.sleeps_over(failures)
        await house.clock.somebody_sleeps(5)
    await house.sleeps_over(5)
    await world.listens()
    await house.settles()
    assert not world.updates.pending
    await house.press(her, "language:ru", "yes")


@pytest.mark.parametrize("fault", ["error", "nonsense", "truncate", "flood", "drop"])
async def test_a_fetch_that_fails_is_repeated_after_a_pause(
    world: World, tmp_path, pack, fault: str
):
    her = world.person()
    her.starts("ru-KZ")
    planned = getattr(world.faults, fault)("getUpdates")
    house = House(world, tmp_path, pack, webhook=False)
    await house.opens(heard=False)
    await planned.reached()
    assert len(fetches(world)) == 1
    await house.sleeps_over(1.0)
    await house.sees(her, "language:ru")
    await house.closes()


async def test_while_nothing_can_be_stored_nothing_is_confirmed(by_polling: House, world: World):
    house, her = by_polling, world.person()
    house.rows.down = True
    her.starts("ru-KZ")
    for _ in range(5):
        await house.sleeps_over(1.0)
    assert not any(offsets(world))
    house.rows.down = False
    await house.sleeps_over(1.0)
    await world.delivered()
    await house.sees(her, "language:ru")


async def test_at_the_start_telegram_may_be_away_for_a_while(
    world: World, tmp_path, pack, caplog: pytest.LogCaptureFixture
):
    house = House(world, tmp_path, pack, webhook=False)
    async with world.down():
        await house.opens(heard=False)
        async with asyncio.timeout(5):
            # Others sleep for 2 seconds too.
            while "it is asked again" not in caplog.text:  # noqa: ASYNC110 - a log has no event
                await asyncio.sleep(0.01)
        for seconds in (2, 4, 8, 16, 30):
            await house.sleeps_over(seconds)
        await house.clock.somebody_sleeps(30)
        assert not house.letting_in.done()
    await house.sleeps_over(30)
    await world.listens()
    await house.closes()


class Batch:
    """A Bot API that has one batch, then nothing for ever."""

    def __init__(self, *texts: str) -> None:
        self.batch = [
            {
                "update_id": number,
                "message": {
                    "message_id": number,
                    "date": 1_800_000_000,
                    "chat": {"id": 700_000_000 + number, "type": "private"},
                    "text": text,
                },
            }
            for number, text in enumerate(texts, 1)
        ]

    async def post(self, method, body, *, urgent=False, seconds=0.0):
        if not self.batch:
            await asyncio.Event().wait()
        batch, self.batch = self.batch, []
        return Reply(200, json.dumps({"ok": True, "result": batch}).encode())

    async def close(self):
        pass


async def test_s11_an_exit_goes_before_everything_that_came_in_the_same_batch():
    texts = ("привет", "шымкент", "x", "алло")
    taken: list[str] = []
    all_taken = asyncio.Event()

    async def receive(update):
        taken.append(update.event.text)
        if len(taken) == len(texts):
            all_taken.set()
        return Done()

    def is_exit(update):
        return update.event.text == "x"

    there = Batch(*texts)
    ways = Ways(receive, None, lambda _: True, None, is_exit, lambda update: update)
    polling = Polling(there, Reception(ways, there), ManualClock(1_800_000_000.0), problem_of)
    running = asyncio.create_task(polling.run())
    await asyncio.wait_for(all_taken.wait(), 5)
    assert taken == ["x", "привет", "шымкент", "алло"]
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
