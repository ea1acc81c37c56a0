"""``Channel`` to Telegram: pace, body, call, outcome.

The worst mistake here: to answer *not sent* for a call that may have had its effect.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from bot.channels.base import (
    Capabilities,
    MapPin,
    Message,
    Outcome,
    PositionKeyboard,
    RetryAt,
    Unknown,
)
from bot.channels.telegram import calls, outcome
from bot.channels.telegram.capabilities import CAPABILITIES
from bot.channels.telegram.pace import Pace
from bot.channels.telegram.transport import NoAnswerError, NotSentError, Reply, Transport
from bot.clock import Clock

UNREACHABLE_SECONDS = 1.0
LONGEST_SECONDS = 15.0
"""While the provider cannot be reached a call is tried again after one second, then ever later."""

Read = Callable[[int, bytes], Outcome]
_log = logging.getLogger(__name__)


class TelegramChannel:
    """One bot account. ``transport`` is closed by its owner."""

    def __init__(self, transport: Transport, pace: Pace, clock: Clock) -> None:
        self._transport = transport
        self._pace = pace
        self._clock = clock
        self._unreachable = 0.0
        """When the provider was first found unreachable; 0 while it answers."""

    @property
    def capabilities(self) -> Capabilities:
        """Of a private chat."""
        return CAPABILITIES

    async def send(self, address: str, message: Message, *, urgent: bool = False) -> Outcome:
        """Send a new message."""
        wait = self._pace.wait(address, self._clock.now(), urgent=urgent)
        if wait:
            return RetryAt(wait)
        body = calls.send_message(address, message)
        return await self._call("sendMessage", body, outcome.sent, urgent=urgent)

    async def send_pin(self, address: str, pin: MapPin) -> Outcome:
        """Send a place."""
        wait = self._pace.wait(address, self._clock.now(), urgent=False)
        if wait:
            return RetryAt(wait)
        body = calls.send_location(address, pin)
        return await self._call("sendLocation", body, outcome.sent, urgent=False)

    async def send_keyboard(self, address: str, keyboard: PositionKeyboard) -> Outcome:
        """Put a key under her text field."""
        wait = self._pace.wait(address, self._clock.now(), urgent=False)
        if wait:
            return RetryAt(wait)
        body = calls.send_keyboard(address, keyboard)
        return await self._call("sendMessage", body, outcome.sent, urgent=False)

    async def remove_keyboard(self, address: str, *, urgent: bool = False) -> Outcome:
        """Take it away."""
        wait = self._pace.wait(address, self._clock.now(), urgent=urgent)
        if wait:
            return RetryAt(wait)
        body = calls.remove_keyboard(address)
        return await self._call("sendMessage", body, outcome.sent, urgent=urgent)

    async def edit(
        self, address: str, message_id: str, message: Message, *, urgent: bool = False
    ) -> Outcome:
        """Edit a message of ours."""
        wait = self._pace.wait(address, self._clock.now(), urgent=urgent)
        if wait:
            return RetryAt(wait)
        body = calls.edit_message_text(address, message_id, message)
        return await self._call("editMessageText", body, outcome.done, urgent=urgent)

    async def delete(
        self, address: str, message_ids: Sequence[str], *, urgent: bool = False
    ) -> Outcome:
        """Delete messages of both sides; never paced."""
        body = calls.delete_messages(address, message_ids)
        return await self._call("deleteMessages", body, outcome.done, urgent=urgent)

    async def _call(self, method: str, body: bytes, read: Read, *, urgent: bool) -> Outcome:
        try:
            reply: Reply = await self._transport.post(method, body, urgent=urgent)
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
