from __future__ import annotations

import pytest

from bot.content.catalogue import NEUTRAL
from bot.content.issue import Severity


def test_sample_is_without_findings_and_whole(made, home):
    directory, _ = home.load(made.sample())
    assert home.issues == []
    country = directory.country("KZ")
    assert [len(part) for part in (country.numbers, country.lines, country.services)] == [3, 2, 3]
    assert directory.country("KG") is None


def test_texts_stand_under_their_keys_with_file_and_line(made, home):
    _, entries = home.load(made.sample())
    neutral = {key: entry.forms["other"] for key, entry in entries[NEUTRAL].items()}
    assert neutral["digits.KZ"] == "112 · 102"
    assert neutral["number.kz-cops.phone"] == "102"
    assert neutral["line.kz-two.phone.0"] == "99902"
    assert neutral["line.kz-two.text.0"] == "+7 700 000 00 02"
    assert neutral["service.kz-dala-office.phone.0"] == "+7 700 000 00 03"
    assert neutral["service.kz-dala-office.address"] == "ул. Выдуманная, 1"
    assert "service.kz-alma-centre.address" not in neutral
    for tag in ("kk", "ru", "en"):
        for key in ("number.kz-cops.name", "line.kz-one.what", "service.kz-alma-centre.name"):
            entry = entries[tag][key]
            assert entry.forms["other"] == made.TEXT[tag]
            assert (entry.file, entry.line is not None) == ("services/kz.yaml", True)


def _set(*path, value):
    def change(data):
        for part in path[:-1]:
            data = data[part]
        data[path[-1]] = value

    return change


def _drop(*path):
    def change(data):
        for part in path[:-1]:
            data = data[part]
        del data[path[-1]]

    return change


def _many(*changes):
    def change(data):
        for one in changes:
            one(data)

    return change


CENTRE, OFFICE, POLICE_WAY = (("services", at) for at in range(3))
ONE = ("lines", 0)
WEEK = {"mon": ["09:00-18:00"]}

MISTAKES = {
    # name: (change, code, words in the line that is named)
    "unknown field": (_set(*ONE, "fax", value="1"), "unknown-field", "fax: '1'"),
    "no from": (_drop(*ONE, "from"), "missing-field", "id: kz-one"),
    "empty from": (_set(*ONE, "from", value=" "), "no-source", "from: ' '"),
    "id twice": (_set("lines", 1, "id", value="kz-one"), "duplicate-id", None),
    "bad id": (_set(*ONE, "id", value="Kz One"), "bad-id", "id: Kz One"),
    "low confidence": (_set(*ONE, "confidence", value="low"), "low-confidence", "confidence: low"),
    "bad date": (_set(*ONE, "sourced_on", value="May"), "bad-date", "sourced_on: May"),
    "language missing": (_drop(*ONE, "name", "kk"), "missing-language", None),
    "language empty": (_set(*ONE, "name", "ru", value="  "), "missing-language", None),
    "unknown language": (_set(*ONE, "name", "xx", value="x"), "unknown-locale", "xx: x"),
    "yes without fact": (
        _set(*ONE, "when_you_call", "cost", value="yes"),
        "no-basis",
        "cost: 'yes'",
    ),
    "answer missing": (_drop(*ONE, "when_you_call", "cost"), "missing-field", None),
    "fact for nothing": (_set(*ONE, "when_from", value={"price": "x"}), "unknown-answer", "price"),
    "access without fact": (
        _set(*CENTRE, "access", value={"men": "no"}),
        "no-basis",
        "men: 'no'",
    ),
    "unknown town": (_set(*CENTRE, "town", value="kz-nowhere"), "unknown-town", "kz-nowhere"),
    "town abroad": (_set(*CENTRE, "town", value="kg-other"), "unknown-town", "kg-other"),
    "unknown reach": (_set(*CENTRE, "reach", value=["kz-nine"]), "unknown-reach", "kz-nine"),
    "police alone": (_set(*CENTRE, "reach", value=["kz-cops"]), "police-only", None),
    "police phone": (
        _many(
            _set(*CENTRE, "reach", value=[]),
            _set(*CENTRE, "phones", value=[{"number": "102", "dialable_from": ["KZ"]}]),
        ),
        "police-only",
        None,
    ),
    "confidential address": (
        _set(*OFFICE, "confidential", value=True),
        "confidential-place",
        None,
    ),
    "confidential pin": (
        _many(_set(*CENTRE, "lat", value=45.0), _set(*CENTRE, "lon", value=70.0)),
        "confidential-place",
        None,
    ),
    "pin of a town": (_set(*OFFICE, "position", value="settlement"), "pin-without-basis", None),
    "address without pin": (_drop(*OFFICE, "lon"), "no-address", "position: address"),
    "lat and lon changed": (
        _many(_set(*OFFICE, "lat", value=70.0), _set(*OFFICE, "lon", value=47.01)),
        "outside-country",
        "lat: 70.0",
    ),
    "letters in a phone": (_set(*ONE, "phones", 0, "number", value="15O"), "bad-phone", "15O"),
    "phone of a neighbour": (
        _set(*ONE, "phones", 0, "number", value="+996 700 000 000"),
        "bad-phone",
        "+996",
    ),
    "phone too short": (
        _set(*ONE, "phones", 0, "number", value="+7 700 000 00"),
        "bad-phone",
        "+7 700 000 00",
    ),
    "phone as a number": (_set("numbers", 0, "phone", value=112), "shape", "phone: 112"),
    "short number abroad": (
        _set(*ONE, "phones", 0, "dialable_from", value=["KZ", "RU"]),
        "not-dialable",
        None,
    ),
    "short number from nowhere": (
        _set(*ONE, "phones", 0, "dialable_from", value=[]),
        "not-dialable",
        None,
    ),
    "chat without number": (
        _set("lines", 1, "texts", 0, "address", value="00 02"),
        "bad-text-way",
        None,
    ),
    "line without a way": (_set(*ONE, "phones", value=[]), "no-route", "phones: []"),
    "line of another kind": (_set(*ONE, "kind", value="ngo"), "bad-kind", "kind: ngo"),
    "hours not called": (
        _many(_set(*ONE, "hours", value="verified"), _set(*ONE, "weekly", value=WEEK)),
        "hours-not-called",
        "hours: verified",
    ),
    "verified without week": (
        _many(
            _set(*ONE, "hours", value="verified"),
            _set(*ONE, "called_on", value="2026-11-20"),
            _set(*ONE, "called_by", value="A. B."),
        ),
        "hours-missing",
        "hours: verified",
    ),
    "hours without zone": (
        _many(
            _drop("timezone"),
            _set(*ONE, "hours", value="verified"),
            _set(*ONE, "weekly", value=WEEK),
            _set(*ONE, "called_on", value="2026-11-20"),
            _set(*ONE, "called_by", value="A. B."),
        ),
        "no-timezone",
        "hours: verified",
    ),
    "week without basis": (_set(*ONE, "weekly", value=WEEK), "hours-without-basis", "weekly"),
    "bad week": (
        _many(_set(*ONE, "hours", value="claimed"), _set(*ONE, "weekly", value={"mon": ["9-18"]})),
        "bad-hours",
        "weekly",
    ),
    "bad exception": (_set(*ONE, "exceptions", value={"31.12": []}), "bad-hours", "31.12"),
    "call without caller": (_set(*ONE, "called_on", value="2026-11-20"), "bad-call", "called_on"),
    "digits of nobody": (_set("digits", value=["911"]), "unknown-number", "911"),
    "no digits": (_set("digits", value=[]), "no-digits", "country: KZ"),
    "cover number of nobody": (
        _set("cover_numbers", value=["kz-gas"]),
        "unknown-number",
        "kz-gas",
    ),
    "bad zone": (_set("timezone", value="Asia/Nowhere"), "bad-timezone", "timezone"),
    "papers without fact": (
        _set("papers", value={"kk": "x", "ru": "x", "en": "x"}),
        "no-basis",
        None,
    ),
    "wrong country": (_set("country", value="KG"), "unknown-country", "country: KG"),
    "withheld without why": (_drop("withheld", 0, "why"), "missing-field", "from: kz-none"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_told_with_file_line_and_remedy(made, home, name):
    change, code, words = MISTAKES[name]
    data = made.sample()
    change(data)
    home.load(data)
    found = [issue for issue in home.issues if issue.code == code]
    assert found, home.issues
    issue = found[0]
    assert issue.severity is Severity.ERROR
    assert issue.file == "services/kz.yaml"
    assert issue.line is not None
    assert issue.message.endswith(".")
    assert issue.remedy
    if words is not None:
        assert issue.line == home.line_of(words)


def test_all_mistakes_are_told_at_once(made, home):
    data = made.sample()
    for name in ("unknown town", "letters in a phone", "bad zone", "line of another kind"):
        MISTAKES[name][0](data)
    home.load(data)
    codes = {issue.code for issue in home.issues}
    assert codes >= {"unknown-town", "bad-phone", "bad-timezone", "bad-kind"}


def test_a_record_with_a_mistake_is_not_in_the_directory_nor_in_the_texts(made, home):
    data = made.sample()
    MISTAKES["confidential address"][0](data)
    directory, entries = home.load(data)
    ids = [record.id for record in directory.country("KZ").services]
    assert ids == ["kz-alma-centre", "kz-birlik-police-way"]
    assert not [key for texts in entries.values() for key in texts if "dala-office" in key]


def test_ids_are_unique_over_files_and_a_country_has_one_file(made, home):
    home.write(made.sample())
    other = made.sample()
    other.update(country="RU", timezone=None, services=[])
    for number in other["numbers"]:
        number["dialable_from"] = ["RU"]
    home.load(other, "ru")
    messages = [issue.message for issue in home.issues if issue.code == "duplicate-id"]
    assert len(messages) == 5
    assert all("services/kz.yaml" in message for message in messages)


def test_abroad_takes_its_own_way_of_writing_and_home_lines_in_plus_form_only(made, home):
    data = {
        "country": "RU",
        "digits": ["112"],
        "papers": made.TEXT,
        "papers_from": ["ru-papers"],
        "numbers": [{**made.number("ru-112", "single", "112"), "dialable_from": ["RU"]}],
        "lines": [
            made.line("ru-own", phones=[{"number": "8 800 000 00 00", "dialable_from": ["RU"]}]),
            made.line("ru-home", phones=[{"number": "+7 700 000 00 02"}]),
            made.line("ru-short", phones=[{"number": "150", "dialable_from": ["KZ"]}]),
        ],
    }
    directory, entries = home.load(data, "ru")
    assert [issue.code for issue in home.issues] == ["not-dialable"]
    assert [line.id for line in directory.country("RU").lines] == ["ru-own", "ru-home"]
    assert entries["kk"]["papers.RU"].forms["other"] == "мәтін"


def test_a_date_of_a_source_is_as_exact_as_known(made, home):
    for written in ("2021-09-08", "2021-09", "2021", 2021, None):
        data = made.sample()
        data["lines"][0]["sourced_on"] = written
        home.load(data)
        assert home.issues == []


def test_police_with_a_line_beside_it_is_a_way_to_a_shelter(made, home):
    data = made.sample()
    data["services"][0]["reach"] = ["kz-cops", "kz-one"]
    home.load(data)
    assert home.issues == []


@pytest.mark.parametrize("data", [None, [], "words", {"country": "KZ", "numbers": 3}, {}])
def test_a_file_of_another_shape_is_told_and_does_not_stop_the_others(made, home, data):
    home.write(made.sample())
    directory, _ = home.load(data, "kg") if data is not None else home.load("", "kg")
    assert {issue.file for issue in home.issues} == {"services/kg.yaml"}
    assert directory.country("KZ") is not None
