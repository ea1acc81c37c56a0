"""The key that sends her position, from phone to provider (S12, S17, S37)."""

from __future__ import annotations

import pytest

LABEL = "Отправить точку"


async def asks(house, world):
    """She has the key under her text field."""
    her = world.person()
    await house.enters(her)
    await house.press(her, "find", "talk")
    await house.press(her, "talk", "position:ask")
    await house.press(her, "position:ask")
    await house.settles()
    assert LABEL in str(her.keyboard)
    return her


def clean(house, world, her) -> None:
    assert her.id not in world.api.keyboards
    assert all(note.silent for note in world.record.notifications if note.chat_id == her.id)
    assert not any(seen.text == "·" for seen in her.sees)


async def test_a_press_sends_the_position_and_the_key_goes(house, world):
    her = await asks(house, world)
    her.taps(LABEL, 42.3187, 69.5912)
    await house.settles()
    clean(house, world, her)
    assert house.session(her).answers["place"] == "kz-shymkent"
    assert len(her.sees) == 1


@pytest.mark.parametrize("act", ["/x", ".", "/delete", "шымкент"])
async def test_whatever_she_types_the_key_goes(house, world, act):
    her = await asks(house, world)
    her.types(act)
    await house.settles()
    clean(house, world, her)
    assert len(her.sees) == 1


async def test_after_a_minute_the_key_goes_and_after_five_the_screen(by_webhook, world):
    her = await asks(by_webhook, world)
    await by_webhook.passes(61)
    clean(by_webhook, world, her)
    assert by_webhook.session(her).covered is False
    since = world.moment()
    await by_webhook.passes(300)
    assert by_webhook.session(her).covered is True
    assert world.record.sent(her.id, since) == []


async def test_a_crash_while_it_stands_leaves_none(by_webhook, world):
    her = await asks(by_webhook, world)
    await by_webhook.crashes()
    by_webhook._move(600)
    await by_webhook.opens()
    await by_webhook.settles()
    clean(by_webhook, world, her)
