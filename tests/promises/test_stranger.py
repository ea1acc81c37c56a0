"""The stranger script (S20): somebody else types into the chat and learns nothing."""

from __future__ import annotations

import dataclasses

import pytest

from bot import cover
from bot.pack.check_texts import sensitive_word
from tests.stage import Phone, phone
from tests.talk import Talk, real_pack

SCRIPT = (
    "hi", "привет", "салам", "/start", "/help", "/stop", "/menu", "/settings", "/delete", "/x",
    "кто это?", "что это за бот", "бұл не", "what is this", "помощь", "көмек", "help", "меню",
    "menu", "111", "150", "102", "полиция", "приют", "насилие", "зорлық", "он меня бьет",
    "моя жена писала сюда?", "is my wife here", "әйелім жазды ма", "история", "history", "назад",
    "back", "да", "нет", "иә", "жоқ", "yes", "no", "1", "2", "рецепт", "?", "...", "👍", "ок",
    "/recipes", "/measures", "/saying", "/numbers", "/numbers@some_bot", "/Recipes",
    "выход", "exit", "шығу", "x", ".", "шымкент", "права",
)  # fmt: skip
"""Fifty and more inputs of somebody who found the phone."""


async def _probe(her: Phone) -> None:
    pack = real_pack()
    before = len(her.chat.messages)
    for typed in SCRIPT:
        report = await her.do(text=typed)
        assert report["covered"] is True, typed
        assert report["step"] is None
        assert report["deleted"] == [], typed
        for message in her.chat.ours():
            _harmless(message.text, pack)
    assert len(her.chat.messages) > before
    census = await her.census()
    assert census.conversations == 0


def _harmless(text: str, pack: object) -> None:
    words = real_pack().words
    for line in text.split("\n"):
        for locale in ("kk", "ru", "en"):
            if line.startswith(("Полиция", "Police", "102")):
                continue
            found = sensitive_word(line, words[locale])
            if found is not None and not any(c.isdigit() for c in line):
                raise AssertionError((line, locale, found))


@pytest.mark.parametrize("later", [60.0, 25 * 3600.0, 30 * 86_400.0])
async def test_s20_after_an_exit_a_stranger_learns_nothing(later: float) -> None:
    async with phone() as her:
        await her.inside()
        await her.walk("rights", "topic:protection_order")
        await her.do(press="exit")
        await her.do(wait=later)
        await _probe(her)


async def test_s20_a_chat_never_seen_answers_just_the_same() -> None:
    async with phone() as left, phone() as new:
        await left.inside()
        await left.do(press="exit")
        await left.do(wait=60.0)
        for typed in ("hi", "/start", "кто это?"):
            one = await left.do(text=typed)
            other = await new.do(text=typed)
            assert one["screen"]["text"] == other["screen"]["text"]
        await _probe(new)


async def test_s20_an_old_button_shows_only_the_cover() -> None:
    """A message that survived on another device is pressed after the exit."""
    async with phone() as her:
        await her.inside()
        old = {m.id: m.rows for m in her.chat.ours()}
        await her.do(press="exit")
        screen = next(iter(old))
        data = [button.data for row in old[screen] for button in row]
        for item in data:
            update = her._provider.press("1", item, screen, "ru")
            await her._service.receive(update)
            await her._service.settled()
            assert her.report()["covered"] is True
        assert (await her.census()).conversations == 0


async def test_s20_the_cover_is_useful_for_minutes() -> None:
    async with phone() as her:
        await her.do(text="hi")
        seen = set()
        for choice in ("c:sayings", "c:sayings:1", "c:sayings:2", "c:home", "c:recipes"):
            await her.do(press=choice)
            seen.add(her.text)
        recipes = [choice for choice in her.buttons if choice.startswith("c:recipes:")]
        assert len(recipes) >= 6
        for recipe in recipes:
            await her.do(press=recipe)
            seen.add(her.text)
            assert len(her.text) > 80
            await her.do(press="c:recipes")
        await her.walk("c:home", "c:converter")
        assert len(seen) >= 10


async def test_s20_useful_numbers_are_two_presses_away_and_bare() -> None:
    async with phone() as her:
        await her.do(text="hi")
        await her.do(press="c:useful")
        assert all(number in her.text for number in ("112", "102", "103", "101"))
        assert (await her.census()).conversations == 0


async def test_a_danger_cue_typed_into_the_cover_opens_the_useful_numbers_and_nothing_else() -> (
    None
):
    async with phone() as her:
        report = await her.do(text="он меня бьет, помогите")
        assert "112" in her.text
        assert report["covered"] is True
        assert (await her.census()).conversations == 0


@pytest.mark.parametrize("locale", ["kk", "ru", "en"])
async def test_the_door_opens_by_card_by_word_and_by_the_plain_item(locale: str) -> None:
    async with phone() as her:
        assert (await her.do(start=f"{locale}-KZ"))["step"] == "door.language"
    async with phone() as her:
        word = real_pack().covers[locale].word
        report = await her.do(text=word.upper())
        assert report["step"] == "door.language"
        assert report["deleted"] == report["got"]
    async with phone() as her:
        await her.do(text="hi")
        assert (await her.do(press="c:other"))["step"] == "door.language"


COMMANDS = [command.name for command in real_pack().covers["ru"].profile.commands]


@pytest.mark.parametrize("name", COMMANDS)
async def test_s18_a_listed_command_opens_its_page_and_nothing_is_deleted_or_kept(
    name: str,
) -> None:
    choice = cover.COMMANDS[name]
    async with phone() as her, phone() as pressing:
        report = await her.do(text=f"/{name}")
        await pressing.do(start="")
        if choice != "c:home":
            await pressing.do(press=choice)
        assert her.text == pressing.text
        assert report["covered"] is True
        assert report["deleted"] == []
        assert (await her.census()).conversations == 0
        await her.do(text=f"/{name.upper()}@kitchen_book_bot ")
        assert her.text == pressing.text


@pytest.mark.parametrize("name", COMMANDS)
async def test_s18_a_listed_command_tells_nothing_of_a_conversation_behind_the_cover(
    name: str,
) -> None:
    """Whoever tries the list of commands sees the same with and without one."""
    async with phone() as her, phone() as nobody:
        await her.inside()
        await her.walk("rights", "topic:protection_order")
        await her.do(text="x")
        await nobody.do(text="hi")
        for one in (her, nobody):
            report = await one.do(text=f"/{name}")
            assert report["covered"] is True
            assert report["deleted"] == []
        assert her.text == nobody.text
        assert (await her.census()).conversations == 1


@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "start"])
async def test_s18_a_listed_command_inside_a_conversation_hides_it_behind_the_book(
    name: str,
) -> None:
    async with phone() as her:
        await her.inside()
        report = await her.do(text=f"/{name}")
        assert report["deleted"] == report["got"]
        assert report["covered"] is True
        assert report["sent"] == []


async def test_s18_the_opening_word_of_an_installation_does_not_open_by_a_listed_command() -> None:
    pack = dataclasses.replace(real_pack(), opening_words=frozenset({"recipes"}))
    assert Talk(pack).say("/recipes").covered
    assert not Talk(pack).say("recipes").covered


async def test_another_payload_is_a_bare_start() -> None:
    for payload in ("", "x", "kk", "kk-", "-KZ", "zz-KZ", "kk-ZZ", "kk-KZ-1", "a" * 200):
        async with phone() as her:
            report = await her.do(start=payload)
            assert report["covered"] is True, payload


async def test_a_card_opens_the_door_after_an_exit_too() -> None:
    async with phone() as her:
        await her.inside()
        await her.do(press="exit")
        report = await her.do(start="kk-KZ")
        assert report["step"] == "door.language"
        assert "Шымкент" not in her.visible
