"""The API's side of one connection: requests in, answers out, nothing more than is needed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from fakes.telegram.refusals import BadRequest, Refusal
from fakes.telegram.wire import header, parse_body, read_chunked

if TYPE_CHECKING:
    from fakes.telegram.api import FakeTelegram


class ApiConnection(asyncio.Protocol):
    """One keep-alive connection from a bot."""

    transport: asyncio.Transport
    close: bool  # after the answer that is being made

    def __init__(self, api: FakeTelegram, loop: asyncio.AbstractEventLoop) -> None:
        self.api, self.loop = api, loop
        self.buffer = b""

    def connection_made(self, transport: asyncio.Transport) -> None:  # noqa: D102
        self.transport = transport

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002, D102
        if self.api.updates:
            self.api.updates.hung_up(self)

    def data_received(self, data: bytes) -> None:
        """Answer each whole request; keep the rest for later."""
        self.buffer = data = self.buffer + data if self.buffer else data
        while data:
            end = data.find(b"\r\n\r\n")
            if end < 0:
                break
            head = data[:end]
            low = head.lower()
            start = end + 4
            if b"\r\ntransfer-encoding: chunked" in low:
                chunked = read_chunked(data, start)
                if chunked is None:
                    break
                body, stop = chunked
            else:
                stop = start + int(header(low, b"content-length") or 0)
                if len(data) < stop:
                    break
                body = data[start:stop]
            self.answer(head, low, body)
            data = data[stop:]
        self.buffer = data

    def answer(self, head: bytes, low: bytes, body: bytes) -> None:
        """Carry out the call in a request, and answer it."""
        path, _, query = head.split(b" ", 2)[1].partition(b"?")
        self.close = header(low, b"connection") == b"close"
        try:
            params = parse_body(header(low, b"content-type"), body, head)
            if params is None:
                raise BadRequest("Bad Request: JSON object expected")
            if query:
                params = dict(parse_qsl(query.decode())) | params
            method = path.rsplit(b"/", 1)[-1].decode()
            if self.api.updates and method.lower() == "getupdates":
                self.api.updates.get(params, self)  # it answers when there is something
            else:
                self.reply(self.api.call(method, params))
        except Refusal as error:
            self.refuse(error)

    def refuse(self, error: Refusal) -> None:
        """Answer with an error."""
        status = b"%d %b" % (error.code, error.reason)
        if error.retry_after:
            status += b"\r\nRetry-After: %d" % error.retry_after
        self.reply(self.api.refusal(error), status)

    def reply(self, reply: bytes, status: bytes = b"200 OK") -> None:
        """Answer, after the API's delay."""
        close = self.close
        response = (
            b"HTTP/1.1 %b\r\nContent-Type: application/json\r\nContent-Length: %d\r\n%b\r\n"
            % (status, len(reply), b"Connection: close\r\n" if close else b"")
        ) + reply
        if self.api.delay:
            self.loop.call_later(self.api.delay, self.write, response, close)
        else:
            self.write(response, close)

    def write(self, response: bytes, close: bool) -> None:
        """Put an answer on the wire, unless the bot has gone."""
        if not self.transport.is_closing():
            self.transport.write(response)
            if close:
                self.transport.close()
