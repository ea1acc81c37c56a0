from __future__ import annotations

import msgspec
import pytest

from bot.decision import Leave
from bot.effects import AskPosition, Pin, Show
from bot.events import Located, MediaKind, Pressed, Said, SentMedia, Started, TimerFired
from bot.held import Busy, Held, Mark, Standing
from bot.owed import OwedErase, OwedKeyboard, OwedPin, OwedRemoval, OwedShow
from bot.quick_exit import Act, Doubt, ExitWords, between, newest_first, plan, recognise
from bot.session import Session
from bot.text import Text
from tests.shell.scripted import cover, fold

WORDS = ExitWords(
    leave=frozenset({"leave", "бас тарту", "сарсенкулова сарсенкулов"}),
    hide=frozenset({"he is coming"}),
    keys=frozenset({"x", "х", "xx", "хх", "."}),
)


def said(text, **more):
    return Said(text, "1", 0.0, **more)


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("leave", Act.LEAVE),
        ("  LEAVE  ", Act.LEAVE),
        ("Бас  тарту", Act.LEAVE),
        ("/x", Act.LEAVE),
        ("/X", Act.LEAVE),
        ("/exit", Act.LEAVE),
        ("/exit@some_bot", Act.LEAVE),
        ("/delete", Act.DELETE),
        (" /delete ", Act.DELETE),
        ("x", Act.HIDE),
        ("X", Act.HIDE),
        ("Х", Act.HIDE),
        ("хх", Act.HIDE),
        (" . ", Act.HIDE),
        ("he is coming", Act.HIDE),
        ("He is Coming", Act.HIDE),
        # a sentence that holds an exit word is a disclosure, not an exit
        ("i want to leave him", None),
        ("leave me", None),
        ("/exit now", None),
        ("/start", None),
        ("xxx", None),
        ("..", Act.HIDE),
        ("he is coming home", None),
        ("", None),
        ("   ", None),
        ("leave " * 100, None),
    ],
)
def test_recognises_whole_messages_only(text, act):
    assert recognise(said(text), WORDS, fold) is act


def test_an_exit_word_has_at_most_24_characters():
    longer = ExitWords(leave=frozenset({"a" * 24, "b" * 25}), hide=frozenset({"c" * 25}))
    assert recognise(said("a" * 24), longer, fold) is Act.LEAVE
    assert recognise(said("b" * 25), longer, fold) is None
    assert recognise(said("c" * 25), longer, fold) is None


def test_the_exit_button_counts_from_any_message_however_old():
    assert recognise(Pressed("exit", "", "1", 0.0), WORDS, fold) is Act.LEAVE
    assert recognise(Pressed("exit", "77", "1", 0.0), WORDS, fold) is Act.LEAVE
    assert recognise(Pressed("exits", "", "1", 0.0), WORDS, fold) is None


def test_her_own_word_leaves_whatever_it_is():
    assert recognise(said("anything at all, even this", safe_word=True), WORDS, fold) is Act.LEAVE


@pytest.mark.parametrize(
    "event",
    [
        Started("x", "1", 0.0),
        Located(1.0, 2.0, "1", 0.0),
        SentMedia(MediaKind.DICE, "1", 0.0),
        TimerFired("x"),
    ],
)
def test_nothing_else_is_an_exit(event):
    assert recognise(event, WORDS, fold) is None


def test_the_project_s_own_fold_is_used_by_default():
    assert recognise(said("LEAVE"), WORDS) is Act.LEAVE


LEAVING = Leave(cover(), by_act=True)


def held(**standing):
    return Held("her", Session(), Standing(**standing))


def test_plan_edits_the_screen_when_no_edit_is_in_flight():
    wipe = plan(held(screen="5", sent_at=9.0), LEAVING, 10.0)
    (target,) = wipe.targets
    assert (target.face, target.screen, target.marks) == ("edit", Mark("5", "ours", 9.0), ())
    assert (wipe.by_act, wipe.left_at) == (True, 10.0)


@pytest.mark.parametrize("standing", [{"doubtful": 3}, {"busy": Busy(1, False)}])
def test_plan_replaces_the_screen_when_an_edit_may_still_land(standing):
    (target,) = plan(held(screen="5", **standing), LEAVING, 10.0).targets
    assert target.face == "replace"


def test_plan_edits_the_screen_while_only_a_send_is_in_flight_and_doubts_that_send():
    rows = [(7, 40, OwedShow(Show(cover())))]
    (target,) = plan(held(screen="5", busy=Busy(7, True)), LEAVING, 10.0, owed=rows).targets
    assert target.face == "edit"
    assert target.doubts == (Doubt(40, 7),)


def test_plan_gathers_every_message_newest_first():
    rows = [
        (1, 0, OwedErase((Mark("30", "hers", 3.0), Mark("31", "hers", 4.0)))),
        (2, 90, OwedPin(Pin(1.0, 2.0, Text("p"), "kk"))),
    ]
    content = Held(
        "her",
        Session(media=("20",), touched=2.0),
        Standing(screen="5", extras=(Mark("40", "ours", 5.0),), pinning=2, doubts=(3,)),
    )
    kept = [Mark("10", "hers", 1.0)]
    wipe = plan(content, LEAVING, 10.0, owed=rows, kept=kept, triggers=(Mark("50", "hers", 9.0),))
    (target,) = wipe.targets
    assert [mark.id for mark in target.marks] == ["50", "40", "31", "30", "20", "10"]
    assert target.doubts == (Doubt(3), Doubt(90, 2))


@pytest.mark.parametrize(
    "item", [OwedKeyboard(AskPosition(Text("t"), Text("k"), "kk")), OwedRemoval()]
)
def test_plan_takes_a_keyboard_away_and_searches_for_what_is_in_flight(item):
    standing = Standing(screen="5", removal=3, pinning=2)
    (target,) = plan(Held("her", Session(), standing), LEAVING, 10.0, owed=[(2, 90, item)]).targets
    assert target.keyboard
    assert target.doubts == (Doubt(90, 2),)
    assert not plan(held(screen="5"), LEAVING, 10.0).targets[0].keyboard


def test_plan_of_a_fresh_start_deletes_the_screen_too():
    leaving = msgspec.structs.replace(LEAVING, fresh=cover("fresh"))
    wipe = plan(held(screen="5"), leaving, 10.0)
    assert wipe.targets[0].face == "fresh"
    assert wipe.fresh is not None


def test_newest_first_orders_by_time_then_number_and_names_each_once():
    marks = [Mark("9", "ours"), Mark("10", "ours"), Mark("2", "hers", 5.0), Mark("9", "ours")]
    assert [mark.id for mark in newest_first([*marks, Mark("", "ours")])] == ["2", "10", "9"]


def test_between_gives_unknown_ids_of_a_short_range_newest_first():
    assert between(10, "15", {"12"}) == ("14", "13", "11")
    assert between(10, "11", ()) == ()
    assert len(between(10, "311", ()) or ()) == 300
    assert between(10, "312", ()) is None
    assert between(0, "5", ()) is None, "nothing was ever seen: there is no lower bound"
    assert between(10, "SM12ab", ()) is None
