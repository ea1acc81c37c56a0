"""What a service keeps when everybody has gone: measured in a process that does nothing else."""

from __future__ import annotations

import asyncio
import logging
import tracemalloc
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from bot.content.catalogue import NEUTRAL
from bot.keys import destroyed_at
from bot.pack.model import Pack
from bot.text import Day, Kilometres, Text, text
from tests.soak.house import House
from tests.talk import HOME, LOCALES, real_pack, through_the_door

WARM = 400
"""Events before tracing, and again before the first weighing."""


@dataclass(frozen=True)
class Left:
    """Bytes in memory and in the file before and after, what was seen, what was wrong."""

    memory: int
    file: int
    memory_after: int
    file_after: int
    ended: int
    seen: Counter[str]
    census: dict[str, int]
    keys_too_old: list[str]
    wrong: list[str]
    warnings: list[str]


class _Warnings(logging.Handler):
    """Keeps what is logged as a warning or worse."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


def stay(folder: Path, seed: int, events: int) -> Left:
    """Traffic, everybody forgotten, fifty hours: how much is left, and what of hers."""
    return asyncio.run(_stay(folder, seed, events))


async def _stay(folder: Path, seed: int, events: int) -> Left:
    logging.getLogger().addHandler(warnings := _Warnings())
    await _load_all(folder, seed)
    tracemalloc.start()
    house = await House(folder / "house", seed).open()
    try:
        await house.traffic(WARM)
        await house.everybody_goes()
        memory, file = await house.weigh()
        ended = await house.ended()
        await house.traffic(events)
        await house.everybody_goes()
        ended = await house.ended() - ended
        memory_after, file_after = await house.weigh()
        census = await house.store.transact(lambda tx: tx.census())
    finally:
        await house.close()
    days = [file.name[:10] for file in (house.folder / "keys").iterdir()]
    return Left(
        memory=memory,
        file=file,
        memory_after=memory_after,
        file_after=file_after,
        ended=ended,
        seen=house.seen,
        census={
            "conversations": census.conversations,
            "outbox": census.outbox,
            "timers": census.timers,
            "ledger": census.ledger,
            "wipes": census.wipes,
            "remains": census.remains,
            "key_days": len(census.key_days),
        },
        keys_too_old=[day for day in days if house.clock.now() >= destroyed_at(day)],
        wrong=house.wrong,
        warnings=warnings.said,
    )


async def _load_all(folder: Path, seed: int) -> None:
    """What is loaded or remembered at first use lies in memory before it is weighed."""
    for locale in LOCALES:
        _say_everything(real_pack(), locale)
        far = through_the_door(locale, HOME[locale]).press("find").press("shelter").press("over")
        far.say("?")
        right = through_the_door(locale, HOME[locale]).press("rights")
        right.press(next(choice for choice in right.buttons if choice.startswith("topic:")))
    house = await House(folder / "before", seed).open()
    await house.traffic(WARM)
    await house.close()


def _say_everything(pack: Pack, locale: str) -> None:
    """Every text of a language is remembered once said; numbers and dates load the language's."""
    countries = ("", *(country.code for country in pack.locales.countries))
    for key in pack.catalogue.keys(locale) | pack.catalogue.keys(NEUTRAL):
        for country in countries:
            pack.catalogue.variant(key, country, locale)
        pack.catalogue.say(Text(key), locale)
    for said in (
        text("services.opens", day=Day("2026-11-21")),
        text("services.km", km=Kilometres(1234.5)),
    ):
        assert pack.catalogue.say(said, locale).text
