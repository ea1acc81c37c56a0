"""What we promise on WhatsApp, over the real service: the truth, and copies that go (S14, S56)."""

from __future__ import annotations

import pytest

from tests.stage import Phone, phone

LEAVES = {"kk": "шығу", "ru": "выход", "en": "exit"}


def copies(her: Phone) -> list[str]:
    return [message.text for message in her.chat.copies()]


async def inside(her: Phone, locale: str = "ru") -> None:
    await her.do(text="Здравствуйте")
    await her.walk(f"language:{locale}", "yes", "go", "country:KZ")


@pytest.mark.parametrize("locale", LEAVES)
async def test_after_leaving_one_word_comes_and_nothing_ever_again(locale: str) -> None:
    async with phone(channel="whatsapp") as her:
        await inside(her, locale)
        left = await her.do(text=LEAVES[locale])
        assert len(left["sent"]) == 1
        assert len(her.text) < 10
        for wait in (60, 900, 86_400, 10 * 86_400):
            assert (await her.do(wait=wait))["sent"] == []
        census = await her.census()
        assert (census.conversations, census.wipes, census.outbox) == (0, 0, 0)


async def test_after_leaving_the_provider_has_no_copy_of_either_side_s56() -> None:
    async with phone(channel="whatsapp") as her:
        await inside(her)
        await her.do(text="муж меня бьет")
        await her.do(press="block_read")
        await her.do(media="photo")
        await her.do(text="выход")
        await her.do(wait=120)
        assert copies(her) == []


async def test_copies_of_what_was_read_go_while_she_is_still_here_s56() -> None:
    async with phone(channel="whatsapp") as her:
        await inside(her)
        await her.do(press="find")
        await her.do(wait=5)
        standing = copies(her)
        assert len(standing) == 1, standing
        assert standing[0] == her.text


async def test_nothing_goes_from_her_phone_and_nothing_claims_it_s14() -> None:
    async with phone(channel="whatsapp") as her:
        await inside(her)
        before = len(her.chat.messages)
        await her.do(text="выход")
        assert len(her.chat.messages) == before + 2


async def test_the_panic_key_sends_nothing_and_the_next_words_ask_first() -> None:
    async with phone(channel="whatsapp") as her:
        await inside(her)
        hidden = await her.do(text="x")
        assert hidden["sent"] == []
        assert hidden["covered"] is True
        back = await her.do(text="привет")
        assert back["step"] == "door.back"
        again = await her.do(press="yes")
        assert again["step"] == "main.menu"


async def test_a_second_key_leaves_without_a_word_and_so_does_one_after_a_pause() -> None:
    for pause in (10, 400):
        async with phone(channel="whatsapp") as her:
            await inside(her)
            await her.do(text="x") if pause == 10 else await her.do(wait=pause)
            gone = await her.do(text="x")
            assert gone["sent"] == []
            assert (await her.census()).conversations == 0


async def test_time_sends_nothing_and_forgets_after_a_day() -> None:
    async with phone(channel="whatsapp") as her:
        await inside(her)
        for wait in (301, 3600, 86_400):
            assert (await her.do(wait=wait))["sent"] == []
        assert (await her.census()).conversations == 0
        await her.do(wait=120)
        assert copies(her) == []


async def test_not_safe_sends_digits_and_nothing_else_s03() -> None:
    async with phone(channel="whatsapp") as her:
        await her.do(text="hi")
        await her.walk("language:en", "no")
        assert set(her.text) <= set("0123456789 ·")
        assert her.buttons == {}


async def test_a_cry_for_help_in_the_first_message_is_answered_with_numbers_s24() -> None:
    async with phone(channel="whatsapp") as her:
        await her.do(text="помогите, он меня бьет")
        assert her.text.startswith("112")
        assert "exit" in her.buttons


@pytest.mark.parametrize("word", ["stop", "STOP", "unsubscribe", "quit", "выход", "/x", "Stop."])
async def test_words_that_carriers_take_for_unsubscribing_are_our_exit(word: str) -> None:
    async with phone(channel="whatsapp") as her:
        await inside(her)
        assert (await her.do(text=word))["covered"] is True
        assert (await her.census()).conversations == 0
        opened = await her.do(text="здравствуйте")
        assert opened["step"] == "door.language"


async def test_a_stranger_s_exit_word_leaves_no_row_and_no_copy() -> None:
    async with phone(channel="whatsapp") as her:
        await her.do(text="выход")
        await her.do(wait=120)
        assert copies(her) == []
        assert (await her.census()).conversations == 0


async def test_an_old_button_shows_the_present_screen_and_says_so() -> None:
    async with phone(channel="whatsapp") as her:
        await inside(her)
        menu = her.report()["screen"]
        assert isinstance(menu, dict)
        await her.do(press="find")
        stale = await her.do(press="rights", on=menu["id"])
        assert stale["step"] == "find_help.need"
        assert "прежнего сообщения" in her.text
