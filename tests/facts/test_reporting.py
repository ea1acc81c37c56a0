"""Duties to report: nothing firmer than the facts, and no fact about counsellors overlooked."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.facts.conftest import ROOT, Facts, data_of, names, statements

Content = dict[str, Any]

COUNTRIES = {"kz", "kg", "uz", "tj", "tm"}
SUBJECTS = {"adult", "child", "threat_to_other", "court_order"}
ABOUT = {
    "ngo_counsellors", "hotline_operators", "third_person_threat", "failure_to_report",
    "consent_text",
}  # fmt: skip
"""What an entry is about when it may concern a counsellor."""
NOT_CONFIRMED = {
    "kk": "заңгер", "ru": "юрист", "en": "lawyer", "ky": "юрист", "uz": "yurist",
    "tg": "ҳуқуқшинос", "tk": "hukukçy", "kaa_Latn": "yurist",
}  # fmt: skip
"""How each language says that no lawyer has confirmed it."""
RULES = {
    "kk": re.compile(r"(?i)\bміндетті\b(?! екенін)"),
    "ru": re.compile(r"(?i)\b(должен|должна|должны|обязаны?)\b(?! отдать консультант, мы не)"),
    "en": re.compile(r"(?i)\bmust\b(?! then be given, and no)|\bis obliged\b"),
    "ky": re.compile(r"(?i)\bмилдеттүү\b(?! экен)"),
    "uz": re.compile(r"(?i)\b(majbur|shart|lozim)\b(?! ekan|, aniqlay| qiladigan)"),
    "tg": re.compile(r"(?i)\b(уҳдадор|вазифадор|маҷбур) аст\b"),
    "tk": re.compile(r"(?i)\b(borçly|hökmany)\b(?!dyg)"),
    "kaa_Latn": re.compile(r"(?i)\b(minnetli|májbúr|shárt)\b(?! eken)"),
}
"""Words of a rule; what follows in brackets is a question that nobody could answer."""


def entries() -> Content:
    found: Content = data_of(ROOT / "facts" / "reporting.yaml")
    return found


def said(policies: Content) -> list[tuple[str, Content, Content]]:
    """Where, what is said, and the policy in which it is said."""
    return [
        (f"{code} {name}", statement, policy)
        for code, policy in policies.items()
        for name, statement in statements(policy)
    ]


def test_each_country_of_the_region_has_a_policy_with_all_subjects(policies: Content) -> None:
    assert set(policies) == COUNTRIES
    for policy in policies.values():
        assert {name for name, _ in statements(policy)} == {"consent", *SUBJECTS}


def test_every_statement_names_a_fact_that_may_be_shown(facts: Facts, policies: Content) -> None:
    named = [(where, name) for where, one, _ in said(policies) for name in names(one.get("from"))]
    assert len(named) > 20
    assert [f"{where}: {fault}" for where, name in named if (fault := facts.fault(name))] == []
    for where, name in named:
        assert name.startswith((f"rep-{where[:2]}-", "rep-all-")), f"{where}: {name}"


def test_only_a_court_s_order_is_spoken_of_without_any_fact(policies: Content) -> None:
    """No entry is about it, so all that is said is that nothing was found."""
    bare = {where.split()[1] for where, one, _ in said(policies) if not one.get("from")}
    assert bare == {"court_order"}
    everything = str(entries()["countries"]).lower()
    assert "court_order" not in everything


def test_every_fact_stands_with_its_source_and_confidence(facts: Facts, policies: Content) -> None:
    wrong = []
    for where, one, policy in said(policies):
        sources = {source["id"]: source for source in policy["sources"]}
        cited = [sources[id_] for id_ in one.get("source") or ()]
        for name in names(one.get("from")):
            entry = facts.entries[name]
            urls = (entry.get("source_url"), entry.get("second_source_url"))
            if not any(s["url"] in urls and s["confidence"] == entry["confidence"] for s in cited):
                wrong.append(f"{where}: {name}")
        behind = [facts.entries[name] for name in names(one.get("from"))]
        wrong += [
            f"{where}: {source['id']} stands behind nothing"
            for source in cited
            if not any(
                source["url"] in (e.get("source_url"), e.get("second_source_url")) for e in behind
            )
        ]
    assert wrong == []
    days = {str(policy["checked_on"]) for policy in policies.values()}
    days |= {str(s["checked_on"]) for policy in policies.values() for s in policy["sources"]}
    assert days == {entries()["researched_on"]}


def test_no_answer_is_firmer_than_the_facts_and_the_lawyer(facts: Facts, policies: Content) -> None:
    """Yes or no rests on facts that need no lawyer, or on a lawyer who has signed."""
    for where, one, policy in said(policies):
        if one.get("duty", "unknown") == "unknown" or policy["lawyer"]:
            continue
        behind = [facts.entries[name] for name in names(one["from"])]
        assert behind, where
        assert not any(entry["lawyer_must_confirm"] for entry in behind), where


def test_nothing_is_said_as_a_rule_before_a_lawyer_signed(facts: Facts, policies: Content) -> None:
    looked_at = 0
    for where, one, policy in said(policies):
        if policy["lawyer"]:
            continue
        for locale, text in one["line"].items():
            looked_at += 1
            assert NOT_CONFIRMED[locale] in text, f"{where} {locale}"
            assert not RULES[locale].search(text), f"{where} {locale}"
    assert looked_at > 50


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("ky", "Кеңешчи билдирүүгө милдеттүү."), ("uz", "Maslahatchi xabar berishi shart."),
        ("tg", "Мушовир уҳдадор аст."), ("tk", "Maslahatçy habar bermäge borçly."),
        ("kaa_Latn", "Másláhátshi xabar beriwge minnetli."),
        ("ru", "Консультант обязан сообщить."), ("ru", "Он должен передать это."),
        ("en", "The reader must tell."), ("en", "The reader is obliged to tell."),
        ("kk", "Кеңесші хабарлауға міндетті."),
    ],
)  # fmt: skip
def test_a_rule_would_be_noticed(locale: str, text: str) -> None:
    assert RULES[locale].search(text)


def test_nobody_is_advised_to_report_or_not(policies: Content) -> None:
    """She is told what may be passed on, never what she herself should do about it (S08)."""
    advice = re.compile(
        r"(?i)\b(сообщите|обратитесь|заявите|не сообщайте|report it|do not report|you should"
        r"|хабарлаңыз|арыз жазыңыз|айтпаңыз)\b"
    )
    for where, one, _ in said(policies):
        for locale, text in one["line"].items():
            assert not advice.search(text), f"{where} {locale}"


def test_what_is_withheld_exists_has_a_reason_and_is_not_shown(
    facts: Facts, policies: Content
) -> None:
    for code, policy in policies.items():
        shown = {name for _, one in statements(policy) for name in names(one.get("from"))}
        withheld = [entry["from"] for entry in policy["withheld"]]
        assert len(withheld) == len(set(withheld)), code
        for entry in policy["withheld"]:
            assert entry["from"] in facts.entries, f"{code}: {entry['from']}"
            assert entry["from"] not in shown, f"{code}: {entry['from']}"
            assert entry.get("why", "").strip(), f"{code}: {entry['from']}"


def test_what_a_policy_withholds_for_its_confidence_has_it(facts: Facts, policies: Content) -> None:
    for policy in policies.values():
        for entry in policy["withheld"]:
            low = facts.entries[entry["from"]]["confidence"] == "low"
            assert entry["why"].startswith("low confidence") == low, entry


def test_every_fact_that_may_concern_a_counsellor_is_used_or_withheld(policies: Content) -> None:
    data = entries()
    count = 0
    for code, policy in policies.items():
        accounted = {name for _, one in statements(policy) for name in names(one.get("from"))}
        accounted |= {entry["from"] for entry in policy["withheld"]}
        own = data["countries"][code.upper()]["reporting"]
        listed = [
            *(e for e in own if concerns(e) or concerns_children(e)),
            *(e for e in data["for_the_chat_service"] if concerns(e)),
        ]
        count += len(listed)
        assert sorted({entry["id"] for entry in listed} - accounted) == []
    assert count > 30


def concerns(entry: Content) -> bool:
    """Whether an entry may be about what a counsellor must do."""
    return bool(ABOUT & {word.strip() for word in entry["about"].split(",")})


def concerns_children(entry: Content) -> bool:
    """Whether it is about what people who work with children must tell."""
    return entry["who"] == "children" and "teachers" in entry["about"]
