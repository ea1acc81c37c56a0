"""Commits: work goes into a transaction, and only after it what follows is set going."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import partial

from bot.clock import Clock
from bot.keys import KeysError
from bot.shell.alarms import Alarms
from bot.shell.batch import Batch
from bot.shell.delivery import Start
from bot.shell.group import Group
from bot.shell.leaving import Planned
from bot.shell.on_call import OnCall
from bot.shell.parties import deliver, wake_case
from bot.shell.recovery import wake
from bot.shell.results import Result, Tools
from bot.shell.tasks import Tasks
from bot.shell.turn import fire
from bot.shell.work import Work
from bot.store.base import Store, StoreDown, Tx

TIDY_SECONDS = 5.0
"""After a forget, how long until the store makes it unreadable on disk; once for all since."""
DOWN_SECONDS = 1.0
"""Between two attempts to tell the store of what has happened already."""
_FORGOTTEN = 10_000

Act = Callable[[Work], object]


class Applying:
    """Runs acts on a :class:`Work` in transactions and applies their results."""

    def __init__(
        self,
        store: Store,
        tools: Tools,
        clock: Clock,
        alarms: Alarms,
        tasks: Tasks,
        on_call: OnCall,
    ) -> None:
        self._on_call = on_call
        self._group = Group(store, tasks, self._new_batch, self._committed)
        self._store = store
        self._tools = tools
        self._clock = clock
        self._alarms = alarms
        self._tasks = tasks
        self._forgotten: OrderedDict[bytes, None] = OrderedDict()
        self._tidy_due = False
        self._start: Callable[[Start], None] = _nowhere
        self._hurry: Callable[[int], None] = _nowhere
        self._wipe: Callable[[Planned], None] = _nowhere

    def connect(
        self,
        start: Callable[[Start], None],
        hurry: Callable[[int], None],
        wipe: Callable[[Planned], None],
    ) -> None:
        """Where calls and wipes go once they are committed."""
        self._start = start
        self._hurry = hurry
        self._wipe = wipe

    async def commit(self, act: Act, *, patient: bool = False) -> Result:
        """Run ``act`` in the next group. Raises ``StoreDown``.

        ``patient``: nobody waits for it, so it rides along with other work.
        """
        return self._applied(*await self._group.submit(partial(self._run, act), patient=patient))

    async def commit_alone(self, act: Act) -> Result:
        """Run ``act`` at once in a durable transaction of its own. Raises ``StoreDown``."""
        return self._applied(*await self._group.alone(partial(self._run, act)))

    async def commit_surely(self, act: Act, *, patient: bool = False) -> None:
        """Run ``act`` in a group, as often as it takes until the store has it."""
        while True:
            try:
                await self.commit(act, patient=patient)
            except StoreDown:
                await self._tasks.park(self._clock.now() + DOWN_SECONDS)
            else:
                return

    def _new_batch(self, tx: Tx, trusting: bool) -> Batch:
        now = self._clock.now()
        return Batch(self._tools.conversations, self._tools.seen, tx, now, trusting=trusting)

    def _committed(self, batch: Batch) -> None:
        """Before the next transaction begins: it takes what is at hand for what is stored."""
        for conversation in batch.dropped:
            self._forget(conversation)
        for opened in batch.saved.values():
            if opened.row.id not in self._forgotten:
                self._tools.conversations.remember(opened)

    def _run(self, act: Act, tx: Tx, batch: Batch, alone: bool) -> tuple[Result, Batch]:
        work = Work(self._tools, tx, batch, self._clock.now(), alone=alone)
        try:
            act(work)
            deliver(work)
        except KeysError:
            # Rows that cannot be read were dealt with below; this is the shelf of day keys.
            raise StoreDown("The folder of day keys cannot be used now.") from None
        return work.result, batch

    def _applied(self, result: Result, batch: Batch) -> Result:
        result.opened = batch.saved.get(result.saved) if result.saved is not None else None
        self._apply(result)
        return result

    def _apply(self, result: Result) -> None:
        for conversation in result.forgotten:
            self._forget(conversation)
        if result.opened is not None and result.opened.row.id not in self._forgotten:
            standing = result.opened.held.standing
            if standing.busy is not None and (standing.waiting or standing.pins):
                self._hurry(standing.busy.row)
        for planned in result.wipes:
            self._wipe(planned)
            self._tidy_soon()
        for due, conversation, row, name in result.alarms:
            act = partial(fire if name else wake_row, conversation_id=conversation, row_id=row)
            key = (conversation, name or row)
            self._alarms.at(due, key, partial(self._begin, act))
        for due, case in result.case_alarms:
            wakes = partial(self._begin, partial(wake_case, case_id=case))
            self._alarms.at(due, ("case", case), wakes)
        for notice in result.call_outs:
            self._tasks.start(self._on_call.ask(notice))
        for start in result.starts:
            # An exit committed right after this work, before we got here: nothing leaves.
            if start.conversation not in self._forgotten:
                self._start(start)

    def hurry(self) -> None:
        """Let nothing wait for company any more."""
        self._group.pump()

    def _begin(self, act: Act) -> None:
        self._tasks.start(self.commit_surely(act))

    def _forget(self, conversation: bytes) -> None:
        self._forgotten[conversation] = None
        if len(self._forgotten) > _FORGOTTEN:
            self._forgotten.popitem(last=False)
        self._tools.conversations.drop(conversation)
        self._tidy_soon()

    def _tidy_soon(self) -> None:
        if not self._tidy_due:
            self._tidy_due = True
            self._alarms.at(self._clock.now() + TIDY_SECONDS, "tidy", self._tidy)

    def _tidy(self) -> None:
        self._tidy_due = False
        self._tasks.start(self._tidy_now())

    async def _tidy_now(self) -> None:
        try:
            tidied = await self._store.tidy()
        except StoreDown:
            tidied = False
        if not tidied:
            self._tidy_soon()


def wake_row(work: Work, conversation_id: bytes, row_id: int) -> None:
    """A row that was put off is due; others of its conversation may be too."""
    del row_id
    wake(work, conversation_id)


def _nowhere(_: object) -> None:
    raise RuntimeError("Connect the outbox and the wiper before committing anything.")
