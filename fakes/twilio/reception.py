"""Twilio's side of a connection: who calls, what is called, and the faults planned for it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import parse_qsl, unquote

from fakes.telegram.reception import Reception as Usual
from fakes.telegram.wire import dumps, header, loads
from fakes.twilio import description
from fakes.twilio.record import Call
from fakes.twilio.refusals import Refused, missing, too_many, unauthenticated

if TYPE_CHECKING:
    from fakes.twilio.api import Api

Answer = tuple[bytes, bytes, bytes]  # status line, headers, body
TYPES = {"form": b"application/x-www-form-urlencoded", "json": b"application/json"}
LINES = {200: b"200 OK", 201: b"201 Created", 204: b"204 No Content"}
EMPTY = 204


class Reception(Usual):
    """One keep-alive connection to one of the two addresses."""

    api: Api

    def __init__(self, api: Api, loop: asyncio.AbstractEventLoop, host: str) -> None:
        super().__init__(cast("Any", api), loop)
        self.host = host

    async def handle(self, head: bytes, low: bytes, body: bytes) -> None:
        """Put a call on record, carry it out and answer, as the planned faults want it."""
        close = header(low, b"connection") == b"close"
        method, target = (part.decode() for part in head.split(b" ", 2)[:2])
        path, _, query = target.partition("?")
        path = unquote(path)
        found = description.find(self.host, method, path)
        call = self.api.arrived(found[0].name if found else "unknown", path, {})
        try:
            if found is None:
                raise missing(f"{method} {path}", mistake=True)
            operation, call.ids = found
            if self.credentials(head, low) != self.api.key:
                raise unauthenticated()
            call.params = self.parameters(operation, low, query, body)
            if 0 < self.api.most_at_once < len(self.api.working):
                raise too_many()
        except Refused as error:
            self.write(self.framed(self.refused(call, error), close), close)
            return
        if fault := self.api.faults.meet(call):
            await self.suffer(cast("Any", call), fault, close)
            return
        answer = await self.carry_out(call)
        if self.api.delay:
            await asyncio.sleep(self.api.delay)
        self.write(self.framed(answer, close), close)

    @staticmethod
    def credentials(head: bytes, low: bytes) -> bytes:
        """What was shown, in its own letters."""
        shown = header(low, b"authorization")
        at = low.find(shown) if shown else 0
        return head[at : at + len(shown)].removeprefix(b"Basic ")

    @staticmethod
    def parameters(operation: description.Operation, low: bytes, query: str, body: bytes) -> dict:
        """What was sent, if it is what the operation takes."""
        kind = header(low, b"content-type").split(b";")[0].strip()
        if operation.takes == "query":
            if body:
                raise Refused(20001, f"{operation.name} takes no body")
            return description.read(operation, parse_qsl(query, keep_blank_values=True))
        if query:
            raise Refused(20001, f"{operation.name} takes no query")
        if kind != TYPES[operation.takes]:
            # What 21604 says of requests whose form cannot be read.
            raise Refused(21604 if operation.takes == "form" else 20001, f"sent as {kind!r}")
        try:
            if operation.takes == "form":
                pairs = parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=bool(body))
                return description.read(operation, pairs)
            value = loads(body)
        except ValueError:
            raise Refused(20001, "the body cannot be read") from None
        if not isinstance(value, dict):
            raise Refused(20001, "the body is not an object")
        return value

    async def carry_out(self, call: Call) -> Answer:  # type: ignore[override]  # its own call
        """The true answer to a call."""
        try:
            status, body, kind = self.api.carry_out(call)
        except Refused as error:
            return self.refused(call, error)
        known = loads(body) if body and not kind else None
        self.api.done(call, "ok", status, known)
        return LINES[status], b"Content-Type: %b\r\n" % (kind or "application/json").encode(), body

    def refused(self, call: Call, error: Refused) -> Answer:  # type: ignore[override]  # its own call
        """The answer to a call that is refused."""
        call.code = error.code
        self.api.done(call, str(error), error.status, None)
        if error.mistake:
            self.api.mistake(f"{call} ({error.code})")
        headers = b"Content-Type: application/json\r\n"
        if error.code == 20003:  # noqa: PLR2004
            headers += b'WWW-Authenticate: Basic realm="Twilio API"\r\n'
        return error.line, headers, dumps(error.body)

    @staticmethod
    def framed(answer: Answer, close: bool, length: int | None = None) -> bytes:
        """An answer as bytes. What is deleted has no body and no length."""
        framed = Usual.framed(answer, close, length)
        if answer[0] == LINES[EMPTY]:
            framed = framed.replace(b"Content-Length: 0\r\n", b"")
            framed = framed.replace(b"Content-Type: application/json\r\n", b"")
        return framed
