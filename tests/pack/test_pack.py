"""The real pack: whole, immutable, and every text that the code says is known to the checker."""

from __future__ import annotations

import dataclasses
import datetime
import re
from pathlib import Path

import pytest

from bot.flows.keys import ARGUMENTS, COMMON, LABELS, LEADS, SAID
from bot.pack.check import examine
from bot.pack.check_keys import OWN
from tests.pack.conftest import NOW, Folder
from tests.talk import CONTENT, real_pack

SPOKEN = re.compile(
    r"""(?:\btext|\bText|\.say|\.button)\(\s*(?:"[\w.]+",\s*)?"([a-z_]+\.[a-z_.]+)\""""
)


def test_the_pack_cannot_be_changed() -> None:
    pack = real_pack()
    for part in (pack.flows, pack.rights, pack.words, pack.covers, pack.directory.countries):
        with pytest.raises(TypeError):
            part["x"] = None
    with pytest.raises(dataclasses.FrozenInstanceError):
        pack.door = True
    with pytest.raises(AttributeError):
        pack.directory.countries = {}
    with pytest.raises(TypeError):
        pack.flows["door"].steps["x"] = None
    with pytest.raises(AttributeError):
        pack.rights["KZ"][0].order = 1


def test_every_text_that_the_code_says_is_known_to_the_checker() -> None:
    known = SAID | LABELS | OWN
    own = {"setting.operator", "digits.any", "cover.lead", "cover.reply", "cover.back",
           "cover.converter", "cover.useful.lead"}  # fmt: skip
    said = set()
    for path in (CONTENT.parent / "bot").rglob("*.py"):
        if path.parent.name != "commands":
            said |= set(SPOKEN.findall(path.read_text(encoding="utf-8")))
    said = {key for key in said if "item." not in key and "{" not in key}
    assert len(said) > 40
    assert sorted(said - known - own) == []


def test_what_the_checker_knows_of_texts_is_said_of_texts_that_there_are() -> None:
    keys = real_pack().catalogue.keys("ru") | OWN
    assert sorted((SAID | LABELS | LEADS | ARGUMENTS.keys()) - keys) == []
    assert all(names.isdisjoint(COMMON - {"digits", "country"}) for names in ARGUMENTS.values())


def test_law_and_facts_grow_old_and_calls_too(folder: Folder) -> None:
    def codes(day: str) -> set[str]:
        issues = examine(folder.root, datetime.date.fromisoformat(day)).issues
        assert all(i.severity != "error" for i in issues)
        assert all(i.line for i in issues if i.code in ("expired", "not-called"))
        return {f"{issue.code} {Path(issue.file).parts[0]}" for issue in issues}

    assert not any(code.startswith("expired") for code in codes(NOW.isoformat()))
    late = codes("2028-06-01")
    assert {"expired rights", "expired services", "not-called services"} <= late
    assert "future-date rights" in codes("2020-01-01")
