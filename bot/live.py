"""The house with a real messenger: service, channel, and the ways in, put up in their order.

Updates are let in last and shut out first. The worst mistake here: to let somebody in who is no
tester while texts are not signed off.
"""

from __future__ import annotations

import asyncio
import hashlib
import importlib
import logging
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import msgspec

from bot.app import assemble, rendering_of
from bot.channels.base import Channel
from bot.channels.telegram import account
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.incoming import CHANNEL
from bot.channels.telegram.pace import FREE, Limits, Pace
from bot.channels.telegram.polling import Polling
from bot.channels.telegram.profile import face_of, look, put_up
from bot.channels.telegram.reception import Desk, Reception
from bot.channels.telegram.transport import HttpTransport
from bot.channels.telegram.webhook import PATH, Webhook
from bot.clock import Clock, ShiftedClock
from bot.effects import Screen, Tone
from bot.events import Update
from bot.keys import RootKeys, Vault, day_of
from bot.pack.check_face import Seen, check_face
from bot.pack.model import Pack
from bot.quick_exit import recognise
from bot.settings import EVERYBODY, PUBLIC_API, Settings
from bot.store.base import Store
from bot.text import Plain, Text, text

if TYPE_CHECKING:
    from telegram import Bot

_FACE = "face"
WATCH_SECONDS = 2.0
"""How soon the running process finds what ``pana forget`` wrote."""
_log = logging.getLogger(__name__)


class Live:
    """Start it, let people in, stop it. ``settings`` hold a token; the store's owner closes it."""

    def __init__(
        self,
        settings: Settings,
        pack: Pack,
        store: Store,
        vault: Vault,
        clock: Clock | None = None,
    ) -> None:
        self._settings = settings
        self._pack = pack
        self._clock = clock or ShiftedClock()
        self._transport = HttpTransport(f"{settings.telegram_api}/bot{settings.telegram_token}")
        limits = Limits() if settings.telegram_api == PUBLIC_API else FREE
        self._channel: Channel = TelegramChannel(self._transport, Pace(limits), self._clock)
        self._rendering = rendering_of(pack)
        self.service = assemble(
            pack,
            store=store,
            vault=vault,
            channels={CHANNEL: self._channel},
            clock=self._clock,
            rendering=self._rendering,
            watch_every=WATCH_SECONDS,
        )
        desk = Desk(
            self.service.receive,
            self.service.blocked,
            self._admits,
            self._turn_away,
            self._is_exit,
        )
        self._reception = Reception(desk, self._transport)
        self.webhook: Webhook | None = None
        if settings.public_url:
            self.webhook = Webhook(self._secret(), self._reception, self._clock.now)
        self._store = store
        self._username = ""
        self._letting_in: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Take up what an earlier process left. Raises ``StoreError`` and ``KeysError``."""
        await self.service.start()

    def let_in(self) -> asyncio.Task[None]:
        """Begin to take updates. The task ends only when that cannot go on, with an
        :class:`AccountError` that says why.
        """
        self._letting_in = asyncio.create_task(self._let_in())
        return self._letting_in

    async def present(self) -> list[str]:
        """Put the face up at Telegram, once a day and whenever it has changed (S18).

        Gives a sentence for each thing that could not be put up, or that tells what this is.
        """
        face = face_of(self._pack, self._settings.public_name)
        mark = hashlib.sha256(msgspec.msgpack.encode(face)).hexdigest()
        mark = f"{day_of(self._clock.now())} {mark}"
        if await self._store.transact(lambda tx: tx.meta(_FACE)) == mark:
            return self._tells(Seen(username=self._username))
        async with self._bot() as bot:
            failed = await put_up(bot, face)
            seen, unseen = await look(bot)
        if not failed:
            await self._store.transact(lambda tx: tx.set_meta(_FACE, mark))
        return [*self._tells(seen), *failed, *unseen]

    async def stop(self) -> None:
        """Shut out, let what is in flight end, close the connections."""
        if self._letting_in is not None:
            self._letting_in.cancel()
            await asyncio.gather(self._letting_in, return_exceptions=True)
        await self._reception.close()
        await self.service.stop()
        await self._transport.close()

    @property
    def counts(self) -> Counter[str]:
        """What this process refused or passed over, by reason; nothing stands for a person."""
        found = Counter(self._reception.counts)
        if self.webhook is not None:
            found.update({f"webhook_{name}": n for name, n in self.webhook.counts.items()})
        return found

    def now(self) -> float:
        """The time by the service's clock."""
        return self._clock.now()

    async def _let_in(self) -> None:
        identity = await account.identify(self._transport, self._clock)
        self._username = identity.username
        if self._settings.mode == "production":
            for sentence in self._tells(Seen(username=identity.username)):
                raise account.AccountError(sentence)
        if self.webhook is None:
            polling = Polling(self._transport, self._reception, self._clock, account.problem_of)
            try:
                await polling.run()
            finally:
                await polling.close()
            return
        async with self._bot() as bot:
            url = f"{self._settings.public_url}{PATH}"
            await account.point_webhook(bot, url, self._secret(), self._clock)
        await asyncio.Event().wait()

    def _tells(self, seen: Seen) -> list[str]:
        """What of all that anybody sees tells what this is."""
        name, url = self._settings.public_name, self._settings.public_url or ""
        seen = msgspec.structs.replace(seen, name=name, url=url)
        return [f"{issue.message} {issue.remedy}" for issue in check_face(self._pack, seen)]

    @asynccontextmanager
    async def _bot(self) -> AsyncIterator[Bot]:
        # Imported late and aside: it takes a fifth of a second, and people are served by now.
        await asyncio.to_thread(importlib.import_module, "telegram.request")
        from telegram import Bot
        from telegram.request import HTTPXRequest

        request = HTTPXRequest()
        try:
            # Not entered: then it asks who it is, and tells the token in the error when that fails.
            yield Bot(
                self._settings.telegram_token or "",
                base_url=f"{self._settings.telegram_api}/bot",
                request=request,
                get_updates_request=request,
            )
        finally:
            await request.shutdown()

    def _secret(self) -> str:
        given = self._settings.webhook_secret
        return given or RootKeys.parse(self._settings.secret or "").newest.webhook

    def _admits(self, update: Update) -> bool:
        """Everybody but in a pilot; there testers, who is in already, and whoever wants out."""
        testers = self._settings.testers
        if self._settings.mode != "pilot" or EVERYBODY in testers or update.address in testers:
            return True
        known = self.service.session(update.channel, update.address) is not None
        return known or self._is_exit(update)

    def _is_exit(self, update: Update) -> bool:
        return recognise(update.event, self._pack.exit_words) is not None

    async def _turn_away(self, update: Update) -> None:
        locale = self._pack.cover_locale(update.event.app_locale)
        number = Plain(int(update.address))
        said = text("pilot.closed", digits=Text("digits.any"), number=number)
        closed = Screen(locale, (said,), tone=Tone.COVER)
        message = self._rendering.screen(closed, self._channel.capabilities)
        await self._channel.send(update.address, message)
