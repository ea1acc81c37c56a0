"""``pana run``: everything in one process. In this version the demo: a phone in the browser."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import errno
import ipaddress
import os
import socket
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from starlette.applications import Starlette
from uvicorn import Config

from bot import log, web
from bot.commands import OK
from bot.commands.opening import open_pack
from bot.pack.load import Options
from bot.pack.model import Pack
from bot.settings import Settings, SettingsError, read_settings
from bot.simulator import site
from bot.simulator.desk import desk
from bot.simulator.guard import Bound, Guard
from bot.simulator.server import Server, interruptible, told_to_end

NAME = "Дастархан"
"""What the bot is called on the phone unless ``PUBLIC_NAME`` says it: neutral, about food."""
BACKLOG = 128
END_SECONDS = 2
"""How long open requests may go on when the process is told to end."""


def run(argv: list[str]) -> int:
    """Serve until SIGTERM or Ctrl+C; raises :class:`SettingsError` when it cannot begin."""
    parser = argparse.ArgumentParser(prog="pana run", description=__doc__)
    parser.parse_args(argv)
    settings = read_settings(os.environ)
    log.set_up(settings.log_level)
    with contextlib.ExitStack() as stack, contextlib.suppress(KeyboardInterrupt):
        stack.enter_context(interruptible())
        listening = stack.enter_context(contextlib.closing(_listen(settings)))
        pack = _pack(settings)
        folder = stack.enter_context(_folder())
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            runner.run(_serve(settings, pack, listening, folder))
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


def _pack(settings: Settings) -> Pack:
    options = Options(
        word=settings.word, operator=settings.operator_name, door=settings.front == "door"
    )
    return open_pack(settings.content_dir, options)


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    """The demo's folder: gone at the end, with the database and the day keys."""
    try:
        folder = tempfile.TemporaryDirectory(prefix="pana-", ignore_cleanup_errors=True)
    except OSError:
        raise SettingsError(
            "No temporary folder can be written; set TMPDIR to a folder on which this user may "
            "write."
        ) from None
    with folder as name:
        yield Path(name)


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop


async def _serve(settings: Settings, pack: Pack, listening: socket.socket, folder: Path) -> None:
    port = listening.getsockname()[1]
    with told_to_end() as told:
        async with desk(pack, folder, settings.public_name or NAME) as made:
            health = web.Health(
                store=made.store,
                now=made.clock.now,
                loaded=lambda: True,
                waiting=lambda: made.service.waiting,
                metrics_token=settings.metrics_token,
            )
            app = Starlette(routes=[*site.routes(made), *web.routes(health)])
            config = Config(
                Guard(app, Bound(settings.host, port)),
                access_log=False,
                log_config=None,
                lifespan="off",
                server_header=False,
                timeout_graceful_shutdown=END_SECONDS,
            )
            server = Server(config)
            if await server.begin(listening, told):
                print(_address(settings, port), flush=True)
            await told.wait()
            made.changes.close()
            await server.end()


def _address(settings: Settings, port: int) -> str:
    """The one line that the demo prints."""
    host = settings.host
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104 - shown only
    if ":" in shown and not shown.startswith("["):
        shown = f"[{shown}]"
    where = f"Pana is at http://{shown}:{port}/"
    reach = "nothing leaves this computer" if _is_loopback(host) else "HOST opens it to others"
    return f"{where} (demo; {reach}; Ctrl+C ends it and deletes everything)"


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
