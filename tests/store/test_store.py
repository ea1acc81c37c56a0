"""What every store must do; each test runs on all of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import msgspec
import pytest

from bot.store.base import Census, Conflict, Store, StoreDown, Tx
from tests.store.rows import case, conversation, kept, lookup, owed, remains, wipe

replace = msgspec.structs.replace
ONE = conversation(1).id
TWO = conversation(2).id


class Fault(Exception):  # noqa: N818
    """Something that a work raises."""


def several(*calls: Callable[[Tx], object]) -> Callable[[Tx], list[object]]:
    return lambda tx: [call(tx) for call in calls]


async def give(store: Store, *rows: int) -> None:
    for number in rows or (1,):
        row = conversation(number)
        await store.transact(lambda tx, row=row: tx.insert(row))


# conversations


async def test_a_conversation_is_found_by_any_look_up_and_by_id(store: Store):
    await give(store, 1, 2)
    found = await store.transact(lambda tx: tx.find([lookup(9), lookup(2)]))
    assert found == conversation(2)
    assert await store.transact(lambda tx: tx.find(iter([lookup(1)]))) == conversation(1)
    assert await store.transact(lambda tx: tx.conversation(ONE)) == conversation(1)


async def test_the_first_look_up_that_hits_wins(store: Store):
    await give(store, 1, 2)
    assert await store.transact(lambda tx: tx.find([lookup(2), lookup(1)])) == conversation(2)


async def test_a_look_up_under_another_root_key_is_another_look_up(store: Store):
    await give(store)
    assert await store.transact(lambda tx: tx.find([lookup(1, "old")])) is None


async def test_nobody_is_found_in_an_empty_store(store: Store):
    assert await store.transact(lambda tx: tx.find([lookup(1)])) is None
    assert await store.transact(lambda tx: tx.find([])) is None
    assert await store.transact(lambda tx: tx.conversation(ONE)) is None


@pytest.mark.parametrize(
    "second",
    [conversation(2, id=ONE), conversation(2, lookup=lookup(1))],
    ids=["same id", "same look-up"],
)
async def test_an_id_or_look_up_that_is_taken_is_a_conflict(store: Store, second):
    await give(store)
    with pytest.raises(Conflict):
        await store.transact(lambda tx: tx.insert(second))
    assert await store.transact(lambda tx: tx.conversation(ONE)) == conversation(1)
    assert (await store.transact(lambda tx: tx.census())).conversations == 1


async def test_a_work_may_go_on_after_a_conflict(store: Store):
    await give(store)

    def work(tx: Tx) -> None:
        tx.count("2026-03-01", "before")
        with pytest.raises(Conflict):
            tx.insert(conversation(1))
        tx.count("2026-03-01", "after")

    await store.transact(work)
    names = [name for _, name, _ in await store.transact(lambda tx: tx.counts())]
    assert names == ["after", "before"]


async def test_update_writes_every_column(store: Store):
    await give(store)
    changed = conversation(
        1,
        channel="whatsapp",
        lookup=lookup(7, "newer"),
        kind="desk",
        version=1,
        wrapped_key=b"again",
        day="2026-03-02",
        touched_at=101.5,
        sealed=b"next",
    )
    assert await store.transact(lambda tx: tx.update(changed, 0)) is True
    assert await store.transact(lambda tx: tx.conversation(ONE)) == changed
    assert await store.transact(lambda tx: tx.find([lookup(7, "newer")])) == changed
    assert await store.transact(lambda tx: tx.find([lookup(1)])) is None


async def test_update_of_another_version_changes_nothing(store: Store):
    await give(store)
    changed = conversation(1, version=6, sealed=b"next")
    assert await store.transact(lambda tx: tx.update(changed, 5)) is False
    assert await store.transact(lambda tx: tx.conversation(ONE)) == conversation(1)


async def test_update_of_a_forgotten_conversation_does_not_bring_it_back(store: Store):
    await give(store)
    await store.transact(lambda tx: tx.forget(ONE))
    assert await store.transact(lambda tx: tx.update(conversation(1, version=1), 0)) is False
    assert await store.transact(lambda tx: tx.conversation(ONE)) is None


async def test_of_two_updates_of_one_version_one_wins(store: Store):
    await give(store)
    first, second = (conversation(1, version=1, sealed=text) for text in (b"a", b"b"))
    won = await asyncio.gather(
        store.transact(lambda tx: tx.update(first, 0)),
        store.transact(lambda tx: tx.update(second, 0)),
    )
    assert won == [True, False]
    assert await store.transact(lambda tx: tx.conversation(ONE)) == first


async def test_update_to_a_look_up_of_somebody_else_is_a_conflict(store: Store):
    await give(store, 1, 2)
    with pytest.raises(Conflict):
        await store.transact(lambda tx: tx.update(conversation(1, lookup=lookup(2)), 0))
    assert await store.transact(lambda tx: tx.find([lookup(2)])) == conversation(2)


async def test_a_look_up_is_free_again_after_forgetting(store: Store):
    await give(store)
    await store.transact(lambda tx: tx.forget(ONE))
    fresh = conversation(3, lookup=lookup(1))
    await store.transact(lambda tx: tx.insert(fresh))
    assert await store.transact(lambda tx: tx.find([lookup(1)])) == fresh


async def test_forget_takes_outbox_and_ledger_of_this_conversation_only(store: Store):
    await give(store, 1, 2)
    for number in (1, 2):
        await store.transact(lambda tx, n=number: tx.owe(owed(n)))
        await store.transact(lambda tx, n=number: tx.keep(kept(n)))
    await store.transact(lambda tx: tx.forget(ONE))
    assert await store.transact(lambda tx: tx.owed(ONE)) == []
    assert await store.transact(lambda tx: tx.kept(ONE)) == []
    assert len(await store.transact(lambda tx: tx.owed(TWO))) == 1
    assert await store.transact(lambda tx: tx.kept(TWO)) == [kept(2)]
    assert await store.transact(lambda tx: tx.conversation(TWO)) == conversation(2)


async def test_forgetting_a_stranger_is_nothing(store: Store):
    await store.transact(lambda tx: tx.forget(ONE))


async def test_touched_before_gives_the_longest_untouched_first(store: Store):
    await give(store, 3, 1, 2)
    rows = await store.transact(lambda tx: tx.touched_before(300.0, 10))
    assert rows == [conversation(1), conversation(2)]
    assert await store.transact(lambda tx: tx.touched_before(1e9, 1)) == [conversation(1)]
    assert await store.transact(lambda tx: tx.touched_before(100.0, 10)) == []


async def test_a_desk_is_never_among_the_untouched(store: Store):
    await give(store, 2)
    desk = conversation(1, kind="desk")
    await store.transact(lambda tx: tx.insert(desk))
    # The desk is the longest untouched: it must not take the only place either.
    assert await store.transact(lambda tx: tx.touched_before(1e9, 1)) == [conversation(2)]
    assert await store.transact(lambda tx: tx.touched_before(1e9, 10)) == [conversation(2)]


async def test_desks_gives_the_desks_by_id_and_nobody_else(store: Store):
    assert await store.transact(lambda tx: tx.desks()) == []
    await give(store, 2)
    desks = [conversation(1, kind="desk", touched_at=900.0), conversation(3, kind="desk")]
    for row in reversed(desks):
        await store.transact(lambda tx, row=row: tx.insert(row))
    assert await store.transact(lambda tx: tx.desks()) == desks
    await store.transact(lambda tx: tx.forget(ONE))
    assert await store.transact(lambda tx: tx.desks()) == desks[1:]


async def test_the_key_of_a_desk_is_to_be_wrapped_anew_too(store: Store):
    desk = conversation(1, kind="desk")
    await store.transact(lambda tx: tx.insert(desk))
    assert await store.transact(lambda tx: tx.wrapped_on(desk.day, 10)) == [desk]


async def test_wrapped_on_gives_the_conversations_of_a_day(store: Store):
    await give(store, 1, 2)
    later = conversation(3, day="2026-03-09")
    await store.transact(lambda tx: tx.insert(later))
    assert await store.transact(lambda tx: tx.wrapped_on("2026-03-09", 10)) == [later]
    assert await store.transact(lambda tx: tx.wrapped_on("2026-03-01", 1)) == [conversation(1)]
    assert await store.transact(lambda tx: tx.wrapped_on("2026-02-01", 10)) == []


# outbox


async def test_owed_rows_come_back_as_they_were_with_ids_in_order(store: Store):
    await give(store)
    rows = [owed(lane="extra", stage=1, not_after=70.0), owed(target="desk", after_id=0)]
    ids = await store.transact(several(*(lambda tx, row=row: tx.owe(row) for row in rows)))
    found = await store.transact(lambda tx: tx.owed(ONE))
    assert found == [replace(row, id=row_id) for row, row_id in zip(rows, ids, strict=True)]
    assert ids[0] < ids[1]


async def test_an_effect_for_a_conversation_that_is_gone_is_a_conflict(store: Store):
    with pytest.raises(Conflict):
        await store.transact(lambda tx: tx.owe(owed()))
    with pytest.raises(Conflict):
        await store.transact(lambda tx: tx.keep(kept()))
    assert await store.transact(lambda tx: tx.due(1e9, 10)) == []


async def test_an_id_is_never_used_again(store: Store):
    await give(store)
    first = await store.transact(lambda tx: tx.owe(owed()))
    await store.transact(lambda tx: tx.settle(first))
    assert await store.transact(lambda tx: tx.owe(owed())) > first


async def test_settle_says_whether_the_row_was_there(store: Store):
    await give(store)
    row_id = await store.transact(lambda tx: tx.owe(owed()))
    assert await store.transact(lambda tx: tx.settle(row_id)) is True
    assert await store.transact(lambda tx: tx.settle(row_id)) is False
    assert await store.transact(lambda tx: tx.owed(ONE)) == []


async def test_a_newer_screen_replaces_the_undelivered_one_of_its_target(store: Store):
    await give(store, 1, 2)
    old = [owed(lane="screen"), owed(lane="screen", target="desk"), owed(2, lane="screen")]
    others = [owed(lane="erase"), owed(lane="timer", name="idle"), owed(lane="extra")]
    for row in (*old, *others):
        await store.transact(lambda tx, row=row: tx.owe(row))
    newest = await store.transact(lambda tx: tx.owe(owed(lane="screen", sealed=b"newer")))
    rows = await store.transact(lambda tx: tx.owed(ONE))
    screens = [(row.target, row.sealed) for row in rows if row.lane == "screen"]
    assert screens == [("desk", b"effect"), ("self", b"newer")]
    assert rows[-1].id == newest
    assert {row.lane for row in rows} == {"screen", "erase", "timer", "extra"}
    assert len(await store.transact(lambda tx: tx.owed(TWO))) == 1


async def test_a_screen_in_flight_stays_when_a_newer_one_comes(store: Store):
    await give(store)
    first = await store.transact(lambda tx: tx.owe(owed(lane="screen")))
    await store.transact(lambda tx: tx.mark_in_flight(first, True))
    second = await store.transact(lambda tx: tx.owe(owed(lane="screen")))
    third = await store.transact(lambda tx: tx.owe(owed(lane="screen")))
    rows = await store.transact(lambda tx: tx.owed(ONE))
    assert [(row.id, row.in_flight) for row in rows] == [(first, True), (third, False)]
    await store.transact(lambda tx: tx.mark_in_flight(first, False))
    last = await store.transact(lambda tx: tx.owe(owed(lane="screen")))
    assert [row.id for row in await store.transact(lambda tx: tx.owed(ONE))] == [last]
    assert second < third < last


async def test_a_new_row_is_not_in_flight_whatever_it_says(store: Store):
    await give(store)
    await store.transact(lambda tx: tx.owe(owed(in_flight=True)))
    (row,) = await store.transact(lambda tx: tx.owed(ONE))
    assert row.in_flight is False


async def test_a_timer_replaces_the_one_of_its_name_even_in_flight(store: Store):
    await give(store, 1, 2)
    first = await store.transact(lambda tx: tx.owe(owed(lane="timer", name="idle")))
    await store.transact(lambda tx: tx.owe(owed(lane="timer", name="hide")))
    await store.transact(lambda tx: tx.owe(owed(2, lane="timer", name="idle")))
    await store.transact(lambda tx: tx.mark_in_flight(first, True))
    await store.transact(lambda tx: tx.owe(owed(lane="timer", name="idle", due_at=99.0)))
    rows = await store.transact(lambda tx: tx.owed(ONE))
    assert [(row.name, row.due_at) for row in rows] == [("hide", 10.0), ("idle", 99.0)]
    assert len(await store.transact(lambda tx: tx.owed(TWO))) == 1


async def test_erases_and_extras_do_not_replace_each_other(store: Store):
    await give(store)
    for lane in ("erase", "erase", "extra", "extra"):
        await store.transact(lambda tx, lane=lane: tx.owe(owed(lane=lane)))
    assert len(await store.transact(lambda tx: tx.owed(ONE))) == 4


async def test_due_gives_rows_by_time_then_id_up_to_the_limit(store: Store):
    await give(store, 1, 2)
    times = [30.0, 10.0, 20.0, 10.0, 40.0]
    ids = [
        await store.transact(lambda tx, at=at: tx.owe(owed(1 + (at > 15), due_at=at)))
        for at in times
    ]
    await store.transact(lambda tx: tx.mark_in_flight(ids[1], True))
    due = await store.transact(lambda tx: tx.due(30.0, 10))
    assert [row.id for row in due] == [ids[1], ids[3], ids[2], ids[0]]
    assert due[0].in_flight
    assert [row.id for row in await store.transact(lambda tx: tx.due(30.0, 2))] == [ids[1], ids[3]]
    assert await store.transact(lambda tx: tx.due(9.9, 10)) == []


async def test_a_postponed_row_is_due_later(store: Store):
    await give(store)
    row_id = await store.transact(lambda tx: tx.owe(owed()))
    await store.transact(lambda tx: tx.postpone(row_id, 500.0))
    assert await store.transact(lambda tx: tx.due(499.0, 10)) == []
    assert [row.id for row in await store.transact(lambda tx: tx.due(500.0, 10))] == [row_id]


async def test_marks_on_a_row_that_is_gone_do_nothing(store: Store):
    await store.transact(
        several(lambda tx: tx.postpone(5, 1.0), lambda tx: tx.mark_in_flight(5, True))
    )
    assert await store.transact(lambda tx: tx.due(1e9, 10)) == []


# ledger


async def test_the_ledger_keeps_messages_until_they_are_released(store: Store):
    await give(store, 1, 2)
    rows = [kept(message="2", sent_at=6.0), kept(message="1", side="hers"), kept(2, message="2")]
    for row in rows:
        await store.transact(lambda tx, row=row: tx.keep(row))
    assert await store.transact(lambda tx: tx.kept(ONE)) == [rows[1], rows[0]]
    await store.transact(lambda tx: tx.release(ONE, iter(["2", "77"])))
    assert await store.transact(lambda tx: tx.kept(ONE)) == [rows[1]]
    assert await store.transact(lambda tx: tx.kept(TWO)) == [rows[2]]


async def test_a_message_kept_twice_stands_once(store: Store):
    await give(store)
    await store.transact(lambda tx: tx.keep(kept()))
    await store.transact(lambda tx: tx.keep(kept(side="hers", sent_at=8.0)))
    assert await store.transact(lambda tx: tx.kept(ONE)) == [kept(side="hers", sent_at=8.0)]


async def test_release_can_be_confined_to_one_target(store: Store):
    await give(store)
    await store.transact(lambda tx: tx.keep(kept(target="desk")))
    await store.transact(lambda tx: tx.keep(kept()))
    await store.transact(lambda tx: tx.release(ONE, ["41"], target="desk"))
    assert await store.transact(lambda tx: tx.kept(ONE)) == [kept()]
    await store.transact(lambda tx: tx.keep(kept(target="desk")))
    await store.transact(lambda tx: tx.release(ONE, ["41"]))
    assert await store.transact(lambda tx: tx.kept(ONE)) == []


async def test_copies_of_a_message_are_found_in_every_chat_of_their_target(store: Store):
    await give(store, 1, 2)
    late = kept(1, target="0a", message="9", origin="41", sent_at=8.0)
    soon = kept(2, target="0a", message="1", origin="41", sent_at=7.0)
    others = [
        kept(1, target="0a", message="41", sent_at=1.0),
        kept(1, target="0a", message="5", origin="42"),
        kept(1, target="0b", message="6", origin="41"),
        kept(1, target="person", message="7", origin="41"),
    ]
    for row in (late, soon, *others):
        await store.transact(lambda tx, row=row: tx.keep(row))
    assert await store.transact(lambda tx: tx.copies("0a", "41")) == [soon, late]
    assert await store.transact(lambda tx: tx.copies("person", "41")) == [others[3]]
    assert await store.transact(lambda tx: tx.copies("0a", "77")) == []
    assert await store.transact(lambda tx: tx.copies("0a", "")) == []
    await store.transact(lambda tx: tx.release(TWO, ["1"]))
    assert await store.transact(lambda tx: tx.copies("0a", "41")) == [late]
    assert await store.transact(lambda tx: tx.kept(ONE)) == [
        others[0],
        others[1],
        others[2],
        others[3],
        late,
    ]


async def test_a_message_kept_again_has_its_newest_origin(store: Store):
    await give(store)
    await store.transact(lambda tx: tx.keep(kept(origin="7")))
    await store.transact(lambda tx: tx.keep(kept(origin="8")))
    assert await store.transact(lambda tx: tx.copies("self", "7")) == []
    assert await store.transact(lambda tx: tx.copies("self", "8")) == [kept(origin="8")]
    await store.transact(lambda tx: tx.keep(kept()))
    assert await store.transact(lambda tx: tx.kept(ONE)) == [kept()]


async def test_kept_for_gives_all_that_stands_of_a_target_anywhere(store: Store):
    await give(store, 1, 2, 3)
    rows = [
        kept(2, target="0a", message="3", sent_at=6.0),
        kept(1, target="0a", message="8", sent_at=7.0, origin="3"),
        kept(3, target="0a", message="1", sent_at=7.0),
        kept(3, target="0a", message="2", sent_at=7.0, side="hers"),
    ]
    hers = [kept(1, target="person", sent_at=9.0), kept(2, target="person", sent_at=9.0)]
    for row in (*reversed(rows), *reversed(hers)):
        await store.transact(lambda tx, row=row: tx.keep(row))
    assert await store.transact(lambda tx: tx.kept_for("0a")) == rows
    assert await store.transact(lambda tx: tx.kept_for("person")) == hers
    assert await store.transact(lambda tx: tx.kept_for("0b")) == []
    await store.transact(lambda tx: tx.forget(conversation(3).id))
    assert await store.transact(lambda tx: tx.kept_for("0a")) == rows[:2]


# wipes and remains


async def test_wipes_are_put_replaced_and_ended(store: Store):
    late, soon = wipe(1, due_at=90.0), wipe(2, due_at=80.0)
    await store.transact(lambda tx: tx.put_wipe(late))
    await store.transact(lambda tx: tx.put_wipe(soon))
    assert await store.transact(lambda tx: tx.wipes()) == [soon, late]
    sooner = wipe(1, due_at=70.0, sealed=b"fewer", wrapped_key=b"other", day="2026-03-04")
    await store.transact(lambda tx: tx.put_wipe(sooner))
    assert await store.transact(lambda tx: tx.wipes()) == [sooner, soon]
    await store.transact(several(lambda tx: tx.end_wipe(ONE), lambda tx: tx.end_wipe(ONE)))
    assert await store.transact(lambda tx: tx.wipes()) == [soon]


async def test_a_wipe_outlives_its_conversation(store: Store):
    await give(store)
    await store.transact(several(lambda tx: tx.put_wipe(wipe()), lambda tx: tx.forget(ONE)))
    assert await store.transact(lambda tx: tx.wipes()) == [wipe()]


async def test_remains_are_replaced_by_look_up(store: Store):
    newer = remains(1, until=300.0, sealed=b"again", day="2026-03-05")
    await store.transact(lambda tx: tx.put_remains(remains()))
    await store.transact(lambda tx: tx.put_remains(newer))
    assert await store.transact(lambda tx: tx.remains([lookup(9), lookup(1)])) == newer
    assert await store.transact(lambda tx: tx.remains([lookup(1, "old")])) is None
    assert (await store.transact(lambda tx: tx.census())).remains == 1


async def test_remains_end_at_their_time(store: Store):
    for number, until in ((1, 100.0), (2, 200.0), (3, 300.0)):
        row = remains(number, until=until)
        await store.transact(lambda tx, row=row: tx.put_remains(row))
    assert await store.transact(lambda tx: tx.first_end()) == 100.0
    assert await store.transact(lambda tx: tx.end_remains(99.0)) == 0
    assert await store.transact(lambda tx: tx.end_remains(200.0)) == 2
    assert await store.transact(lambda tx: tx.remains([lookup(1), lookup(2)])) is None
    assert await store.transact(lambda tx: tx.remains([lookup(3)])) == remains(3, until=300.0)
    assert await store.transact(lambda tx: tx.first_end()) == 300.0
    await store.transact(lambda tx: tx.end_remains(300.0))
    assert await store.transact(lambda tx: tx.first_end()) is None


# counters, meta, census


async def test_counters_add_up_by_day_and_name(store: Store):
    for day, name, by in (("2026-03-02", "exit", 1), ("2026-03-01", "exit", 2)):
        await store.transact(lambda tx, d=day, n=name, by=by: tx.count(d, n, by))
    await store.transact(lambda tx: tx.count("2026-03-02", "exit"))
    await store.transact(lambda tx: tx.count("2026-03-01", "drop"))
    assert await store.transact(lambda tx: tx.counts()) == [
        ("2026-03-01", "drop", 1),
        ("2026-03-01", "exit", 2),
        ("2026-03-02", "exit", 2),
    ]


async def test_meta_is_replaced(store: Store):
    assert await store.transact(lambda tx: tx.meta("offset")) is None
    await store.transact(lambda tx: tx.set_meta("offset", "1"))
    await store.transact(lambda tx: tx.set_meta("offset", "2"))
    assert await store.transact(lambda tx: tx.meta("offset")) == "2"


async def test_the_census_of_an_empty_store_is_zero(store: Store):
    assert await store.transact(lambda tx: tx.census()) == Census(0, 0, 0, 0, 0, 0, 0, None, (), ())


async def test_the_census_counts_rows_and_names_keys(store: Store):
    await give(store, 1, 2)
    old = remains(9, lookup=lookup(9, "old"), until=250.0)
    await store.transact(
        several(
            lambda tx: tx.owe(owed()),
            lambda tx: tx.owe(owed(lane="screen")),
            lambda tx: tx.owe(owed(lane="timer", name="idle")),
            lambda tx: tx.keep(kept()),
            lambda tx: tx.put_wipe(wipe(5)),
            lambda tx: tx.put_remains(remains(8)),
            lambda tx: tx.put_remains(old),
            lambda tx: tx.insert_case(case(1)),
            lambda tx: tx.insert_case(case(2, conversation=None, day="2026-02-27")),
        )
    )
    assert await store.transact(lambda tx: tx.census()) == Census(
        conversations=2,
        outbox=2,
        timers=1,
        ledger=1,
        wipes=1,
        remains=2,
        cases=2,
        remains_until=250.0,
        key_days=("2026-02-27", "2026-03-01", "2026-03-02", "2026-03-03", "2026-03-04"),
        roots=("new", "old"),
    )


# transactions


async def test_an_exception_rolls_back_everything_and_comes_out_as_it_was(store: Store):
    await give(store, 1, 2)
    row_id = await store.transact(lambda tx: tx.owe(owed()))
    await store.transact(several(lambda tx: tx.keep(kept()), lambda tx: tx.put_wipe(wipe())))
    await store.transact(
        several(lambda tx: tx.put_remains(remains()), lambda tx: tx.set_meta("a", "1"))
    )

    def everything(tx: Tx) -> object:
        return (
            tx.census(),
            [tx.conversation(conversation(n).id) for n in (1, 2, 3)],
            [tx.find([lookup(n)]) for n in (1, 2, 3, 7)],
            tx.due(1e9, 100),
            tx.kept(ONE),
            tx.wipes(),
            [tx.remains([lookup(n)]) for n in (1, 2)],
            tx.counts(),
            tx.meta("a"),
            tx.meta("b"),
        )

    fault = Fault("as it was")

    def work(tx: Tx) -> None:
        tx.insert(conversation(3))
        tx.owe(owed(3))
        tx.owe(owed(1, lane="timer", name="idle"))
        tx.update(conversation(1, version=1, lookup=lookup(7)), 0)
        tx.postpone(row_id, 999.0)
        tx.mark_in_flight(row_id, True)
        tx.settle(row_id)
        tx.forget(ONE)
        tx.forget(TWO)
        tx.end_wipe(ONE)
        tx.put_wipe(wipe(2))
        tx.end_remains(1e9)
        tx.put_remains(remains(2))
        tx.count("2026-03-01", "exit")
        tx.set_meta("a", "2")
        tx.set_meta("b", "2")
        raise fault

    before = await store.transact(everything)
    with pytest.raises(Fault) as raised:
        await store.transact(work)
    assert raised.value is fault
    assert await store.transact(everything) == before


async def test_a_work_sees_its_own_changes(store: Store):
    def work(tx: Tx) -> object:
        tx.insert(conversation())
        row_id = tx.owe(owed())
        return tx.find([lookup(1)]), tx.owed(ONE)[0].id == row_id

    assert await store.transact(work) == (conversation(), True)


async def test_works_that_wait_together_run_in_order_and_one_fault_takes_nobody_with_it(
    store: Store,
):
    await give(store)
    order: list[int] = []

    def step(number: int) -> Callable[[Tx], int]:
        def work(tx: Tx) -> int:
            order.append(number)
            row = tx.conversation(ONE)
            assert row is not None
            assert tx.update(replace(row, version=row.version + 1), row.version)
            if number % 10 == 3:
                raise Fault
            return row.version

        return work

    results = await asyncio.gather(
        *(store.transact(step(n)) for n in range(300)), return_exceptions=True
    )
    assert order == list(range(300))
    assert [isinstance(result, Fault) for result in results] == [n % 10 == 3 for n in range(300)]
    versions = [result for result in results if not isinstance(result, Fault)]
    assert versions == list(range(270))
    row = await store.transact(lambda tx: tx.conversation(ONE))
    assert row is not None
    assert row.version == 270


async def test_a_work_that_was_cancelled_before_it_began_is_dropped(store: Store):
    task = asyncio.ensure_future(store.transact(lambda tx: tx.count("2026-03-01", "never")))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await store.transact(lambda tx: tx.count("2026-03-01", "later"))
    names = {name for _, name, _ in await store.transact(lambda tx: tx.counts())}
    assert names == {"later"}


async def test_even_what_no_work_should_raise_comes_out(store: Store):
    class Crash(BaseException):
        """A fault-injecting test's crash."""

    def crash(tx: Tx) -> None:
        tx.count("2026-03-01", "lost")
        raise Crash

    def stop(tx: Tx) -> None:
        tx.count("2026-03-01", "lost")
        raise StopIteration

    with pytest.raises(Crash):
        await store.transact(crash)
    with pytest.raises(RuntimeError):
        await store.transact(stop)
    assert await store.transact(lambda tx: tx.counts()) == []


async def test_a_durable_work_is_like_any_other(store: Store):
    await store.transact(lambda tx: tx.insert(conversation()), durable=True)
    assert await store.transact(lambda tx: tx.conversation(ONE), durable=True) == conversation()
    with pytest.raises(Fault):
        await store.transact(lambda tx: (_ for _ in ()).throw(Fault), durable=True)


async def test_tidy_says_that_it_is_done(store: Store):
    await give(store)
    assert await store.tidy() is True
    assert await store.transact(lambda tx: tx.conversation(ONE)) == conversation()


async def test_a_closed_store_refuses_and_closes_again(store: Store):
    await asyncio.gather(store.close(), store.close())
    await store.close()
    with pytest.raises(StoreDown):
        await store.transact(lambda tx: tx.census())
    with pytest.raises(StoreDown):
        await store.tidy()
