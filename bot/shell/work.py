"""One conversation open inside a transaction: what is owed to it, and which calls may begin.

Nothing here touches the outside. What is to happen after the commit is gathered in a
:class:`Result`, which is thrown away when the transaction fails.
"""

from __future__ import annotations

from collections import deque
from typing import Literal

import msgspec

from bot.channels.base import Capabilities
from bot.decision import Leave
from bot.effects import PERSON, Pin, Show
from bot.events import PostDropped, Refused, ScreenLost
from bot.handoff.desk_events import Unreachable
from bot.handoff.events import Left, LeftHow
from bot.held import Held, Mark, Standing
from bot.owed import Owed, OwedErase, OwedPin, OwedShow, OwedTimer
from bot.shell.batch import Batch
from bot.shell.conversations import Opened, today
from bot.shell.delivery import (
    SCREEN_SECONDS,
    Action,
    EraseMarks,
    NewScreen,
    Nothing,
    Start,
    begun,
    expires,
    plan_show,
)
from bot.shell.leaving import leave_chat
from bot.shell.letters import ForCaseOf, ForDesk, Letter
from bot.shell.rendering import neutral_screen
from bot.shell.results import Result, Tools, Unasked
from bot.store.base import OutboxRow, Tx

Lane = Literal["screen", "erase", "extra", "timer"]


class Work:
    """A conversation inside a transaction. ``opened`` is set by whoever found or created it."""

    def __init__(self, tools: Tools, tx: Tx, batch: Batch, now: float, *, alone: bool) -> None:
        self.tools = tools
        self.tx = tx
        self._batch = batch
        self.now = now
        self.alone = alone
        self.result = Result()
        self.failures: list[Unasked] = []
        """Failures that ``decide`` is to hear of before this work ends."""
        self._opened: Opened | None = None
        self.letters: deque[Letter] = deque()
        """What other parties of a case are to hear before the transaction ends."""

    @property
    def opened(self) -> Opened:
        """The conversation; there must be one."""
        if self._opened is None:
            raise LookupError("No conversation is open here.")
        return self._opened

    def meet(self, channel: str, address: str) -> bool:
        """Work on the conversation of this chat; False when the chat is not known."""
        self._opened = self._batch.find(channel, address)
        return self.is_open

    def enter(self, conversation_id: bytes) -> bool:
        """Work on this conversation; False when it was forgotten."""
        self._opened = self._batch.get(conversation_id)
        return self.is_open

    def create(self, channel: str, held: Held) -> None:
        """Begin a conversation and work on it."""
        self._opened = self.tools.conversations.create(self.tx, channel, held, self.now)

    @property
    def is_open(self) -> bool:
        """Whether there is a conversation."""
        return self._opened is not None

    @property
    def able(self) -> Capabilities:
        """What the channel of the open conversation can do."""
        return self.tools.capabilities[self.opened.row.channel]

    @property
    def is_hushed(self) -> bool:
        """Whether she hides where nothing can be covered: no page of hers may come any more."""
        return self.opened.held.session.covered and not self.able.edits

    @property
    def standing(self) -> Standing:
        """What stands in the chat."""
        return self.opened.held.standing

    @standing.setter
    def standing(self, standing: Standing) -> None:
        self.hold(msgspec.structs.replace(self.opened.held, standing=standing))

    def hold(self, held: Held) -> None:
        """Take this as the conversation's content, saved at the end."""
        self._opened = self.opened.with_held(held)

    def change(self, **changes: object) -> None:
        """Change what stands."""
        self.standing = msgspec.structs.replace(self.standing, **changes)

    def save(self, *, touched: bool = False) -> None:
        """Have the conversation written back; ``touched``: an act of hers."""
        self._batch.put(self.opened, touched=touched)
        self.result.saved = self.opened.row.id

    def forget(self) -> None:
        """Delete the conversation with everything that hangs on it."""
        self.tx.forget(self.opened.row.id)
        self.forgotten()

    def forgotten(self, how: LeftHow = "forgotten") -> None:
        """The open conversation was deleted in this transaction; nothing of it goes out, and its
        case hears of it.
        """
        left = ForCaseOf(self.opened.row.id, Left(how), self.opened)
        self.letters.append(left)
        self._batch.drop(self.opened.row.id)
        self.result.forgotten.append(self.opened.row.id)
        self.result.saved = None
        self.result.starts.clear()
        self.result.alarms.clear()
        self.failures.clear()
        self._opened = None

    def forget_blocked(self) -> None:
        """She blocked us: nothing is kept, and nothing of the chat can be deleted any more; what
        the provider keeps of it can.

        A desk is kept: it holds a counsellor, not a person in need; what waited there is dropped.
        """
        if self.opened.held.desk is not None:
            self._close_desk()
            return
        self.count("blocked")
        if self.able.copies:
            self.let_go()
        else:
            self.forget()

    def let_go(self, how: LeftHow = "forgotten") -> None:
        """Forget the conversation without an act of hers; what stands is edited or deleted."""
        opened = self.opened
        planned = leave_chat(
            self.tools.conversations,
            self.tx,
            opened.row.channel,
            opened.held,
            Leave(neutral_screen(opened.held.session.locale), by_act=False),
            self.now,
            opened=opened,
            highest=self.tools.newest(opened.row.channel, self.now),
            edits=self.able.edits,
        )
        self.result.wipes.append(planned)
        self.forgotten(how)

    def _close_desk(self) -> None:
        desk = self.opened.row.id
        for row in self.tx.owed(desk):
            self.tx.settle(row.id)
        self.standing = Standing()
        self.letters.append(ForDesk(desk, Unreachable()))

    # beside the open conversation

    def beside(self) -> Work:
        """Work on another conversation in the same transaction; see :meth:`absorb`."""
        other = Work(self.tools, self.tx, self._batch, self.now, alone=self.alone)
        other.letters = self.letters
        return other

    def absorb(self, other: Work) -> None:
        """What follows from the work beside follows from this one."""
        self.result.starts += other.result.starts
        self.result.alarms += other.result.alarms
        self.result.case_alarms += other.result.case_alarms
        self.result.call_outs += other.result.call_outs
        self.result.forgotten += other.result.forgotten
        self.result.wipes += other.result.wipes

    def look(self, conversation_id: bytes) -> Opened | None:
        """A conversation as this transaction has left it, without working on it."""
        return self._batch.get(conversation_id)

    def count(self, name: str, by: int = 1) -> None:
        """Add to a day's counter without a person."""
        if by:
            self.tx.count(today(self.now), name, by)

    # what is owed

    def owe(
        self,
        owed: Owed,
        lane: Lane,
        *,
        due: float | None = None,
        not_after: float | None = None,
        name: str = "",
        made: float | None = None,
    ) -> int:
        """Store an effect that was decided on at ``made`` (now); gives the row's id."""
        return self.tx.owe(
            OutboxRow(
                id=0,
                conversation=self.opened.row.id,
                target=PERSON,
                lane=lane,
                name=name,
                stage=1 if lane == "extra" else 0,
                due_at=self.now if due is None else due,
                not_after=not_after,
                after_id=self.tools.newest(self.opened.row.channel, self.now),
                # A timer is its name and its time; there is nothing to seal.
                sealed=b""
                if lane == "timer"
                else self.tools.conversations.seal_owed(self.opened, owed),
                created_at=self.now if made is None else made,
            ),
            only=lane == "screen" and self.standing.busy is None and not self.standing.waiting,
        )

    def show(self, show: Show, *, answers_failure: bool = False) -> None:
        """Owe a screen; extras of earlier steps go with it."""
        self.erase(self.standing.extras)
        self.void_pins()
        if self.standing.removal:
            self.tx.postpone(self.standing.removal, self.now)
        owed = OwedShow(show, answers_failure)
        due = max(self.now, self.standing.limited_until)
        row = self.owe(owed, "screen", due=due, not_after=expires(show, self.now))
        self.change(extras=(), waiting=row)
        if self.standing.busy is not None:
            return
        if due > self.now:
            self.alarm(due, row)
        elif self.opened.held.desk is None:
            self.start_show(row, owed, self.now)
        # A desk's panel follows what was said with it: it begins with the rest.

    def void_pins(self) -> None:
        """Extras that are not sent yet belong to the past; the one in flight goes when it comes."""
        for row in self.standing.pins:
            self.tx.settle(row)
        self.change(pins=(), pin_past=bool(self.standing.pinning))

    def erase(self, marks: tuple[Mark, ...]) -> None:
        """Owe deletes and begin them."""
        if marks:
            row = self.owe(OwedErase(marks), "erase")
            self.start_erase(row, marks, self.now, urgent=self.is_hushed)

    def erase_later(self, marks: tuple[Mark, ...], due: float, made: float) -> None:
        """Owe deletes that could not be carried out since ``made``."""
        if marks:
            self.alarm(due, self.owe(OwedErase(marks), "erase", due=due, made=made))

    def start_erase(
        self, row: int, marks: tuple[Mark, ...], made: float, *, urgent: bool = False
    ) -> None:
        """Begin to delete. ``urgent``: what is being sent to her ends with what is under way."""
        action = EraseMarks(marks, self.opened.held.session.locale, urgent)
        self.start(row, action, OwedErase(marks), made)

    def pin(self, pin: Pin) -> None:
        """Owe an extra, sent after the screen of its decision."""
        row = self.owe(OwedPin(pin), "extra", not_after=self.now + SCREEN_SECONDS)
        self.change(pins=(*self.standing.pins, row))

    def schedule(self, timer: str, due: float) -> None:
        """Owe a timer; it replaces the one of its name."""
        row = self.owe(OwedTimer(), "timer", due=due, name=timer)
        self.result.alarms.append((due, self.opened.row.id, row, timer))

    def fail(self, event: ScreenLost | Refused | PostDropped, owed: OwedShow | None = None) -> None:
        """Tell ``decide`` of a failure, unless its screen answered a failure itself."""
        if owed is None or not owed.answers_failure:
            self.failures.append(event)

    def row(self, row_id: int) -> OutboxRow | None:
        """An unfinished row of this conversation."""
        rows = self.tx.owed(self.opened.row.id)
        return next((row for row in rows if row.id == row_id), None)

    def start_show(self, row: int, owed: OwedShow, made: float) -> None:
        """Begin to make this screen the living one, as its row owes it."""
        action = plan_show(owed.show, self.standing, self.now, made, self.able, row)
        if isinstance(action, Nothing):
            self.tx.settle(row)
            self.change(waiting=0)
            return
        if isinstance(action, NewScreen):
            # Else a newer screen would replace the row, and with it what we know of this send.
            self.tx.mark_in_flight(row, True)
        self.standing = begun(self.standing, row, action)
        self.start(row, action, owed, made)

    def start(
        self, row: int, action: Action, owed: Owed, made: float, after: int | None = None
    ) -> None:
        """Begin a call once this work is committed."""
        opened = self.opened
        highest = self.tools.newest(opened.row.channel, self.now)
        self.result.starts.append(
            Start(
                row=row,
                conversation=opened.row.id,
                channel=opened.row.channel,
                address=opened.held.address,
                action=action,
                owed=owed,
                made=made,
                after=highest if after is None else after,
                over=self.standing.doubts,
            )
        )

    def alarm(self, due: float, row: int) -> None:
        """Wake this conversation when a row that was put off is due."""
        self.result.alarms.append((due, self.opened.row.id, row, ""))
