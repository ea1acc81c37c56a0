"""Calls whose effect or answer comes late: nothing that she left behind comes back (S12)."""

from __future__ import annotations

import pytest

from tests.telegram.watching import (
    assert_gone,
    calls,
    is_cover,
    lead,
    loses_answers,
    of,
    shown,
)

EDIT, SEND, DELETE = "editMessageText", "sendMessage", "deleteMessages"
RIGHTS = "rights"


async def neighbours(house, world) -> list:
    """Two who are in the middle of something; their ids lie between hers."""
    people = [world.person("Berik"), world.person("Cholpon")]
    for one in people:
        await house.enters(one)
        one.sends("photo")
        await house.settles()
    return people


def all_texts(people) -> list[list[str]]:
    return [one.texts for one in people]


async def test_an_edit_that_lands_after_the_exit_fails(house, world):
    her = world.person()
    await house.enters(her)
    old = her.screen.message_id
    late = world.faults.delay(EDIT, when=of(her))
    await house.press(her, RIGHTS)
    await late.reached()
    since = world.moment()
    her.types("выход")
    await world.until(lambda: shown(her) == [lead()] and her.screen.message_id > old, "the cover")
    late.release()
    await house.settles()
    await assert_gone(house, her, since)


@pytest.mark.parametrize("seconds", [0, 3, 14])
async def test_a_lost_edit_that_lands_after_the_exit_fails(house, world, seconds):
    """Its connection broke, a new message took its place, she left; then it lands."""
    her = world.person()
    await house.enters(her)
    late = world.faults.delay(EDIT, when=of(her))
    await house.press(her, RIGHTS)
    await late.reached()
    loses_answers(world)
    await world.until(lambda: world.record.sent(her.id)[1:], "a new screen, never a second edit")
    if seconds:
        await house.passes(seconds, settled=False)
    since = world.moment()
    her.types("выход")
    await world.until(lambda: all(is_cover(text) for text in shown(her)), "the cover")
    late.release()
    await house.settles()
    await assert_gone(house, her, since)


async def test_a_lost_edit_that_lands_while_she_leaves(by_polling, world):
    house, her = by_polling, world.person()
    await house.enters(her)
    late = world.faults.delay(EDIT, when=of(her))
    stuck = world.faults.delay(SEND, when=of(her))
    await house.press(her, RIGHTS)
    await late.reached()
    loses_answers(world)
    await stuck.reached()
    since = world.moment()
    her.types("выход")
    await world.until(lambda: calls(world, her, SEND, since=since), "the cover is sent")
    late.release()
    stuck.release()
    await house.settles()
    await house.passes(10)
    # What had left us before she did may still appear; it goes as soon as its id is known.
    await assert_gone(house, her, world.moment())


async def test_a_cover_whose_answer_is_lost_lands_twice_and_hides_nothing_else(by_polling, world):
    """The edit into the cover itself is late: it is replaced, and fails when it lands."""
    house, her = by_polling, world.person()
    await house.enters(her)
    late = world.faults.delay(EDIT, when=of(her))
    since = world.moment()
    her.types("выход")
    await late.reached()
    loses_answers(world)
    await world.until(lambda: shown(her) == [lead()], "a new message is the cover")
    late.release()
    await house.settles()
    await assert_gone(house, her, since)


async def test_the_idle_cover_is_late_and_she_comes_back_before_it(by_polling, world):
    """The timer's edit must not land upon the safety question, nor the other way round."""
    house, her = by_polling, world.person()
    await house.enters(her)
    late = world.faults.delay(EDIT, when=of(her))
    await house.passes(300, settled=False)
    await late.reached()
    loses_answers(world)
    her.types("зяблик")
    await world.until(lambda: "yes" in house.buttons(her), "the safety question")
    late.release()
    await house.settles()
    assert "yes" in house.buttons(her)
    since = world.moment()
    her.types("выход")
    await house.settles()
    await assert_gone(house, her, since)


async def test_a_send_in_flight_is_deleted_as_soon_as_its_id_is_known(by_polling, world):
    house, her = by_polling, world.person()
    await house.enters(her)
    people = await neighbours(house, world)
    before = all_texts(people)
    her.deletes(her.screen.message_id)
    held = world.faults.hold(SEND, when=of(her))
    her.types("меню")
    await held.reached()
    since = world.moment()
    her.types("выход")
    await world.until(lambda: lead() in shown(her), "the cover")
    held.release()
    await house.settles()
    await assert_gone(house, her, since, people=2)
    assert all_texts(people) == before


@pytest.mark.parametrize("effect", [True, False])
async def test_a_send_whose_fate_nobody_learns_is_searched_for(house, world, effect):
    """Ids are one sequence over all chats: the search spares the neighbours."""
    her = world.person()
    await house.enters(her)
    people = await neighbours(house, world)
    her.deletes(her.screen.message_id)
    stuck = world.faults.plan(
        "stuck", "sendmessage", when=of(her), effect=effect, pause_after=None, drops=True
    )
    her.types("меню")
    await stuck.reached()
    for one in people:
        one.sends("photo")
    before = all_texts(people)
    since = world.moment()
    her.types("выход")
    await world.until(lambda: lead() in shown(her), "the cover")
    stuck.release()
    await house.settles()
    await house.passes(10)
    await assert_gone(house, her, since, people=2)
    assert [texts[-1] for texts in all_texts(people)] == [texts[-1] for texts in before]
    assert [len(one.sees) for one in people] == [len(texts) for texts in before]
    assert world.api.foreign_ids, "ids of neighbours were named, and skipped"


async def test_a_lost_send_goes_with_its_repetition_before_any_exit(by_polling, world):
    house, her = by_polling, world.person()
    await house.enters(her)
    people = await neighbours(house, world)
    before = [len(one.sees) for one in people]
    her.deletes(her.screen.message_id)
    world.faults.drop(SEND, effect=True, when=of(her))
    her.types("меню")
    await house.settles()
    assert len(shown(her)) == 1
    assert len(world.record.sent(her.id)) == 3
    assert [len(one.sees) for one in people] == before


async def test_a_lost_cover_is_sent_once_more_and_one_is_left(by_polling, world):
    house, her = by_polling, world.person()
    await house.enters(her)
    people = await neighbours(house, world)
    before = all_texts(people)
    her.deletes(her.screen.message_id)
    world.faults.drop(SEND, effect=True, when=of(her), times=2)
    since = world.moment()
    her.types("выход")
    await house.settles()
    for _ in range(4):
        await house.passes(5)
    await assert_gone(house, her, since, people=2)
    assert all_texts(people) == before


async def test_many_lost_sends_in_a_row_leave_nothing(by_polling, world):
    """A line that eats every answer for a while: each message is found."""
    house, her = by_polling, world.person()
    await house.enters(her)
    her.deletes(her.screen.message_id)
    world.faults.drop(SEND, effect=True, when=of(her), times=6)
    her.types("меню")
    await house.settles()
    her.types("права")
    await house.settles()
    since = world.moment()
    her.types("выход")
    await house.settles()
    for _ in range(6):
        await house.passes(10)
    await assert_gone(house, her, since)


async def test_she_leaves_before_the_first_screen_has_come(house, world):
    """A card opened the door, its first message is on its way, and she has to go."""
    her = world.person()
    held = world.faults.delay(SEND, when=of(her))
    her.starts("ru-KZ")
    await held.reached()
    since = world.moment()
    her.types("выход")
    await world.until(lambda: lead() in shown(her), "the cover")
    held.release()
    await house.settles()
    await house.passes(5)
    await assert_gone(house, her, world.moment())
    world.assert_never_seen(her, "ru-KZ", world.moment())
    assert len(world.record.sent(her.id, since)) == 2


@pytest.mark.parametrize("how", ["idle", "exit"])
async def test_words_that_are_fetched_late_do_not_end_the_search_for_a_lost_send(
    by_polling, world, how
):
    """Typed before it landed, fetched after it was lost: they are no bound for where it stands."""
    house, her = by_polling, world.person()
    await house.enters(her)
    her.deletes(her.screen.message_id)
    lost = world.faults.delay(SEND, when=of(her))
    world.faults.flood(SEND, 30, when=of(her))
    her.types("меню")
    await lost.reached()
    await world.hang_up()
    her.types("зяблик")
    lost.release()
    await world.until(lambda: calls(world, her, SEND)[-1].status == 429, "it is sent again")
    await house.live.service.settled()
    assert len(shown(her)) == 1, "what was lost stands there"
    await house.sleeps_over(1.0)
    await house.settles()
    if how == "exit":
        her.types("выход")
        await house.settles()
    await house.passes(40)
    await house.passes(600)
    assert shown(her) == [lead()]
