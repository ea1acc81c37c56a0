from __future__ import annotations

import datetime
import json
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.documents import each, read
from bot.content.issue import Severity
from bot.content.locales import locales_from
from bot.directory.card import Section
from bot.directory.cards import cards
from bot.directory.distance import between, of_address, of_towns
from bot.directory.load import directory_from
from bot.directory.model import Need, YesNoUnknown
from bot.locator.gazetteer import Gazetteer
from bot.pack.places import places_from

ALMA = (45.0, 70.0)
REAL = Path(__file__).parents[2] / "content_yaml"
SHYMKENT = (42.3155, 69.5869)


@pytest.fixture
def found(home, made):
    def find(need, near=ALMA, data=None, now=made.NOW, **more):
        directory, _ = home.load(data or made.sample())
        assert not [i for i in home.issues if i.severity is Severity.ERROR]
        return cards(directory, made.Towns(), "KZ", Need(need), near, now, **more)

    return find


def ids(found):
    return [card.id for card in found]


@pytest.mark.parametrize("need", Need)
@pytest.mark.parametrize("near", [ALMA, "kz-dala", "kz-r-oblys", None])
def test_lines_are_there_and_each_card_has_two_alternatives_s40(found, need, near):
    answer = found(need, near)
    assert {"kz-one", "kz-two"} <= set(ids(answer))
    assert len(answer) >= 3
    for card in answer:
        assert len(card.alternatives) == 2
        assert card.id not in {route.id for route in card.alternatives}
        assert all(route.section is not Section.SERVICE for route in card.alternatives)


def test_the_nearer_town_first_and_the_way_through_the_police_last(found):
    assert ids(found("shelter")) == ["kz-one", "kz-two", "kz-alma-centre", "kz-birlik-police-way"]
    near_birlik = found("shelter", (46.0, 70.0))
    assert ids(near_birlik)[-1] == "kz-birlik-police-way"
    assert [card.town_km for card in near_birlik] == [None, None, 110, 0]


def test_what_has_no_way_stands_after_what_has_one(found, made):
    data = made.sample()
    data["services"].insert(0, made.service("kz-alma-mute", "kz-alma", reach=[]))
    answer = found("talk", data=data)
    assert ids(answer)[2:] == [
        "kz-alma-centre",
        "kz-dala-office",
        "kz-alma-mute",
        "kz-birlik-police-way",
    ]


def test_who_cannot_call_gets_what_can_be_written_to_first(found):
    assert ids(found("talk", text_first=True))[0] == "kz-two"
    assert ids(found("talk"))[0] == "kz-one"


def test_emergency_numbers_come_only_with_the_need_for_them(found):
    assert ids(found("doctor"))[:2] == ["kz-doctor", "kz-single"]
    assert ids(found("police"))[:2] == ["kz-cops", "kz-single"]
    for need in ("shelter", "talk", "lawyer", "anything"):
        assert not {"kz-cops", "kz-doctor"} & set(ids(found(need)))


def test_a_distance_needs_a_public_address_and_a_pin_of_hers_s36(found):
    by_id = {card.id: card for card in found("talk")}
    office, centre = by_id["kz-dala-office"], by_id["kz-alma-centre"]
    assert (office.km, office.town_km, office.pin) == (224.0, 200, (47.01, 70.0))
    assert (centre.km, centre.town_km, centre.pin, centre.has_address) == (None, 0, None, False)
    by_place = {card.id: card for card in found("talk", "kz-alma")}
    assert by_place["kz-dala-office"].km is None
    assert by_place["kz-dala-office"].town_km == 200
    by_region = {card.id: card for card in found("talk", "kz-r-oblys")}
    assert by_region["kz-dala-office"].town_km is None


def test_a_confidential_record_made_in_code_leaks_no_place_s36(home, made):
    directory, _ = home.load(made.sample())
    country = directory.country("KZ")
    hidden = [
        msgspec.structs.replace(service, confidential=True, lat=11.25, lon=22.5, address="тайна")
        for service in country.services
    ]
    country = msgspec.structs.replace(country, services=tuple(hidden))
    secret = type(directory)({"KZ": country})
    answer = cards(secret, made.Towns(), "KZ", Need.TALK, ALMA, made.NOW)
    said = msgspec.json.encode(answer).decode() + repr(answer)
    assert "11.25" not in said
    assert "22.5" not in said
    assert "тайна" not in said
    assert not any(card.has_address or card.pin or card.km is not None for card in answer)


def test_open_is_said_only_after_a_call(found, made):
    data = made.sample()
    called = {"called_on": "2026-11-20", "called_by": "A. B."}
    week = {"mon": ["09:00-18:00"]}
    data["lines"][0].update(hours="verified", weekly=week, **called)
    data["lines"][1].update(hours="claimed", weekly=week)
    first, second = found("talk", data=data)[:2]
    assert (first.open_now, first.next_open, first.stale) == (True, None, False)
    assert "hours" not in first.unknown
    assert (second.open_now, second.next_open, second.stale) == (None, None, True)
    assert "hours" in second.unknown
    evening = made.NOW + datetime.timedelta(hours=9)
    first = found("talk", data=data, now=evening)[0]
    assert first.open_now is False
    assert first.next_open.isoformat() == "2026-11-30T09:00:00+05:00"


@pytest.mark.parametrize(
    ("day", "stale"),
    [("2026-11-23", False), ("2026-08-25", False), ("2026-08-24", True), ("2026-11-24", True)],
)
def test_a_call_counts_for_ninety_days_s40(found, made, day, stale):
    data = made.sample()
    data["lines"][0].update(called_on=day, called_by="A. B.")
    assert found("talk", data=data)[0].stale is stale


@pytest.mark.parametrize(
    ("now", "there", "expired"),
    [
        ("2027-11-21", True, False),
        ("2027-11-22", True, True),
        ("2028-05-21", True, True),
        ("2028-05-22", False, True),
    ],
)
def test_old_facts_are_marked_then_withheld_but_never_emergency_numbers(
    found, made, now, there, expired
):
    moment = datetime.datetime.fromisoformat(now).replace(hour=12, tzinfo=datetime.UTC)
    answer = found("doctor", now=moment)
    assert ("kz-one" in ids(answer)) is there
    assert ids(answer)[:2] == ["kz-doctor", "kz-single"]
    assert {card.expired for card in answer} == {expired}


def test_a_yes_on_the_way_counts_and_a_no_does_not_s34(found, made):
    data = made.sample()
    data["lines"][0]["when_you_call"].update(must_report="yes", cost="no")
    data["lines"][0]["when_from"] = {"must_report": "f", "cost": "f"}
    centre = next(card for card in found("shelter", data=data) if card.id == "kz-alma-centre")
    assert centre.when_you_call.must_report is YesNoUnknown.UNKNOWN
    assert centre.expect.must_report is YesNoUnknown.YES
    assert centre.expect.cost is YesNoUnknown.UNKNOWN
    assert centre.phones == ()
    assert centre.intake_phones == ("99901",)


def test_the_line_of_one_town_and_its_police_are_for_that_town_only(found, made):
    data = made.sample()
    short = [{"number": "99903", "dialable_from": ["KZ"]}]
    local = {"needs": ["talk", "police"], "phones": short, "confidential": False, "reach": []}
    data["services"].append(made.service("kz-dala-line", "kz-dala", kind="line", **local))
    data["services"].append(made.service("kz-dala-cops", "kz-dala", kind="police", **local))
    there = {"kz-dala-line", "kz-dala-cops"}
    for need in ("talk", "police"):
        assert there <= set(ids(found(need, "kz-dala", data)))
        assert not there & set(ids(found(need, "kz-alma", data)))
        assert not there & set(ids(found(need, None, data)))


def test_programmes_for_those_who_use_violence_are_no_answer(found, made):
    data = made.sample()
    programme = made.service("kz-alma-men", "kz-alma", kind="perpetrator_programme")
    data["services"].append(programme)
    for need in Need:
        assert "kz-alma-men" not in ids(found(need, data=data))


def test_a_report_to_the_police_is_offered_last_unless_asked_for(found, made):
    data = made.sample()
    app = [{"app": "app", "address": "Invented"}]
    data["lines"].insert(0, made.line("kz-report", needs=["police"], texts=app))
    assert ids(found("anything", data=data))[-1] in {"kz-report", "kz-birlik-police-way"}
    assert "kz-report" not in ids(found("shelter", data=data))
    assert ids(found("police", data=data, text_first=True))[0] == "kz-report"
    for card in found("shelter", data=data):
        assert "kz-report" not in {route.id for route in card.alternatives}


def test_many_lines_leave_room_for_services_and_the_limit_holds(found, made):
    data = made.sample()
    data["lines"] += [made.line(f"kz-more-{n}", f"9991{n}") for n in range(9)]
    answer = found("talk", data=data)
    assert len(answer) == 10
    assert "kz-alma-centre" in ids(answer)
    assert len(found("talk", data=data, limit=3)) == 3


def test_other_countries_places_and_clocks(found, made, home):
    directory, _ = home.load(made.sample())
    assert cards(directory, made.Towns(), "KG", Need.TALK, ALMA, made.NOW) == ()
    with pytest.raises(ValueError, match="no place"):
        found("talk", "kz-nowhere")
    with pytest.raises(ValueError, match="time zone"):
        found("talk", now=datetime.datetime(2026, 11, 23))  # noqa: DTZ001 - naive on purpose


@pytest.mark.parametrize(
    ("km", "said"),
    [
        *((0, 0), (2.4, 0), (2.6, 5), (47.4, 45), (49.9, 50), (54.9, 50), (163, 160), (199, 200)),
        *((224, 200), (226, 250), (1010, 1000)),
    ],
)
def test_kilometres_between_towns_are_rounded_as_far_as_is_honest(km, said):
    assert of_towns(km) == said


@given(st.floats(0, 5000))
def test_rounding_is_never_off_by_more_than_half_a_step(km):
    step = 5 if km < 50 else 10 if km < 200 else 50
    assert abs(of_towns(km) - km) <= step / 2
    assert abs(of_address(km) - km) <= 0.5


def test_a_degree_of_latitude():
    assert between((45.0, 70.0), (46.0, 70.0)) == pytest.approx(111.2, abs=0.1)
    assert between(ALMA, ALMA) == 0


@pytest.fixture(scope="module")
def real():
    """The real content: directory and gazetteer."""
    issues, places = [], []
    for document in each(REAL, "places/*.yaml", issues):
        places += places_from(document, issues)[0]
    gazetteer = Gazetteer(places)
    locales = locales_from(read(REAL, REAL / "locales.yaml", issues), issues)
    directory, _ = directory_from(each(REAL, "services/*.yaml", issues), gazetteer, issues, locales)
    assert not [issue for issue in issues if issue.severity is Severity.ERROR]
    return directory, gazetteer


@pytest.mark.parametrize("need", Need)
@pytest.mark.parametrize("text_first", [False, True])
def test_in_shymkent_every_card_leads_to_111_and_150_and_promises_nothing(real, need, text_first):
    now = datetime.datetime(2026, 11, 21, 12, tzinfo=datetime.UTC)
    answer = cards(*real, "KZ", need, SHYMKENT, now, text_first=text_first)
    assert {"kz-111", "kz-150"} <= set(ids(answer))
    routes = {phone for card in answer for phone in card.phones}
    assert {"111", "150"} <= routes
    for card in answer:
        near_by = (card.own, *card.reach, *card.alternatives)
        if need is not Need.POLICE:
            assert {"111", "150"} <= {phone for route in near_by for phone in route.phones}
        assert (card.km, card.pin, card.open_now, card.next_open) == (None, None, None, None)
        assert card.has_address is False
        assert card.stale
        if card.kind in {"shelter", "crisis_centre"}:
            assert set(card.intake_phones) - {"102"}


def test_in_shymkent_the_police_are_not_the_way_to_a_bed(real):
    now = datetime.datetime(2026, 11, 21, 12, tzinfo=datetime.UTC)
    answer = cards(*real, "KZ", Need.SHELTER, SHYMKENT, now)
    assert [card.id for card in answer][:3] == ["kz-111", "kz-150", "kz-shymkent-komek"]
    assert "102" not in json.dumps([card.intake_phones for card in answer])
