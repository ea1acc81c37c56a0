"""uvicorn, told to end by us: clean on SIGTERM and Ctrl+C, at any moment, with exit code 0."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
from collections.abc import Iterator
from types import FrameType

import uvicorn

SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextlib.contextmanager
def interruptible() -> Iterator[None]:
    """SIGTERM ends the start like Ctrl+C, so that what was opened is closed and deleted."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextlib.contextmanager
def told_to_end() -> Iterator[asyncio.Event]:
    """An event that a signal sets, in place of what signals did before."""
    loop = asyncio.get_running_loop()
    told = asyncio.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(told.set)

    before = {number: signal.getsignal(number) for number in SIGNALS}
    for number in SIGNALS:
        try:
            loop.add_signal_handler(number, told.set)
        except NotImplementedError:  # Windows
            signal.signal(number, stop)
    try:
        yield told
    finally:
        for number, handler in before.items():
            with contextlib.suppress(NotImplementedError):
                loop.remove_signal_handler(number)
            signal.signal(number, handler)


class Server(uvicorn.Server):
    """Leaves the signals to :func:`told_to_end`: uvicorn would raise them once more at its end."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._serving: asyncio.Task[None] | None = None
        self._changed = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """None are captured."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn does, and tell :meth:`begin`."""
        await super().startup(sockets)
        self._changed.set()

    async def begin(self, listening: socket.socket, told: asyncio.Event) -> bool:
        """Serve; True as soon as requests are answered, False when it was told to end before."""
        self._serving = asyncio.create_task(self.serve(sockets=[listening]))
        self._serving.add_done_callback(lambda _: told.set())
        self._serving.add_done_callback(lambda _: self._changed.set())
        await self._changed.wait()
        return self.started

    async def end(self) -> None:
        """Let open requests end, then stop."""
        self.should_exit = True
        if self._serving is not None:
            await self._serving
