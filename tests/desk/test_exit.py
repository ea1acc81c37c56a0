"""She leaves in the middle of a talk, whatever the counsellor's words are doing then (S43, S48).

Nothing comes after her exit; what was on its way is deleted as soon as it is there; the counsellor
reads that she left, and keeps no copy.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from bot.channels.base import Done, RetryAt
from bot.handoff.case import State
from tests.desk.story import Story, said
from tests.shell.faults import After, Before, Call, Fault, Hang, Late, Slow

HER = "501"
WORDS, HERS = "zqxj words of theirs", "zqxj words of hers"
PLACE = "zqxj приходите в 18:00 на улицу Абая"
SHE_LEFT = said("desk.news.she_left")


@pytest.fixture
async def talking(story: Story) -> tuple[Story, str]:
    roza = await story.hire(1)
    await story.talks(HER, roza)
    await story.say(HER, HERS)
    return story, roza


def on_words(fault: Fault) -> Callable[[Call], Fault]:
    """The first time these words are brought to her."""
    left = [fault]

    def rule(call: Call) -> Fault:
        if call.address == HER and "zqxj" in call.text and left:
            return left.pop()
        return None

    return rule


async def writes(story: Story, roza: str, words: str = WORDS) -> None:
    """As she does, without waiting for a call that hangs."""
    answer = await story.service.receive(story.staff.say(roza, words))
    assert isinstance(answer, Done)
    for _ in range(50):
        await asyncio.sleep(0)


async def leaves(story: Story) -> None:
    """By the word; a call that hangs is not waited for."""
    await story.service.receive(story.people.say(HER, "выход", "ru"))
    for _ in range(200):
        await asyncio.sleep(0)


def at_her(story: Story) -> str:
    return "\n".join(m.text for m in story.people.chat(HER).messages.values())


def at_roza(story: Story, roza: str) -> str:
    return "\n".join(m.text for m in story.staff.chat(roza).messages.values())


def heard_after(story: Story) -> list[str]:
    """Words that came to her chat, as the provider has seen it, since this was called."""
    came: list[str] = []
    chat = story.people.chat(HER)

    def listen(change) -> None:
        if change.address == HER and change.kind in ("sent", "edited"):
            text = chat.messages[change.message].text
            if "zqxj" in text:
                came.append(text)

    story.people.listen(listen)
    return came


async def assert_over(story: Story, roza: str) -> None:
    """Both sides hold nothing of the talk, and the counsellor knows."""
    await story.wait(30)
    assert SHE_LEFT in story.at_desk(roza)
    for _ in range(2):
        assert "zqxj" not in at_her(story)
        assert "zqxj" not in at_roza(story, roza)
        await story.wait(2400)
    assert await story.cases() == []
    census = await story.store.transact(lambda tx: tx.census())
    assert (census.cases, census.wipes) == (0, 0)


@pytest.mark.parametrize("slow", [Hang, Late, Slow], ids=["not there yet", "unanswered", "there"])
async def test_words_in_flight_are_gone_as_soon_as_they_come_s43(talking, slow) -> None:
    story, roza = talking
    fault = slow()
    story.rule = on_words(fault)
    await writes(story, roza)
    assert (WORDS in at_her(story)) is (slow is Slow), "they are on their way"
    await leaves(story)
    fault.release.set()
    await story.service.settled()
    assert "zqxj" not in at_her(story), "at once, and not only some time later"
    await assert_over(story, roza)


async def test_words_whose_answer_was_lost_are_found_and_deleted_s43(talking) -> None:
    story, roza = talking
    for fault in (After(), Before()):
        story.rule = on_words(fault)
        await story.counsellor(roza, WORDS)
    await leaves(story)
    await story.service.settled()
    assert "zqxj" not in at_her(story)
    await assert_over(story, roza)


@pytest.mark.parametrize("seconds", [2.0, 40.0])
async def test_words_that_wait_for_the_limit_are_never_sent_s43(talking, seconds: float) -> None:
    story, roza = talking
    story.rule = lambda call: (
        RetryAt(seconds)
        if call.address == HER and call.verb == "send" and not call.urgent
        else None
    )
    await story.counsellor(roza, WORDS, f"{WORDS} again")
    assert "zqxj words of theirs" not in at_her(story)
    came = heard_after(story)
    await leaves(story)
    story.rule = lambda call: None
    await story.wait(120)
    assert came == []
    await assert_over(story, roza)


async def test_words_in_the_queue_behind_others_are_never_sent_s43(talking) -> None:
    story, roza = talking
    fault = Hang()
    story.rule = on_words(fault)
    for number in range(5):
        await writes(story, roza, f"{WORDS} {number}")
    await leaves(story)
    came = heard_after(story)
    fault.release.set()
    await story.service.settled()
    assert len(came) <= 1, "the one that was on its way, and none behind it"
    assert "zqxj" not in at_her(story)
    await assert_over(story, roza)


async def test_a_place_that_waits_for_her_answer_never_comes_s15_s43(talking) -> None:
    story, roza = talking
    await story.wait(700)
    await story.person_returns(HER)
    await story.counsellor(roza, PLACE)
    assert said("desk.news.held_back") in story.at_desk(roza)
    alone = story.find_button(HER, "alone")
    came = heard_after(story)
    await leaves(story)
    await story.press_old(HER, alone)
    await story.wait(700)
    assert came == []
    await assert_over(story, roza)


async def test_words_that_were_just_changed_or_taken_back_s43(talking) -> None:
    story, roza = talking
    await story.counsellor(roza, WORDS)
    fault = Hang()
    story.rule = lambda call: fault if (call.verb, call.address) == ("edit", HER) else None
    edited = next(m for m in story.staff.chat(roza).hers() if m.text == WORDS)
    await story.service.receive(story.staff.amend(roza, edited.id, f"{WORDS} better"))
    for _ in range(50):
        await asyncio.sleep(0)
    story.rule = lambda call: None
    await leaves(story)
    fault.release.set()
    await story.service.settled()
    assert "zqxj" not in at_her(story)
    await assert_over(story, roza)


@pytest.mark.parametrize("slow", [Hang, Late, Slow], ids=["not there yet", "unanswered", "there"])
async def test_her_own_words_on_their_way_to_the_desk_are_gone_too_s49(story: Story, slow) -> None:
    roza = await story.hire(1)
    await story.talks(HER, roza)
    fault = slow()
    left = [fault]
    story.rule = lambda call: (
        left.pop() if call.address == roza and "zqxj" in call.text and left else None
    )
    for words in (HERS, f"{HERS} more"):
        await story.service.receive(story.people.say(HER, words, "ru"))
        for _ in range(50):
            await asyncio.sleep(0)
    assert not left
    await leaves(story)
    fault.release.set()
    await story.service.settled()
    assert "zqxj" not in at_roza(story, roza)
    await assert_over(story, roza)


async def test_what_is_written_after_her_reaches_nobody_s43(talking) -> None:
    story, roza = talking
    await leaves(story)
    await story.service.settled()
    came = heard_after(story)
    await story.counsellor(roza, WORDS)
    assert came == []
    assert said("desk.nobody_here") in story.at_desk(roza)
    await assert_over(story, roza)


async def test_her_exit_and_words_at_the_same_moment_s43(talking) -> None:
    story, roza = talking
    for number in range(20):
        presses = [story.staff.say(roza, f"{WORDS} {number}"), story.people.say(HER, "выход", "ru")]
        if number % 2:
            presses.reverse()
        await asyncio.gather(*(story.service.receive(one) for one in presses))
        await story.service.settled()
        assert "zqxj" not in at_her(story)
        assert "zqxj" not in at_roza(story, roza)
        assert [case.state for case in await story.cases() if case.state is not State.LEFT] == []
        await story.wait(700)
        await story.talks(HER, roza)
        await story.say(HER, HERS)
    await story.say(HER, "выход")
    await assert_over(story, roza)


@pytest.mark.parametrize("crash_at", range(1, 30))
async def test_the_process_dies_while_she_leaves_s43(talking, crash_at: int) -> None:
    story, roza = talking
    gate = story.gate
    gate.crash_at = gate.passed + crash_at
    words = story.staff.say(roza, WORDS)
    exits = story.people.say(HER, "выход", "ru")
    for update in (words, exits):
        while not await _alive(story, update):
            await story.restart()
    story.gate.crash_at = 0
    await story.service.settled()
    await story.wait(70)
    assert "zqxj" not in at_her(story)
    await assert_over(story, roza)


async def _alive(story: Story, update) -> bool:
    async def work() -> None:
        await story.service.receive(update)
        await story.service.settled()

    task = asyncio.ensure_future(work())
    dead = asyncio.ensure_future(story.gate.dead.wait())
    await asyncio.wait({task, dead}, return_when=asyncio.FIRST_COMPLETED)
    dead.cancel()
    if task.done() and not story.gate.dead.is_set():
        task.result()
        return True
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    return False
