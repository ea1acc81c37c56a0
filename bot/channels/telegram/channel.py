"""``Channel`` to Telegram: pace, body, call, outcome.

The worst mistake here: to answer *not sent* for a call that may have had its effect.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Sequence
from typing import TypeVar

from bot.channels.base import (
    Blocked,
    Capabilities,
    MapPin,
    Media,
    Message,
    Outcome,
    PositionKeyboard,
    RefusedForGood,
    RetryAt,
    Sent,
    Unknown,
    thread_of_mark,
)
from bot.channels.line import Line
from bot.channels.telegram import calls, outcome
from bot.channels.telegram.capabilities import CAPABILITIES, WITH_TOPICS
from bot.channels.telegram.pace import Pace
from bot.channels.telegram.transport import Transport
from bot.clock import Clock

NOT_YET = RetryAt | Unknown | Blocked
Read = Callable[[int, bytes], Outcome]
Heard = TypeVar("Heard")
_log = logging.getLogger(__name__)


class TelegramChannel:
    """One bot account. ``transport`` is closed by its owner.

    ``topics``: the account has them switched on for private chats. It may be set until the
    capabilities are first asked for, which a service does when it is made.
    """

    def __init__(
        self, transport: Transport, pace: Pace, clock: Clock, *, topics: bool = False
    ) -> None:
        self.topics = topics
        self._transport = transport
        self._pace = pace
        self._clock = clock
        self._line = Line(clock)

    @property
    def capabilities(self) -> Capabilities:
        """Of a private chat."""
        return WITH_TOPICS if self.topics else CAPABILITIES

    async def send(self, address: str, message: Message, *, urgent: bool = False) -> Outcome:
        """Send a new message."""
        wait = self._pace.wait(address, self._clock.now(), urgent=urgent)
        if wait:
            return RetryAt(wait)
        body = calls.send_message(address, message)
        return await self._call("sendMessage", body, outcome.sent, urgent=urgent)

    async def send_media(self, address: str, message: Message, kind: Media, data: bytes) -> Outcome:
        """Send a file."""
        wait = self._pace.wait(address, self._clock.now(), urgent=False)
        if wait:
            return RetryAt(wait)
        method, form = calls.send_media(address, message, kind, data, secrets.token_hex(16))
        return await self._line.heard(self._transport.upload(method, form), outcome.sent)

    async def fetch(self, reference: str) -> bytes | Outcome:
        """Ask where the file lies, then get it; it stays in memory."""
        body = calls.get_file(reference)
        path = await self._line.heard(self._transport.post("getFile", body), outcome.file_path)
        if not isinstance(path, str):
            return path
        return await self._line.heard(self._transport.download(path), outcome.downloaded)

    async def open_topic(self, address: str, title: str) -> Outcome:
        """Open a topic."""
        wait = self._pace.wait(address, self._clock.now(), urgent=False)
        if wait:
            return RetryAt(wait)
        body = calls.create_topic(address, title)
        return await self._call("createForumTopic", body, outcome.opened, urgent=False)

    async def close_topic(self, address: str, thread: str, *, urgent: bool = False) -> Outcome:
        """Delete a topic; never paced."""
        body = calls.delete_topic(address, thread)
        return await self._call("deleteForumTopic", body, outcome.done, urgent=urgent)

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
        """Delete messages of both sides, then topics; never paced."""
        messages = [one for one in message_ids if not thread_of_mark(one)]
        if messages:
            body = calls.delete_messages(address, messages)
            deleted = await self._call("deleteMessages", body, outcome.done, urgent=urgent)
            if len(messages) == len(message_ids) or isinstance(deleted, NOT_YET | RefusedForGood):
                return deleted
        for thread in filter(None, map(thread_of_mark, message_ids)):
            closed = await self.close_topic(address, thread, urgent=urgent)
            if isinstance(closed, NOT_YET):
                return closed
        return Sent()

    async def lost(self, address: str, since: float) -> tuple[str, ...] | Outcome:
        """Nothing: its ids are counted, what was lost is searched for among them."""
        del address, since
        return ()

    async def _call(self, method: str, body: bytes, read: Read, *, urgent: bool) -> Outcome:
        return await self._line.heard(self._transport.post(method, body, urgent=urgent), read)
