"""One phone and the whole service on it, driven as `pana play` drives it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.channels.local import LocalChat
from bot.play.lines import parse
from bot.play.stage import ADDRESS, Stage
from bot.store.base import Census
from tests.talk import NOW, real_pack


class Phone(Stage):
    """The stage with what tests look at: the chat, the store, and short verbs."""

    async def do(self, **line: object) -> dict[str, object]:
        """One input line, five seconds after the last one; gives the report."""
        await self.take(parse(json.dumps(line)), 5.0)
        return self.report()

    async def walk(self, *choices: str) -> dict[str, object]:
        """Press these, one after the other."""
        for choice in choices:
            await self.do(press=choice)
        return self.report()

    async def inside(self, locale: str = "ru") -> dict[str, object]:
        """Through the door to the menu of Kazakhstan."""
        await self.do(start=f"{locale}-KZ")
        return await self.walk(f"language:{locale}", "yes", "go", "country:KZ")

    @property
    def chat(self) -> LocalChat:
        return self._provider.chat(ADDRESS)

    @property
    def text(self) -> str:
        screen = self._screen()
        return screen.text if screen else ""

    @property
    def visible(self) -> str:
        """Everything that stands in the chat, both sides."""
        return "\n".join(message.text for message in self.chat.messages.values())

    @property
    def buttons(self) -> dict[str, str]:
        report = self.report()["screen"]
        assert isinstance(report, dict)
        return {b["id"]: b["label"] for row in report["buttons"] for b in row}

    async def census(self) -> Census:
        return await self._store.transact(lambda tx: tx.census())

    async def counts(self) -> dict[str, int]:
        found = await self._store.transact(lambda tx: tx.counts())
        return {name: number for _, name, number in found}


@asynccontextmanager
async def phone(
    app: str = "ru", at: float = NOW, channel: str = "telegram"
) -> AsyncIterator[Phone]:
    """A phone that has never written to us."""
    made = Phone(real_pack(), at, app, seed=1, channel=channel)
    await made.open()
    try:
        yield made
    finally:
        await made.close()
