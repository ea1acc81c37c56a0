"""How far each language is: there, read a second time, signed off, expired."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

import msgspec

from bot.content.reviews import ROLES, fingerprint
from bot.pack.check_critical import critical
from bot.pack.model import Pack
from bot.pack.release import signed_as
from bot.workbench.debts import Debt, debts

Reads = frozenset[tuple[str, str]]
"""Key and hash of the texts of one locale that were read a second time."""


class Count(msgspec.Struct):
    """Texts of one part. ``signed``: critical ones with every sign-off they need; ``critical``:
    how many need one; ``expired``: stand on a source past its day.
    """

    where: str
    owed: int = 0
    there: int = 0
    read: int = 0
    critical: int = 0
    signed: int = 0
    expired: int = 0


def coverage(
    pack: Pack, locale: str, reads: Reads, today: datetime.date, *, topics: bool = False
) -> list[Count]:
    """One count for each part and country; by topic as well, where ``topics``."""
    counts: dict[str, Count] = {}
    needing = critical(pack)
    signed = frozenset.intersection(*(signed_as(pack, locale, role, today) for role in ROLES))
    past = _expired(pack, today)
    for debt in debts(pack, locale):
        where = f"{debt.where} {debt.topic}".strip() if topics else debt.where
        count = counts.setdefault(where, Count(where))
        count.owed += 1
        count.expired += (debt.country, debt.topic) in past
        count.critical += debt.key in needing
        if debt.entry is None:
            continue
        mark = (debt.key, fingerprint(debt.entry))
        count.there += 1
        count.read += mark in reads or is_made(pack, locale, debt, reads)
        count.signed += debt.key in needing and debt.key in signed
    return list(counts.values())


def is_made(pack: Pack, locale: str, debt: Debt, reads: Reads) -> bool:
    """Whether the text is only another one in other letters, which was read."""
    source = next((one.derived for one in pack.locales.locales if one.tag == locale), "")
    if not source or debt.entry is None or debt.entry.file.startswith(f"messages/{locale}/"):
        return False
    entry = pack.catalogue.entry(debt.key, source)
    same = entry is not None and (entry.file, entry.line) == (debt.entry.file, debt.entry.line)
    return same and entry is not None and (debt.key, fingerprint(entry)) in reads


def _expired(pack: Pack, today: datetime.date) -> frozenset[tuple[str, str]]:
    """Country and topic of the rights that stand on a source past its day."""
    return frozenset(
        (country, topic.topic)
        for country, topics in pack.rights.items()
        for topic in topics
        for source in topic.used_sources()
        if source.expires_on < today.isoformat()
    )


def total(counts: Iterable[Count], where: str = "all") -> Count:
    """The sum of counts."""
    found = Count(where)
    for count in counts:
        for field in ("owed", "there", "read", "critical", "signed", "expired"):
            setattr(found, field, getattr(found, field) + getattr(count, field))
    return found
