"""A transport that hears when a group moved: Telegram says so only to whoever writes there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import msgspec

from bot.channels.http import Form
from bot.channels.telegram.outcome import moved_to
from bot.channels.telegram.transport import CALL_SECONDS, Reply, Transport


class _Called(msgspec.Struct):
    chat_id: int = 0


_called = msgspec.json.Decoder(_Called)


class Moves:
    """``Transport`` over another one. ``tell`` gets the old address and the new one, before the
    caller gets its refusal: when it tries again, it finds the chat where it is now. A file tells
    nothing; no group is sent any.
    """

    def __init__(self, transport: Transport, tell: Callable[[str, str], Awaitable[object]]) -> None:
        self._transport = transport
        self._tell = tell

    async def post(
        self, method: str, body: bytes, *, urgent: bool = False, seconds: float = CALL_SECONDS
    ) -> Reply:
        """See ``Transport``."""
        reply = await self._transport.post(method, body, urgent=urgent, seconds=seconds)
        if to := moved_to(reply):
            await self._tell(str(_called.decode(body).chat_id), to)
        return reply

    async def upload(self, method: str, form: Form) -> Reply:
        """See ``Transport``."""
        return await self._transport.upload(method, form)

    async def download(self, path: str) -> Reply:
        """See ``Transport``."""
        return await self._transport.download(path)

    async def close(self) -> None:
        """See ``Transport``."""
        await self._transport.close()
