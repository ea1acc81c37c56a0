"""*This did not help*: which one, what happened, and at once others; counted once (S40, S57)."""

from __future__ import annotations

import dataclasses

import msgspec
import pytest

from bot.channels.whatsapp.capabilities import CAPABILITIES as WHATSAPP
from bot.directory.reports import Reason, counter_of
from bot.pack.model import Pack
from bot.session import encode
from tests.flows.test_wishes import SERVICES, at_services
from tests.stage import Phone
from tests.talk import NOW, Talk, real_pack

REPORT = "find_help.report"


def pilot() -> Pack:
    """Where somebody keeps the list."""
    return dataclasses.replace(real_pack(), pilot=True)


def tried(talk: Talk) -> list[str]:
    return [name for name in talk.buttons if name.startswith("tried:")]


def test_three_presses_tell_what_did_not_help_and_at_once_there_are_others_s40() -> None:
    talk = at_services(need="shelter", pack=pilot()).press("report:")
    assert talk.step == REPORT
    first = tried(talk)[0].partition(":")[2]
    talk.press(f"tried:{first}").press("reason:refused")
    assert talk.decision.counts == (counter_of("KZ", first, Reason.REFUSED),)
    assert talk.step == SERVICES
    assert talk.text.startswith("Спасибо, что сказали.")
    assert "112 · 102" in talk.text
    talk.press("report:")
    assert f"tried:{first}" not in talk.buttons
    assert len(tried(talk)) >= 2


def test_the_whole_names_stand_above_the_buttons() -> None:
    talk = at_services(need="shelter", able=WHATSAPP)
    talk.press("report:")
    said = talk.text.split("\n\n")[1].split("\n")
    assert len(said) == len(tried(talk))
    for line, choice in zip(said, tried(talk), strict=True):
        assert line.partition(". ")[2].startswith(talk.buttons[choice])


def test_emergency_numbers_are_never_taken_away() -> None:
    talk = at_services(need="police").press("report:")
    assert tried(talk)
    assert "tried:kz-police" not in talk.buttons
    assert "tried:kz-112" not in talk.buttons


def test_the_same_again_counts_nothing_s57() -> None:
    talk = at_services(pack=pilot()).press("report:").press("tried:kz-150")
    old = talk.screen.token
    talk.press("reason:closed")
    assert talk.decision.counts
    for _ in range(3):
        talk.press("reason:closed", token=old)
        assert talk.decision.counts == ()
    # Not even from a screen that still offers it.
    answers = {**talk.session.answers, "shown": "kz-150", "tried": "kz-150"}
    talk.session = msgspec.structs.replace(talk.session, step="report", answers=answers)
    talk.press("reason:unsafe")
    assert talk.decision.counts == ()
    assert talk.session.answers["failed"] == "kz-150"


def test_numbers_typed_on_whatsapp_do_the_same() -> None:
    talk = at_services(able=WHATSAPP, pack=pilot())
    numbers = {name: str(at) for at, name in enumerate(talk.buttons, 1)}
    talk.say(numbers["report:"]).say("1").say("1")
    assert talk.step == SERVICES
    assert len(talk.decision.counts) == 1
    assert talk.decision.counts[0].endswith(".no_answer")


def test_back_goes_back_and_nothing_was_told() -> None:
    talk = at_services(pack=pilot()).press("report:").press("tried:kz-150").press("back")
    assert talk.step == SERVICES
    assert talk.decision.counts == ()
    assert "failed" not in talk.session.answers


def test_another_page_offers_what_stands_there() -> None:
    talk = at_services(need="anything").press("more")
    assert talk.session.page == 1
    talk.press("report:")
    assert len(tried(talk)) <= 3
    assert all(name.startswith("tried:kz-") for name in tried(talk))
    assert "tried:kz-150" not in talk.buttons, "lines stand on the first page only"


@pytest.mark.parametrize("choice", ["tried:112", "tried:kg-111", "reason:free", "reason:no_answer"])
def test_a_made_up_choice_tells_nothing(choice: str) -> None:
    talk = at_services(pack=pilot()).press("report:").press(choice)
    assert talk.step == REPORT
    assert talk.decision.counts == ()
    assert "tried" not in talk.session.answers


def test_no_more_than_a_few_are_remembered_and_all_of_it_goes_with_her_s57() -> None:
    talk = at_services(need="anything", pack=pilot())
    for _ in range(12):
        talk.press("report:")
        talk.press(tried(talk)[0]).press("reason:no_answer")
        assert talk.step == SERVICES
    assert len(talk.session.answers["failed"].split(",")) == 8
    assert "shown" not in talk.session.answers
    assert len(encode(talk.session)) < 2048
    talk.say("/x")
    assert talk.session is None


def test_a_demonstration_counts_nothing_and_says_so() -> None:
    talk = at_services().press("report:").press("tried:kz-150").press("reason:closed")
    assert talk.decision.counts == ()
    assert "мы никому ничего не передаём" in talk.text
    assert talk.session.answers["failed"] == "kz-150"


@pytest.mark.parametrize("channel", ["telegram", "whatsapp"])
async def test_the_store_keeps_a_sum_and_nothing_else_s57(channel: str) -> None:
    phone = Phone(pilot(), NOW, "ru", seed=1, channel=channel)
    await phone.open()
    try:
        await phone.inside()
        await phone.walk("find", "talk", "skip", "report:", "tried:kz-150", "reason:no_answer")
        name = counter_of("KZ", "kz-150", Reason.NO_ANSWER)
        assert (await phone.counts())[name] == 1
        await phone.walk("exit")
        assert (await phone.counts())[name] == 1
        assert (await phone.census()).conversations == 0
    finally:
        await phone.close()
