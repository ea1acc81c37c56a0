"""How fast we may speak: so many messages and edits a second, in one chat and in all.

Telegram publishes no exact limits; about one a second in a chat, with a short burst, and thirty a
second in all (safety 4A). Deletes and answers to presses are free. Nothing waits here: a call that
comes too early is given back with the time at which to make it, and one chat never slows another.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

CHATS: Final = 10_000
"""Chats whose pace is remembered; one that was quiet for some seconds needs none."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Messages and edits a second, and how many may come at once. 0 a second: no limit."""

    chat_rate: float = 1.0
    chat_burst: float = 4.0
    rate: float = 30.0
    burst: float = 30.0
    reserve: float = 10.0
    """Of the burst: what only exits may use."""


FREE: Final = Limits(chat_rate=0.0, rate=0.0)


class Pace:
    """Two leaky buckets. Times are seconds since 1970."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._all = (limits.burst, 0.0)
        self._chats: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, address: str, now: float, *, urgent: bool) -> float:
        """0 if a call to this chat may be made now, and then it counts; else seconds to wait.

        ``urgent``: an exit. It counts, may use the reserve, and never waits for its chat.
        """
        limits = self._limits
        if not limits.rate and not limits.chat_rate:
            return 0.0
        level = _level(self._all, now, limits.rate, limits.burst)
        chat = _level(self._chats.get(address), now, limits.chat_rate, limits.chat_burst)
        floor = 1.0 if urgent else 1.0 + limits.reserve
        waits = [
            _seconds(level, floor, limits.rate),
            0.0 if urgent else _seconds(chat, 1.0, limits.chat_rate),
        ]
        made = 0.0 if max(waits) > 0 else 1.0
        # Written also when it has to wait: a clock that was set back must not hold up for long.
        self._all = (level - made, now)
        self._chats[address] = (chat - made, now)
        self._chats.move_to_end(address)
        self._forget(now)
        return max(waits)

    def _forget(self, now: float) -> None:
        """Chats that may say as much again as new ones, and the oldest when there are too many."""
        limits = self._limits
        while self._chats:
            oldest = next(iter(self._chats.values()))
            full = _level(oldest, now, limits.chat_rate, limits.chat_burst) >= limits.chat_burst
            if not full and len(self._chats) <= CHATS:
                return
            self._chats.popitem(last=False)


def _level(bucket: tuple[float, float] | None, now: float, rate: float, burst: float) -> float:
    if bucket is None:
        return burst
    level, since = bucket
    return min(burst, level + max(0.0, now - since) * rate)


def _seconds(level: float, needed: float, rate: float) -> float:
    if not rate or level >= needed:
        return 0.0
    return math.ceil((needed - level) / rate * 1000) / 1000
