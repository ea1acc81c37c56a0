"""The places that we know, findable by name, by region and by position."""

from __future__ import annotations

import math
import sys
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec

from bot.content.script import fold, skeleton
from bot.locator import borders
from bot.locator.borders import distance_km
from bot.locator.words import KIND_WORDS

# Within how many km of the border of Kazakhstan we name no country: the border is simplified to
# 3 km, and a phone's position by cell tower is off by more.
BORDER_KM: Final = 8.0
# How far a place may be to say anything about a position abroad, and how near it has to be to
# settle it: there we know a few large cities only, and no borders.
REACH_KM: Final = 60.0
SURE_KM: Final = 25.0

ADMINISTRATIVE: Final = frozenset({"region", "district"})
_LAST: Final = chr(sys.maxunicode)


class Place(msgspec.Struct, frozen=True):
    """A place: ``kind`` is region, city, town, village or district, ``country`` an ISO code.

    ``lat`` and ``lon`` are in degrees, for sorting only. ``region`` is the id of a region or None.
    ``population`` is for ranking, 0 when unknown. ``names`` are today's, by language.
    """

    id: str
    kind: str
    country: str
    lat: float
    lon: float
    region: str | None
    population: int
    names: dict[str, str]
    old: tuple[str, ...] = ()


class Name(msgspec.Struct, frozen=True):
    """One name of a place as the index holds it: ``bare`` is without "область", "ауданы"..."""

    place: Place
    text: str
    bare: str
    former: bool


class CountryGuess(msgspec.Struct, frozen=True):
    """Which country a position is in.

    ``country`` is set only when it is sure. Else ``candidates`` are the countries that it may be,
    the likeliest first; empty when we know nothing near it.
    """

    country: str | None
    candidates: tuple[str, ...] = ()


def place_from(entry: Mapping[str, Any], country: str | None = None) -> Place:
    """A place of one entry of a YAML file; ``country`` is the file's, for entries without one.

    Raises msgspec.ValidationError when something is missing or of the wrong type.
    """
    return msgspec.convert({"country": country, "region": None, **entry}, Place)


def bare_name(place: Place, name: str) -> str:
    """``name`` folded, and without "область" or "ауданы" if the place is a region or district."""
    words = fold(name).split()
    if place.kind in ADMINISTRATIVE:
        words = [word for word in words if word not in KIND_WORDS] or words
    return " ".join(words)


class Gazetteer:
    """An index over ``places``, whose ids must differ (ValueError). Does not change once built.

    ``by_fold`` and ``by_skeleton`` find names; skeletons are without spaces, so that
    "Талды-Курган" and "Талдыкурган" are one.
    """

    def __init__(self, places: Iterable[Place]) -> None:
        self._by_id: dict[str, Place] = {}
        self._within: defaultdict[str, list[Place]] = defaultdict(list)
        folds: defaultdict[str, list[Name]] = defaultdict(list)
        skeletons: defaultdict[str, list[Name]] = defaultdict(list)
        for place in places:
            if place.id in self._by_id:
                raise ValueError(f"two places have the id {place.id}")
            self._by_id[place.id] = place
            if place.region is not None:
                self._within[place.region].append(place)
        for place in self.places:
            for name in _names(place):
                folds[name.bare].append(name)
                folds[name.bare.replace(" ", "")].append(name)
                if bones := skeleton(name.bare).replace(" ", ""):
                    skeletons[bones].append(name)
        self._spellings = _by_length(skeletons)
        self.by_fold: Mapping[str, tuple[Name, ...]] = _frozen(folds)
        self.by_skeleton: Mapping[str, tuple[Name, ...]] = _frozen(skeletons)
        self._folds = sorted(self.by_fold)

    def beginning(self, text: str) -> Sequence[str]:
        """The keys of ``by_fold`` that begin with ``text``, by the alphabet."""
        first = bisect_left(self._folds, text)
        return self._folds[first : bisect_left(self._folds, text + _LAST, first)]

    def spellings(self, length: int, *, administrative: bool) -> Sequence[str]:
        """The keys of ``by_skeleton`` that may be a misspelt word of ``length`` letters.

        With ``administrative`` those of regions and districts, else those of settlements.
        """
        return self._spellings.get((administrative, length), ())

    @property
    def places(self) -> tuple[Place, ...]:
        """All places, in the order in which they were given."""
        return tuple(self._by_id.values())

    def get(self, place_id: str) -> Place | None:
        """The place with this id, or None."""
        return self._by_id.get(place_id)

    def regions(self, country: str) -> tuple[Place, ...]:
        """The regions of a country, in the order in which they were given."""
        return tuple(p for p in self.places if p.kind == "region" and p.country == country)

    def is_part_of_city(self, place: Place) -> bool:
        """Whether it is a district of a city of republican significance."""
        region = self._by_id.get(place.region or "")
        return place.kind == "district" and region is not None and _is_city_region(region)

    def within(self, region_id: str) -> tuple[Place, ...]:
        """The places of a region; empty if there is no such region."""
        return tuple(self._within.get(region_id, ()))

    def nearest(self, lat: float, lon: float, country: str | None = None) -> tuple[Place, float]:
        """The settlement nearest to a position in degrees, and its distance in km.

        ``country``: only of this one. Raises ValueError when the position is none, or there is
        no such settlement.
        """
        _check(lat, lon)
        return min(self._distances(lat, lon, country), key=lambda found: found[1])

    def _distances(
        self, lat: float, lon: float, country: str | None = None
    ) -> list[tuple[Place, float]]:
        return [
            (place, distance_km(lat, lon, place.lat, place.lon))
            for place in self.places
            if place.kind not in ADMINISTRATIVE and country in (None, place.country)
        ]

    def country_at(self, lat: float, lon: float) -> CountryGuess:
        """Which country a position in degrees is in, or which it may be.

        Kazakhstan by its border, and unsure within :data:`BORDER_KM` of it. Elsewhere by places:
        sure if one is within :data:`SURE_KM` and none of another country within
        :data:`REACH_KM`. Raises ValueError when the position is none.
        """
        _check(lat, lon)
        home = borders.inside(lat, lon)
        beyond = borders.neighbours_within(lat, lon, BORDER_KM)
        countries = tuple(code for code in beyond if code)
        if countries:
            at_home = (borders.COUNTRY,)
            return CountryGuess(None, at_home + countries if home else countries + at_home)
        if home or beyond:  # by the sea there is no other country to be in
            return CountryGuess(borders.COUNTRY, (borders.COUNTRY,))
        return self._abroad(lat, lon)

    def _abroad(self, lat: float, lon: float) -> CountryGuess:
        near = sorted(
            (away, place.country)
            for place, away in self._distances(lat, lon)
            if away <= REACH_KM and place.country != borders.COUNTRY
        )
        found = tuple(dict.fromkeys(country for _, country in near))
        sure = len(found) == 1 and near[0][0] <= SURE_KM
        return CountryGuess(found[0] if sure else None, found)


def _is_city_region(place: Place) -> bool:
    return place.kind == "region" and fold(place.names.get("kk", "")).endswith(" каласы")


def _names(place: Place) -> Iterator[Name]:
    """The names to index. A region that is nothing but its city has none: the city is meant."""
    if _is_city_region(place):
        return
    for text in place.names.values():
        yield Name(place, text, bare_name(place, text), former=False)
    for text in place.old:
        yield Name(place, text, bare_name(place, text), former=True)


def _by_length(names: Mapping[str, list[Name]]) -> dict[tuple[bool, int], list[str]]:
    """Keys by the length of what they may be a misspelling of: at most some 30 % off."""
    found: defaultdict[tuple[bool, int], list[str]] = defaultdict(list)
    for key, named in names.items():
        near = range(math.floor(len(key) * 0.7), math.ceil(len(key) * 1.4) + 1)
        for administrative in {name.place.kind in ADMINISTRATIVE for name in named}:
            for length in near:
                found[administrative, length].append(key)
    return dict(found)


def _frozen(lists: Mapping[str, list[Name]]) -> dict[str, tuple[Name, ...]]:
    """Each list without repeats, as when a name has the same spelling in two languages."""
    return {
        key: tuple({(n.place.id, n.text, n.former): n for n in names}.values())
        for key, names in lists.items()
    }


def _check(lat: float, lon: float) -> None:
    if not (math.isfinite(lat) and math.isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180):  # noqa: PLR2004 - degrees
        raise ValueError("not a position")
