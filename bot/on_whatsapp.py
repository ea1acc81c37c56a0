"""WhatsApp as one installation meets it: one sender of one account at Twilio."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Final

from bot.admission import Admission
from bot.channels.base import Channel
from bot.channels.whatsapp import account
from bot.channels.whatsapp.channel import WhatsAppChannel
from bot.channels.whatsapp.incoming import CHANNEL
from bot.channels.whatsapp.on_call import OnCallByTwilio
from bot.channels.whatsapp.reception import Reception
from bot.channels.whatsapp.signature import Signature
from bot.channels.whatsapp.strays import Strays
from bot.channels.whatsapp.transport import HttpTransport
from bot.channels.whatsapp.webhook import AGAIN, PATH, STATUS_PATH, Webhook
from bot.clock import Clock
from bot.edition import Edition
from bot.settings import Settings, Twilio
from bot.shell.on_call import OnCall
from bot.shell.rendering import Rendering
from bot.shell.service import Service

MIND_SECONDS: Final = 2.0
NO_SENDER_CODE, REFUSED_CODE = 63007, 20003


def _print(sentence: str) -> None:
    print(sentence, flush=True)


class OnWhatsApp:
    """Make it, give its channel to a service, :meth:`connect` it, let people in, close it.

    ``tell`` brings a sentence to whoever runs it: what has to be mended, and how.
    """

    def __init__(
        self,
        settings: Settings,
        twilio: Twilio,
        edition: Edition,
        rendering: Rendering,
        clock: Clock,
        tell: Callable[[str], None] = _print,
    ) -> None:
        self._settings = settings
        self._twilio = twilio
        self._edition = edition
        self._rendering = rendering
        self._clock = clock
        self._tell = tell
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
        self._strays = Strays(self._transport, twilio.sender, clock)
        self._reception: Reception | None = None
        self.webhooks: Mapping[str, Webhook] = {}
        """By path."""

    @property
    def on_call(self) -> OnCall | None:
        """The way to who is on call; None: none is set up."""
        twilio = self._twilio
        if not twilio.on_call:
            return None
        return OnCallByTwilio(
            self._transport,
            twilio.on_call,
            twilio.on_call_template,
            twilio.sender,
            twilio.sms_sender,
            self._clock,
        )

    @property
    def channels(self) -> Mapping[str, Channel]:
        """The one there is, by its name."""
        return {CHANNEL: self.channel}

    def connect(self, service: Service) -> None:
        """What comes in goes to this service."""
        admission = Admission(
            self._settings, self._edition, self._rendering, service, CHANNEL, self.channel
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
        """Learn how choices can be drawn, and see to what nobody deleted, until cancelled: Twilio
        posts by itself.
        """
        await asyncio.gather(self._learn(), self._strays.watch(), self._mind())

    async def _learn(self) -> None:
        known = await account.templates_of(self._transport, self._clock)
        self.channel.know(known)
        if not account.are_whole(known):
            self._tell(account.NO_TEMPLATES)

    async def _mind(self) -> None:
        """What only shows when somebody writes is told to whoever runs it, once each."""
        told: set[str] = set()
        while True:
            await asyncio.sleep(MIND_SECONDS)
            for sentence in self._problems() - told:
                told.add(sentence)
                self._tell(sentence)

    def _problems(self) -> set[str]:
        found = set()
        if NO_SENDER_CODE in self.channel.refused:
            found.add(account.NO_SENDER)
        if REFUSED_CODE in self.channel.refused:
            found.add(account.REFUSED)
        refused = sum(webhook.counts["signature"] for webhook in self.webhooks.values())
        if refused and not any(webhook.believed for webhook in self.webhooks.values()):
            found.add(account.WRONG_SIGNATURE)
        return found

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
        found["strays"] += self._strays.deleted
        return +found
