"""What has grown old: law past its date, facts past a year, numbers that nobody called."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from bot.content.issue import Issue, warning
from bot.directory.build import EXPIRES, WITHHELD
from bot.directory.model import Contact, CountryDirectory, Number
from bot.pack.model import Pack
from bot.pack.sources import Sources

CALL_AGAIN = 90
"""Days after which a call no longer counts (S40)."""
MONTH = 30.44
"""Days of a month, about."""


def check_dates(pack: Pack, sources: Sources, today: datetime.date) -> list[Issue]:
    """Everything that is old, or dated in the future, as of ``today``."""
    return [*_law(pack, sources, today), *_directory(pack, sources, today)]


def _law(pack: Pack, sources: Sources, today: datetime.date) -> Iterator[Issue]:
    for country, topics in pack.rights.items():
        for topic in topics:
            file = f"rights/{country.lower()}/{topic.topic}.yaml"
            for number, source in enumerate(topic.sources):
                path = ("sources", number)
                if datetime.date.fromisoformat(source.expires_on) < today:
                    message = f"The source {source.id} expired on {source.expires_on}."
                    remedy = "Check the law again and set checked_on and expires_on."
                    line = sources.line(file, *path, "expires_on")
                    yield warning("expired", file, line, message, remedy)
                if datetime.date.fromisoformat(source.checked_on) > today:
                    line = sources.line(file, *path, "checked_on")
                    yield _future(file, line, source.id, "checked_on", source.checked_on)


def _directory(pack: Pack, sources: Sources, today: datetime.date) -> Iterator[Issue]:
    for code, country in pack.directory.countries.items():
        file = f"services/{code.lower()}.yaml"
        for section, number, record in _records(country, sources.data(file)):

            def line(*field: str, path: tuple[str, int] = (section, number)) -> int | None:
                return sources.line(file, *path, *field)  # noqa: B023 - called at once

            if today > record.checked_on + datetime.timedelta(days=EXPIRES * MONTH):
                late = today > record.checked_on + datetime.timedelta(days=WITHHELD * MONTH)
                shown = "and is not shown any more" if late and isinstance(record, Contact) else ""
                message = (
                    f"The facts of {record.id} expired: checked on {record.checked_on} {shown}"
                )
                remedy = "Check them again and set checked_on."
                yield warning("expired", file, line("checked_on"), f"{message.strip()}.", remedy)
            if record.checked_on > today:
                day = record.checked_on.isoformat()
                yield _future(file, line("checked_on"), record.id, "checked_on", day)
            if isinstance(record, Contact):
                yield from _calls(file, line("called_on"), record, today)


def _records(
    country: CountryDirectory, data: dict[str, list[object]]
) -> Iterator[tuple[str, int, Number | Contact]]:
    """Each record with its section and its place there."""
    sections: dict[str, tuple[Number | Contact, ...]] = {
        "numbers": country.numbers,
        "lines": country.lines,
        "services": country.services,
    }
    for section, records in sections.items():
        places = {
            str(raw.get("id")): number
            for number, raw in enumerate(data.get(section) or ())
            if isinstance(raw, dict)
        }
        for record in records:
            yield section, places[record.id], record


def _calls(file: str, line: int | None, record: Contact, today: datetime.date) -> Iterator[Issue]:
    called = record.called_on
    if called is not None and called > today:
        yield _future(file, line, record.id, "called_on", called.isoformat())
    elif record.phones and (called is None or (today - called).days > CALL_AGAIN):
        message = f"Nobody has called {record.id} within {CALL_AGAIN} days (S40)."
        remedy = "Call, then write called_on and called_by."
        yield warning("not-called", file, line, message, remedy)


def _future(file: str, line: int | None, who: str, field: str, day: str) -> Issue:
    message = f"{field} of {who} lies in the future: {day}."
    return warning("future-date", file, line, message, "Write the day on which it was done.")
