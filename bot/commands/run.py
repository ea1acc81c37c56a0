"""``pana run``: everything in one process. Without a token the demo: a phone in the browser."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import datetime
import errno
import os
import socket
from collections.abc import Callable, Coroutine

from bot import log
from bot.commands import OK
from bot.commands.opening import open_pack
from bot.keys import RootKeys
from bot.pack.check_face import Seen, check_face
from bot.pack.load import Options
from bot.pack.model import Pack
from bot.pack.release import release
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
        pack = _pack(settings)
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


def _pack(settings: Settings) -> Pack:
    """The content; in production only once it was signed off. Raises :class:`SettingsError`."""
    options = Options(
        word=settings.word,
        operator=settings.operator_name,
        door=settings.front == "door",
        pilot=settings.mode == "pilot",
        live=settings.mode == "production",
    )
    pack = open_pack(settings.content_dir, options)
    if settings.mode != "demo":
        for issue in check_face(pack, Seen(name=settings.public_name)):
            raise SettingsError(f"{issue.message} {issue.remedy}")
    if settings.mode == "production":
        _refuse_trials(settings)
        gate = release(pack, datetime.datetime.now(datetime.UTC).date())
        if not gate.passes:
            raise SettingsError(gate.text())
        if gate.closed:
            print(gate.handoff(), flush=True)
    return pack


def _refuse_trials(settings: Settings) -> None:
    """What is good enough to try things is not good enough for people who rely on it."""
    if not settings.operator_name:
        raise SettingsError("OPERATOR_NAME is missing: people are told who runs this (S02).")
    if settings.front == "door":
        raise SettingsError("FRONT=door shows everybody what this is; remove it in production.")
    if RootKeys.parse(settings.secret or "").newest.typed:
        raise SettingsError(
            "PANA_SECRET was typed and not drawn; run `pana keys new` and put its line first."
        )


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
