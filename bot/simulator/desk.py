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
from bot.channels.local import CAPABILITIES as TELEGRAM
from bot.channels.local import LocalChannel, LocalProvider
from bot.channels.whatsapp.capabilities import CAPABILITIES as WHATSAPP
from bot.clock import ShiftedClock
from bot.edition import Edition
from bot.events import Update
from bot.keys import FileShelf, RootKeys, Vault
from bot.pack.model import Pack
from bot.shell.letters import STAFF
from bot.simulator import acts
from bot.simulator.changes import Changes, TellingStore
from bot.simulator.phones import Phone, Phones
from bot.simulator.picture import (
    Picture,
    Stored,
    Tongues,
    chat_picture,
    copies_picture,
    kept_picture,
    lock_picture,
    size,
    stored_picture,
)
from bot.simulator.staff import GROUP, CounsellorPhone, Full, StaffPhones
from bot.simulator.whatsapp import WhatsAppProvider
from bot.store.base import Census, Store, StoreDown, Tx
from bot.store.sqlite import SqliteStore

SLICE_SECONDS = 60.0
"""A moved clock runs through the time in between, so that timers fire in their order."""
SWEEP_SECONDS = 60.0
BUSY = "The bot is busy; try again."
OPEN_FIRST = "Open a counsellor's phone first."
ENOUGH = "Enough counsellors' phones are open; put one away first."
FIRST_OF_STAFF = 100_001
"""Ids of messages of the staff's account, which are not to be taken for those of people's."""


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
        self.provider = LocalProvider(self.clock, TELEGRAM.name)
        self.whatsapp = WhatsAppProvider(self.clock)
        self.staff_provider = LocalProvider(self.clock, STAFF, first_id=FIRST_OF_STAFF)
        self.phones = Phones({"telegram": self.provider, "whatsapp": self.whatsapp})
        self.staff = StaffPhones(self.staff_provider)
        for provider in (self.provider, self.whatsapp, self.staff_provider):
            provider.listen(lambda _: self.changes.tell())
        self._locales = tuple(locale.tag for locale in pack.locales.ready())
        self.edition = Edition(pack)
        """The content in use."""
        texts = rendering_of(self.edition)
        self._tongues = Tongues(texts.screen, texts.post)
        self._moving = asyncio.Lock()
        self._laying = asyncio.Lock()
        self.service = assemble(
            self.edition,
            store=self.store,
            vault=Vault(RootKeys.parse(RootKeys.new_item()), shelf),
            channels={
                TELEGRAM.name: LocalChannel(self.provider),
                WHATSAPP.name: LocalChannel(self.whatsapp, WHATSAPP),
                STAFF: LocalChannel(self.staff_provider),
            },
            clock=self.clock,
            rendering=replace(texts, screen=self._tongues.render, post=self._tongues.render_post),
        )

    async def start(self) -> None:
        """Begin to serve; the group of the staff is there from the first moment."""
        await self.service.start()
        await self.service.open_group(GROUP)

    async def act(self, phone: Phone, act: acts.Act) -> str:
        """Do what is done on a page's phones; gives the short notice that answers a press."""
        match act:
            case acts.Counsellor(open=True):
                return await self._open_counsellor(phone)
            case acts.Counsellor():
                await self._close_counsellor(phone)
                return ""
            case acts.Edit():
                return await self._at_desk(phone, act)
            case acts.Say() | acts.Press() | acts.Media() if act.who != "person":
                return await self._at_desk(phone, act)
            case acts.Language(app_locale=app_locale):
                phone.app_locale = app_locale
                self.changes.tell()
                return ""
            case _:
                update = self.phones.done(phone, act)
                if update is not None:
                    return await self._deliver(update)
                self.changes.tell()  # it may be something that only her phone knows
                return ""

    async def _at_desk(
        self, phone: Phone, act: acts.Say | acts.Edit | acts.Press | acts.Media
    ) -> str:
        if phone.counsellor is None:
            return OPEN_FIRST
        update = self.staff.done(phone.counsellor, act)
        return await self._deliver(update) if update is not None else ""

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

    async def new_phone(self, app_locale: str, messenger: acts.Messenger = "telegram") -> Phone:
        """Another person's phone. Raises ``Full``."""
        try:
            return self.phones.new(app_locale, messenger)
        except Full:
            for phone in self.phones.unwatched(most=1):
                await self.put_away(phone)
            return self.phones.new(app_locale, messenger)

    async def change_phone(
        self, old: Phone | None, app_locale: str, messenger: acts.Messenger = "telegram"
    ) -> Phone:
        """Another person's phone instead of this one, beside the same counsellor's.

        Raises ``Full``.
        """
        kept = None
        if old is not None:
            kept, old.counsellor = old.counsellor, None
            await self.put_away(old)
        try:
            phone = await self.new_phone(app_locale, messenger)
        except Full:
            await self._end_counsellor(kept)
            raise
        phone.counsellor = kept
        return phone

    async def put_away(self, phone: Phone) -> None:
        """The phone is gone: she blocks us, and we hear it by trying to leave her."""
        await self._close_counsellor(phone)
        provider = self.phones.provider(phone)
        provider.block(phone.address)
        await self._deliver(provider.say(phone.address, "/x", phone.app_locale))
        await self.service.settled()
        self.phones.remove(phone)
        self.changes.tell()

    async def sweep(self) -> None:
        """Put away what nobody looks at, until cancelled."""
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            for phone in self.phones.unwatched():
                await self.put_away(phone)

    # counsellors' phones

    async def _open_counsellor(self, phone: Phone) -> str:
        async with self._laying:
            if phone.counsellor is not None:
                return ""
            try:
                made = phone.counsellor = await self._new_counsellor(phone.app_locale)
            except Full:
                return ENOUGH
            await self.service.open_desk(made.address, made.desk(self._locales))
        return await self._deliver(self.staff.opened(made))

    async def _new_counsellor(self, app_locale: str) -> CounsellorPhone:
        try:
            return self.staff.new(app_locale)
        except Full:
            every = self.phones.unwatched(most=len(self.phones))
            for phone in [one for one in every if one.counsellor is not None][:1]:
                await self._close_counsellor(phone)
            return self.staff.new(app_locale)

    async def _close_counsellor(self, phone: Phone) -> None:
        gone, phone.counsellor = phone.counsellor, None
        await self._end_counsellor(gone)

    async def _end_counsellor(self, gone: CounsellorPhone | None) -> None:
        """Her phone is gone: she blocks us, so that her talks go on elsewhere, and has no desk."""
        if gone is None:
            return
        self.staff_provider.block(gone.address)
        await self.service.blocked(STAFF, gone.address)
        await self.service.settled()
        await self.service.close_desk(gone.address)
        await self.service.settled()
        self.staff.remove(gone)
        self.changes.tell()

    # pictures

    async def picture(self, phone: Phone) -> Picture:
        """All that a page draws."""
        chat = self.phones.provider(phone).chat(phone.address)
        return {
            "phone": phone.id,
            "messenger": phone.messenger,
            "name": self.name,
            "app_locale": phone.app_locale,
            "now": self.clock.now(),
            "phones": len(self.phones),
            "messages": self._chat(phone),
            "copies": copies_picture(chat) if phone.messenger == "whatsapp" else None,
            "keyboard": chat.keyboard,
            "lock": lock_picture(phone.notice),
            "counsellor": self._of_counsellor(phone.counsellor),
            "group": chat_picture(self.staff_provider.chat(GROUP), self._tongues),
            "stored": await self._stored(),
        }

    def _chat(self, phone: Phone) -> list[Picture]:
        here, spots = phone.address, phone.spots
        if phone.messenger == "whatsapp":
            return kept_picture(self.whatsapp, here, self._tongues, spots, phone.emptied)
        return chat_picture(self.provider.chat(here), self._tongues, spots)

    def _of_counsellor(self, phone: CounsellorPhone | None) -> Picture | None:
        if phone is None:
            return None
        return {
            "alias": phone.alias,
            "messages": chat_picture(self.staff_provider.chat(phone.address), self._tongues),
            "lock": lock_picture(phone.notice),
        }

    async def _stored(self) -> Picture | None:
        def read(tx: Tx) -> tuple[Census, list[tuple[str, str, int]], int]:
            return tx.census(), tx.counts(), len(tx.desks())

        try:
            # Not through the telling store: looking changes nothing.
            census, sums, desks = await self._plain_store.transact(read)
        except StoreDown:
            return None
        log = self._file.with_name(self._file.name + "-wal")
        days = tuple(self._shelf.days())
        sizes = size(self._file), size(log)
        return stored_picture(Stored(census, days, tuple(sums), *sizes, desks))


@contextlib.asynccontextmanager
async def desk(pack: Pack, folder: Path, name: str) -> AsyncIterator[Desk]:
    """A desk with its database and day keys in ``folder``; ``StoreError`` or ``KeysError``."""
    file = folder / "pana.sqlite3"
    store = await SqliteStore.open(file)
    try:
        made = Desk(pack, store, FileShelf(folder / "keys"), file, name)
        await made.start()
        sweeping = asyncio.create_task(made.sweep())
        try:
            yield made
        finally:
            sweeping.cancel()
            await asyncio.gather(sweeping, return_exceptions=True)
            await made.service.stop()
    finally:
        await store.close()
