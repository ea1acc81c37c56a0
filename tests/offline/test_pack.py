"""The pages for blocked networks: small, without scripts, true to the content, harmless to name."""

from __future__ import annotations

import html
import re

import pytest

from bot.commands import OK, USAGE, offline_pack
from tests.talk import real_pack

MOST = 150_000
CASES = [
    (country.code, tag)
    for country in real_pack().locales.countries
    if country.full
    for tag in country.languages
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    found = tmp_path_factory.mktemp("pack")
    assert offline_pack.run(["--out", str(found), "--at", "2026-11-22"]) == OK
    return found


def page(folder, country, tag, end=""):
    name = f"{country.lower()}-{tag.lower().replace('_', '-')}{end}.html"
    return (folder / name).read_text("utf-8")


def test_there_is_a_file_and_a_sheet_for_each_language_of_each_country(folder):
    assert len(CASES) == 23
    assert len(list(folder.iterdir())) == 2 * len(CASES)


@pytest.mark.parametrize(("country", "tag"), CASES)
def test_a_file_is_small_and_needs_nothing_but_itself(folder, country, tag):
    for end in ("", "-print"):
        text = page(folder, country, tag, end)
        assert len(text.encode()) < MOST
        assert not re.search(r"<(script|img|link|iframe|object|form)|src=|url\(|@import", text)
        assert re.findall(r'href="(?!tel:\+\d+")', text) == []


@pytest.mark.parametrize(("country", "tag"), CASES)
def test_its_title_names_the_country_and_nothing_else(folder, country, tag):
    pack = real_pack()
    name = pack.locales.country(country).name[tag]
    for end in ("", "-print"):
        assert f"<title>{html.escape(name)}</title>" in page(folder, country, tag, end)


@pytest.mark.parametrize(("country", "tag"), CASES)
def test_all_numbers_lines_and_topics_stand_there_with_what_follows_s34(folder, country, tag):
    pack = real_pack()
    text = html.unescape(re.sub(r"<[^>]+>", "", page(folder, country, tag).replace("<br>", "\n")))
    directory = pack.directory.countries[country]

    def said(key):
        return pack.catalogue.entry(key, tag).forms["other"]

    for number in directory.numbers:
        assert f"{number.phone} — " in text
        assert said(f"number.{number.id}.what") in text
    for section, contacts in (("line", directory.lines), ("service", directory.services)):
        for contact in contacts:
            assert said(f"{section}.{contact.id}.what") in text
    for topic in pack.rights[country]:
        for part in ("today", "law", "next"):
            for at in range(len(getattr(topic, part))):
                assert said(f"{topic.key}.{part}.{at}") in text
    if directory.warning is not None:
        assert text.index(said(f"warning.{country}")[:60]) < text.index(
            directory.numbers[0].phone + " — "
        )


def test_what_is_confidential_has_no_place_there(folder):
    for country in real_pack().directory.countries.values():
        for service in country.services:
            if service.confidential:
                assert service.address is None


@pytest.mark.slow
def test_what_cannot_be_made_is_one_sentence(tmp_path, capsys):
    for argv in (["--country", "XX"], ["--locale", "zz"], ["--at", "no"], ["--what"]):
        assert offline_pack.run([*argv, "--out", str(tmp_path)]) == USAGE
        told = capsys.readouterr().err
        assert told.startswith("pana offline-pack: ")
        assert told.count("\n") == 1
