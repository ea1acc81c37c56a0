"""Promises kept on Telegram itself, each quoting its number in docs/requirements.md."""

from __future__ import annotations

import pytest

from bot.channels.telegram.calls import units
from bot.pack.check_texts import sensitive_word
from fakes.telegram.media import MEDIA
from fakes.telegram.rarities import RARITIES, game_press, inline_press
from tests.promises.test_stranger import SCRIPT
from tests.talk import real_pack
from tests.telegram.watching import (
    LOCALES,
    assert_dark,
    assert_gone,
    calls,
    comes_again,
    hers,
    is_cover,
    lead,
    shown,
)

MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0


async def leaves(house, her, typed: str = "выход") -> int:
    since = house.world.moment()
    her.types(typed)
    await house.settles()
    return since


async def counts(house) -> dict[str, int]:
    found = await house.rows.store.transact(lambda tx: tx.counts())
    return {name: number for _, name, number in found}


# S01, S54: silence


async def test_s01_s54_thirty_idle_days_send_nothing_and_a_day_forgets_everything(house, world):
    """Somebody inside, somebody hidden, somebody who left, a stranger: nobody hears of us."""
    inside, hidden, left, stranger = (world.person(name) for name in "ABCD")
    for one in (inside, hidden, left):
        await house.enters(one)
        one.sends("photo")
        await house.settles()
    await leaves(house, left)
    await leaves(house, hidden, "x")
    stranger.types("привет")
    await house.settles()
    since = world.moment()
    await house.passes(10 * MINUTE)
    assert shown(inside) == [lead()]
    await house.passes(25 * HOUR)
    assert [hers(one) for one in (inside, hidden, left)] == [[], [], []]
    census = await house.census()
    assert (census.conversations, census.outbox, census.timers, census.ledger) == (0, 0, 0, 0)
    await house.passes(30 * DAY)
    world.assert_nothing_sent(since)
    assert world.record.notifications[-1].moment <= since
    census = await house.census()
    assert (census.wipes, census.remains) == (0, 0)
    for one in (inside, hidden, left):
        assert_dark(world, one, since)


# S12, S13: the order of leaving, and what Telegram can delete


async def test_s12_cover_first_then_both_sides_newest_first_and_nothing_later(house, world):
    her = world.person()
    await house.enters(her)
    for kind in ("photo", "voice", "document"):
        her.sends(kind)
        await house.settles()
    screen = her.screen.message_id
    since = await leaves(house, her)
    cover, deletes = calls(world, her, since=since)
    assert (cover.method, cover.params["message_id"]) == ("editMessageText", screen)
    assert is_cover(cover.params["text"])
    ids = deletes.params["message_ids"]
    assert (deletes.method, ids) == ("deleteMessages", sorted(ids, reverse=True))
    assert len(ids) == 4, "three messages and the word"
    await assert_gone(house, her, since)
    done = world.moment()
    await house.passes(DAY)
    assert calls(world, her, since=done) == []


async def test_s13_both_sides_go_in_batches_of_a_hundred(by_polling, world):
    house, her = by_polling, world.person()
    await house.enters(her)
    for _ in range(150):
        her.sends("photo")
    await house.settles()
    since = await leaves(house, her)
    deletes = calls(world, her, "deleteMessages", since=since)
    assert [len(call.params["message_ids"]) for call in deletes] == [100, 51]
    assert all(call.outcome == "ok" for call in deletes)
    await assert_gone(house, her, since)


async def two_days(house, world, her, young: tuple[str, ...]) -> None:
    """A photo that she keeps for two days, and what she sends four hours before their end."""
    await house.enters(her)
    her.sends("photo")
    await house.settles()
    for _ in range(2):
        await house.passes(22 * HOUR)
        her.types("зяблик")
        await house.settles()
        await house.press(her, "yes", "find")
    for kind in young:
        her.sends(kind)
    await house.settles()
    await house.crashes()


@pytest.mark.parametrize(("age", "kept"), [(48 * HOUR - 60, 0), (48 * HOUR + 60, 1)])
async def test_s13_what_is_two_days_old_is_counted_and_keeps_nothing_else_back(
    by_polling, world, age, kept
):
    """At 47:59 everything goes, at 48:01 one photo stays and is counted; the process was down."""
    house, her = by_polling, world.person()
    begin = house.clock.now()
    await two_days(house, world, her, ("voice",))
    house._move(begin + age - house.clock.now())
    her.types("выход")
    since = world.moment()
    await house.opens()
    await comes_again(house)
    await house.passes(MINUTE)
    assert_dark(world, her, since)
    assert hers(her) == ["[photo]"] * kept
    assert (await counts(house)).get("left_behind", 0) == kept
    assert (await house.census()).wipes == 0


async def test_s13_one_old_message_and_a_young_dice_do_not_keep_a_hundred(by_polling, world):
    house, her = by_polling, world.person()
    begin = house.clock.now()
    await two_days(house, world, her, ("photo",) * 60 + ("dice",) + ("photo",) * 30)
    house._move(begin + 48 * HOUR + 60 - house.clock.now())
    her.types("выход")
    since = world.moment()
    await house.opens()
    await comes_again(house)
    await house.passes(MINUTE)
    assert_dark(world, her, since)
    assert hers(her) == ["[photo]", "🎲"], "the old one, and the dice until it is a day old"
    assert any(call.outcome != "ok" for call in calls(world, her, "deleteMessages", since=since))
    await house.passes(25 * HOUR)
    assert hers(her) == ["[photo]"]
    assert (await counts(house))["left_behind"] == 1
    assert (await house.census()).wipes == 0


# S16, S17, S18: what others see


async def walks(house, world, her, locale: str):
    """Every screen of the main flows as a new message: she has deleted the one before it."""

    async def presses(choice: str) -> list[str]:
        await house.sees(her, choice)
        seen, data = house.buttons(her)[choice]
        her.deletes(seen.message_id)
        her.press_arrives({"message": seen.message, "data": data})
        await house.settles()
        return [name for name in house.buttons(her) if name not in ("exit", "language")]

    her.starts(f"{locale}-KZ")
    for choice in (f"language:{locale}", "yes", "go", "country:KZ"):
        await house.settles()
        menu = await presses(choice)
    for choice in menu:
        for below in (await presses(choice))[:3]:
            if below in house.buttons(her) and below not in ("menu", "back"):
                await presses(below)
        if "menu" not in house.buttons(her):
            her.types({"ru": "меню", "kk": "мәзір", "en": "menu"}[locale])
            await house.settles()
        if "menu" in house.buttons(her):
            await presses("menu")


@pytest.mark.parametrize("locale", LOCALES)
async def test_s16_s17_s18_every_new_message_is_silent_masked_and_harmless(
    by_polling, world, locale
):
    house, her = by_polling, world.person(language_code=locale)
    words = real_pack().words[locale]
    await walks(house, world, her, locale)
    for typed in ("он меня бьет", "hello?", "мне страшно"):
        her.deletes(her.screen.message_id)
        await house.passes(5)
        her.types(typed)
        await house.settles()
    await leaves(house, her, "/x")
    sent = calls(world, her, "sendMessage")
    assert len({call.params["text"] for call in sent}) >= 20, "it was a walk"
    spoilers = 0
    for call in sent:
        text, entities = call.params["text"], call.params.get("entities", [])
        assert call.params["disable_notification"] is True
        assert sensitive_word(text, words) is None, text[:80]
        if entities:
            whole = {"type": "spoiler", "offset": 0, "length": units(text)}
            assert entities == [whole]
            spoilers += 1
    assert spoilers >= 15
    for notification in her.notifications:
        assert notification.silent
        assert sensitive_word(notification.text, words) is None, notification.text
    plain = [call for call in sent if not call.params.get("entities")]
    labels = {
        button["text"]
        for call in (*plain, calls(world, her, "editMessageText")[-1])
        for row in call.params.get("reply_markup", {}).get("inline_keyboard", ())
        for button in row
    }
    assert len(labels) >= 20, "of the door, the cover and what stands on every screen"
    told = {label: sensitive_word(label, words) for label in labels}
    assert {label: word for label, word in told.items() if word} == {}


async def test_s16_a_notification_of_a_sensitive_screen_shows_only_a_masked_text(by_polling, world):
    house, her = by_polling, world.person()
    await house.enters(her)
    her.deletes(her.screen.message_id)
    her.types("он меня бьет")
    await house.settles()
    shown_on_lock = her.notifications[-1].text
    assert not any(letter.isalpha() for letter in shown_on_lock), shown_on_lock
    assert her.preview == shown_on_lock


# S20: a stranger


async def is_asked_by_a_stranger(house, world, her) -> None:
    since = world.moment()
    for typed, text in enumerate(SCRIPT, 1):
        her.types(text)
        await house.settles()
        assert len(hers(her)) == typed, f"{text}: nothing that a stranger types is deleted"
        assert len(shown(her)) <= 2, "the cover of her time, and the answers"
    assert_dark(world, her, since)
    for change in world.seen(her, ".", since):
        assert not change.by_bot or is_cover(change.text), change.text
    assert (await house.census()).conversations == 0
    assert [alert.text for alert in her.alerts if alert.moment > since] == []


@pytest.mark.parametrize("later", [MINUTE, 25 * HOUR, 30 * DAY])
async def test_s20_after_an_exit_a_stranger_on_telegram_learns_nothing(by_polling, world, later):
    house, her = by_polling, world.person()
    await house.enters(her)
    await house.press(her, "rights")
    await house.settles()
    await leaves(house, her)
    await house.passes(later)
    await is_asked_by_a_stranger(house, world, her)


async def test_s20_by_webhook_and_in_a_chat_never_seen(by_webhook, world):
    await is_asked_by_a_stranger(by_webhook, world, world.person())


async def test_s20_a_press_on_an_old_button_shows_the_cover(house, world):
    her = world.person()
    await house.enters(her)
    old, buttons = her.screen.message, house.buttons(her)
    await leaves(house, her)
    since = world.moment()
    await house.passes(HOUR)
    for _, data in buttons.values():
        her.press_arrives({"message": old, "data": data})
        await house.settles()
    assert_dark(world, her, since)
    assert len(shown(her)) == 1
    assert (await house.census()).conversations == 0
    assert [alert.text for alert in her.alerts if alert.moment > since] == []


# S31: whatever she sends

ASKED = {"photo", "voice", "video", "video_note", "document", "audio", "animation", "sticker",
         "dice", "contact", "poll", "story", "game", "unheard_of"}  # fmt: skip
READ = {"location", "venue", "live_location"}
NO_ACT = {"auto_delete"}


def test_s31_every_kind_of_message_has_a_case() -> None:
    assert set(MEDIA) == ASKED | READ | NO_ACT


async def reacts(house, world, her) -> int:
    """She did something inside: the screen changed, and nothing but the screen is new."""
    since = world.moment()
    await house.settles()
    return len(calls(world, her, "editMessageText", "sendMessage", since=since))


@pytest.mark.parametrize("kind", sorted(ASKED))
async def test_s31_media_is_asked_about_before_it_is_deleted(by_polling, world, kind):
    house, her = by_polling, world.person()
    await house.enters(her)
    her.sends(kind)
    await house.settles()
    assert len(hers(her)) == 1
    choices = [name for name in house.buttons(her) if name.startswith("media")]
    assert len(choices) == 2, choices
    await house.press(her, next(name for name in choices if "delete" in name))
    await house.settles()
    assert len(hers(her)) == (1 if kind == "dice" else 0), "a dice stays for a day"
    since = await leaves(house, her)
    await house.passes(25 * HOUR)
    await assert_gone(house, her, since)


@pytest.mark.parametrize("kind", sorted(READ))
async def test_s31_a_place_is_read_or_refused_and_deleted_at_once(by_polling, world, kind):
    house, her = by_polling, world.person()
    await house.enters(her)
    before = shown(her)
    message = her.sends(kind)
    await house.settles()
    assert hers(her) == []
    assert shown(her) != before
    if kind == "live_location":
        world.deliver({"edited_message": message | {"edit_date": int(house.clock.now())}})
        await house.settles()
        assert len(shown(her)) == 1


async def test_s31_a_forward_an_edit_and_an_album_are_answered(house, world):
    her = world.person()
    await house.enters(her)
    before = shown(her)
    her.forwards("его слова: убью")
    await house.settles()
    assert hers(her) == ["его слова: убью"]
    assert shown(her) != before
    for _ in range(3):
        her.sends("photo", media_group_id="1", caption="синяки")
    await house.settles()
    assert len(hers(her)) == 4
    assert len(shown(her)) == 1
    message = her.sends("document")
    await house.settles()
    her._rewrite(message | {"text": "он меня бьет"})
    await house.settles()
    assert "112" in her.screen.text
    since = await leaves(house, her)
    await assert_gone(house, her, since)


async def test_s31_what_no_person_sent_to_us_changes_nothing_and_stops_nothing(house, world):
    her = world.person()
    await house.enters(her)
    before = her.sees
    world.updates.allowed = frozenset()
    for make in RARITIES.values():
        world.deliver(make(her))
    her.sends("auto_delete")
    for content in (inline_press(her), game_press(her)):
        her.press_arrives(content)
    await comes_again(house)
    assert [seen for seen in her.sees if seen.by_bot] == before
    her.types("права")
    await house.settles()
    assert shown(her) != [seen.text for seen in before]


@pytest.mark.parametrize("kind", sorted(ASKED | READ))
async def test_s31_a_stranger_s_media_are_met_by_the_cover_and_stay(by_polling, world, kind):
    house, her = by_polling, world.person()
    since = world.moment()
    her.sends(kind)
    await house.settles()
    assert len(hers(her)) == 1
    assert len(shown(her)) == 1
    assert_dark(world, her, since)
    assert (await house.census()).conversations == 0
