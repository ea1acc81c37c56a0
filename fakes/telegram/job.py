"""An update that is on its way to the bot."""

from __future__ import annotations

import time
from collections.abc import Callable

HOST = "127.0.0.1"
PRESSES = 3 << 33  # added to a user's id, it names the queue of callback queries
PRESS_LIFE, MESSAGE_LIFE = 150.0, 86400.0  # seconds until an update is dropped
now = time.perf_counter


class Job:
    """An update on its way, and what to do once it has been taken or dropped."""

    __slots__ = (
        "body",
        "done",
        "dropped",
        "expires",
        "posted_at",
        "queue",
        "tries",
        "update_id",
    )

    def __init__(
        self,
        update_id: int,
        body: bytes,
        queue: int,
        life: float,
        done: Callable[[Job, dict | None], None],
        dropped: Callable[[Job], None],
        clock: Callable[[], float] = now,
    ) -> None:
        self.update_id, self.body, self.queue = update_id, body, queue
        self.expires = clock() + life
        self.done, self.dropped = done, dropped  # done also gets a call in the answer
        self.tries = 0
        self.posted_at = 0.0  # the first time
