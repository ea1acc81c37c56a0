"""WhatsApp as one installation meets it: one sender of one account at Twilio."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Mapping
from typing import Final

from bot.admission import Admission
from bot.channels.base import Channel
from bot.channels.whatsapp.channel import WhatsAppChannel
from bot.channels.whatsapp.incoming import CHANNEL
from bot.channels.whatsapp.reception import Reception
from bot.channels.whatsapp.signature import Signature
from bot.channels.whatsapp.transport import HttpTransport
from bot.channels.whatsapp.webhook import AGAIN, PATH, STATUS_PATH, Webhook
from bot.clock import Clock
from bot.pack.model import Pack
from bot.settings import Settings, Twilio
from bot.shell.rendering import Rendering
from bot.shell.service import Service

LEARN_SECONDS: Final = 60.0
"""How soon templates are asked for again when they could not be."""
_log = logging.getLogger(__name__)


class OnWhatsApp:
    """Make it, give its channel to a service, :meth:`connect` it, let people in, close it."""

    def __init__(
        self,
        settings: Settings,
        twilio: Twilio,
        pack: Pack,
        rendering: Rendering,
        clock: Clock,
    ) -> None:
        self._settings = settings
        self._twilio = twilio
        self._pack = pack
        self._rendering = rendering
        self._clock = clock
        self._public = settings.public_url or ""
        self._transport = HttpTransport(
            twilio.api, twilio.content_api, twilio.account, twilio.token
        )
        self.channel = WhatsAppChannel(
            self._transport,
            twilio.sender,
            clock,
            callback=f"{self._public}{STATUS_PATH}{AGAIN}",
        )
        self._reception: Reception | None = None
        self.webhooks: Mapping[str, Webhook] = {}
        """By path."""

    @property
    def channels(self) -> Mapping[str, Channel]:
        """The one there is, by its name."""
        return {CHANNEL: self.channel}

    def connect(self, service: Service) -> None:
        """What comes in goes to this service."""
        admission = Admission(
            self._settings, self._pack, self._rendering, service, CHANNEL, self.channel
        )
        reception = self._reception = Reception(admission.of_whatsapp())
        self.webhooks = {
            path: Webhook(
                Signature(self._twilio.token, self._public + path),
                self._twilio.account,
                reception,
                self._clock.now,
            )
            for path in (PATH, STATUS_PATH)
        }

    async def let_in(self) -> None:
        """Learn how choices can be drawn, then wait until cancelled: Twilio posts by itself."""
        while not await self.channel.learn():
            _log.warning("Templates could not be asked for; choices are numbered until then.")
            await asyncio.sleep(LEARN_SECONDS)
        await asyncio.Event().wait()

    async def present(self) -> list[str]:
        """Nothing of the profile is ours to put up: it is WhatsApp's and Twilio's console's."""
        return []

    async def shut(self) -> None:
        """Give up what is under way at the way in; calls may still go out."""
        if self._reception is not None:
            await self._reception.close()

    async def close(self) -> None:
        """Close the connections."""
        await self._transport.close()

    @property
    def counts(self) -> Counter[str]:
        """What was refused, and what failed, by reason."""
        found: Counter[str] = Counter(self._reception.counts if self._reception else {})
        for webhook in self.webhooks.values():
            found.update({f"webhook_{name}": n for name, n in webhook.counts.items()})
        found["undrawn"] += self.channel.undrawn
        return +found
