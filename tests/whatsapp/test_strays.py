"""Records that nobody owes a deletion any more go by their age, and nobody else's do (S56)."""

from __future__ import annotations

from bot.channels.whatsapp.strays import AGAIN_SECONDS, AGE_SECONDS
from tests.whatsapp.house import DAY

DELETE, LIST = "messages.delete", "messages.list"


async def test_what_was_written_while_nothing_ran_goes_when_it_is_a_day_old_s56(house, world):
    her = world.person()
    await house.closes()
    for text in ("hi", "помогите", "выход"):
        her.types(text)
    her.sends("photo")
    await world.delivered()
    await house.opens()
    await house.passes(AGE_SECONDS - 600)
    assert len(world.copies(her)) == 5, "with the photo"
    await house.passes(AGAIN_SECONDS + 1200)
    await world.until(lambda: not world.copies(her), "it is gone")
    world.assert_no_copies(her)
    assert house.live.counts["strays"] == 4


async def test_it_goes_on_every_page_and_on_both_sides(house, world):
    people = [world.person() for _ in range(3)]
    await house.closes()
    for her in people:
        for number in range(90):
            her.types(str(number))
    await world.delivered()
    await house.opens()
    await house.passes(AGE_SECONDS + AGAIN_SECONDS + 600)
    await world.until(lambda: world.copies() == [], "all of them")


async def test_what_belongs_to_another_sender_of_the_account_stays(house, world):
    her = world.person()
    await house.closes()
    ours, theirs = her.types("x"), her.types("y")
    await world.delivered()
    world.api.messages[theirs.sid].to = "whatsapp:+999555999999"
    await house.opens()
    await house.passes(2 * DAY)
    await house.settles()
    assert theirs.sid in world.api.messages
    assert ours.sid not in world.api.messages


async def test_what_is_not_final_or_refused_is_tried_again(house, world):
    her = world.person()
    await house.closes()
    her.types("hi")
    await world.delivered()
    await house.opens()
    world.api.final_after = 2 * DAY
    await house.passes(AGE_SECONDS + AGAIN_SECONDS + 600)
    assert world.copies(her)
    world.faults.busy(DELETE, times=3)
    world.faults.gateway(LIST, times=3)
    await house.passes(3 * DAY)
    await world.until(lambda: not world.copies(her), "it is gone")


async def test_while_all_goes_well_there_is_none(house, world):
    her = world.person()
    await house.enters(her)
    await house.says(her, "выход")
    await house.passes(2 * DAY)
    assert house.live.counts["strays"] == 0
    assert world.copies() == []
