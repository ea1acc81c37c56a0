"""``pana migrate``: bring the database to this version. Starting the service does it too."""

from __future__ import annotations

import argparse
import asyncio
import os

from bot.commands import OK
from bot.commands.rows import database, folder
from bot.settings import Settings, read_settings
from bot.store.sqlite import SqliteStore


def run(argv: list[str]) -> int:
    """Open the database, which migrates it, and say so."""
    argparse.ArgumentParser(prog="pana migrate", description=__doc__).parse_args(argv)
    settings = read_settings(os.environ, stored=True)
    asyncio.run(_migrate(settings))
    print("The database is at the version of this program.")
    return OK


async def _migrate(settings: Settings) -> None:
    folder(settings)
    store = await SqliteStore.open(database(settings))
    await store.close()
