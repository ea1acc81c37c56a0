"""Files of `services/` to the directory and to texts of the catalogue; every mistake at once.

A record with an error is left out of the directory, so that nothing half-true is shown even where
somebody starts in spite of the errors. :mod:`bot.directory.rules` has the rules.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import msgspec

from bot.content.catalogue import Entry
from bot.content.documents import Document, Step, convert
from bot.content.issue import Issue, Severity
from bot.content.locales import Locales
from bot.directory.model import (
    CountryDirectory,
    Directory,
    Line,
    Number,
    Record,
    Service,
    Texts,
    Withheld,
)
from bot.directory.places import Places
from bot.directory.rules import Rules
from bot.directory.texts import entries_of
from bot.directory.where import Where

__all__ = ["Directory", "directory_from"]

R = TypeVar("R", bound=Record)


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    country: str
    digits: tuple[str, ...] = ()
    cover_numbers: tuple[str, ...] = ()
    timezone: str | None = None
    holidays: tuple[datetime.date, ...] = ()
    papers: Texts | None = None
    papers_from: tuple[str, ...] = ()
    warning: Texts | None = None
    warning_from: tuple[str, ...] = ()
    numbers: tuple[Any, ...] = ()
    lines: tuple[Any, ...] = ()
    services: tuple[Any, ...] = ()
    withheld: tuple[Any, ...] = ()


def directory_from(
    documents: Iterable[Document],
    places: Places,
    issues: list[Issue],
    locales: Locales,
) -> tuple[Directory, dict[str, dict[str, Entry]]]:
    """The directory of all country files and its texts, with every mistake in ``issues``.

    ``documents``: the files `services/*.yaml`; ``places``: the gazetteer, for the towns;
    ``locales``: the languages, and who speaks which. The texts are by locale tag (or ``NEUTRAL``),
    then by key. Raises nothing.
    """
    countries: dict[str, CountryDirectory] = {}
    entries: dict[str, dict[str, Entry]] = {}
    seen: dict[str, str] = {}
    for document in documents:
        country = _country(document, Rules(document, places, locales, issues, seen))
        if country is None:
            continue
        if country.country in countries:
            where = Where(document, issues, ())
            message = f"There is another file of {country.country}."
            where.bad("duplicate-country", message, "Keep one file for a country.", "country")
            continue
        countries[country.country] = country
        for locale, texts in entries_of(country, document).items():
            entries.setdefault(locale, {}).update(texts)
    return Directory(countries), entries


def _country(document: Document, rules: Rules) -> CountryDirectory | None:
    head = convert(document, _File, rules.issues)
    if head is None or not rules.country(head.country):
        return None
    numbers = _records(rules, "numbers", Number, rules.number)
    lines = _records(rules, "lines", Line, rules.line)
    services = _records(rules, "services", Service, rules.service)
    found = CountryDirectory(
        country=head.country,
        digits=head.digits,
        cover_numbers=head.cover_numbers,
        timezone=head.timezone,
        holidays=head.holidays,
        papers=head.papers,
        papers_from=head.papers_from,
        warning=head.warning,
        warning_from=head.warning_from,
        numbers=numbers,
        lines=lines,
        services=services,
        withheld=_withheld(document, rules.issues),
    )
    return rules.whole(found)


def _records(
    rules: Rules, section: str, kind: type[R], check: Callable[[R, Where], None]
) -> tuple[R, ...]:
    good: list[R] = []
    for position in range(len(rules.document.data.get(section) or ())):
        path: tuple[Step, ...] = (section, position)
        before = len(rules.issues)
        record = convert(rules.document, kind, rules.issues, *path)
        if record is None:
            continue
        where = Where(rules.document, rules.issues, path, record.id)
        rules.record(record, where)
        check(record, where)
        if not any(issue.severity is Severity.ERROR for issue in rules.issues[before:]):
            good.append(record)
    return tuple(good)


def _withheld(document: Document, issues: list[Issue]) -> tuple[Withheld, ...]:
    listed = document.data.get("withheld") or ()
    found = (convert(document, Withheld, issues, "withheld", at) for at in range(len(listed)))
    return tuple(entry for entry in found if entry is not None)
