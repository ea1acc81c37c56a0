"""The rules for ``reporting/<cc>.yaml``: no duty without a source, short lines, every language."""

from __future__ import annotations

from pathlib import PurePosixPath

from bot.content.documents import Document, convert
from bot.content.findings import Findings, check_sides, check_sources
from bot.content.issue import Issue
from bot.content.locales import Locales
from bot.content.reporting import Reporting, Statement, all_texts

CONSENT_LIMIT = 160
"""Characters of the line that stands in the consent, between two others."""
LINE_LIMIT = 240
"""Characters of a duty: four of them fit into one message of the tightest channel."""


def policy_from(document: Document, locales: Locales, issues: list[Issue]) -> Reporting | None:
    """The policy of one file, checked by itself; None when it has an error."""
    before = len(issues)
    policy = convert(document, Reporting, issues)
    if policy is None:
        return None
    place = Findings(document, issues)
    required = _languages(place, policy, locales)
    if policy.expires_on <= policy.checked_on:
        message = "The policy expires before it was checked."
        remedy = "Write expires_on: 12 months after checked_on."
        place.bad("bad-date", message, remedy, "expires_on")
    check_sources(place, policy.sources)
    known = {source.id for source in policy.sources}
    for name, statement in policy.statements():
        _check_statement(place, name, statement, known)
    for subject, duty in policy.duties():
        if duty.duty != "unknown" and not duty.from_:
            message = f"{subject} says {duty.duty} and names no entry."
            remedy = "Add from: with the entry in facts, or write duty: unknown."
            place.bad("no-source", message, remedy, subject, "duty")
    check_sides(place, all_texts(policy), required, {locale.tag for locale in locales.locales})
    _check_lawyer(place, policy)
    return policy if len(issues) == before else None


def _languages(place: Findings, policy: Reporting, locales: Locales) -> tuple[str, ...]:
    """The ready locales that the country speaks."""
    path = PurePosixPath(place.document.file)
    country = locales.country(policy.country)
    if country is None or policy.country.lower() != path.stem:
        message = f"{policy.country} is not the country of reporting/{path.name}."
        remedy = f"Write country: {path.stem.upper()}, or rename the file."
        place.bad("unknown-country", message, remedy, "country")
    return locales.spoken(policy.country)


def _check_statement(place: Findings, name: str, statement: Statement, known: set[str]) -> None:
    if bool(statement.from_) != bool(statement.source):
        lacks, has = ("source", "from") if statement.from_ else ("from", "source")
        message = f"{name} has {has} and no {lacks}."
        remedy = "Write both: the entries of facts, and the ids of their sources."
        place.bad("no-source", message, remedy, name, has)
    for number, id_ in enumerate(statement.source):
        if id_ not in known:
            message = f"{name} names the source {id_}, which does not stand under sources."
            remedy = f"Name one of {', '.join(sorted(known)) or 'them, after adding it'}."
            place.bad("unknown-source", message, remedy, name, "source", number)
    limit = CONSENT_LIMIT if name == "consent" else LINE_LIMIT
    for locale, text in statement.line.items():
        if len(text.strip()) > limit:
            message = f"{name} has {len(text.strip())} characters in {locale}; {limit} is the most."
            place.bad("too-long", message, "Shorten it.", name, "line", locale)


def _check_lawyer(place: Findings, policy: Reporting) -> None:
    lawyer = policy.lawyer
    if lawyer is None:
        return
    if not lawyer.who.strip():
        message, remedy = "Nobody stands behind the sign-off.", "Write who: with the lawyer's name."
        place.bad("no-name", message, remedy, "lawyer", "who")
    for name, statement in policy.statements():
        if lawyer.language not in statement.line:
            message = f"The lawyer read {name} in {lawyer.language}, in which it is not written."
            remedy = "Write language: with the tag of the texts that were read."
            place.bad("unknown-locale", message, remedy, "lawyer", "language")
            break
