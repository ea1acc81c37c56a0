"""Every way to leave and to hide on WhatsApp, over HTTP: one word at most, and nothing after it."""

from __future__ import annotations

import asyncio

import pytest

from bot.channels.whatsapp import reception, webhook
from tests.talk import real_pack
from tests.whatsapp.house import DAY, OKS, House, of, swallowed

WORDS = [
    (locale, word) for locale in ("kk", "ru", "en") for word in real_pack().words[locale].exit_words
]
CREATE = "messages.create"


async def inside(house: House, her, locale: str = "ru") -> int:
    await house.enters(her, locale)
    return house.world.moment()


@pytest.mark.parametrize(("locale", "word"), [WORDS[0], WORDS[len(WORDS) // 2], WORDS[-1]])
async def test_an_exit_word_brings_one_word_and_then_nothing_for_weeks_s12(
    house, world, locale, word
):
    her = world.person()
    since = await inside(house, her, locale)
    await house.says(her, word)
    assert house.sent(her, since) == [her.screen.text]
    assert her.screen.text in OKS
    await house.assert_gone(her, since)
    await house.passes(20 * DAY)
    await house.assert_gone(her, since)
    assert (await house.census()).remains == 0


@pytest.mark.slow
async def test_every_exit_word_of_every_language_leaves_s11(house, world):
    for locale, word in WORDS:
        her = world.person()
        since = await inside(house, her, locale)
        await house.says(her, word.upper())
        assert house.session(her) is None, word
        assert set(house.sent(her, since)) <= OKS
    await house.passes(180)
    assert world.copies() == []


@pytest.mark.parametrize("word", ["stop", "STOP", "unsubscribe", "/x", "Stop.", "выход!"])
async def test_words_of_carriers_and_commands_leave_too(house, world, word):
    her = world.person()
    since = await inside(house, her)
    await house.says(her, word)
    await house.assert_gone(her, since)


async def test_a_stranger_s_exit_word_brings_one_word_and_leaves_nothing(house, world):
    her = world.person()
    await house.says(her, "выход")
    await house.assert_gone(her, 0)
    await house.passes(DAY + 3600)
    assert (await house.census()).remains == 0


async def test_delete_ends_in_a_fresh_door_and_the_old_copies_go(house, world):
    her = world.person()
    since = await inside(house, her)
    old = {copy.sid for copy in world.copies(her)}
    await house.says(her, "/delete")
    assert house.session(her).country == ""
    assert house.sent(her, since)
    assert not old & {copy.sid for copy in world.copies(her)}
    assert (await house.census()).wipes == 0


# --- hiding


@pytest.mark.parametrize("key", ["x", ".", "х", "он идет", "ол келе жатыр"])
async def test_a_panic_key_sends_nothing_and_the_next_words_ask_first(house, world, key):
    her = world.person()
    since = await inside(house, her)
    await house.says(her, key)
    assert house.sent(her, since) == []
    assert house.session(her).covered
    await house.passes(60)
    await house.says(her, "здравствуйте")
    assert house.session(her).step == "back"


async def test_a_second_panic_key_leaves(house, world):
    her = world.person()
    since = await inside(house, her)
    await house.says(her, "x")
    await house.says(her, "x")
    await house.assert_gone(her, since)


async def test_hidden_for_a_quarter_of_an_hour_she_is_forgotten_in_silence(house, world):
    her = world.person()
    since = await inside(house, her)
    await house.says(her, "x")
    await house.passes(15 * 60 + 1)
    await house.assert_gone(her, since, oks=0)


async def test_silence_sends_nothing_and_she_is_forgotten_after_a_day_s01(house, world):
    her = world.person()
    since = await inside(house, her)
    await house.passes(301)
    assert house.session(her).covered
    await house.passes(DAY)
    await house.assert_gone(her, since, oks=0)


@pytest.mark.parametrize("how", ["busy", "drop", "gateway"])
async def test_a_page_that_could_not_be_sent_does_not_come_after_she_hides_s12(house, world, how):
    """It waits for its next try, and then she hides: nothing of it may come any more."""
    her = world.person()
    await inside(house, her)
    more = {} if how == "busy" else {"effect": False}
    getattr(world.faults, how)(CREATE, when=of(her), times=None, **more)
    await house.press(her, "plan")
    await house.says(her, "x")
    world.faults.clear()
    since = world.moment()
    await house.passes(120)
    assert house.sent(her, since) == []
    assert house.session(her).covered


async def test_the_rest_of_a_long_page_does_not_come_after_she_hides_s12(house, world):
    her = world.person()
    since = await inside(house, her)
    first = world.faults.hold(CREATE, when=of(her))
    seen, button = house.choices(her)["plan"]
    her.presses(button.id, on=seen.sid)
    await first.reached()
    her.types("x")
    await world.until(lambda: house.session(her).covered, "she hides")
    await asyncio.sleep(0.05)
    first.release()
    await house.settles()
    assert len(house.sent(her, since)) == 1, "what Twilio had taken already"
    await house.passes(120)
    assert len(house.sent(her, since)) == 1
    since = world.moment()
    await house.says(her, "x")
    await house.assert_gone(her, since)


# --- leaving while something is on its way


async def test_what_is_being_sent_ends_with_the_part_that_is_under_way_s12(house, world):
    her = world.person()
    await inside(house, her)
    first = world.faults.hold(CREATE, when=of(her))
    seen, button = house.choices(her)["plan"]
    her.presses(button.id, on=seen.sid)
    await first.reached()
    her.types("выход")
    await world.until(lambda: house.session(her) is None, "she has left")
    await world.until(lambda: any(text in OKS for text in her.texts), "the word")
    since = world.moment()
    first.release()
    await house.settles()
    assert len(house.sent(her, since)) <= 1, "what Twilio had taken already, and no second part"
    await house.passes(180)
    world.assert_no_copies(her)
    assert (await house.census()).wipes == 0


@pytest.mark.parametrize("effect", [True, False])
async def test_the_record_of_a_page_whose_answer_was_lost_is_found_after_she_left_s56(
    house, world, effect
):
    her = world.person()
    await inside(house, her)
    hangs = swallowed(world, her, effect=effect)
    seen, button = house.choices(her)["plan"]
    her.presses(button.id, on=seen.sid)
    await hangs.reached()
    her.types("выход")
    await world.until(lambda: house.session(her) is None, "she has left")
    await house.crashes()
    hangs.release()
    await house.opens()
    since = world.moment()
    await house.assert_gone(her, since, waits=300)


@pytest.mark.parametrize("effect", [True, False])
@pytest.mark.parametrize("how", ["drop", "gateway", "nonsense"])
async def test_the_word_itself_is_said_once_at_most_and_its_record_is_found_s56(
    house, world, how, effect
):
    her = world.person()
    since = await inside(house, her)
    getattr(world.faults, how)(CREATE, when=of(her), times=None, effect=effect)
    await house.says(her, "выход")
    await house.passes(30)
    calls = [one for one in world.record.calls if one.method == CREATE and one.moment > since]
    assert len(calls) == 1
    world.faults.clear()
    await house.assert_gone(her, since, waits=300)


async def test_a_record_that_comes_late_is_found_too_s56(house, world):
    """The connection broke, and Twilio makes the message half a minute later all the same."""
    her = world.person()
    since = await inside(house, her)
    late = world.faults.delay(CREATE, when=of(her))
    her.types("выход")
    await late.reached()
    await house.crashes()
    await house.opens()
    await house.passes(30, settled=False)
    late.release()
    await world.until(lambda: house.sent(her, since), "the word")
    await house.assert_gone(her, since, waits=300)


def looked_for(world, her) -> int:
    calls = [one for one in world.record.calls if one.method == "messages.list"]
    return sum(one.params.get("To") == her.id for one in calls)


async def test_her_address_is_kept_no_longer_than_something_may_have_to_be_looked_for(house, world):
    her = world.person()
    await inside(house, her)
    world.faults.drop(CREATE, when=of(her), effect=True)
    world.api.final_after = DAY
    await house.says(her, "выход")
    await house.passes(240)
    lists = looked_for(world, her)
    assert lists >= 2
    await house.passes(3600)
    assert looked_for(world, her) == lists, "nothing is looked for by her address any more"
    assert (await house.census()).wipes == 1
    await house.passes(2 * DAY)
    world.assert_no_copies(her)
    assert (await house.census()).wipes == 0


# --- the order of things


async def test_what_she_wrote_before_and_comes_later_is_deleted_and_not_answered(house, world):
    her = world.person()
    since = await inside(house, her)
    her.types("выход")
    her.types("это было раньше")
    await house.settles()
    await house.assert_gone(her, since)


async def test_the_exit_that_is_brought_again_does_nothing_more(house, world):
    her = world.person()
    since = await inside(house, her)
    post = her.types("выход")
    for _ in range(4):
        world.repeats(post)
    await house.settles()
    world.repeats(post)
    await house.settles()
    await house.restarts()
    world.repeats(post)
    await house.assert_gone(her, since)


async def test_she_may_begin_anew_at_once_and_the_old_exit_does_not_end_it(house, world):
    her = world.person()
    await inside(house, her)
    post = her.types("выход")
    await house.settles()
    await house.passes(5)
    await house.says(her, "hi")
    world.repeats(post)
    await house.settles()
    assert house.session(her) is not None
    since = world.moment()
    await house.says(her, "выход")
    await house.assert_gone(her, since)


# --- while the store is down


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(webhook, "PAUSE", 0.01)
    monkeypatch.setattr(webhook, "PATIENCE", 0.1)
    monkeypatch.setattr(reception, "FIRST_PAUSE", 0.05)
    monkeypatch.setattr(reception, "LONGEST_PAUSE", 0.05)


async def test_the_store_is_down_while_she_leaves_and_the_exit_is_not_lost(house, world, quick):
    """Copies go from memory; Twilio brings it again for seconds only, so it is tried here."""
    her = world.person()
    since = await inside(house, her)
    house.rows.down = True
    post = her.types("выход")
    await world.until(lambda: post.outcome != "under way", "Twilio gives up")
    assert post.outcome == "lost"
    assert post.attempts == ["503"] * 4 or "5xx" in post.attempts
    await world.until(lambda: not world.copies(her), "copies are gone")
    assert (await house.census()).conversations == 1
    assert house.sent(her, since) == []
    house.rows.down = False
    await world.until(lambda: house.session(her) is None, "she has left")
    await house.settles()
    await house.assert_gone(her, since)


async def test_the_store_is_down_for_an_hour_and_nothing_is_said_late(house, world, quick):
    her = world.person()
    since = await inside(house, her)
    house.rows.down = True
    post = her.types("выход")
    await world.until(lambda: post.outcome != "under way", "Twilio gives up")
    await house.passes(3600, settled=False)
    house.rows.down = False
    await world.until(lambda: house.session(her) is None, "she has left")
    await house.assert_gone(her, since, oks=0)


async def test_a_panic_key_while_the_store_is_down(house, world, quick):
    her = world.person()
    since = await inside(house, her)
    house.rows.down = True
    post = her.types("x")
    await world.until(lambda: post.outcome != "under way", "Twilio gives up")
    house.rows.down = False
    await world.until(lambda: house.session(her).covered, "she hides")
    assert house.sent(her, since) == []
