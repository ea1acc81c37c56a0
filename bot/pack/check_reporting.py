"""Reporting policies: where handoff stays closed in production, and why (section 6)."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from bot.content.documents import Step
from bot.content.issue import Issue, warning
from bot.content.reporting import Lawyer, Reporting, policy_hash, protocol_signed
from bot.pack.model import Pack
from bot.pack.sources import Sources

CLOSED = "In production nobody is handed to a counsellor there"


def check_reporting(pack: Pack, sources: Sources, today: datetime.date) -> list[Issue]:
    """A warning for each country of the region whose policy is missing, old or not signed."""
    found: list[Issue] = []
    for country in pack.locales.countries:
        file = f"reporting/{country.code.lower()}.yaml"
        policy = pack.reporting.get(country.code)
        if policy is not None:
            found += _dates(policy, sources, file, today)
            found += _lawyer(policy, sources, file, today)
            found += _protocol(policy, sources, file, today)
        elif country.inside and not (sources.root / file).exists():
            message = f"{country.code} has no reporting policy. {CLOSED}."
            remedy = f"Write {file} (docs/authors/reporting.md)."
            found.append(warning("no-policy", file, None, message, remedy))
    return found


def _dates(policy: Reporting, sources: Sources, file: str, today: datetime.date) -> Iterator[Issue]:
    dated: list[tuple[str, datetime.date, datetime.date, tuple[Step, ...]]]
    dated = [("The policy", policy.checked_on, policy.expires_on, ())]
    dated += [
        (
            f"The source {source.id}",
            datetime.date.fromisoformat(source.checked_on),
            datetime.date.fromisoformat(source.expires_on),
            ("sources", number),
        )
        for number, source in enumerate(policy.sources)
    ]
    for name, checked, expires, path in dated:
        if expires < today:
            message = f"{name} expired on {expires}. {CLOSED}."
            remedy = "Check it again, set checked_on and expires_on, and let the lawyer sign anew."
            yield warning("expired", file, sources.line(file, *path, "expires_on"), message, remedy)
        if checked > today:
            message = f"checked_on of {name[0].lower()}{name[1:]} lies in the future: {checked}."
            line = sources.line(file, *path, "checked_on")
            yield warning("future-date", file, line, message, "Write the day on which it was done.")


def _lawyer(
    policy: Reporting, sources: Sources, file: str, today: datetime.date
) -> Iterator[Issue]:
    lawyer = policy.lawyer
    line = sources.line(file, "lawyer")
    if lawyer is None:
        message = f"No lawyer has signed the reporting policy of {policy.country}. {CLOSED}."
        remedy = "A lawyer of the country reads it and signs under lawyer: (docs/authors)."
        yield warning("no-lawyer", file, line, message, remedy)
        return
    yield from _stale(policy, lawyer, file, line)
    if lawyer.when > today:
        message = f"when of the lawyer lies in the future: {lawyer.when}. {CLOSED}."
        remedy = "Write the day on which it was read; until then it does not count."
        line = sources.line(file, "lawyer", "when")
        yield warning("future-date", file, line, message, remedy)


def _protocol(
    policy: Reporting, sources: Sources, file: str, today: datetime.date
) -> Iterator[Issue]:
    if protocol_signed(policy, today):
        return
    message = f"{policy.country} needs a protocol for handoff, and no operator has signed it."
    remedy = (
        "Until one stands under protocol: with who: and when:, nobody is handed over, in no trial."
    )
    line = sources.line(file, "protocol")
    yield warning("no-protocol", file, line, message, remedy)


def _stale(policy: Reporting, lawyer: Lawyer, file: str, line: int | None) -> Iterator[Issue]:
    now = policy_hash(policy, lawyer.language)
    if lawyer.hash != now:
        message = f"The policy is not the one that {lawyer.who} read on {lawyer.when}. {CLOSED}."
        remedy = f"The lawyer reads it as it is now; then write hash: {now} and the day."
        yield warning("stale-signature", file, line, message, remedy)
