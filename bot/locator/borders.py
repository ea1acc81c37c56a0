"""Where a position lies: inside Kazakhstan, outside, or too near the border to say."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from typing import Final

from bot.locator.outline import BORDER, COUNTRY

EARTH_KM: Final = 6371.0088
_KM_PER_DEGREE: Final = EARTH_KM * math.pi / 180

Point = tuple[float, float]


def distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """The great-circle distance between two positions in degrees, in kilometres (haversine)."""
    phi1, phi2 = math.radians(lat1), math.radians(lat2)
    half = (
        math.sin((phi2 - phi1) / 2) ** 2
        + math.cos(phi1) * math.cos(phi2) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    )
    return 2 * EARTH_KM * math.asin(math.sqrt(min(1.0, half)))


def _edges() -> Iterator[tuple[str, Point, Point]]:
    for neighbour, points in BORDER:
        for start, end in itertools.pairwise(points):
            yield neighbour, start, end


def inside(lat: float, lon: float) -> bool:
    """Whether the position is within the simplified border of Kazakhstan."""
    odd = False
    for _, (lat1, lon1), (lat2, lon2) in _edges():
        if (lat1 > lat) != (lat2 > lat) and lon < lon1 + (lat - lat1) * (lon2 - lon1) / (
            lat2 - lat1
        ):
            odd = not odd
    return odd


def _edge_km(here: Point, start: Point, end: Point) -> float:
    """The distance to a piece of border on the plane around ``here``: good for some 100 km."""
    narrow = math.cos(math.radians(here[0]))
    y1, x1 = start[0] - here[0], (start[1] - here[1]) * narrow
    dy, dx = end[0] - start[0], (end[1] - start[1]) * narrow
    length = dx * dx + dy * dy
    along = 0.0 if length == 0 else min(1.0, max(0.0, -(x1 * dx + y1 * dy) / length))
    return math.hypot(x1 + along * dx, y1 + along * dy) * _KM_PER_DEGREE


def neighbours_within(lat: float, lon: float, km: float) -> tuple[str, ...]:
    """The countries beyond the border of Kazakhstan within ``km``, nearest first; "" is the sea."""
    nearest: dict[str, float] = {}
    for neighbour, start, end in _edges():
        away = _edge_km((lat, lon), start, end)
        if away <= km:
            nearest[neighbour] = min(away, nearest.get(neighbour, away))
    return tuple(sorted(nearest, key=lambda code: nearest[code]))


__all__ = ["COUNTRY", "distance_km", "inside", "neighbours_within"]
