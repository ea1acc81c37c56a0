"""Updates that a bot fetches with getUpdates."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from fakes.telegram.job import Job, now
from fakes.telegram.refusals import Conflict, Refusal

if TYPE_CHECKING:
    from fakes.telegram.api import FakeTelegram

MOST_UPDATES = 100
LONGEST_POLL = 50  # seconds


class Waiting(Protocol):
    """A connection on which a getUpdates waits for its answer."""

    def reply(self, reply: bytes) -> None:
        """Answer."""

    def refuse(self, error: Refusal) -> None:
        """Answer with an error."""


class PollingClient:
    """Holds updates until the bot fetches them, and confirms them by its next offset."""

    def __init__(self, api: FakeTelegram, clock: Callable[[], float] = now) -> None:
        self.api = api
        self.clock = clock
        self.pending: deque[Job] = deque()
        # connection, most updates, timer of a getUpdates that waits
        self.poll: tuple[Waiting, int, asyncio.TimerHandle] | None = None
        self.polls = 0
        self.redelivered = 0
        self.expired = 0
        self.bad_status: Counter = Counter()  # how often two getUpdates met
        self.loop = asyncio.get_running_loop()
        api.updates = self

    def follow(self, webhook: dict) -> None:
        """Nothing: the bot comes by itself."""

    def restarted(self) -> None:
        """The bot has been started anew."""
        self.polls = 0

    async def probe(self, update: bytes) -> bool:  # noqa: ARG002 - as with a webhook
        """Whether the bot asks for updates already."""
        return self.polls > 0

    def submit(self, job: Job) -> None:
        """Keep an update until the bot fetches it."""
        self.pending.append(job)
        if self.poll:
            self.loop.call_soon(self.answer)

    def get(self, params: dict, connection: Waiting) -> None:
        """A getUpdates call; its answer goes to the connection, now or later."""
        if self.api.webhook.get("url"):
            raise Conflict(
                "Conflict: can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first"
            )
        self.polls += 1
        defaults = {"offset": 0, "limit": MOST_UPDATES, "timeout": 0}
        offset, limit, timeout = (int(params.get(k) or default) for k, default in defaults.items())
        if self.poll:
            self.bad_status[409] += 1
            self.end_poll().refuse(
                Conflict(
                    "Conflict: terminated by other getUpdates request; "
                    "make sure that only one bot instance is running"
                )
            )
        self.confirm(offset)
        timer = self.loop.call_later(min(LONGEST_POLL, max(0, timeout)), self.answer, True)
        self.poll = connection, min(MOST_UPDATES, max(1, limit)), timer
        if self.pending or not timeout:
            self.answer(True)

    def confirm(self, offset: int) -> None:
        """All updates before the offset are done; a negative one counts from the end."""
        if offset < 0:
            count = max(0, len(self.pending) + offset)
        else:
            count = sum(job.update_id < offset for job in self.pending)
        for job in [self.pending.popleft() for _ in range(count)]:
            job.done(job, None)

    def answer(self, at_once: bool = False) -> None:
        """Give the bot what there is, if there is something or the time is over."""
        if not self.poll or not (self.pending or at_once):
            return
        moment = self.clock()
        for job in [job for job in self.pending if job.expires < moment]:
            self.pending.remove(job)
            self.expired += 1
            job.dropped(job)
        limit = self.poll[1]
        batch = [self.pending[i] for i in range(min(limit, len(self.pending)))]
        for job in batch:
            job.posted_at = job.posted_at or moment
            job.tries += 1
            self.redelivered += job.tries > 1
        self.end_poll().reply(
            b'{"ok":true,"result":[' + b",".join(job.body for job in batch) + b"]}"
        )

    def end_poll(self) -> Waiting:
        """The connection that waited; nothing waits any more."""
        connection, _, timer = self.poll
        timer.cancel()
        self.poll = None
        return connection

    def hung_up(self, connection: Waiting) -> None:
        """The bot waits no more."""
        if self.poll and self.poll[0] is connection:
            self.end_poll()
