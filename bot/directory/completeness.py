"""How much is known of what somebody asks before she goes or calls: yes, no, or unknown (S39)."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from bot.directory.model import (
    Access,
    Contact,
    CountryDirectory,
    Record,
    WhenYouCall,
    YesNoUnknown,
)

LANGUAGES = "languages"
"""Answered where a record names the languages in which it answers; an emergency number has none."""


class Known(msgspec.Struct):
    """How many records of a country answer one question, and how."""

    question: str
    yes: int = 0
    no: int = 0
    unknown: int = 0

    @property
    def answered(self) -> int:
        """Records of which somebody knows it."""
        return self.yes + self.no

    @property
    def asked(self) -> int:
        """Records of which it can be asked."""
        return self.answered + self.unknown


def completeness(country: CountryDirectory) -> list[Known]:
    """One count for each question: at the door (services), on the phone (all), languages."""
    contacts: tuple[Contact, ...] = (*country.lines, *country.services)
    records: tuple[Record, ...] = (*country.numbers, *contacts)
    languages = Known(LANGUAGES)
    languages.yes = sum(bool(contact.languages) for contact in contacts)
    languages.unknown = len(contacts) - languages.yes
    return [
        *_counted("access", Access, (service.access for service in country.services)),
        *_counted("when_you_call", WhenYouCall, (record.when_you_call for record in records)),
        languages,
    ]


def share(counts: Iterable[Known]) -> float:
    """The part of all questions that is answered; 1 where nothing is asked."""
    listed = list(counts)
    asked = sum(count.asked for count in listed)
    return sum(count.answered for count in listed) / asked if asked else 1.0


def _counted(
    name: str, kind: type[Access | WhenYouCall], answers: Iterable[Access | WhenYouCall]
) -> list[Known]:
    counts = {field: Known(f"{name}.{field}") for field in kind.__struct_fields__}
    for one in answers:
        for field, count in counts.items():
            answer: YesNoUnknown = getattr(one, field)
            setattr(count, answer.value, getattr(count, answer.value) + 1)
    return list(counts.values())
