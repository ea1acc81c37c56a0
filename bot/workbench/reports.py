"""What did not help, for those who keep the list: a table and plain values (S40). Pure."""

from __future__ import annotations

from collections.abc import Iterable

from bot.directory.build import route_of
from bot.directory.reports import Reason, Reported
from bot.pack.model import Pack
from bot.text import Text

SAID = {
    Reason.NO_ANSWER.value: "nobody answered",
    Reason.WRONG_NUMBER.value: "wrong number",
    Reason.REFUSED.value: "turned away",
    Reason.ASKED.value: "papers, money or a report were asked for",
    Reason.CLOSED.value: "closed or moved",
    Reason.UNSAFE.value: "unsafe or unkind",
}
"""What editors read; a reason of another version stands as it is stored."""


def of_reports(pack: Pack, reports: Iterable[Reported], locale: str) -> list[dict[str, str | int]]:
    """Each with the name of the service; one that is not on the list any more has its id."""
    return [
        {
            "month": one.month,
            "country": one.country,
            "service": one.service,
            "name": _name(pack, one, locale),
            "reason": one.reason,
            "words": SAID.get(one.reason, one.reason),
            "number": one.number,
        }
        for one in reports
    ]


def _name(pack: Pack, one: Reported, locale: str) -> str:
    country = pack.directory.country(one.country)
    contact = country.contact(one.service) if country is not None else None
    if country is None or contact is None:
        return one.service
    key = f"{route_of(contact, country).section.value}.{one.service}.name"
    return pack.catalogue.say(Text(key), locale).text
