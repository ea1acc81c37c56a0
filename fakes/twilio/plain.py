"""The least of a bot, for tests of the stand-in: it calls, and it is called.

It calls with the official client, which thereby judges every answer; that is synchronous, so it
works in a thread.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import parse_qsl

from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from fakes.twilio.world import Twilio

T = TypeVar("T")
OK = b"200 OK\r\nContent-Length: 0\r\n\r\n"


class Redirected(TwilioHttpClient):
    """Its HTTP client, which goes to loopback instead of to Twilio."""

    def __init__(self, world: Twilio) -> None:
        super().__init__(timeout=5)
        self.session.trust_env = False
        self.hosts = {
            "https://api.twilio.com": world.url,
            "https://content.twilio.com": world.content_url,
        }

    def request(self, method: str, url: str, *args: Any, **more: Any) -> Response:  # noqa: ANN401
        """As it is, elsewhere."""
        for theirs, ours in self.hosts.items():
            url = url.replace(theirs, ours)
        return super().request(method, url, *args, **more)


class Official:
    """The official client."""

    def __init__(self, world: Twilio, token: str = "") -> None:
        self.world, self.http = world, Redirected(world)
        token = token or world.env["TWILIO_AUTH_TOKEN"]
        self.client = Client(world.env["TWILIO_ACCOUNT_SID"], token, http_client=self.http)

    async def __call__(self, work: Callable[[Client], T]) -> T:
        """What it answers."""
        return await asyncio.to_thread(work, self.client)

    async def sends(self, to: str, body: str = "", **more: object) -> Any:  # noqa: ANN401
        """The message that was made."""
        given: dict = {"to": to, "from_": self.world.env["TWILIO_FROM"]} | more
        if body:
            given["body"] = body
        return await self(lambda client: client.messages.create(**given))

    async def refused(self, work: Callable[[Client], object]) -> tuple[int, int]:
        """Status and code of a call that has to be refused; a mistake is forgiven."""
        try:
            await self(work)
        except TwilioRestException as error:
            self.world.refusals.clear()
            return error.status, error.code or 0
        raise AssertionError("it was not refused")

    def close(self) -> None:
        """Hang up."""
        self.http.session.close()


class Listener:
    """A webhook: it checks signatures and answers as `reply` says."""

    def __init__(self, world: Twilio) -> None:
        self.world = world
        self.taken: list[dict[str, str]] = []
        self.heads: list[bytes] = []
        self.paths: list[str] = []
        self.reply: Callable[[dict[str, str]], bytes] = lambda _: OK
        self.held = asyncio.Event()
        self.held.set()
        self.serving: set[asyncio.Task] = set()

    async def __aenter__(self) -> Listener:
        self.server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self.server.sockets[0].getsockname()[1]
        self.world.hook = f"http://127.0.0.1:{self.port}/whatsapp"
        self.status_url = f"http://127.0.0.1:{self.port}/whatsapp/status"
        return self

    async def __aexit__(self, *error: object) -> None:
        self.server.close()
        for task in [*self.serving]:
            task.cancel()
        await asyncio.gather(*self.serving, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self.serving.add(task)
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(_header(head, "content-length"))
            body = (await reader.readexactly(length)).decode()
            fields = dict(parse_qsl(body, keep_blank_values=True))
            path = head.split(b" ", 2)[1].decode()
            url = f"http://{_header(head, 'host')}{path}"
            validator = RequestValidator(self.world.env["TWILIO_AUTH_TOKEN"])
            public = self.world.public_url.partition("#")[0]
            signed = url if "status" in path else public
            assert validator.validate(signed, fields, _header(head, "x-twilio-signature"))
            self.heads.append(head)
            self.paths.append(path)
            self.taken.append(fields)
            self.world.record.wake()
            await self.held.wait()
            writer.write(b"HTTP/1.1 " + self.reply(fields))
            await writer.drain()
        except (EOFError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            self.serving.discard(task)
            writer.transport.abort() if writer.transport.get_write_buffer_size() else writer.close()

    @property
    def statuses(self) -> list[str]:
        """The statuses that were told, in the order in which they came."""
        return [fields["MessageStatus"] for fields in self.taken if "MessageStatus" in fields]


def _header(head: bytes, name: str) -> str:
    for line in head.decode().split("\r\n")[1:]:
        key, _, value = line.partition(":")
        if key.lower() == name:
            return value.strip()
    return ""
