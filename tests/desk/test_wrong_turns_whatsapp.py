"""Wrong turns that a talk took on WhatsApp once, where what she sees is never changed."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.channels.render import press_of
from bot.channels.whatsapp.capabilities import CAPABILITIES as WHATSAPP
from bot.store.memory import MemoryStore
from tests.desk.story import Story, said
from tests.desk.test_whatsapp import HER, here, newest


@pytest_asyncio.fixture
async def story() -> AsyncIterator[Story]:
    made = Story(MemoryStore(), able=WHATSAPP)
    await made.service.start()
    yield made
    await made.service.stop()
    assert made.bugs == []


@pytest.mark.parametrize("typed", ["1", "Открыть", "1.", "да"])
async def test_an_arrival_is_never_opened_without_the_question_s45(story: Story, typed) -> None:
    roza = await story.hire(1)
    await story.asks(HER)
    await story.desk_press(roza, "accept:")
    await story.say(HER, typed)
    assert story.step(HER) == "talk.arrived"
    assert said("desk.news.begun_lasting") not in story.at_desk(roza)
    assert here("talk.arrived") in newest(story)


async def test_a_number_on_the_waiting_screen_is_never_another_screen_s(story: Story) -> None:
    roza = await story.hire(1)
    await story.asks(HER)
    await story.desk_press(roza, "accept:")
    await story.say(HER, "2")
    assert not story.covered(HER), "two was for the screen that she saw"
    assert story.step(HER) == "talk.arrived"


async def test_old_buttons_of_the_same_screen_still_count_after_news(story: Story) -> None:
    await story.asks(HER)
    await story.hire(1)
    await story.hire(2)
    await story.press(HER, "silent")
    assert story.step(HER) == "silent.start"
    assert here("ui.stale") not in newest(story)


@pytest.mark.parametrize("typed", ["2", "Рядом кто-то есть"])
async def test_not_alone_is_heard_however_it_is_said_s47(story: Story, typed) -> None:
    roza = await story.hire(1)
    await story.talks(HER, roza)
    await story.counsellor(roza, "/check")
    await story.press(HER, "show")
    before = len(story.people.chat(HER).ours())
    await story.say(HER, typed)
    assert said("desk.news.not_alone") in story.at_desk(roza)
    assert len(story.people.chat(HER).ours()) == before, "and nothing is sent to that phone"


async def test_the_numbers_of_a_question_answer_it(story: Story) -> None:
    roza = await story.hire(1)
    await story.talks(HER, roza)
    await story.counsellor(roza, "/media")
    await story.press(HER, "show")
    await story.say(HER, "1")
    assert said("desk.news.leave_given") in story.at_desk(roza)


async def test_a_plain_yes_is_for_the_counsellor(story: Story) -> None:
    roza = await story.hire(1)
    await story.talks(HER, roza)
    await story.counsellor(roza, "/media")
    await story.press(HER, "show")
    await story.say(HER, "да")
    assert said("desk.news.leave_given") not in story.at_desk(roza)
    assert "\nда" in story.at_desk(roza)


async def test_an_answer_to_an_older_question_is_none_to_this_one(story: Story) -> None:
    roza = await story.hire(1)
    await story.talks(HER, roza)
    await story.counsellor(roza, "/check")
    await story.press(HER, "show")
    old = story.find_button(HER, "alone")
    await story.say(HER, "1")
    await story.wait(700)
    await story.say(HER, "zqxj")
    await story.press(HER, "yes")
    await story.counsellor(roza, "/check")
    await story.press(HER, "show")
    checked = story.at_desk(roza).count(said("desk.news.checked"))
    await story.press_old(HER, old)
    assert story.at_desk(roza).count(said("desk.news.checked")) == checked


async def test_duress_during_a_pause_brings_nothing_and_is_heard_s47(story: Story) -> None:
    roza = await story.hire(1)
    await story.talks(HER, roza)
    await story.press(HER, "more", "phrase")
    await story.say(HER, "белая ворона", "синяя птица")
    await story.press(HER, "here")
    await story.wait(400)
    before = len(story.people.chat(HER).ours())
    await story.say(HER, "синяя птица")
    assert len(story.people.chat(HER).ours()) == before
    assert said("desk.news.not_alone") in story.at_desk(roza)


async def test_a_cry_after_a_pause_is_answered_with_numbers_s24(story: Story) -> None:
    await story.inside(HER)
    await story.wait(400)
    await story.say(HER, "помогите, он меня бьет")
    assert newest(story).startswith("112")


async def test_the_next_counsellor_is_announced(story: Story) -> None:
    roza, aida = await story.hire(1), await story.hire(2)
    await story.talks(HER, roza)
    await story.counsellor(roza, "zqxj of the first")
    await story.counsellor(roza, "/release")
    await story.desk_press(aida, "accept:")
    await story.press(HER, "look", "open")
    before = len(story.people.chat(HER).ours())
    await story.counsellor(aida, "zqxj of the second")
    assert here("talk.answer_here") in newest(story)
    assert len(story.people.chat(HER).ours()) == before + 1
    await story.press(HER, "show")
    assert "of the second" in newest(story)
    assert "of the first" not in story.at_person(HER)


async def test_a_lost_notice_is_followed_by_another(story: Story) -> None:
    roza = await story.hire(1)
    await story.talks(HER, roza)
    await story.counsellor(roza, "one zqxj")
    await story.wait(130)
    before = len(story.people.chat(HER).ours())
    await story.counsellor(roza, "two zqxj")
    assert len(story.people.chat(HER).ours()) == before + 1
    await story.press(HER, "show")
    assert "one zqxj" in story.at_person(HER)
    assert "two zqxj" in story.at_person(HER)


async def test_the_last_words_before_the_end_can_still_be_read(story: Story) -> None:
    roza = await story.hire(1)
    await story.talks(HER, roza)
    await story.counsellor(roza, "zqxj call 150")
    await story.counsellor(roza, "/close")
    await story.desk_press(roza, "close!")
    await story.press(HER, "show")
    assert "zqxj call 150" in story.at_person(HER)
    assert here("talk.closed") in story.at_person(HER)


async def test_a_complaint_typed_by_its_number_never_reaches_the_counsellor(story: Story) -> None:
    roza = await story.hire(1)
    await story.talks(HER, roza)
    await story.press(HER, "more")
    rows = [b for row in story.people.chat(HER).ours()[-1].rows for b in row]
    number = 1 + [press_of(b.data)[1] for b in rows].index("pressure")
    await story.say(HER, str(number))
    assert story.step(HER) == "talk.pressure"
    await story.press(HER, "back")
    await story.say(HER, "zqxj чувствую давление")
    assert "zqxj" not in story.at_desk(roza)


async def test_questions_of_the_counsellor_come_behind_the_notice(story: Story) -> None:
    roza = await story.hire(1)
    await story.talks(HER, roza)
    await story.counsellor(roza, "/media")
    assert newest(story) == here("talk.answer_here")


async def test_show_counts_on_every_page(story: Story) -> None:
    roza = await story.hire(1)
    await story.talks(HER, roza)
    await story.counsellor(roza, "zqxj words")
    await story.say(HER, "номера")
    assert story.step(HER) == "numbers.show"
    await story.say(HER, "показать")
    assert "zqxj words" in newest(story)


async def test_a_command_of_the_book_hides_nothing_here(story: Story) -> None:
    roza = await story.hire(1)
    await story.talks(HER, roza)
    await story.say(HER, "/numbers")
    assert not story.covered(HER)
