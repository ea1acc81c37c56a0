"""The least of a bot: something that calls, and something that is called."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable

from fakes.telegram.world import World


class Caller:
    """Calls the API over one plain connection, and reads exactly what comes back."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.reader: asyncio.StreamReader | None = None
        self.writer: asyncio.StreamWriter | None = None

    async def connect(self) -> None:
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.world.port)

    async def post(self, method: str, params: dict | None = None, token: str = "") -> None:
        if self.writer is None:
            await self.connect()
        body = json.dumps(params or {}).encode()
        path = f"/bot{token or self.world.token}/{method}"
        head = (
            f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        self.writer.write(head.encode() + body)

    async def answer(self) -> tuple[int, bytes]:
        head = await self.reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        return int(head[9:12]), await self.reader.readexactly(length)

    async def __call__(self, method: str, **params: object) -> object:
        """The result of a call, which has to succeed."""
        await self.post(method, params)
        _, body = await self.answer()
        answer = json.loads(body)
        assert answer["ok"], answer
        return answer["result"]

    async def refused(self, method: str, **params: object) -> tuple[int, str]:
        """Code and description of a call, which has to be refused."""
        await self.post(method, params)
        status, body = await self.answer()
        answer = json.loads(body)
        assert not answer["ok"], answer
        assert answer["error_code"] == status
        return status, answer["description"]

    async def close(self) -> None:
        if self.writer:
            self.writer.close()
            with contextlib.suppress(ConnectionError):
                await self.writer.wait_closed()


class Hook:
    """A webhook: it answers each update as `reply` says, with 200 unless told otherwise."""

    def __init__(self) -> None:
        self.updates: list[dict] = []
        self.heads: list[bytes] = []
        self.reply: Callable[[dict], bytes] = lambda update: b"200 OK\r\nContent-Length: 0\r\n\r\n"
        self.held: dict[int, asyncio.Event] = {}
        self.server: asyncio.Server | None = None
        self.serving: set[asyncio.Task] = set()

    async def start(self) -> None:
        self.server = await asyncio.start_server(self.serve, "127.0.0.1", 0)
        self.port = self.server.sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/telegram"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        self.serving.add(task)
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
                update = json.loads(await reader.readexactly(length))
                self.heads.append(head)
                self.updates.append(update)
                if event := self.held.get(update["update_id"]):
                    await event.wait()
                writer.write(b"HTTP/1.1 " + self.reply(update))
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            self.serving.discard(task)
            writer.transport.abort()

    async def stop(self) -> None:
        self.server.close()
        tasks = [*self.serving]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
