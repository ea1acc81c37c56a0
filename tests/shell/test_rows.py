"""What a conversation's row holds: words, keys, look-ups."""

from __future__ import annotations

import msgspec

from bot.keys import RootKeys, Vault
from tests.shell.world import HER, HOUR, NOW


async def test_her_own_word_leaves_and_is_nowhere_in_clear(world):
    await world.say("open")
    await world.say("word Lily of the Valley")
    await world.say("lily of the valleys")
    assert world.texts() == ["secret 3"]
    conversations = await world.read(lambda tx: tx.touched_before(NOW * 2, 10))
    assert all(b"lily" not in row.sealed.lower() for row in conversations)
    await world.say("LILY  of the valley")
    assert world.texts() == ["cover"]
    assert world.hers() == []


async def test_her_own_word_leaves_after_a_restart_too(world):
    await world.say("open")
    await world.say("word lily")
    await world.restart()
    await world.say("lily")
    assert world.texts() == ["cover"]
    assert (await world.census()).conversations == 0


async def test_a_word_that_she_gave_up_means_nothing_any_more(world):
    await world.say("open")
    await world.say("word lily")
    await world.say("no word")
    await world.say("lily")
    assert world.texts() == ["secret 4"]


async def test_the_first_touch_of_a_day_wraps_the_key_anew(world):
    await world.say("open")
    await world.wait(17 * HOUR)  # past midnight; the idle timer does not count as a touch
    await world.say("help")
    (row,) = await world.read(lambda tx: tx.touched_before(NOW * 2, 10))
    assert row.day == "2027-01-16"
    assert row.touched_at == NOW + 17 * HOUR


async def test_a_newer_root_key_takes_over_on_the_next_touch(world):
    old = world.roots
    await world.say("open")
    new = RootKeys.parse(RootKeys.new_item())
    world.roots = RootKeys((*new, *old))
    await world.restart()
    await world.say("help")
    assert world.texts() == ["secret 2"]
    (row,) = await world.read(lambda tx: tx.touched_before(NOW * 2, 10))
    assert row.lookup == Vault(world.roots, world.shelf).lookups("telegram", HER)[0]


async def test_a_row_that_nobody_can_read_is_a_stranger(world):
    await world.say("open")
    (row,) = await world.read(lambda tx: tx.touched_before(NOW * 2, 10))
    broken = msgspec.structs.replace(row, sealed=b"\0" * 40, version=row.version + 1)
    await world.read(lambda tx: tx.update(broken, row.version))
    await world.say("hi")
    assert (await world.census()).conversations == 0
    assert "cover" in world.texts()
