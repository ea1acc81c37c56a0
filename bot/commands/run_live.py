"""A messenger: store and keys in ``DATA_DIR``, Telegram by polling or by webhook."""

from __future__ import annotations

import asyncio
import gc
import logging
import socket
import sys
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from starlette.applications import Starlette
from uvicorn import Config

from bot import web
from bot.channels.base import AccountError
from bot.channels.whatsapp.webhook import AGAIN, PATH
from bot.commands.renewing import renewing
from bot.commands.rows import folder, opened
from bot.keys import RootKeys
from bot.live import Live
from bot.pack.model import Pack
from bot.server import Server, told_to_end
from bot.settings import SECRET_FILE, Settings, SettingsError
from bot.store.base import Store, StoreDown

KEEP_SECONDS = 75
"""How long a connection of the messenger may rest between two updates."""
COLLECT = (20_000, 20, 20)
"""When garbage is looked for: tasks and futures hardly ever leave any, and come by the thousand."""
SWITCH_SECONDS = 0.0005
"""How long the event loop and the thread of the store wait for each other's Python: an exit's
transaction is small, and with Python's own 5 ms most of its time would be this wait."""
PRESENT_SECONDS = 5.0
END_SECONDS = 5
"""How long open requests may go on when the process is told to end."""
_log = logging.getLogger(__name__)
App = Callable[..., Awaitable[None]]


async def live(settings: Settings, pack: Pack, listening: socket.socket) -> None:
    """Serve until told to end. Raises :class:`SettingsError`, ``StoreError``, ``KeysError``."""
    settings = _with_secret(settings)
    with told_to_end() as told:
        async with opened(settings) as (store, vault):
            made = Live(settings, pack, store, vault)
            server = server_of(made, store, settings.metrics_token)
            try:
                await made.start()
                gc.collect()
                # What was loaded stays until the end: the collector need not look at it again.
                gc.freeze()
                gc.set_threshold(*COLLECT)
                sys.setswitchinterval(SWITCH_SECONDS)
                if await server.begin(listening, told):
                    print(_told(settings), flush=True)
                    with renewing(settings, made.edition):
                        await _until_told(made, told)
            finally:
                await server.end()
                await made.stop()


async def _until_told(made: Live, told: asyncio.Event) -> None:
    """Until the process is told to end; raises when Telegram cannot be used."""
    letting_in = made.let_in()
    waiting = asyncio.create_task(told.wait())
    presenting = asyncio.create_task(_present(made))
    try:
        await asyncio.wait({letting_in, waiting}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (waiting, presenting):
            task.cancel()
        await asyncio.gather(waiting, presenting, return_exceptions=True)
    if letting_in.done():
        try:
            letting_in.result()
        except AccountError as problem:
            raise SettingsError(str(problem)) from None


async def _present(made: Live) -> None:
    """The profile has time: first those who wait are served."""
    await asyncio.sleep(PRESENT_SECONDS)
    try:
        for sentence in await made.present():
            print(sentence, flush=True)
    except StoreDown as problem:
        _log.warning("The profile could not be put up: %s", type(problem).__name__)


def server_of(made: Live, store: Store, metrics_token: str | None) -> Server:
    """The server of these ways in and of the pages for whoever runs it; it does not serve yet."""
    health = web.Health(
        store=store,
        now=made.now,
        loaded=lambda: True,
        waiting=lambda: made.service.waiting,
        metrics_token=metrics_token,
        refused=lambda: made.counts,
    )
    return Server(
        Config(
            _routed(made, Starlette(routes=web.routes(health))),
            access_log=False,
            log_config=None,
            lifespan="off",
            server_header=False,
            date_header=False,
            proxy_headers=False,
            timeout_keep_alive=KEEP_SECONDS,
            timeout_graceful_shutdown=END_SECONDS,
        )
    )


def _routed(made: Live, pages: App) -> App:
    """The webhooks past everything else: they are asked for with every update."""
    webhooks = made.webhooks

    async def app(scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:  # noqa: ANN401
        webhook = webhooks.get(scope["path"]) if scope["type"] == "http" else None
        if webhook is not None:
            await webhook(scope, receive, send)
        else:
            await pages(scope, receive, send)

    return app


def _with_secret(settings: Settings) -> Settings:
    """A pilot that was given no root key makes one, beside its rows: good enough to try things."""
    import msgspec

    if settings.secret is not None:
        return settings
    item = RootKeys.new_item()
    path = folder(settings) / SECRET_FILE
    try:
        with path.open("x", encoding="ascii") as file:
            path.chmod(0o600)
            file.write(item + "\n")
    except OSError:
        raise SettingsError(
            "DATA_DIR cannot be written; choose a folder on which this user may write."
        ) from None
    return msgspec.structs.replace(settings, secret=item)


def _told(settings: Settings) -> str:
    """The one line that says what runs."""
    how = "a webhook" if settings.public_url else "polling"
    where = [f"on Telegram by {how}"] if settings.telegram_token else []
    where += ["on WhatsApp by a webhook"] if settings.twilio is not None else []
    said = f"Pana is {' and '.join(where)} ({settings.mode}; Ctrl+C ends it)"
    if settings.twilio is not None:
        said += (
            "\nTwilio has to post messages (the sender's webhook, POST) to\n  "
            f"{settings.public_url}{PATH}{AGAIN}"
        )
    if settings.mode == "pilot" and not settings.testers:
        said += (
            "\nPANA_TESTERS is empty, so nobody is let in yet. Write to the bot: on Telegram it "
            "answers with your number; put that, or your WhatsApp number with its plus, into "
            "PANA_TESTERS and start again."
        )
    return said
