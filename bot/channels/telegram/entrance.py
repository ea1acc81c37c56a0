"""One bot account: its calls go out here, and its updates come in by polling or by webhook."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.channels.telegram import account
from bot.channels.telegram.incoming import ALLOWED, ALLOWED_WITH_GROUP
from bot.channels.telegram.polling import Polling
from bot.channels.telegram.reception import Reception, Ways
from bot.channels.telegram.transport import Transport
from bot.channels.telegram.webhook import Webhook
from bot.clock import Clock

if TYPE_CHECKING:
    from telegram import Bot

    Client = Callable[[], AbstractAsyncContextManager[Bot]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where an account's updates are posted: ``base`` and then ``path``. Without a ``base``, the
    address at which we can be reached, they are fetched.
    """

    base: str
    path: str
    secret: str


class Entrance:
    """``setting`` is the name of the one that holds the account's token."""

    def __init__(
        self,
        transport: Transport,
        ways: Ways,
        place: Place,
        clock: Clock,
        client: Client,
        setting: str = account.TOKEN,
    ) -> None:
        self._transport = transport
        self.place = place
        self._clock = clock
        self._client = client
        self._setting = setting
        self._allowed = ALLOWED if ways.group is None else ALLOWED_WITH_GROUP
        self.reception = Reception(ways, transport)
        self.webhook: Webhook | None = None
        if place.base:
            self.webhook = Webhook(place.secret, self.reception, clock.now)

    async def identify(self) -> account.Account:
        """Who we are at Telegram, asked until it answers. Raises :class:`AccountError`."""
        return await account.identify(self._transport, self._clock, self._setting)

    async def let_in(self) -> None:
        """Take updates until cancelled. Raises :class:`AccountError` when that cannot go on."""
        if self.webhook is None:
            polling = Polling(
                self._transport, self.reception, self._clock, self._problem, self._allowed
            )
            try:
                await polling.run()
            finally:
                await polling.close()
            return
        async with self._client() as bot:
            await account.point_webhook(
                bot,
                self.place.base + self.place.path,
                self.place.secret,
                self._clock,
                self._allowed,
                self._setting,
            )
        await asyncio.Event().wait()

    def _problem(self, status: int, description: str) -> Exception | None:
        return account.problem_of(status, description, self._setting)

    @property
    def counts(self) -> Counter[str]:
        """What was refused or passed over, by reason."""
        found = Counter(self.reception.counts)
        if self.webhook is not None:
            found.update({f"webhook_{name}": n for name, n in self.webhook.counts.items()})
        return found

    async def close(self) -> None:
        """Give up what is under way here; calls may still go out."""
        await self.reception.close()
