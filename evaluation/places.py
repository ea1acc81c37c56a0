"""The typed places: how many are found, and how many answers that are no place are refused."""

from __future__ import annotations

import msgspec

from bot.directory.distance import between
from bot.locator.gazetteer import Gazetteer
from bot.locator.match import match
from evaluation.messages import Which, folder

NEAR_KM = 15.0
"""A place this near is as good: the same services are the nearest."""


class Asked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody typed when asked where she is. ``id``: the place, None: it is none."""

    query: str
    country: str
    id: str | None
    way: str


class PlaceFigures(msgspec.Struct, frozen=True):
    """Shares from 0 to 1. ``found``: the right place is first; ``refused``: no place is taken."""

    found: float
    refused: float


def asked(which: Which = "test") -> list[Asked]:
    """All of them."""
    lines = (folder(which) / "places.jsonl").read_text(encoding="utf-8").splitlines()
    return [msgspec.json.decode(line, type=Asked) for line in lines if line]


def place_figures(gazetteer: Gazetteer, which: Which) -> PlaceFigures:
    """What the search makes of them."""
    places = [one for one in asked(which) if one.id is not None]
    others = [one for one in asked(which) if one.id is None]
    refused = [match(gazetteer, one.query, one.country).place is None for one in others]
    found = [_is_found(gazetteer, one) for one in places]
    return PlaceFigures(sum(found) / len(found), sum(refused) / len(refused))


def _is_found(gazetteer: Gazetteer, one: Asked) -> bool:
    result = match(gazetteer, one.query, one.country)
    first = result.place or next((other.place for other in result.candidates), None)
    meant = gazetteer.get(one.id or "")
    if first is None or meant is None:
        return False
    return between((first.lat, first.lon), (meant.lat, meant.lon)) <= NEAR_KM
