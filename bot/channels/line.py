"""The line to a provider: what answers mean, and for how long nobody has been reached."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from bot.channels.base import RetryAt, Unknown
from bot.channels.http import NoAnswerError, NotSentError, NotWantedError, Reply
from bot.clock import Clock

UNREACHABLE_SECONDS: Final = 1.0
LONGEST_SECONDS: Final = 15.0
"""While the provider cannot be reached a call is tried again after one second, then ever later."""

Heard = TypeVar("Heard")
_log = logging.getLogger(__name__)


class Line:
    """Hears answers, and how long nobody can be reached already."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._unreachable = 0.0
        """When the provider was first found unreachable; 0 while it answers."""

    async def heard(
        self, call: Awaitable[Reply], read: Callable[[int, bytes], Heard]
    ) -> Heard | RetryAt | Unknown:
        """What the answer to a call means, by ``read``."""
        try:
            reply = await call
        except NotWantedError:
            return RetryAt(UNREACHABLE_SECONDS)
        except NotSentError:
            return RetryAt(self._again())
        except NoAnswerError:
            return Unknown()
        self._unreachable = 0.0
        return read(reply.status, reply.body)

    def _again(self) -> float:
        now = self._clock.now()
        if not self._unreachable:
            self._unreachable = now
            _log.warning("The provider cannot be reached, calls are tried again.")
        return min(LONGEST_SECONDS, max(UNREACHABLE_SECONDS, (now - self._unreachable) / 4))
