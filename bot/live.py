"""The house with real messengers: service, channels, and the ways in, put up in their order.

Updates are let in last and shut out first. The worst mistake here: to take updates before what an
earlier process owed is taken up.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.app import assemble, rendering_of
from bot.channels.base import Channel
from bot.clock import Clock, ShiftedClock
from bot.edition import Edition
from bot.keys import Vault
from bot.on_telegram import OnTelegram
from bot.on_whatsapp import OnWhatsApp
from bot.pack.model import Pack
from bot.settings import Settings
from bot.shell.service import Service
from bot.side_by_side import until_one_ends
from bot.store.base import Store

Assemble = Callable[..., Service]
App = Callable[..., Awaitable[Any]]
WATCH_SECONDS = 2.0
"""How soon the running process finds what ``pana forget`` wrote."""


class Live:
    """Start it, let people in, stop it. ``settings`` name a messenger; the store's owner closes it.

    ``put_together`` makes the service, as :func:`bot.app.assemble` does.
    """

    def __init__(
        self,
        settings: Settings,
        pack: Pack,
        store: Store,
        vault: Vault,
        clock: Clock | None = None,
        put_together: Assemble = assemble,
    ) -> None:
        self._settings = settings
        self._clock = clock or ShiftedClock()
        self.edition = Edition(pack)
        """The content in use."""
        rendering = rendering_of(self.edition)
        self.telegram: OnTelegram | None = None
        if settings.telegram_token:
            self.telegram = OnTelegram(settings, self.edition, rendering, store, self._clock)
        self.whatsapp: OnWhatsApp | None = None
        if settings.twilio is not None:
            self.whatsapp = OnWhatsApp(
                settings, settings.twilio, self.edition, rendering, self._clock
            )
        channels: dict[str, Channel] = {}
        for messenger in self._messengers:
            channels |= messenger.channels
        self.service = put_together(
            self.edition,
            store=store,
            vault=vault,
            channels=channels,
            clock=self._clock,
            rendering=rendering,
            watch_every=WATCH_SECONDS,
            one_account=self.telegram is not None and self.telegram.one_account,
            on_call=self.whatsapp.on_call if self.whatsapp is not None else None,
        )
        for messenger in self._messengers:
            messenger.connect(self.service)
        self._letting_in: asyncio.Task[None] | None = None

    @property
    def _messengers(self) -> tuple[OnTelegram | OnWhatsApp, ...]:
        return tuple(one for one in (self.telegram, self.whatsapp) if one is not None)

    async def start(self) -> None:
        """Take up what an earlier process left. Raises ``StoreError`` and ``KeysError``."""
        await self.service.start()
        if not self._settings.staff_chat and self.service.group_address:
            # The setting was taken away: nobody is asked in a group that is no longer ours.
            await self.service.close_desk(self.service.group_address)

    def let_in(self) -> asyncio.Task[None]:
        """Begin to take updates. The task ends only when that cannot go on, with an
        ``AccountError`` that says why.
        """
        self._letting_in = asyncio.create_task(
            until_one_ends(messenger.let_in() for messenger in self._messengers)
        )
        return self._letting_in

    async def present(self) -> list[str]:
        """Put the face up, once a day and whenever it has changed (S18).

        Gives a sentence for each thing that could not be put up, or that tells what this is.
        """
        return [said for messenger in self._messengers for said in await messenger.present()]

    async def stop(self) -> None:
        """Shut out, let what is in flight end, close the connections."""
        if self._letting_in is not None:
            self._letting_in.cancel()
            await asyncio.gather(self._letting_in, return_exceptions=True)
        await asyncio.gather(*(messenger.shut() for messenger in self._messengers))
        await self.service.stop()
        await asyncio.gather(*(messenger.close() for messenger in self._messengers))

    @property
    def counts(self) -> Counter[str]:
        """What this process refused or passed over, by reason; nothing stands for a person."""
        return sum((messenger.counts for messenger in self._messengers), Counter())

    @property
    def webhooks(self) -> Mapping[str, App]:
        """By path; none when updates are fetched."""
        found: dict[str, App] = {}
        for messenger in self._messengers:
            found |= messenger.webhooks
        return found

    def now(self) -> float:
        """The time by the service's clock."""
        return self._clock.now()
