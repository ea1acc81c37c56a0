"""The contract of `pana services` (design, section 7)."""

from __future__ import annotations

import json

import pytest
import yaml

from bot.commands.services import run

KEYS = {
    *("id", "name", "kind", "town", "town_km", "km", "open_now", "next_open", "phones"),
    *("when_you_call", "stale"),
}
WHEN = {"police_come", "must_report", "recorded", "papers", "cost", "on_bill"}
INSIDE = "45.0,70.0"  # in Kazakhstan


@pytest.fixture
def ask(home, made, monkeypatch, capsys):
    """Runs the command on the small content; returns code, stdout, stderr."""
    locales = [
        {
            "tag": tag,
            "name": tag,
            "script": "Cyrl",
            "fallback": ["ru"][: tag != "ru"],
            "ready": True,
        }
        for tag in ("kk", "ru", "en", "uz_Cyrl", "kaa_Latn")
    ]
    for locale in locales[3:]:
        locale["ready"] = False
    countries = [{"code": "KZ", "name": {"en": "Kazakhstan"}, "inside": True}]
    words = yaml.safe_dump({"locales": locales, "countries": countries}, allow_unicode=True)
    (home.root / "locales.yaml").write_text(words, encoding="utf-8")
    places = [
        {
            "id": id_,
            "kind": town.kind,
            "lat": town.lat,
            "lon": town.lon,
            "population": 1,
            "names": {"kk": f"{id_} kk", "ru": f"{id_} ru", "en": f"{id_} en"},
        }
        for id_, town in made.Towns.TOWNS.items()
        if town.country == "KZ"
    ]
    (home.root / "places").mkdir()
    text = yaml.safe_dump({"country": "KZ", "places": places})
    (home.root / "places" / "kz.yaml").write_text(text, encoding="utf-8")
    home.write(made.sample())
    monkeypatch.setenv("CONTENT_DIR", str(home.root))

    def run_it(*argv):
        code = run(list(argv))
        out, err = capsys.readouterr()
        return code, out, err

    return run_it


def _cards(answer):
    code, out, err = answer
    assert (code, err) == (0, "")
    assert out.count("\n") == 1
    return json.loads(out)["cards"]


def test_json_has_the_shape_of_the_contract(ask):
    cards = _cards(ask("--near", INSIDE, "--need", "talk", "--at", "2026-11-23", "--json"))
    assert [card["id"] for card in cards[:3]] == ["kz-one", "kz-two", "kz-alma-centre"]
    for card in cards:
        assert set(card) == KEYS
        assert set(card["when_you_call"]) == WHEN
        assert set(card["when_you_call"].values()) <= {"yes", "no", "unknown"}
        assert card["open_now"] is None
        assert card["next_open"] is None
        assert card["stale"] is True
    centre = cards[2]
    assert (centre["town"], centre["town_km"], centre["km"]) == ("kz-alma ru", 0, None)
    assert centre["phones"] == ["99901"]
    assert next(c["km"] for c in cards if c["id"] == "kz-dala-office") == 224.0


@pytest.mark.parametrize(
    ("locale", "name"),
    [
        *(("kk", "мәтін"), ("en", "text"), ("ru", "текст"), ("kaa", "текст")),
        *(("kaa_Latn", "текст"), ("uz-Cyrl", "текст"), ("uz_Cyrl", "текст")),
    ],
)
def test_locales_are_taken_as_people_write_them(ask, locale, name):
    assert _cards(ask("--near", INSIDE, "--locale", locale, "--json"))[0]["name"] == name


@pytest.mark.parametrize(
    "argv",
    [
        ("--near", "0,0"),
        ("--near", "-33.9,151.2"),
        ("--near", "55.75,37.62"),
        ("--near", INSIDE, "--country", "RU"),
        ("--near", INSIDE, "--country", "other"),
        ("--near", INSIDE, "--country", "KG"),
    ],
)
def test_outside_of_what_we_know_there_are_no_cards(ask, argv):
    assert _cards(ask(*argv, "--json")) == []


def test_the_country_asked_for_goes_before_the_point(ask):
    assert _cards(ask("--near", "0,0", "--country", "kz", "--json"))


@pytest.mark.parametrize(
    "argv",
    [
        (),
        ("--near",),
        ("--near", "north"),
        ("--near", "nan,nan"),
        ("--near", "inf,1"),
        ("--near", "91,0"),
        ("--near", "0,181"),
        ("--near", "1,2,3"),
        ("--near", INSIDE, "--need", "money"),
        ("--near", INSIDE, "--country", "Kazakhstan"),
        ("--near", INSIDE, "--country", "К9"),
        ("--near", INSIDE, "--at", "tomorrow"),
        ("--near", INSIDE, "--locale", "xx"),
        ("--near", INSIDE, "--nearby"),
        ("--near", INSIDE, "more"),
    ],
)
def test_bad_arguments_are_one_sentence_and_2(ask, argv):
    code, out, err = ask(*argv)
    assert (code, out) == (2, "")
    assert err.startswith("pana services: ")
    assert err.endswith(".\n")
    assert err.count("\n") == 1


def test_without_content_it_says_so(ask, monkeypatch, tmp_path):
    monkeypatch.setenv("CONTENT_DIR", str(tmp_path / "none"))
    code, out, err = ask("--near", INSIDE)
    assert (code, out) == (2, "")
    assert "pana check" in err


def test_help_is_no_mistake(ask):
    code, out, _ = ask("--help")
    assert code == 0
    assert "--near" in out


def test_the_list_is_short_and_says_what_nobody_knows(ask):
    code, out, _ = ask("--near", "46.0,70.0", "--locale", "en")
    assert code == 0
    assert "hours not verified" in out
    assert "kz-alma en, about 110 km" in out
    assert "not called within 90 days" in out
