"""A small invented country file. Phones are in ranges that cannot ring: +7 700 000 00 ..."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path
from typing import Any, ClassVar

import msgspec
import pytest
import yaml

from bot.content.documents import each
from bot.content.issue import Issue
from bot.content.locales import Locale, Locales
from bot.directory.load import directory_from

SPOKEN = Locales(
    tuple(
        Locale(tag, tag, "", ready=tag in ("kk", "ru", "en")) for tag in ("kk", "ru", "en", "ky")
    ),
    (),
)
TEXT = {"kk": "мәтін", "ru": "текст", "en": "text"}
UNKNOWN = dict.fromkeys(
    ("police_come", "must_report", "recorded", "papers", "cost", "on_bill"), "unknown"
)
NOW = datetime.datetime(2026, 11, 23, 6, 0, tzinfo=datetime.UTC)
"""A Monday, 11:00 in Almaty."""


class Plain(yaml.SafeDumper):
    """Writes everything out; our YAML has no references."""

    def ignore_aliases(self, data: object) -> bool:
        return True


class Town(msgspec.Struct, frozen=True):
    country: str
    kind: str
    lat: float
    lon: float


class Towns:
    """Three towns on one meridian, 1 degree (111 km) apart, a region, and one abroad."""

    TOWNS: ClassVar = {
        "kz-alma": Town("KZ", "city", 45.0, 70.0),
        "kz-birlik": Town("KZ", "town", 46.0, 70.0),
        "kz-dala": Town("KZ", "town", 47.0, 70.0),
        "kz-r-oblys": Town("KZ", "region", 45.0, 70.0),
        "kg-other": Town("KG", "city", 42.5, 74.5),
    }

    def get(self, place_id: str) -> Town | None:
        return self.TOWNS.get(place_id)


def record(id_: str, **more: Any) -> dict[str, Any]:
    return {
        "id": id_,
        "from": id_,
        "name": dict(TEXT),
        "what": dict(TEXT),
        "when_you_call": dict(UNKNOWN),
        "confidence": "medium",
        "checked_on": "2026-11-21",
        **more,
    }


def number(id_: str, kind: str, phone: str) -> dict[str, Any]:
    return record(id_, kind=kind, phone=phone, dialable_from=["KZ"])


def line(id_: str, *phones: str, **more: Any) -> dict[str, Any]:
    listed = [{"number": phone, "dialable_from": ["KZ"]} for phone in phones]
    return record(id_, **{"kind": "line", "needs": ["anything"], "phones": listed, **more})


def service(id_: str, town: str | None, **more: Any) -> dict[str, Any]:
    base = {
        "kind": "crisis_centre",
        "needs": ["shelter", "talk"],
        "town": town,
        "confidential": True,
        "position": "settlement",
        "reach": ["kz-one"],
    }
    return record(id_, **{**base, **more})


def sample() -> dict[str, Any]:
    """A file without mistakes."""
    return {
        "country": "KZ",
        "digits": ["112", "102"],
        "cover_numbers": ["kz-single", "kz-cops"],
        "timezone": "Asia/Almaty",
        "numbers": [
            number("kz-single", "single", "112"),
            number("kz-cops", "police", "102"),
            number("kz-doctor", "ambulance", "103"),
        ],
        "lines": [
            line("kz-one", "99901", needs=["talk", "anything"]),
            line(
                "kz-two",
                "99902",
                texts=[{"app": "whatsapp", "address": "+7 700 000 00 02"}],
            ),
        ],
        "services": [
            service("kz-alma-centre", "kz-alma"),
            service(
                "kz-dala-office",
                "kz-dala",
                kind="legal_aid",
                needs=["lawyer", "talk"],
                confidential=False,
                position="address",
                address="ул. Выдуманная, 1",
                lat=47.01,
                lon=70.0,
                phones=[{"number": "+7 700 000 00 03", "dialable_from": ["KZ"]}],
                reach=[],
            ),
            service("kz-birlik-police-way", "kz-birlik", only_through_police=True),
        ],
        "withheld": [{"from": "kz-none", "why": "no source"}],
    }


class Home:
    """A content folder. ``load`` writes a file of services and reads the folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.issues: list[Issue] = []

    def write(self, data: Any, name: str = "kz") -> None:
        folder = self.root / "services"
        folder.mkdir(exist_ok=True)
        words = yaml.dump(data, Dumper=Plain, allow_unicode=True, sort_keys=False)
        (folder / f"{name}.yaml").write_text(words, encoding="utf-8")

    def load(self, data: Any = None, name: str = "kz"):
        if data is not None:
            self.write(data, name)
        self.issues = []
        documents = each(self.root, "services/*.yaml", self.issues)
        return directory_from(documents, Towns(), self.issues, SPOKEN)

    def line_of(self, words: str, name: str = "kz") -> int:
        text = (self.root / "services" / f"{name}.yaml").read_text(encoding="utf-8")
        return next(n for n, line in enumerate(text.splitlines(), 1) if words in line)


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path)


@pytest.fixture
def made():
    return sys.modules[__name__]
