"""``pana run``: everything in one process. Without a token the demo: a phone in the browser."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import errno
import os
import socket
from collections.abc import Callable, Coroutine

from bot import log
from bot.commands import OK
from bot.commands.opening import served_pack
from bot.pack.model import Pack
from bot.server import interruptible
from bot.settings import Settings, SettingsError, read_settings

BACKLOG = 1024
Serve = Callable[[Settings, Pack, socket.socket], Coroutine[None, None, None]]


def run(argv: list[str]) -> int:
    """Serve until SIGTERM or Ctrl+C; raises :class:`SettingsError` when it cannot begin."""
    parser = argparse.ArgumentParser(prog="pana run", description=__doc__)
    parser.parse_args(argv)
    settings = read_settings(os.environ)
    log.set_up(settings.log_level)
    with contextlib.ExitStack() as stack, contextlib.suppress(KeyboardInterrupt):
        stack.enter_context(interruptible())
        listening = stack.enter_context(contextlib.closing(_listen(settings)))
        pack = served_pack(settings)
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            serve = _served(settings)
            runner.run(serve(settings, pack, listening))
    return OK


def _listen(settings: Settings) -> socket.socket:
    """A socket that accepts already; nobody is served before everything is ready."""
    try:
        found = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)
        family, kind, protocol, _, address = found[0]
        listening = socket.socket(family, kind, protocol)
    except OSError:
        raise SettingsError(
            "HOST is no address of this computer; remove it to use 127.0.0.1."
        ) from None
    try:
        if os.name == "posix":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(BACKLOG)
    except OSError as error:
        listening.close()
        raise SettingsError(_why_not(settings, error)) from None
    return listening


def _why_not(settings: Settings, error: OSError) -> str:
    match error.errno:
        case errno.EADDRINUSE:
            return (
                f"Port {settings.port} is in use by another program; end that one, or set PORT "
                "to another number (0 takes any that is free)."
            )
        case errno.EACCES:
            return f"This user may not open port {settings.port}; set PORT to one above 1023."
        case _:
            return "HOST is no address of this computer; remove it to use 127.0.0.1."


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop


def _served(settings: Settings) -> Serve:
    if settings.mode == "demo":
        from bot.commands.run_demo import demo

        return demo
    from bot.commands.run_live import live

    return live
