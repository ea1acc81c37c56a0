"""The store in memory: the twin of the others, for tests, the demo in the terminal, ``play``."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

from bot.store.base import StoreDown, Tx
from bot.store.memory_tx import MemoryTx

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class MemoryStore:
    """``Store`` without a file; gone with the process."""

    def __init__(self) -> None:
        self._tx = MemoryTx()
        self._closed = False

    async def transact(self, work: Callable[[Tx], T], *, durable: bool = False) -> T:  # noqa: ARG002
        """Run ``work`` in one transaction; see ``Store``. Nothing here is durable."""
        # The others wait for a commit: whoever relies on not being interrupted fails here too.
        await asyncio.sleep(0)
        if self._closed:
            raise StoreDown("The store is closed.")
        try:
            result = work(self._tx)
        except BaseException:
            self._tx.roll_back()
            raise
        self._tx.commit()
        return result

    async def tidy(self, *, deep: bool = False) -> bool:  # noqa: ARG002
        """Nothing is left behind in memory that could be tidied."""
        if self._closed:
            raise StoreDown("The store is closed.")
        return True

    async def close(self) -> None:
        """Later calls raise ``StoreDown``."""
        self._closed = True
