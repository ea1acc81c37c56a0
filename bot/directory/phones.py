"""What a number of a country looks like, and which box of the map a country lies in.

Neither proves that a number answers or that a place is there; both catch a slip of the pen.
"""

from __future__ import annotations

import re

from bot.directory.model import App, TextWay

PLANS = {
    "KZ": re.compile(r"\+7[67]\d{9}"),
    "KG": re.compile(r"\+996\d{9}"),
    "UZ": re.compile(r"\+998\d{9}"),
    "TJ": re.compile(r"\+992\d{9}"),
    "TM": re.compile(r"\+993\d{8}"),
    "RU": re.compile(r"\+7[3489]\d{9}"),
    "TR": re.compile(r"\+90\d{10}"),
    "KR": re.compile(r"\+82\d{8,10}"),
    "PL": re.compile(r"\+48\d{9}"),
    "AE": re.compile(r"\+971\d{8,9}"),
    "DE": re.compile(r"\+49\d{5,12}"),
}
"""Whole numbers with country code, without spaces."""

BOXES = {
    "KZ": (40.5, 46.4, 55.5, 87.4),
    "KG": (39.1, 69.2, 43.3, 80.3),
    "UZ": (37.1, 55.9, 45.7, 73.2),
    "TJ": (36.6, 67.3, 41.1, 75.2),
    "TM": (35.1, 52.4, 42.9, 66.7),
    "RU": (41.1, 19.6, 81.9, 180.0),
    "TR": (35.8, 25.6, 42.2, 44.9),
    "KR": (33.0, 124.5, 38.7, 131.0),
    "PL": (49.0, 14.1, 54.9, 24.2),
    "AE": (22.6, 51.5, 26.3, 56.4),
    "DE": (47.2, 5.8, 55.1, 15.1),
}
"""South, west, north, east in degrees, rough."""

EVERYWHERE = "other"
"""The file for those who are in no country that has a file of its own."""

INSIDE = ("KZ", "KG", "UZ", "TJ", "TM")
"""The five countries in which services are looked for."""

_SHORT = re.compile(r"\d{2,6}")
_NATIONAL = re.compile(r"\d{7,12}")
_TOLL_FREE = re.compile(r"8800\d{7}")
_WRITTEN = re.compile(r"\+?\d(?:[ -]?\d)*")
_TELEGRAM = re.compile(r"@[A-Za-z][A-Za-z0-9_]{3,31}")
_WEB = re.compile(r"https://[^\s/]+\.[^\s]+")


def digits(number: str) -> str:
    """A number without spaces and hyphens."""
    return number.replace(" ", "").replace("-", "")


def number_fault(number: str, country: str) -> str | None:
    """Why ``number`` is no number that is dialled in ``country``, or None where it may be one.

    Inside the five countries: a short one (2 to 6 digits), their own ``+`` form, or a toll-free
    8 800. Abroad also that country's own way of writing and the ``+`` form of home lines.
    """
    if not _WRITTEN.fullmatch(number):
        return "has something else in it than digits, single spaces, hyphens and a leading +"
    bare = digits(number)
    if bare.startswith("+"):
        if country in INSIDE:
            good = PLANS[country].fullmatch(bare) is not None
            return None if good else f"has not the country code and length of {country}"
        good = any(plan.fullmatch(bare) for plan in PLANS.values())
        return None if good else "has no country code and length that we know"
    if _SHORT.fullmatch(bare) or (country == "KZ" and _TOLL_FREE.fullmatch(bare)):
        return None
    if country not in INSIDE and _NATIONAL.fullmatch(bare):
        return None
    return "is neither short (2 to 6 digits) nor written with + and the country code"


def is_short(number: str) -> bool:
    """Whether it can only be dialled in its own country."""
    return not number.startswith("+")


def text_fault(way: TextWay, country: str) -> str | None:
    """Why the address of a text way is none, or None where it may be one."""
    address = way.address
    international = address.startswith("+") and number_fault(address, "") is None
    match way.app:
        case App.WHATSAPP:
            return None if international else "is no number with + and the country code"
        case App.TELEGRAM:
            good = international or _TELEGRAM.fullmatch(address) is not None
            return None if good else "is neither @name nor a number with +"
        case App.SMS:
            good = international or number_fault(address, country) is None
            return None if good else "is no number"
        case App.WEB:
            return None if _WEB.fullmatch(address) else "does not begin with https://"
        case App.APP:
            return None if address.strip() else "is empty"


def in_box(country: str, lat: float, lon: float) -> bool:
    """Whether a point (degrees) may lie in a country. True where we have no box for it."""
    box = BOXES.get(country)
    if box is None:
        return True
    south, west, north, east = box
    return south <= lat <= north and west <= lon <= east
