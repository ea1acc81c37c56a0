"""An input line of ``pana play --jsonl``; bad ones are refused with a sentence and move nothing."""

from __future__ import annotations

import json
import math
from typing import Any

import msgspec

from bot.events import MediaKind

DEEDS = ("text", "press", "location", "start", "media", "wait")
_BESIDE = frozenset({"burst", "on"})
POLE = 90.0
DATE_LINE = 180.0
LONGEST_WAIT = 366 * 86_400.0


class LineError(Exception):
    """The line cannot be carried out; the message says what to write instead."""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that she does, or time that passes. Exactly one field besides the last two."""

    text: str | None = None
    press: str | None = None
    location: tuple[float, float] | None = None
    start: str | None = None
    media: MediaKind | None = None
    wait: float | None = None
    on: str | None = None
    burst: bool = False


def parse(source: str) -> Line:
    """The line of one JSON object. Raises :class:`LineError`."""
    try:
        data = json.loads(source)
    except (ValueError, RecursionError):
        raise LineError("This is not JSON; write one object a line.") from None
    if not isinstance(data, dict):
        raise LineError('A line is an object such as {"text": "hi"}.')
    unknown = sorted(set(data) - {*DEEDS, *_BESIDE})
    if unknown:
        raise LineError(f"{unknown[0]} is not known; known are {', '.join(DEEDS)}.")
    deeds = [name for name in DEEDS if name in data]
    if len(deeds) != 1:
        raise LineError(f"A line does exactly one of {', '.join(DEEDS)}.")
    return _line(deeds[0], data)


def _line(deed: str, data: dict[str, Any]) -> Line:
    value = data[deed]
    burst = data.get("burst", False)
    on = data.get("on")
    if not isinstance(burst, bool):
        raise LineError("burst is true or false.")
    if on is not None and (deed != "press" or not isinstance(on, str)):
        raise LineError("on stands beside press and is the id of a message, as a string.")
    match deed:
        case "text" | "press" | "start":
            if not isinstance(value, str) or (deed == "text" and not value):
                raise LineError(f"{deed} is a string.")
            return _spoken(deed, value, on, burst=burst)
        case "location":
            return Line(location=_location(value), burst=burst)
        case "media":
            return Line(media=_media(value), burst=burst)
        case _:
            return Line(wait=_wait(value), burst=burst)


def _location(value: object) -> tuple[float, float]:
    match value:
        case [int() | float() as lat, int() | float() as lon] if _is_number(lat) and _is_number(
            lon
        ):
            if abs(lat) <= POLE and abs(lon) <= DATE_LINE:
                return float(lat), float(lon)
        case _:
            pass
    raise LineError("location is [latitude, longitude] in degrees.")


def _media(value: object) -> MediaKind:
    try:
        return MediaKind(str(value))
    except ValueError:
        raise LineError(f"media is one of {', '.join(MediaKind)}.") from None


def _spoken(deed: str, value: str, on: str | None, *, burst: bool) -> Line:
    match deed:
        case "text":
            return Line(text=value, burst=burst)
        case "press":
            return Line(press=value, on=on, burst=burst)
        case _:
            return Line(start=value, burst=burst)


def _wait(value: object) -> float:
    if isinstance(value, int | float) and _is_number(value) and 0 <= value <= LONGEST_WAIT:
        return float(value)
    raise LineError("wait is a number of seconds, at most a year.")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
