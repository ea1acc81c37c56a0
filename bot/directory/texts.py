"""Texts of the directory for the catalogue, and the keys under which they stand.

Names and explanations are per locale; numbers, addresses and text ways are the same everywhere.
"""

from __future__ import annotations

from bot.content.catalogue import NEUTRAL, Entry
from bot.content.documents import Document, Step
from bot.directory.model import Contact, CountryDirectory, Record, Texts

Entries = dict[str, dict[str, Entry]]
"""Locale tag, or ``NEUTRAL``, to key to entry."""


def digits_key(country: str) -> str:
    """The bare digits of a country: ``112 · 102``."""
    return f"digits.{country}"


def phone_key(section: str, id_: str, at: int) -> str:
    """The ``at``-th phone (from 0) of a line or service."""
    return f"{section}.{id_}.phone.{at}"


def text_key(section: str, id_: str, at: int) -> str:
    """The ``at``-th text way (from 0) of a line or service."""
    return f"{section}.{id_}.text.{at}"


def entries_of(country: CountryDirectory, document: Document) -> Entries:
    """All texts of a country. ``document`` is its file, for the lines."""
    found = _Collector(document)
    found.neutral(digits_key(country.country), " · ".join(country.digits), "digits")
    for name, texts in (("papers", country.papers), ("warning", country.warning)):
        if texts is not None:
            found.spoken(f"{name}.{country.country}", texts, name)
    at_ = {
        section: {
            str(raw.get("id")): at
            for at, raw in reversed(list(enumerate(document.data.get(f"{section}s") or ())))
            if isinstance(raw, dict)
        }
        for section in ("number", "line", "service")
    }
    for number in country.numbers:
        path = ("numbers", at_["number"][number.id])
        found.record("number", number, *path)
        found.neutral(f"number.{number.id}.phone", number.phone, *path, "phone")
    for line in country.lines:
        found.contact("line", line, "lines", at_["line"][line.id])
    for service in country.services:
        path = ("services", at_["service"][service.id])
        found.contact("service", service, *path)
        if service.address is not None and not service.confidential:
            key = f"service.{service.id}.address"
            found.neutral(key, service.address, *path, "address")
    return found.entries


class _Collector:
    def __init__(self, document: Document) -> None:
        self._document = document
        self.entries: Entries = {}

    def neutral(self, key: str, words: str, *path: Step) -> None:
        self._put(NEUTRAL, key, words, *path)

    def spoken(self, key: str, texts: Texts, *path: Step) -> None:
        for locale, words in texts.items():
            self._put(locale, key, words, *path, locale)

    def record(self, section: str, record: Record, *path: Step) -> None:
        self.spoken(f"{section}.{record.id}.name", record.name, *path, "name")
        self.spoken(f"{section}.{record.id}.what", record.what, *path, "what")

    def contact(self, section: str, contact: Contact, *path: Step) -> None:
        self.record(section, contact, *path)
        if contact.hours_note is not None:
            key = f"{section}.{contact.id}.hours_note"
            self.spoken(key, contact.hours_note, *path, "hours_note")
        for at, phone in enumerate(contact.phones):
            self.neutral(phone_key(section, contact.id, at), phone.number, *path, "phones", at)
        for at, way in enumerate(contact.texts):
            self.neutral(text_key(section, contact.id, at), way.address, *path, "texts", at)

    def _put(self, locale: str, key: str, words: str, *path: Step) -> None:
        words = words.strip()
        if words:
            line = self._document.line(*path)
            entry = Entry({"other": words}, file=self._document.file, line=line)
            self.entries.setdefault(locale, {})[key] = entry
