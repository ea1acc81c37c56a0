"""``places/*.yaml`` to places of the gazetteer, and their names as texts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Literal

import msgspec

from bot.content.catalogue import Entry
from bot.content.documents import Document, convert
from bot.content.issue import Issue, error
from bot.directory.phones import in_box
from bot.locator.gazetteer import Place

_OURS = frozenset(Place.__struct_fields__)


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    places: tuple[object, ...]
    country: str = ""
    source: str = ""


class _Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A place as an author writes it."""

    id: str
    kind: Literal["region", "city", "town", "village", "district"]
    lat: float
    lon: float
    names: dict[str, str]
    region: str | None = None
    country: str | None = None
    population: int = 0
    geonames: int | None = None
    old: tuple[str, ...] = ()


def places_from(
    document: Document,
    issues: list[Issue],
    *,
    known: Mapping[str, Place] | None = None,
    languages: Callable[[str], Sequence[str]] = lambda _: (),
) -> tuple[list[Place], dict[str, dict[str, Entry]]]:
    """The places of one file and the texts ``place.<id>`` and ``place.<id>.full``.

    ``known``: the places of the files before; ``languages``: in which a name must be there, by
    country.
    """
    head = convert(document, _File, issues)
    if head is None:
        return [], {}
    taken = {} if known is None else known
    found: dict[str, Place] = {}
    doubtful: set[str] = set()
    for number in range(len(head.places)):
        before = len(issues)
        record = convert(document, _Record, issues, "places", number)
        if record is None:
            continue
        if len(issues) > before:
            doubtful.add(record.id)
        place = _place(record, head.country)
        if place.id in found or place.id in taken:
            where, word = ("id",), f"The place {place.id} stands twice."
            _add(issues, document, number, where, "duplicate-place", word, "Keep one of the two.")
            continue
        for inner, code, message, remedy in _faults(place, languages(place.country)):
            _add(issues, document, number, inner, code, message, remedy)
        found[place.id] = place
    _regions(document, {**taken, **found}, doubtful, issues)
    texts: dict[str, dict[str, Entry]] = {}
    for place in found.values():
        _name(place, found, texts)
    return list(found.values()), texts


def _place(record: _Record, country: str) -> Place:
    fields = {
        name: value for name, value in msgspec.structs.asdict(record).items() if name in _OURS
    }
    return Place(**{**fields, "country": record.country or country})


def _add(
    issues: list[Issue],
    document: Document,
    number: int,
    inner: tuple[str, ...],
    code: str,
    message: str,
    remedy: str,
) -> None:
    line = document.line("places", number, *inner)
    issues.append(error(code, document.file, line, message, remedy))


def _faults(
    place: Place, languages: Sequence[str]
) -> Iterator[tuple[tuple[str, ...], str, str, str]]:
    if not place.id.strip() or " " in place.id:
        yield ("id",), "bad-id", f"{place.id!r} is no id.", "Write it like kz-shymkent."
    if not place.country:
        remedy = "Write country: KZ at the top of the file, or beside the place."
        yield (), "unknown-country", f"The place {place.id} has no country.", remedy
    if not (abs(place.lat) <= 90 and abs(place.lon) <= 180):  # noqa: PLR2004 - degrees
        message = f"The place {place.id} lies nowhere: lat {place.lat}, lon {place.lon}."
        yield ("lat",), "bad-position", message, "lat is -90 to 90, lon -180 to 180, in degrees."
    elif not in_box(place.country, place.lat, place.lon):
        message = f"The place {place.id} lies outside of {place.country}."
        yield ("lat",), "outside-country", message, "lat comes first, then lon, in degrees."
    for tag in languages:
        if not place.names.get(tag, "").strip():
            message = f"The place {place.id} has no name in {tag}."
            yield ("names",), "missing-text", message, f"Add {tag}: under names."


def _regions(
    document: Document, known: Mapping[str, Place], doubtful: set[str], issues: list[Issue]
) -> None:
    """A region is one; one with a mistake of its own is taken at its word."""
    for number, entry in enumerate(document.data["places"]):
        region = entry.get("region") if isinstance(entry, dict) else None
        there = known.get(str(region))
        if region and (there is None or (there.kind != "region" and there.id not in doubtful)):
            word = f"{region} is no region."
            remedy = "Name the id of a place of kind region."
            _add(issues, document, number, ("region",), "unknown-region", word, remedy)


def _name(place: Place, all_: dict[str, Place], texts: dict[str, dict[str, Entry]]) -> None:
    region = all_.get(place.region or "")
    for tag, name in place.names.items():
        around = region.names.get(tag, "") if region is not None else ""
        full = f"{name} ({around})" if around and around != name else name
        there = texts.setdefault(tag, {})
        there[f"place.{place.id}"] = Entry({"other": name})
        there[f"place.{place.id}.full"] = Entry({"other": full})
