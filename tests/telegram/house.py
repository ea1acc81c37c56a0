"""Our bot whole, in this process, beside a `World`: put up, restarted, killed, time moved."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from bot.app import assemble
from bot.channels.telegram.webhook import PATH
from bot.keys import RootKeys
from bot.pack.model import Pack
from bot.session import Session
from bot.shell.service import Service
from bot.store.base import Store
from fakes.telegram.person import Person
from fakes.telegram.screen import Seen
from fakes.telegram.world import PATIENCE, UnfulfilledError, World
from tests.home import HOST, Home, cut_off

__all__ = ["HOST", "METRICS_TOKEN", "SEPARATOR", "House", "housed"]

METRICS_TOKEN = "the-operator-s-own-token"
SEPARATOR = "|"


class House(Home):
    """Our process. ``store``: rows in memory instead of a SQLite file in ``folder``;
    ``put_together`` makes its service; ``env``: further settings, named as in the environment.
    """

    def __init__(
        self,
        world: World,
        folder: Path,
        pack: Pack,
        *,
        webhook: bool = True,
        store: Store | None = None,
        put_together: Callable[..., Service] = assemble,
        **env: str,
    ) -> None:
        super().__init__(world, folder, pack, store, put_together)
        self.env = {
            "PANA_MODE": "pilot",
            "PANA_TESTERS": "*",
            "PANA_SECRET": RootKeys.new_item(),
            "TELEGRAM_TOKEN": world.token,
            "TELEGRAM_API_BASE": world.url,
            "DATA_DIR": str(folder),
            "METRICS_TOKEN": METRICS_TOKEN,
            **({"PUBLIC_URL": self.url} if webhook else {}),
            **env,
        }

    # --- the process

    async def opens(self, *, heard: bool = True) -> None:
        """Start the process. ``heard``: until Telegram can reach it."""
        await self._begins()
        if heard:
            listens = asyncio.create_task(self.world.listens())
            await asyncio.wait({listens, self.letting_in}, return_when=asyncio.FIRST_COMPLETED)
            if self.letting_in.done():
                listens.cancel()
                self.letting_in.result()
            await listens

    async def crashes(self) -> None:
        """The process is gone, as after SIGKILL: nothing of it happens any more."""
        self.is_open = False
        self.rows.dead = True
        self.letting_in.cancel()
        await self.live.telegram._transport.close()
        if self.server is not None:
            await cut_off(self.server)
        await asyncio.gather(self.letting_in, return_exceptions=True)
        for entrance in self.live.telegram._entrances:
            await entrance.close()
        if self.live.telegram._staff is not None:
            await self.live.telegram._staff.close()
        if self.live.telegram._group is not None:
            await self.live.telegram._group.close()
        await self.live.service.stop(grace=0)
        await self._put_away()
        bots = self.world.bots
        await self.world.until(
            lambda: not any(bot.updates.polling.poll for bot in bots), "nobody fetches"
        )

    # --- time

    async def settles(self) -> None:
        """Until all updates are taken, nothing is due and nothing is under way."""
        try:
            async with asyncio.timeout(PATIENCE):
                await self.world.delivered()
                await self._beside()
                await self.live.service.settled()
                await self.world.delivered()
        except TimeoutError:
            raise UnfulfilledError(self.world.report("everything settles")) from None

    async def _beside(self) -> None:
        """What nobody's updates wait for: groups that are left, the staff group looked at."""
        for entrance in self.live.telegram._entrances:
            await asyncio.gather(*entrance.reception._beside.values())
        if self.live.telegram._looking is not None:
            await self.live.telegram._looking
        if self.live.telegram._group is not None:
            await self.live.telegram._group.settled()

    # --- people

    def buttons(self, person: Person) -> dict[str, tuple[Seen, str]]:
        """Choice to message and data, of the newest message of the bot that has buttons."""
        for seen in reversed(person.sees):
            if seen.by_bot and seen.buttons:
                datas = [button.data for button in seen.buttons]
                return {data.partition(SEPARATOR)[2]: (seen, data) for data in datas}
        return {}

    async def sees(self, person: Person, choice: str) -> None:
        """Wait until her screen has a button of this choice."""
        await self.world.until(lambda: choice in self.buttons(person), f"she can press {choice}")

    async def press(self, person: Person, choice: str, then: str = "") -> None:
        """She presses as soon as she can; wait until she could press ``then``."""
        await self.sees(person, choice)
        seen, data = self.buttons(person)[choice]
        person.presses(data, on=seen.message_id)
        if then:
            await self.sees(person, then)

    async def enters(self, person: Person, locale: str = "ru") -> None:
        """By a card, safe, in Kazakhstan, to the menu."""
        person.starts(f"{locale}-KZ")
        await self.press(person, f"language:{locale}", "yes")
        await self.press(person, "yes", "go")
        await self.press(person, "go", "country:KZ")
        await self.press(person, "country:KZ", "find")
        await self.settles()

    # --- looking inside

    def session(self, person: Person) -> Session | None:
        """What is known of her here."""
        return self.live.service.session("telegram", str(person.id))

    @property
    def webhook_secret(self) -> str:
        """What Telegram shows with each update."""
        return RootKeys.parse(self.env["PANA_SECRET"]).newest.webhook

    @property
    def webhook_url(self) -> str:
        return f"{self.url}{PATH}"


@contextlib.asynccontextmanager
async def housed(
    world: World,
    folder: Path,
    pack: Pack,
    *,
    webhook: bool = True,
    store: Store | None = None,
    put_together: Callable[..., Service] = assemble,
    **env: str,
) -> AsyncIterator[House]:
    """A house that is open, and closed at the end."""
    house = House(
        world, folder, pack, webhook=webhook, store=store, put_together=put_together, **env
    )
    try:
        await house.opens()
        yield house
    finally:
        await house.closes()
