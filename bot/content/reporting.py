"""What a counsellor must report, by country: the middle line of the consent (section 6).

A policy that is missing, has expired or that no lawyer has signed closes handoff in its country.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterator
from typing import Literal, get_args

import msgspec

from bot.content.catalogue import NEUTRAL, Entry
from bot.content.documents import Document, Step
from bot.content.reviews import DIGITS, fingerprint
from bot.content.rights import SideBySide, Source, Withheld

Answer = Literal["yes", "no", "unknown"]
"""Whether a law obliges a counsellor of an NGO. ``unknown``: nobody has found out."""
Subject = Literal["adult", "child", "threat_to_other", "court_order"]
SUBJECTS: tuple[Subject, ...] = get_args(Subject)
"""Whose case it is: an adult, a child, somebody else who is threatened; or a court asks."""
Closed = Literal["missing", "expired", "unsigned", "no_protocol"]
"""Why nobody is handed to a counsellor in a country."""


class Statement(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A text with the entries of facts and the sources (by id) that it rests on."""

    line: SideBySide
    from_: tuple[str, ...] = msgspec.field(default=(), name="from")
    source: tuple[str, ...] = ()


class Duty(Statement, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What holds for one subject."""

    duty: Answer


class Lawyer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A lawyer of the country has read the policy. ``language``: in which of its texts."""

    who: str
    when: datetime.date
    language: str
    hash: str
    """:func:`policy_hash` of what was read: a policy that changes loses its sign-off by itself."""


class Protocol(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an operator signs where talking itself can endanger somebody (Turkmenistan)."""

    who: str | None = None
    when: datetime.date | None = None


class Reporting(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The policy of one country (``reporting/<cc>.yaml``)."""

    country: str
    checked_on: datetime.date
    expires_on: datetime.date
    consent: Statement
    """All of it in one short line."""
    adult: Duty
    child: Duty
    threat_to_other: Duty
    court_order: Duty
    sources: tuple[Source, ...] = ()
    lawyer: Lawyer | None = None
    protocol: Protocol | None = None
    """Where it stands, nobody is handed to a counsellor before an operator has signed it."""
    withheld: tuple[Withheld, ...] = ()

    @property
    def key(self) -> str:
        """The beginning of the keys of its texts."""
        return f"reporting.{self.country.lower()}"

    @property
    def until(self) -> datetime.date:
        """The last day on which it counts: its own, or that of the source that expires first."""
        days = (datetime.date.fromisoformat(source.expires_on) for source in self.sources)
        return min((self.expires_on, *days))

    def duties(self) -> tuple[tuple[Subject, Duty], ...]:
        """Each subject with its duty."""
        return tuple((subject, getattr(self, subject)) for subject in SUBJECTS)

    def statements(self) -> tuple[tuple[str, Statement], ...]:
        """Consent and duties by the last word of their keys."""
        return (("consent", self.consent), *self.duties())


def all_texts(policy: Reporting) -> list[tuple[tuple[Step, ...], SideBySide]]:
    """Every text of a policy, with the way to it."""
    found: list[tuple[tuple[Step, ...], SideBySide]] = [
        ((name, "line"), statement.line) for name, statement in policy.statements()
    ]
    found += [
        (("sources", number, "law"), source.law)
        for number, source in enumerate(policy.sources)
        if source.law is not None
    ]
    return found


def entries_of(policy: Reporting, document: Document) -> dict[str, dict[str, Entry]]:
    """The catalogue entries of a policy: locale to key to entry (``reporting.kz.consent``)."""
    found: dict[str, dict[str, Entry]] = {}

    def put(locale: str, key: str, form: str, *path: Step) -> None:
        entry = Entry({"other": form.strip()}, file=document.file, line=document.line(*path))
        found.setdefault(locale, {})[f"{policy.key}.{key}"] = entry

    for path, texts in all_texts(policy):
        name = ".".join(str(step) for step in path if step != "line")
        for locale, form in texts.items():
            put(locale, name, form, *path, locale)
    for number, source in enumerate(policy.sources):
        if source.article:
            put(NEUTRAL, f"sources.{number}.article", source.article, "sources", number)
    return found


def policy_hash(policy: Reporting, language: str) -> str:
    """The hash of what a lawyer signs: country, dates, answers, and the texts in one language."""
    return hashlib.sha256("\0".join(_signed(policy, language)).encode()).hexdigest()[:DIGITS]


def _signed(policy: Reporting, language: str) -> Iterator[str]:
    yield f"{policy.country} {policy.checked_on} {policy.expires_on}"
    yield from (f"{subject} {duty.duty}" for subject, duty in policy.duties())
    for name, statement in policy.statements():
        yield f"{name} {fingerprint(Entry({'other': statement.line.get(language, '')}))}"


def closed_because(policy: Reporting | None, day: datetime.date) -> Closed | None:
    """Why handoff is closed on ``day`` in the country of ``policy``; None where it is open.

    A sign-off of a day that is still to come counts not.
    """
    if policy is None:
        return "missing"
    if policy.until < day:
        return "expired"
    if not protocol_signed(policy, day):
        return "no_protocol"
    read = policy.lawyer
    if read is None or read.when > day or read.hash != policy_hash(policy, read.language):
        return "unsigned"
    return None


def protocol_signed(policy: Reporting, day: datetime.date) -> bool:
    """Whether the operator has signed the protocol, where one is needed."""
    needed = policy.protocol
    if needed is None:
        return True
    return bool(needed.who) and needed.when is not None and needed.when <= day


def handoff_open(policy: Reporting | None, day: datetime.date, *, live: bool) -> bool:
    """Whether somebody may be handed to a counsellor. ``live``: real people rely on it
    (production); demo and pilot are open, so that the way can be tried, but where a protocol is
    needed and not signed.
    """
    if not live:
        return policy is None or protocol_signed(policy, day)
    return closed_because(policy, day) is None
