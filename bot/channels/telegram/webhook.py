"""The webhook: a bare ASGI app on a path of one account, for Telegram's POSTs and nobody else's.

A wrong secret costs next to nothing and leaves nothing behind. The worst mistake here: to answer
200 for what is not committed.
"""

from __future__ import annotations

import asyncio
import hmac
from collections import Counter
from collections.abc import Callable
from http import HTTPStatus
from typing import Final

import msgspec

from bot.channels.asgi import LENGTH, Receive, Scope, Send, body_of, is_longer, respond
from bot.channels.base import Busy, Done, Down
from bot.channels.telegram.calls import answer_callback_query
from bot.channels.telegram.incoming import NoUpdateError, read
from bot.channels.telegram.reception import Reception

PATH: Final = "/telegram"
STAFF_PATH: Final = "/telegram/staff"
"""Of the second account, at which counsellors are met."""
MOST_BYTES: Final = 512 * 1024
"""No update comes near: its texts have 4,096 characters at most."""
SECRET: Final = b"x-telegram-bot-api-secret-token"
_JSON: Final = (b"content-type", b"application/json")


class Webhook:
    """``POST`` to one account's path. ``counts`` says how many requests were refused, by reason."""

    def __init__(self, secret: str, reception: Reception, now: Callable[[], float]) -> None:
        self._secret = secret.encode()
        self._reception = reception
        self._now = now
        self.counts: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request. Headers first: nothing of a stranger's body is read."""
        given = length = b""
        for name, value in scope["headers"]:
            if name == SECRET:
                given = value
            elif name == LENGTH:
                length = value
        if not hmac.compare_digest(given, self._secret):
            await self._refuse(send, HTTPStatus.UNAUTHORIZED, "secret")
            return
        if scope["method"] != "POST":
            await self._refuse(send, HTTPStatus.METHOD_NOT_ALLOWED, "method")
            return
        body = None if is_longer(length, MOST_BYTES) else await body_of(receive, MOST_BYTES)
        if body is None:
            await self._refuse(send, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "size")
            return
        try:
            incoming = read(body, self._now())
        except NoUpdateError:
            await self._refuse(send, HTTPStatus.BAD_REQUEST, "body")
            return
        answer = await self._reception.take(incoming)
        # The calls that were just committed go out before this: she waits for those.
        await asyncio.sleep(0)
        match answer:
            case Done(alert=alert) if incoming.query:
                call = {"method": "answerCallbackQuery"}
                call |= answer_callback_query(incoming.query, alert)
                await respond(send, HTTPStatus.OK, msgspec.json.encode(call), (_JSON,))
            case Done():
                await respond(send, HTTPStatus.OK)
            case Busy(retry_after=seconds):
                await respond(send, HTTPStatus.TOO_MANY_REQUESTS, b"", (_again(seconds),))
            case Down(retry_after=seconds):
                await respond(send, HTTPStatus.SERVICE_UNAVAILABLE, b"", (_again(seconds),))

    async def _refuse(self, send: Send, status: HTTPStatus, reason: str) -> None:
        self.counts[reason] += 1
        await respond(send, status)


def _again(seconds: float) -> tuple[bytes, bytes]:
    return b"retry-after", str(max(1, round(seconds))).encode()
