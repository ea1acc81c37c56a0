"""The provider's records of both sides: each goes in the end, and nothing of her is kept for it."""

from __future__ import annotations

import asyncio
import io
import os

import pytest

from bot.__main__ import main
from bot.shell.leaving import open_wipe
from fakes.telegram.clock import Clock
from fakes.twilio.world import Twilio
from tests.talk import NOW
from tests.telegram.test_promises_canary import logged, on_disk
from tests.whatsapp.house import DAY, House, housed, of

CREATE, DELETE = "messages.create", "messages.delete"
CANARY = "zqxj"
PLACE = (42.318777, 69.591333)


async def leaves(house: House, her) -> int:
    since = house.world.moment()
    await house.says(her, "выход")
    return since


async def count(house: House, name: str) -> int:
    kept = await house.rows.store.transact(lambda tx: tx.counts())
    return sum(number for _, found, number in kept if found == name)


# --- not final yet (20009)


@pytest.mark.parametrize("days", [60 / DAY, 1.0, 6.0, 13.0])
async def test_what_is_not_final_is_deleted_as_soon_as_it_is_s56(house, world, days):
    her = world.person()
    await house.enters(her)
    world.api.final_after = days * DAY
    her.sends("photo")
    await house.settles()
    since = await leaves(house, her)
    assert world.copies(her)
    await house.passes(days * DAY + 7 * 3600)
    await house.assert_gone(her, since)
    assert await count(house, "left_behind") == 0


async def test_what_is_not_final_after_two_weeks_is_counted_as_left_behind_s56(house, world):
    her = world.person()
    await house.enters(her)
    world.api.final_after = 30 * DAY
    await leaves(house, her)
    left = len(world.copies(her))
    assert left
    await house.passes(13 * DAY)
    assert (await house.census()).wipes == 1, "it can still be read by the next process"
    assert await count(house, "left_behind") == 0
    await house.passes(2 * DAY)
    assert (await house.census()).wipes == 0
    assert await count(house, "left_behind") == left - 1, "the two parts of a screen are one"


async def test_it_is_asked_ever_more_seldom(house, world):
    her = world.person()
    await house.enters(her)
    world.api.final_after = 10 * DAY
    await leaves(house, her)
    sids = {copy.sid for copy in world.copies(her)}
    await house.passes(10 * DAY + 7 * 3600)
    world.assert_no_copies(her)
    tries = [one for one in world.record.calls if one.method == DELETE and one.ids["sid"] in sids]
    assert len(tries) < 100 * len(sids)


async def test_while_she_is_here_what_is_not_final_waits_and_holds_nothing_up(house, world):
    her = world.person()
    world.api.final_after = 120.0
    await house.enters(her)
    assert len(world.copies(her)) > 5
    await house.passes(200)
    assert len(world.copies(her)) <= 2, "what stands"


async def test_a_phone_that_is_off_for_days_and_what_waits_for_it_s56(house, world):
    her = world.person()
    await house.enters(her)
    seen, button = house.choices(her)["plan"]
    her.presses(button.id, on=seen.sid)
    her.goes_offline()
    await house.settles()
    await house.passes(2 * DAY)
    assert world.copies(her), "sent and not delivered: Twilio keeps it"
    assert (await house.census()).conversations == 0
    her.comes_online()
    await house.passes(8 * 3600)
    world.assert_no_copies(her)
    assert (await house.census()).wipes == 0


async def test_a_restart_in_between_goes_on_with_it(house, world):
    her = world.person()
    await house.enters(her)
    world.api.final_after = 3 * DAY
    since = await leaves(house, her)
    await house.comes_back()
    await house.passes(2.5 * DAY)
    await house.restarts()
    await house.passes(DAY / 2 + 7 * 3600)
    await house.assert_gone(her, since)


@pytest.mark.parametrize("how", ["busy", "drop", "gateway", "outage"])
async def test_deletes_that_fail_are_repeated_until_they_do_not(house, world, how):
    her = world.person()
    await house.enters(her)
    if how == "outage":
        await world.outage()
    else:
        getattr(world.faults, how)(DELETE, times=None)
    her.types("выход")
    await world.until(lambda: house.session(her) is None, "she has left")
    await house.passes(600, settled=False)
    assert (await house.census()).wipes >= 1
    if how == "outage":
        await world.recover()
    world.faults.clear()
    await house.settles()
    await house.passes(600)
    world.assert_no_copies(her)
    assert (await house.census()).wipes == 0


# --- who cannot be reached any more


@pytest.mark.parametrize("code", [63014, 63003, 63024])
async def test_whom_a_message_could_not_be_brought_is_forgotten_and_her_copies_go(
    house, world, code
):
    her = world.person()
    await house.enters(her)
    world.faults.fails(code, when=of(her))
    await house.press(her, "plan")
    assert house.session(her) is None
    await house.passes(180)
    world.assert_no_copies(her)
    census = await house.census()
    assert (census.conversations, census.wipes, census.outbox) == (0, 0, 0)


async def test_who_blocked_us_is_forgotten_and_her_copies_go_s56(house, world):
    her = world.person()
    await house.enters(her)
    seen, button = house.choices(her)["plan"]
    her.presses(button.id, on=seen.sid)
    her.blocks()
    await house.settles()
    assert house.session(her) is None
    await house.passes(180)
    world.assert_no_copies(her)


async def test_who_opted_out_at_twilio_is_forgotten_and_her_copies_go_s56(house, world):
    """Twilio refuses to send to her at once, and deletes all the same."""
    her = world.person()
    await house.enters(her)
    seen, button = house.choices(her)["plan"]
    her.presses(button.id, on=seen.sid)
    her.opts_out()
    await house.settles()
    assert house.session(her) is None
    await house.passes(180)
    world.assert_no_copies(her)
    assert (await house.census()).wipes == 0


async def test_who_opted_out_and_leaves_gets_no_word_and_her_copies_go_s56(house, world):
    her = world.person()
    await house.enters(her)
    her.opts_out()
    world.api.final_after = 60.0
    since = await leaves(house, her)
    await house.assert_gone(her, since, oks=0)


async def test_a_failure_that_is_no_fault_of_hers_forgets_nobody(house, world):
    her = world.person()
    await house.enters(her)
    world.faults.fails(63018, when=of(her))
    await house.press(her, "plan")
    assert house.session(her) is not None
    assert house.live.counts["failed_63018"] == 1


async def test_a_late_word_of_failure_about_somebody_who_left_does_nothing(house, world):
    her = world.person()
    await house.enters(her)
    old = next(one for one in world.api.messages.values() if not one.inbound)
    since = await leaves(house, her)
    world.tells(old, "undelivered")
    await house.assert_gone(her, since)


# --- the command


async def test_pana_forget_forgets_a_number_and_her_copies_go(house, world, monkeypatch, capsys):
    for her, said in ((world.person(), "+999 555 010 001"), (world.person(hidden=True), "")):
        await house.enters(her)
        since = world.moment()
        address = said or her.id.removeprefix("whatsapp:")
        code = await forgets(house, monkeypatch, f"whatsapp:{address}\n")
        assert code == 0
        assert "known" in capsys.readouterr().out
        await house.passes(5)
        assert house.session(her) is None
        await house.assert_gone(her, since, oks=0)


async def test_pana_forget_while_nothing_runs_and_the_next_start_completes_it(
    house, world, monkeypatch
):
    her = world.person()
    await house.enters(her)
    since = world.moment()
    await house.closes()
    assert await forgets(house, monkeypatch, f"{her.id}\n") == 0
    await house.opens()
    await house.assert_gone(her, since, oks=0)


async def forgets(house: House, monkeypatch, lines: str) -> int:
    """The command in a thread: it has an event loop of its own."""
    env = {**os.environ, **house.env}
    monkeypatch.setattr("os.environ", env)
    monkeypatch.setattr("sys.stdin", io.StringIO(lines))
    monkeypatch.setattr("time.time", house.clock.now)
    return await asyncio.to_thread(main, ["forget"])


# --- canaries


def secrets(her) -> list[bytes]:
    number = her.id.removeprefix("whatsapp:").lstrip("+")
    texts = [CANARY, CANARY.upper(), number, number[3:], *map(str, PLACE), "42.3187", "he beats"]
    return [text.encode() for text in texts]


def assert_none(found: bytes, her, where: str) -> None:
    for secret in secrets(her):
        assert secret not in found, (where, secret)


async def goes_everywhere(house: House, world, her) -> None:
    await house.enters(her)
    await house.chooses(her, "find")
    await house.chooses(her, "shelter")
    for act in (
        lambda: her.types(f"{CANARY} town"),
        lambda: her.pins(*PLACE, label=CANARY, address=CANARY),
        lambda: her.types(f"he beats me {CANARY}"),
        lambda: her.types(f"{CANARY} that nobody understands"),
        lambda: her.sends("photo", caption=f"{CANARY} caption"),
        lambda: her.sends("document"),
        lambda: her.sends("contact"),
        lambda: her.sends("voice"),
        lambda: her.types(CANARY.upper() * 900),
    ):
        act()
        await house.settles()
        await house.passes(5)
    for fault in ("busy", "drop", "gateway", "nonsense", "truncate"):
        getattr(world.faults, fault)(CREATE, when=of(her))
        await house.says(her, f"{CANARY} while it fails")
        await house.passes(5)


@pytest.mark.parametrize("hidden", [False, True])
async def test_s55_s21_nothing_of_hers_is_in_a_log_or_on_disk_after_she_left(
    tmp_path, pack, hidden
):
    with logged() as written:
        async with Twilio(Clock(NOW)) as world, housed(world, tmp_path, pack) as house:
            her = world.person(CANARY.title(), hidden=hidden)
            await house.enters(world.person("Neighbour"))
            await goes_everywhere(house, world, her)
            assert_none(on_disk(tmp_path), her, "on disk while she is here")
            await house.comes_back()
            world.api.final_after = 3600.0
            await house.says(her, "/x")
            await house.passes(6)
            assert_none(on_disk(tmp_path), her, "on disk six seconds after she left")
            census = await house.census()
            assert (census.conversations, census.wipes) == (1, 1), "only ids wait to be deleted"
            await house.passes(DAY / 4)
            world.assert_no_copies(her)
            counts = dict(house.live.counts)
        assert_none(on_disk(tmp_path), her, "on disk after the end")
    assert_none(written().encode(), her, "in the log")
    assert CANARY not in str(counts)


async def test_what_waits_for_its_deletion_knows_nobody_s56(house, world):
    """Sealed as it is: of a wipe that only deletes, nothing but ids can be opened."""
    her = world.person()
    await house.enters(her)
    world.api.final_after = DAY
    await leaves(house, her)
    await house.passes(10)
    vault = house.live.service._conversations.vault
    rows = await house.rows.store.transact(lambda tx: list(tx.wipes()))
    assert rows
    for row in rows:
        wipe = open_wipe(vault, row).wipe
        assert [target.address for target in wipe.targets] == [""]
        assert (wipe.cover, wipe.fresh) == (None, None)
        assert her.id[-9:] not in repr(wipe)
        assert all(mark.id[:2] in {"SM", "MM"} for mark in wipe.targets[0].marks)
