"""The demo: the simulator page over the real service, in a folder that goes with it."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

from starlette.applications import Starlette
from uvicorn import Config

from bot import web
from bot.commands.renewing import renewing
from bot.pack.model import Pack
from bot.server import Server, told_to_end
from bot.settings import Settings, SettingsError
from bot.simulator import site
from bot.simulator.desk import desk
from bot.simulator.guard import Bound, Guard

NAME = "Дастархан"
"""What the bot is called on the phone unless ``PUBLIC_NAME`` says it: neutral, about food."""
END_SECONDS = 2
"""How long open requests may go on when the process is told to end."""


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


async def demo(settings: Settings, pack: Pack, listening: socket.socket) -> None:
    """Serve the simulator until told to end. Raises :class:`SettingsError`."""
    with _folder() as folder:
        await _serve(settings, pack, listening, folder)


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
            with renewing(settings, made.edition):
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
