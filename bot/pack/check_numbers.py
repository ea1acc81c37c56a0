"""Numbers, addresses and handles in texts: nothing that no service has (design, section 3)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.content.catalogue import Entry
from bot.content.issue import Issue, error, warning
from bot.pack.model import Pack
from bot.pack.sources import Sources

_PHONE = re.compile(r"\+?\d(?:[ \u00a0()\-–]*\d){6,}")
_DATE = re.compile(r"\b\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d\b|\b(?:19|20)\d\d-\d\d-\d\d\b")
_SHORT = re.compile(r"(?<![\d.,№#-])(?<!№ )\b\d{3,6}\b(?![\d%]|[.,]\d|[-–]\w)")
_ANY = re.compile(r"\d\d|@|://|\.me/")
_YEAR = re.compile(r"(?:19|20)\d\d\Z")
_HANDLE = re.compile(r"(?<![\w.])@[A-Za-z]\w{3,}|https?://\S+|\b(?:t|wa)\.me/\S+")
HOURS = frozenset({"120"})
"""Three digits that are no number to call: the hours of emergency contraception (S29)."""
WHOLE = 7
"""Digits from which on a number is a telephone number and nothing else."""


class Known:
    """What services have: digits of phones and text ways, and their handles and addresses."""

    def __init__(self, pack: Pack, sources: Sources) -> None:
        phones: set[str] = set()
        ways: set[str] = set()
        for country in pack.directory.countries.values():
            phones |= {number.phone for number in country.numbers}
            for contact in (*country.lines, *country.services):
                phones |= {phone.number for phone in contact.phones}
                ways |= {way.address for way in contact.texts}
        broken = [sources.text(file) for file in sources.doubtful("services/")]
        phones.update(way for way in ways if way.startswith("+"))
        phones.update(found for text in broken for found in re.findall(r"\+?\d[\d \-]+\d", text))
        self._digits = frozenset(_digits(number) for number in phones)
        self._ways = frozenset(way.strip("/").lower() for way in ways)
        self._broken = "\n".join(broken).lower()

    def number(self, written: str) -> bool:
        """Whether a service has this number."""
        return _digits(written) in self._digits

    def way(self, written: str) -> bool:
        """Whether a service has this handle or address."""
        plain = written.rstrip(".,;:!?)»”\"'/").lower()
        return plain in self._ways or plain in self._broken


def _digits(number: str) -> str:
    """The digits alone; 8 before ten of them means +7, as it is dialled at home."""
    bare = re.sub(r"\D", "", number)
    return f"7{bare[1:]}" if re.fullmatch(r"8[67]\d{9}", bare) else bare


def unsourced(key: str, entry: Entry, known: Known) -> Iterator[Issue]:
    """Findings on numbers and addresses of one text that no service has."""
    whole = " ".join(entry.forms.values())
    if not _ANY.search(whole):
        return
    whole = _DATE.sub(" ", whole)
    remedy = "Take it out: numbers and addresses stand in services, with their source."
    for phone in _PHONE.findall(whole):
        if not known.number(phone) and not _short_ones(phone, known):
            message = f"The text {key} has the phone number {phone}, which no service has."
            yield error("unsourced-number", entry.file, entry.line, message, remedy)
    for way in _HANDLE.findall(whole):
        if not known.way(way):
            message = f"The text {key} has the address {way}, which no service has."
            yield error("unsourced-address", entry.file, entry.line, message, remedy)
    if not entry.file.startswith("messages/"):
        return
    for short in _SHORT.findall(_PHONE.sub(" ", whole)):
        if not (known.number(short) or _YEAR.match(short) or short in HOURS):
            message = f"The text {key} has the number {short}; no service has it."
            doubt = "If it is to be called, it belongs into services; else write it in words."
            yield warning("unsourced-number", entry.file, entry.line, message, doubt)


def _short_ones(phone: str, known: Known) -> bool:
    """Whether it is a row of short numbers, years and days, such as ``112 102`` or ``30 2025``."""
    parts = re.split(r"[ \u00a0]+", phone.strip())
    return not phone.startswith("+") and all(
        known.number(part) or _YEAR.match(part) or len(part) <= len("30") for part in parts
    )
