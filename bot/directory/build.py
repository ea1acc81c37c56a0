"""Records to cards and routes."""

from __future__ import annotations

import calendar
import datetime
from functools import lru_cache

import msgspec

from bot.directory import distance, hours
from bot.directory.card import Card, Route, Section
from bot.directory.model import (
    Contact,
    CountryDirectory,
    Line,
    Number,
    Phone,
    Position,
    Service,
    TextWay,
    YesNoUnknown,
)
from bot.directory.texts import phone_key, text_key

CALL_AGAIN = datetime.timedelta(days=90)
"""After this long a call by us no longer counts (S40)."""
EXPIRES, WITHHELD = 12, 18
"""Months after `checked_on`: marked as old, no longer shown."""


def shown(record: Contact, now: datetime.datetime) -> bool:
    """Whether the facts are young enough to be shown at all."""
    return now.date() <= _after(record.checked_on, WITHHELD)


def route_of(record: Number | Line | Service, country: CountryDirectory) -> Route:
    """The ways of a record that can be used inside ``country``."""
    key = (type(record), record.id)
    found = country.found.get(key)
    if not isinstance(found, Route):
        found = country.found[key] = _route(record, country.country)
    return found


def _route(record: Number | Line | Service, country: str) -> Route:
    match record:
        case Number():
            section, key = Section.NUMBER, f"number.{record.id}.phone"
            usable = Phone(number=record.phone, dialable_from=record.dialable_from)
            phones = [(record.phone, key)] if usable.dials_from(country) else []
            texts: tuple[TextWay, ...] = ()
        case Line() | Service():
            section = Section.LINE if isinstance(record, Line) else Section.SERVICE
            phones = [
                (phone.number, phone_key(section.value, record.id, at))
                for at, phone in enumerate(record.phones)
                if phone.dials_from(country)
            ]
            texts = record.texts
    return Route(
        section=section,
        id=record.id,
        phones=tuple(number for number, _ in phones),
        phone_keys=tuple(key for _, key in phones),
        texts=texts,
        text_keys=tuple(text_key(section.value, record.id, at) for at in range(len(texts))),
        when_you_call=record.when_you_call,
    )


def card_of(
    record: Number | Line | Service,
    country: CountryDirectory,
    now: datetime.datetime,
    near: distance.Point | None = None,
) -> Card:
    """The card of one record. ``near``: her position in degrees, where she gave a pin.

    ``town_km`` and ``alternatives`` are left to :func:`bot.directory.cards.cards`.
    """
    when = msgspec.structs.asdict(record.when_you_call)
    unknown = [name for name, answer in when.items() if answer is YesNoUnknown.UNKNOWN]
    own = route_of(record, country)
    card = Card(
        section=own.section,
        id=record.id,
        kind=record.kind.value,
        own=own,
        when_you_call=record.when_you_call,
        unknown=tuple(unknown),
        checked_on=record.checked_on,
        stale=True,
        expired=now.date() > _after(record.checked_on, EXPIRES),
    )
    if isinstance(record, Number):
        return card
    card = _with_contact(card, record, country, now)
    return _with_place(card, record, country, near) if isinstance(record, Service) else card


def _with_contact(
    card: Card, record: Contact, country: CountryDirectory, now: datetime.datetime
) -> Card:
    week = hours.hours_of(record, country)
    age = None if record.called_on is None else now.date() - record.called_on
    fresh = age is not None and datetime.timedelta(0) <= age <= CALL_AGAIN
    return msgspec.structs.replace(
        card,
        hours=record.hours,
        has_hours_note=record.hours_note is not None,
        open_now=hours.is_open(week, now) if week else None,
        next_open=hours.next_opening(week, now) if week else None,
        unknown=card.unknown if week else (*card.unknown, "hours"),
        languages=record.languages,
        serves=record.serves,
        called_on=record.called_on,
        stale=not fresh,
    )


def _with_place(
    card: Card, record: Service, country: CountryDirectory, near: distance.Point | None
) -> Card:
    public = record.position is Position.ADDRESS and not record.confidential
    pin = None
    if public and record.lat is not None and record.lon is not None:
        pin = (record.lat, record.lon)
    routes = (country.route(id_) for id_ in record.reach)
    access = msgspec.structs.asdict(record.access)
    unknown = [name for name, answer in access.items() if answer is YesNoUnknown.UNKNOWN]
    return msgspec.structs.replace(
        card,
        reach=tuple(route_of(route, country) for route in routes if route is not None),
        town=record.town,
        km=distance.of_address(distance.between(near, pin)) if near and pin else None,
        pin=pin,
        has_address=pin is not None and record.address is not None,
        only_through_police=record.only_through_police,
        access=record.access,
        unknown=(*card.unknown, *unknown),
    )


@lru_cache(maxsize=4096)
def _after(day: datetime.date, months: int) -> datetime.date:
    """The same day ``months`` later, or the last one of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    length = calendar.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(day.day, length))
