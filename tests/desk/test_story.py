"""A talk from consent to the last copy wiped, and what each side may see of the other."""

from __future__ import annotations

from bot.effects import POSTED
from bot.handoff.effects import News
from bot.shell.on_call import CallOutNotice
from tests.desk.story import GROUP, Story, said

HER, OTHER = "501", "502"
CANARY = "zqxj canary of hers"
ANSWER = "zqxj answer of theirs"


async def test_a_talk_from_consent_to_the_last_copy_s41_s42_s49(story: Story) -> None:
    await story.open_group()
    roza = await story.hire(1)
    await story.inside(HER)
    await story.say(HER, "zqxj zqxj")
    await story.press(HER, "person", "human", "unsaid")
    assert not story.at_desk(GROUP), "nobody hears of her before she agreed"
    await story.press(HER, "agree")
    assert not story.at_desk(GROUP), "nor before she said how she wants to be reached"
    await story.press(HER, "safety", "silent")
    assert story.step(HER) == "talk.waiting"
    assert story.at_desk(GROUP).count("\n----\n") == 0
    await story.desk_press(roza, "accept:", within=GROUP)
    assert not story.at_desk(GROUP), "the notice is gone once it is taken"
    assert said("desk.news.taken") in story.at_desk(roza)
    assert story.staff.chat(roza).ours()[-1].rows, "the panel stands below the news"
    await story.press(HER, "look")
    assert story.step(HER) == "talk.arrived", "first she is asked whether it is safe (S45)"
    await story.counsellor(roza, "too early")
    assert "too early" not in story.at_person(HER)
    assert said("desk.news.do_not_write") in story.at_desk(roza)
    await story.press(HER, "open")
    assert story.step(HER) == "talk.live"
    await story.say(HER, CANARY)
    assert CANARY in story.at_desk(roza)
    await story.counsellor(roza, ANSWER)
    assert ANSWER in story.at_person(HER)
    assert "zqxj zqxj" not in story.at_desk(roza), "nothing of before is passed on (S42)"
    await story.counsellor(roza, "/close")
    await story.desk_press(roza, "close!")
    assert CANARY not in story.at_desk(roza)
    assert ANSWER not in story.at_desk(roza)
    assert ANSWER in story.at_person(HER), "what she was told is hers to read on"
    await story.wait(2000)
    everything = "\n".join(m.text for m in story.staff.chat(roza).messages.values())
    assert "zqxj" not in everything
    assert await story.store.transact(lambda tx: tx.cases()) == []
    assert ANSWER not in story.at_person(HER), "time covered her screen"
    await story.person_returns(HER)
    await story.press(HER, "exit")
    assert "zqxj" not in "\n".join(m.text for m in story.people.chat(HER).messages.values())


async def test_both_sides_see_a_neutral_line_and_no_name_s43(story: Story) -> None:
    roza = await story.hire(1, alias="Roza-7")
    await story.talks(HER, roza)
    await story.say(HER, CANARY)
    await story.counsellor(roza, ANSWER)
    hers = [m for m in story.people.chat(HER).ours() if ANSWER in m.text]
    theirs = [m for m in story.staff.chat(roza).ours() if CANARY in m.text]
    assert len(hers) == len(theirs) == 1
    for message in (*hers, *theirs):
        first, _, rest = message.text.partition("\n\n")
        assert "zqxj" not in first
        assert "zqxj" in rest
        assert message.spoiler
        assert message.masked_from == len(first) + 2
    assert theirs[0].protected
    assert not hers[0].protected, "she may need to pass it to a friend or a lawyer"
    at_her, at_desk = story.at_person(HER), story.at_desk(roza)
    assert "Roza" not in at_her
    assert roza not in at_her
    assert HER not in at_desk
    for message in story.staff.chat(roza).ours():
        assert message.protected or message.rows, "notices and words cannot be forwarded"


async def test_the_arrival_is_one_neutral_message_as_she_chose_it_s17_s45(story: Story) -> None:
    roza = await story.hire(1)
    await story.inside(HER)
    await story.press(HER, "person", "human", "over", "agree", "talk", "words", "b", "sound")
    before = {message.id for message in story.people.chat(HER).ours()}
    await story.desk_press(roza, "accept:")
    new = [m for m in story.people.chat(HER).ours() if m.id not in before]
    assert [m.text for m in new] == [story.text("talk.line.b")]
    assert not new[0].silent
    assert [b.data for row in new[0].rows for b in row] == [f"{POSTED}|look"]


async def test_who_waits_under_the_cover_is_still_reached_and_asked_first(story: Story) -> None:
    roza = await story.hire(1)
    await story.asks(HER)
    await story.wait(400)
    assert story.covered(HER)
    await story.desk_press(roza, "accept:")
    await story.press(HER, "look")
    assert story.step(HER) == "talk.arrived"
    assert not story.covered(HER)
    await story.press(HER, "open")
    await story.say(HER, CANARY)
    assert CANARY in story.at_desk(roza)


async def test_not_now_covers_her_screen_and_keeps_her_place(story: Story) -> None:
    roza = await story.hire(1)
    await story.asks(HER)
    await story.desk_press(roza, "accept:")
    await story.press(HER, "look", "not_now")
    assert story.covered(HER)
    assert said("desk.news.not_opened") in story.at_desk(roza)
    assert story.text("talk.line.a") not in story.at_person(HER)
    cases = await story.cases()
    assert [case.away for case in cases] == [True]
    assert cases[0].queued_at < story.clock.now()


async def test_the_three_clocks(story: Story) -> None:
    roza = await story.hire(1)
    await story.asks(HER)
    await story.desk_press(roza, "accept:")
    await story.wait(599)
    assert story.text("talk.line.a") in story.at_person(HER)
    await story.wait(2)  # not opened within ten minutes
    assert story.text("talk.line.a") not in story.at_person(HER)
    assert said("desk.news.not_opened") in story.at_desk(roza)
    assert (await story.cases())[0].rests
    # an offer that nobody takes
    await story.asks(OTHER)
    before = set(story.staff.chat(roza).messages)
    await story.wait(121)
    assert set(story.staff.chat(roza).messages) - before, "asked again after two minutes"
    await story.wait(170)
    assert said("desk.alarm.no_answer") not in story.at_desk(roza), "she is no supervisor"
    await story.press(OTHER, "lines", "to_talk")
    await story.wait(299)
    assert story.text("talk.wait.truth") in story.at_person(OTHER)


async def test_who_is_on_call_is_asked_once_and_reads_nothing_of_her(story: Story) -> None:
    boss = await story.hire(9, is_supervisor=True, languages=("en",))
    await story.hire(1)
    await story.asks(HER)
    await story.wait(290)
    assert story.called_out == []
    assert said("desk.alarm.no_answer") not in story.at_desk(boss)
    await story.press(HER, "lines", "to_talk")
    await story.wait(60)
    assert story.called_out == [CallOutNotice("ru", "KZ", "")]
    assert said("desk.alarm.no_answer") in story.at_desk(boss)
    await story.wait(3000)
    assert len(story.called_out) == 1


async def test_after_the_end_she_hears_it_and_may_ask_again(story: Story) -> None:
    roza = await story.hire(1)
    await story.talks(HER, roza)
    await story.counsellor(roza, "/close")
    await story.desk_press(roza, "close!")
    assert story.text("talk.closed") in story.at_person(HER)
    assert story.step(HER) == "talk.ended"
    await story.press(HER, "lines", "human", "agree", "talk", "silent")
    assert story.step(HER) == "talk.waiting"
    assert [case.alias for case in await story.cases() if case.state == "offered"]


async def test_nobody_on_duty_is_never_called_connecting_s44(story: Story) -> None:
    await story.asks(HER)
    assert story.text("talk.wait.nobody") in story.at_person(HER)
    await story.hire(1)
    assert story.text("talk.wait.next") in story.at_person(HER)


async def test_a_counsellor_is_never_offered_her_own_case(story: Story) -> None:
    roza = await story.hire(1)
    await story.asks(roza)  # the same account asks for help in the people's bot
    assert not any(
        "accept:" in b.data for m in story.staff.chat(roza).ours() for r in m.rows for b in r
    )
    assert story.text("talk.wait.nobody") in story.at_person(roza)


def test_every_news_has_its_sentence() -> None:
    from bot.desk.news import HEARD

    for news in HEARD:
        assert said(f"desk.news.{News(news)}")
