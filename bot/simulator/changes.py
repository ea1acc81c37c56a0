"""Telling every open page that something has changed, and a store that tells."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from bot.store.base import Store, Tx

T = TypeVar("T")


class Changes:
    """A number that grows, and a way to wait for it."""

    def __init__(self) -> None:
        self._number = 0
        self._grown = asyncio.Event()
        self.closed = False

    @property
    def number(self) -> int:
        """How much has changed so far."""
        return self._number

    def tell(self) -> None:
        """Something has changed."""
        self._number += 1
        self._grown.set()
        self._grown = asyncio.Event()

    def close(self) -> None:
        """Nothing will change any more; whoever waits is released."""
        self.closed = True
        self.tell()

    async def after(self, number: int, seconds: float) -> None:
        """Until more than ``number`` has changed, at most so many real seconds."""
        if self._number != number or self.closed:
            return
        grown = self._grown
        try:
            await asyncio.wait_for(grown.wait(), seconds)
        except TimeoutError:
            return


class TellingStore:
    """A store that tells after every transaction."""

    def __init__(self, store: Store, tell: Callable[[], None]) -> None:
        self._store = store
        self._tell = tell

    async def transact(self, work: Callable[[Tx], T], *, durable: bool = False) -> T:
        """See ``Store``."""
        try:
            return await self._store.transact(work, durable=durable)
        finally:
            self._tell()

    async def tidy(self, *, deep: bool = False) -> bool:
        """See ``Store``."""
        try:
            return await self._store.tidy(deep=deep)
        finally:
            self._tell()

    async def close(self) -> None:
        """See ``Store``."""
        await self._store.close()
