"""Findings on one file, and the rules that every file with sources and several languages shares."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from bot.content.documents import Document, Step
from bot.content.issue import Issue, error
from bot.content.rights import SideBySide, Source

_URL = re.compile(r"https?://[^\s/]+\.[^\s]+\Z")


class Findings(msgspec.Struct, frozen=True):
    """Where findings of one file go."""

    document: Document
    issues: list[Issue]

    def bad(self, code: str, message: str, remedy: str, *path: Step) -> None:
        """Add an error at ``path``, or at the nearest thing around it."""
        line = self.document.line(*path) or 1
        self.issues.append(error(code, self.document.file, line, message, remedy))


def check_sources(place: Findings, sources: Sequence[Source]) -> None:
    """The dates and addresses of ``sources:``, and that each id stands there once."""
    for id_, times in Counter(source.id for source in sources).items():
        if times > 1:
            message = f"The source {id_} stands twice."
            place.bad("duplicate-id", message, "Give each source its own id.", "sources")
    for number, source in enumerate(sources):
        _check_source(place, number, source)


def _check_source(place: Findings, number: int, source: Source) -> None:
    days = {}
    for field in ("checked_on", "expires_on"):
        try:
            days[field] = datetime.datetime.strptime(getattr(source, field), "%Y-%m-%d")  # noqa: DTZ007 - a day
        except ValueError:
            message, remedy = f"{field} is no date.", "Write it as 2026-11-21."
            place.bad("bad-date", message, remedy, "sources", number, field)
    if len(days) == len(("checked_on", "expires_on")) and days["expires_on"] <= days["checked_on"]:
        message = f"The source {source.id} expires before it was checked."
        remedy = "Write expires_on: 12 months after checked_on."
        place.bad("bad-date", message, remedy, "sources", number, "expires_on")
    if source.url is not None and not _URL.match(source.url):
        message, remedy = f"The url of {source.id} is none.", "Write it whole, with https://."
        place.bad("bad-url", message, remedy, "sources", number, "url")


def check_sides(
    place: Findings,
    listed: Iterable[tuple[tuple[Step, ...], SideBySide]],
    required: tuple[str, ...],
    known: set[str],
) -> None:
    """Every text stands in each of the ``required`` locales, and in none that is not ``known``."""
    for path, texts in listed:
        where = " ".join(str(step + 1 if isinstance(step, int) else step) for step in path)
        for locale in required:
            if locale not in texts:
                message, remedy = f"{where} has no text in {locale}.", f"Add {locale}: beside it."
                place.bad("missing-text", message, remedy, *path)
            elif not texts[locale].strip():
                message = f"{where} is empty in {locale}."
                place.bad("empty-text", message, "Write the text.", *path, locale)
        for locale in texts:
            if locale not in known:
                message = f"{locale} is no locale."
                remedy = f"The tags are {', '.join(sorted(known))}."
                place.bad("unknown-locale", message, remedy, *path, locale)
