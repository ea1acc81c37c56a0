"""The rules for records of `services/`: what may stand together, and what needs a basis."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from bot.content.documents import Document, Step
from bot.content.issue import Issue
from bot.content.locales import Locales
from bot.directory import phones, rules_contact
from bot.directory.model import (
    Confidence,
    CountryDirectory,
    Kind,
    Line,
    Number,
    NumberKind,
    Record,
    Service,
    Texts,
    YesNoUnknown,
    has_more_languages,
)
from bot.directory.places import Places
from bot.directory.where import Where

COUNTRIES = frozenset({*phones.BOXES, phones.EVERYWHERE})

_ID = re.compile(r"[a-z]{2,5}-[a-z0-9]+(?:-[a-z0-9]+)*")
_SOURCED = re.compile(r"(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2]))?")


class Rules:
    """The rules for one file. ``seen``: ids of all files so far, and the file of each."""

    def __init__(
        self,
        document: Document,
        places: Places,
        locales: Locales,
        issues: list[Issue],
        seen: dict[str, str],
    ) -> None:
        self.document = document
        self.issues = issues
        self._places = places
        self._locales = locales
        self._seen = seen
        self._country = ""
        self._routes: dict[str, str] = {}
        self._police_phones: frozenset[str] = frozenset()

    def country(self, code: str) -> bool:
        """Whether this is the file of a country that we know. To be called before the others."""
        where = Where(self.document, self.issues, ())
        stem = self.document.file.rpartition("/")[2].partition(".")[0]
        if code not in COUNTRIES or stem.lower() != code.lower():
            remedy = f"Use the code of the file's name: {', '.join(sorted(COUNTRIES))}."
            where.bad("unknown-country", f"{code} is not the country of {stem}.", remedy, "country")
            return False
        self._country = code
        numbers = [n for n in self.document.data.get("numbers") or () if isinstance(n, dict)]
        lines = [n for n in self.document.data.get("lines") or () if isinstance(n, dict)]
        self._routes = {str(r.get("id")): str(r.get("kind")) for r in (*lines, *numbers)}
        police = (n.get("phone") for n in numbers if n.get("kind") == NumberKind.POLICE)
        self._police_phones = frozenset(str(phone) for phone in police)
        return True

    def record(self, record: Record, where: Where) -> None:
        """What holds for every record: id, source, date, languages, answers with a basis."""
        if not _ID.fullmatch(record.id):
            remedy = "Write it like kz-150 or kz-shymkent-komek."
            where.bad("bad-id", "This id has other characters than a-z, 0-9 and -.", remedy, "id")
        elif record.id in self._seen:
            message = f"This id stands already in {self._seen[record.id]}."
            where.bad("duplicate-id", message, "Give every record its own id.", "id")
        self._seen.setdefault(record.id, self.document.file)
        if not record.origin.strip():
            remedy = "Name the entry in facts/ that this record comes from."
            where.bad("no-source", "`from` is empty.", remedy, "from")
        if record.confidence is Confidence.LOW:
            remedy = "Move the entry to withheld: facts of low confidence are never shown."
            where.bad("low-confidence", "The confidence is low.", remedy, "confidence")
        if record.sourced_on is not None and not _is_date(str(record.sourced_on)):
            remedy = "Write 2021-09-08, 2021-09, 2021, or null where the source has no date."
            where.bad("bad-date", "sourced_on is no date.", remedy, "sourced_on")
        self._texts(record, record.name, where, "name")
        self._texts(record, record.what, where, "what")
        answers = msgspec.structs.asdict(record.when_you_call)
        _basis(answers, record.when_from, where, "when_you_call", "when_from")

    def _required(self, record: Record) -> tuple[str, ...]:
        """Emergency numbers speak every language; lines and places to stay some more."""
        if isinstance(record, Number):
            return tuple(locale.tag for locale in self._locales.written())
        return self._locales.spoken(self._country, partly=has_more_languages(record))

    def _texts(self, record: Record, texts: Texts, where: Where, *inner: Step) -> None:
        self.texts(self._required(record), texts, where, *inner)

    def texts(self, languages: tuple[str, ...], texts: Texts, where: Where, *inner: Step) -> None:
        """Every required language is there, none is empty, none is unknown."""
        for tag in languages:
            if not texts.get(tag, "").strip():
                message, remedy = f"The {tag} text is missing.", f"Write it under {tag}:."
                where.bad("missing-language", message, remedy, *inner)
        for tag in texts:
            if self._locales.get(tag) is None:
                known = (locale.tag for locale in self._locales.locales)
                remedy = f"The tags are {', '.join(sorted(known))}."
                where.bad("unknown-locale", f"{tag} is no locale.", remedy, *inner, tag)

    def number(self, number: Number, where: Where) -> None:
        """An emergency number is of this country only."""
        rules_contact.phone(number.phone, number.dialable_from, self._country, where, "phone")

    def line(self, line: Line, where: Where) -> None:
        """A line has at least one way to reach it."""
        if line.kind is not Kind.LINE:
            remedy = "Write kind: line, or move the record to services."
            where.bad("bad-kind", "A record under lines is a line.", remedy, "kind")
        if not line.phones and not line.texts:
            remedy = "Give it a phone or a text way, or withhold it."
            where.bad("no-route", "Nobody can reach this line.", remedy, "phones")
        self._contact(line, where)

    def service(self, service: Service, where: Where) -> None:
        """Place and secrecy (S36), intake, access."""
        self._contact(service, where)
        rules_contact.place(service, self._country, self._places, where)
        rules_contact.intake(service, self._routes, self._police_phones, where)
        access = msgspec.structs.asdict(service.access)
        _basis(access, service.access_from, where, "access", "access_from")

    def _contact(self, contact: Line | Service, where: Where) -> None:
        rules_contact.routes(contact, self._country, where)
        rules_contact.opening(contact, self.document.data.get("timezone"), where)
        if contact.hours_note is not None:
            self._texts(contact, contact.hours_note, where, "hours_note")

    def whole(self, country: CountryDirectory) -> CountryDirectory:
        """What holds for the whole file; the country without digits and names that are wrong."""
        where = Where(self.document, self.issues, ())
        known = {number.phone for number in country.numbers}
        for at, digits in enumerate(country.digits):
            if digits not in known:
                message, remedy = (
                    f"{digits} is no phone of numbers.",
                    "Add the number or remove it.",
                )
                where.bad("unknown-number", message, remedy, "digits", at)
        if not country.digits:
            remedy = 'Write the emergency numbers, such as ["112", "102"].'
            where.bad("no-digits", "The country has no bare digits.", remedy, "country")
        ids = {number.id for number in country.numbers}
        for at, id_ in enumerate(country.cover_numbers):
            if id_ not in ids:
                message, remedy = f"{id_} is no id of numbers.", "Name an id of this file."
                where.bad("unknown-number", message, remedy, "cover_numbers", at)
        if country.timezone is not None and not _is_zone(country.timezone):
            remedy = "Write an IANA name such as Asia/Almaty."
            where.bad("bad-timezone", f"{country.timezone} is no time zone.", remedy, "timezone")
        facts = {"papers": country.papers_from, "warning": country.warning_from}
        for name, texts in (("papers", country.papers), ("warning", country.warning)):
            if texts is not None:
                self.texts(self._locales.spoken(self._country), texts, where, name)
                if not facts[name]:
                    remedy = f"Name the entries of facts under {name}_from."
                    where.bad("no-basis", f"{name} is without a fact.", remedy, name)
        good = tuple(digits for digits in country.digits if digits in known)
        names = tuple(id_ for id_ in country.cover_numbers if id_ in ids)
        zone = country.timezone if _is_zone(country.timezone) else None
        return msgspec.structs.replace(country, digits=good, cover_numbers=names, timezone=zone)


def _basis(
    answers: Mapping[str, YesNoUnknown],
    basis: Mapping[str, str | tuple[str, ...]],
    where: Where,
    field: str,
    basis_field: str,
) -> None:
    """Every yes and no names the fact behind it; nothing else is named (S34)."""
    for name, answer in answers.items():
        if answer is not YesNoUnknown.UNKNOWN and not basis.get(name):
            message = f"{field}.{name} is {answer} without a fact in {basis_field}."
            remedy = f"Name the entry of facts under {basis_field}, or write unknown."
            where.bad("no-basis", message, remedy, field, name)
    for name in basis:
        if name not in answers:
            message = f"{basis_field} has {name}, which {field} has not."
            where.bad("unknown-answer", message, "Correct the name.", basis_field, name)


def _is_date(written: str) -> bool:
    if _SOURCED.fullmatch(written):
        return True
    try:
        datetime.date.fromisoformat(written)
    except ValueError:
        return False
    return True


def _is_zone(name: str | None) -> bool:
    if name is None:
        return False
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
