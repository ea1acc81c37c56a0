"""What protects her inside a talk: checks, phrases, hiding, leaving, complaints."""

from __future__ import annotations

import pytest

from bot.handoff.case import State
from tests.desk.story import Story, said

HER, OTHER = "501", "502"
PLACE = "Приходите сегодня в 18:00 на улицу Абая"
NEWS = "desk.news."


@pytest.fixture
async def talking(story: Story) -> tuple[Story, str]:
    roza = await story.hire(1, alias="Roza")
    await story.talks(HER, roza)
    return story, roza


async def test_a_place_or_a_time_waits_for_a_fresh_check_s15(talking) -> None:
    story, roza = talking
    await story.wait(700)  # the check at the beginning is no longer fresh
    await story.person_returns(HER)
    await story.counsellor(roza, PLACE)
    assert PLACE not in story.at_person(HER)
    assert said(NEWS + "held_back") in story.at_desk(roza)
    assert story.text("talk.check") in story.at_person(HER)
    await story.press(HER, "alone")
    assert PLACE in story.at_person(HER)
    assert said(NEWS + "checked") in story.at_desk(roza)


async def test_who_is_not_alone_sees_the_cover_and_the_place_never_comes(talking) -> None:
    story, roza = talking
    await story.wait(700)
    await story.person_returns(HER)
    await story.counsellor(roza, "сначала слова", PLACE)
    await story.press(HER, "not_alone")
    assert story.covered(HER)
    assert "сначала слова" not in story.at_person(HER), "the talk is off her screen"
    assert said(NEWS + "not_alone") in story.at_desk(roza)
    await story.wait(700)
    assert PLACE not in "".join(m.text for m in story.people.chat(HER).messages.values())


async def test_a_held_back_place_is_dropped_after_ten_minutes(talking) -> None:
    story, roza = talking
    await story.wait(700)
    await story.person_returns(HER)
    await story.counsellor(roza, PLACE)
    for _ in range(3):
        await story.say(HER, "я думаю", after=210)
    assert said(NEWS + "held_back_dropped") in story.at_desk(roza)
    assert PLACE not in story.at_person(HER)


async def _agree_on_phrases(story: Story) -> None:
    await story.press(HER, "more", "phrase")
    await story.say(HER, "синий чайник")
    await story.say(HER, "тёплый хлеб")
    await story.press(HER, "here")


async def test_phrases_are_deleted_and_kept_only_as_marks_s47(talking) -> None:
    story, roza = talking
    await _agree_on_phrases(story)
    everything = "".join(m.text for m in story.people.chat(HER).messages.values())
    assert "чайник" not in everything
    assert "хлеб" not in everything
    assert "чайник" not in story.at_desk(roza)
    assert story.step(HER) == "talk.live"


async def test_the_duress_phrase_shows_the_cover_and_tells_the_counsellor_s47(talking) -> None:
    story, roza = talking
    await _agree_on_phrases(story)
    await story.counsellor(roza, "ответ консультанта")
    await story.say(HER, "тёплый хлеб")
    assert story.covered(HER)
    assert "ответ консультанта" not in story.at_person(HER)
    assert "тёплый хлеб" not in story.at_desk(roza)
    assert said(NEWS + "not_alone") in story.at_desk(roza)
    await story.counsellor(roza, "нельзя")
    assert "нельзя" not in story.at_person(HER)
    # back through the door: only the phrase goes on
    await story.person_returns(HER)
    assert story.step(HER) == "talk.phrase_check"
    await story.say(HER, "не та фраза")
    assert story.covered(HER)
    assert said(NEWS + "wrong_phrase") in story.at_desk(roza)
    await story.person_returns(HER)
    await story.say(HER, "Синий  чайник")
    assert story.step(HER) == "talk.live"
    assert said(NEWS + "back_checked") in story.at_desk(roza)
    await story.counsellor(roza, "снова вместе")
    assert "снова вместе" in story.at_person(HER)


async def test_with_a_phrase_a_button_is_no_check(talking) -> None:
    story, roza = talking
    await _agree_on_phrases(story)
    await story.counsellor(roza, "/check")
    assert story.text("talk.check_phrase") in story.at_person(HER)
    assert "alone" not in story.buttons(HER)
    await story.say(HER, "синий чайник")
    assert said(NEWS + "checked") in story.at_desk(roza)


async def test_a_key_hides_and_coming_back_goes_on(talking) -> None:
    story, roza = talking
    await story.say(HER, "слово")
    await story.counsellor(roza, "ответ")
    await story.say(HER, "x")
    assert story.covered(HER)
    assert "ответ" not in story.at_person(HER)
    everything = "".join(m.text for m in story.people.chat(HER).messages.values())
    assert "слово" not in everything, "her own words go from her chat too"
    assert said(NEWS + "away") in story.at_desk(roza)
    await story.counsellor(roza, "в пустоту")
    assert said(NEWS + "do_not_write") in story.at_desk(roza)
    await story.person_returns(HER)
    assert story.step(HER) == "talk.live"
    assert said(NEWS + "back") in story.at_desk(roza)
    assert "в пустоту" not in story.at_person(HER)


async def test_silence_covers_her_screen_but_not_while_she_reads(talking) -> None:
    story, roza = talking
    await story.say(HER, "слово")
    await story.wait(200)
    await story.counsellor(roza, "длинный ответ")
    await story.wait(200)
    assert not story.covered(HER), "words that came keep it open as if she had acted"
    await story.wait(200)
    assert story.covered(HER)
    assert said(NEWS + "away") in story.at_desk(roza)


async def test_leaving_in_the_middle_wipes_both_sides(talking) -> None:
    story, roza = talking
    await story.say(HER, "слово канарейки")
    await story.counsellor(roza, "ответ канарейки")
    await story.press(HER, "exit")
    assert said(NEWS + "she_left") in story.at_desk(roza)
    assert "канарейки" not in "".join(m.text for m in story.staff.chat(roza).messages.values())
    assert "канарейки" not in "".join(m.text for m in story.people.chat(HER).messages.values())
    await story.counsellor(roza, "вслед")
    assert "вслед" not in "".join(m.text for m in story.people.chat(HER).messages.values())
    await story.wait(2000)
    assert await story.cases() == []


async def test_a_complaint_goes_past_the_counsellor(talking) -> None:
    story, roza = talking
    boss = await story.hire(9, alias="Boss", is_supervisor=True, languages=("en",))
    await story.press(HER, "more", "pressure", "other")
    assert story.step(HER) == "talk.waiting"
    assert said("desk.alarm.pressure") in story.at_desk(boss)
    assert "Roza" in story.at_desk(boss)
    assert said("desk.alarm.pressure") not in story.at_desk(roza)
    assert said(NEWS + "handed_on") in story.at_desk(roza)
    assert roza not in story.at_desk(boss)
    assert story.offers(roza) == [], "the one she complained about is not asked again"


async def test_nobody_from_her_region(talking) -> None:
    story, _ = talking
    region = next(iter(story.pack.gazetteer.regions("KZ"))).id
    near = await story.hire(2, region=region)
    await story.press(HER, "more", "not_from", f"not_from:{region}", "more", "pressure", "other")
    assert story.offers(near) == []
    far = await story.hire(3)
    assert len(story.offers(far)) == 1


async def test_a_counsellor_from_there_hands_her_on(story: Story) -> None:
    region = next(iter(story.pack.gazetteer.regions("KZ"))).id
    near = await story.hire(2, region=region)
    await story.talks(HER, near)
    await story.press(HER, "more", "not_from", f"not_from:{region}")
    assert said(NEWS + "handed_on") in story.at_desk(near)
    assert story.step(HER) == "talk.waiting"


async def test_danger_raises_the_numbers_and_the_words_are_passed_on(talking) -> None:
    story, roza = talking
    await story.say(HER, "он меня убьёт, он ломает дверь")
    assert "102" in story.at_person(HER)
    assert "ломает дверь" in story.at_desk(roza)
    assert said(NEWS + "urgent") in story.at_desk(roza)
    assert (await story.cases())[0].urgency == "danger"


async def test_another_language_goes_along(talking) -> None:
    story, roza = talking
    await story.press(HER, "language", "language:kk")
    assert said(NEWS + "language") in story.at_desk(roza)
    assert (await story.cases())[0].locale == "kk"


async def test_somebody_under_18_goes_only_to_who_was_trained_s32(story: Story) -> None:
    plain = await story.hire(1)
    await story.inside(HER)
    await story.press(HER, "person", "human", "under")
    child = story.pack.reporting["KZ"].child.line["ru"]
    assert child in story.at_person(HER), "the line about children stands in the consent"
    await story.press(HER, "agree", "talk", "silent")
    assert story.offers(plain) == []
    assert story.text("talk.wait.nobody") in story.at_person(HER)
    trained = await story.hire(2, skills=("child",))
    assert len(story.offers(trained)) == 1
    await story.desk_press(trained, "accept:")
    await story.press(HER, "look", "open")
    await story.counsellor(trained, "/media")
    assert said(NEWS + "media_off") in story.at_desk(trained)


async def test_refusing_costs_nothing_s41(story: Story) -> None:
    roza = await story.hire(1)
    await story.inside(HER)
    await story.press(HER, "person", "human", "unsaid", "no")
    assert story.step(HER) == "talk.start"
    await story.wait(60)
    assert await story.cases() == []
    assert story.offers(roza) == []


async def test_consent_that_leads_nowhere_is_forgotten_in_half_an_hour(story: Story) -> None:
    await story.inside(HER)
    await story.press(HER, "person", "human", "unsaid", "agree")
    assert [case.state for case in await story.cases()] == [State.CONSENTED]
    await story.wait(1801)
    await story.person_returns(HER)
    assert "to_talk" not in story.buttons(HER)
    await story.wait(2000)
    assert await story.cases() == []
