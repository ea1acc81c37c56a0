"""Find help: which cards answer a need, and in which order."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator

import msgspec

from bot.directory import distance
from bot.directory.build import card_of, route_of, shown
from bot.directory.card import Card, Route, Section
from bot.directory.model import (
    CountryDirectory,
    Directory,
    Kind,
    Line,
    Need,
    Number,
    NumberKind,
    Service,
)
from bot.directory.places import Places
from bot.directory.wishes import Wish, is_refused, unanswered

__all__ = ["Card", "Route", "Section", "cards"]

LOCAL = frozenset({Kind.LINE, Kind.POLICE, Kind.MEDICAL, Kind.FORENSIC})
"""Services of one town: dialled from elsewhere, their number reaches somebody else or nobody."""
CITY_KM = 50.0
"""How far from its town such a service is still hers."""
FOR_SERVICES = 4
"""Places of the list that lines may not take from services."""
ALTERNATIVES = 2
"""How many other lines or numbers always stand beside the first card (S40)."""

_NUMBERS = {
    Need.POLICE: (NumberKind.POLICE, NumberKind.SINGLE),
    Need.DOCTOR: (NumberKind.AMBULANCE, NumberKind.SINGLE),
}
"""The emergency numbers that answer a need by themselves."""
_TO_FILL = (NumberKind.SINGLE, NumberKind.AMBULANCE, NumberKind.POLICE)


def cards(
    directory: Directory,
    gazetteer: Places,
    country: str,
    need: Need,
    near: distance.Point | str | None,
    now: datetime.datetime,
    limit: int = 10,
    *,
    text_first: bool = False,
    wishes: Collection[Wish] = (),
    without: Collection[str] = (),
) -> tuple[Card, ...]:
    """What answers ``need`` in ``country``, at most ``limit`` cards, best first.

    ``near``: latitude and longitude in degrees, or the id of a place, or None; it is used here
    and kept nowhere (S37). ``now``: an aware moment. ``text_first``: she cannot call.
    ``wishes``: what it has to have. ``without``: ids of lines and services that did not help her.
    Empty where we have no file for the country.

    What can be contacted stands before what cannot, what leads through the police stands last
    unless the police are what she looks for; then the nearer town. National lines are always
    there. Programmes for those who use violence never are. What is known to lack what she wishes is
    left out, unless it is one of the last two that answer (S40); of what can be contacted alike,
    that of which most is known stands first. Raises ValueError for a naive ``now`` and for a
    ``near`` that is no place.
    """
    if now.tzinfo is None:
        raise ValueError("now has no time zone")
    file = directory.country(country)
    if file is None:
        return ()
    search = _Search(file, gazetteer, need, near, now, text_first, wishes, without)
    return search.found(limit)


class _Search:
    def __init__(
        self,
        file: CountryDirectory,
        places: Places,
        need: Need,
        near: distance.Point | str | None,
        now: datetime.datetime,
        text_first: bool,
        wishes: Collection[Wish],
        without: Collection[str],
    ) -> None:
        self._file = file
        self._places = places
        self._need = need
        self._now = now
        self._text_first = text_first or Wish.WRITE in wishes
        self._wishes = wishes
        self._without = without
        self._pin = near if isinstance(near, tuple) else None
        self._from = self._pin
        self._vague = False
        if isinstance(near, str):
            place = places.get(near)
            if place is None:
                raise ValueError(f"{near} is no place")
            self._from = (place.lat, place.lon)
            self._vague = place.kind == "region"
        current = (line for line in file.lines if shown(line, now) and line.id not in without)
        lines = [line for line in current if _usable(route_of(line, file))]
        fitting = [line for line in lines if not self._is_refused(line)]
        answering = [line for line in lines if self._answers(line)]
        answering.sort(key=self._last)
        enough = max(ALTERNATIVES, sum(line in fitting for line in answering))
        self._answering = answering[:enough]
        self._reporting = frozenset(line.id for line in lines if _reports(line))
        self._others = [line for line in fitting if line not in answering]

    def found(self, limit: int) -> tuple[Card, ...]:
        services = sorted(self._services(), key=lambda found: self._choice(*found))
        first: list[Number | Line] = [*self._numbers(), *self._answering]
        first = first[: max(limit - min(FOR_SERVICES, len(services)), ALTERNATIVES + 1)]
        spare = self._spare()
        for record in spare:
            if len(first) >= ALTERNATIVES and len(first) + len(services) > ALTERNATIVES:
                break
            if record not in first:
                first.append(record)
        fixed = [(card_of(record, self._file, self._now), -1.0) for record in first]
        chosen = [*fixed, *services[: max(0, limit - len(fixed))]]
        ordered = sorted(chosen, key=lambda found: self._order(*found))[:limit]
        return tuple(self._with_alternatives(card, spare) for card, _ in ordered)

    def _answers(self, contact: Line | Service) -> bool:
        """Whether it is for this need. Only a line can be for every need."""
        every = isinstance(contact, Line) and Need.ANYTHING in contact.needs
        return every or self._need is Need.ANYTHING or self._need in contact.needs

    def _last(self, line: Line) -> tuple[bool, bool, int, bool]:
        """Which of the lines that answer stand last."""
        card = card_of(line, self._file, self._now)
        return (
            is_refused(card, self._wishes),
            not (line.texts if self._text_first else line.phones),
            unanswered(card, self._wishes),
            self._need not in line.needs,
        )

    def _is_refused(self, line: Line) -> bool:
        return is_refused(card_of(line, self._file, self._now), self._wishes)

    def _numbers(self) -> list[Number]:
        kinds = _NUMBERS.get(self._need, ())
        return [number for kind in kinds for number in self._file.numbers if number.kind is kind]

    def _spare(self) -> list[Number | Line]:
        """Others that answer, best first; what leads to the police last, unless asked for."""
        lines = [*self._answering, *self._others]
        last = frozenset() if self._need is Need.POLICE else self._reporting
        helping = [line for line in lines if line.id not in last]
        reporting = [line for line in lines if line.id in last]
        numbers = {kind: [n for n in self._file.numbers if n.kind is kind] for kind in _TO_FILL}
        single = numbers.pop(NumberKind.SINGLE)
        special = [number for kind in numbers.values() for number in kind]
        return [*helping, *single, *special, *reporting]

    def _services(self) -> Iterator[tuple[Card, float]]:
        """Cards of services that answer the need, with the kilometres to their town."""
        for service in self._file.services:
            if service.kind is Kind.PERPETRATOR_PROGRAMME or not shown(service, self._now):
                continue
            if not self._answers(service) or service.id in self._without:
                continue
            away = self._away(service)
            if service.kind in LOCAL and (away is None or away > CITY_KM):
                continue
            card = card_of(service, self._file, self._now, self._pin)
            if is_refused(card, self._wishes):
                continue
            if away is not None and not self._vague:
                card = msgspec.structs.replace(card, town_km=distance.of_towns(away))
            yield card, float("inf") if away is None else away

    def _away(self, service: Service) -> float | None:
        town = self._places.get(service.town) if service.town is not None else None
        if town is None or town.kind == "region" or self._from is None:
            return None
        return distance.between(self._from, (town.lat, town.lon))

    def _choice(self, card: Card, away: float) -> tuple[bool, bool, int, float]:
        """Which services come into the list: those that can be reached, what she wishes, the
        nearest first.
        """
        unknown = unanswered(card, self._wishes)
        return self._by_police(card), not _is_reachable(card), unknown, away

    def _order(self, card: Card, away: float) -> tuple[bool, bool, bool, int, int, float]:
        """How the list is ordered; ``away`` of numbers and lines is below zero."""
        return (
            self._by_police(card),
            is_refused(card, self._wishes),
            not _is_reachable(card),
            unanswered(card, self._wishes),
            self._way(card),
            away,
        )

    def _way(self, card: Card) -> int:
        """Which way there is, the one that she can use first."""
        if self._text_first:
            return 0 if card.texts else 1 if card.has_texts else 2
        return 0 if card.intake_phones else 1

    def _by_police(self, card: Card) -> bool:
        if self._need is Need.POLICE:
            return False
        return card.only_through_police or card.id in self._reporting

    def _with_alternatives(self, card: Card, spare: list[Number | Line]) -> Card:
        reach = {route.id for route in card.reach}

        def last(record: Number | Line) -> int:
            special = isinstance(record, Number) and record.kind is not NumberKind.SINGLE
            report = record.id in self._reporting and self._need is not Need.POLICE
            return 2 if special or report else 1 if record.id in reach else 0

        others = sorted((r for r in spare if r.id != card.id), key=last)[:ALTERNATIVES]
        routes = tuple(route_of(record, self._file) for record in others)
        return msgspec.structs.replace(card, alternatives=routes)


def _is_reachable(card: Card) -> bool:
    return bool(card.intake_phones) or card.has_texts


def _usable(route: Route) -> bool:
    return bool(route.phones or route.texts)


def _reports(line: Line) -> bool:
    """Whether a line is there only to report to the police."""
    return {*line.needs} == {Need.POLICE}
