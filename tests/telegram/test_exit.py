"""Every way to leave and to hide, from phone to provider (S11, S13, S20)."""

from __future__ import annotations

import pytest

from fakes.telegram.rarities import inaccessible_message
from tests.talk import real_pack
from tests.telegram.watching import LOCALES, assert_dark, assert_gone, calls, hers, lead, shown

HOUR = 3600.0
WORDS = [(locale, word) for locale in LOCALES for word in real_pack().words[locale].exit_words[:3]]


def variants(word: str) -> list[str]:
    """One word as hurried thumbs and clever keyboards type it."""
    return [word, word.upper(), word.title(), f"  {word} ", f"{word}!", f"{word}…",
            word.replace(" ", "   "), f"\u200b{word}\u200d", f"«{word}»"]  # fmt: skip


async def leaves(house, her, text: str) -> int:
    since = house.world.moment()
    her.types(text)
    await house.settles()
    return since


async def test_the_button_leaves_in_one_press(house, world):
    her = world.person()
    await house.enters(her)
    since = world.moment()
    await house.press(her, "exit")
    await house.settles()
    await assert_gone(house, her, since)
    assert shown(her) == [lead()]
    assert calls(world, her, since=since)[0].method == "editMessageText"


@pytest.mark.parametrize(("locale", "word"), WORDS)
async def test_an_exit_word_leaves_however_it_is_typed(by_polling, world, locale, word):
    house = by_polling
    for typed in variants(word):
        her = world.person(language_code=locale)
        await house.enters(her, locale)
        since = await leaves(house, her, typed)
        await assert_gone(house, her, since)
        assert shown(her) == [lead(locale)], typed


@pytest.mark.parametrize("command", ["/x", "/X", "/х", "/x@bench_bot", "/exit"])
async def test_a_command_leaves(by_polling, world, command):
    her = world.person()
    await by_polling.enters(her)
    await assert_gone(by_polling, her, await leaves(by_polling, her, command))


async def test_an_exit_word_inside_a_sentence_leaves_nothing(by_polling, world):
    her = world.person()
    await by_polling.enters(her)
    await leaves(by_polling, her, "где выход из этого дома, когда он спит")
    assert by_polling.session(her) is not None


async def test_delete_ends_in_a_fresh_door(house, world):
    her = world.person()
    await house.enters(her)
    her.sends("photo")
    await house.settles()
    old = her.screen.message_id
    since = await leaves(house, her, "/delete")
    assert len(her.sees) == 1
    assert her.screen.message_id > old
    assert "language:ru" in house.buttons(her)
    assert house.session(her).country == ""
    census = await house.census()
    assert (census.conversations, census.wipes, census.ledger, census.remains) == (1, 0, 0, 1)
    sent = world.record.sent(her.id, since)
    assert len(sent) == 1
    assert world.record.notifications[-1].silent
    await house.press(her, "language:ru", "yes")


async def test_delete_in_a_chat_that_is_not_known_shows_the_cover_alone(house, world):
    her = world.person()
    since = world.moment()
    her.types("/delete")
    await house.settles()
    assert_dark(world, her, since)
    assert len(shown(her)) == 1
    assert hers(her) == ["/delete"], "a stranger would see that it was deleted"


@pytest.mark.parametrize("key", [".", "x", "х", "X", "он идет", "ол келе жатыр", "he is coming"])
async def test_a_panic_key_or_guess_hides_and_the_word_brings_back_the_safety_question(
    by_polling, world, key
):
    house, her = by_polling, world.person()
    await house.enters(her)
    since = await leaves(house, her, key)
    assert_dark(world, her, since)
    assert [call.method for call in calls(world, her, since=since)].count("sendMessage") == 0
    assert hers(her) == []
    assert house.session(her) is not None
    await house.passes(14 * 60)
    her.types("зяблик")
    await house.settles()
    assert {"yes", "exit", "numbers"} <= set(house.buttons(her)), "the safety question"
    assert hers(her) == []
    await house.press(her, "yes", "find")


async def test_hidden_for_fifteen_minutes_it_becomes_a_leave(house, world):
    her = world.person()
    await house.enters(her)
    since = await leaves(house, her, ".")
    her.types("что это?")
    await house.settles()
    await house.passes(15 * 60 + 1)
    await assert_gone(house, her, since)
    world.assert_nothing_sent(since, her)


async def test_a_second_panic_key_leaves(house, world):
    her = world.person()
    await house.enters(her)
    since = await leaves(house, her, "x")
    await leaves(house, her, "x")
    await assert_gone(house, her, since)


async def test_a_panic_key_in_a_chat_that_is_not_known_shows_the_cover(by_polling, world):
    her = world.person()
    since = await leaves(by_polling, her, "x")
    assert_dark(world, her, since)
    assert hers(her) == ["x"]


async def test_five_idle_minutes_edit_the_screen_into_the_cover_and_send_nothing(house, world):
    her = world.person()
    await house.enters(her)
    since = world.moment()
    await house.passes(301)
    assert shown(her) == [lead()]
    assert [call.method for call in calls(world, her, since=since)] == ["editMessageText"]
    world.assert_nothing_sent(since)


async def test_an_exit_button_of_an_older_message_of_hers_counts(house, world):
    """After twelve hours her next step is a new message; the old one is still on her tablet."""
    her = world.person()
    await house.enters(her)
    old = {"message": her.screen.message, "data": house.buttons(her)["exit"][1]}
    await house.passes(13 * HOUR)
    her.types("зяблик")
    await house.settles()
    assert her.screen.message_id != old["message"]["message_id"]
    since = world.moment()
    her.press_arrives(old)
    await house.settles()
    await assert_gone(house, her, since)


async def test_an_exit_button_of_a_message_that_we_lost_takes_it_along(house, world):
    her = world.person()
    await house.enters(her)
    lost = world.api.messages(her.id)[her.screen.message_id]
    data = house.buttons(her)["exit"][1]
    again = {key: lost[key] for key in ("text", "reply_markup")} | {"chat_id": her.id}
    world.api.call("sendMessage", again)
    since = world.moment()
    her.presses(data, on=her.screen.message_id)
    await house.settles()
    await assert_gone(house, her, since)


@pytest.mark.parametrize("known", [True, False])
async def test_an_exit_button_of_an_inaccessible_message(house, world, known):
    """A press under a message of two days ago: Telegram tells its id and the date 0."""
    her = world.person()
    await house.enters(her)
    screen, data = house.buttons(her)["exit"]
    since = world.moment()
    if not known:
        her.types("выход")
        await house.settles()
    her.press_arrives(inaccessible_message(her, screen.message_id, data))
    await house.settles()
    await assert_gone(house, her, since)


async def test_an_exit_button_of_last_week_becomes_the_cover(by_polling, world):
    house, her = by_polling, world.person()
    await house.enters(her)
    seen, data = house.buttons(her)["exit"]
    her.types("выход")
    await house.settles()
    old = {key: seen.message[key] for key in ("text", "reply_markup")} | {"chat_id": her.id}
    world.api.call("sendMessage", old)
    await house.passes(7 * 24 * HOUR)
    since = world.moment()
    her.presses(data, on=her.screen.message_id)
    await house.settles()
    assert_dark(world, her, since)
    assert (await house.census()).conversations == 0


async def test_what_she_kept_goes_with_her(house, world):
    """Photos, a forward, something typed: both sides are empty but for the cover."""
    her = world.person()
    await house.enters(her)
    for kind in ("photo", "voice", "document", "sticker", "contact", "venue", "unheard_of"):
        her.sends(kind)
        await house.settles()
    her.forwards("his words")
    her.types("непонятное слово")
    await house.settles()
    assert len(hers(her)) >= 7
    since = await leaves(house, her, "выход")
    await assert_gone(house, her, since)
