"""How many calls a second the stand-in serves by itself, driven from the other core."""

from __future__ import annotations

import argparse
import asyncio
import sys
import time

from bench.telegram.driver import FIRST_CHAT
from bench.telegram.process import TOKEN, pin
from bench.telegram.window import Figures
from fakes.telegram import api as telegram
from fakes.telegram.api import FakeTelegram, dumps
from fakes.telegram.delivery import HOST

CONNECTIONS = 16
now = time.perf_counter


async def ceiling(options: argparse.Namespace) -> Figures:
    """Serve while another process floods."""
    api = FakeTelegram()
    server = await telegram.serve(api)
    port = server.sockets[0].getsockname()[1]
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench.telegram", "_flood", str(port), str(options.duration)),
        preexec_fn=lambda: pin(options.bot_cpu),
    )
    before = time.process_time(), now()
    await child.wait()
    server.close()
    cpu, wall = time.process_time() - before[0], now() - before[1]
    return {
        "calls_per_s": round(api.calls / options.duration),
        "us_cpu_per_call": round(1e6 * cpu / max(1, api.calls), 1),
        "harness_core_busy": round(cpu / wall, 3),
    }


async def flood(port: int, seconds: float) -> None:
    """Call as fast as the answers come."""
    row = [[{"text": f"Button {i}", "callback_data": f"b:{i}"}] for i in range(4)]
    text = {"chat_id": FIRST_CHAT, "text": "x" * 300, "reply_markup": {"inline_keyboard": row}}
    body = dumps(text)
    request = (
        f"POST /bot{TOKEN}/sendMessage HTTP/1.1\r\nHost: x\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode() + body
    deadline = now() + seconds

    class Flooder(asyncio.Protocol):
        transport: asyncio.Transport

        def connection_made(self, transport: asyncio.Transport) -> None:
            self.transport = transport
            transport.write(request)

        def data_received(self, data: bytes) -> None:
            if data.endswith(b"}") and now() < deadline:
                self.transport.write(request)

    loop = asyncio.get_running_loop()
    for _ in range(CONNECTIONS):
        await loop.create_connection(Flooder, HOST, port)
    await asyncio.sleep(seconds)
