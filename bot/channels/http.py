"""A keep-alive HTTP/1.1 client for one provider: one POST at a time on each connection.

Calls are most of what a handled update costs, and this costs a fifth of a general client
(ADR 0010); it does nothing but what the two providers' APIs need. httptools parses, asyncio does
TLS. The worst mistakes here: to say that a call was not made when it may have been, to take an
answer for that of another call, and to let an error carry an address, which holds a token.
"""

from __future__ import annotations

import asyncio
import ssl
from collections import deque
from http import HTTPStatus
from typing import Final, cast
from urllib.parse import urlsplit

import httptools
import msgspec

CONNECT_SECONDS: Final = 5.0
IDLE_SECONDS: Final = 30.0
"""A connection that rested longer is not used again: the other side may be closing it."""
MOST_BYTES: Final = 32 * 1024 * 1024
"""Of an answer: a hundred updates with the longest texts are some 2 MB."""


class Reply(msgspec.Struct, frozen=True, array_like=True):
    """An HTTP answer. ``date``: its ``Date`` header, ``''`` when there was none."""

    status: int
    body: bytes
    date: str = ""


class NotSentError(Exception):
    """The call surely did not reach the provider: no connection could be had for it."""


class NoAnswerError(Exception):
    """The call was begun, and nobody knows what became of it."""


class _Connection(asyncio.Protocol):
    """One connection. ``pool`` gets it back when its answer is complete."""

    def __init__(self, pool: Connections) -> None:
        self._pool = pool
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[Reply] | None = None
        self._parser = httptools.HttpResponseParser(self)
        self._parts: list[bytes] = []
        self._size = 0
        self._date = b""
        self._framed = False
        self.rested_at = 0.0

    # asyncio

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        if self._answer is None:
            self.close()  # Nobody asked: whatever this is, it must not answer the next call.
            return
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):
            self.close()

    def eof_received(self) -> None:
        # A body without a length ends with the connection.
        if self._answer is not None and self._status() and not self._framed:
            self._finish(keep=False)

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self._pool.lost(self)
        answer, self._answer = self._answer, None
        if answer is not None and not answer.done():
            answer.set_exception(NoAnswerError())

    # httptools

    def on_message_begin(self) -> None:
        if self._answer is None:
            self.close()  # A second answer to one call.

    def on_header(self, name: bytes, value: bytes) -> None:
        name = name.lower()
        if name == b"date":
            self._date = value
        elif name in (b"content-length", b"transfer-encoding"):
            self._framed = True

    def on_body(self, body: bytes) -> None:
        self._parts.append(body)
        self._size += len(body)
        if self._size > MOST_BYTES:
            self.close()

    def on_message_complete(self) -> None:
        if self._answer is None or self._status() < HTTPStatus.OK:
            self.close()  # A provisional answer, which nobody asked for.
            return
        self._finish(keep=self._parser.should_keep_alive())

    # the pool

    @property
    def is_usable(self) -> bool:
        """Whether a call may be begun on it."""
        return self._transport is not None and not self._transport.is_closing()

    def post(self, request: bytes, answer: asyncio.Future[Reply]) -> None:
        """Begin a call; its outcome comes to ``answer``."""
        self._answer = answer
        if self._transport is not None:
            self._transport.write(request)

    def close(self) -> None:
        """End it; a call that is under way has no answer."""
        if self._transport is not None:
            self._transport.abort()

    def _status(self) -> int:
        try:
            return int(self._parser.get_status_code())
        except (httptools.HttpParserError, AttributeError):
            return 0

    def _finish(self, *, keep: bool) -> None:
        answer, self._answer = self._answer, None
        body = self._parts[0] if len(self._parts) == 1 else b"".join(self._parts)
        reply = Reply(self._status(), body, self._date.decode("latin-1"))
        self._parts, self._size, self._date, self._framed = [], 0, b"", False
        if keep and self.is_usable:
            self._pool.free(self)
        else:
            self.close()
        if answer is not None and not answer.done():
            answer.set_result(reply)


class Connections:
    """At most ``limit`` connections to the server of ``base``, opened as they are needed."""

    def __init__(self, base: str, limit: int) -> None:
        parts = urlsplit(base)
        self._tls = ssl.create_default_context() if parts.scheme == "https" else None
        self._host = parts.hostname or ""
        self._port = parts.port or (443 if self._tls else 80)
        name = parts.netloc.rpartition("@")[2]
        self._path = parts.path.rstrip("/")
        self._after = (
            f" HTTP/1.1\r\nHost: {name}\r\nContent-Type: application/json\r\nContent-Length: "
        )
        self._limit = limit
        self._open: set[_Connection] = set()
        self._opening = 0
        self._idle: list[_Connection] = []
        self._waiting: deque[asyncio.Future[_Connection]] = deque()
        self._closed = False

    async def post(self, path: str, body: bytes, seconds: float) -> Reply:
        """POST ``body`` (JSON) to ``base`` and ``path``, for ``seconds`` at most.

        Raises :class:`NotSentError` and :class:`NoAnswerError`.
        """
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        connection = self._rested(loop.time()) or await self._connection(seconds)
        answer: asyncio.Future[Reply] = loop.create_future()
        head = f"POST {self._path}/{path}{self._after}{len(body)}\r\n\r\n"
        connection.post(head.encode("ascii") + body, answer)
        timer = loop.call_at(until, connection.close)
        try:
            return await answer
        except asyncio.CancelledError:
            connection.close()
            raise
        finally:
            timer.cancel()

    async def close(self) -> None:
        """End all; calls under way have no answer."""
        self._closed = True
        for waiting in self._waiting:
            if not waiting.done():
                waiting.set_exception(NotSentError())
        self._waiting.clear()
        for connection in list(self._open):
            connection.close()
        await asyncio.sleep(0)

    # what connections tell

    def free(self, connection: _Connection) -> None:
        """This connection has its answer."""
        while self._waiting:
            waiting = self._waiting.popleft()
            if not waiting.done():
                waiting.set_result(connection)
                return
        connection.rested_at = asyncio.get_running_loop().time()
        self._idle.append(connection)

    def lost(self, connection: _Connection) -> None:
        """This connection ended; who waits may open another."""
        self._open.discard(connection)
        if connection in self._idle:
            self._idle.remove(connection)
        while self._waiting and len(self._open) + self._opening < self._limit:
            waiting = self._waiting.popleft()
            if not waiting.done():
                waiting.set_exception(_OpenOneError())
                return

    def _rested(self, now: float) -> _Connection | None:
        while self._idle:
            connection = self._idle.pop()
            if connection.is_usable and now - connection.rested_at <= IDLE_SECONDS:
                return connection
            connection.close()
        return None

    async def _connection(self, seconds: float) -> _Connection:
        """One for a single call. Raises :class:`NotSentError`."""
        try:
            async with asyncio.timeout(seconds):
                while not self._closed:
                    if len(self._open) + self._opening < self._limit:
                        return await self._connect()
                    waiting: asyncio.Future[_Connection] = (
                        asyncio.get_running_loop().create_future()
                    )
                    self._waiting.append(waiting)
                    try:
                        connection = await waiting
                    except _OpenOneError:
                        continue
                    except asyncio.CancelledError:
                        if waiting.done() and not waiting.cancelled() and not waiting.exception():
                            self.free(waiting.result())
                        raise
                    if connection.is_usable:
                        return connection
        except TimeoutError:
            pass
        raise NotSentError

    async def _connect(self) -> _Connection:
        self._opening += 1
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                _, connection = await asyncio.get_running_loop().create_connection(
                    lambda: _Connection(self),
                    self._host,
                    self._port,
                    ssl=self._tls,
                    server_hostname=self._host if self._tls else None,
                )
        except (OSError, TimeoutError, ssl.SSLError):
            raise NotSentError from None
        finally:
            self._opening -= 1
        self._open.add(connection)
        return connection


class _OpenOneError(Exception):
    """There is room for another connection."""
