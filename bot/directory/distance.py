"""Distances in kilometres, and how far they may honestly be rounded."""

from __future__ import annotations

from math import asin, cos, floor, radians, sin, sqrt

EARTH = 6371.0088
"""Mean radius in kilometres."""

Point = tuple[float, float]
"""Latitude and longitude in degrees."""

_STEPS = ((50.0, 5), (200.0, 10))
_FAR = 50
_NEAR = 10.0


def between(first: Point, second: Point) -> float:
    """Kilometres along the great circle; the road is longer."""
    lat1, lon1, lat2, lon2 = (radians(degree) for degree in (*first, *second))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH * asin(min(1.0, sqrt(half)))


def of_towns(km: float) -> int:
    """Between towns: to 5 km under 50, to 10 under 200, else to 50. A town is no point."""
    step = next((step for limit, step in _STEPS if km < limit), _FAR)
    return floor(km / step + 0.5) * step


def of_address(km: float) -> float:
    """To an address: to 0.1 km under 10, else to whole kilometres."""
    return round(km, 1) if km < _NEAR else float(floor(km + 0.5))
