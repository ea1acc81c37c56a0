"""What is known of one number, line or service, for one person, place and moment.

A card says nothing that nobody knows: no distance to a place without a public address, no "open"
without a call, and of a confidential service no place but its town (S36, S38).
"""

from __future__ import annotations

import datetime
from enum import StrEnum

import msgspec

from bot.directory.distance import Point
from bot.directory.model import Access, Basis, TextWay, WhenYouCall, YesNoUnknown


class Section(StrEnum):
    """Which part of the country file a record stands in; the first part of its keys."""

    NUMBER = "number"
    LINE = "line"
    SERVICE = "service"


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """A line or number to contact: its own, as an intake contact, or as an alternative.

    ``phones`` are as dialled inside the country. ``*_keys`` are neutral keys of the catalogue.
    """

    section: Section
    id: str
    phones: tuple[str, ...]
    phone_keys: tuple[str, ...]
    texts: tuple[TextWay, ...] = ()
    text_keys: tuple[str, ...] = ()
    when_you_call: WhenYouCall


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of an answer.

    ``own``: its own phones and text ways (empty where it has none). ``reach``: the lines and
    numbers that can lead there. ``alternatives``: others to try, best first (S40). ``town``: an
    id of the gazetteer; ``town_km``: from her to that town, rounded; ``km``: from her to the
    door, only with a public address; ``pin``: latitude and longitude of such a door.
    ``unknown``: what nobody knows of it, as names of ``when_you_call`` and ``access`` fields,
    and ``hours``. ``stale``: nobody called within 90 days; a screen says so of lines and
    services, never of emergency numbers. ``expired``: looked up more than a year ago.
    """

    section: Section
    id: str
    kind: str
    own: Route
    reach: tuple[Route, ...] = ()
    alternatives: tuple[Route, ...] = ()
    town: str | None = None
    town_km: int | None = None
    km: float | None = None
    pin: Point | None = None
    has_address: bool = False
    hours: Basis = Basis.UNKNOWN
    has_hours_note: bool = False
    open_now: bool | None = None
    next_open: datetime.datetime | None = None
    only_through_police: bool = False
    when_you_call: WhenYouCall
    unknown: tuple[str, ...] = ()
    access: Access | None = None
    languages: tuple[str, ...] = ()
    serves: tuple[str, ...] = ()
    called_on: datetime.date | None = None
    checked_on: datetime.date
    stale: bool
    expired: bool

    def key(self, part: str) -> str:
        """A key of the catalogue: ``name``, ``what``, ``hours_note``, ``address``."""
        return f"{self.section.value}.{self.id}.{part}"

    @property
    def phones(self) -> tuple[str, ...]:
        """Phones of its own, as dialled inside the country."""
        return self.own.phones

    @property
    def texts(self) -> tuple[TextWay, ...]:
        """Its own ways by text."""
        return self.own.texts

    @property
    def has_texts(self) -> bool:
        """Whether there is a way by text, its own or of a line that leads there."""
        return bool(self.texts) or any(route.texts for route in self.reach)

    @property
    def intake_phones(self) -> tuple[str, ...]:
        """What to dial: its own phones, else those of the lines that lead there."""
        through = (phone for route in self.reach for phone in route.phones)
        return self.phones or tuple(dict.fromkeys(through))

    @property
    def expect(self) -> WhenYouCall:
        """What may happen on the way there: a yes of any intake contact counts (S34).

        A no counts only where the record itself has it.
        """
        if self.phones or self.texts:
            return self.when_you_call
        answers = msgspec.structs.asdict(self.when_you_call)
        for route in self.reach:
            for name, answer in msgspec.structs.asdict(route.when_you_call).items():
                if answer is YesNoUnknown.YES:
                    answers[name] = answer
        return WhenYouCall(**answers)
