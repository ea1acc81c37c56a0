from __future__ import annotations

import copy
import datetime
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from bot.content.catalogue import NEUTRAL
from bot.content.documents import read
from bot.content.issue import Issue
from bot.content.locales import Country, Locale, Locales
from bot.content.reporting import (
    SUBJECTS,
    Lawyer,
    Reporting,
    closed_because,
    entries_of,
    handoff_open,
    policy_hash,
)
from bot.content.reporting_rules import CONSENT_LIMIT, LINE_LIMIT, policy_from

LOCALES = Locales(
    (
        Locale("ru", "Русский", "Cyrl", ready=True),
        Locale("kk", "Қазақша", "Cyrl", ready=True),
        Locale("tg", "Тоҷикӣ", "Cyrl"),
    ),
    (
        Country("KZ", {"ru": "Казахстан"}, languages=("kk", "ru", "tg"), inside=True),
        Country("TJ", {"ru": "Таджикистан"}, languages=("tg", "ru"), inside=True),
    ),
)
DAY = datetime.timedelta(days=1)
CHECKED = datetime.date(2026, 11, 21)
LAST = datetime.date(2027, 11, 21)


def _duty(name: str) -> dict[str, Any]:
    return {"duty": "unknown", "line": {"ru": f"О чём: {name}.", "kk": f"Не туралы: {name}."}}


SAMPLE: dict[str, Any] = {
    "country": "KZ",
    "checked_on": CHECKED.isoformat(),
    "expires_on": LAST.isoformat(),
    "consent": {"line": {"ru": "Коротко.", "kk": "Қысқа."}, "from": ["rep-1"], "source": ["law"]},
    **{name: _duty(name) for name in SUBJECTS},
    "sources": [
        {
            "id": "law",
            "law": {"ru": "Закон", "kk": "Заң"},
            "article": "60",
            "url": "https://example.kz/law",
            "kind": "press",
            "confidence": "medium",
            "checked_on": CHECKED.isoformat(),
            "expires_on": LAST.isoformat(),
        }
    ],
    "withheld": [{"from": "rep-2", "why": "low"}],
}
LAWYER = {"who": "A. K.", "when": "2026-12-01", "language": "ru", "hash": "0123456789"}


def policy(
    tmp_path: Path, data: Any, name: str = "kz"
) -> tuple[Reporting | None, list[Issue], Any]:
    path = tmp_path / "reporting" / f"{name}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")
    issues: list[Issue] = []
    document = read(tmp_path, path, issues)
    assert document is not None
    return policy_from(document, LOCALES, issues), issues, document


def whole(tmp_path: Path) -> Reporting:
    found, issues, _ = policy(tmp_path, SAMPLE)
    assert issues == []
    assert found is not None
    return found


def signed(found: Reporting, *, when: datetime.date = CHECKED, language: str = "ru") -> Reporting:
    lawyer = Lawyer("A. K.", when, language, policy_hash(found, language))
    return msgspec.structs.replace(found, lawyer=lawyer)


def test_a_whole_policy_has_no_findings_and_its_texts_have_lines(tmp_path: Path) -> None:
    found, issues, document = policy(tmp_path, SAMPLE)
    assert issues == []
    assert found is not None
    assert found.key == "reporting.kz"
    assert [subject for subject, _ in found.duties()] == list(SUBJECTS)
    entries = entries_of(found, document)
    assert entries["ru"]["reporting.kz.consent"].forms == {"other": "Коротко."}
    assert entries["kk"]["reporting.kz.child"].forms == {"other": "Не туралы: child."}
    assert entries["ru"]["reporting.kz.sources.0.law"].forms == {"other": "Закон"}
    assert entries[NEUTRAL]["reporting.kz.sources.0.article"].forms == {"other": "60"}
    lines = [entry.line for entry in entries["ru"].values()]
    assert all(lines)
    assert len(set(lines)) == len(lines)


def test_a_country_needs_only_the_ready_languages_that_it_speaks(tmp_path: Path) -> None:
    data = copy.deepcopy(SAMPLE)
    data["country"] = "TJ"
    for name in ("consent", *SUBJECTS):
        del data[name]["line"]["kk"]
    del data["sources"][0]["law"]["kk"]
    found, issues, _ = policy(tmp_path, data, "tj")
    assert issues == []
    assert found is not None


def _at(*path: Any, value: Any) -> Callable[[Any], None]:
    def change(data: Any) -> None:
        for part in path[:-1]:
            data = data[part]
        if value is None:
            del data[path[-1]]
        else:
            data[path[-1]] = value

    return change


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        (_at("colour", value="red"), ["unknown-field"]),
        (_at("adult", "colour", value="red"), ["unknown-field"]),
        (_at("consent", "duty", value="unknown"), ["unknown-field"]),
        (_at("adult", "duty", value="maybe"), ["shape"]),
        (_at("adult", "duty", value=None), ["missing-field"]),
        (_at("court_order", value=None), ["missing-field", "missing-text", "missing-text"]),
        (_at("adult", "duty", value="yes"), ["no-source"]),
        (_at("child", "duty", value="no"), ["no-source"]),
        (_at("consent", "source", value=None), ["no-source"]),
        (_at("consent", "from", value=None), ["no-source"]),
        (_at("consent", "from", value="rep-1"), ["no-source", "shape"]),
        (_at("consent", "source", 0, value="x"), ["unknown-source"]),
        (_at("child", "line", "kk", value=None), ["missing-text"]),
        (_at("child", "line", "kk", value=" "), ["empty-text"]),
        (_at("child", "line", "rus", value="x"), ["unknown-locale"]),
        (_at("sources", 0, "law", "kk", value=None), ["missing-text"]),
        (_at("consent", "line", "ru", value="x" * (CONSENT_LIMIT + 1)), ["too-long"]),
        (_at("adult", "line", "kk", value="x" * (LINE_LIMIT + 1)), ["too-long"]),
        (_at("checked_on", value="21.11.2026"), ["shape"]),
        (_at("expires_on", value=CHECKED.isoformat()), ["bad-date"]),
        (_at("sources", 0, "expires_on", value=CHECKED.isoformat()), ["bad-date"]),
        (_at("sources", 0, "url", value="example.kz"), ["bad-url"]),
        (_at("sources", 0, "confidence", value="low"), ["shape"]),
        (_at("country", value="TJ"), ["unknown-country"]),
        (_at("lawyer", value={**LAWYER, "who": " "}), ["no-name"]),
        (_at("lawyer", value={**LAWYER, "language": "tg"}), ["unknown-locale"]),
        (_at("lawyer", value={**LAWYER, "when": "soon"}), ["shape"]),
    ],
)
def test_a_policy_with_a_mistake_is_left_out(
    tmp_path: Path, change: Callable[[Any], None], codes: list[str]
) -> None:
    data = copy.deepcopy(SAMPLE)
    change(data)
    found, issues, _ = policy(tmp_path, data)
    assert found is None
    assert sorted(issue.code for issue in issues) == codes
    assert all(issue.line for issue in issues)


def test_texts_of_just_the_limit_fit(tmp_path: Path) -> None:
    data = copy.deepcopy(SAMPLE)
    data["consent"]["line"]["ru"] = "x" * CONSENT_LIMIT
    data["adult"]["line"]["kk"] = "x" * LINE_LIMIT
    assert policy(tmp_path, data)[1] == []


def test_four_duties_fit_into_one_message() -> None:
    from bot.pack.check_texts import TEXT

    assert len(SUBJECTS) * (LINE_LIMIT + len("\n\n")) <= TEXT


def test_a_sign_off_stands_for_what_was_read(tmp_path: Path) -> None:
    found = signed(whole(tmp_path))
    assert closed_because(found, CHECKED) is None
    ways: list[Callable[[Any], None]] = [
        _at("adult", "line", "ru", value="Другое."),
        _at("consent", "line", "ru", value="Другое."),
        _at("expires_on", value="2028-11-21"),
    ]
    for change in ways:
        data = copy.deepcopy(SAMPLE)
        change(data)
        changed, issues, _ = policy(tmp_path, data)
        assert issues == []
        assert changed is not None
        changed = msgspec.structs.replace(changed, lawyer=found.lawyer)
        assert closed_because(changed, CHECKED) == "unsigned"
    child = msgspec.structs.replace(found.child, duty="yes")
    answered = msgspec.structs.replace(found, child=child)
    assert closed_because(answered, CHECKED) == "unsigned"


def test_a_translation_that_the_lawyer_did_not_read_changes_nothing(tmp_path: Path) -> None:
    found = signed(whole(tmp_path))
    line = {**found.adult.line, "kk": "Басқаша."}
    adult = msgspec.structs.replace(found.adult, line=line)
    assert closed_because(msgspec.structs.replace(found, adult=adult), CHECKED) is None


def test_the_two_duties_of_two_subjects_cannot_change_places_unseen(tmp_path: Path) -> None:
    found = signed(whole(tmp_path))
    swapped = msgspec.structs.replace(found, adult=found.child, child=found.adult)
    assert closed_because(swapped, CHECKED) == "unsigned"


def test_a_sign_off_of_tomorrow_counts_tomorrow(tmp_path: Path) -> None:
    found = signed(whole(tmp_path), when=CHECKED + DAY)
    assert closed_because(found, CHECKED) == "unsigned"
    assert closed_because(found, CHECKED + DAY) is None


def test_a_policy_counts_until_its_last_day_or_that_of_its_oldest_source(tmp_path: Path) -> None:
    found = signed(whole(tmp_path))
    assert closed_because(found, LAST) is None
    assert closed_because(found, LAST + DAY) == "expired"
    early = (LAST - 30 * DAY).isoformat()
    sources = (msgspec.structs.replace(found.sources[0], expires_on=early), *found.sources)
    older = msgspec.structs.replace(found, sources=sources)
    assert older.until == LAST - 30 * DAY
    assert closed_because(older, LAST - 29 * DAY) == "expired"
    bare = msgspec.structs.replace(found, sources=())
    assert bare.until == LAST


def test_handoff_is_closed_where_the_policy_is_missing_old_or_unsigned(tmp_path: Path) -> None:
    found = whole(tmp_path)
    assert handoff_open(signed(found), CHECKED, live=True)
    assert not handoff_open(None, CHECKED, live=True)
    assert not handoff_open(found, CHECKED, live=True)
    assert not handoff_open(signed(found), LAST + DAY, live=True)
    for any_ in (None, found, signed(found)):
        assert handoff_open(any_, LAST + DAY, live=False)
