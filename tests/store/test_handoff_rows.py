"""Cases, invitations, orders and the duty log: what every store must do with them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from bot.store.base import Conflict, Store, Tx
from tests.store.rows import case, conversation, duty, invite, kept, order

replace = msgspec.structs.replace
ONE, TWO = case(1).id, case(2).id


async def give(store: Store, *rows: Any) -> None:
    for row in rows:
        await store.transact(lambda tx, row=row: tx.insert_case(row))


# cases


async def test_a_case_is_found_by_id_and_by_conversation(store: Store):
    row = case(1, owner="c7", version=3, due_at=None)
    await give(store, case(2), row)
    assert await store.transact(lambda tx: tx.case(ONE)) == row
    assert await store.transact(lambda tx: tx.case_of(conversation(1).id)) == row
    assert await store.transact(lambda tx: tx.cases()) == [row, case(2)]


async def test_nothing_is_found_of_a_case_that_is_not_there(store: Store):
    await give(store, case(1, conversation=None))
    assert await store.transact(lambda tx: tx.case(TWO)) is None
    assert await store.transact(lambda tx: tx.case_of(conversation(1).id)) is None
    assert await store.transact(lambda tx: tx.case_of(b"")) is None


@pytest.mark.parametrize(
    "second",
    [case(2, id=ONE), case(2, conversation=conversation(1).id), case(1, conversation=None)],
    ids=["same id", "same conversation", "same id, no conversation"],
)
async def test_an_id_or_conversation_that_has_a_case_is_a_conflict(store: Store, second):
    await give(store, case(1))
    with pytest.raises(Conflict):
        await store.transact(lambda tx: tx.insert_case(second))
    assert await store.transact(lambda tx: tx.cases()) == [case(1)]


async def test_many_cases_may_be_without_a_conversation(store: Store):
    rows = [case(number, conversation=None) for number in (1, 2, 3)]
    await give(store, *rows)
    assert await store.transact(lambda tx: tx.cases()) == rows


async def test_a_case_outlives_its_conversation(store: Store):
    await store.transact(lambda tx: tx.insert(conversation(1)))
    await give(store, case(1))
    await store.transact(lambda tx: tx.forget(conversation(1).id))
    assert await store.transact(lambda tx: tx.case(ONE)) == case(1)
    loose = case(1, version=1, conversation=None)
    assert await store.transact(lambda tx: tx.update_case(loose, 0)) is True
    assert await store.transact(lambda tx: tx.case_of(conversation(1).id)) is None
    # She is free to have another one.
    await give(store, case(2, conversation=conversation(1).id))


async def test_update_of_a_case_writes_every_column(store: Store):
    await give(store, case(1), case(3))
    changed = case(
        1,
        conversation=conversation(2).id,
        owner="c7",
        state="with_counsellor",
        version=1,
        wrapped_key=b"again",
        day="2026-03-05",
        due_at=None,
        sealed=b"next",
    )
    assert await store.transact(lambda tx: tx.update_case(changed, 0)) is True
    assert await store.transact(lambda tx: tx.case(ONE)) == changed
    assert await store.transact(lambda tx: tx.case_of(conversation(2).id)) == changed
    assert await store.transact(lambda tx: tx.case_of(conversation(1).id)) is None
    assert await store.transact(lambda tx: tx.case(case(3).id)) == case(3)


async def test_update_of_another_version_of_a_case_changes_nothing(store: Store):
    await give(store, case(1))
    assert await store.transact(lambda tx: tx.update_case(case(1, version=6), 5)) is False
    assert await store.transact(lambda tx: tx.case(ONE)) == case(1)


async def test_update_of_a_forgotten_case_does_not_bring_it_back(store: Store):
    await give(store, case(1))
    await store.transact(lambda tx: tx.forget_case(ONE))
    assert await store.transact(lambda tx: tx.update_case(case(1, version=1), 0)) is False
    assert await store.transact(lambda tx: tx.cases()) == []


async def test_of_two_who_accept_one_case_one_gets_it(store: Store):
    await give(store, case(1))
    first, second = (case(1, version=1, owner=who) for who in ("c1", "c2"))
    won = await asyncio.gather(
        store.transact(lambda tx: tx.update_case(first, 0)),
        store.transact(lambda tx: tx.update_case(second, 0)),
    )
    assert won == [True, False]
    assert await store.transact(lambda tx: tx.case(ONE)) == first


async def test_update_to_a_conversation_that_has_a_case_is_a_conflict(store: Store):
    await give(store, case(1), case(2))
    taken = case(1, version=1, conversation=conversation(2).id)
    with pytest.raises(Conflict):
        await store.transact(lambda tx: tx.update_case(taken, 0))
    assert await store.transact(lambda tx: tx.cases()) == [case(1), case(2)]
    # Of another version it is not even tried.
    assert await store.transact(lambda tx: tx.update_case(taken, 5)) is False


async def test_forgetting_a_case_takes_that_case_only(store: Store):
    await give(store, case(1), case(2))
    target = ONE.hex()
    await store.transact(lambda tx: tx.insert(conversation(1)))
    await store.transact(lambda tx: tx.keep(kept(1, target=target)))
    await store.transact(lambda tx: tx.log_duty(duty(1)))
    await store.transact(lambda tx: tx.forget_case(ONE))
    await store.transact(lambda tx: tx.forget_case(ONE))
    assert await store.transact(lambda tx: tx.cases()) == [case(2)]
    assert await store.transact(lambda tx: tx.conversation(conversation(1).id)) is not None
    assert await store.transact(lambda tx: tx.kept_for(target)) == [kept(1, target=target)]
    assert await store.transact(lambda tx: tx.duty(0.0)) == [duty(1)]
    await give(store, case(1))


async def test_cases_wrapped_on_gives_the_cases_of_a_day(store: Store):
    later = case(3, day="2026-03-09")
    await give(store, later, case(2), case(1))
    assert await store.transact(lambda tx: tx.cases_wrapped_on("2026-03-09", 10)) == [later]
    assert await store.transact(lambda tx: tx.cases_wrapped_on("2026-03-04", 10)) == [
        case(1),
        case(2),
    ]
    assert await store.transact(lambda tx: tx.cases_wrapped_on("2026-03-04", 1)) == [case(1)]
    assert await store.transact(lambda tx: tx.cases_wrapped_on("2026-02-01", 10)) == []


async def test_the_day_of_a_case_is_named_until_nothing_is_wrapped_on_it(store: Store):
    async def days() -> tuple[str, ...]:
        return (await store.transact(lambda tx: tx.census())).key_days

    await give(store, case(1), case(2))
    assert await days() == ("2026-03-04",)
    again = case(1, version=1, day="2026-03-05")
    await store.transact(lambda tx: tx.update_case(again, 0))
    assert await days() == ("2026-03-04", "2026-03-05")
    await store.transact(lambda tx: tx.forget_case(TWO))
    assert await days() == ("2026-03-05",)


# invitations


async def test_an_invitation_is_used_once(store: Store):
    await store.transact(lambda tx: tx.put_invite(invite(1)))
    await store.transact(lambda tx: tx.put_invite(invite(2)))
    one = invite(1).hash
    assert await store.transact(lambda tx: tx.invite(one)) == invite(1)
    assert await store.transact(lambda tx: tx.use_invite(one)) is True
    assert await store.transact(lambda tx: tx.use_invite(one)) is False
    used = await store.transact(lambda tx: tx.invite(one))
    assert used == invite(1, used=True)
    assert used is not None
    assert used.used is True
    assert await store.transact(lambda tx: tx.invite(invite(2).hash)) == invite(2)


async def test_an_invitation_that_was_never_made_is_not_used(store: Store):
    assert await store.transact(lambda tx: tx.use_invite(invite(1).hash)) is False
    assert await store.transact(lambda tx: tx.invite(invite(1).hash)) is None


async def test_of_two_who_use_one_invitation_one_is_let_in(store: Store):
    await store.transact(lambda tx: tx.put_invite(invite(1)))
    calls = (store.transact(lambda tx: tx.use_invite(invite(1).hash)) for _ in range(5))
    assert sorted(await asyncio.gather(*calls)) == [False] * 4 + [True]


async def test_an_invitation_that_was_used_is_not_made_anew(store: Store):
    await store.transact(lambda tx: tx.put_invite(invite(1)))
    await store.transact(lambda tx: tx.use_invite(invite(1).hash))
    with pytest.raises(Conflict):
        await store.transact(lambda tx: tx.put_invite(invite(1, details=b"others")))
    assert await store.transact(lambda tx: tx.invite(invite(1).hash)) == invite(1, used=True)


async def test_invitations_end_at_their_time_used_or_not(store: Store):
    for number in (1, 2, 3):
        await store.transact(lambda tx, n=number: tx.put_invite(invite(n)))
    await store.transact(lambda tx: tx.use_invite(invite(2).hash))
    assert await store.transact(lambda tx: tx.end_invites(99.0)) == 0
    assert await store.transact(lambda tx: tx.end_invites(200.0)) == 2
    assert await store.transact(lambda tx: tx.use_invite(invite(1).hash)) is False
    assert await store.transact(lambda tx: tx.invite(invite(2).hash)) is None
    assert await store.transact(lambda tx: tx.invite(invite(3).hash)) == invite(3)


async def test_all_invitations_are_listed_in_the_order_of_their_making(store: Store):
    late, first = invite(1, created_at=60.0), invite(2)
    for row in (late, first):
        await store.transact(lambda tx, row=row: tx.put_invite(row))
    await store.transact(lambda tx: tx.use_invite(late.hash))
    used = replace(late, used=True)
    assert await store.transact(lambda tx: tx.invites()) == [first, used]


# orders


async def test_an_order_is_carried_out_once(store: Store):
    for row in (order(2), order(1)):
        await store.transact(lambda tx, row=row: tx.put_order(row))
    assert await store.transact(lambda tx: tx.orders()) == [order(1), order(2)]
    with pytest.raises(Conflict):
        await store.transact(lambda tx: tx.put_order(order(1, sealed=b"other")))
    assert await store.transact(lambda tx: tx.end_order(order(1).id)) is True
    assert await store.transact(lambda tx: tx.end_order(order(1).id)) is False
    assert await store.transact(lambda tx: tx.orders()) == [order(2)]


async def test_the_day_of_an_order_is_named_until_it_is_carried_out(store: Store):
    async def days() -> tuple[str, ...]:
        return (await store.transact(lambda tx: tx.census())).key_days

    await store.transact(lambda tx: tx.put_order(order(1)))
    assert await days() == ("2026-03-06",)
    await store.transact(lambda tx: tx.end_order(order(1).id))
    assert await days() == ()


# duty log


async def test_the_duty_log_gives_entries_in_order_from_a_moment_on(store: Store):
    late, soon = duty(2, at=200.0), duty(1, at=100.0)
    beside = duty(1, at=200.0, counsellor="c2", what="closed")
    for row in (late, soon, beside, late):
        await store.transact(lambda tx, row=row: tx.log_duty(row))
    assert await store.transact(lambda tx: tx.duty(0.0)) == [soon, late, beside, late]
    assert await store.transact(lambda tx: tx.duty(200.0)) == [late, beside, late]
    assert await store.transact(lambda tx: tx.duty(200.1)) == []


async def test_the_duty_log_ends_before_a_moment(store: Store):
    for number in (1, 2, 3):
        await store.transact(lambda tx, n=number: tx.log_duty(duty(n)))
    assert await store.transact(lambda tx: tx.end_duty(100.0)) == 0
    assert await store.transact(lambda tx: tx.end_duty(300.0)) == 2
    assert await store.transact(lambda tx: tx.duty(0.0)) == [duty(3)]
    assert await store.transact(lambda tx: tx.end_duty(1e9)) == 1
    await store.transact(lambda tx: tx.log_duty(duty(1)))
    assert await store.transact(lambda tx: tx.duty(0.0)) == [duty(1)]


# transactions


class Fault(Exception):  # noqa: N818
    """Something that a work raises."""


def everything(tx: Tx) -> object:
    return (
        tx.census(),
        tx.cases(),
        [tx.case_of(conversation(n).id) for n in (1, 2, 3, 7)],
        [tx.invite(invite(n).hash) for n in (1, 2, 3)],
        tx.invites(),
        tx.orders(),
        tx.duty(0.0),
        tx.kept_for("0a"),
        tx.copies("0a", "41"),
    )


WRITES: dict[str, Callable[[Tx], object]] = {
    "insert_case": lambda tx: tx.insert_case(case(3)),
    "update_case": lambda tx: tx.update_case(case(1, version=1, conversation=None), 0),
    "forget_case": lambda tx: tx.forget_case(ONE),
    "put_invite": lambda tx: tx.put_invite(invite(3)),
    "use_invite": lambda tx: tx.use_invite(invite(1).hash),
    "end_invites": lambda tx: tx.end_invites(1e9),
    "put_order": lambda tx: tx.put_order(order(3)),
    "end_order": lambda tx: tx.end_order(order(1).id),
    "log_duty": lambda tx: tx.log_duty(duty(3)),
    "end_duty": lambda tx: tx.end_duty(1e9),
    "keep": lambda tx: tx.keep(kept(target="0a", message="9", origin="41")),
    "keep again": lambda tx: tx.keep(kept(target="0a", message="8", origin="42")),
}


@pytest.mark.parametrize("names", [*((name,) for name in WRITES), tuple(WRITES)], ids="-".join)
async def test_an_exception_takes_back_what_was_written(store: Store, names: tuple[str, ...]):
    def begin(tx: Tx) -> None:
        tx.insert(conversation(1))
        tx.keep(kept(target="0a", message="8", origin="41"))
        for number in (1, 2):
            tx.insert_case(case(number))
            tx.put_invite(invite(number))
            tx.put_order(order(number))
            tx.log_duty(duty(number))

    def fail(tx: Tx) -> None:
        before_it = everything(tx)
        for name in names:
            WRITES[name](tx)
        assert everything(tx) != before_it, "or it shows nothing"
        raise Fault

    await store.transact(begin)
    before = await store.transact(everything)
    with pytest.raises(Fault):
        await store.transact(fail)
    assert await store.transact(everything) == before


async def test_a_work_may_go_on_after_a_conflict_of_cases(store: Store):
    await give(store, case(1), case(2))

    def work(tx: Tx) -> None:
        tx.log_duty(duty(1))
        with pytest.raises(Conflict):
            tx.insert_case(case(1))
        with pytest.raises(Conflict):
            tx.update_case(case(2, conversation=case(1).conversation), 0)
        assert tx.update_case(case(2, version=1), 0)
        tx.log_duty(duty(2))

    await store.transact(work)
    assert await store.transact(lambda tx: tx.cases()) == [case(1), case(2, version=1)]
    assert await store.transact(lambda tx: tx.duty(0.0)) == [duty(1), duty(2)]
