"""The stored rows and their keys, for commands that work beside the running process."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.keys import FileShelf, RootKeys, Vault
from bot.settings import Settings, SettingsError
from bot.store.sqlite import SqliteStore

FILE = "pana.sqlite3"
"""The database in ``DATA_DIR``."""
KEYS = "keys"
"""The folder of day keys in ``DATA_DIR``: never in a backup."""


def database(settings: Settings) -> Path:
    """The SQLite file of these settings."""
    if settings.database_url:
        return Path(settings.database_url.removeprefix("sqlite:").removeprefix("//"))
    return folder(settings) / FILE


def folder(settings: Settings) -> Path:
    """The folder of the stored rows; made when it is missing. Raises :class:`SettingsError`."""
    path = settings.data_dir or Path("data")
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as problem:
        said = problem.strerror or "not possible"
        raise SettingsError(f"DATA_DIR cannot be made ({said}); choose another folder.") from None
    return path


def vault_of(settings: Settings) -> Vault:
    """The keys of these settings. Raises ``KeysError``."""
    return Vault(RootKeys.parse(settings.secret or ""), FileShelf(folder(settings) / KEYS))


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[tuple[SqliteStore, Vault]]:
    """Store and keys, closed at the end. Raises ``StoreError`` and ``KeysError``."""
    vault = vault_of(settings)
    store = await SqliteStore.open(database(settings))
    try:
        yield store, vault
    finally:
        await store.close()


async def day_counts(settings: Settings) -> list[tuple[str, str, int]]:
    """All day counters: day, name, sum. Raises ``StoreError`` and ``KeysError``."""
    async with opened(settings) as (store, _):
        return await store.transact(lambda tx: tx.counts())
