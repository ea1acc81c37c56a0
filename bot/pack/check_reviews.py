"""Sign-offs: what is missing in each language, and those that stand for nothing (any more)."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from bot.content.issue import Issue, warning
from bot.content.reviews import fingerprint
from bot.pack.check_critical import RECORDS
from bot.pack.model import Pack
from bot.pack.release import READERS, release
from bot.pack.sources import Sources


def check_reviews(pack: Pack, sources: Sources, today: datetime.date) -> list[Issue]:
    """A warning for each sign-off that does not count, and one for each language's sum."""
    found: list[Issue] = []
    for locale in pack.reviews:
        found += _signed(pack, sources, locale, today)
    now = release(pack, today)
    for locale in dict.fromkeys(one.locale for one in now.missing):
        lacks = now.of(locale)
        counts = " and ".join(f"{len(one.keys)} by {READERS[one.role]}" for one in lacks)
        message = f"{lacks[0].of} texts are critical in {locale}; not signed: {counts}."
        remedy = "Both read them before anybody relies on them and sign here (docs/authors)."
        found.append(warning("unsigned", f"reviews/{locale}.yaml", None, message, remedy))
    return found


def _signed(pack: Pack, sources: Sources, locale: str, today: datetime.date) -> Iterator[Issue]:
    file = f"reviews/{locale}.yaml"
    for one in pack.reviews[locale]:
        entry = pack.catalogue.entry(one.key, locale)
        if entry is None:
            if not _misread(one.key, sources):
                message = f"The sign-off names {one.key}, which is no text in {locale}."
                remedy = "Correct the key; if the text is gone, remove its sign-offs."
                yield warning("unknown-key", file, one.line, message, remedy)
        elif one.hash != fingerprint(entry):
            message = f"The text {one.key} is not the one that {one.who} read on {one.when}."
            remedy = f"Read it as it is now, then write hash: {fingerprint(entry)} and the day."
            yield warning("stale-signature", file, one.line, message, remedy)
        if one.when > today:
            message = f"when of {one.key} lies in the future: {one.when}."
            remedy = "Write the day on which it was read; until then it does not count."
            yield warning("future-date", file, one.line, message, remedy)


def _misread(key: str, sources: Sources) -> bool:
    """Whether the text may stand in a file with an error: its key does, or the id of its record."""
    name = key.split(".")[1] if key.startswith(RECORDS) else key
    return any(name in sources.text(file) for file in sources.doubtful(""))
