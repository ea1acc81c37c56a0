"""Our HTTP client: DELETE, credentials, where an answer points."""

from __future__ import annotations

import asyncio
import contextlib

import pytest

from bot.channels.http import Connections, NoAnswerError, Reply, Urgency

GONE = b"HTTP/1.1 204 No Content\r\nDate: today\r\n\r\n"
MOVED = b"HTTP/1.1 302 Found\r\nlocation: https://x.example/\xe9?a=1\r\nContent-Length: 0\r\n\r\n"
PLAIN = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


@contextlib.asynccontextmanager
async def against(*answers: bytes, **more):
    """Connections to a server that gives these answers, one a request, and what it was asked."""
    asked, left = [], list(answers)

    async def serve(reader, writer):
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                asked.append((await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n"))
                if not left:
                    break
                writer.write(left.pop(0))
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    connections = Connections(f"http://127.0.0.1:{port}/base/", 2, **more)
    try:
        yield connections, asked
    finally:
        await connections.close()
        server.close()
        await asyncio.sleep(0)


async def test_a_delete_has_no_body_and_its_answer_none():
    async with against(GONE, PLAIN) as (connections, asked):
        reply = await connections.delete("a/b.json", 5.0, Urgency.WIPE)
        assert reply == Reply(204, b"", "today")
        assert (await connections.delete("c", 5.0)).status == 200
        (first, *headers), second = asked
        assert first == "DELETE /base/a/b.json HTTP/1.1"
        assert [one.partition(":")[0] for one in headers if one] == ["Host"]
        assert second[0] == "DELETE /base/c HTTP/1.1"


async def test_a_delete_that_nobody_answers_is_in_doubt():
    async with against() as (connections, _):
        with pytest.raises(NoAnswerError):
            await connections.delete("a", 5.0)


@pytest.mark.parametrize("said", ["", "Basic QUM6dG9rZW4="])
async def test_credentials_are_shown_with_every_call(said):
    async with against(PLAIN, PLAIN, PLAIN, authorization=said) as (connections, asked):
        await connections.get("/x", 5.0)
        await connections.delete("x", 5.0)
        with contextlib.suppress(NoAnswerError):
            await connections.post("x", b"", 5.0)
        for _, *headers in asked[:3]:
            shown = [one for one in headers if one.lower().startswith("authorization")]
            assert shown == ([f"Authorization: {said}"] if said else [])


async def test_where_an_answer_points_is_its_own():
    async with against(MOVED, PLAIN) as (connections, _):
        reply = await connections.get("/x", 5.0)
        assert (reply.status, reply.location) == (302, "https://x.example/é?a=1")
        assert (await connections.get("/x", 5.0)).location == ""
