"""``reviews/<locale>.yaml``: who read which text, when, and as what.

A sign-off holds the hash of the text that was read: a text that changes loses it by itself.
"""

from __future__ import annotations

import datetime
import hashlib
import unicodedata
from typing import Literal, get_args

import msgspec

from bot.content.catalogue import PLURALS, Entry
from bot.content.documents import Document, convert
from bot.content.issue import Issue, error

Role = Literal["speaker", "gbv_specialist"]
ROLES: tuple[Role, ...] = get_args(Role)
"""As what somebody reads; a critical text needs one of each before anybody relies on it."""
DIGITS = 20
"""Digits of a hash. YAML takes none of this length for a number."""


class SignOff(msgspec.Struct, frozen=True):
    """One person has read one text. ``who``: a name or initials, as that person wants it."""

    key: str
    hash: str
    who: str
    when: datetime.date
    role: Role
    line: int | None = None


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    signed: tuple[object, ...]


class _Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sign-off as a reviewer writes it."""

    key: str
    hash: str
    who: str
    when: datetime.date
    as_: Role = msgspec.field(name="as")


def fingerprint(entry: Entry) -> str:
    """The hash of a text: its forms in CLDR's order, without what no reader can see.

    Tags, notes, quotes, the way a file is wrapped and where a text stands change nothing.
    """
    forms = [f"{word}\n{_seen(entry.forms[word])}" for word in PLURALS if word in entry.forms]
    return hashlib.sha256("\0".join(forms).encode()).hexdigest()[:DIGITS]


def _seen(form: str) -> str:
    lines = unicodedata.normalize("NFC", form).strip().split("\n")
    return "\n".join(line.rstrip() for line in lines)


def reviews_from(document: Document, issues: list[Issue]) -> tuple[SignOff, ...]:
    """The sign-offs of one file. What has a mistake is added to ``issues`` and signs nothing."""
    head = convert(document, _File, issues)
    found: dict[tuple[str, str, Role], SignOff] = {}
    for number in range(len(head.signed) if head else 0):
        before = len(issues)
        record = convert(document, _Record, issues, "signed", number)
        if record is None or len(issues) > before:
            continue
        line = document.line("signed", number)
        who = record.who.strip()
        same = (record.key, who, record.as_)
        if not who:
            message = f"Nobody stands behind the sign-off of {record.key}."
            remedy = "Write who: with a name or initials of the reader."
            issues.append(error("no-name", document.file, line, message, remedy))
        elif same in found:
            message = f"{who} signed {record.key} twice as {record.as_}."
            remedy = "Keep the newer of the two."
            issues.append(error("duplicate-signature", document.file, line, message, remedy))
        else:
            found[same] = SignOff(record.key, record.hash, who, record.when, record.as_, line)
    return tuple(found.values())
