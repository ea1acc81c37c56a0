"""``places/*.yaml`` to places of the gazetteer, and their names as texts."""

from __future__ import annotations

from bot.content.catalogue import Entry
from bot.content.documents import Document
from bot.content.issue import Issue, error
from bot.locator.gazetteer import Place, place_from

import msgspec

_OURS = frozenset(Place.__struct_fields__)


def places_from(
    document: Document, issues: list[Issue]
) -> tuple[list[Place], dict[str, dict[str, Entry]]]:
    """The places of one file and the texts ``place.<id>`` and ``place.<id>.full``."""
    data = document.data
    if not isinstance(data, dict) or not isinstance(data.get("places"), list):
        message, remedy = "This file has no places:.", "Write places: and a list under it."
        issues.append(error("shape", document.file, 1, message, remedy))
        return [], {}
    found: dict[str, Place] = {}
    for number, entry in enumerate(data["places"]):
        line = document.line("places", number)
        try:
            fields = {key: value for key, value in entry.items() if key in _OURS}
            place = place_from(fields, data.get("country"))
        except (msgspec.ValidationError, AttributeError) as problem:
            remedy = "A place has id, kind, lat, lon, population and names."
            issues.append(error("place", document.file, line, f"{problem}.", remedy))
            continue
        if place.id in found:
            message, remedy = f"The place {place.id} stands twice.", "Keep one of the two."
            issues.append(error("place", document.file, line, message, remedy))
            continue
        found[place.id] = place
    texts: dict[str, dict[str, Entry]] = {}
    for place in found.values():
        _name(place, found, texts)
    return list(found.values()), texts


def _name(place: Place, all_: dict[str, Place], texts: dict[str, dict[str, Entry]]) -> None:
    region = all_.get(place.region or "")
    for tag, name in place.names.items():
        around = region.names.get(tag, "") if region is not None else ""
        full = f"{name} ({around})" if around and around != name else name
        there = texts.setdefault(tag, {})
        there[f"place.{place.id}"] = Entry({"other": name})
        there[f"place.{place.id}.full"] = Entry({"other": full})
