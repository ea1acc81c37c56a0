"""A counsellor at her desk: orders, two talks, leave that is asked for, duty, a phone put away."""

from __future__ import annotations

import msgspec
import pytest

from bot.desk.canned import CANNED
from bot.events import MediaKind
from bot.handoff.counsellor import DUTY_SECONDS, Standing
from bot.handoff.desk import Desk, Draft
from bot.handoff.desk_events import Members, SummaryDue
from bot.handoff.fresh import names_place_or_time
from bot.handoff.summary import Summary
from tests.desk.story import GROUP, Story, said
from tests.talk import real_pack

HER, OTHER = "501", "502"
NEWS = "desk.news."


async def _two_talks(story: Story) -> str:
    """She answered the first one, and then the second one wrote."""
    roza = await story.hire(1)
    await story.talks(HER, roza)
    await story.wait(700)
    await story.person_returns(HER)
    await story.talks(OTHER, roza)
    await story.say(HER, "первая пишет")
    await story.counsellor(roza, "ответ первой")
    await story.say(OTHER, "вторая пишет")
    return roza


async def test_with_two_talks_words_go_to_who_was_meant(story: Story) -> None:
    roza = await _two_talks(story)
    assert "ответ первой" in story.at_person(HER)
    assert "ответ первой" not in story.at_person(OTHER)
    await story.counsellor(roza, "кому это?")
    assert said("desk.to_whom") in story.at_desk(roza)
    assert "кому это?" not in story.at_person(HER) + story.at_person(OTHER)
    await story.desk_press(roza, f"send:{story.case_of(roza, 'вторая пишет')}")
    assert "кому это?" in story.at_person(OTHER)
    assert "кому это?" not in story.at_person(HER)
    # a reply says whom she means
    first = next(m for m in story.staff.chat(roza).ours() if "первая пишет" in m.text)
    await story.counsellor(roza, "снова первой", about=first.id)
    assert "снова первой" in story.at_person(HER)
    assert "снова первой" not in story.at_person(OTHER)
    # and what goes to nobody is deleted
    await story.say(OTHER, "ещё раз вторая")
    await story.counsellor(roza, "никому")
    await story.desk_press(roza, "drop")
    assert "никому" not in story.at_person(HER) + story.at_person(OTHER)
    assert all(m.text != "никому" for m in story.staff.chat(roza).messages.values())


async def test_words_that_wait_go_only_where_she_says_and_a_switch_is_no_answer(
    story: Story,
) -> None:
    roza = await _two_talks(story)
    second = story.case_of(roza, "вторая пишет")
    await story.counsellor(roza, "это второй", "и это второй")
    reply = next(m for m in story.staff.chat(roza).ours() if "вторая пишет" in m.text)
    await story.counsellor(roza, "прямой ответ", about=reply.id)
    assert "прямой ответ" in story.at_person(OTHER)
    assert said("desk.to_whom") in story.at_desk(roza), "she is still asked about the others"
    assert "это второй" not in story.at_person(HER) + story.at_person(OTHER)
    await story.desk_press(roza, f"send:{second}")
    assert "это второй" in story.at_person(OTHER)
    assert "и это второй" in story.at_person(OTHER)
    assert "это второй" not in story.at_person(HER)
    await story.desk_press(roza, f"to:{story.case_of(roza, 'первая пишет')}")
    assert "это второй" not in story.at_person(HER)


async def test_words_that_wait_when_somebody_leaves_go_to_nobody(story: Story) -> None:
    roza = await _two_talks(story)
    await story.counsellor(roza, "кому-то из двух")
    await story.press(OTHER, "exit")
    assert said("desk.nobody_here") in story.at_desk(roza)
    assert "кому-то из двух" not in story.at_person(HER)
    everything = [m.text for m in story.staff.chat(roza).messages.values()]
    assert "кому-то из двух" not in everything


async def test_words_for_somebody_who_is_gone_never_reach_the_other(story: Story) -> None:
    roza = await _two_talks(story)
    reply = next(m for m in story.staff.chat(roza).ours() if "вторая пишет" in m.text)
    await story.press(OTHER, "exit")
    await story.counsellor(roza, "вдогонку", about=reply.id)
    await story.counsellor(roza, "и без ответа тоже")
    assert said("desk.to_whom") in story.at_desk(roza)
    await story.desk_press(roza, "drop")
    everything = {m.text for m in story.staff.chat(roza).messages.values()}
    assert everything.isdisjoint({"вдогонку", "и без ответа тоже"})
    assert "вдогонку" not in story.at_person(HER)
    assert "и без ответа" not in story.at_person(HER)


async def test_a_phone_put_away_shows_no_offer_either(story: Story) -> None:
    roza, aigul = await story.hire(1), await story.hire(2)
    await story.asks(HER)
    assert len(story.offers(roza)) == 1
    await story.counsellor(roza, "/panic")
    assert story.at_desk(roza) == said("desk.quiet")
    await story.desk_press(aigul, "accept:")
    await story.press(HER, "look", "open")
    assert story.at_desk(roza) == said("desk.quiet")
    await story.counsellor(aigul, "/off")
    await story.asks(OTHER)
    assert story.offers(aigul) == []


async def test_nobody_has_more_than_is_good_s52(story: Story) -> None:
    roza = await story.hire(1)
    await story.talks(HER, roza)
    await story.asks(OTHER)
    await story.desk_press(roza, "accept:")
    await story.press(OTHER, "look", "open")
    await story.asks("503")
    await story.desk_press(roza, "accept:")
    assert said("desk.refused.full") in story.at_desk(roza)


async def test_handing_on_is_asked_of_her_first_s48(story: Story) -> None:
    roza, aigul = await story.hire(1), await story.hire(2)
    await story.talks(HER, roza)
    await story.say(HER, "слово")
    await story.counsellor(roza, "/transfer")
    assert story.text("talk.ask.transfer") in story.at_person(HER)
    await story.press(HER, "no:transfer")
    assert said(NEWS + "leave_refused") in story.at_desk(roza)
    await story.counsellor(roza, "/transfer")
    await story.press(HER, "yes:transfer")
    assert said(NEWS + "handed_on") in story.at_desk(roza)
    assert "слово" not in story.at_desk(roza), "no copy stays with who handed on"
    assert story.text("talk.gone_on") in story.at_person(HER)
    assert story.offers(roza) == []
    await story.desk_press(aigul, "accept:")
    await story.press(HER, "look", "open")
    await story.counsellor(aigul, "я здесь")
    assert "я здесь" in story.at_person(HER)
    assert "слово" not in story.at_desk(aigul), "what was said before is not passed on"


async def test_an_old_yes_means_nothing_for_a_new_question(story: Story) -> None:
    roza = await story.hire(1)
    await story.talks(HER, roza)
    await story.counsellor(roza, "/transfer")
    old = story.find_button(HER, "yes:transfer")
    await story.press(HER, "no:transfer")
    await story.counsellor(roza, "/media")
    await story.press_old(HER, old)
    case = (await story.cases())[0]
    assert (case.media, case.owner != "") == ("asked", True)


async def test_a_referral_is_hers_to_agree_to_and_its_outcome_counts_s40(story: Story) -> None:
    roza = await story.hire(1)
    await story.talks(HER, roza)
    await story.counsellor(roza, "/refer")
    await story.desk_press(roza, "refer:line.kz-150")
    name = said("line.kz-150.name")
    assert name in story.at_person(HER)
    await story.press(HER, "yes:referral")
    assert said(NEWS + "leave_given") in story.at_desk(roza)
    await story.counsellor(roza, "/close")
    await story.desk_press(roza, "close!")
    assert story.step(HER) == "talk.after"
    assert name in story.at_person(HER)
    await story.press(HER, "reached")
    counts = {name for _, name, _ in await story.store.transact(lambda tx: tx.counts())}
    assert "referral.reached.line.kz-150" in counts
    await story.wait(2000)
    assert await story.cases() == []


async def test_what_was_changed_or_taken_back_is_so_on_the_other_side(story: Story) -> None:
    roza = await story.hire(1)
    await story.talks(HER, roza)
    await story.counsellor(roza, "первый ответ")
    await story.edit_at_desk(roza, "первый ответ", "лучший ответ")
    assert "первый ответ" not in story.at_person(HER)
    assert "лучший ответ" in story.at_person(HER)
    await story.desk_press(roza, "undo")
    assert "лучший ответ" not in story.at_person(HER)
    assert said("desk.undone") in story.at_desk(roza)
    await story.say(HER, "её слово")
    await story.edit_at_person(HER, "её слово", "другое слово")
    assert "её слово" not in story.at_desk(roza)
    assert "другое слово" in story.at_desk(roza)
    await story.press(HER, "take_back")
    assert "другое слово" not in story.at_desk(roza)


async def test_pictures_are_off_until_both_agree(story: Story) -> None:
    roza = await story.hire(1)
    await story.talks(HER, roza)
    await story.send(HER, MediaKind.PHOTO)
    assert story.text("talk.media_refused") in story.at_person(HER)
    assert all(m.media is None or m.side == "hers" for m in story.staff.chat(roza).ours())
    await story.counsellor(roza, "/media")
    await story.press(HER, "yes:media")
    assert said(NEWS + "leave_given") in story.at_desk(roza)
    await story.send(HER, MediaKind.DOCUMENT)
    assert not any("document" in str(m.media) for m in story.staff.chat(roza).ours())


async def test_a_ready_reply_is_in_her_language(story: Story) -> None:
    roza = await story.hire(1, locale="en")
    await story.talks(HER, roza)
    await story.counsellor(roza, "/canned")
    await story.desk_press(roza, "canned:neither")
    assert said("canned.neither", "ru") in story.at_person(HER)
    assert story.pack.catalogue is not None
    await story.counsellor(roza, "/wait")
    assert said("canned.wait", "ru") in story.at_person(HER)


async def test_orders_leave_no_trace_and_unknown_ones_are_explained(story: Story) -> None:
    roza = await story.hire(1)
    for order in ("/duty", "/queue", "/me", "/help", "/nonsense", "/break", "/off", "/close 99"):
        await story.counsellor(roza, order)
        assert all(m.text != order for m in story.staff.chat(roza).messages.values()), order
        assert story.at_desk(roza), order


async def test_duty_and_breaks_end_by_themselves_s52(story: Story) -> None:
    roza = await story.hire(1, duty_until=0.0)
    await story.asks(HER)
    assert story.offers(roza) == []
    await story.counsellor(roza, "/duty")
    assert len(story.offers(roza)) == 1
    await story.counsellor(roza, "/break")
    assert story.offers(roza) == [], "whoever rests is asked nothing"
    await story.press(HER, "lines", "to_talk")
    await story.wait(901)
    assert len(story.offers(roza)) >= 1
    await story.wait(DUTY_SECONDS)
    assert said("desk.duty_over") in story.at_desk(roza)
    assert story.offers(roza) == []


async def test_her_phone_put_away_holds_nothing_of_anybody(story: Story) -> None:
    roza, aigul = await story.hire(1), await story.hire(2)
    await story.talks(HER, roza)
    await story.say(HER, "канарейка")
    await story.counsellor(roza, "/panic")
    at_desk = story.at_desk(roza)
    assert "канарейка" not in at_desk
    assert said("desk.quiet") in at_desk
    assert "\n----\n" not in at_desk, "one quiet screen and nothing else"
    assert story.step(HER) == "talk.waiting"
    assert len(story.offers(aigul)) == 1
    await story.wait(300)
    assert story.at_desk(roza) == at_desk, "and nothing comes"
    await story.desk_press(roza, "me")
    assert said("desk.panel.off") in story.at_desk(roza)


async def test_abuse_is_closed_and_the_numbers_stay_s51(story: Story) -> None:
    roza = await story.hire(1)
    await story.talks(HER, roza)
    await story.counsellor(roza, "/block")
    await story.desk_press(roza, "block!")
    assert story.text("talk.closed") in story.at_person(HER)
    assert "numbers" in story.buttons(HER)


async def test_somebody_not_confirmed_takes_nobody(story: Story) -> None:
    pending = await story.hire(1, standing=Standing.PENDING)
    await story.asks(HER)
    assert story.offers(pending) == []
    await story.counsellor(pending, "/duty", "привет")
    assert all(m.side == "ours" for m in story.staff.chat(pending).messages.values())
    assert story.offers(pending) == []


async def test_with_a_group_the_notice_stands_there_and_the_list_at_each_desk(story: Story) -> None:
    await story.open_group()
    roza, aigul = await story.hire(1), await story.hire(2)
    await story.asks(HER)
    assert len(story.offers(GROUP)) == 1
    assert story.offers(roza) == []
    await story.counsellor(aigul, "/queue")
    assert len(story.offers(aigul)) == 1
    await story.desk_press(roza, "accept:", within=GROUP)
    assert story.alert == said("desk.alert.accept")
    await story.desk_press(aigul, "accept:")
    assert said("desk.refused.taken") in story.at_desk(aigul)


async def test_somebody_unknown_in_the_group_stops_the_offers_s43(story: Story) -> None:
    await story.open_group()
    roza = await story.hire(1)
    boss = await story.hire(9, is_coordinator=True, languages=("en",))
    await story.asks(HER)
    assert len(story.offers(GROUP)) == 1
    await story.tell_group(Members(("777",)))
    assert story.offers(GROUP) == []
    assert said("desk.group.stopped") in story.at_desk(GROUP)
    assert said("desk.alarm.unknown_member") in story.at_desk(boss)
    assert story.text("talk.wait.nobody") in story.at_person(HER)
    await story.counsellor(boss, "/admit")
    assert len(story.offers(GROUP)) == 1
    assert said("desk.done.admit") in story.at_desk(boss)
    assert "777" not in story.at_desk(boss) + story.at_desk(GROUP) + story.at_desk(roza)


async def test_a_counsellor_who_leaves_the_group_keeps_nobody(story: Story) -> None:
    await story.open_group()
    boss = await story.hire(9, is_coordinator=True, languages=("en",))
    roza = await story.hire(1, alias="Roza")
    await story.asks(HER)
    await story.desk_press(roza, "accept:", within=GROUP)
    await story.press(HER, "look", "open")
    await story.say(HER, "канарейка")
    await story.service.left_group(roza)
    await story.service.settled()
    assert said("desk.left_group") in story.at_desk(roza)
    assert "канарейка" not in story.at_desk(roza)
    assert said("desk.alarm.left_group") in story.at_desk(boss)
    assert "Roza" in story.at_desk(boss)
    assert story.step(HER) == "talk.waiting"


async def test_a_coordinator_confirms_and_removes_and_nobody_else(story: Story) -> None:
    boss = await story.hire(9, is_coordinator=True)
    roza = await story.hire(1, alias="Roza")
    await story.counsellor(roza, "/remove Boss")
    assert said("desk.only_coordinators") in story.at_desk(roza)
    await story.talks(HER, roza)
    await story.say(HER, "канарейка")
    await story.counsellor(boss, "/remove Roza")
    assert said("desk.done.remove") in story.at_desk(boss)
    assert "канарейка" not in "".join(m.text for m in story.staff.chat(roza).messages.values())
    assert story.step(HER) == "talk.waiting"


async def test_the_days_sums_never_show_a_small_number_s57(story: Story) -> None:
    boss = await story.hire(9, is_coordinator=True)
    await story.tell_desk(boss, SummaryDue(Summary(day="2026-11-20", begun=12)))
    text = story.at_desk(boss)
    assert "12" in text
    assert text.count(said("desk.few")) == 5


async def test_words_longer_than_a_message_come_whole_and_in_order(story: Story) -> None:
    roza = await story.hire(1)
    await story.talks(HER, roza)
    words = " ".join(f"слово{n}" for n in range(430))
    await story.counsellor(roza, words)
    parts = [m.text.split("\n\n", 1)[1] for m in story.people.chat(HER).ours() if "слово" in m.text]
    assert len(parts) > 1
    assert " ".join(parts) == words


def test_a_desk_is_stored_and_read_back() -> None:
    desk = Desk(hushed=True, drafts=(Draft("words", "1"),))
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(desk), type=Desk) == desk


@pytest.mark.parametrize("locale", ["kk", "ru", "en"])
def test_no_ready_reply_waits_for_a_fresh_check(locale: str) -> None:
    """It would be held back, and the counsellor would wonder why."""
    places = real_pack().gazetteer.by_fold.keys()
    for name in CANNED:
        assert not names_place_or_time(said(f"canned.{name}", locale), places), name
