"""Telegram as one installation meets it: its one or two accounts, the staff group, the profile."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import importlib
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from bot.admission import Admission
from bot.channels.base import AccountError, Answer, Channel, Down
from bot.channels.telegram import account
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.entrance import Entrance, Place
from bot.channels.telegram.incoming import CHANNEL
from bot.channels.telegram.moves import Moves
from bot.channels.telegram.pace import FREE, Limits, Pace
from bot.channels.telegram.profile import face_of, look, put_up
from bot.channels.telegram.staff_group import StaffGroup
from bot.channels.telegram.transport import HttpTransport, Transport
from bot.channels.telegram.webhook import PATH, STAFF_PATH, Webhook
from bot.clock import Clock
from bot.edition import Edition
from bot.keys import RootKeys, day_of
from bot.pack.check_face import Seen, check_face
from bot.settings import PUBLIC_API, Settings
from bot.shell.letters import STAFF
from bot.shell.rendering import Rendering
from bot.shell.service import Service
from bot.side_by_side import until_one_ends
from bot.store.base import Store, StoreDown

if TYPE_CHECKING:
    from telegram import Bot

_FACE = "face"


class OnTelegram:
    """In order: make it, give its channels to a service, :meth:`connect` it, let people in, close.

    Counsellors are met at the second account where there is one, else at the first, by who they
    are: whoever has a desk writes to her desk.
    """

    def __init__(
        self, settings: Settings, edition: Edition, rendering: Rendering, store: Store, clock: Clock
    ) -> None:
        self._settings = settings
        self._edition = edition
        self._rendering = rendering
        self._store = store
        self._clock = clock
        self._transport = self._dialled(settings.telegram_token)
        self._staff = self._dialled(settings.staff_token) if settings.staff_token else None
        self._channel, self._staff_channel = self._channels()
        self._group: StaffGroup | None = None
        self._entrances: tuple[Entrance, ...] = ()
        self._username = ""
        self._looking: asyncio.Task[list[str]] | None = None

    @property
    def channels(self) -> Mapping[str, Channel]:
        """People's and that of staff, by name."""
        return {CHANNEL: self._channel, STAFF: self._staff_channel}

    @property
    def one_account(self) -> bool:
        """Staff and people meet the same account."""
        return self._staff is None

    def connect(self, service: Service) -> None:
        """What comes in goes to this service."""
        admission = Admission(
            self._settings, self._edition, self._rendering, service, CHANNEL, self._channel
        )
        self._group = self._staff_group(service, admission)
        self._entrances = self._ways_in(admission)

    def _dialled(self, token: str | None) -> HttpTransport:
        return HttpTransport(f"{self._settings.telegram_api}/bot{token}")

    def _channels(self) -> tuple[TelegramChannel, TelegramChannel]:
        """People's and that of staff; with one account they are the same, and so is its pace."""
        limits = Limits() if self._settings.telegram_api == PUBLIC_API else FREE

        def channel(transport: Transport, *, staff: bool) -> TelegramChannel:
            if staff and self._settings.staff_chat:
                transport = Moves(transport, self._moved)
            return TelegramChannel(transport, Pace(limits), self._clock)

        if self._staff is None:
            both = channel(self._transport, staff=True)
            return both, both
        return channel(self._transport, staff=False), channel(self._staff, staff=True)

    def _staff_group(self, service: Service, admission: Admission) -> StaffGroup | None:
        settings, transport = self._settings, self._staff or self._transport
        if not settings.staff_chat:
            return None
        me = (settings.staff_token or settings.telegram_token or "").partition(":")[0]
        return StaffGroup(
            settings.staff_chat, me, service, transport, self._clock, admission.not_yours
        )

    def _ways_in(self, admission: Admission) -> tuple[Entrance, ...]:
        """People's first; the last one is that of staff, which may be the same."""
        settings, group = self._settings, self._group
        url = settings.public_url or ""
        secret = self._secret() if url else ""
        place = Place(url, PATH, secret)
        client = partial(self._bot, settings.telegram_token)
        if self._staff is None:
            ways = admission.of_both(group)
            return (Entrance(self._transport, ways, place, self._clock, client),)
        ways = admission.of_people()
        first = Entrance(self._transport, ways, place, self._clock, client)
        ways, place = admission.of_staff(group), Place(url, STAFF_PATH, _for_staff(secret))
        client = partial(self._bot, settings.staff_token)
        setting = account.STAFF_TOKEN
        return first, Entrance(self._staff, ways, place, self._clock, client, setting)

    async def present(self) -> list[str]:
        """Put the face up at Telegram, once a day and whenever it has changed (S18).

        Gives a sentence for each thing that could not be put up, or that tells what this is.
        """
        face = face_of(self._edition.pack, self._settings.public_name)
        mark = hashlib.sha256(msgspec.msgpack.encode(face)).hexdigest()
        mark = f"{day_of(self._clock.now())} {mark}"
        if await self._store.transact(lambda tx: tx.meta(_FACE)) == mark:
            return [*self._tells(Seen(username=self._username)), *await self._of_group()]
        async with self._bot(self._settings.telegram_token) as bot:
            failed = await put_up(bot, face)
            seen, unseen = await look(bot)
        if not failed:
            await self._store.transact(lambda tx: tx.set_meta(_FACE, mark))
        return [*self._tells(seen), *failed, *unseen, *await self._of_group()]

    async def let_in(self) -> None:
        """Take updates until cancelled. Raises :class:`AccountError` when that cannot go on."""
        await until_one_ends(self._let_in_by(one) for one in self._entrances)

    async def shut(self) -> None:
        """Give up what is under way at the ways in; calls may still go out."""
        await asyncio.gather(*(entrance.close() for entrance in self._entrances))
        if self._group is not None:
            await self._group.close()

    async def close(self) -> None:
        """Close the connections."""
        for transport in (self._transport, self._staff):
            if transport is not None:
                await transport.close()

    @property
    def counts(self) -> Counter[str]:
        """What was refused or passed over, by reason."""
        return sum((entrance.counts for entrance in self._entrances), Counter())

    @property
    def webhooks(self) -> Mapping[str, Webhook]:
        """By path; none when updates are fetched."""
        return {
            entrance.place.path: entrance.webhook
            for entrance in self._entrances
            if entrance.webhook is not None
        }

    async def _let_in_by(self, entrance: Entrance) -> None:
        identity = await entrance.identify()
        await self._remember(entrance, identity.username)
        if entrance is self._entrances[-1]:
            self._staff_channel.topics = identity.topics
        if entrance is self._entrances[0]:
            self._username = identity.username
            if self._settings.mode == "production":
                for sentence in self._tells(Seen(username=identity.username)):
                    raise AccountError(sentence)
        if entrance is self._entrances[-1] and self._group is not None:
            # Beside: nobody's exit waits for what the group is like.
            self._looking = asyncio.create_task(self._group.look())
        try:
            await entrance.let_in()
        finally:
            if entrance is self._entrances[-1] and self._looking is not None:
                self._looking.cancel()
                await asyncio.gather(self._looking, return_exceptions=True)

    async def _remember(self, entrance: Entrance, username: str) -> None:
        """The handle, for links that a command writes beside this process."""
        name = "staff_username" if entrance is self._entrances[-1] else "username"
        with contextlib.suppress(StoreDown):
            await self._store.transact(lambda tx: tx.set_meta(name, username))

    async def _of_group(self) -> list[str]:
        """What somebody has to mend about the staff group, once Telegram has said how it is."""
        return await asyncio.shield(self._looking) if self._looking is not None else []

    def _tells(self, seen: Seen) -> list[str]:
        """What of all that anybody sees tells what this is."""
        name, url = self._settings.public_name, self._settings.public_url or ""
        seen = msgspec.structs.replace(seen, name=name, url=url)
        return [f"{issue.message} {issue.remedy}" for issue in check_face(self._edition.pack, seen)]

    @asynccontextmanager
    async def _bot(self, token: str | None) -> AsyncIterator[Bot]:
        # Imported late and aside: it takes a fifth of a second, and people are served by now.
        await asyncio.to_thread(importlib.import_module, "telegram.request")
        from telegram import Bot
        from telegram.request import HTTPXRequest

        request = HTTPXRequest()
        try:
            # Not entered: then it asks who it is, and tells the token in the error when that fails.
            yield Bot(
                token or "",
                base_url=f"{self._settings.telegram_api}/bot",
                request=request,
                get_updates_request=request,
            )
        finally:
            await request.shutdown()

    def _secret(self) -> str:
        given = self._settings.webhook_secret
        return given or RootKeys.parse(self._settings.secret or "").newest.webhook

    async def _moved(self, chat: str, to: str) -> Answer:
        return await self._group.moved(chat, to) if self._group is not None else Down()


def _for_staff(secret: str) -> str:
    """The second account's secret: whoever learns the first one cannot speak as staff."""
    return hmac.digest(secret.encode(), b"staff", "sha256").hex()
