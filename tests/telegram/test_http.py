"""Our HTTP client against servers that do what they should not, on both event loops."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import resource
import socket
import traceback
from collections.abc import Iterator

import pytest

from bot.channels.http import MOST_BYTES, Connections, NoAnswerError, NotSentError, Reply
from bot.channels.telegram.transport import CONNECTIONS, RESERVED, HttpTransport
from tests.telegram.hostile import CANARY, HOST, Certificates, Hostile, Visit, answer

SOON, LONG = 0.05, 10.0
FILES = 4096
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(autouse=True)
def nothing_tells_the_token(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    caplog.set_level(logging.DEBUG)
    yield
    assert CANARY not in caplog.text
    assert not [one for one in caplog.records if one.levelno > logging.INFO]


@contextlib.asynccontextmanager
async def against(play=None, *, limit: int = 4, tls=None, trust=None, **more):
    async with Hostile(play, tls) as server:
        connections = Connections(server.base, limit, trust=trust, **more)
        try:
            yield server, connections
        finally:
            await connections.close()


def says(data: bytes, *, ends: bool = False):
    """A play: write this, whatever was asked."""

    def play(visit: Visit) -> None:
        visit.write(data)
        if ends:
            visit.ends()

    return play


def echoes(visit: Visit) -> None:
    visit.write(answer(visit.body))


async def fails(connections: Connections, kind: type[Exception], seconds: float = LONG) -> None:
    """The call fails like this, and the error says nothing."""
    with pytest.raises(kind) as failed:
        await connections.post("getMe", b"{}", seconds)
    assert failed.value.args == ()
    assert failed.value.__cause__ is None
    said = "".join(traceback.format_exception(failed.value))
    assert CANARY not in said


# --- as it should be


async def test_a_call_and_its_answer():
    date = b"Date: Sat, 21 Nov 2026 06:00:00 GMT\r\n"
    async with against(says(answer(b'{"ok":true}', headers=date))) as (server, connections):
        reply = await connections.post("sendMessage", b'{"chat_id":1}', LONG)
        assert reply == Reply(200, b'{"ok":true}', "Sat, 21 Nov 2026 06:00:00 GMT")
    (visit,) = server.visits
    assert visit.body == b'{"chat_id":1}'
    assert visit.head.split(b"\r\n")[:3] == [
        f"POST /bot{CANARY}/sendMessage HTTP/1.1".encode(),
        f"Host: {HOST}:{server.port}".encode(),
        b"Content-Type: application/json",
    ]


async def test_a_connection_is_used_again():
    async with against(echoes) as (server, connections):
        for number in range(5):
            body = b"%d" % number
            assert (await connections.post("x", body, LONG)).body == body
        assert server.connections == 1


async def test_a_date_belongs_to_its_own_answer():
    dates = [b"Date: today\r\n", b""]
    async with against(lambda visit: visit.write(answer(headers=dates.pop(0)))) as (_, connections):
        assert (await connections.post("x", b"", LONG)).date == "today"
        assert (await connections.post("x", b"", LONG)).date == ""


@pytest.mark.parametrize(
    "data",
    [
        CHUNKED + b"3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n",
        CHUNKED + b"5\r\nabcde\r\n0\r\nTrailer: z\r\n\r\n",
        b"HTTP/1.1 200 \r\ncontent-LENGTH:5\r\n\r\nabcde",
        b"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 5\r\n\r\nabcde",
    ],
)
@pytest.mark.parametrize("piece", [1, 7, 10_000])
async def test_an_answer_in_any_pieces(data, piece):
    async def play(visit: Visit) -> None:
        for at in range(0, len(data), piece):
            visit.write(data[at : at + piece])
            await asyncio.sleep(0)

    async with against(play) as (server, connections):
        for _ in range(2):
            assert await connections.post("x", b"", LONG) == Reply(200, b"abcde")
        assert server.connections == 1


@pytest.mark.parametrize(
    "data",
    [
        b"HTTP/1.1 200 OK\r\n\r\nabcde",
        b"HTTP/1.0 200 OK\r\n\r\nabcde",
        b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nabcde",
        b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nabcde",
        b"HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nabcde",
    ],
)
async def test_an_answer_that_ends_with_its_connection(data):
    async with against(says(data, ends=True)) as (server, connections):
        for _ in range(2):
            assert await connections.post("x", b"", LONG) == Reply(200, b"abcde")
        assert server.connections == 2


async def test_an_answer_without_a_body():
    async with against(says(b"HTTP/1.1 204 No Content\r\n\r\n")) as (server, connections):
        for _ in range(2):
            assert await connections.post("x", b"", LONG) == Reply(204, b"")
        assert server.connections == 1


# --- nobody knows what became of it


HALF = answer(b"abcdefgh")


@pytest.mark.parametrize(
    "data",
    [
        b"", b"H", b"HTTP/1.1", b"HTTP/1.1 200 OK", b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.1 403 Forbidden\r\nContent-", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n",
        HALF[:-1], HALF[:-8], b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n",
        b"SSH-2.0-OpenSSH_9.6\r\n", b"<html>", b"\x16\x03\x01\x02\x00", b"\x00" * 100,
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nabcde",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZ\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
    ],
    ids=lambda data: repr(data[:40]),
)  # fmt: skip
async def test_what_is_no_whole_answer_leaves_it_unknown(data):
    async with against(says(data, ends=True)) as (_, connections):
        await fails(connections, NoAnswerError)


async def test_a_reset_after_the_request_leaves_it_unknown():
    async with against(Visit.resets) as (_, connections):
        await fails(connections, NoAnswerError)


@pytest.mark.parametrize("data", [b"", answer(b"abcde")[:-1], b"HTTP/1.1 200 OK\r\n\r\nab"])
async def test_an_answer_that_takes_too_long_leaves_it_unknown(data):
    async with against(says(data)) as (server, connections):
        await fails(connections, NoAnswerError, SOON)
        await server.until(lambda: server.lost == 1)


async def test_an_answer_that_is_too_long_is_not_kept():
    async def play(visit: Visit) -> None:
        visit.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % (2 * MOST_BYTES))
        for _ in range(2 * MOST_BYTES // 2**20):
            visit.write(b" " * 2**20)
            await visit.flushed()

    async with against(play) as (_, connections):
        await fails(connections, NoAnswerError)


async def test_a_call_that_is_cancelled_takes_its_connection_along():
    async with against() as (server, connections):
        call = asyncio.create_task(connections.post("x", b"", LONG))
        await server.came(1)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        await server.until(lambda: server.lost == 1)
        server.play = echoes
        assert (await connections.post("x", b"mine", LONG)).body == b"mine"


# --- an answer for one call is never taken for another's


@pytest.mark.parametrize("behind", [answer(b"theirs"), answer(b"theirs")[:9], b"junk", b"\x00"])
async def test_what_comes_behind_an_answer_answers_nobody(behind):
    def play(visit: Visit) -> None:
        visit.write(answer(visit.body) + behind)

    async with against(play) as (server, connections):
        for body in (b"one", b"two"):
            assert (await connections.post("x", body, LONG)).body == body
        assert server.connections == 2


async def test_what_comes_unasked_later_answers_nobody():
    async with against(echoes) as (server, connections):
        assert (await connections.post("x", b"one", LONG)).body == b"one"
        server.visits[0].write(answer(b"theirs"))
        await server.until(lambda: server.lost == 1)
        assert (await connections.post("x", b"two", LONG)).body == b"two"


@pytest.mark.parametrize("by", [-3, 3])
async def test_a_wrong_length_spoils_only_its_own_call(by):
    def play(visit: Visit) -> None:
        body = b"%b!!!" % visit.body
        visit.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body) + by, body))

    async with against(play) as (server, connections):
        with contextlib.suppress(NoAnswerError):
            await connections.post("x", b"one", SOON)
        server.play = echoes
        assert (await connections.post("x", b"two", LONG)).body == b"two"
        assert server.connections == 2


async def test_parallel_calls_get_their_own_answers_in_whatever_order_they_come():
    visits: list[Visit] = []
    async with against(visits.append, limit=20) as (server, connections):
        bodies = [b"call %d" % number for number in range(20)]
        calls = [asyncio.create_task(connections.post("x", body, LONG)) for body in bodies]
        await server.came(20)
        for visit in sorted(visits, key=lambda visit: visit.body[::-1]):
            echoes(visit)
        assert [reply.body for reply in await asyncio.gather(*calls)] == bodies


async def test_a_provisional_answer_is_never_the_answer():
    play = says(b"HTTP/1.1 100 Continue\r\n\r\n" + answer(b"true one"))
    async with against(play) as (_, connections):
        with contextlib.suppress(NoAnswerError):
            assert (await connections.post("x", b"", LONG)).body == b"true one"


async def test_a_server_that_closes_what_rests_costs_no_call():
    async with against(echoes) as (server, connections):
        for number in range(5):
            body = b"%d" % number
            assert (await connections.post("x", body, LONG)).body == body
            server.visits[-1].ends()
            await server.until(lambda: server.lost == server.connections)
        assert server.connections == 5


# --- it surely was not made


def closed_port() -> int:
    with socket.create_server((HOST, 0)) as place:
        return place.getsockname()[1]


async def test_a_refused_connection_means_that_nothing_was_sent():
    connections = Connections(f"http://{HOST}:{closed_port()}/bot{CANARY}", 4)
    await fails(connections, NotSentError)


async def test_a_refused_connection_frees_its_place_for_the_next():
    connections = Connections(f"http://{HOST}:{closed_port()}/bot{CANARY}", 1)
    await asyncio.gather(*(fails(connections, NotSentError) for _ in range(50)))


async def test_who_finds_no_place_in_time_has_sent_nothing():
    async with against(limit=1) as (server, connections):
        hanging = asyncio.create_task(connections.post("x", b"", LONG))
        await server.came(1)
        await fails(connections, NotSentError, SOON)
        assert len(server.visits) == 1
        hanging.cancel()


async def test_a_waiter_that_leaves_passes_its_place_on():
    async with against(limit=1) as (server, connections):

        async def is_first() -> Reply:
            reply = await connections.post("x", b"first", LONG)
            leaving[1].cancel()  # It was given the place just now, and has not heard of it.
            return reply

        first = asyncio.create_task(is_first())
        await server.came(1)
        leaving = [asyncio.create_task(connections.post("x", b"left", LONG)) for _ in range(3)]
        last = asyncio.create_task(connections.post("x", b"last", LONG))
        await asyncio.sleep(0)
        leaving[0].cancel()
        server.play = echoes
        echoes(server.visits[0])
        assert (await first).body == b"first"
        leaving[2].cancel()
        assert (await last).body == b"last"
        assert b"left" not in [visit.body for visit in server.visits[:2]]


async def test_when_it_is_closed_what_is_under_way_is_unknown_and_what_waits_was_not_sent():
    async with against(limit=2) as (server, connections):
        under_way = [asyncio.create_task(fails(connections, NoAnswerError)) for _ in range(2)]
        await server.came(2)
        waits = asyncio.create_task(fails(connections, NotSentError))
        await asyncio.sleep(0)
        await connections.close()
        await asyncio.gather(*under_way, waits)
        await fails(connections, NotSentError)
        assert len(server.visits) == 2


async def test_what_was_connecting_when_it_was_closed_sends_nothing():
    async with against(echoes) as (server, connections):
        call = asyncio.create_task(fails(connections, NotSentError))
        await asyncio.sleep(0)
        await connections.close()
        await call
        assert server.visits == []


# --- TLS


async def test_a_certificate_that_nobody_believes_is_refused(certificates):
    async with against(echoes, tls=certificates.server()) as (server, connections):
        await fails(connections, NotSentError)
        assert server.visits == []


async def test_a_certificate_for_another_name_is_refused(certificates):
    tls, trust = certificates.server("127.0.0.2"), certificates.trust()
    async with against(echoes, tls=tls, trust=trust) as (server, connections):
        await fails(connections, NotSentError)
        assert server.visits == []


async def test_a_certificate_that_is_believed(certificates):
    tls, trust = certificates.server(), certificates.trust()
    async with against(echoes, tls=tls, trust=trust) as (server, connections):
        for body in (b"one", b"two"):
            assert (await connections.post("x", body, LONG)).body == body
        assert server.connections == 1


async def test_plain_http_where_tls_is_wanted_sends_nothing(certificates):
    async with Hostile(echoes) as server:
        base = server.base.replace("http:", "https:")
        await fails(Connections(base, 1, trust=certificates.trust()), NotSentError, SOON)


# --- many


@pytest.fixture
def many_files() -> Iterator[None]:
    """Both sides of some hundred connections are in this process."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, FILES)), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.usefixtures("many_files")
async def test_six_hundred_calls_and_those_that_wait_go_in_their_order():
    async with against(limit=CONNECTIONS) as (server, connections):
        bodies = [b"%03d" % number for number in range(600)]
        calls = [asyncio.create_task(connections.post("x", body, LONG)) for body in bodies]
        await server.came(CONNECTIONS)
        assert server.connections == CONNECTIONS
        waiting = bodies[CONNECTIONS:]
        for number in range(len(waiting)):
            echoes(server.visits[number])
            await server.came(CONNECTIONS + number + 1)
        assert [visit.body for visit in server.visits[CONNECTIONS:]] == waiting
        for visit in server.visits[len(waiting) :]:
            echoes(visit)
        assert [reply.body for reply in await asyncio.gather(*calls)] == bodies
        assert server.connections == CONNECTIONS


@pytest.mark.usefixtures("many_files")
async def test_s12_hanging_calls_leave_connections_to_exits():
    async with Hostile() as server:
        transport = HttpTransport(server.base)
        hanging = [
            asyncio.create_task(transport.post("sendMessage", b"")) for _ in range(CONNECTIONS + 50)
        ]
        await server.came(CONNECTIONS)
        server.play = echoes
        exits = [transport.post("editMessageText", b"{}", urgent=True) for _ in range(RESERVED)]
        assert {reply.status for reply in await asyncio.gather(*exits)} == {200}
        assert len(server.visits) == CONNECTIONS + RESERVED
        for call in hanging:
            call.cancel()
        await asyncio.gather(*hanging, return_exceptions=True)
        await transport.close()
