"""Root keys, day keys, data keys: bytes in, bytes out. Knows no store, no clock and no person.

``PANA_SECRET`` holds root keys. A *day key* is random, one a UTC day, sealed by a root key and
kept outside database and backups. A *data key* is random, one a conversation or wipe, wrapped
by the day key of the day it was last touched. Destroying a data key's row makes it unreadable
in the live database; destroying the day key, 25 h after its day, makes it unreadable in every
copy, even for the holder of ``PANA_SECRET``.
"""

from __future__ import annotations

from bot.keys.days import day_of, destroyed_at
from bot.keys.errors import DayKeyGone, KeysError, Lost, SecretError, ShelfError, Unreadable
from bot.keys.roots import Random, RootKey, RootKeys
from bot.keys.shelf import DayKeyShelf, FileShelf, MemoryShelf
from bot.keys.vault import DataKey, Lookup, Vault

__all__ = [
    "DataKey",
    "DayKeyGone",
    "DayKeyShelf",
    "FileShelf",
    "KeysError",
    "Lookup",
    "Lost",
    "MemoryShelf",
    "Random",
    "RootKey",
    "RootKeys",
    "SecretError",
    "ShelfError",
    "Unreadable",
    "Vault",
    "day_of",
    "destroyed_at",
]
