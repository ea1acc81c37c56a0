"""Rules for lines and services: numbers, hours, place, intake."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence

from bot.content.documents import Step
from bot.directory import hours, phones
from bot.directory.model import (
    Basis,
    Contact,
    Kind,
    NumberKind,
    Position,
    Service,
)
from bot.directory.places import Places
from bot.directory.where import Where

NEVER_BY_POLICE_ALONE = frozenset({Kind.SHELTER, Kind.CRISIS_CENTRE})
"""Services that no police number may stand for: whoever asks for a bed asks for no report."""


def phone(
    number: str, dialable_from: Sequence[str], country: str, where: Where, *inner: Step
) -> None:
    """A number looks like one of the country; one without + is dialled in the country only."""
    fault = phones.number_fault(number, country)
    if fault:
        remedy = 'Write "150", or "+7 700 000 00 00" with the country code, in quotes.'
        where.bad("bad-phone", f"The number {number!r} {fault}.", remedy, *inner)
    elif phones.is_short(number) and tuple(dialable_from) != (country,):
        message = f"{number} reaches them as written only from {country}."
        remedy = f"Write dialable_from: [{country}], or the number in its + form."
        where.bad("not-dialable", message, remedy, *inner)


def routes(contact: Contact, country: str, where: Where) -> None:
    """Every phone and text way is one; a call by us has a day and a caller."""
    for at, written in enumerate(contact.phones):
        phone(written.number, written.dialable_from, country, where, "phones", at)
    for at, way in enumerate(contact.texts):
        fault = phones.text_fault(way, country)
        if fault:
            remedy = "Write a number with +, @name, or a whole address with https://."
            message = f"The {way.app} address {way.address!r} {fault}."
            where.bad("bad-text-way", message, remedy, "texts", at)
    if (contact.called_on is None) != (contact.called_by is None):
        remedy = "Write who called and when, or null for both."
        where.bad("bad-call", "A call has a day and a caller.", remedy, "called_on")


def opening(contact: Contact, timezone: object, where: Where) -> None:
    """Hours that are computed with were verified by a call; others never have a week (S38)."""
    if contact.hours is Basis.VERIFIED:
        if contact.called_on is None:
            remedy = "Call and write called_on, or write hours: claimed or unknown."
            where.bad("hours-not-called", "Hours are verified only by a call.", remedy, "hours")
        if contact.weekly is None:
            remedy = "Write weekly: {mon: [...], ...}, or hours: unknown."
            where.bad("hours-missing", "Verified hours without a week.", remedy, "hours")
        if not timezone:
            remedy = "Write timezone: Asia/Almaty (or another) at the top of the file."
            where.bad("no-timezone", "Hours without a time zone mean nothing.", remedy, "hours")
    elif contact.hours is Basis.UNKNOWN and contact.weekly is not None:
        remedy = "Write hours: claimed if a source says so, else weekly: null."
        where.bad("hours-without-basis", "A week stands here without basis.", remedy, "weekly")
    elif contact.hours is Basis.CLAIMED and contact.weekly is None and not contact.hours_note:
        remedy = "Say in hours_note what the source says, or write hours: unknown."
        where.odd("hours-empty", "Hours are claimed but nothing is said.", remedy, "hours")
    try:
        hours.weekly(contact.weekly or {})
    except hours.HoursError as problem:
        remedy = 'Write {mon: ["09:00-13:00", "14:00-18:00"]} or {all_day: ["00:00-24:00"]}.'
        where.bad("bad-hours", f"The week is wrong: {problem}.", remedy, "weekly")
    for day, ranges in contact.exceptions.items():
        try:
            datetime.date.fromisoformat(day)
            hours.spans(ranges)
        except ValueError as problem:
            remedy = 'Write 2026-12-31: ["09:00-12:00"], or [] for closed.'
            message = f"This exception is wrong: {problem}."
            where.bad("bad-hours", message, remedy, "exceptions", day)


def place(service: Service, country: str, places: Places, where: Where) -> None:
    """A town that we know; an address only where it is public, whole, and in the country."""
    pin = service.lat is not None or service.lon is not None
    if service.town is not None:
        town = places.get(service.town)
        if town is None or town.country != country:
            remedy = f"Name an id of places/{country.lower()}.yaml, or null for the whole country."
            message = f"{service.town} is no place of {country}."
            where.bad("unknown-town", message, remedy, "town")
    if service.confidential and (
        pin or service.address is not None or service.position is Position.ADDRESS
    ):
        remedy = "Remove address, lat and lon, and write position: settlement or none."
        message = "A confidential service has no address and no coordinates (S36)."
        where.bad("confidential-place", message, remedy, "confidential")
        return
    if service.position is not Position.ADDRESS:
        if pin or service.address is not None:
            remedy = "Write position: address if it is public and checked, else remove them."
            message = "An address or a pin stands here without basis."
            where.bad("pin-without-basis", message, remedy, "lat" if pin else "address")
        return
    if not service.address or service.lat is None or service.lon is None:
        remedy = "Write address, lat and lon, or position: settlement."
        message = "The position is an address, but address, lat or lon is missing."
        where.bad("no-address", message, remedy, "position")
    elif not phones.in_box(country, service.lat, service.lon):
        remedy = "lat comes first, then lon, both in degrees with a point."
        where.bad("outside-country", f"The pin lies outside of {country}.", remedy, "lat")


def intake(
    service: Service, known: Mapping[str, str], police_phones: frozenset[str], where: Where
) -> None:
    """Intake contacts are lines or numbers of this file; a bed never hangs on the police alone.

    ``known``: ids of lines and numbers, with their kinds; ``police_phones``: as written.
    """
    for at, route in enumerate(service.reach):
        if route not in known:
            remedy = "Name the id of a line or number of this file."
            where.bad("unknown-reach", f"{route} is no line or number.", remedy, "reach", at)
    if service.kind not in NEVER_BY_POLICE_ALONE:
        return
    own = [written.number for written in service.phones if written.number not in police_phones]
    ways = [route for route in service.reach if known.get(route) != NumberKind.POLICE]
    by_police = bool(service.reach) or len(own) < len(service.phones)
    if by_police and not own and not ways and not service.texts:
        remedy = "Add a line that can lead there, or leave reach empty."
        message = "The police alone stand as the way to a shelter or crisis centre."
        where.bad("police-only", message, remedy, "reach")
