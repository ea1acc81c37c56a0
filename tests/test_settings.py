"""The settings about counsellors: what they mean, and what is said of a wrong one."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import SettingsError, read_settings

TOKEN, SECOND = "4242:the-first", "5353:the-second"
GROUP = "-1001234567890"


def read(folder: Path, **values: str):
    return read_settings({"TELEGRAM_TOKEN": TOKEN, **values}, folder)


def sentence(folder: Path, **values: str) -> str:
    with pytest.raises(SettingsError) as problem:
        read_settings(values, folder)
    said = str(problem.value)
    assert said.endswith(".")
    return said


def test_without_them_counsellors_are_met_at_the_first_bot(tmp_path):
    settings = read(tmp_path)
    assert (settings.staff_token, settings.staff_chat) == (None, "")


def test_a_second_bot_and_a_group(tmp_path):
    settings = read(tmp_path, STAFF_TELEGRAM_TOKEN=SECOND, STAFF_CHAT_ID=f" {GROUP} ")
    assert (settings.staff_token, settings.staff_chat) == (SECOND, GROUP)


@pytest.mark.parametrize("same", [TOKEN, f" {TOKEN} ", "", " "])
def test_the_same_bot_twice_is_one_bot(tmp_path, same):
    assert read(tmp_path, STAFF_TELEGRAM_TOKEN=same).staff_token is None


def test_a_token_that_is_none_is_named(tmp_path):
    said = sentence(tmp_path, TELEGRAM_TOKEN=TOKEN, STAFF_TELEGRAM_TOKEN="no-colon")
    assert said.startswith("STAFF_TELEGRAM_TOKEN is no token of a bot")
    assert "no-colon" not in said


def test_two_tokens_of_one_bot_cannot_both_work(tmp_path):
    said = sentence(tmp_path, TELEGRAM_TOKEN=TOKEN, STAFF_TELEGRAM_TOKEN="4242:another")
    assert "two tokens of one bot" in said
    assert "another:" not in said


@pytest.mark.parametrize(
    "group",
    ["1001234567890", "-0", "-", "--1", "-1.5", "@group", "-100 123", "-١٢", "-" + "1" * 20],
)
def test_what_is_no_group_is_told_how_one_looks(tmp_path, group):
    said = sentence(tmp_path, TELEGRAM_TOKEN=TOKEN, STAFF_CHAT_ID=group)
    assert said.startswith("STAFF_CHAT_ID is no group")


@pytest.mark.parametrize(
    ("name", "value"), [("STAFF_TELEGRAM_TOKEN", SECOND), ("STAFF_CHAT_ID", GROUP)]
)
def test_in_the_demo_there_are_none(tmp_path, name, value):
    assert f"{name} needs TELEGRAM_TOKEN" in sentence(tmp_path, **{name: value})
