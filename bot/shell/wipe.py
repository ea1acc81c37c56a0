"""Wipes: carried out ahead of everything, kept until nothing is owed, then gone with their key.

A wipe may be repeated at any step. The worst mistakes here: to bring content back, to end a wipe
too early, and to leave one lying that another process wrote.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping
from dataclasses import replace
from typing import Final

import msgspec

from bot.channels.base import Channel, lost_since
from bot.clock import Clock
from bot.held import Mark
from bot.quick_exit import Wipe, WipeTarget
from bot.shell.alarms import Alarms
from bot.shell.conversations import Conversations
from bot.shell.leaving import Planned, open_wipe, save_wipe
from bot.shell.rendering import Rendering
from bot.shell.seen import Seen
from bot.shell.strangers import Key, Strangers
from bot.shell.tasks import Tasks
from bot.shell.wiping import Wiping
from bot.shell.work import Work

LONGEST_SECONDS: Final = 48 * 3600.0
"""A wipe that is not complete by then, or within the channel's longer time, never will be: what is
left is counted."""
Commit = Callable[[Callable[[Work], None]], Awaitable[object]]
Ending = Callable[[int], "asyncio.Task[bool] | None"]
"""The call of an outbox row that is in flight, if it is: its end says if its fate is known."""


class Wiper:
    """All wipes of this process."""

    def __init__(
        self,
        channels: Mapping[str, Channel],
        rendering: Rendering,
        clock: Clock,
        alarms: Alarms,
        tasks: Tasks,
        seen: Seen,
        conversations: Conversations,
        strangers: Strangers,
        ending: Ending,
        commit: Commit,
    ) -> None:
        self._channels = channels
        self._rendering = rendering
        self._clock = clock
        self._alarms = alarms
        self._tasks = tasks
        self._seen = seen
        self._conversations = conversations
        self._strangers = strangers
        self._ending = ending
        self._commit = commit
        self._known: set[bytes] = set()
        self._facing: dict[Key, asyncio.Future[None]] = {}
        self._running: set[asyncio.Task[None]] = set()

    def take(self, planned: Planned, *, again: bool = False) -> None:
        """Begin a wipe that was committed; ``again``: an earlier process may have begun it."""
        if planned.id in self._known:
            return
        self._known.add(planned.id)
        self._begin(planned, again=again)

    def leave_now(self, channel: str, wipe: Wipe) -> None:
        """Carry out once what could not be committed; nothing is remembered of it."""
        self._run(self._pass(channel, wipe, again=False))

    async def faced(self, key: Key) -> None:
        """Until a chat that is being left shows its cover, or the first attempt at it failed."""
        while (facing := self._facing.get(key)) is not None:
            await asyncio.shield(facing)

    async def look(self) -> None:
        """Take up wipes of other processes, or of an earlier one, that are due."""
        found: list[Planned] = []
        stale: list[bytes] = []

        def read(work: Work) -> None:
            found.clear()
            stale.clear()
            for row in work.tx.wipes():
                planned = open_wipe(self._conversations.vault, row)
                if planned is None:
                    work.tx.end_wipe(row.id)
                else:
                    found.append(planned)
                    stale.extend(self._forgotten_elsewhere(work, planned))

        await self._commit(read)
        for conversation in stale:
            self._conversations.drop(conversation)
        for planned in found:
            self.take(planned, again=True)

    def _forgotten_elsewhere(self, work: Work, planned: Planned) -> Iterator[bytes]:
        """Conversations that are still at hand here though another process forgot them."""
        for target in planned.wipe.targets:
            known = self._conversations.known(planned.channel, target.address)
            if known is not None and work.tx.conversation(known.row.id) is None:
                yield known.row.id

    async def first_passes(self) -> None:
        """Until every wipe that is under way was tried once."""
        while self._running:
            await asyncio.wait(self._running)

    def _begin(self, planned: Planned, *, again: bool) -> None:
        self._run(self._carry(planned, again=again))

    def _run(self, work: Coroutine[None, None, object]) -> None:
        task = self._tasks.start(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _carry(self, planned: Planned, *, again: bool) -> None:
        wipings = await self._pass(planned.channel, planned.wipe, again=again)
        wipe = msgspec.structs.replace(
            planned.wipe, targets=tuple(w.target for w in wipings if not w.is_done)
        )
        left = replace(planned, wipe=wipe)
        lost = sum(wiping.lost for wiping in wipings)
        now = self._clock.now()
        able = self._channels[planned.channel].capabilities
        if now - planned.created_at > max(LONGEST_SECONDS, able.delete_window):
            lost += sum(len(t.marks) + len(t.doubts) + t.keyboard for t in wipe.targets)
            left = replace(left, wipe=msgspec.structs.replace(wipe, targets=()))
        if not left.wipe.targets:
            await self._commit(lambda work: _end(work, planned.id, lost))
            self._known.discard(planned.id)
            return
        if able.copies:
            left = replace(left, wipe=_nameless(wipe))
        due = min((w.due for w in wipings if not w.is_done and w.due), default=now)
        left = replace(left, due_at=max(due, now + 1.0))
        await self._commit(lambda work: self._keep(work, left, lost))
        retry = any(wiping.again for wiping in wipings)
        self._alarms.at(left.due_at, ("wipe", left.id), lambda: self._begin(left, again=retry))

    def _keep(self, work: Work, left: Planned, lost: int) -> None:
        vault = self._conversations.vault
        # A day's key lives for two days, and what is at hand here does not see it wrapped anew.
        save_wipe(vault, work.tx, replace(left, key=vault.rewrap(left.key, work.now)))
        work.count("left_behind", lost)

    async def _pass(self, channel: str, wipe: Wipe, *, again: bool) -> list[Wiping]:
        now = self._clock.now()
        wipings = [
            Wiping(
                self._channels[channel],
                self._rendering,
                wipe,
                target,
                now,
                lambda: self._seen.highest(channel),
                again=again,
            )
            for target in wipe.targets
        ]
        await asyncio.gather(*(self._one(channel, wiping) for wiping in wipings))
        return wipings

    async def _one(self, channel: str, wiping: Wiping) -> None:
        key = (channel, wiping.target.address)
        facing: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if wiping.target.face != "done":
            self._facing[key] = facing
        try:
            await wiping.first()
        finally:
            if self._facing.get(key) is facing:
                del self._facing[key]
            facing.set_result(None)
            if wiping.shown is not None:
                self._shown(key, wiping.shown)
        await self._await_calls(wiping)
        await wiping.search(self._standing(key))
        if wiping.shown is not None:
            self._shown(key, wiping.shown)

    def _shown(self, key: Key, mark: Mark) -> None:
        self._seen.note(key[0], mark.id)
        if self._channels[key[0]].capabilities.copies:
            return  # nothing of it can be edited: her address need not be remembered for that
        if self._conversations.known(*key) is None:
            self._strangers.stands(key, mark.id, mark.sent_at)

    async def _await_calls(self, wiping: Wiping) -> None:
        """Sends of this process that are still in flight tell their ids themselves."""
        doubts = []
        for doubt in wiping.target.doubts:
            call = self._ending(doubt.row)
            if call is None or not await asyncio.shield(call):
                doubts.append(doubt)
        wiping.target = msgspec.structs.replace(wiping.target, doubts=tuple(doubts))

    def _standing(self, key: Key) -> set[str]:
        """Messages of a conversation that began after the one that was left."""
        opened = self._conversations.known(*key)
        if opened is None:
            return {self._strangers.standing(key).screen}
        held = opened.held
        extras = (mark.id for mark in held.standing.extras)
        return {held.standing.screen, *extras, *held.session.media}


def _nameless(wipe: Wipe) -> Wipe:
    """Copies are deleted by their ids alone: whose they were is not kept any longer, nor in which
    language she would have been spoken to.
    """
    targets = tuple(map(_without_address, wipe.targets))
    if any(target.address for target in targets):
        return msgspec.structs.replace(wipe, targets=targets)
    return Wipe(targets, None, by_act=False, left_at=wipe.left_at)


def _without_address(target: WipeTarget) -> WipeTarget:
    owed = target.face != "done" or target.doubts or target.keyboard
    if owed or any(lost_since(mark.id) for mark in target.marks):
        return target
    return msgspec.structs.replace(target, address="")


def _end(work: Work, wipe_id: bytes, lost: int) -> None:
    work.tx.end_wipe(wipe_id)
    work.count("left_behind", lost)
