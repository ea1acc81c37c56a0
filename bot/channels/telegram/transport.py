"""The port through which calls leave, and its aiohttp adapter.

The worst mistakes here: to let an error carry the address of a call outward (the token is in it),
to say that a call was not made when it may have been, and to let exits wait behind other calls.
"""

from __future__ import annotations

import asyncio
from typing import Final, Protocol

import aiohttp
import msgspec

CONNECTIONS: Final = 512
"""Calls under way at once; 256 people with a provider that takes 50 ms need some 260."""
RESERVED: Final = 32
"""Further connections that only exits use."""
CALL_SECONDS: Final = 15.0
"""How long a call may take before its fate counts as unknown."""
CONNECT_SECONDS: Final = 5.0
KEEP_SECONDS: Final = 60.0


class Reply(msgspec.Struct, frozen=True, array_like=True):
    """An HTTP answer. ``date``: its ``Date`` header, ``''`` when there was none."""

    status: int
    body: bytes
    date: str = ""


class NotSentError(Exception):
    """The call surely did not reach the provider: no connection could be made."""


class NoAnswerError(Exception):
    """The call was made, or begun, and nobody knows what became of it."""


class Transport(Protocol):
    """Posts JSON to methods of one API. Errors carry no text."""

    async def post(
        self, method: str, body: bytes, *, urgent: bool = False, seconds: float = CALL_SECONDS
    ) -> Reply:
        """Call ``method``. ``urgent``: over the connections that are kept for exits.

        Raises :class:`NotSentError` and :class:`NoAnswerError`.
        """

    async def close(self) -> None:
        """End all connections; calls under way end with :class:`NoAnswerError`."""


class AiohttpTransport:
    """``Transport`` over aiohttp. ``base`` ends before the method, token included."""

    def __init__(self, base: str) -> None:
        self._base = base.rstrip("/") + "/"
        self._sessions: dict[bool, aiohttp.ClientSession] = {}

    def _session(self, *, urgent: bool) -> aiohttp.ClientSession:
        session = self._sessions.get(urgent)
        if session is None:
            limit = RESERVED if urgent else CONNECTIONS
            session = self._sessions[urgent] = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=limit, limit_per_host=limit, keepalive_timeout=KEEP_SECONDS
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"Content-Type": "application/json"},
                skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding"),
                auto_decompress=False,
                trust_env=False,
            )
        return session

    async def post(
        self, method: str, body: bytes, *, urgent: bool = False, seconds: float = CALL_SECONDS
    ) -> Reply:
        """See ``Transport``."""
        timeout = aiohttp.ClientTimeout(total=seconds, sock_connect=CONNECT_SECONDS)
        session = self._session(urgent=urgent)
        try:
            async with session.post(
                self._base + method, data=body, timeout=timeout, allow_redirects=False
            ) as answer:
                read = await answer.read()
                return Reply(answer.status, read, answer.headers.get("Date", ""))
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
            raise NotSentError from None
        except (aiohttp.ClientError, TimeoutError, OSError, RuntimeError, ValueError):
            raise NoAnswerError from None

    async def close(self) -> None:
        """See ``Transport``."""
        sessions = list(self._sessions.values())
        self._sessions.clear()
        await asyncio.gather(*(session.close() for session in sessions))
