"""The lint of what the operator chose (S18): names, handles and hosts, however they are spelt."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot import cover
from bot.content.face import FaceWords, Lexicon
from bot.pack.check_face import Seen, check_face
from tests.talk import CONTENT, real_pack

TELLING = (
    "WomenHelpBot", "W0men_H3lp_bot", "he1p_bot", "p.a.n.a", "Pana", "panabot", "mypanabot",
    "ПАНА", "Паноҳ", "panoh-tj", "паана", "Pena", "penabot", "kz_nasilie_stop", "nasiliye",
    "zorlyk_kz", "zombylyq", "komek_bot", "kömek", "Помощь рядом", "PomoshBot", "П0мощь", "3ащита",
    "sos_kz", "sosbot", "GBV_bot", "gbv2bot", "priut_bot", "Убежище", "hotline", "Crisis", "Кризис",
    "Женский клуб", "unwomen", "kzhelp2bot", "police102", "Полиция", "politsiya", "polisbot",
    "ayol_uz", "Әйел", "aielder", "zhardam", "yordam", "ёрдам", "кӯмак", "хушунат", "занон",
    "zenanlar", "ýardam", "Горячая линия", "goryachayaliniya", "ishonch_telefoni", "сенім телефоны",
    "Pаna",  # Its second letter is Cyrillic.
    "Ｈｅｌｐ", "helllp",
)  # fmt: skip
HARMLESS = (
    "Дастархан", "Кухонная книжка", "dastarkhan_bot", "RecipesAndSayings_bot", "Ас үй кітапшасы",
    "Приправа и соль", "Спасибо, вкусно", "Сотейник", "Суджук и судак", "empanada_bot",
    "ispanak_bot", "spanakopita_bot", "Grape leaves", "Шелпек", "shelpek_bot", "Выпечка", "Соусы",
    "Плов и манты", "oshxona_kitobi_bot", "Kündelikli aşhana kitaby", "Ашкана китепчеси",
    "Нон ва намак", "Bir piyola choy", "Компания вкуса", "Рецепты 102", "4u_kitchen_bot", "Ынтымақ",
    "Тесто и пенка", "Мамины рецепты", "Пословицы", "",
)  # fmt: skip


def word(value: str) -> list[str]:
    return [issue.message for issue in check_face(real_pack(), Seen(username=value))]


@pytest.mark.parametrize("value", TELLING)
def test_s18_a_telling_name_is_an_error_however_it_is_spelt(value: str) -> None:
    for seen in (Seen(name=value), Seen(username=value), Seen(standing_name=value)):
        issues = check_face(real_pack(), seen)
        assert [(issue.code, issue.severity) for issue in issues] == [("face", "error")], value
        assert issues[0].message.endswith(".")
        assert len(issues[0].remedy) > 20


@pytest.mark.parametrize("value", HARMLESS)
def test_a_name_of_the_kitchen_is_not(value: str) -> None:
    seen = Seen(name=value, username=value, standing_name=value, description=value)
    assert check_face(real_pack(), seen) == []


def test_s18_every_word_of_the_list_is_found_and_none_of_the_harmless_ones() -> None:
    words = real_pack().face
    lexicon = Lexicon(words)
    for listed in (*words.anywhere, *words.beginnings, *words.whole):
        for written in (listed, listed.upper(), f"my {listed} bot", listed.replace(" ", "_")):
            assert lexicon.in_name(written), written
        assert lexicon.in_text(f"Recipes, {listed}."), listed
    for listed in words.anywhere:
        assert lexicon.in_name(f"kz{listed}2bot".replace(" ", "")), listed
        assert lexicon.in_name(".".join(listed.replace(" ", ""))), listed
    assert [listed for listed in words.texts if not lexicon.in_text(listed)] == []
    assert [listed for listed in words.harmless if lexicon.in_name(listed)] == []
    assert len({*words.anywhere, *words.beginnings, *words.whole}) > 140


def test_the_lists_of_first_lines_count_as_well() -> None:
    """S16: what may not stand in a preview is no name either."""
    assert Lexicon(FaceWords()).in_name("Прокурор") is None
    assert Lexicon(FaceWords(), ["прокур"]).in_name("prokuror_bot") == "прокур"
    assert word("prokuror_bot")


@pytest.mark.parametrize(
    ("url", "telling"),
    [
        ("https://bot.pana.example.org/x", True),
        ("https://women-help.example.kz:8443", True),
        ("he-lp.example.kz", True),
        ("https://xn----jtbarppetcup7d2b.xn--p1ai", False),  # кухня-рецепты.рф
        ("https://xn--l1adbb7cs.kz", True),  # помощь.kz
        ("https://book.example.kz/help", False),  # Nobody sees the path.
        ("http://127.0.0.1:8080", False),
        ("http://[::1", False),
        ("", False),
    ],
)
def test_only_the_host_of_the_address_counts(url: str, telling: bool) -> None:
    issues = check_face(real_pack(), Seen(url=url))
    assert bool(issues) is telling
    assert all("PUBLIC_URL" in issue.message for issue in issues)


def test_what_stands_at_the_messenger_is_read_too() -> None:
    seen = Seen(description="Помощь женщинам.", short_description="We keep it secret.")
    assert len(check_face(real_pack(), seen)) == 2
    assert check_face(real_pack(), Seen(description="Книжка: выпечка, тыква.")) == []


def test_a_long_name_is_told() -> None:
    assert check_face(real_pack(), Seen(name="д" * 64)) == []
    (issue,) = check_face(real_pack(), Seen(name="д" * 65))
    assert "65" in issue.message


def test_without_the_list_nothing_is_found_and_nothing_raises() -> None:
    bare = dataclasses.replace(real_pack(), face=FaceWords(), words={})
    assert check_face(bare, Seen(name="Help", username="!!!", description="0")) == []


def test_s18_every_listed_command_opens_a_page_of_the_book_in_each_language() -> None:
    pack = real_pack()
    for locale, book in pack.covers.items():
        assert book.profile is not None
        names = [command.name for command in book.profile.commands]
        assert names[0] == "start"
        assert set(names) <= cover.COMMANDS.keys()
        assert len(names) <= 6
        pages = [cover.page(cover.COMMANDS[name], locale, pack) for name in names]
        assert len({page.paragraphs for page in pages}) == len(pages)


def _check(cwd: Path, **environment: str) -> tuple[int, list[dict[str, str]]]:
    left_out = ("PANA_", "PUBLIC_", "TELEGRAM", "CONTENT_DIR")
    clean = {k: v for k, v in os.environ.items() if not k.startswith(left_out)}
    clean |= {"CONTENT_DIR": str(CONTENT), "PYTHONPATH": str(CONTENT.parent), **environment}
    command = [sys.executable, "-m", "bot", "check", "--json", "--at", "2026-11-21"]
    ran = subprocess.run(command, env=clean, cwd=cwd, capture_output=True, text=True, check=False)
    assert ran.stderr == ""
    issues = json.loads(ran.stdout)["issues"]
    return ran.returncode, [issue for issue in issues if issue["code"] == "face"]


@pytest.mark.slow
def test_s18_pana_check_reads_the_settings(tmp_path: Path) -> None:
    assert _check(tmp_path, PUBLIC_NAME="Дастархан") == (0, [])
    code, found = _check(tmp_path, PUBLIC_NAME="Панa", PUBLIC_URL="https://crisis.example.kz/abc")
    assert code == 1
    assert [issue["file"] for issue in found] == ["settings", "settings"]
    assert not any("example" in issue["message"] for issue in found)
    (tmp_path / ".env").write_text("PUBLIC_NAME=Women's help\n", encoding="utf-8")
    assert len(_check(tmp_path)[1]) == 1
    # Another setting may be wrong: what is in the environment is read all the same.
    assert len(_check(tmp_path, PORT="no", PUBLIC_NAME="Шелтер")[1]) == 1
