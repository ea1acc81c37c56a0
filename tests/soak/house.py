"""Many phones on the whole service over a real file, and what is left in their chats."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import shutil
import sqlite3
import tracemalloc
from collections import Counter
from pathlib import Path

from bot import cover
from bot.app import rendering_of
from bot.channels.local import CAPABILITIES, LocalMessage
from bot.channels.render import press_of, render
from bot.edition import Edition
from bot.events import MediaKind, Update
from bot.pack.model import Pack
from bot.session import Session
from tests.promises.test_data import Disk
from tests.soak.people import CHOICES, HOUR, Chance
from tests.talk import real_pack

PHONES = 40
STRETCH = 12
"""How many events in a row are one person's, on average."""
INWARD = ("c:other", "language:ru", "yes", "go", "country:KZ")
REMEMBERED = 6
BURST = 3.0
"""Texts this near each other are one input."""
AFTER_EXIT = 2.0
"""What she sent up to this long after an exit belongs to the time before it: it only goes."""
LATE = 120.0
"""What comes in later than this may meet silence: nobody knows who holds the phone by now."""


def cover_texts(pack: Pack) -> frozenset[str]:
    """Everything that the cover can show, in every language, and what stands where nobody can
    delete any more."""
    countries = ["", *pack.directory.countries]
    neutral = rendering_of(Edition(pack)).neutral
    texts = set()
    for locale in pack.covers:
        texts.add(neutral(locale, CAPABILITIES).text)
        screens = [cover.useful(locale, pack, country) for country in countries]
        waiting = [cover.home(locale, pack), cover.reply(locale, pack)]
        seen: set[str] = set()
        while waiting:
            screens.append(screen := waiting.pop())
            for button in (button for row in screen.rows for button in row):
                if button.id not in seen and button.id != cover.OTHER:
                    seen.add(button.id)
                    if not button.id.startswith("c:sayings:") or len(seen) < 500:
                        waiting.append(cover.page(button.id, locale, pack))
        texts |= {render(screen, CAPABILITIES, pack.catalogue).text for screen in screens}
    return frozenset(texts)


class House(Disk):
    """Phones, what their owners do at random, and what has to be gone."""

    def __init__(self, folder: Path, seed: int) -> None:
        super().__init__(folder)
        self.chance = Chance(real_pack(), seed)
        self.covers = cover_texts(real_pack())
        self.phones = {f"7{number:09}": self.chance.app() for number in range(PHONES)}
        self.told: dict[str, list[str]] = {}
        """Messages of hers that have to go when she leaves, by address."""
        self.old: dict[str, list[LocalMessage]] = {}
        self.left_at: dict[str, float] = {}
        self.seen: Counter[str] = Counter()
        self.wrong: list[str] = []

    # --- traffic

    async def traffic(self, events: int) -> None:
        """So many events, in stretches of one person's or in bursts of several."""
        before = self.seen["events"]
        while self.seen["events"] - before < events:
            if self.chance.often(8):
                await self._burst()
            else:
                await self._stretch(self.chance.one(tuple(self.phones)))
            await self._pass(self.chance.one((0.0, 1.0, 20.0, 70.0)))

    async def _stretch(self, address: str) -> None:
        for _ in range(1 + self.chance.below(2 * STRETCH)):
            await self._pass(self.chance.gap())
            await self._event(address)

    async def _event(self, address: str) -> None:
        update = self._update(address)
        if update is None:
            return
        if self.chance.often(1):
            await self._pass(self.chance.one((130.0, 500.0)))
        session = self._session(address)
        await self._deliver([update])
        if self.chance.often(2):
            await self._deliver([update])
        self._look(address, session, [update])

    async def _burst(self) -> None:
        """Several updates at once, of one person or of several, before anything is answered."""
        alone = self.chance.often(50)
        addresses = list(self.phones)
        one = self.chance.one(addresses)
        whose = [one if alone else self.chance.one(addresses) for _ in range(6)]
        before = {address: self._session(address) for address in whose}
        updates = [update for address in whose if (update := self._update(address)) is not None]
        await self._deliver(updates)
        for address, session in before.items():
            hers = [update for update in updates if update.address == address]
            self._look(address, session, hers)

    async def _deliver(self, updates: list[Update]) -> None:
        self.seen["events"] += len(updates)
        self.seen.update(type(update.event).__name__ for update in updates)
        await asyncio.gather(*(self.service.receive(update) for update in updates))
        await self.service.settled()

    async def _pass(self, seconds: float) -> None:
        await self.service.run_until(self.clock, self.clock.now() + seconds)

    def _session(self, address: str) -> Session | None:
        return self.service.session("telegram", address)

    # --- what she does

    def _update(self, address: str) -> Update | None:
        app, chance, provider = self.phones[address], self.chance, self.provider
        chat = provider.chat(address)
        screens = [message for message in chat.ours() if message.rows]
        old = [*self.old.get(address, []), *screens[-1:]][-REMEMBERED:]
        self.old[address] = [message for message in old if message.rows]
        if chance.often(1) and chat.messages:
            provider.remove(address, chance.one(tuple(chat.messages)))
        draw = chance.below(100)
        if draw < 64 and self.old[address]:
            return self._press(address, screens[-1] if screens else self.old[address][-1])
        if draw < 88:
            labels = [b.label for row in screens[-1].rows for b in row] if screens else []
            return provider.say(address, chance.words(labels) or "?", app)
        if draw < 92:
            return provider.locate(address, *chance.point(), app)
        if draw < 96:
            return provider.send_media(address, chance.media(), app)
        return provider.start(address, chance.payload(), app)

    def _press(self, address: str, screen: LocalMessage) -> Update:
        if self.chance.often(8):
            screen = self.chance.one(self.old[address])
        datas = [button.data for row in screen.rows for button in row]
        inward = [data for data in datas if press_of(data)[1] in INWARD]
        data = self.chance.one(inward if inward and self.chance.often(70) else datas)
        if self.chance.often(4):
            data = f"{self.chance.one(('', '1', 'zz'))}|{self.chance.one(CHOICES)}"
        return self.provider.press(address, data, screen.id, self.phones[address])

    # --- what comes of it

    def _look(self, address: str, before: Session | None, updates: list[Update]) -> None:
        """One living screen stands, at most. Note what has to go, and see that it is gone."""
        ours = [message for message in self.provider.chat(address).ours() if message.rows]
        if not ours and len(updates) == 1 and not self._may_be_silent(address, before, updates[0]):
            self.wrong.append(f"{address} sees nothing after {updates[0].event}")
        if sum(message.text not in self.covers for message in ours) > 1:
            self.wrong.append(f"{address} sees several screens")
        after = self._session(address)
        inside = before is not None and not before.covered
        if inside and (len(updates) == 1 or (after is not None and not after.covered)):
            self.told.setdefault(address, []).extend(
                update.event.message
                for update in updates
                if type(update.event).__name__ in ("Said", "Located", "SentMedia")
            )
        if before is not None and after is None:
            self.seen["left"] += 1
            self.left_at[address] = self.clock.now()
            self._is_clean(address, at_once=True)

    def _may_be_silent(self, address: str, before: Session | None, update: Update) -> bool:
        """Whether no screen has to follow; none may stand if she had deleted the last one."""
        now, dated = self.clock.now(), update.event.dated
        burst = before is not None and now - before.tail_at <= BURST
        return burst or now - dated >= LATE or dated < self.left_at.get(address, 0.0) + AFTER_EXIT

    def _is_clean(self, address: str, *, at_once: bool) -> None:
        chat = self.provider.chat(address)
        for message in chat.ours():
            if message.text not in self.covers or message.pin is not None:
                self.wrong.append(f"{address} shows {message.text[:60]!r}")
        for name in self.told.get(address, []):
            left = chat.messages.get(name)
            if left is not None and not (at_once and left.media is MediaKind.DICE):
                self.wrong.append(f"{address} keeps {left.text[:60]!r} {left.media}")

    async def everybody_goes(self) -> None:
        """Who is known types the exit; then fifty hours pass."""
        for address in self.phones:
            session = self._session(address)
            if session is not None:
                await self._deliver([self.provider.say(address, "/x")])
                self._look(address, session, [])
        await self._pass(50 * HOUR)
        for address in self.phones:
            self._is_clean(address, at_once=False)

    async def ended(self) -> int:
        """How many conversations have ended: by an act of hers, by a timer, by age."""
        counts = await self.store.transact(lambda tx: tx.counts())
        return sum(number for _, name, number in counts if name == "left")

    async def weigh(self) -> tuple[int, int]:
        """Traced bytes in memory without the phones', and bytes of the file without gaps.

        The counts of each day, which are about nobody, are kept for ever; they do not count.
        """
        self.provider.chats.clear()
        self.told.clear()
        self.old.clear()
        self.left_at.clear()
        await self.store.tidy(deep=True)
        size = _size_without_counts(self.folder / "pana.sqlite3", self.folder.parent / "copy")
        gc.collect()
        return tracemalloc.get_traced_memory()[0], size


def _size_without_counts(file: Path, copy: Path) -> int:
    shutil.copyfile(file, copy)
    with contextlib.closing(sqlite3.connect(copy, isolation_level=None)) as connection:
        connection.execute("DELETE FROM counters")
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return copy.stat().st_size
