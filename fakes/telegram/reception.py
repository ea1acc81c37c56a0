"""The API's side of a connection, with a token to show, calls on record, and planned faults."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import TYPE_CHECKING, cast
from urllib.parse import parse_qsl, unquote

from fakes.telegram.connection import ApiConnection
from fakes.telegram.faults import Fault
from fakes.telegram.record import Call
from fakes.telegram.refusals import BadRequest, NotFound, Refusal, Unauthorized
from fakes.telegram.wire import header, loads, parse_body

if TYPE_CHECKING:
    from fakes.telegram.bot_api import BotApi

JSON = b"Content-Type: application/json\r\n"
Answer = tuple[bytes, bytes, bytes]  # status line, headers, body


class Reception(ApiConnection):
    """One keep-alive connection; a call that waits holds up those behind it, and no others."""

    api: BotApi

    def __init__(self, api: BotApi, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(api, loop)
        self.requests: asyncio.Queue[tuple[bytes, bytes, bytes]] = asyncio.Queue()
        self.poll: Poll | None = None
        self.serving: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Another connection is open."""
        super().connection_made(cast("asyncio.Transport", transport))
        self.api.connections.add(self)
        self.serving = self.loop.create_task(self.serve())

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        """The bot has hung up. What it called takes effect all the same."""
        self.api.connections.discard(self)
        if self.poll:
            self.api.updates.hung_up(self.poll)
            self.poll.answer.cancel()
        if self.requests.empty() and self.serving and not self.api.at_work(self.serving):
            self.serving.cancel()

    def answer(self, head: bytes, low: bytes, body: bytes) -> None:
        """Queue a request: its answer comes in its turn."""
        self.requests.put_nowait((head, low, body))

    async def serve(self) -> None:
        """Answer one request after the other."""
        while not (self.transport.is_closing() and self.requests.empty()):
            request = await self.requests.get()
            task = asyncio.current_task()
            self.api.working.add(cast("asyncio.Task", task))
            try:
                await self.handle(*request)
            except asyncio.CancelledError:
                if not self.transport.is_closing():
                    raise
                return
            except Exception as error:  # World raises it in the test
                self.api.failures.append(error)
                self.transport.abort()
            finally:
                self.api.working.discard(cast("asyncio.Task", task))

    async def handle(self, head: bytes, low: bytes, body: bytes) -> None:
        """Put a call on record, carry it out and answer, as the planned faults want it."""
        close = header(low, b"connection") == b"close"
        path, _, query = head.split(b" ", 2)[1].partition(b"?")
        if path.startswith(b"/file/bot"):
            self.write(self.framed(self.file(unquote(path.decode())), close), close)
            return
        token, _, method = unquote(path.decode()).removeprefix("/bot").rpartition("/")
        params = parse_body(header(low, b"content-type"), body, head)
        if params is not None and query:
            params = dict(parse_qsl(query.decode())) | params
        # A connection speaks for one account.
        self.api = self.api.accounts.get(token, self.api)
        call = self.api.arrived(method, params or {})
        refusal: Refusal | None = None
        if not path.startswith(b"/bot"):
            refusal = NotFound("Not Found")
        elif token != self.api.token:
            refusal = Unauthorized("Unauthorized")
        elif params is None:
            refusal = BadRequest("Bad Request: JSON object expected")
        fault = self.api.faults.meet(call) if refusal is None else None
        if fault:
            await self.suffer(call, fault, close)
            return
        answer = self.refused(call, refusal) if refusal else await self.carry_out(call)
        if self.api.delay:
            await asyncio.sleep(self.api.delay)
        self.write(self.framed(answer, close), close)

    def file(self, path: str) -> Answer:
        """A file that somebody sent, at the address that getFile told."""
        token, _, place = path.removeprefix("/file/bot").partition("/")
        self.api = self.api.accounts.get(token, self.api)
        call = self.api.arrived("file", {"path": place})
        try:
            if token != self.api.token:
                raise NotFound("Not Found")
            data = self.api.download(place)
        except Refusal as error:
            return self.refused(call, error)
        self.api.done(call, "ok", 200, None)
        return b"200 OK", b"Content-Type: application/octet-stream\r\n", data

    async def carry_out(self, call: Call) -> Answer:
        """The true answer to a call."""
        try:
            if call.method.lower() == "getupdates":
                self.poll = Poll(self.loop.create_future())
                try:
                    self.api.check("getupdates", call.params)
                    self.api.updates.get(call.params, self.poll)
                    body = await self.poll.answer
                finally:
                    self.poll = None
            else:
                body = self.api.call(call.method, call.params)
        except Refusal as error:
            return self.refused(call, error)
        except asyncio.CancelledError:
            self.api.done(call, "hung up", 0, None)
            raise
        self.api.done(call, "ok", 200, loads(body).get("result"))
        return b"200 OK", JSON, body

    def refused(self, call: Call, error: Refusal) -> Answer:
        """The answer to a call that is refused."""
        self.api.done(call, str(error), error.code, None)
        headers = JSON
        if error.retry_after:
            headers += b"Retry-After: %d\r\n" % error.retry_after
        return b"%d %b" % (error.code, error.reason), headers, self.api.refusal(error)

    @staticmethod
    def framed(answer: Answer, close: bool, length: int | None = None) -> bytes:
        """An answer as bytes."""
        status, headers, body = answer
        if close:
            headers += b"Connection: close\r\n"
        size = len(body) if length is None else length
        return b"HTTP/1.1 %b\r\n%bContent-Length: %d\r\n\r\n%b" % (status, headers, size, body)

    async def suffer(self, call: Call, fault: Fault, close: bool) -> None:
        """Answer a call that a fault has befallen."""
        await fault.wait(fault.pause_before)
        answer = b"200 OK", JSON, b""
        if fault.effect:
            answer = await self.carry_out(call)
        await fault.wait(fault.pause_after)
        if fault.drops:
            self.api.done(call, call.outcome if fault.effect else fault.kind, 0, call.result)
            self.transport.abort()
            return
        if fault.status:
            reason = HTTPStatus(fault.status).phrase.encode()
            answer = b"%d %b" % (fault.status, reason), fault.headers, fault.body
            outcome = call.outcome if fault.effect else fault.kind
            self.api.done(call, outcome, fault.status, call.result)
        length = fault.shown_length(len(answer[2])) if fault.shown_length else None
        framed = self.framed(answer, close, length) + fault.behind
        if fault.cut < 1:
            keep = len(framed) - len(answer[2]) + int(len(answer[2]) * fault.cut)
            self.write(framed[:keep], close=True)
            return
        if not fault.pace:
            self.write(framed, close)
            return
        for at in range(len(framed)):
            self.write(framed[at : at + 1], close=False)
            await asyncio.sleep(fault.pace)
        if close:
            self.transport.close()


class Poll:
    """A getUpdates that waits for its answer."""

    def __init__(self, answer: asyncio.Future[bytes]) -> None:
        self.answer = answer

    def reply(self, reply: bytes) -> None:
        """There are updates, or the time is over."""
        if not self.answer.done():
            self.answer.set_result(reply)

    def refuse(self, error: Refusal) -> None:
        """Another one has come, or a webhook was set."""
        if not self.answer.done():
            self.answer.set_exception(error)
