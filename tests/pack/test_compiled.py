"""Content that was read once is kept, is the same content, and is not taken for other content."""

from __future__ import annotations

import datetime
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.content.catalogue import NEUTRAL
from bot.pack.compiled import KEPT, Compiled, packed, unpacked
from bot.pack.model import Pack
from tests.pack.conftest import NOW, Folder
from tests.talk import real_pack

LATER = NOW + datetime.timedelta(days=1)


@pytest.fixture(scope="module")
def made() -> bytes:
    return packed(real_pack())


@pytest.fixture(scope="module")
def again(made: bytes) -> Pack:
    found = unpacked(made)
    assert found is not None
    return found


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where Python keeps bytecode is a folder of the test's own."""
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "bytecode"))
    return tmp_path / "bytecode"


def _kept(program: Path) -> list[Path]:
    return sorted(program.rglob("content.*.pack"))


@pytest.mark.parametrize(
    "part",
    ["flows", "rights", "directory", "covers", "exit_words", "opening_words", "reviews",
     "reporting", "rota", "face", "surface", "locales"],
)  # fmt: skip
def test_what_is_kept_is_what_was_read(again: Pack, part: str) -> None:
    assert getattr(again, part) == getattr(real_pack(), part)


def test_lists_of_words_are_not_kept_and_everything_asked_of_them_is(again: Pack) -> None:
    assert again.words == {}
    said = "эрим мени уруп жатат"
    assert again.listener.signals(said) == real_pack().listener.signals(said)
    assert again.listener.choice("меню") == real_pack().listener.choice("меню") is not None


def test_every_text_and_place_is_there(again: Pack) -> None:
    there, found = real_pack().catalogue, again.catalogue
    for locale in (NEUTRAL, *(one.tag for one in real_pack().locales.locales)):
        assert found.keys(locale) == there.keys(locale)
        for key in there.keys(locale):
            assert found.entry(key, locale) == there.entry(key, locale)
    assert again.gazetteer.places == real_pack().gazetteer.places
    assert again.gazetteer.by_skeleton == real_pack().gazetteer.by_skeleton


def test_it_still_cannot_be_changed(again: Pack) -> None:
    with pytest.raises(TypeError):
        again.flows["x"] = None
    with pytest.raises(TypeError):
        again.flows["door"].steps["x"] = None


def test_it_understands_the_same(again: Pack) -> None:
    for said in (
        "он меня бьет",
        "ол мені ұрады",
        "he hit me",
        "меню",
        "salem",
        "film about police",
    ):
        assert again.listener.signals(said) == real_pack().listener.signals(said)
        assert again.listener.choice(said) == real_pack().listener.choice(said)


def test_another_byte_another_day_another_name_is_other_content(folder: Folder) -> None:
    before = Compiled(folder.root, NOW)
    assert Compiled(folder.root, NOW) == before
    assert Compiled(folder.root, LATER) != before
    file = folder.root / "messages/ru/find.yaml"
    was = file.read_bytes()
    file.write_bytes(was.replace(b"\n", b"\n#\n", 1))
    assert Compiled(folder.root, NOW) != before
    file.write_bytes(was)
    assert Compiled(folder.root, NOW) == before
    file.rename(file.with_name("other.yaml"))
    assert Compiled(folder.root, NOW) != before


def test_it_is_read_again_until_the_content_changes(
    folder: Folder, program: Path, made: bytes
) -> None:
    compiled = Compiled(folder.root, NOW)
    assert compiled.read() is None
    compiled.write(made)
    kept = compiled.read()
    assert kept is not None
    assert kept.flows == real_pack().flows
    assert Compiled(folder.root, LATER).read() is None


@pytest.mark.parametrize("damage", [b"", b"x" * 40, None])
def test_a_damaged_file_is_as_good_as_none(
    folder: Folder, program: Path, made: bytes, damage: bytes | None
) -> None:
    compiled = Compiled(folder.root, NOW)
    compiled.write(made)
    (file,) = _kept(program)
    file.write_bytes(file.read_bytes()[:-100] if damage is None else damage)
    assert compiled.read() is None


@pytest.mark.slow
def test_the_oldest_go(folder: Folder, program: Path, made: bytes) -> None:
    days = [NOW + datetime.timedelta(days=number) for number in range(KEPT + 2)]
    seen: set[Path] = set()
    for number, day in enumerate(days):
        Compiled(folder.root, day).write(made)
        for file in set(_kept(program)) - seen:
            os.utime(file, (number, number))
            seen.add(file)
    there = [Compiled(folder.root, day).read() is not None for day in days]
    assert there == [False] * 2 + [True] * KEPT


def test_where_nothing_can_be_written_nothing_is(folder: Folder, program: Path) -> None:
    program.write_text("no folder")
    Compiled(folder.root, NOW).write(b"x")
    assert Compiled(folder.root, NOW).read() is None


@pytest.mark.slow
def test_the_service_reads_apart_and_says_what_is_wrong(folder: Folder, tmp_path: Path) -> None:
    shutil.rmtree(folder.root / "flows")
    environment = os.environ | {
        "CONTENT_DIR": str(folder.root), "PYTHONPYCACHEPREFIX": str(tmp_path), "PORT": "0",
    }  # fmt: skip
    said = [
        subprocess.run(
            [sys.executable, "-m", "bot", command],
            env=environment, capture_output=True, text=True, check=False,
        )
        for command in ("run", "compile")
    ]  # fmt: skip
    assert [one.returncode for one in said] == [2, 2]
    sentence = said[0].stderr.removeprefix("pana run: ")
    assert sentence == said[1].stderr.removeprefix("pana compile: ")
    assert sentence.startswith("The content cannot be served. ")
    assert sentence.count("\n") == 1
    assert _kept(tmp_path) == []
