"""Nothing is published that no sourced fact stands behind, and nothing that is withheld.

The facts are the project's own copy of what was researched (`facts/README.md`); content names the
entry behind each statement. A wrong digit can get somebody hurt.
"""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.facts.conftest import (
    ROOT,
    Facts,
    data_of,
    digits,
    items,
    names,
    numbers_in,
    records,
    references,
    ways,
)

CALL_FIRST = re.compile(
    r"call before showing|test by calling|before it is shown|after a call", re.I
)
"""Notes that withhold a number until somebody has called it."""
NAMED = re.compile(r"\b(?:[a-z]{2}\.[a-z_]+\.\d+|(?:common|rep|ab|kz|kg|uz|tj|tm)-[a-z0-9-]+)")
FROM = re.compile(r"\bfrom:? (.*?)(?:\. |; |\.?$)")

Content = dict[str, Any]


def test_every_statement_of_services_names_a_fact_that_may_be_shown(
    facts: Facts, services: Content
) -> None:
    wrong = [
        f"{country}: {where}: {fault}"
        for country, data in services.items()
        for name, where in references(data)
        if (fault := facts.fault(name))
    ]
    assert wrong == []


def test_every_statement_of_rights_names_a_fact_that_may_be_shown(
    facts: Facts, rights: Content
) -> None:
    wrong = [
        f"{file}: {item['id']}: {fault}"
        for file, topic in rights.items()
        for item in items(topic)
        for name in names(item.get("from"))
        if (fault := facts.fault(name))
    ]
    assert wrong == []
    bare = [
        f"{file}: {item['id']}"
        for file, topic in rights.items()
        for item in items(topic)
        if item.get("kind") != "advice" and not names(item.get("from"))
    ]
    assert bare == []


def test_every_fact_that_a_message_names_may_be_shown(facts: Facts, messages: Content) -> None:
    named = [
        (key, name)
        for key, entry in messages.items()
        if isinstance(entry, dict)
        for said in FROM.findall(entry.get("note") or "")
        for name in NAMED.findall(said)
    ]
    assert len(named) > 100
    assert [f"{key}: {fault}" for key, name in named if (fault := facts.fault(name))] == []


def test_every_number_and_address_stands_in_the_entry_that_it_names(
    facts: Facts, services: Content
) -> None:
    wrong = []
    count = 0
    for country, data in services.items():
        for record in records(data):
            entry = str(facts.entries[record["from"]])
            known = numbers_in(entry)
            for way in ways(record):
                count += 1
                if way not in entry and digits(way) not in known:
                    wrong.append(f"{country}: {record['id']}: {way}")
    assert count > 40
    assert wrong == []


def test_every_record_has_the_confidence_and_source_of_its_fact(
    facts: Facts, services: Content
) -> None:
    wrong = []
    for country, data in services.items():
        for record in records(data):
            entry = facts.entries[record["from"]]
            sources = (entry.get("source_url"), entry.get("second_source_url"))
            if record["confidence"] != entry["confidence"]:
                wrong.append(f"{country}: {record['id']}: confidence")
            if record.get("source") not in sources:
                wrong.append(f"{country}: {record['id']}: source")
            day, known = record.get("sourced_on"), str(entry.get("source_date"))
            if day is not None and not known.startswith(str(day)):
                wrong.append(f"{country}: {record['id']}: sourced_on {day}, not {known}")
    assert wrong == []


def test_every_law_has_the_source_and_confidence_of_its_fact(facts: Facts, rights: Content) -> None:
    wrong = []
    for file, topic in rights.items():
        sources = {source["id"]: source for source in topic.get("sources") or ()}
        for item in items(topic):
            if "source" not in item:
                continue
            source = sources[item["source"]]
            behind = [facts.entries[name] for name in names(item.get("from"))]
            agreeing = [
                entry
                for entry in behind
                if source["url"] in (entry.get("source_url"), entry.get("second_source_url"))
                and source["confidence"] == entry["confidence"]
            ]
            if not agreeing:
                wrong.append(f"{file}: {item['id']}: {source['id']}")
    assert wrong == []


def test_what_is_withheld_exists_and_is_not_shown_as_well(
    facts: Facts, services: Content, rights: Content
) -> None:
    wrong = []
    for country, data in services.items():
        shown = {record["from"] for record in records(data)}
        for entry in data.get("withheld") or ():
            if entry["from"] not in facts.entries:
                wrong.append(f"{country}: {entry['from']} does not exist")
            if not entry.get("field") and entry["from"] in shown:
                wrong.append(f"{country}: {entry['from']} is shown and withheld")
    for file, topic in rights.items():
        used = {name for item in items(topic) for name in names(item.get("from"))}
        for entry in topic.get("withheld") or ():
            if entry["from"] not in facts.entries:
                wrong.append(f"{file}: {entry['from']} does not exist")
            if entry["from"] in used:
                wrong.append(f"{file}: {entry['from']} is shown and withheld")
    assert wrong == []


def test_numbers_that_are_not_shown_stand_in_no_text_at_all(
    facts: Facts, services: Content
) -> None:
    shown = {
        digits(way) for data in services.values() for one in records(data) for way in ways(one)
    }
    secret: dict[str, str] = {}
    origins = {record["from"] for data in services.values() for record in records(data)}
    for name, entry in facts.entries.items():
        if name not in origins:
            for number in numbers_in(str(entry.get("phone") or "")) - shown:
                if len(number) >= len("1414"):
                    secret[number] = name
    assert len(secret) > 30
    found = []
    for path in sorted((ROOT / "content_yaml").rglob("*.yaml")):
        folder = path.relative_to(ROOT / "content_yaml").parts[0]
        if folder in ("places", "understanding"):
            continue
        text = _without_withheld(path.read_text(encoding="utf-8"))
        found += [f"{path.name}: {secret[number]}" for number in numbers_in(text) & secret.keys()]
    assert found == []


def _without_withheld(text: str) -> str:
    """A file without comments and without what it withholds, which people never see."""
    shown = re.sub(r"(?m)^\s*#.*$", "", text)
    return re.split(r"(?m)^withheld:", shown)[0]


def test_a_number_to_be_called_first_is_not_shown(facts: Facts, services: Content) -> None:
    wrong = [
        f"{country}: {record['id']}"
        for country, data in services.items()
        for record in records(data)
        if ways(record) and CALL_FIRST.search(str(facts.entries[record["from"]].get("note")))
    ]
    assert wrong == []


FIVE = {"kz": 139, "kg": 121, "uz": 114, "tj": 66, "tm": 52}
"""How many claims about the law were researched in each country."""


@pytest.mark.parametrize("country", FIVE)
def test_every_claim_about_the_law_is_used_or_withheld(
    facts: Facts, services: Content, rights: Content, messages: Content, country: str
) -> None:
    """No researched claim is forgotten: a text says it, or `withheld:` says why none does."""
    accounted = {name for name, _ in references(services[country])}
    accounted |= {entry["from"] for entry in services[country].get("withheld") or ()}
    for topic in rights.values():
        accounted |= {name for item in items(topic) for name in names(item.get("from"))}
        accounted |= {entry["from"] for entry in topic.get("withheld") or ()}
    notes = (entry.get("note") or "" for entry in messages.values() if isinstance(entry, dict))
    accounted |= {name for note in notes for name in NAMED.findall(note)}
    claims = {name for name in facts.entries if re.fullmatch(rf"{country}\.[a-z_]+\.\d+", name)}
    assert len(claims) == FIVE[country]
    assert sorted(claims - accounted) == []


@pytest.mark.parametrize("country", FIVE)
def test_every_line_and_service_of_the_facts_is_shown_or_withheld(
    services: Content, country: str
) -> None:
    data = data_of(ROOT / "facts" / f"{country}.yaml")
    there = {record["from"] for record in records(services[country])}
    there |= {entry["from"] for entry in services[country].get("withheld") or ()}
    known = {one["id"] for part in ("emergency", "hotlines", "services") for one in data[part]}
    assert sorted(known - there) == []


@pytest.mark.parametrize("country", FIVE)
def test_a_number_in_the_texts_of_a_country_is_one_of_its_own(
    services: Content, rights: Content, country: str
) -> None:
    """Not the line of a neighbour: 1146 answers in Uzbekistan only."""
    numbers = {
        code: {digits(way) for one in records(data) for way in ways(one) if digits(way)}
        for code, data in services.items()
    }
    foreign = set().union(*numbers.values()) - numbers[country]
    wrong = []
    for file, topic in rights.items():
        if topic["country"].lower() != country:
            continue
        for item in items(topic):
            for locale, text in item["text"].items():
                said = set(re.findall(r"(?<![\d№N-])\d{3,4}(?![\d-])", text))
                wrong += [f"{file}: {item['id']} {locale}: {one}" for one in said & foreign]
    assert wrong == []


def test_all_topics_are_there_in_all_five_countries(rights: Content) -> None:
    """S35: the 25 topics of the facts, and when a call to the police may be dangerous for her."""
    topics = {
        country: {
            topic["topic"] for topic in rights.values() if topic["country"] == country.upper()
        }
        for country in FIVE
    }
    assert len(topics["kz"]) == 26
    assert set(map(frozenset, topics.values())) == {frozenset(topics["kz"])}


def test_nobody_is_said_to_have_called_who_has_not(services: Content) -> None:
    """The facts were read, not called: until somebody calls, `called_on` stays empty."""
    for data in services.values():
        for record in records(data):
            assert (record.get("called_on") is None) == (record.get("called_by") is None)
            assert record.get("hours") != "verified" or record.get("called_on")


def test_no_place_is_pinned_that_the_facts_do_not_make_public(
    facts: Facts, services: Content
) -> None:
    wrong = [
        f"{country}: {record['id']}"
        for country, data in services.items()
        for record in data.get("services") or ()
        if (record.get("address") or record.get("lat") is not None)
        and facts.entries[record["from"]].get("address_public") is not True
    ]
    assert wrong == []
