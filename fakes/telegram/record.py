"""Everything that happened, in one order: calls, what became visible, what a lock screen showed.

A moment is a whole number that grows with everything that is recorded: two moments have an order
even when the clock stands still. `Record.moment` is the present one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass
class Call:
    """One call of the bot."""

    moment: int
    at: float  # seconds of the clock
    method: str  # as the bot wrote it
    params: dict = field(repr=False)
    outcome: str = "under way"  # "ok", Telegram's description, or what a fault did instead
    status: int = 0  # HTTP status of the answer; 0 while there is none
    effect: int = 0  # moment in which it took effect (0: never)
    fault: str = ""
    in_answer: bool = False  # it came in the answer to a webhook
    result: object = None

    @property
    def chat_id(self) -> int:
        """The chat that it names, 0 for none."""
        try:
            return int(self.params.get("chat_id") or 0)
        except (TypeError, ValueError):
            return 0

    def __str__(self) -> str:
        said = str(self.params.get("text", ""))[:60]
        return f"#{self.moment} {self.method}(chat {self.chat_id}) {said!r}: {self.outcome}"


@dataclass(frozen=True)
class Change:
    """A message appeared, was edited, or went."""

    moment: int
    at: float
    chat_id: int
    message_id: int
    by_bot: bool
    text: str | None  # with the labels of its buttons; None: gone
    new: bool = False  # it appeared now


@dataclass(frozen=True)
class Notification:
    """What a lock screen showed when a message of the bot came. Edits show nothing."""

    moment: int
    at: float
    chat_id: int
    message_id: int
    text: str  # spoilers masked
    silent: bool


@dataclass(frozen=True)
class Alert:
    """What answerCallbackQuery showed over the chat."""

    moment: int
    user_id: int
    text: str
    is_dialog: bool  # it has to be closed; else it goes by itself


class Record:
    """The lists, and those who wait for them to grow."""

    def __init__(self) -> None:
        self.moment = 0
        self.also: Record | None = None  # whoever waits there waits for what happens here too
        self.calls: list[Call] = []
        self.changes: list[Change] = []
        self.notifications: list[Notification] = []
        self.alerts: list[Alert] = []
        self._waiting: set[asyncio.Future[None]] = set()

    def next(self) -> int:
        """A new moment; whoever waits for a change is woken."""
        self.moment += 1
        self.wake()
        return self.moment

    def wake(self) -> None:
        """Something changed that has no moment of its own."""
        for future in self._waiting:
            if not future.done():
                future.set_result(None)
        self._waiting.clear()
        if self.also is not None:
            self.also.wake()

    def change(self) -> asyncio.Future[None]:
        """What is done as soon as anything changes."""
        future = asyncio.get_running_loop().create_future()
        self._waiting.add(future)
        return future

    def moment_at(self, at: float) -> int:
        """The last moment that was not after a time of the clock."""
        events = [*self.calls, *self.changes]
        return max((event.moment for event in events if event.at <= at), default=0)

    def visible(self, chat_id: int, since: int = 0) -> Iterator[Change]:
        """Each text that could be read in a chat in the moment `since` or at any time after it."""
        standing: dict[int, Change] = {}
        later = []
        for change in self.changes:
            if change.chat_id != chat_id:
                continue
            if change.moment > since:
                if change.text is not None:
                    later.append(change)
            elif change.text is None:
                standing.pop(change.message_id, None)
            else:
                standing[change.message_id] = change
        yield from standing.values()
        yield from later

    def sent(self, chat_id: int | None = None, since: int = 0) -> list[Change]:
        """The messages of the bot that appeared after a moment (in all chats: None)."""
        return [
            change
            for change in self.changes
            if change.moment > since
            and change.by_bot
            and change.new
            and chat_id in (None, change.chat_id)
        ]

    def calls_of(self, *methods: str, since: int = 0) -> list[Call]:
        """The calls of these methods (of all: none named) that came after a moment."""
        wanted = {method.lower() for method in methods}
        return [
            call
            for call in self.calls
            if call.moment > since and (not wanted or call.method.lower() in wanted)
        ]
