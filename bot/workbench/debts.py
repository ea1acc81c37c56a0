"""Which texts a language owes: all messages, and of each country what its people speak."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

import msgspec

from bot.content.catalogue import Entry
from bot.directory.model import has_more_languages
from bot.pack.model import Pack

SOURCES = ("ru", "en", "kk")
"""Languages in which texts are written first, the one that most translators read at the front."""
COVER = "cover"
PARTS = ("messages", "rights", "services", "reporting", COVER)


class Debt(msgspec.Struct, frozen=True):
    """One text that a locale owes. ``part``: the folder; ``country``: a code, ``""`` for all;
    ``topic``: of the rights; ``source``: the text that it says in another language, if any.
    """

    key: str
    part: str
    country: str
    topic: str
    source: Entry
    source_locale: str
    entry: Entry | None
    """The text in the locale itself."""

    @property
    def where(self) -> str:
        """What it is counted under: ``rights KG``."""
        return f"{self.part} {self.country}".strip()


def debts(pack: Pack, locale: str, source: str = "") -> Iterator[Debt]:
    """The texts that ``locale`` owes, in the order in which they stand in the files.

    ``source``: the language to translate from where it has the text.
    """
    catalogue = pack.catalogue
    known: dict[str, tuple[str, Entry]] = {}
    languages = tuple(dict.fromkeys(tag for tag in (source, *SOURCES, locale) if tag))
    for tag in languages:
        for key in catalogue.keys(tag):
            entry = catalogue.entry(key, tag)
            if entry is None or not entry.file or key in known:
                continue
            if tag == locale or not entry.file.startswith(f"{COVER}/"):
                known[key] = (tag, entry)  # A cover is written for itself, not translated.
    found = []
    for key, (tag, entry) in known.items():
        part, country, topic = _place(key, entry)
        if part in PARTS and _owed(pack, locale, key, country):
            own = catalogue.keys(locale)
            there = catalogue.entry(key, locale) if key in own else None
            found.append(Debt(key, part, country, topic, entry, tag, there))
    yield from sorted(found, key=_order)


def _order(debt: Debt) -> tuple[int, str, int, str]:
    return (PARTS.index(debt.part), debt.source.file.split("/", 2)[-1], debt.source.line or 0,
            debt.key)  # fmt: skip


def _place(key: str, entry: Entry) -> tuple[str, str, str]:
    path = PurePosixPath(entry.file)
    part = path.parts[0]
    topic = ""
    if part == "rights":
        country, topic = path.parts[1], path.stem
    elif part in ("services", "reporting"):
        country = path.stem
    else:
        marks = [mark for mark in key.split("@")[1:] if mark.isupper() or mark == "other"]
        country = marks[0] if part == "messages" and marks else ""
    return part, country if country == "other" else country.upper(), topic


def _owed(pack: Pack, locale: str, key: str, country: str) -> bool:
    if not country or key.startswith("number."):
        return True
    return pack.locales.speaks(locale, country, partly=_partly(pack, key, country))


def _partly(pack: Pack, key: str, country: str) -> bool:
    """Whether the key is of a record that speaks some more languages than the rest."""
    there = pack.directory.countries.get(country)
    records = (*there.lines, *there.services) if there is not None else ()
    section, _, rest = key.partition(".")
    return section in ("line", "service") and any(
        rest.startswith(f"{record.id}.") and has_more_languages(record) for record in records
    )
