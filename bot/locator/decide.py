"""From the names that stand in a text to one place, or to a question."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from bot.content.script import fold
from bot.locator.borders import distance_km
from bot.locator.gazetteer import ADMINISTRATIVE, Gazetteer, Place
from bot.locator.result import MAX_CANDIDATES, Candidate, Hit, Match
from bot.locator.words import COMMON_VILLAGES

# One namesake is taken if it is so much bigger than each other, and so big.
FAR_BIGGER: Final = 20
BIG: Final = 50_000
# What a namesake of unknown size is taken to be.
UNKNOWN_SIZE: Final = 5_000

# A town or village is found by the bigger place in its region that is named beside it.
BIGGER: Final = 2
SURROUNDINGS_KM: Final = 150.0
TWO: Final = 2

_TOWNS: Final = frozenset({"city", "town"})


def decide(gazetteer: Gazetteer, hits: Sequence[Hit], country: str | None) -> Match:
    """The one place that all ``hits`` agree on, or all that they may mean."""
    narrowed = [_of_kind(gazetteer, hit, country) for hit in hits]
    regions = [hit for hit in narrowed if _only(hit, {"region"})]
    districts = [hit for hit in narrowed if _only(hit, {"district"})]
    settlements = [hit for hit in narrowed if hit not in regions and hit not in districts]
    considered, located = narrowed, False
    if districts and not regions and all(_is_nearest_city(hit) for hit in settlements):
        considered = districts
    elif settlements and (regions or districts):
        considered, located = _within(settlements, [*regions, *districts], narrowed)
    elif districts and regions:
        considered, located = _within(districts, regions, narrowed)
    elif len(settlements) == TWO:
        considered, located = _beside(settlements)
    choices = [_choose(hit, located=located) for hit in considered]
    candidates = ranked(c for hit in considered for c in hit.candidates)
    first = choices[0]
    if first is not None and all(c is not None and c.id == first.id for c in choices):
        return Match(first, candidates)
    return Match(None, candidates)


def ranked(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """The best candidates first, each place once; of equals the bigger, a region before them."""
    best: dict[str, Candidate] = {}
    for candidate in candidates:
        known = best.get(candidate.place.id)
        if known is None or candidate.score > known.score:
            best[candidate.place.id] = candidate
    return tuple(
        sorted(
            best.values(),
            key=lambda c: (-c.score, c.place.kind != "region", -c.place.population, c.place.id),
        )[:MAX_CANDIDATES]
    )


def _only(hit: Hit, kinds: set[str]) -> bool:
    return {c.place.kind for c in hit.candidates} <= kinds


def _keep(hit: Hit, candidates: Iterable[Candidate]) -> Hit:
    """The hit with only these candidates, or as it was if that leaves none."""
    kept = tuple(candidates)
    return Hit(kept, hit.kind, hit.unsure) if kept else hit


def _preferred(hit: Hit, country: str | None) -> Hit:
    return _keep(hit, (c for c in hit.candidates if c.place.country == country))


def _of_kind(gazetteer: Gazetteer, hit: Hit, country: str | None) -> Hit:
    """Of the preferred country, and without namesakes of another kind than the text says."""
    home = _preferred(hit, country)
    found = home.candidates
    if hit.kind in ADMINISTRATIVE:
        return _keep(home, (c for c in found if c.place.kind == hit.kind))
    if hit.kind == "city":
        return _keep(home, (c for c in found if c.place.kind in _TOWNS))
    if hit.kind == "village":
        return _keep(home, (c for c in found if c.place.kind not in {"city", *ADMINISTRATIVE}))
    # Nobody says "Сайрам" for Сайрам ауданы, or "Павлодар" for its region, without saying so.
    # But "Мангистау" and "Абай" may be a town or the region, and "Нура" is a part of Astana.
    towns = [c for c in found if c.place.kind != "district"]
    if not towns:  # a district at home may be meant, or the town abroad of that name
        return hit
    cities = [c.place for c in towns if c.place.kind == "city" and c.reason != "old_name"]
    if cities:
        towns = [c for c in towns if c.place.kind != "region"]
    if not any(city.population > BIG for city in cities):
        towns += [c for c in found if gazetteer.is_part_of_city(c.place)]
    return Hit(tuple(towns), hit.kind, hit.unsure)


def _within(inner: list[Hit], areas: list[Hit], otherwise: list[Hit]) -> tuple[list[Hit], bool]:
    """``inner`` with only what lies in the regions of all ``areas``, and whether anything does."""
    for area in areas:
        regions = {c.place.region or c.place.id for c in area.candidates}
        inner = [
            Hit(
                tuple(c for c in hit.candidates if c.place.region in regions),
                hit.kind,
                hit.unsure,
            )
            for hit in inner
        ]
    return (inner, True) if all(hit.candidates for hit in inner) else (otherwise, False)


def _is_nearest_city(hit: Hit) -> bool:
    """A city that is named beside a district without saying "city": the one it lies near."""
    return hit.kind is None and _only(hit, {"city"})


def _beside(hits: list[Hit]) -> tuple[list[Hit], bool]:
    """Of "Приозерск, возле Балхаша" the smaller one, where it lies in the surroundings of the
    other: that one only says where it is.
    """
    for inner, outer in (hits, reversed(hits)):
        near = tuple(
            c
            for c in inner.candidates
            if any(_surrounds(around.place, c.place) for around in outer.candidates)
        )
        if near and not inner.unsure:
            return [Hit(near, inner.kind, inner.unsure)], True
    return hits, False


def _surrounds(outer: Place, inner: Place) -> bool:
    """Whether ``outer`` is the known name near the lesser known ``inner``."""
    if outer.kind == "region":
        return inner.region == outer.id
    if outer.region != inner.region or outer.kind == "village" or inner.kind == "city":
        return False
    known = outer.population or UNKNOWN_SIZE
    if known < BIGGER * (inner.population or UNKNOWN_SIZE // BIGGER):
        return False
    return distance_km(outer.lat, outer.lon, inner.lat, inner.lon) <= SURROUNDINGS_KM


def _choose(hit: Hit, *, located: bool) -> Place | None:
    """The place of a hit if there is no doubt about it."""
    if hit.unsure:
        return None
    if len(hit.candidates) > 1:
        return _far_biggest(hit.candidates)
    place = hit.candidates[0].place
    if hit.kind == "district" and place.kind != "district":
        return None  # a district that we do not know, named like a town that we do
    common = fold(hit.candidates[0].name) in COMMON_VILLAGES
    if place.kind == "village" and common and not located:
        return None
    return place


def _far_biggest(candidates: Sequence[Candidate]) -> Place | None:
    """A city beside which its namesakes are villages. Never by an old name, never a region."""
    if any(c.place.kind in ADMINISTRATIVE for c in candidates):
        return None
    first, *others = sorted(candidates, key=lambda c: -c.place.population)
    size = first.place.population
    smaller = all(size > FAR_BIGGER * (c.place.population or UNKNOWN_SIZE) for c in others)
    return first.place if size > BIG and smaller and first.reason != "old_name" else None
