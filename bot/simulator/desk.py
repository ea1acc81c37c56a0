"""The desk: the real service over the real store, a made-up messenger, and the phones on it."""

from __future__ import annotations

import asyncio
import contextlib
import math
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

from bot.app import assemble, rendering_of
from bot.channels.base import Done
from bot.channels.local import LocalChannel, LocalProvider
from bot.clock import ShiftedClock
from bot.events import MediaKind, Update
from bot.keys import FileShelf, RootKeys, Vault
from bot.pack.model import Pack
from bot.simulator import acts
from bot.simulator.changes import Changes, TellingStore
from bot.simulator.phones import Full, Phone, Phones
from bot.simulator.picture import (
    Picture,
    Stored,
    Tongues,
    chat_picture,
    lock_picture,
    size,
    stored_picture,
)
from bot.store.base import Census, Store, StoreDown, Tx
from bot.store.sqlite import SqliteStore

CHANNEL = "telegram"
SLICE_SECONDS = 60.0
"""A moved clock runs through the time in between, so that timers fire in their order."""
SWEEP_SECONDS = 60.0
BUSY = "The bot is busy; try again."


class Desk:
    """Everything that the page shows and does. Make one with :func:`desk`."""

    def __init__(self, pack: Pack, store: Store, shelf: FileShelf, file: Path, name: str) -> None:
        self.name = name
        self.changes = Changes()
        self.clock = ShiftedClock()
        self.store = TellingStore(store, self.changes.tell)
        self._plain_store = store
        self._shelf = shelf
        self._file = file
        self.provider = LocalProvider(self.clock, CHANNEL)
        self.phones = Phones(self.provider)
        self.provider.listen(lambda _: self.changes.tell())
        texts = rendering_of(pack)
        self._tongues = Tongues(texts.screen)
        self._moving = asyncio.Lock()
        self.service = assemble(
            pack,
            store=self.store,
            vault=Vault(RootKeys.parse(RootKeys.new_item()), shelf),
            channels={CHANNEL: LocalChannel(self.provider)},
            clock=self.clock,
            rendering=replace(texts, screen=self._tongues.render),
        )

    async def act(self, phone: Phone, act: acts.Act) -> str:
        """Do what she does on her phone; gives the short notice that answers a press."""
        match act:
            case acts.Say(text=text):
                update = self.provider.say(phone.address, text, phone.app_locale)
            case acts.Start(payload=payload):
                update = self.provider.start(phone.address, payload, phone.app_locale)
            case acts.Press(data=data, on=on):
                return await self._press(phone, data, on)
            case acts.Pin(lat=lat, lon=lon):
                update = self.provider.locate(phone.address, lat, lon, phone.app_locale)
                phone.spots[update.event.message] = (lat, lon)
            case acts.Media(kind=kind):
                known = MediaKind(kind)
                update = self.provider.send_media(phone.address, known, phone.app_locale)
            case acts.Language(app_locale=app_locale):
                phone.app_locale = app_locale
                self.changes.tell()
                return ""
        return await self._deliver(update)

    async def _press(self, phone: Phone, data: str, on: str) -> str:
        message = self.provider.chat(phone.address).messages.get(on)
        if message is None or all(button.data != data for row in message.rows for button in row):
            return ""
        return await self._deliver(self.provider.press(phone.address, data, on, phone.app_locale))

    async def _deliver(self, update: Update) -> str:
        answer = await self.service.receive(update)
        return answer.alert if isinstance(answer, Done) else BUSY

    async def move(self, seconds: float) -> None:
        """Move the clock forward; what becomes due on the way happens in its order."""
        async with self._moving:
            for _ in range(math.ceil(seconds / SLICE_SECONDS)):
                self.clock.shift(min(SLICE_SECONDS, seconds))
                seconds -= SLICE_SECONDS
                await self.service.settled()
        self.changes.tell()

    # phones

    async def new_phone(self, app_locale: str) -> Phone:
        """Another person's phone. Raises ``Full``."""
        try:
            return self.phones.new(app_locale)
        except Full:
            for phone in self.phones.unwatched(most=1):
                await self.put_away(phone)
            return self.phones.new(app_locale)

    async def put_away(self, phone: Phone) -> None:
        """The phone is gone: she blocks us, and we hear it by trying to leave her."""
        self.provider.block(phone.address)
        await self._deliver(self.provider.say(phone.address, "/x", phone.app_locale))
        await self.service.settled()
        self.phones.remove(phone)
        self.changes.tell()

    async def sweep(self) -> None:
        """Put away what nobody looks at, until cancelled."""
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            for phone in self.phones.unwatched():
                await self.put_away(phone)

    # pictures

    async def picture(self, phone: Phone) -> Picture:
        """All that a page draws."""
        return {
            "phone": phone.id,
            "name": self.name,
            "app_locale": phone.app_locale,
            "now": self.clock.now(),
            "phones": len(self.phones),
            "messages": chat_picture(self.provider.chat(phone.address), phone, self._tongues),
            "keyboard": self.provider.chat(phone.address).keyboard,
            "lock": lock_picture(phone),
            "stored": await self._stored(),
        }

    async def _stored(self) -> Picture | None:
        def read(tx: Tx) -> tuple[Census, list[tuple[str, str, int]]]:
            return tx.census(), tx.counts()

        try:
            # Not through the telling store: looking changes nothing.
            census, sums = await self._plain_store.transact(read)
        except StoreDown:
            return None
        log = self._file.with_name(self._file.name + "-wal")
        days = tuple(self._shelf.days())
        return stored_picture(Stored(census, days, tuple(sums), size(self._file), size(log)))


@contextlib.asynccontextmanager
async def desk(pack: Pack, folder: Path, name: str) -> AsyncIterator[Desk]:
    """A desk with its database and day keys in ``folder``; ``StoreError`` or ``KeysError``."""
    file = folder / "pana.sqlite3"
    store = await SqliteStore.open(file)
    try:
        made = Desk(pack, store, FileShelf(folder / "keys"), file, name)
        await made.service.start()
        sweeping = asyncio.create_task(made.sweep())
        try:
            yield made
        finally:
            sweeping.cancel()
            await asyncio.gather(sweeping, return_exceptions=True)
            await made.service.stop()
    finally:
        await store.close()
