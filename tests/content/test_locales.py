from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.content.documents import read
from bot.content.issue import Issue
from bot.content.locales import Locales, canonical, guessed, locales_from

RU = {"tag": "ru", "name": "Русский", "script": "Cyrl", "ready": True, "app": ["ru", "be"]}
KK = {"tag": "kk", "name": "Қазақша", "script": "Cyrl", "ready": True, "fallback": ["ru"]}
UZ = {"tag": "uz_Cyrl", "name": "Ўзбекча", "script": "Cyrl", "fallback": ["kk", "ru"]}
KZ = {"code": "KZ", "name": {"ru": "Казахстан", "kk": "Қазақстан"}, "full": True}


def locales(
    tmp_path: Path, *listed: Any, countries: Any = (KZ,)
) -> tuple[Locales | None, list[Issue]]:
    path = tmp_path / "locales.yaml"
    data = {"locales": listed, "countries": countries}
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")
    issues: list[Issue] = []
    document = read(tmp_path, path, issues)
    assert document is not None
    return locales_from(document, issues), issues


def test_ready_ones_are_listed_and_fallbacks_are_followed(tmp_path: Path) -> None:
    found, issues = locales(tmp_path, KK, RU, UZ)
    assert issues == []
    assert found is not None
    assert [locale.tag for locale in found.ready()] == ["kk", "ru"]
    assert found.chain("uz_Cyrl") == ("uz_Cyrl", "kk", "ru")
    assert found.chain("nowhere") == ()
    assert found.of_app("be-BY") == "ru"
    assert found.of_app("fr") == found.of_app("") == "ru"
    assert found.country("KZ") is not None
    assert found.country("XX") is None


def test_without_russian_the_first_ready_one_stands_in(tmp_path: Path) -> None:
    found, _ = locales(tmp_path, {**KK, "fallback": []}, countries=[KZ])
    assert found is not None
    assert found.of_app("fr") == "kk"


@pytest.mark.parametrize(
    ("listed", "countries", "codes"),
    [
        ([{**KK, "fallback": ["rus"]}, RU], [KZ], ["unknown-locale"]),
        ([{**KK, "fallback": ["kk"]}, RU], [KZ], ["unknown-locale"]),
        ([KK, RU, RU], [KZ], ["duplicate-locale"]),
        ([KK, RU, {**UZ, "tag": "uz-Cyrl"}], [KZ], ["bad-tag"]),
        ([KK, {**RU, "plurals": ["one", "some", "other"]}], [KZ], ["plural"]),
        ([KK, {**RU, "plurals": ["one"]}], [KZ], ["plural"]),
        ([KK, RU], [KZ, KZ], ["duplicate-country"]),
        ([KK, RU], [{**KZ, "name": {"ru": "Казахстан"}}], ["missing-text"]),
        ([KK, RU], [{**KZ, "languages": ["fr"]}], ["unknown-locale"]),
        ([KK, RU], [], ["no-country"]),
        ([{**KK, "ready": False}, {**RU, "ready": False}], [KZ], ["no-locale"]),
        ([{**KK, "ready": "yes"}, RU], [KZ], ["shape"]),
    ],
)
def test_a_mistake_is_found(tmp_path: Path, listed: Any, countries: Any, codes: list[str]) -> None:
    _, issues = locales(tmp_path, *listed, countries=countries)
    assert [issue.code for issue in issues] == codes
    assert all(issue.line for issue in issues)


@pytest.mark.parametrize(
    ("written", "tag"),
    [("kaa", "kaa_Latn"), ("kaa_Latn", "kaa_Latn"), ("uz-Cyrl", "uz_Cyrl"), ("uz_Cyrl", "uz_Cyrl"),
     ("uz", "uz"), ("RU", "ru"), ("ru-KZ", "ru"), (" ky ", "ky"), ("", "")],
)  # fmt: skip
def test_tags_are_understood_as_people_write_them(written: str, tag: str) -> None:
    assert canonical(written) == tag


def test_languages_and_countries_are_guessed_from_the_folders(tmp_path: Path) -> None:
    for folder in ("messages/kk", "messages/ru", "messages/Not a tag", "rights/kz", "services"):
        (tmp_path / folder).mkdir(parents=True)
    for name in ("kz", "other"):
        (tmp_path / "services" / f"{name}.yaml").write_text("x", encoding="utf-8")
    found = guessed(tmp_path)
    assert [locale.tag for locale in found.ready()] == ["kk", "ru"]
    assert [(country.code, country.full) for country in found.countries] == [
        ("KZ", True),
        ("other", False),
    ]
    assert [locale.tag for locale in guessed(tmp_path / "nowhere").ready()] == ["ru"]
