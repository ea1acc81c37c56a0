"""What ages is let go: idle conversations, what remains of exits, old messages, day keys.

The core schedules most of it itself; this is the net below. The worst mistake here: to destroy a
day key that still wraps something alive, or to keep one that wraps nothing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Set
from dataclasses import replace
from functools import partial
from typing import Final

from bot.handoff.counsellor import Standing
from bot.handoff.desk_events import SummaryDue
from bot.handoff.events import Left
from bot.handoff.summary import summary_of
from bot.held import Mark
from bot.keys import day_of, destroyed_at
from bot.shell.casebook import Casebook
from bot.shell.conversations import Conversations
from bot.shell.delivery import without
from bot.shell.desks import desks_of
from bot.shell.leaving import open_wipe, save_wipe
from bot.shell.letters import ForCase, ForDesk
from bot.shell.work import Work

HOUR: Final = 3600.0
IDLE_SECONDS: Final = 24 * HOUR
"""A person who did nothing for so long is forgotten."""
OLDEST_SECONDS: Final = 46 * HOUR
"""A message older than this is deleted: at 48 h nobody can delete it any more, and a pass of
this module may come an hour late."""
LOG_DAYS: Final = 90
"""How long the duty log is kept: for complaints (design, section 6)."""
SUMMARY_SECONDS: Final = 6 * HOUR
"""How long after midnight UTC coordinators are told of the day before: morning from Kazakhstan to
Turkmenistan.
"""
_SUMMARY = "summary"
_BATCH = 500
_MOST = 100_000
_DAY = 24 * HOUR

Commit = Callable[[Callable[[Work], object]], Awaitable[object]]


class Retention:
    """``commit`` runs work in a group, ``commit_alone`` in a durable transaction of its own."""

    def __init__(
        self,
        conversations: Conversations,
        now: Callable[[], float],
        commit: Commit,
        commit_alone: Commit,
        desks: Set[bytes],
    ) -> None:
        self._conversations = conversations
        self._now = now
        self._commit = commit
        self._desks = desks
        self._commit_alone = commit_alone
        self._first_end: float | None = None

    def next(self) -> float:
        """When to run again: hourly, when remains end, when a day key or the summary is due."""
        now = self._now()
        dues = (destroyed_at(day_of(now - age * _DAY)) for age in range(3))
        summary = now // _DAY * _DAY + SUMMARY_SECONDS
        soon = [now + HOUR, *(due for due in (*dues, summary) if due > now)]
        return min(soon) if self._first_end is None else min(*soon, self._first_end)

    async def run(self) -> None:
        """One pass. Raises ``StoreDown``."""
        await self._forget_idle()
        await self._delete_old()
        await self._commit(hear_of_the_forgotten)
        await self._commit(tell_of_yesterday)
        await self._commit(self._end_remains)
        await self._commit(self._rewrap_due)
        # Only after that commit: a key destroyed in a transaction that fails takes rows with it.
        await self._commit(self._destroy_keys)

    def _end_remains(self, work: Work) -> None:
        work.tx.end_remains(work.now)
        work.tx.end_invites(work.now)
        work.tx.end_duty(work.now - LOG_DAYS * _DAY)
        self._first_end = work.tx.first_end()

    async def _forget_idle(self) -> None:
        for conversation in await self._untouched(IDLE_SECONDS):
            await self._commit_alone(partial(self._let_go, conversation=conversation))

    async def _untouched(self, seconds: float) -> list[bytes]:
        """Conversations that were not touched for so long."""
        found: list[bytes] = []

        def read(work: Work) -> None:
            rows = work.tx.touched_before(work.now - seconds, _MOST)
            found[:] = [row.id for row in rows]

        await self._commit(read)
        return found

    def _let_go(self, work: Work, conversation: bytes) -> None:
        if not work.enter(conversation):
            return
        opened = work.opened
        if opened.row.touched_at > work.now - IDLE_SECONDS:
            return
        work.let_go("idle")
        work.count("left")

    async def _delete_old(self) -> None:
        conversations = [*await self._untouched(0.0), *self._desks]
        for begin in range(0, len(conversations), _BATCH):
            for conversation in conversations[begin : begin + _BATCH]:
                await self._commit(partial(self._delete_old_of, conversation=conversation))

    def _delete_old_of(self, work: Work, conversation: bytes) -> None:
        if not work.enter(conversation):
            return
        standing, limit = work.standing, work.now - OLDEST_SECONDS
        screen = Mark(standing.screen, "ours", standing.sent_at)
        kept = (row.mark for row in work.tx.kept(conversation))
        marks = [screen, *standing.extras, *kept]
        old = tuple(mark for mark in marks if mark.id and mark.sent_at < limit)
        if old:
            work.standing = without(standing, frozenset(mark.id for mark in old))
            work.erase(old)
            work.save()

    def _rewrap_due(self, work: Work) -> None:
        vault = self._conversations.vault
        vault.ensure_day(work.now)
        for day in vault.due_days(work.now):
            self._rewrap(work, day)

    def _destroy_keys(self, work: Work) -> None:
        self._conversations.vault.destroy_days(work.now, work.tx.census().key_days)

    def _rewrap(self, work: Work, day: str) -> None:
        book = Casebook(self._conversations, work.tx, work.now)
        while book.rewrap(day, _BATCH):
            pass
        # Once: what is saved here is written when the transaction ends.
        for row in work.tx.wrapped_on(day, _MOST):
            if work.enter(row.id):
                work.save()
        for wipe in work.tx.wipes():
            if wipe.day != day:
                continue
            planned = open_wipe(self._conversations.vault, wipe)
            if planned is None:
                work.tx.end_wipe(wipe.id)
            else:
                key = self._conversations.vault.rewrap(planned.key, work.now)
                save_wipe(self._conversations.vault, work.tx, replace(planned, key=key))


def hear_of_the_forgotten(work: Work) -> None:
    """Persons that another process forgot: their cases hear of it here."""
    for row in work.tx.cases():
        if row.conversation is not None and work.look(row.conversation) is None:
            work.letters.append(ForCase(row.id, Left()))


def tell_of_yesterday(work: Work) -> None:
    """Once a day, from six in the morning UTC on, every coordinator hears of the day before."""
    today = day_of(work.now)
    if work.now % _DAY < SUMMARY_SECONDS or work.tx.meta(_SUMMARY) == today:
        return
    work.tx.set_meta(_SUMMARY, today)
    due = SummaryDue(summary_of(day_of(work.now - _DAY), work.tx.counts()))
    for desk_id, desk in desks_of(work):
        who = desk.counsellor
        if who is not None and who.is_coordinator and who.standing is Standing.ACTIVE:
            work.letters.append(ForDesk(desk_id, due))
