"""aiogram's state in an SQLite file, for machines without a Redis server."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import aiosqlite
from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, DefaultKeyBuilder, StorageKey

KEYS = DefaultKeyBuilder(with_destiny=True)
TABLE = "CREATE TABLE IF NOT EXISTS kept (name TEXT PRIMARY KEY, value TEXT NOT NULL)"


class SqliteStorage(BaseStorage):
    """Rows like the entries of aiogram's ``RedisStorage``: one of the state, one of the data."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._open: aiosqlite.Connection | None = None

    async def _connection(self) -> aiosqlite.Connection:
        if self._open is None:
            self._open = await aiosqlite.connect(self._path, isolation_level=None)
            await self._open.execute("PRAGMA journal_mode = WAL")
            await self._open.execute("PRAGMA synchronous = NORMAL")
            await self._open.execute(TABLE)
        return self._open

    async def _put(self, name: str, value: str | None) -> None:
        connection = await self._connection()
        if value is None:
            await connection.execute("DELETE FROM kept WHERE name = ?", (name,))
        else:
            await connection.execute("INSERT OR REPLACE INTO kept VALUES (?, ?)", (name, value))

    async def _value(self, name: str) -> str | None:
        connection = await self._connection()
        found = await connection.execute_fetchall("SELECT value FROM kept WHERE name = ?", (name,))
        return next((row[0] for row in found), None)

    async def set_state(self, key: StorageKey, state: str | State | None = None) -> None:
        """Keep the state, or forget it."""
        value = state.state if isinstance(state, State) else state
        await self._put(KEYS.build(key, "state"), value)

    async def get_state(self, key: StorageKey) -> str | None:
        """The state kept last."""
        return await self._value(KEYS.build(key, "state"))

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        """Keep the data, or forget it when there is none."""
        await self._put(KEYS.build(key, "data"), json.dumps(data) if data else None)

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        """The data kept last."""
        value = await self._value(KEYS.build(key, "data"))
        return json.loads(value) if value else {}

    async def close(self) -> None:
        """Close the file."""
        if self._open is not None:
            await self._open.close()
