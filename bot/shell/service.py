"""The service: clock, store, vault, channels and the core put together, started and stopped.

The one place of the shell that knows all its parts. It knows no content and no provider.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from functools import partial

from bot.channels.base import Answer, Channel, Done, Down
from bot.clock import Clock, ManualClock
from bot.decision import DeskDecision
from bot.events import Update
from bot.handoff.counsellor import Standing as Trust
from bot.handoff.desk import Desk
from bot.handoff.desk_events import DeskEvent, Members
from bot.handoff.events import Undelivered
from bot.held import Held
from bot.keys import SecretError, Vault, day_of
from bot.quick_exit import ExitWords
from bot.session import Session
from bot.shell.alarms import Alarms
from bot.shell.applying import Act, Applying
from bot.shell.conversations import Conversations, Opened
from bot.shell.desk_chats import (
    OTHERS,
    count_members,
    drop_desk,
    leave_group,
    move_desk,
    open_desk,
)
from bot.shell.emergency import emergency_wipe
from bot.shell.group import MOST
from bot.shell.letters import Cancels, ForCaseOf
from bot.shell.on_call import NobodyOnCall, OnCall
from bot.shell.orders import obey
from bot.shell.outbox import Outbox
from bot.shell.parties import read_alarms
from bot.shell.recovery import recover, unfinished
from bot.shell.rendering import Rendering
from bot.shell.results import Abilities, Decide, DecideDesk, Result, Tools
from bot.shell.retention import Retention
from bot.shell.runner import Runner
from bot.shell.seen import Seen
from bot.shell.strangers import Strangers
from bot.shell.tasks import Tasks
from bot.shell.turn import wipe_copy, wipe_lost
from bot.shell.wipe import Wiper
from bot.shell.work import Work
from bot.store.base import OrderRow, Store, StoreDown


def _nobody(desk: Desk, event: DeskEvent, now: float) -> DeskDecision:
    """No desk answers yet."""
    del event, now
    return DeskDecision(desk)


def _unknown(now: float, locale: str, country: str) -> float:
    """No rota is kept."""
    del now, locale, country
    return 0.0


GRACE_SECONDS = 5.0
"""How long :meth:`Service.stop` lets calls in flight end, in real seconds."""
RETENTION_AGAIN_SECONDS = 60.0


class Service:
    """Start it, hand it updates, stop it. The store is opened and closed by its owner.

    ``words`` gives the exit words of all locales, ``fold`` reduces a text for matching them.
    ``watch_every``: seconds between two looks for wipes and orders of other processes; None: only
    at start. ``one_account``: staff and people meet the same account of the provider.
    ``decide_apart``: by channel, for people of a messenger on which things are done otherwise.
    ``on_bug`` hears of exceptions that no rule expected (default: their kind is logged).
    """

    def __init__(
        self,
        *,
        store: Store,
        vault: Vault,
        channels: Mapping[str, Channel],
        decide: Decide,
        rendering: Rendering,
        clock: Clock,
        words: Callable[[], ExitWords],
        fold: Callable[[str], str],
        watch_every: float | None = None,
        on_bug: Callable[[BaseException], None] | None = None,
        decide_desk: DecideDesk = _nobody,
        next_opening: Callable[[float, str, str], float] = _unknown,
        one_account: bool = False,
        on_call: OnCall | None = None,
        decide_apart: Mapping[str, Decide] | None = None,
    ) -> None:
        self._clock = clock
        self._rendering = rendering
        self._watch_every = watch_every
        self._watching: asyncio.Task[None] | None = None
        self._store = store
        self._tidied = ""
        self._others = 0
        self._alarms = Alarms(clock)
        self._tasks = Tasks(self._alarms, on_bug)
        self._seen = Seen()
        self._channels = channels
        self._conversations = Conversations(vault)
        self._tools = Tools(
            decide,
            words,
            fold,
            self._conversations,
            Abilities(channels),
            self._seen,
            decide_desk,
            set(),
            next_opening,
            one_account,
            apart=decide_apart or {},
        )
        self._strangers = Strangers(channels, rendering, clock, self._tasks, self._seen)
        self._applying = Applying(
            store, self._tools, clock, self._alarms, self._tasks, on_call or NobodyOnCall()
        )
        self._outbox = Outbox(
            channels,
            rendering,
            clock,
            self._tasks,
            self._seen,
            self._applying.commit_surely,
            self._applying.hurry,
        )
        self._wiper = Wiper(
            channels,
            rendering,
            clock,
            self._alarms,
            self._tasks,
            self._seen,
            self._conversations,
            self._strangers,
            self._outbox.ending,
            self._applying.commit_surely,
        )
        self._applying.connect(self._outbox.start, self._outbox.hurry, self._wiper.take)
        self._retention = Retention(
            self._conversations,
            clock.now,
            self._applying.commit,
            self._applying.commit_alone,
            self._tools.desks,
        )
        self._runner = Runner(
            self._tools,
            self._strangers,
            self._tasks,
            clock.now,
            self._applying.commit,
            self._applying.commit_alone,
            self._emergency,
            self._wiper.faced,
            self._alert,
        )

    async def start(self) -> None:
        """Let go of what is too old, complete exits, take up the outbox; then updates may come.

        Raises ``StoreDown`` and ``KeysError``.
        """
        self._conversations.vault.ensure_day(self._clock.now())
        if self._conversations.vault.lost_days():
            raise SecretError(
                "A root key is missing from PANA_SECRET that stored rows still need; put it back, "
                "or messages that stand in chats could never be deleted."
            )
        await self._applying.commit(self._read_seen)
        await self._read_desks()
        await self._retention.run()
        await self._tidy_deeply()
        await self._wiper.look()
        await self._wiper.first_passes()
        await self._take_up()
        await self._look_for_orders()
        await self._applying.commit(read_alarms)
        self._alarms.at(self._retention.next(), "retention", self._retain)
        if self._watch_every is not None:
            self._look_later(self._watch_every)
        self._watching = asyncio.create_task(self._alarms.watch())

    async def stop(self, grace: float = GRACE_SECONDS) -> None:
        """Let what is in flight end, for ``grace`` real seconds at most, then end.

        Safe to call twice, and safe to omit: what did not end is taken up at the next start.
        """
        if self._watching is not None:
            self._watching.cancel()
            await asyncio.gather(self._watching, return_exceptions=True)
            self._watching = None
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(grace):
                await self._tasks.settle(self._applying.hurry)
        await self._tasks.stop()

    async def receive(self, update: Update) -> Answer:
        """Handle one update, once; the answer comes after the commit, before any dispatch."""
        return await self._runner.receive(update)

    async def blocked(self, channel: str, address: str) -> Answer:
        """She blocked us: she is forgotten. What stands is deleted if it can be, for by the time
        we hear of it she may have let us in again, and nobody else would know of it any more.
        """
        try:
            await self._applying.commit_alone(partial(_let_go, channel=channel, address=address))
        except StoreDown:
            return Down()
        self._strangers.drop((channel, address))
        return Done()

    async def undelivered(self, channel: str, address: str, closed: str) -> Answer:
        """Something that the provider had taken did not reach her: a counsellor who writes with her
        must not think that it was read.

        ``closed``: the id of that message, when her chat is closed to us: then she is forgotten, if
        it was the newest we sent. An older one may be from before she let us in again.
        """
        is_newest: list[bool] = []

        def hear(work: Work) -> None:
            known = work.meet(channel, address)
            # An id may name several parts.
            is_newest[:] = [bool(closed) and (not known or closed in work.standing.screen)]
            if known and not is_newest[0]:
                _undelivered(work)

        answer = await self._answered(hear)
        if isinstance(answer, Done) and is_newest == [True]:
            return await self.blocked(channel, address)
        return answer

    async def delete_copies(self, channel: str, message: str) -> Answer:
        """A message of nobody whom we know, or to her, is deleted at a provider that keeps it."""
        return await self._answered(partial(wipe_copy, channel=channel, message=message))

    async def delete_lost(self, channel: str, address: str, since: float) -> Answer:
        """So is what may have been sent to nobody whom we know since this moment."""
        return await self._answered(
            partial(wipe_lost, channel=channel, address=address, since=since)
        )

    async def open_desk(self, address: str, desk: Desk) -> str:
        """Open a desk in this chat of the channel of staff; gives its id. Raises ``StoreDown``.

        A desk that stands there already is changed into this one and keeps its id.
        """
        result = await self._applying.commit(partial(open_desk, address=address, desk=desk))
        if result.saved is None:
            raise LookupError("The desk was not saved.")
        return result.saved.hex()

    # the staff group

    def is_desk(self, address: str) -> bool:
        """Whether a desk stands in this chat of the channel of staff, of nobody removed."""
        return any(held.address == address for held in self._desks(Trust.PENDING, Trust.ACTIVE))

    def counsellors(self) -> frozenset[str]:
        """The addresses of the counsellors whom a coordinator has confirmed."""
        return frozenset(
            held.address
            for held in self._desks(Trust.ACTIVE)
            if held.desk is not None and held.desk.counsellor is not None
        )

    def group(self) -> Desk | None:
        """The desk of the staff group; None while there is no group."""
        held = self._group_held()
        return held.desk if held is not None else None

    @property
    def group_address(self) -> str:
        """Where the staff group is met; ``''`` while there is none."""
        held = self._group_held()
        return held.address if held is not None else ""

    @property
    def others(self) -> int:
        """How many members of the group without a desk were told of so far."""
        return self._others

    async def open_group(self, address: str) -> Answer:
        """The staff group is at this address; what its desk holds stays."""
        if self.group_address:
            return await self.move_desk(self.group_address, address)
        group = Desk(kind="group")
        return await self._answered(partial(open_desk, address=address, desk=group))

    async def members(self, unknown: tuple[str, ...], blind: bool, others: int) -> Answer:
        """Who in the group is unknown now, and whether we can see it at all.

        ``others``: members without a desk that were told of, with those a coordinator admitted.
        """
        heard = Members(unknown, blind)
        answer = await self._answered(partial(count_members, heard=heard, others=others))
        if isinstance(answer, Done):
            self._others = others
        return answer

    async def left_group(self, address: str) -> Answer:
        """This counsellor is not in the staff group any more: her duty ends, and her talks go on
        with others.
        """
        return await self._answered(partial(leave_group, address=address))

    async def move_desk(self, old: str, new: str) -> Answer:
        """The chat of this desk has another address; what is owed goes on there."""
        return await self._answered(partial(move_desk, old=old, new=new))

    async def close_desk(self, address: str) -> Answer:
        """There is no such chat any more: its desk goes, and what it was owed with it."""
        return await self._answered(partial(drop_desk, address=address))

    async def settled(self) -> None:
        """Until nothing is queued, in flight or due now."""
        await self._tasks.settle(self._applying.hurry)
        while self._alarms.due():
            self._alarms.fire()
            await self._tasks.settle(self._applying.hurry)

    async def run_until(self, clock: ManualClock, moment: float) -> None:
        """Move the clock that this service was given to ``moment``, firing timers in order."""
        await self.settled()
        while (due := self._alarms.next()) is not None and due <= moment:
            clock.advance(due)
            await self.settled()
        clock.advance(moment)
        await self.settled()

    def session(self, channel: str, address: str) -> Session | None:
        """What the core last decided for this chat; None when the chat is not known here."""
        opened = self._conversations.known(channel, address)
        return opened.held.session if opened is not None else None

    @property
    def waiting(self) -> int:
        """Updates that are queued behind others of their chat."""
        return self._runner.waiting

    async def _answered(self, act: Act) -> Answer:
        try:
            await self._applying.commit(act)
        except StoreDown:
            return Down()
        return Done()

    def _alert(self, result: Result) -> str:
        return self._rendering.alert(result.alert, result.locale) if result.alert else ""

    def _desks(self, *trusted: Trust) -> list[Held]:
        """All desks but those of counsellors who are not trusted so far."""
        return [
            held
            for held in self._conversations.desks()
            if held.desk is not None
            and (held.desk.counsellor is None or held.desk.counsellor.standing in trusted)
        ]

    def _group_held(self) -> Held | None:
        found = (held for held in self._conversations.desks() if held.desk is not None)
        return next((held for held in found if held.desk and held.desk.kind == "group"), None)

    async def _read_desks(self) -> None:
        found: list[Opened] = []

        def read(work: Work) -> None:
            found[:] = [
                opened for row in work.tx.desks() if (opened := work.look(row.id)) is not None
            ]
            self._others = int(work.tx.meta(OTHERS) or 0)

        await self._applying.commit(read)
        for opened in found:
            self._tools.desks.add(opened.row.id)
            self._conversations.remember(opened)

    def _read_seen(self, work: Work) -> None:
        for channel in self._channels:
            self._seen.read(work.tx, channel)

    async def _take_up(self) -> None:
        conversations: list[bytes] = []

        def read(work: Work) -> None:
            conversations[:] = unfinished(work)

        await self._applying.commit(read)
        for begin in range(0, len(conversations), MOST):
            await asyncio.gather(
                *(
                    self._applying.commit(partial(recover, conversation_id=conversation))
                    for conversation in conversations[begin : begin + MOST]
                )
            )

    async def _emergency(self, update: Update) -> None:
        opened = self._conversations.known(update.channel, update.address)
        standing = self._strangers.standing((update.channel, update.address))
        held = opened.held if opened is not None else None
        wipe = emergency_wipe(self._tools, update, held, standing, self._clock.now())
        self._wiper.leave_now(update.channel, wipe)

    def _retain(self) -> None:
        self._tasks.start(self._retain_again())

    async def _retain_again(self) -> None:
        due = self._clock.now() + RETENTION_AGAIN_SECONDS
        self._strangers.forget_old()
        with contextlib.suppress(StoreDown):
            await self._retention.run()
            due = self._retention.next()
            await self._tidy_deeply()
        self._alarms.at(due, "retention", self._retain)

    async def _tidy_deeply(self) -> None:
        """Once a day the whole file is written anew: no page keeps a copy of what was deleted."""
        day = day_of(self._clock.now())
        if day != self._tidied and await self._store.tidy(deep=True):
            self._tidied = day

    async def _look_for_orders(self) -> None:
        """Carry out what a command ordered, each in a durable transaction of its own."""
        found: list[OrderRow] = []

        def read(work: Work) -> None:
            found[:] = work.tx.orders()

        await self._applying.commit(read)
        for row in found:
            await self._applying.commit_alone(partial(obey, row=row))

    async def _look_for_orders_again(self) -> None:
        with contextlib.suppress(StoreDown):
            await self._look_for_orders()

    def _look_later(self, seconds: float) -> None:
        self._alarms.at(self._clock.now() + seconds, "look", lambda: self._look(seconds))

    def _look(self, seconds: float) -> None:
        self._tasks.start(self._wiper.look())
        self._tasks.start(self._look_for_orders_again())
        self._look_later(seconds)


def _undelivered(work: Work) -> None:
    talk = work.opened.held.session.talk
    if talk is not None and talk.stage == "live":
        work.letters.append(ForCaseOf(work.opened.row.id, Undelivered("person", "")))


def _let_go(work: Work, channel: str, address: str) -> None:
    work.letters.append(Cancels(channel, address))
    if not work.meet(channel, address):
        return
    if work.opened.held.desk is None:
        work.let_go()
    else:
        work.forget_blocked()
        work.save()
