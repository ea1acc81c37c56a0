"""Ways that a talk must not take: each was taken once."""

from __future__ import annotations

import pytest

from bot.channels.base import RefusedForGood, RetryAt
from bot.events import MediaKind
from bot.handoff.case import State
from tests.desk.story import Story, said
from tests.shell.faults import always

HER, OTHER = "501", "502"
NEWS = "desk.news."
PLACE = "Приходите сегодня в 18:00 на улицу Абая"


@pytest.fixture
async def talking(story: Story) -> tuple[Story, str]:
    roza = await story.hire(1, alias="Roza")
    await story.talks(HER, roza)
    return story, roza


async def _word(story: Story) -> None:
    await story.say(HER, next(iter(sorted(story.pack.opening_words))))


async def test_numbers_at_the_safety_question_are_no_yes(talking) -> None:
    story, roza = talking
    await story.wait(400)
    await _word(story)
    await story.press(HER, "numbers")
    assert story.step(HER) == "numbers.show"
    assert said(NEWS + "back") not in story.at_desk(roza)
    await story.counsellor(roza, "не сюда")
    assert "не сюда" not in story.at_person(HER)
    await story.press(HER, "back", "yes")
    assert story.step(HER) == "talk.live"


async def test_a_forgotten_phrase_opens_nothing_and_cannot_be_replaced(talking) -> None:
    story, roza = talking
    await story.press(HER, "more", "phrase")
    await story.say(HER, "синий чайник")
    await story.press(HER, "skip", "here", "more")
    assert "phrase" not in story.buttons(HER), "there is one already"
    await story.press(HER, "here")
    await story.say(HER, "x")
    await story.person_returns(HER)
    await story.press(HER, "forgot")
    assert story.step(HER) == "talk.finish"
    await story.counsellor(roza, "не дойдёт")
    await story.press(HER, "here")
    assert "не дойдёт" not in story.at_person(HER)
    assert story.text("talk.live_away") in story.at_person(HER)


async def test_one_phrase_cannot_mean_both(talking) -> None:
    story, _ = talking
    await story.press(HER, "more", "phrase")
    await story.say(HER, "синий чайник", "синий чайник")
    assert story.step(HER) == "talk.duress"
    assert story.text("talk.phrase_unfit") in story.at_person(HER)


async def test_the_duress_phrase_works_wherever_she_stands(talking) -> None:
    story, roza = talking
    await story.press(HER, "more", "phrase")
    await story.say(HER, "синий чайник", "тёплый хлеб")
    await story.press(HER, "here", "menu")
    await story.say(HER, "тёплый хлеб")
    assert story.covered(HER)
    assert said(NEWS + "not_alone") in story.at_desk(roza)


async def test_a_held_back_text_that_is_changed_is_the_changed_one(talking) -> None:
    story, roza = talking
    await story.wait(700)
    await story.person_returns(HER)
    await story.counsellor(roza, PLACE)
    await story.edit_at_desk(roza, PLACE, "Как Вы сейчас?")
    assert "Как Вы сейчас?" in story.at_person(HER)
    await story.press(HER, "alone")
    assert PLACE not in story.at_person(HER)


async def test_what_she_writes_beside_a_complaint_is_not_passed_on(talking) -> None:
    story, roza = talking
    for step in ("pressure", "not_from"):
        await story.press(HER, "more", step)
        await story.say(HER, "канарейка и попугай")
        assert "канарейка" not in story.at_desk(roza)
        await story.press(HER, "here")


async def test_a_complaint_never_reaches_the_one_it_is_about(story: Story) -> None:
    roza = await story.hire(1, is_supervisor=True)
    boss = await story.hire(9, is_coordinator=True, languages=("en",))
    await story.talks(HER, roza)
    await story.press(HER, "more", "pressure", "other")
    assert said("desk.alarm.pressure") not in story.at_desk(roza)
    assert said("desk.alarm.pressure") in story.at_desk(boss)


async def test_a_minor_stays_one_on_every_way_s32(story: Story) -> None:
    plain = await story.hire(1)
    await story.inside(HER)
    await story.press(HER, "person", "human", "under", "agree", "law", "window", "window:")
    await story.press(HER, "let_go", "now")
    assert (await story.cases())[0].skills == ("child",)
    assert story.offers(plain) == []
    await story.inside(OTHER)
    await story.press(OTHER, "person", "human", "under", "agree")
    await story.wait(400)
    await story.press(OTHER, "c:other", "language:ru", "yes", "go", "country:KZ")
    await story.press(OTHER, "safety", "silent")
    assert [case.skills for case in await story.cases()] == [("child",), ("child",)]
    assert story.offers(plain) == []


async def test_choosing_another_time_forgets_no_region(talking) -> None:
    story, _ = talking
    region = next(iter(story.pack.gazetteer.regions("KZ"))).id
    near = await story.hire(2, region=region)
    await story.press(HER, "more", "not_from", f"not_from:{region}", "more", "pressure", "other")
    await story.press(HER, "window", "window:", "let_go", "now")
    assert story.offers(near) == []


async def test_deleting_all_cancels_a_kept_callback_from_a_new_conversation_too(
    story: Story,
) -> None:
    for forget in ("/delete", "block"):
        await story.wait(30)
        await story.inside(HER)
        await story.press(HER, "person", "human", "unsaid", "agree", "talk", "window", "window:")
        await story.press(HER, "keep", "exit")
        await story.wait(30)
        assert (await story.files())[-1].kept is not None
        if forget == "block":
            await story.service.blocked("telegram", HER)
        else:
            await story.inside(HER)
            await story.say(HER, forget)
        await story.service.settled()
        assert all(file.kept is None for file in await story.files()) or all(
            case.state is State.LEFT for case in await story.cases()
        )
        await story.wait(4 * 3600)
        assert story.text("talk.line.a") not in story.at_person(HER)


async def test_hiding_by_key_is_leaving_for_a_callback_that_she_let_go(story: Story) -> None:
    await story.inside(HER)
    await story.press(HER, "person", "human", "unsaid", "agree", "talk", "window", "window:")
    await story.press(HER, "let_go")
    await story.say(HER, "x")
    await story.wait(4000)
    assert await story.cases() == []


async def test_who_has_just_hidden_is_not_reached_within_her_window(story: Story) -> None:
    roza = await story.hire(1)
    await story.inside(HER)
    await story.press(HER, "person", "human", "unsaid", "agree", "talk", "window", "window:")
    await story.press(HER, "keep")
    begins = (await story.cases())[0].window.begins
    await story.wait(begins - story.clock.now() - 60)
    await story.person_returns(HER)
    await story.say(HER, "x")
    await story.wait(70)
    await story.desk_press(roza, "accept:")
    assert story.text("talk.line.a") not in story.at_person(HER)


async def test_an_old_button_of_one_talk_does_nothing_to_another(story: Story) -> None:
    roza = await story.hire(1)
    await story.talks(HER, roza)
    await story.wait(700)
    await story.person_returns(HER)
    await story.talks(OTHER, roza)
    await story.counsellor(roza, "/close")
    chat = story.staff.chat(roza)
    old = next(
        (m.id, b.data) for m in chat.ours() for row in m.rows for b in row if "close!" in b.data
    )
    await story.press(HER, "exit")
    await story.desk_press_old(roza, old)
    assert story.step(OTHER) == "talk.live"
    assert story.text("talk.closed") not in story.at_person(OTHER)


async def test_a_second_request_after_a_referral_waits_for_somebody(talking) -> None:
    story, roza = talking
    await story.counsellor(roza, "/refer")
    await story.desk_press(roza, "refer:line.kz-150")
    await story.press(HER, "yes:referral", "more", "finish", "finish")
    aigul = await story.hire(2)
    await story.press(HER, "lines", "human", "agree", "talk", "silent")
    assert story.step(HER) == "talk.waiting"
    assert len(story.offers(aigul)) == 1


async def test_words_into_a_talk_that_ended_meanwhile_are_answered(talking) -> None:
    story, roza = talking
    await story.counsellor(roza, "/refer")
    await story.desk_press(roza, "refer:line.kz-150")
    await story.press(HER, "yes:referral")
    await story.say(HER, "x")
    await story.counsellor(roza, "/close")
    await story.desk_press(roza, "close!")
    await story.person_returns(HER)
    assert story.step(HER) == "talk.after"


async def test_there_is_no_way_back_into_what_was_before_a_talk(talking) -> None:
    story, _ = talking
    assert "back" not in story.buttons(HER)


async def test_now_instead_of_a_window_is_a_place_in_the_queue(story: Story) -> None:
    roza = await story.hire(1)
    await story.inside(HER)
    await story.press(HER, "person", "human", "unsaid", "agree", "talk", "window", "window:")
    await story.press(HER, "keep")
    window = (await story.cases())[0].window
    await story.wait(window.begins - story.clock.now() + 60)
    await story.person_returns(HER)
    await story.press(HER, "now")
    await story.wait(window.ends - story.clock.now() + 60)
    assert (await story.cases())[0].state is State.OFFERED
    assert (await story.cases())[0].window is None
    assert len(story.offers(roza)) == 1


async def test_taking_back_after_a_picture_takes_no_older_words(talking) -> None:
    story, roza = talking
    await story.counsellor(roza, "/media")
    await story.press(HER, "yes:media")
    await story.say(HER, "слова остаются")
    await story.send(HER, MediaKind.PHOTO)
    await story.press(HER, "take_back")
    assert "слова остаются" in story.at_desk(roza)


async def test_a_long_text_that_became_short_leaves_no_piece(talking) -> None:
    story, roza = talking
    long = " ".join(f"тайна{n}" for n in range(700))
    await story.counsellor(roza, long)
    assert "тайна0" in story.at_person(HER)
    await story.edit_at_desk(roza, long, "коротко")
    assert "коротко" in story.at_person(HER)
    assert "тайна" not in story.at_person(HER)


@pytest.mark.parametrize("how", ["/close", "/release"])
async def test_time_covers_the_words_of_a_talk_that_is_over_too(talking, how) -> None:
    story, roza = talking
    await story.counsellor(roza, "слова под крышкой", how)
    if how == "/close":
        await story.desk_press(roza, "close!")
    assert "слова под крышкой" in story.at_person(HER)
    await story.wait(2000)
    assert story.covered(HER)
    assert "слова под крышкой" not in story.at_person(HER)


async def test_time_covers_the_last_counsellors_words_and_leaves_the_next_arrival(talking) -> None:
    story, roza = talking
    await story.counsellor(roza, "слова под крышкой", "/release")
    aigul = await story.hire(2)
    await story.desk_press(aigul, "accept:")
    await story.wait(400)
    assert story.covered(HER)
    assert "слова под крышкой" not in story.at_person(HER)
    assert story.text("talk.line.a") in story.at_person(HER)
    await story.press(HER, "look", "open")
    assert story.text("talk.line.a") not in story.at_person(HER)


async def test_late_words_of_one_counsellor_never_come_into_the_talk_with_the_next(talking) -> None:
    story, roza = talking
    story.rule = always("send", RetryAt(40.0), HER)
    await story.counsellor(roza, "поздние слова", "/release")
    aigul = await story.hire(2)
    await story.desk_press(aigul, "accept:")
    await story.press(HER, "open")
    story.rule = lambda call: None
    await story.wait(60)
    await story.counsellor(aigul, "новые слова")
    assert "поздние слова" not in story.at_person(HER)
    assert "новые слова" in story.at_person(HER)


async def test_late_words_do_not_follow_her_out_of_a_talk_that_she_ended(talking) -> None:
    story, roza = talking
    story.rule = always("send", RetryAt(40.0), HER)
    await story.counsellor(roza, "поздние слова")
    await story.press(HER, "more", "pressure", "finish")
    story.rule = lambda call: None
    await story.wait(60)
    assert "поздние слова" not in story.at_person(HER)


async def test_who_wrote_what_hiding_took_away_before_it_came_is_told(talking) -> None:
    story, roza = talking
    story.rule = always("send", RetryAt(40.0), HER)
    await story.counsellor(roza, "поздние слова")
    await story.say(HER, "x")
    story.rule = lambda call: None
    await story.wait(60)
    assert "поздние слова" not in story.at_person(HER)
    assert said(NEWS + "dropped") in story.at_desk(roza)


async def test_words_lost_while_she_was_away_are_told_when_she_is_back(talking) -> None:
    story, roza = talking
    story.rule = always("send", RetryAt(400.0), roza)
    await story.say(HER, "её слова", "x")
    await story.wait(410)
    story.rule = lambda call: None
    assert story.text("talk.not_arrived") not in story.at_person(HER)
    await story.person_returns(HER)
    assert story.text("talk.not_arrived") in story.at_person(HER)
    await story.say(HER, "x")
    await story.person_returns(HER)
    assert story.text("talk.not_arrived") not in story.at_person(HER), "she knows"


async def test_that_words_did_not_arrive_is_told_even_if_she_hid_before_she_read_it(
    talking,
) -> None:
    story, roza = talking
    faults = {roza: RefusedForGood(), HER: RetryAt(40.0)}
    story.rule = lambda call: faults.get(call.address) if call.verb == "send" else None
    await story.say(HER, "её слова", "x")
    story.rule = lambda call: None
    await story.wait(60)
    await story.person_returns(HER)
    assert story.text("talk.not_arrived") in story.at_person(HER)


async def test_a_question_to_whom_hides_no_answer_to_something_else(story: Story) -> None:
    roza = await story.hire(1)
    await story.talks(HER, roza)
    await story.talks(OTHER, roza)
    await story.say(HER, "один")
    await story.say(OTHER, "два")
    await story.counsellor(roza, "кому это", "/undo 999")
    assert said("desk.to_whom") in story.at_desk(roza)
    assert said("desk.which_talk") in story.at_desk(roza)


async def test_a_desk_that_is_put_away_shows_nothing_that_had_to_wait(talking) -> None:
    story, roza = talking
    story.rule = always("send", RetryAt(40.0), roza)
    await story._deliver(story.staff.send_media(roza, MediaKind.VOICE))
    await story.say(HER, "это ждёт")
    story.rule = lambda call: None
    await story.counsellor(roza, "/panic")
    await story.wait(60)
    assert not [call for call in story.calls if "это ждёт" in call.text]


async def test_that_words_were_not_passed_on_is_said_however_late(talking) -> None:
    story, roza = talking
    await story.say(HER, "x")
    story.rule = always("send", RetryAt(400.0), roza)
    await story.counsellor(roza, "не сюда")
    story.rule = lambda call: None
    await story.wait(410)
    assert said(NEWS + "do_not_write") in story.at_desk(roza)
