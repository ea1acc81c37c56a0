"""Any sequence of works gives the same answers and the same rows in memory and on SQLite."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.store.base import Conflict, Store, Tx
from bot.store.memory import MemoryStore
from bot.store.sqlite import SqliteStore
from tests.store.rows import (
    case,
    conversation,
    duty,
    invite,
    kept,
    lookup,
    order,
    owed,
    remains,
    wipe,
)

Call = Callable[[Tx], Any]
FEW = st.integers(1, 3)
TIMES = st.sampled_from([10.0, 20.0, 20.0, 30.0])
ROOT = st.sampled_from(["new", "old"])
OF_CASE = st.sampled_from([None, conversation(1).id, conversation(2).id])
DUE = st.sampled_from([None, 10.0, 20.0])


def row_id(number: int) -> bytes:
    return conversation(number).id


CALLS: st.SearchStrategy[Call] = st.one_of(
    st.builds(
        lambda n, m, r, at, kind: lambda tx: tx.insert(
            conversation(n, lookup=lookup(m, r), touched_at=at, kind=kind)
        ),
        FEW, FEW, ROOT, TIMES, st.sampled_from(["person", "person", "desk"]),
    ),
    st.builds(
        lambda n, m, v, to: lambda tx: tx.update(conversation(n, lookup=lookup(m), version=to), v),
        FEW, FEW, st.integers(0, 2), st.integers(0, 2),
    ),
    st.builds(lambda n: lambda tx: tx.forget(row_id(n)), FEW),
    st.builds(lambda n, m: lambda tx: tx.find([lookup(n, "old"), lookup(m)]), FEW, FEW),
    st.builds(lambda at, n: lambda tx: tx.touched_before(at, n), TIMES, FEW),
    st.builds(
        lambda n, lane, to, name, at: lambda tx: tx.owe(
            owed(n, lane=lane, target=to, name=name, due_at=at)
        ),
        FEW,
        st.sampled_from(["screen", "erase", "extra", "timer"]),
        st.sampled_from(["self", "desk"]),
        st.sampled_from(["idle", "hide"]),
        TIMES,
    ),
    st.builds(lambda n, on: lambda tx: tx.mark_in_flight(n, on), st.integers(1, 6), st.booleans()),
    st.builds(lambda n: lambda tx: tx.settle(n), st.integers(1, 6)),
    st.builds(lambda n, at: lambda tx: tx.postpone(n, at), st.integers(1, 6), TIMES),
    st.builds(lambda at, n: lambda tx: tx.due(at, n), TIMES, FEW),
    st.builds(
        lambda n, to, m, at, of: lambda tx: tx.keep(
            kept(n, target=to, message=str(m), sent_at=at, origin=of)
        ),
        FEW, st.sampled_from(["self", "desk"]), FEW, TIMES, st.sampled_from(["", "1", "2"]),
    ),
    st.builds(
        lambda n, m, to: lambda tx: tx.release(row_id(n), [str(m)], to),
        FEW, FEW, st.sampled_from([None, "self"]),
    ),
    st.builds(lambda n, at: lambda tx: tx.put_wipe(wipe(n, due_at=at)), FEW, TIMES),
    st.builds(lambda n: lambda tx: tx.end_wipe(row_id(n)), FEW),
    st.builds(
        lambda n, r, at: lambda tx: tx.put_remains(remains(n, lookup=lookup(n, r), until=at)),
        FEW, ROOT, TIMES,
    ),
    st.builds(lambda at: lambda tx: tx.end_remains(at), TIMES),
    st.builds(
        lambda n, m, at: lambda tx: tx.insert_case(case(n, conversation=m, due_at=at)),
        FEW, OF_CASE, DUE,
    ),
    st.builds(
        lambda n, m, v, to, at: lambda tx: tx.update_case(
            case(n, conversation=m, version=to, due_at=at), v
        ),
        FEW, OF_CASE, st.integers(0, 2), st.integers(0, 2), DUE,
    ),
    st.builds(lambda n: lambda tx: tx.forget_case(case(n).id), FEW),
    st.builds(lambda n, at: lambda tx: tx.put_invite(invite(n, expires_at=at)), FEW, TIMES),
    st.builds(lambda n: lambda tx: tx.use_invite(invite(n).hash), FEW),
    st.builds(lambda at: lambda tx: tx.end_invites(at), TIMES),
    st.builds(lambda n, at: lambda tx: tx.put_order(order(n, made_at=at)), FEW, TIMES),
    st.builds(lambda n: lambda tx: tx.end_order(order(n).id), FEW),
    st.builds(lambda n, at: lambda tx: tx.log_duty(duty(n, at=at)), FEW, TIMES),
    st.builds(lambda at: lambda tx: tx.end_duty(at), TIMES),
    st.builds(lambda n, by: lambda tx: tx.count(f"2026-03-0{n}", "exit", by), FEW, FEW),
    st.builds(lambda n: lambda tx: tx.set_meta("offset", str(n)), FEW),
)  # fmt: skip


class RollBack(Exception):  # noqa: N818
    """Some works end like this."""


def everything(tx: Tx) -> list[Any]:
    people = [tx.conversation(row_id(n)) for n in range(1, 4)]
    of_them = [(tx.owed(row_id(n)), tx.kept(row_id(n))) for n in range(1, 4)]
    left = [tx.remains([lookup(n, root)]) for n in range(1, 4) for root in ("new", "old")]
    return [
        people,
        of_them,
        left,
        tx.due(1e9, 99),
        tx.wipes(),
        tx.counts(),
        tx.meta("offset"),
        tx.touched_before(1e9, 99),
        tx.desks(),
        [tx.kept_for(target) for target in ("self", "desk")],
        [tx.copies(target, of) for target in ("self", "desk") for of in ("", "1", "2")],
        tx.cases(),
        [(tx.case(case(n).id), tx.case_of(row_id(n))) for n in range(1, 4)],
        tx.cases_wrapped_on("2026-03-04", 2),
        [tx.invite(invite(n).hash) for n in range(1, 4)],
        tx.invites(),
        tx.orders(),
        tx.duty(20.0),
        tx.wrapped_on("2026-03-01", 99),
        tx.census(),
    ]


async def play(store: Store, works: list[tuple[list[Call], bool]]) -> list[Any]:
    answers: list[Any] = []

    def attempt(tx: Tx, call: Call) -> Any:
        try:
            return call(tx)
        except Conflict:
            return "conflict"

    for calls, fails in works:

        def work(tx: Tx, calls: list[Call] = calls, fails: bool = fails) -> None:
            answers.extend(attempt(tx, call) for call in calls)
            if fails:
                raise RollBack

        try:
            await store.transact(work)
        except RollBack:
            answers.append("rolled back")
        answers.append(await store.transact(everything))
    await store.close()
    return answers


@given(st.lists(st.tuples(st.lists(CALLS, max_size=8), st.booleans()), max_size=8))
@settings(max_examples=60, deadline=None)
def test_memory_and_sqlite_are_twins(works: list[tuple[list[Call], bool]]):
    async def both() -> tuple[list[Any], list[Any]]:
        with tempfile.TemporaryDirectory() as folder:
            sqlite = await SqliteStore.open(Path(folder) / "pana.sqlite")
            return await play(MemoryStore(), works), await play(sqlite, works)

    memory, on_disk = asyncio.run(both())
    assert memory == on_disk
