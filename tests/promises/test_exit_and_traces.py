"""Promises about exit, traces and shared phones (S11, S12, S15-S17, S19-S21)."""

from __future__ import annotations

import pytest

from bot.channels.local import LocalMessage
from bot.effects import Tone
from bot.flows.hiding import HIDDEN
from tests.stage import Phone, phone
from tests.talk import LOCALES, Talk, real_pack, through_the_door


@pytest.mark.parametrize("way", ["button", "command", "word", "second key"])
async def test_s11_one_step_leaves_and_nothing_of_her_stays(way: str) -> None:
    async with phone() as her:
        await her.inside()
        await her.walk("find", "talk")
        await her.do(text="шымкент")
        await her.do(media="photo")
        match way:
            case "button":
                report = await her.do(press="exit")
            case "command":
                report = await her.do(text="/x")
            case "word":
                report = await her.do(text="Выход")
            case _:
                await her.do(text=".")
                report = await her.do(text="х")
        assert report["covered"] is True
        assert [message.side for message in her.chat.messages.values()] == ["ours"]
        census = await her.census()
        assert (census.conversations, census.outbox, census.timers) == (0, 0, 0)
        assert (census.ledger, census.wipes, census.remains) == (0, 0, 1)


@pytest.mark.parametrize("locale", LOCALES)
def test_s11_the_exit_comes_before_any_other_interpretation(locale: str) -> None:
    """Also where a town, an own word or anything else that is typed is expected."""
    word = real_pack().words[locale].exit_words[0]
    for way in (("find", "talk"), ("more", "settings", "word")):
        talk = through_the_door(locale)
        for choice in way:
            talk.press(choice)
        assert talk.say(word.upper()).left


def test_s11_a_sentence_with_an_exit_word_in_it_is_no_exit() -> None:
    talk = through_the_door().say("где здесь выход из этого, подскажите мне")
    assert not talk.left
    assert talk.session is not None


def test_s11_exit_words_of_every_language_count_in_every_language() -> None:
    for locale in LOCALES:
        for word in real_pack().words[locale].exit_words:
            assert through_the_door("ru").say(word).left, (locale, word)


def test_s11_delete_is_a_wipe_that_ends_in_a_fresh_door() -> None:
    talk = through_the_door().say("/delete")
    assert talk.left
    assert talk.decision.leave.fresh is not None
    assert talk.decision.leave.fresh.step == "door.language"


async def test_s12_sends_stop_the_cover_comes_by_edit_and_the_rest_goes_newest_first() -> None:
    async with phone() as her:
        await her.inside()
        screen = her.report()["screen"]["id"]
        await her.do(media="photo")
        await her.do(media="voice")
        report = await her.do(press="exit")
        assert report["sent"] == []
        assert report["edited"] == [screen]
        deleted = report["deleted"]
        assert deleted == sorted(deleted, key=int, reverse=True)
        assert len(deleted) == 2


async def with_a_key(her: Phone) -> None:
    await her.inside()
    await her.walk("find", "talk", "position:ask")
    assert her.chat.keyboard


@pytest.mark.parametrize("act", ["exit", "/x", "/delete", ".", "silence", "menu"])
async def test_s12_no_key_under_her_text_field_outlives_an_exit_a_hiding_or_a_step(
    act: str,
) -> None:
    """On exit sends stop, keyboards go, then messages: the first new message takes the key away."""
    async with phone() as her:
        await with_a_key(her)
        match act:
            case "exit" | "menu":
                report = await her.do(press=act)
            case "silence":
                report = await her.do(wait=5 * 60.0)
            case _:
                report = await her.do(text=act)
        assert her.chat.keyboard == ""
        assert report["extras"] == []
        assert set(report["sent"]) & set(report["deleted"]), "the message that took it away"
        assert "·" not in [message.text for message in her.chat.ours()]
        assert (await her.census()).wipes == 0


async def test_s01_what_takes_the_key_away_is_all_that_time_sends() -> None:
    """It ends what her press began, a minute later, silent, and is deleted at once (ADR 11)."""
    async with phone() as her:
        await with_a_key(her)
        report = await her.do(wait=61.0)
        assert her.chat.keyboard == ""
        assert report["covered"] is False
        assert len(report["sent"]) == 1
        assert set(report["sent"]) < set(report["deleted"])
        assert report["extras"] == []
        assert (await her.do(wait=30 * 86_400.0))["sent"] == []


def test_hide_keeps_her_place_for_fifteen_minutes_then_it_is_a_leave() -> None:
    talk = through_the_door().press("rights").say(".")
    assert talk.covered
    assert talk.session is not None
    talk.say(real_pack().covers["ru"].word)
    assert talk.step == "door.back"
    assert talk.press("yes").step == "main.menu"
    talk.say("х").wait(HIDDEN + 1)
    assert talk.left
    assert talk.session is None


def test_after_five_idle_minutes_the_screen_is_the_cover_and_a_word_leads_back() -> None:
    talk = through_the_door().press("rights").press("topic:protection_order")
    talk.wait(5 * 60 + 1)
    assert talk.covered
    assert talk.screen.tone is Tone.COVER
    talk.say(real_pack().covers["kk"].word)
    assert talk.step == "door.back"
    assert "protection" not in talk.text
    assert talk.press("yes").step == "main.menu"


def test_she_chooses_how_long_a_screen_stays() -> None:
    talk = through_the_door().press("more").press("settings").press("idle").press("two")
    talk.wait(119)
    assert not talk.covered
    talk.wait(10)
    assert talk.covered


def test_a_day_of_silence_forgets_her() -> None:
    talk = through_the_door().wait(24 * 3600 + 1)
    assert talk.left
    assert talk.session is None


@pytest.mark.parametrize("locale", LOCALES)
def test_s15_what_is_not_erased_is_said_before_the_first_sensitive_screen(locale: str) -> None:
    talk = Talk(app=locale).start(f"{locale}-KZ").press(f"language:{locale}").press("yes")
    assert {"traces", "devices"} <= set(talk.buttons)
    shown = [paragraph.key for paragraph in talk.screen.paragraphs]
    assert "door.leaving" in shown
    assert talk.press("traces").step == "door.traces"


async def test_s17_every_message_is_silent() -> None:
    sent: list[LocalMessage] = []
    async with phone() as her:
        her._provider.listen(
            lambda change: (
                sent.append(her.chat.messages[change.message]) if change.kind == "sent" else None
            )
        )
        await her.do(text="салам")
        await with_a_key(her)
        await her.do(wait=13 * 3600.0)
        await her.do(text=real_pack().covers["ru"].word)
        await her.do(text="/delete")
    assert {"·"} < {message.text for message in sent}
    assert all(message.silent for message in sent)


async def test_a_new_sensitive_message_is_masked_in_previews() -> None:
    """She deleted the screen herself; what takes its place is a new message, masked."""
    async with phone() as her:
        await her.inside()
        her._provider.remove("1", her.report()["screen"]["id"])
        report = await her.do(text="права")
        assert len(report["sent"]) == 1
        assert report["step"] == "rights.topics"
        assert her.chat.messages[report["screen"]["id"]].spoiler


async def test_the_first_screen_of_the_door_is_readable_and_harmless() -> None:
    async with phone() as her:
        report = await her.do(start="ru-KZ")
        assert not her.chat.messages[report["screen"]["id"]].spoiler


async def _with_word(her: Phone, word: str) -> None:
    await her.inside()
    await her.walk("more", "settings", "word")
    await her.do(text=word)


@pytest.mark.parametrize("typed", ["Тюльпан", " тюльпан ", "ТЮЛЬПАН", "тюльпан!"])
async def test_s19_her_own_word_leaves_despite_case_and_spacing(typed: str) -> None:
    async with phone() as her:
        await _with_word(her, "тюльпан")
        await her.do(press="menu")
        report = await her.do(text=typed)
        assert report["covered"] is True
        assert (await her.census()).conversations == 0


@pytest.mark.parametrize("near", ["тюльпаны", "тюль", "мой тюльпан", "тульпан"])
async def test_s19_near_words_are_no_exit(near: str) -> None:
    async with phone() as her:
        await _with_word(her, "тюльпан")
        await her.do(press="menu")
        await her.do(text=near)
        assert (await her.census()).conversations == 1


async def test_s19_the_word_is_deleted_from_the_chat_and_never_shown() -> None:
    async with phone() as her:
        await _with_word(her, "тюльпан")
        assert "тюльпан" not in her.visible.lower()


async def test_s21_no_exit_is_counted_for_a_person() -> None:
    """Only a day count without a person tells that somebody left."""
    async with phone() as her:
        await her.inside()
        await her.do(press="exit")
        counts = await her.counts()
        assert counts["left"] == 1
        rows = await her._store.transact(lambda tx: tx.counts())
        assert all(len(day) == len("2026-11-21") for day, _, _ in rows)


@pytest.mark.parametrize("app", LOCALES)
@pytest.mark.parametrize("locale", LOCALES)
def test_the_cover_speaks_the_app_s_language_before_the_door_and_after_an_exit(
    app: str, locale: str
) -> None:
    before = Talk(app=app).start("").text
    talk = Talk(app=app).start(f"{locale}-KZ")
    for choice in (f"language:{locale}", "yes", "go", "country:KZ"):
        talk.press(choice)
    hidden = Talk(app=app)
    assert talk.say(".").text == before
    assert talk.say("x").text == before
    assert hidden.say("hi").text != ""


def test_the_digits_of_not_safe_do_not_come_back_after_her_next_input() -> None:
    talk = Talk().start("ru-KZ").press("language:ru").press("no").press("c:recipes")
    shown = talk.text
    talk.wait(120)
    assert talk.text == shown


def test_another_country_forgets_the_town_of_the_last_one() -> None:
    talk = through_the_door().press("find").press("talk").say("шымкент").press("menu")
    assert talk.session.answers["place"] == "kz-shymkent"
    talk.press("more").press("place").press("country:KG")
    assert "place" not in talk.session.answers


async def test_what_she_wrote_under_the_cover_goes_when_she_returns_or_leaves() -> None:
    """Five idle minutes passed while she typed; deleting it at once would tell whoever looks."""
    for returns in (True, False):
        async with phone() as her:
            await her.inside()
            await her.do(wait=310)
            typed = (await her.do(text="муж бьет меня, помогите"))["got"]
            photo = (await her.do(media="photo"))["got"]
            assert {*typed, *photo} <= set(her.chat.messages)
            if returns:
                await her.do(text=real_pack().covers["ru"].word)
            else:
                await her.do(wait=25 * 3600)
            assert not {*typed, *photo} & set(her.chat.messages)


def test_the_menu_opens_again_only_after_the_safety_question() -> None:
    talk = through_the_door().say("x").say(real_pack().covers["ru"].word)
    assert talk.step == "door.back"
    for way in ("menu", "person", "rights"):
        talk.press(way)
        assert talk.step == "door.back"
    talk.press("numbers").press("back")
    assert talk.step == "door.back"
    assert talk.press("yes").step == "main.menu"


@pytest.mark.parametrize("typed", ["X", "х", "Х.", "..", "...", "/х", "/X", "x!", "ｘ"])
def test_a_panic_key_counts_however_it_is_typed(typed: str) -> None:
    talk = through_the_door().say(typed)
    assert talk.covered


@pytest.mark.parametrize("typed", ["Закрыть", "закрыть!", "вы\u200bход", "Жабу", "Close"])
def test_the_label_of_the_exit_and_a_hidden_character_are_no_obstacle(typed: str) -> None:
    assert through_the_door().say(typed).left


@pytest.mark.parametrize(("locale", "no"), [("ru", "нет"), ("kk", "жоқ"), ("en", "no")])
def test_s03_no_can_be_typed(locale: str, no: str) -> None:
    talk = Talk(app=locale).start(f"{locale}-KZ").press(f"language:{locale}").say(no)
    assert talk.covered


async def test_the_door_after_a_delete_is_a_real_one() -> None:
    async with phone() as her:
        await her.inside()
        await her.do(media="photo")
        report = await her.do(text="/delete")
        assert report["step"] == "door.language"
        assert len(her.chat.messages) == 1
        assert (await her.do(press="language:kk"))["step"] == "door.safe"
        assert (await her.do(wait=301))["covered"] is True
