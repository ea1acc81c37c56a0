"""The gazetteer: its index, and what it says of positions. And the reviewed data itself."""

import re
from collections import Counter
from pathlib import Path

import msgspec
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.locator.borders import distance_km
from bot.locator.gazetteer import ADMINISTRATIVE, Gazetteer, Place, place_from

FOLDER = Path(__file__).parents[2] / "content_yaml" / "places"


def entries(name):
    data = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return [{"country": data.get("country"), **entry} for entry in data["places"]]


KZ, ABROAD = entries("kz"), entries("abroad")
NEIGHBOURS = [entry for name in ("kg", "uz", "tj", "tm") for entry in entries(name)]
REAL = Gazetteer(place_from(entry) for entry in (*KZ, *NEIGHBOURS, *ABROAD))
SETTLEMENTS = [place for place in REAL.places if place.kind not in ADMINISTRATIVE]


# --- The data -------------------------------------------------------------------------------------


def test_every_entry_is_well_formed():
    for entry in (*KZ, *ABROAD):
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", entry["id"])
        assert set(entry["names"]) == {"kk", "ru", "en"}, entry["id"]
        assert entry["kind"] in {"region", "city", "town", "village", "district"}
        assert entry["names"]["en"].isascii(), entry["id"]
        for language in ("kk", "ru"):
            assert not re.search("[a-z]", entry["names"][language], re.IGNORECASE), entry["id"]
        assert not re.search("[әғқңөұүһі]", entry["names"]["ru"], re.IGNORECASE) or (
            entry["id"] == "kz-d-west-bayterek"
        ), entry["id"]


def test_ids_and_geonames_numbers_differ():
    for key in ("id", "geonames"):
        counted = Counter(entry[key] for entry in (*KZ, *NEIGHBOURS, *ABROAD) if key in entry)
        assert [value for value, count in counted.items() if count > 1] == []


def test_all_of_kazakhstan_is_there():
    assert len(REAL.regions("KZ")) == 20
    assert sum(place.country == "KZ" for place in SETTLEMENTS) >= 300
    for place in REAL.places:
        if place.country == "KZ" and place.kind != "region":
            region = REAL.get(place.region or "")
            assert region is not None, place.id
            assert region.kind == "region"


def test_abroad_are_few_large_cities():
    counted = Counter(entry["country"] for entry in ABROAD)
    assert set(counted) == {"RU", "TR", "KR", "PL", "AE", "DE"}
    assert max(counted.values()) <= 13


@pytest.mark.slow
def test_settlements_lie_in_their_country():
    for place in SETTLEMENTS:
        guess = REAL.country_at(place.lat, place.lon)
        assert place.country in guess.candidates, (place.id, guess)
        assert guess.country in {place.country, None}, (place.id, guess)


def test_settlements_lie_near_the_rest_of_their_region():
    for place in SETTLEMENTS:
        region = REAL.get(place.region or "")
        if region is not None:
            assert distance_km(place.lat, place.lon, region.lat, region.lon) < 600, place.id


# --- The index ------------------------------------------------------------------------------------


def test_get_within_and_regions():
    shymkent = REAL.get("kz-shymkent")
    assert shymkent is not None
    assert shymkent in REAL.within("kz-r-shymkent")
    assert REAL.get("kz-nowhere") is None
    assert REAL.within("kz-nowhere") == ()
    assert REAL.regions("RU") == ()


def test_an_id_cannot_be_twice():
    place = SETTLEMENTS[0]
    with pytest.raises(ValueError, match="two places"):
        Gazetteer([place, place])


def test_place_from_needs_a_whole_entry():
    with pytest.raises(msgspec.ValidationError):
        place_from({"id": "x", "kind": "town"})
    entry = {"id": "x", "kind": "town", "lat": 1, "lon": 2, "population": 0, "names": {"ru": "Икс"}}
    place = place_from(entry, "KZ")
    assert (place.country, place.lat, place.region, place.old) == ("KZ", 1.0, None, ())


# --- Positions ------------------------------------------------------------------------------------


def test_distance():
    assert distance_km(51.18, 71.446, 43.252, 76.912) == pytest.approx(974, abs=3)
    assert distance_km(0, 179.9, 0, -179.9) == pytest.approx(22.2, abs=0.1)
    assert distance_km(10, 20, 10, 20) == 0


def test_nearest():
    place, km = REAL.nearest(42.32, 69.6)
    assert place.id == "kz-shymkent"
    assert km < 2
    with pytest.raises(ValueError, match="empty"):
        Gazetteer([]).nearest(42, 69)


@pytest.mark.parametrize(
    ("lat", "lon", "country"),
    [
        (43.24, 76.91, "KZ"),  # Almaty
        (46.0, 70.0, "KZ"),  # the steppe, far from all towns
        (41.30, 69.25, "UZ"),  # Tashkent
        (42.85, 74.60, "KG"),  # Bishkek
        (55.75, 37.62, "RU"),
        (37.55, 126.99, "KR"),
    ],
)
def test_sure_country(lat, lon, country):
    assert REAL.country_at(lat, lon).country == country


@pytest.mark.parametrize(
    ("lat", "lon", "candidates"),
    [
        (43.03, 74.71, ("KZ", "KG")),  # Korday, at the bridge
        (41.46, 69.17, ("KZ", "UZ")),  # Saryagash
        (41.40, 69.30, ("UZ", "KZ")),  # the north of Tashkent
        (44.22, 80.41, ("KZ", "CN")),  # Khorgos, of which there are two
        (40.65, 72.55, ("KG", "UZ")),  # between Osh and Andijan
    ],
)
def test_near_a_border_we_do_not_say(lat, lon, candidates):
    guess = REAL.country_at(lat, lon)
    assert guess.country is None
    assert set(guess.candidates) == set(candidates)


def test_nothing_is_known_of_the_ocean():
    assert REAL.country_at(0, -150).candidates == ()


@pytest.mark.parametrize(("lat", "lon"), [(91, 0), (0, 181), (float("nan"), 0), (0, float("inf"))])
def test_no_position(lat, lon):
    with pytest.raises(ValueError, match="position"):
        REAL.country_at(lat, lon)
    with pytest.raises(ValueError, match="position"):
        REAL.nearest(lat, lon)


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_any_position_is_welcome(lat, lon):
    guess = REAL.country_at(lat, lon)
    assert guess.country is None or guess.candidates == (guess.country,)
    assert "" not in guess.candidates


def test_a_place_is_frozen():
    assert isinstance(SETTLEMENTS[0], Place)
    with pytest.raises(AttributeError):
        SETTLEMENTS[0].population = 1
