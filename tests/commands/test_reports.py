"""``pana content reports`` and the call sheet: what did not help, for those who keep the list."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from bot.commands import content, stats
from bot.commands.rows import FILE
from bot.directory.reports import Reason, counter_of
from bot.keys import RootKeys
from bot.store.base import Tx
from bot.store.sqlite import SqliteStore
from bot.workbench.reports import SAID


@pytest.fixture
def reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store in which something was reported: in October, in November, and of what is gone."""

    async def fill() -> None:
        def count(tx: Tx) -> None:
            tx.count("2026-10-30", counter_of("KZ", "kz-150", Reason.CLOSED), 2)
            tx.count("2026-11-02", counter_of("KZ", "kz-111", Reason.NO_ANSWER), 1)
            tx.count("2026-11-03", counter_of("KZ", "kz-111", Reason.NO_ANSWER), 25)
            tx.count("2026-11-03", counter_of("KG", "kg-gone", Reason.WRONG_NUMBER), 1)
            tx.count("2026-11-03", "opened", 30)

        store = await SqliteStore.open(tmp_path / FILE)
        try:
            await store.transact(count)
        finally:
            await store.close()

    asyncio.run(fill())
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("PANA_SECRET", RootKeys.new_item())


def test_editors_see_service_reason_and_month_newest_first_s40(
    reported: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert content.run(["reports", "--json", "--locale", "en"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [(row["month"], row["service"], row["reason"], row["number"]) for row in rows] == [
        ("2026-11", "kz-111", "no_answer", 26),
        ("2026-11", "kg-gone", "wrong_number", 1),
        ("2026-10", "kz-150", "closed", 2),
    ]
    assert rows[0]["name"] != "kz-111"
    assert rows[1]["name"] == "kg-gone", "one that is not on the list any more"


@pytest.mark.slow
def test_one_country_at_a_time_in_plain_lines(
    reported: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert content.run(["reports", "--country", "kz"]) == 0
    said = capsys.readouterr().out
    assert "kg-gone" not in said
    assert "nobody answered" in said
    assert "2026-11-0" not in said, "never a day"


def test_stats_says_nothing_of_reports_however_many_s57(
    reported: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert stats.run(["--days", "3650"]) == 0
    said = capsys.readouterr().out
    assert "30" in said
    assert "report." not in said


def test_the_call_sheet_begins_with_what_was_reported(
    reported: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "calls.html"
    assert content.run(["calls", "KZ", "--reported", "--out", str(page)]) == 0
    said = page.read_text("utf-8")
    mark = "somebody reported that it did not help"
    assert said.count(mark) == 2
    sections = said.split("<section>")[1:]
    assert all(mark in section for section in sections[:2])
    assert mark not in content_without(tmp_path)


def content_without(tmp_path: Path) -> str:
    page = tmp_path / "plain.html"
    assert content.run(["calls", "KZ", "--out", str(page)]) == 0
    return page.read_text("utf-8")


@pytest.mark.slow
def test_an_unknown_country_is_named(reported: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert content.run(["reports", "--country", "xx"]) == 2
    assert "there is no country xx" in capsys.readouterr().err


def test_every_reason_has_words_for_editors() -> None:
    assert set(SAID) == {reason.value for reason in Reason}
