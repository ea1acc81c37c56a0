"""Being written to within a window that she chose, and never outside of it (S46)."""

from __future__ import annotations

import datetime
from dataclasses import replace

from bot.directory.hours import Span
from bot.handoff.case import State
from bot.handoff.rota import Duty, Rota
from bot.store.memory import MemoryStore
from tests.desk.story import Story, said
from tests.talk import NOW, real_pack

HER = "501"
HOUR = 3600.0


async def _chooses(story: Story, *, keep: bool) -> tuple[float, float]:
    await story.inside(HER)
    await story.press(HER, "person", "human", "unsaid", "agree", "talk", "window", "window:")
    await story.press(HER, "keep" if keep else "let_go")
    assert story.step(HER) == "talk.callback"
    window = (await story.cases())[0].window
    assert window is not None
    return window.begins, window.ends


def _arrival(story: Story) -> bool:
    return story.text("talk.line.a") in story.at_person(HER)


async def test_within_the_window_one_neutral_line_comes(story: Story) -> None:
    roza = await story.hire(1)
    begins, _ = await _chooses(story, keep=False)
    assert story.offers(roza) == [], "nobody is asked before"
    await story.wait(begins - story.clock.now() + 60)
    assert len(story.offers(roza)) == 1
    await story.desk_press(roza, "accept:")
    assert _arrival(story)
    await story.press(HER, "look", "open")
    await story.counsellor(roza, "здравствуйте")
    assert "здравствуйте" in story.at_person(HER)


async def test_a_window_that_lapses_is_silence(story: Story) -> None:
    before = None
    begins, ends = await _chooses(story, keep=False)
    await story.wait(begins - story.clock.now() - 10)
    before = story.at_person(HER)
    await story.wait(ends - begins + 4000)
    assert story.at_person(HER) == before
    assert await story.cases() == []


async def test_leaving_cancels_it_unless_she_wants_it_to_stay(story: Story) -> None:
    await _chooses(story, keep=False)
    await story.press(HER, "exit")
    await story.wait(2000)
    assert await story.cases() == []


async def test_one_that_stays_outlives_her_leaving_and_a_restart(story: Story) -> None:
    roza = await story.hire(1)
    begins, _ = await _chooses(story, keep=True)
    await story.press(HER, "exit")
    kept = (await story.files())[0].kept
    assert kept is not None
    assert (kept.address, kept.locale) == (HER, "ru")
    assert (await story.cases())[0].state is State.CALLBACK
    await story.restart()
    await story.wait(begins - story.clock.now() + 60)
    assert not _arrival(story)
    await story.desk_press(roza, "accept:")
    assert _arrival(story)
    assert (await story.files())[0].kept is None
    assert story.covered(HER)
    await story.press(HER, "look")
    assert story.step(HER) == "talk.arrived"
    await story.press(HER, "open")
    await story.say(HER, "это я")
    assert "это я" in story.at_desk(roza)


async def test_an_arrival_that_she_never_opens_goes_without_a_trace(story: Story) -> None:
    roza = await story.hire(1)
    begins, ends = await _chooses(story, keep=True)
    await story.press(HER, "exit")
    await story.wait(begins - story.clock.now() + 60)
    await story.desk_press(roza, "accept:")
    await story.wait(ends - begins + 2 * HOUR)
    assert not _arrival(story)
    assert story.service.session("telegram", HER) is None
    assert await story.cases() == []


async def test_deleting_everything_cancels_it_too_before_and_after_leaving(story: Story) -> None:
    await _chooses(story, keep=True)
    await story.press(HER, "exit")
    await story.say(HER, "/delete")
    await story.wait(2000)
    assert await story.cases() == []


async def test_a_day_without_a_word_does_not_cancel_it(story: Story) -> None:
    await _chooses(story, keep=False)
    # the latest window that is offered is two days away
    await story.press(HER, "change")
    choice = [one for one in story.buttons(HER) if one.startswith("window:")]
    latest = max(choice, key=lambda one: int(one.split(":")[1].split("-")[0]))
    await story.press(HER, latest, "let_go")
    await story.wait(25 * HOUR)
    assert story.service.session("telegram", HER) is None
    cases = await story.cases()
    assert [case.state for case in cases] == [State.CALLBACK]


async def test_it_can_be_changed_and_cancelled(story: Story) -> None:
    await _chooses(story, keep=True)
    await story.press(HER, "stop")
    await story.wait(2000)
    assert await story.cases() == []


async def test_out_of_hours_the_next_shift_is_named_and_only_staffed_windows_offered() -> None:
    shift = Duty(span=Span(9 * 60, 18 * 60), zone="Asia/Almaty")
    rota = Rota(weekly=((shift,),) * 7)
    night = datetime.datetime(2026, 11, 21, 17, 0, tzinfo=datetime.UTC).timestamp()  # 22:00
    story = Story(MemoryStore(), replace(real_pack(), rota=rota))
    story.clock.advance(night)
    assert night > NOW
    await story.service.start()
    await story.asks(HER)
    assert "22 нояб., 09:00" in story.at_person(HER)
    assert ", 09:00" in story.at_person(HER)
    await story.press(HER, "window")
    starts = sorted(
        datetime.datetime.fromtimestamp(int(one.split(":")[1].split("-")[0]), datetime.UTC).hour
        for one in story.buttons(HER)
        if one.startswith("window:")
    )
    assert starts
    assert 13 not in starts, "18:00 to 21:00 is nobody's shift"
    await story.service.stop(grace=0)
    assert story.bugs == []
    assert said("talk.wait.nobody") not in story.at_person(HER)


async def test_one_that_stays_finds_her_in_the_conversation_that_she_has_by_then(
    story: Story,
) -> None:
    roza = await story.hire(1)
    begins, _ = await _chooses(story, keep=True)
    await story.press(HER, "exit")
    await story.wait(begins - story.clock.now() + 60)
    await story.asks(HER)
    await story.press(HER, "stop")
    assert story.offers(roza) == [], "who asks here need not be written to later"
    assert story.step(HER) == "talk.ended"


async def test_one_that_stays_comes_to_her_who_has_come_back(story: Story) -> None:
    roza = await story.hire(1)
    begins, _ = await _chooses(story, keep=True)
    await story.press(HER, "exit")
    await story.wait(begins - story.clock.now() + 60)
    await story.inside(HER)
    await story.desk_press(roza, "accept:")
    assert _arrival(story)
    await story.press(HER, "look", "open")
    await story.say(HER, "снова я")
    assert "снова я" in story.at_desk(roza)
