"""From the first word to rights and services, pressed, listed, numbered or typed, over HTTP."""

from __future__ import annotations

import itertools

import pytest

from fakes.twilio.contents import LIST
from tests.whatsapp.house import House, housed, of

FOOT = {"ru": "выход", "kk": "шығу", "en": "exit"}
LOCALES = tuple(FOOT)


def now_at_twilio(world, her) -> set[str]:
    return {copy.sid for copy in world.copies(her)}


def assert_only_the_screen(world, her) -> None:
    """Of all that was said only what stands has a record yet: of each part of it (S56)."""
    stands = itertools.takewhile(lambda seen: seen.by_bot, reversed(her.sees))
    assert now_at_twilio(world, her) <= {seen.sid for seen in stands}, world.report("only it")


async def walks(house: House, her, *choices: str) -> None:
    for choice in choices:
        await house.chooses(her, choice)
        assert_only_the_screen(house.world, her)


@pytest.mark.parametrize("locale", LOCALES)
async def test_by_buttons_and_lists_to_rights_and_services(house, world, locale):
    her = world.person()
    await house.enters(her, locale)
    assert any(seen.drawn.opener for seen in her.sees), "a list"
    await walks(house, her, "rights", "topic:protection_order", "menu", "find", "shelter", "over")
    await house.says(her, "Шымкент")
    assert_only_the_screen(world, her)
    assert house.session(her).answers["place"] == "kz-shymkent"
    assert FOOT[locale] in her.screen.text


@pytest.mark.parametrize("locale", LOCALES)
async def test_without_templates_everything_is_done_by_numbers(bare, world, locale):
    her = world.person()
    await bare.enters(her, locale)
    await walks(bare, her, "rights", "topic:protection_order", "menu", "find", "shelter", "over")
    assert all(not seen.buttons for seen in her.sees)
    assert all(FOOT[locale] in seen.text for seen in her.sees[2:] if seen.by_bot)


@pytest.mark.parametrize("drawn", [True, False])
async def test_labels_can_be_typed_whether_they_are_drawn_or_not(world, tmp_path, pack, drawn):
    async with housed(world, tmp_path, pack, syncs=drawn) as house:
        her = world.person()
        await house.enters(her)
        for typed, step in (
            ("Мои права", "topics"),
            ("защитное предписание", "topic"),
            ("меню", "menu"),
        ):
            await house.says(her, typed)
            assert house.session(her).step == step


async def test_a_hidden_number_is_as_good_as_any(house, world):
    her = world.person(hidden=True)
    await house.enters(her)
    await walks(house, her, "rights")
    since = world.moment()
    await house.says(her, "выход")
    await house.assert_gone(her, since)


async def test_a_position_leads_to_what_is_near_and_is_not_kept(house, world):
    her = world.person()
    await house.enters(her)
    await walks(house, her, "find", "shelter", "over")
    her.pins(42.3417, 69.5901)
    await house.settles()
    assert house.session(her).answers["place"] == "kz-shymkent"
    assert_only_the_screen(world, her)


# --- templates


async def test_a_template_that_was_deleted_is_replaced_by_numbers_at_once(house, world):
    her = world.person()
    await house.enters(her)
    world.api.contents.clear()
    await house.press(her, "plan")
    assert her.screen.text.count("1. ") == 1
    assert house.live.counts["undrawn"] == 1
    await walks(house, her, "back")
    assert house.session(her).step == "menu"


@pytest.mark.parametrize("code", [21656, 63021, 63005])
async def test_a_template_that_is_refused_is_replaced_by_numbers_at_once(house, world, code):
    her = world.person()
    await house.enters(her)
    drawn = lambda params: "ContentSid" in params  # noqa: E731
    world.faults.error("messages.create", 400, code=code, when=drawn, times=None)
    await house.press(her, "plan")
    await walks(house, her, "back", "find", "back")
    assert "1. " in her.screen.text
    assert house.live.counts["undrawn"] > 0


async def test_templates_that_cannot_be_asked_for_hold_nobody_up(world, tmp_path, pack):
    world.faults.error("contents.list", 503, times=None)
    async with housed(world, tmp_path, pack, syncs=False) as house:
        her = world.person()
        await house.enters(her)
        assert all(not seen.buttons for seen in her.sees)


async def test_a_part_of_the_templates_is_used_for_what_it_holds(house, world):
    lists = [sid for sid, one in world.api.contents.items() if one.kind == LIST]
    for sid in lists:
        del world.api.contents[sid]
    await house.restarts()
    her = world.person()
    await house.enters(her)
    assert not any(seen.drawn.opener for seen in her.sees)
    assert any(seen.buttons for seen in her.sees), "three choices are buttons still"


# --- ids


async def test_a_press_on_the_last_part_of_a_screen_is_a_press_on_that_screen(house, world):
    """The press names one part, and the screen has the ids of all: nothing is compared with it."""
    her = world.person()
    await house.enters(her)
    seen, button = house.choices(her)["rights"]
    post = her.presses(button.id, on=seen.sid)
    await house.settles()
    assert post.fields["OriginalRepliedMessageSid"] == seen.sid
    assert house.session(her).step == "topics"
    assert_only_the_screen(world, her)


async def test_an_old_button_shows_the_present_screen_and_nothing_of_it_stays(house, world):
    her = world.person()
    await house.enters(her)
    seen, button = house.choices(her)["plan"]
    await house.press(her, "rights")
    her.presses(button.id, on=seen.sid)
    await house.settles()
    assert house.session(her).step == "topics"
    assert_only_the_screen(world, her)


# --- what else arrives


@pytest.mark.parametrize("kind", ["photo", "voice", "video", "document", "sticker", "contact"])
async def test_what_she_sends_is_answered_and_its_record_goes_with_its_file_s56(house, world, kind):
    her = world.person()
    await house.enters(her)
    answers = len([seen for seen in her.sees if seen.by_bot])
    her.sends(kind)
    assert world.api.media
    await house.settles()
    assert not world.api.media
    assert len([seen for seen in her.sees if seen.by_bot]) > answers
    assert_only_the_screen(world, her)


async def test_a_message_that_she_edited_leaves_no_record_either(house, world):
    her = world.person()
    await house.enters(her)
    post = her.types("что-то")
    await house.settles()
    her.edits(post.sid, "что-то другое")
    await house.settles()
    assert_only_the_screen(world, her)


async def test_a_reaction_is_not_answered_and_leaves_no_record_s56(house, world):
    her = world.person()
    await house.enters(her)
    since, before = world.moment(), now_at_twilio(world, her)
    post = her._put(her.sees[-1].drawn, "reaction", {"Body": "👍"})
    assert post.sid in now_at_twilio(world, her)
    await house.settles()
    assert house.sent(her, since) == []
    assert now_at_twilio(world, her) == before


async def test_she_who_opens_the_chat_after_a_day_is_met_as_a_stranger(house, world):
    her = world.person()
    await house.enters(her)
    since = world.moment()
    await house.passes(24 * 3600 + 60)
    assert house.sent(her, since) == []
    world.assert_no_copies(her)
    await house.passes(5)
    await house.says(her, "hi")
    assert house.session(her).step == house.pack.flows["door"].start


async def test_two_people_at_once_are_answered_each_for_herself(house, world):
    one, other = world.person(), world.person("Bota")
    for her, locale in ((one, "ru"), (other, "kk")):
        await house.enters(her, locale)
    one.types("права")
    other.types("x")
    await house.settles()
    assert house.session(one).step == "topics"
    assert house.session(other).covered
    since = world.moment()
    await house.says(one, "выход")
    await house.settles()
    assert house.sent(other, since) == []
    assert now_at_twilio(world, other)


async def test_in_a_pilot_a_stranger_is_told_so_and_nothing_of_it_stays_s56(world, tmp_path, pack):
    async with housed(world, tmp_path, pack, PANA_TESTERS="+99900000000") as house:
        her = world.person()
        for _ in range(3):
            her.types("здравствуйте")
        her.sends("photo")
        await house.settles()
        assert house.session(her) is None
        assert any(seen.by_bot for seen in her.sees)
        await house.passes(120)
        world.assert_no_copies(her)
        census = await house.census()
        assert (census.conversations, census.wipes, census.remains) == (0, 0, 0)


@pytest.mark.parametrize("effect", [True, False])
async def test_in_a_pilot_an_answer_whose_own_answer_is_lost_is_found_s56(
    world, tmp_path, pack, effect
):
    async with housed(world, tmp_path, pack, PANA_TESTERS="+99900000000") as house:
        her = world.person()
        world.faults.drop("messages.create", when=of(her), effect=effect)
        await house.says(her, "здравствуйте")
        await house.passes(300)
        world.assert_no_copies(her)
        assert (await house.census()).wipes == 0
