"""The webhook: a bare ASGI app on a path of one account, for Telegram's POSTs and nobody else's.

A wrong secret costs next to nothing and leaves nothing behind. The worst mistake here: to answer
200 for what is not committed.
"""

from __future__ import annotations

import asyncio
import hmac
from collections import Counter
from collections.abc import Awaitable, Callable, MutableMapping
from http import HTTPStatus
from typing import Any, Final

import msgspec

from bot.channels.base import Busy, Done, Down
from bot.channels.telegram.calls import answer_callback_query
from bot.channels.telegram.incoming import NoUpdateError, read
from bot.channels.telegram.reception import Reception

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

PATH: Final = "/telegram"
STAFF_PATH: Final = "/telegram/staff"
"""Of the second account, at which counsellors are met."""
MOST_BYTES: Final = 512 * 1024
"""No update comes near: its texts have 4,096 characters at most."""
SECRET: Final = b"x-telegram-bot-api-secret-token"
_LENGTH: Final = b"content-length"
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
            elif name == _LENGTH:
                length = value
        if not hmac.compare_digest(given, self._secret):
            await self._refuse(send, HTTPStatus.UNAUTHORIZED, "secret")
            return
        if scope["method"] != "POST":
            await self._refuse(send, HTTPStatus.METHOD_NOT_ALLOWED, "method")
            return
        body = None if _is_long(length) else await _body(receive)
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
                await _respond(send, HTTPStatus.OK, msgspec.json.encode(call), (_JSON,))
            case Done():
                await _respond(send, HTTPStatus.OK)
            case Busy(retry_after=seconds):
                await _respond(send, HTTPStatus.TOO_MANY_REQUESTS, b"", (_again(seconds),))
            case Down(retry_after=seconds):
                await _respond(send, HTTPStatus.SERVICE_UNAVAILABLE, b"", (_again(seconds),))

    async def _refuse(self, send: Send, status: HTTPStatus, reason: str) -> None:
        self.counts[reason] += 1
        await _respond(send, status)


def _is_long(length: bytes) -> bool:
    return length.isdigit() and int(length) > MOST_BYTES


async def _body(receive: Receive) -> bytes | None:
    """The whole body; None when it is too long, or the peer hung up."""
    message = await receive()
    body: bytes = message.get("body", b"")
    if not message.get("more_body"):
        return body
    parts, size = [body], len(body)
    while size <= MOST_BYTES:
        message = await receive()
        if message["type"] != "http.request":
            return b""
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if not message.get("more_body"):
            return b"".join(parts)
    return None


def _again(seconds: float) -> tuple[bytes, bytes]:
    return b"retry-after", str(max(1, round(seconds))).encode()


async def _respond(
    send: Send, status: HTTPStatus, body: bytes = b"", headers: tuple[tuple[bytes, bytes], ...] = ()
) -> None:
    length = (_LENGTH, str(len(body)).encode())
    await send(
        {
            "type": "http.response.start",
            "status": int(status),
            "headers": [length, *headers],
        }
    )
    await send({"type": "http.response.body", "body": body})
