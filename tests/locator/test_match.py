"""The search for places, on the real gazetteer."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.content.script import fold
from bot.locator.gazetteer import Gazetteer, Place, place_from
from bot.locator.match import match
from bot.locator.words import STOP

ROOT = Path(__file__).parents[2]
REASONS = {"exact", "exact_folded", "old_name", "cross_script", "fuzzy", "prefix"}


def load() -> Gazetteer:
    places: list[Place] = []
    for name in ("kz", "kg", "uz", "tj", "tm", "abroad"):
        text = (ROOT / "content_yaml" / "places" / f"{name}.yaml").read_text(encoding="utf-8")
        data = yaml.safe_load(text)
        places += [place_from(entry, data.get("country")) for entry in data["places"]]
    return Gazetteer(places)


REAL = load()


def cases():
    text = Path(__file__).with_name("cases_kz.yaml").read_text(encoding="utf-8")
    for group in yaml.safe_load(text):
        for query, expected in group["cases"].items():
            yield pytest.param(query, expected, id=f"{group['group']}: {query}")


@pytest.mark.parametrize(("query", "expected"), list(cases()))
def test_case(query, expected):
    found = match(REAL, query, "KZ")
    place = found.place.id if found.place else None
    ids = [candidate.place.id for candidate in found.candidates]
    if expected == "none":
        assert (place, ids) == (None, [])
    elif expected == "no place":
        assert place is None
    elif expected == "ambiguous":
        assert place is None
        assert len(ids) > 1
    elif expected.startswith("?"):
        assert (place, ids[:1]) == (None, [expected[1:]])
    else:
        assert (place, ids[0]) == (expected, expected)


def test_expected_ids_exist():
    for case in cases():
        expected = case.values[1].removeprefix("?")
        assert expected in {"none", "no place", "ambiguous"} or REAL.get(expected), expected


def made(place_id, name, country="KZ", population=0, kind="town", region=None, old=()):
    return Place(place_id, kind, country, 50.0, 70.0, region, population, {"ru": name}, tuple(old))


def test_reason_tells_how_it_was_found():
    def reason(text):
        return match(REAL, text, "KZ").candidates[0].reason

    assert reason("Қарағанды") == "exact"
    assert reason("Караганды") == "exact_folded"
    assert reason("Чимкент") == "old_name"
    assert reason("Qarağandy") == "cross_script"
    assert reason("карганда") == "fuzzy"
    assert reason("шымк") == "prefix"


def test_far_bigger_city_beats_its_namesake():
    gazetteer = Gazetteer(
        [made("big", "Нечто", population=200_000), made("small", "Нечто", "KZ", 900)]
    )
    found = match(gazetteer, "нечто", "KZ")
    assert found.place is not None
    assert found.place.id == "big"
    assert len(found.candidates) == 2


def test_bigger_but_not_big_does_not():
    gazetteer = Gazetteer(
        [made("big", "Нечто", population=40_000), made("small", "Нечто", "KZ", 900)]
    )
    assert match(gazetteer, "нечто", "KZ").place is None


def test_unknown_size_is_not_small():
    gazetteer = Gazetteer([made("big", "Нечто", population=90_000), made("small", "Нечто")])
    assert match(gazetteer, "нечто", "KZ").place is None


def test_old_name_does_not_win_by_size():
    gazetteer = Gazetteer(
        [made("big", "Иное", population=900_000, old=["Нечто"]), made("small", "Нечто", "KZ", 900)]
    )
    assert match(gazetteer, "нечто", "KZ").place is None


def test_preferred_country_goes_first_but_excludes_nothing():
    gazetteer = Gazetteer(
        [made("home", "Нечто"), made("away", "Нечто", "KG"), made("only", "Иное", "KG")]
    )
    assert match(gazetteer, "нечто", "KZ").place == gazetteer.get("home")
    assert match(gazetteer, "нечто", "KG").place == gazetteer.get("away")
    assert match(gazetteer, "нечто", None).place is None
    assert match(gazetteer, "иное", "KZ").place == gazetteer.get("only")


def test_village_with_a_common_name_is_asked_about_until_its_region_is_named():
    assert match(REAL, "Карасу", "KZ").place is None
    assert match(REAL, "Карасу Костанайская область", "KZ").place == REAL.get("kz-karasu-kostanay")


@pytest.mark.parametrize(
    ("query", "country", "place"),
    [
        ("Төрт-Көл айылы, Жалал-Абад", "KG", "kg-tort-kol"),
        ("Кадамжай, Кара-Дөбө", "KG", "kg-kara-dobo-kadamjay"),
        ("Garaköl, Tagtabazar", "TM", "tm-garakol-tagtabazar"),
        ("Ширин шаҳри, Сирдарё", "UZ", "uz-shirin"),
        ("Амондара, Панҷакент", "TJ", "tj-amondara"),
        ("Манас району, Талас", "KG", "kg-d-manas"),
        ("Ташкент или Чирчик", "UZ", None),
        ("Каскелен, Алматы", "KZ", None),
    ],
)
def test_of_two_names_the_bigger_says_where_the_smaller_is(query, country, place):
    found = match(REAL, query, country).place
    assert (found and found.id) == place


def test_short_names_are_never_guessed():
    for text in ("Шуй", "Аси", "Шап", "Арыц", "Уил1"):
        assert match(REAL, text, "KZ").place is None


def test_every_name_finds_its_place():
    for place in REAL.places:
        if place.kind == "region" and place.names.get("kk", "").endswith(" қаласы"):
            continue
        for name in (*place.names.values(), *place.old):
            found = match(REAL, f"село {name}" if fold(name) in STOP else name, place.country)
            ids = {candidate.place.id for candidate in found.candidates}
            assert place.id in ids or len(ids) > 2, (name, place.id, ids)
            assert found.place is None or found.place.id == place.id, (name, place.id)


@given(st.text(max_size=600), st.sampled_from(["KZ", "KG", None]))
def test_any_text_is_welcome(text, country):
    found = match(REAL, text, country)
    assert len(found.candidates) <= 6
    assert all(0 <= c.score <= 1 and c.reason in REASONS for c in found.candidates)
    if found.place is not None:
        assert found.place in [candidate.place for candidate in found.candidates]


WORDS = [
    "я",
    "в",
    "из",
    "улица",
    "село",
    "г.",
    "Абай",
    "облысы",
    "Шымкенттемін",
    "р-н",
    "Аксу",
    "с",
]


@given(st.lists(st.sampled_from(WORDS), max_size=50))
def test_any_order_of_our_words_is_welcome(words):
    match(REAL, " ".join(words), "KZ")
