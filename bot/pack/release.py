"""The release gate: what is missing before anybody may rely on this content (section 2).

Pure: from a pack and a day to an answer. ``production`` starts only where it passes.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from bot.content.reporting import Closed, closed_because
from bot.content.reviews import ROLES, Role, fingerprint
from bot.directory.build import EXPIRES
from bot.pack.check_critical import critical
from bot.pack.check_dates import MONTH
from bot.pack.model import Pack

READERS: dict[Role, str] = {"speaker": "a speaker", "gbv_specialist": "a GBV specialist"}
SHOWN = 3
"""Keys that are named as examples."""
REASONS: dict[Closed, str] = {
    "missing": "no policy",
    "expired": "expired",
    "unsigned": "no lawyer signed",
    "no_protocol": "no protocol is signed",
}
"""Why handoff is closed, as it is said of reporting policies."""
LANGUAGES = 6
"""Languages that get a line of their own."""


@dataclass(frozen=True, slots=True)
class Missing:
    """The critical texts of one language that nobody has signed as ``role``."""

    locale: str
    role: Role
    keys: tuple[str, ...]
    of: int
    """How many critical texts this language has."""


@dataclass(frozen=True, slots=True)
class Release:
    """What the gate says. ``closed``: countries in which nobody is handed to a counsellor."""

    missing: tuple[Missing, ...]
    expired: tuple[str, ...]
    """Topics with law, lines and services that were last checked too long ago."""
    closed: tuple[tuple[str, Closed], ...]
    """Code and reason: the reporting policy is missing, has expired, or no lawyer signed it."""

    @property
    def passes(self) -> bool:
        """Whether ``production`` may start. What is closed does not refuse it, nor does what
        expired: that is marked or withheld, and a restart must not end the service.
        """
        return not self.missing

    def of(self, locale: str) -> tuple[Missing, ...]:
        """What one language misses."""
        return tuple(one for one in self.missing if one.locale == locale)

    def text(self) -> str:
        """For the operator: what is missing and what to do next, in at most fifteen lines."""
        return "\n".join(self._lines())

    def handoff(self) -> str:
        """Where nobody is handed to a counsellor, and why; '' where everywhere somebody is."""
        if not self.closed:
            return ""
        return f"Handoff stays closed (reporting policies): {'; '.join(self._closed())}."

    def _lines(self) -> Iterator[str]:
        if self.passes:
            yield "The release gate passes: every critical text is signed."
        else:
            yield "The release gate does not pass; production does not start."
        locales = list(dict.fromkeys(one.locale for one in self.missing))
        for locale in locales[:LANGUAGES]:
            counts = (f"{len(one.keys)} by {READERS[one.role]}" for one in self.of(locale))
            total = self.of(locale)[0].of
            yield f"  {locale}: {total} critical texts, not signed: {', '.join(counts)}"
        if len(locales) > LANGUAGES:
            yield f"  and {len(locales) - LANGUAGES} more languages"
        if self.missing:
            first = self.missing[0]
            yield f"  First in {first.locale}: {_some(first.keys)}"
        if self.expired:
            yield f"  Expired: {_some(self.expired)}"
        if self.closed:
            yield self.handoff()
        if self.missing:
            yield "Next: a native speaker and a GBV specialist read each of these texts, and each"
            yield "is written down in reviews/<locale>.yaml (docs/authors/content.md, Sign-offs)."
        if self.expired:
            yield "Next: check what expired again, and set checked_on and expires_on."
        if not self.passes:
            yield "`pana check` counts what is left. Until then, PANA_MODE=pilot is for testers."

    def _closed(self) -> Iterator[str]:
        """The countries by reason, each reason once."""
        for why, words in REASONS.items():
            codes = [code for code, reason in self.closed if reason == why]
            if codes:
                yield f"{words} in {', '.join(codes)}"


def release(pack: Pack, today: datetime.date) -> Release:
    """What is missing on ``today``."""
    critical_ones = sorted(critical(pack))
    missing = []
    for locale in pack.locales.ready():
        # A policy is written in what its country speaks: what a language has not, nobody can sign.
        keys = [key for key in critical_ones if pack.catalogue.entry(key, locale.tag)]
        for role in ROLES:
            signed = signed_as(pack, locale.tag, role, today)
            left = tuple(key for key in keys if key not in signed)
            if left:
                missing.append(Missing(locale.tag, role, left, len(keys)))
    return Release(tuple(missing), tuple(_expired(pack, today)), tuple(_closed(pack, today)))


def _closed(pack: Pack, today: datetime.date) -> Iterator[tuple[str, Closed]]:
    """The countries of the region in which handoff stays closed, and why."""
    for country in pack.locales.countries:
        why = closed_because(pack.reporting.get(country.code), today) if country.inside else None
        if why is not None:
            yield country.code, why


def signed_as(pack: Pack, locale: str, role: Role, today: datetime.date) -> frozenset[str]:
    """The keys whose present text somebody has signed; a day that is still to come counts not."""
    found = set()
    for one in pack.reviews.get(locale, ()):
        entry = pack.catalogue.entry(one.key, locale)
        read = entry is not None and one.hash == fingerprint(entry)
        if read and one.role == role and one.when <= today:
            found.add(one.key)
    return frozenset(found)


def _expired(pack: Pack, today: datetime.date) -> Iterator[str]:
    """Topics with law past its date, lines and services past a year; not the emergency numbers."""
    for topics in pack.rights.values():
        for topic in topics:
            days = (datetime.date.fromisoformat(source.expires_on) for source in topic.sources)
            if any(day < today for day in days):
                yield f"{topic.country} {topic.topic}"
    year = datetime.timedelta(days=EXPIRES * MONTH)
    for country in pack.directory.countries.values():
        for contact in (*country.lines, *country.services):
            if today > contact.checked_on + year:
                yield contact.id


def _some(names: Collection[str]) -> str:
    shown = ", ".join(list(names)[:SHOWN])
    return f"{shown} and {len(names) - SHOWN} more" if len(names) > SHOWN else shown
