"""SIGHUP reads the content again. What cannot be served is named, and what stood before stays."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Iterator

from bot.commands.opening import served_pack
from bot.edition import Edition
from bot.settings import Settings, SettingsError


@contextlib.contextmanager
def renewing(settings: Settings, edition: Edition) -> Iterator[None]:
    """While inside, SIGHUP puts a new edition in place of this one; Windows has no such signal."""
    hangup = getattr(signal, "SIGHUP", None)
    if hangup is None:
        yield
        return
    loop = asyncio.get_running_loop()
    asked = asyncio.Event()
    loop.add_signal_handler(hangup, asked.set)
    renewal = asyncio.create_task(_renew(settings, edition, asked))
    try:
        yield
    finally:
        loop.remove_signal_handler(hangup)
        renewal.cancel()


async def _renew(settings: Settings, edition: Edition, asked: asyncio.Event) -> None:
    while True:
        await asked.wait()
        asked.clear()
        try:
            pack = await asyncio.to_thread(served_pack, settings)
        except SettingsError as problem:
            print(f"The content stays as it was. {problem}", flush=True)
        except Exception as problem:
            kind = type(problem).__name__
            print(f"The content stays as it was: it could not be read ({kind}).", flush=True)
        else:
            edition.use(pack)
            print("The content was read again and is in use.", flush=True)
