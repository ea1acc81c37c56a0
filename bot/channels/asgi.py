"""One HTTP request of a provider as ASGI brings it: its body within a limit, and an answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from http import HTTPStatus
from typing import Any, Final

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Header = tuple[bytes, bytes]

LENGTH: Final = b"content-length"
_DIGITS: Final = 9
"""Of a length; Python reads no number that is far longer."""


def is_longer(length: bytes, most: int) -> bool:
    """Whether the header says that the body has more than ``most`` bytes."""
    return length.isdigit() and (len(length) > _DIGITS or int(length) > most)


async def body_of(receive: Receive, most: int) -> bytes | None:
    """The whole body; None when it has more than ``most`` bytes, ``b''`` when the peer hung up."""
    message = await receive()
    body: bytes = message.get("body", b"")
    if not message.get("more_body"):
        return body if len(body) <= most else None
    parts, size = [body], len(body)
    while size <= most:
        message = await receive()
        if message["type"] != "http.request":
            return b""
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if not message.get("more_body"):
            return b"".join(parts) if size <= most else None
    return None


async def respond(
    send: Send, status: HTTPStatus, body: bytes = b"", headers: tuple[Header, ...] = ()
) -> None:
    """Answer the request."""
    length = (LENGTH, str(len(body)).encode())
    await send(
        {
            "type": "http.response.start",
            "status": int(status),
            "headers": [length, *headers],
        }
    )
    await send({"type": "http.response.body", "body": body})
