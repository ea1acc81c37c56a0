"""Somebody on WhatsApp with a counsellor on Telegram: nothing can be taken off her phone."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio

from bot.channels.render import press_of
from bot.channels.whatsapp.capabilities import CAPABILITIES as WHATSAPP
from bot.events import MediaKind
from bot.store.memory import MemoryStore
from tests.desk.story import Story, said
from tests.shell.test_media_posts import photograph
from tests.talk import real_pack_on_whatsapp

HER = "501"
CANARY = "zqxj canary of hers"
ANSWER = "zqxj answer of theirs"


@pytest_asyncio.fixture
async def story() -> AsyncIterator[Story]:
    made = Story(MemoryStore(), able=WHATSAPP)
    await made.service.start()
    yield made
    await made.service.stop()
    assert made.bugs == []


def here(key: str) -> str:
    """As it is read on WhatsApp, in Russian."""
    from bot.text import Text

    return real_pack_on_whatsapp().catalogue.say(Text(key), "ru").text


def copies(story: Story) -> str:
    return "\n".join(message.text for message in story.people.chat(HER).copies())


def newest(story: Story) -> str:
    return story.people.chat(HER).ours()[-1].text


async def test_the_counsellor_s_words_come_when_she_asks_for_them(story: Story) -> None:
    roza = await story.hire(1)
    await story.talks(HER, roza)
    await story.say(HER, CANARY)
    assert CANARY in story.at_desk(roza)
    await story.counsellor(roza, ANSWER)
    assert ANSWER not in story.at_person(HER)
    assert newest(story) == here("talk.answer_here"), "all that a locked phone shows"
    await story.press(HER, "show")
    assert ANSWER in newest(story)
    assert "exit" in {press_of(b.data)[1] for b in story.people.chat(HER).ours()[-1].typed}


async def test_several_messages_are_announced_once_and_come_in_order(story: Story) -> None:
    roza = await story.hire(1)
    await story.talks(HER, roza)
    await story.say(HER, CANARY)
    before = len(story.people.chat(HER).ours())
    await story.counsellor(roza, "one zqxj", "two zqxj", "three zqxj")
    assert len(story.people.chat(HER).ours()) == before + 1
    await story.say(HER, "1")
    shown = [m.text.split("\n\n")[1] for m in story.people.chat(HER).ours()[before + 1 :]]
    assert shown == ["one zqxj", "two zqxj", "three zqxj"]
    words = [m.text.partition("\n\n")[2] for m in story.staff.chat(roza).ours()]
    assert "1" not in words, "the number was for us"
    await story.counsellor(roza, "four zqxj")
    assert newest(story) == here("talk.answer_here")


async def test_what_she_has_not_seen_can_be_taken_back_and_changed(story: Story) -> None:
    roza = await story.hire(1)
    await story.talks(HER, roza)
    await story.counsellor(roza, "wrong zqxj", "other zqxj")
    await story.edit_at_desk(roza, "wrong zqxj", "right zqxj")
    await story.desk_press(roza, "undo")
    await story.press(HER, "show")
    everything = story.at_person(HER)
    assert "wrong zqxj" not in everything


async def test_show_with_nothing_left_is_not_answered_with_silence(story: Story) -> None:
    roza = await story.hire(1)
    await story.talks(HER, roza)
    await story.counsellor(roza, ANSWER)
    await story.desk_press(roza, "undo")
    await story.press(HER, "show")
    assert ANSWER not in story.at_person(HER)
    assert here("talk.nothing_new") in newest(story)


async def test_her_own_sentences_are_not_answered_with_a_screen_each(story: Story) -> None:
    roza = await story.hire(1)
    await story.talks(HER, roza)
    before = len(story.people.chat(HER).ours())
    await story.say(HER, "a zqxj", "2", "b zqxj")
    assert len(story.people.chat(HER).ours()) == before
    for words in ("a zqxj", "2", "b zqxj"):
        assert words in story.at_desk(roza), "a bare number is for the counsellor"


async def test_a_label_that_she_types_is_its_button(story: Story) -> None:
    roza = await story.hire(1)
    await story.talks(HER, roza)
    label = next(
        b.label
        for row in story.people.chat(HER).ours()[-1].rows
        for b in row
        if press_of(b.data)[1] == "more"
    )
    await story.say(HER, label.lower())
    assert story.step(HER) == "talk.more"
    assert label.lower() not in story.at_desk(roza)


async def test_leaving_ends_it_on_both_sides_and_leaves_no_copy(story: Story) -> None:
    roza = await story.hire(1)
    await story.talks(HER, roza)
    await story.say(HER, CANARY)
    await story.counsellor(roza, ANSWER)
    await story.press(HER, "show")
    await story.counsellor(roza, "zqxj never shown")
    await story.say(HER, "выход")
    assert "never shown" not in story.at_person(HER)
    assert "zqxj" not in story.at_desk(roza)
    assert said("desk.news.she_left") in story.at_desk(roza)
    await story.wait(120)
    assert copies(story) == ""
    await story.counsellor(roza, "zqxj too late")
    assert "too late" not in story.at_person(HER)


async def test_what_she_did_not_ask_for_is_not_shown_after_she_hid(story: Story) -> None:
    roza = await story.hire(1)
    await story.talks(HER, roza)
    await story.counsellor(roza, "zqxj unread")
    before = len(story.people.chat(HER).ours())
    await story.say(HER, "x")
    assert len(story.people.chat(HER).ours()) == before, "nothing is sent"
    assert said("desk.news.away") in story.at_desk(roza)
    await story.say(HER, "привет")
    await story.press(HER, "yes")
    assert "zqxj unread" not in story.at_person(HER)


async def test_words_wait_through_a_restart(story: Story) -> None:
    roza = await story.hire(1)
    await story.talks(HER, roza)
    await story.counsellor(roza, ANSWER)
    await story.restart()
    await story.press(HER, "show")
    assert ANSWER in newest(story)


async def test_no_copy_of_the_talk_stays_at_the_provider_while_it_goes_on(story: Story) -> None:
    roza = await story.hire(1)
    await story.talks(HER, roza)
    await story.say(HER, CANARY)
    await story.counsellor(roza, ANSWER)
    await story.press(HER, "show")
    await story.wait(5)
    assert "zqxj" not in copies(story)


async def test_the_counsellor_is_told_that_nothing_can_be_taken_back(story: Story) -> None:
    roza = await story.hire(1)
    await story.talks(HER, roza)
    assert said("desk.news.begun_lasting") in story.at_desk(roza)


async def test_a_picture_of_hers_is_fetched_where_it_lies(story: Story) -> None:
    roza = await story.hire(1)
    await story.talks(HER, roza)
    await story.counsellor(roza, "/media")
    await story.press(HER, "show", "yes:media")
    await story.wait(5)
    sent = story.people.send_media(HER, MediaKind.PHOTO, data=photograph())
    await story.service.receive(sent)
    await story.service.settled()
    assert [m.media for m in story.staff.chat(roza).ours() if m.media] == [MediaKind.PHOTO]
    await story.say(HER, "выход")
    await story.wait(120)
    assert story.people.chat(HER).copies() == []


async def test_a_picture_of_the_counsellor_s_does_not_arrive_and_she_is_told(story: Story) -> None:
    roza = await story.hire(1)
    await story.talks(HER, roza)
    await story.counsellor(roza, "/media")
    await story.press(HER, "show", "yes:media")
    await story.service.receive(story.staff.send_media(roza, MediaKind.PHOTO, data=photograph()))
    await story.service.settled()
    assert not [m for m in story.people.chat(HER).ours() if m.media]
    assert said("desk.news.dropped") in story.at_desk(roza)
