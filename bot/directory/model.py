"""What a country file of `services/` says: numbers, lines and services, as frozen values.

What no source answers is ``unknown`` or None and stays so on every card (S34, S39).
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property

import msgspec

Texts = dict[str, str]


class YesNoUnknown(StrEnum):
    """An answer of a source, or the honest lack of one."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Need(StrEnum):
    """What somebody looks for. ``anything`` on a line means that it answers every need."""

    SHELTER = "shelter"
    TALK = "talk"
    DOCTOR = "doctor"
    POLICE = "police"
    LAWYER = "lawyer"
    CHILD = "child"
    ANYTHING = "anything"


class NumberKind(StrEnum):
    """Who answers an emergency number. ``single``: one for all of them."""

    SINGLE = "single"
    POLICE = "police"
    AMBULANCE = "ambulance"
    FIRE = "fire"
    GAS = "gas"


class Kind(StrEnum):
    """What a line or service is."""

    LINE = "line"
    CRISIS_CENTRE = "crisis_centre"
    SHELTER = "shelter"
    PSYCHOSOCIAL = "psychosocial"
    LEGAL_AID = "legal_aid"
    POLICE = "police"
    MEDICAL = "medical"
    FORENSIC = "forensic"
    STATE_CENTRE = "state_centre"
    PERPETRATOR_PROGRAMME = "perpetrator_programme"
    NGO = "ngo"


class Basis(StrEnum):
    """Where hours come from. Only ``verified`` may be computed with (S38)."""

    VERIFIED = "verified"
    CLAIMED = "claimed"
    UNKNOWN = "unknown"


class Position(StrEnum):
    """How well a place is known. Only ``address`` has a distance and a pin."""

    ADDRESS = "address"
    SETTLEMENT = "settlement"
    NONE = "none"


class App(StrEnum):
    """A way to write."""

    WHATSAPP = "whatsapp"
    TELEGRAM = "telegram"
    WEB = "web"
    APP = "app"
    SMS = "sms"


class Confidence(StrEnum):
    """How sure the facts are. ``low`` is never published."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class _Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    pass


class WhenYouCall(_Strict, frozen=True, kw_only=True):
    """What happens to those who call (S34). ``unknown`` is shown as a question to ask first."""

    police_come: YesNoUnknown
    must_report: YesNoUnknown
    recorded: YesNoUnknown
    papers: YesNoUnknown
    cost: YesNoUnknown
    on_bill: YesNoUnknown


class Phone(_Strict, frozen=True, kw_only=True):
    """A number as written, and the countries from which it reaches them dialled like that."""

    number: str
    dialable_from: tuple[str, ...] = ()

    def dials_from(self, country: str) -> bool:
        """Whether it can be dialled as written in ``country``. A ``+`` number can everywhere."""
        return self.number.startswith("+") or country in self.dialable_from


class TextWay(_Strict, frozen=True, kw_only=True):
    """An address to write to. WhatsApp and SMS have a number, Telegram a name or a number."""

    app: App
    address: str


class Access(_Strict, frozen=True, kw_only=True):
    """What a service asks or offers at its door (S39)."""

    step_free: YesNoUnknown = YesNoUnknown.UNKNOWN
    sign_language: YesNoUnknown = YesNoUnknown.UNKNOWN
    children: YesNoUnknown = YesNoUnknown.UNKNOWN
    men: YesNoUnknown = YesNoUnknown.UNKNOWN
    papers_needed: YesNoUnknown = YesNoUnknown.UNKNOWN
    minors_alone: YesNoUnknown = YesNoUnknown.UNKNOWN


class Record(_Strict, frozen=True, kw_only=True):
    """What every record has. ``origin`` (`from`) and ``*_from`` name entries of facts.

    ``sourced_on``: the date of the source (``2021``, ``2021-07`` or ``2021-07-30``).
    ``checked_on``: the day on which our facts were looked up.
    """

    id: str
    origin: str = msgspec.field(name="from")
    name: Texts
    what: Texts
    what_from: tuple[str, ...] = ()
    when_you_call: WhenYouCall
    when_from: dict[str, str | tuple[str, ...]] = {}
    confidence: Confidence
    sourced_on: str | int | None = None
    checked_on: datetime.date
    source: str | None = None


class Number(Record, frozen=True, kw_only=True):
    """An emergency number: short, and of one country only."""

    kind: NumberKind
    phone: str
    dialable_from: tuple[str, ...]


class Contact(Record, frozen=True, kw_only=True):
    """Needs, numbers, hours (see :mod:`bot.directory.hours`), and whether anybody ever called.
    ``on_holidays``: whether they are open then; ``exceptions``: single days.
    """

    kind: Kind
    needs: tuple[Need, ...]
    serves: tuple[str, ...] = ()
    phones: tuple[Phone, ...] = ()
    texts: tuple[TextWay, ...] = ()
    hours: Basis = Basis.UNKNOWN
    hours_note: Texts | None = None
    weekly: dict[str, tuple[str, ...]] | None = None
    on_holidays: YesNoUnknown = YesNoUnknown.UNKNOWN
    exceptions: dict[str, tuple[str, ...]] = {}
    languages: tuple[str, ...] = ()
    called_on: datetime.date | None = None
    called_by: str | None = None


class Line(Contact, frozen=True, kw_only=True):
    """A line for the whole country."""


class Service(Contact, frozen=True, kw_only=True):
    """A place or body that helps. A confidential one has no address and no coordinates (S36).

    ``reach``: ids of lines or numbers that lead there. ``lat``, ``lon``: degrees.
    """

    town: str | None
    confidential: bool
    position: Position
    address: str | None = None
    lat: float | None = None
    lon: float | None = None
    reach: tuple[str, ...] = ()
    only_through_police: bool = False
    access: Access = Access()
    access_from: dict[str, str | tuple[str, ...]] = {}


def has_more_languages(record: Record) -> bool:
    """Lines and places to stay speak the ``partly`` languages of their country as well."""
    return isinstance(record, Line) or (
        isinstance(record, Service) and Need.SHELTER in record.needs
    )


class Withheld(_Strict, frozen=True, kw_only=True):
    """An entry of facts, or a field of one, that is not published, and why. For editors."""

    origin: str = msgspec.field(name="from")
    field: str | None = None
    why: str


class CountryDirectory(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """One country. ``papers``: for those without papers; ``warning``: to be read before all."""

    country: str
    digits: tuple[str, ...] = ()
    cover_numbers: tuple[str, ...] = ()
    timezone: str | None = None
    holidays: tuple[datetime.date, ...] = ()
    papers: Texts | None = None
    papers_from: tuple[str, ...] = ()
    warning: Texts | None = None
    warning_from: tuple[str, ...] = ()
    numbers: tuple[Number, ...] = ()
    lines: tuple[Line, ...] = ()
    services: tuple[Service, ...] = ()
    withheld: tuple[Withheld, ...] = ()

    def route(self, id_: str) -> Number | Line | None:
        """The emergency number or line of an id."""
        return self._by_id.get(id_)

    @cached_property
    def _by_id(self) -> dict[str, Number | Line]:
        routes: tuple[Number | Line, ...] = self.numbers + self.lines
        return {route.id: route for route in reversed(routes)}

    def contact(self, id_: str) -> Line | Service | None:
        """The line or service of an id."""
        return self._contacts.get(id_)

    @cached_property
    def _contacts(self) -> dict[str, Line | Service]:
        contacts: tuple[Line | Service, ...] = self.lines + self.services
        return {contact.id: contact for contact in contacts}

    @cached_property
    def found(self) -> dict[tuple[type, str], object]:
        """What was worked out of its records once: they never change."""
        return {}


class Directory(msgspec.Struct, frozen=True):
    """All countries by code. What had an error in its file is not here."""

    countries: Mapping[str, CountryDirectory]

    def country(self, code: str) -> CountryDirectory | None:
        """The directory of a country, or None where we have no file for it."""
        return self.countries.get(code)
