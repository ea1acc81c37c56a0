"""The release gate: what is missing before anybody may rely on this content (section 2).

Pure: from a pack and a day to an answer. ``production`` starts only where it passes.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from bot.content.reviews import ROLES, Role, fingerprint
from bot.directory.build import EXPIRES
from bot.pack.check_critical import critical
from bot.pack.check_dates import MONTH
from bot.pack.model import Pack

READERS: dict[Role, str] = {"speaker": "a speaker", "gbv_specialist": "a GBV specialist"}
SHOWN = 3
"""Keys that are named as examples."""
LANGUAGES = 6
"""Languages that get a line of their own."""


@dataclass(frozen=True, slots=True)
class Missing:
    """The critical texts of one language that nobody has signed as ``role``."""

    locale: str
    role: Role
    keys: tuple[str, ...]
    of: int
    """How many critical texts there are."""


@dataclass(frozen=True, slots=True)
class Release:
    """What the gate says. ``closed``: countries without a reporting policy, no handoff there."""

    missing: tuple[Missing, ...]
    expired: tuple[str, ...]
    """Topics with law, lines and services that were last checked too long ago."""
    closed: tuple[str, ...]

    @property
    def passes(self) -> bool:
        """Whether ``production`` may start. A country without a policy does not refuse it, nor
        does what expired: that is marked or withheld, and a restart must not end the service.
        """
        return not self.missing

    def of(self, locale: str) -> tuple[Missing, ...]:
        """What one language misses."""
        return tuple(one for one in self.missing if one.locale == locale)

    def text(self) -> str:
        """For the operator: what is missing and what to do next, in at most fifteen lines."""
        return "\n".join(self._lines())

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
            yield f"Handoff stays closed in {', '.join(self.closed)}: no reporting policy there."
        if self.missing:
            yield "Next: a native speaker and a GBV specialist read each of these texts, and each"
            yield "is written down in reviews/<locale>.yaml (docs/authors/content.md, Sign-offs)."
        if self.expired:
            yield "Next: check what expired again, and set checked_on and expires_on."
        if not self.passes:
            yield "`pana check` counts what is left. Until then, PANA_MODE=pilot is for testers."


def release(pack: Pack, today: datetime.date, policies: Collection[str] = ()) -> Release:
    """What is missing on ``today``. ``policies``: codes of countries with a reporting policy."""
    keys = sorted(critical(pack))
    missing = []
    for locale in pack.locales.ready():
        for role in ROLES:
            signed = _signed(pack, locale.tag, role, today)
            left = tuple(key for key in keys if key not in signed)
            if left:
                missing.append(Missing(locale.tag, role, left, len(keys)))
    inside = (country.code for country in pack.locales.countries if country.inside)
    closed = tuple(code for code in inside if code not in policies)
    return Release(tuple(missing), tuple(_expired(pack, today)), closed)


def _signed(pack: Pack, locale: str, role: Role, today: datetime.date) -> frozenset[str]:
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
