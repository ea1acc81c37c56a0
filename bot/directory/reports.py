"""*This did not work*: a day counter of a service and a reason, without a person (S40, S57).

It is about a service, so small numbers are shown too; but of a whole month, in which nobody finds
a day or an hour again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum

import msgspec

_PREFIX = "report."


class Reason(StrEnum):
    """What happened, in words that blame nobody who looked for help."""

    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"
    REFUSED = "refused"
    ASKED = "asked"
    """They asked for papers, money or something else that she did not have."""
    CLOSED = "closed"
    UNSAFE = "unsafe"


class Reported(msgspec.Struct, frozen=True):
    """How often a reason was given for a line or service in a month (``YYYY-MM``, UTC)."""

    month: str
    country: str
    service: str
    reason: str
    number: int


def counter_of(country: str, service: str, reason: Reason) -> str:
    """The name of the day counter. As many are possible as there are records and reasons."""
    return f"{_PREFIX}{country}.{service}.{reason.value}"


def is_report(counter: str) -> bool:
    """Whether a day counter counts reports; these are shown by month, and nowhere by day."""
    return counter.startswith(_PREFIX)


def reported(counts: Iterable[tuple[str, str, int]]) -> list[Reported]:
    """The reports among the day counters (day, name, sum): newest month first, then the most."""
    months: Counter[tuple[str, str]] = Counter()
    for day, name, number in counts:
        if is_report(name):
            months[day[:7], name] += number
    found = [_reported(month, name, number) for (month, name), number in months.items()]
    found.sort(key=lambda one: (-one.number, one.country, one.service, one.reason))
    return sorted(found, key=lambda one: one.month, reverse=True)


def _reported(month: str, name: str, number: int) -> Reported:
    record, _, reason = name.removeprefix(_PREFIX).rpartition(".")
    country, _, service = record.partition(".")
    return Reported(month, country, service, reason, number)
