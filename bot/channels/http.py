"""A keep-alive HTTP/1.1 client for one provider: one call at a time on each connection.

Calls are most of what a handled update costs, and this costs a fifth of a general client
(ADR 0010); it does nothing but what the two providers' APIs need. httptools parses, asyncio does
TLS. The worst mistakes here: to say that a call was not made when it may have been, to take an
answer for that of another call, and to let an error carry an address, which holds a token.
"""

from __future__ import annotations

import asyncio
import ssl
from collections import deque
from collections.abc import Callable, Mapping
from enum import IntEnum
from http import HTTPStatus
from time import monotonic
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
    """An HTTP answer. ``date`` and ``location``: these headers, ``''`` when there was none."""

    status: int
    body: bytes
    date: str = ""
    location: str = ""


JSON: Final = "application/json"
URL_ENCODED: Final = "application/x-www-form-urlencoded"
_FRAMES: Final = frozenset({b"content-length", b"transfer-encoding"})
_READ: Final = _FRAMES | {b"date", b"location"}
"""Headers that matter here; most do not."""


class Form(msgspec.Struct, frozen=True, array_like=True):
    """A body that carries a file. ``kind``: its ``Content-Type``."""

    kind: str
    body: bytes


class File(msgspec.Struct, frozen=True, array_like=True):
    """A part of a form that is a file: its field, the name it is given, its type."""

    field: str
    name: str
    kind: str


def form(fields: Mapping[str, str], file: File, data: bytes, boundary: str) -> Form:
    """Fields and one file as ``multipart/form-data`` (RFC 7578).

    ``boundary`` must not occur in any of them: draw it at random.
    """
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    parts.append(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{file.field}"; '
        f'filename="{file.name}"\r\nContent-Type: {file.kind}\r\n\r\n'
    )
    body = b"".join(("".join(parts).encode(), data, f"\r\n--{boundary}--\r\n".encode()))
    return Form(f"multipart/form-data; boundary={boundary}", body)


class NotSentError(Exception):
    """The call surely did not reach the provider: no connection could be had for it."""


class NotWantedError(NotSentError):
    """The call was not made, for by the time when it could have been nobody wanted it any more."""


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
        self._date = self._location = b""
        self._headed = self._framed = False
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
        if self._answer is not None and self._headed and not self._framed:
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
        if name not in _READ:
            return
        if name in _FRAMES:
            self._framed = True
        elif name == b"date":
            self._date = value
        else:
            self._location = value

    def on_headers_complete(self) -> None:
        self._headed = True

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

    def begin(self, request: bytes, answer: asyncio.Future[Reply]) -> None:
        """Begin a call; its outcome comes to ``answer``."""
        self._answer = answer
        if self._transport is not None:
            self._transport.write(request)

    def close(self) -> None:
        """End it; a call that is under way has no answer."""
        if self._transport is not None:
            self._transport.abort()

    def _status(self) -> int:
        return int(self._parser.get_status_code())

    def _finish(self, *, keep: bool) -> None:
        answer, self._answer = self._answer, None
        body = self._parts[0] if len(self._parts) == 1 else b"".join(self._parts)
        date, location = self._date.decode("latin-1"), self._location
        reply = Reply(self._status(), body, date, location.decode("latin-1") if location else "")
        self._parts, self._size, self._date, self._location = [], 0, b"", b""
        self._headed = self._framed = False
        if keep and self.is_usable:
            self._pool.free(self)
        else:
            self.close()
        if answer is not None and not answer.done():
            answer.set_result(reply)


Wanted = Callable[[], bool]


class Urgency(IntEnum):
    """Who goes first. What is urgent may use the reserve; ordinary calls may not."""

    COVER = 0
    WIPE = 1
    ORDINARY = 2


class Connections:
    """At most ``limit`` connections to the server of ``base``, opened as they are needed, and
    ``reserve`` more that only urgent calls use.

    ``trust``: whose certificates are believed; None: those that this computer believes.
    ``authorization``: the header of this name of every call; ``''``: none.
    """

    def __init__(
        self,
        base: str,
        limit: int,
        *,
        reserve: int = 0,
        trust: ssl.SSLContext | None = None,
        authorization: str = "",
    ) -> None:
        parts = urlsplit(base)
        secure = parts.scheme == "https"
        self._tls = (trust or ssl.create_default_context()) if secure else None
        self._host = parts.hostname or ""
        self._port = parts.port or (443 if self._tls else 80)
        name = parts.netloc.rpartition("@")[2]
        self._path = parts.path.rstrip("/")
        said = f"Authorization: {authorization}\r\n" if authorization else ""
        self._after = f" HTTP/1.1\r\nHost: {name}\r\n{said}"
        self._most = dict.fromkeys(Urgency, limit + reserve)
        self._most[Urgency.ORDINARY] = limit
        self._busy = 0
        """Calls that have a place: they use a connection, or are opening one."""
        self._waiting: dict[Urgency, deque[asyncio.Future[None]]] = {
            urgency: deque() for urgency in Urgency
        }
        self._open: set[_Connection] = set()
        self._idle: list[_Connection] = []
        self._closed = False

    async def post(
        self,
        path: str,
        body: bytes,
        seconds: float,
        urgency: Urgency = Urgency.ORDINARY,
        *,
        kind: str = JSON,
        wanted: Wanted | None = None,
    ) -> Reply:
        """POST ``body`` of this ``Content-Type`` to ``base`` and ``path``, for ``seconds`` at most.

        ``wanted`` is asked once there is a connection, for which others may have been waited.
        Raises :class:`NotSentError`, :class:`NotWantedError` and :class:`NoAnswerError`.
        """
        head = (
            f"POST {self._path}/{path}{self._after}"
            f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return await self._call(head.encode("ascii") + body, seconds, urgency, wanted)

    async def get(self, path: str, seconds: float) -> Reply:
        """GET ``path``, which begins at the root of the server and is quoted, as :meth:`post`."""
        request = f"GET {path}{self._after}\r\n".encode("ascii")
        return await self._call(request, seconds, Urgency.ORDINARY)

    async def delete(self, path: str, seconds: float, urgency: Urgency = Urgency.ORDINARY) -> Reply:
        """DELETE ``base`` and ``path``, as :meth:`post`."""
        request = f"DELETE {self._path}/{path}{self._after}\r\n".encode("ascii")
        return await self._call(request, seconds, urgency)

    async def _call(
        self, request: bytes, seconds: float, urgency: Urgency, wanted: Wanted | None = None
    ) -> Reply:
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        if self._busy < self._most[urgency] and not self._closed:
            self._busy += 1
        else:
            await self._place(seconds, urgency)
        try:
            connection = self._rested() or await self._connect(until)
            if wanted is not None and not wanted():
                self.free(connection)
                raise NotWantedError
            answer: asyncio.Future[Reply] = loop.create_future()
            connection.begin(request, answer)
            timer = loop.call_at(until, connection.close)
            try:
                return await answer
            except asyncio.CancelledError:
                connection.close()
                raise
            finally:
                timer.cancel()
        finally:
            self._leave()

    async def close(self) -> None:
        """End all; calls under way have no answer."""
        self._closed = True
        for waiting in self._waiting.values():
            for one in waiting:
                if not one.done():
                    one.set_exception(NotSentError())
            waiting.clear()
        for connection in list(self._open):
            connection.close()
        await asyncio.sleep(0)

    # places

    async def _place(self, seconds: float, urgency: Urgency) -> None:
        """Wait until this call may be made; who waits longest in its class is first."""
        if self._closed:
            raise NotSentError
        waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting[urgency].append(waiting)
        try:
            async with asyncio.timeout(seconds):
                await waiting
        except TimeoutError:
            self._give_back(waiting)
            raise NotSentError from None
        except asyncio.CancelledError:
            self._give_back(waiting)
            raise

    def _give_back(self, waiting: asyncio.Future[None]) -> None:
        """Who waited has gone; a place that came at the same moment is for the next one."""
        if waiting.done() and not waiting.cancelled() and waiting.exception() is None:
            self._leave()

    def _leave(self) -> None:
        self._busy -= 1
        for urgency, waiting in self._waiting.items():
            while waiting and self._busy < self._most[urgency]:
                one = waiting.popleft()
                if not one.done():
                    self._busy += 1
                    one.set_result(None)

    # connections

    def free(self, connection: _Connection) -> None:
        """This connection has its answer."""
        connection.rested_at = monotonic()
        self._idle.append(connection)

    def lost(self, connection: _Connection) -> None:
        """This connection ended."""
        self._open.discard(connection)
        if connection in self._idle:
            self._idle.remove(connection)

    def _rested(self) -> _Connection | None:
        while self._idle:
            connection = self._idle.pop()
            if connection.is_usable and monotonic() - connection.rested_at <= IDLE_SECONDS:
                return connection
            connection.close()
        return None

    async def _connect(self, until: float) -> _Connection:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout_at(min(until, loop.time() + CONNECT_SECONDS)):
                _, connection = await loop.create_connection(
                    lambda: _Connection(self),
                    self._host,
                    self._port,
                    ssl=self._tls,
                    server_hostname=self._host if self._tls else None,
                )
        except (OSError, TimeoutError, ssl.SSLError):
            raise NotSentError from None
        if self._closed:
            connection.close()
            raise NotSentError
        self._open.add(connection)
        return connection
