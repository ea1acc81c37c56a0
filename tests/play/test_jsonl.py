"""The contract of `pana play --jsonl`, held by a stranger's script over real pipes."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable

import pytest

KEYS = {
    *("screen", "extras", "messages", "sent", "edited", "deleted", "got", "keyboard", "alert"),
    *("step", "locale", "country", "covered"),
}


def play(lines: Iterable[object], *options: str) -> list[dict[str, object]]:
    """Feed these lines to a real process; gives what it printed, line by line."""
    given = "".join(
        (line if isinstance(line, str) else json.dumps(line, ensure_ascii=False)) + "\n"
        for line in lines
    )
    command = [sys.executable, "-m", "bot", "play", "--jsonl", "--at", "2026-11-21T06:00", *options]
    done = subprocess.run(command, input=given, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return [json.loads(line) for line in done.stdout.splitlines()]


def _ids(report: dict[str, object]) -> list[str]:
    screen = report["screen"]
    assert isinstance(screen, dict)
    return [button["id"] for row in screen["buttons"] for button in row]


def test_one_line_before_any_input_then_one_for_each() -> None:
    shown = play([{"text": "hi"}, {"wait": 1}, {"press": "c:useful"}])
    assert len(shown) == 4
    assert shown[0]["screen"] is None
    assert shown[0]["covered"] is True
    assert all(set(line) == KEYS for line in shown)


def test_start_is_done_before_the_first_line() -> None:
    shown = play([], "--start", "kk-KZ")
    assert len(shown) == 1
    assert shown[0]["step"] == "door.language"
    assert _ids(shown[0])[:3] == ["language:kk", "language:ru", "language:en"]
    bare = play([], "--start", "")
    assert bare[0]["covered"] is True
    assert bare[0]["screen"] is not None


def test_the_way_through_the_door_by_id_and_by_the_one_exact_label() -> None:
    shown = play(
        [{"press": "English"}, {"press": "yes"}, {"press": "go"}, {"press": "Kazakhstan"}],
        "--start", "en-KZ",
    )  # fmt: skip
    assert [line["step"] for line in shown[1:]] == [
        "door.safe", "door.intro", "door.country", "main.menu",
    ]  # fmt: skip
    assert shown[-1]["locale"] == "en"
    assert shown[-1]["country"] == "KZ"
    assert {"exit", "numbers"} <= set(_ids(shown[-1]))


BAD = (
    "not json",
    "[]",
    "{}",
    {"text": 5},
    {"text": "a", "press": "b"},
    {"press": "no such button"},
    {"press": "exit", "on": "999"},
    {"location": [200, 0]},
    {"location": "here"},
    {"media": "hologram"},
    {"wait": -1},
    {"wait": "long"},
    {"burst": True},
    {"text": "a", "burst": "yes"},
    {"unknown": 1},
)


def test_bad_input_is_an_error_and_moves_nothing() -> None:
    shown = play([{"text": "hi"}, *BAD, {"wait": 0}])
    for line in shown[2:-1]:
        assert set(line) == {"error"}
    assert len(shown) == len(BAD) + 3
    assert shown[-1]["screen"] == shown[1]["screen"]


def test_her_messages_are_told_apart_from_ours() -> None:
    shown = play([{"text": "hi"}, {"text": "x"}])
    assert shown[1]["got"] == ["1"]
    assert shown[1]["sent"] == ["2"]
    assert [message["id"] for message in shown[1]["messages"]] == ["2"]


def test_the_clock_moves_five_seconds_a_line_unless_it_is_a_burst() -> None:
    door = [{"press": "language:ru"}, {"press": "yes"}, {"press": "go"}, {"press": "country:KZ"}]
    shown = play([*door, {"wait": 294}, {"wait": 0}], "--start", "ru-KZ")
    assert shown[-2]["covered"] is False
    assert shown[-1]["covered"] is True
    burst = play([*door, {"wait": 294}, {"wait": 0, "burst": True}], "--start", "ru-KZ")
    assert burst[-1]["covered"] is False


def test_the_same_seed_and_moment_give_the_same_lines() -> None:
    lines = [{"text": "салам"}, {"press": "c:sayings"}, {"start": "kk-KZ"}]
    assert play(lines, "--seed", "7") == play(lines, "--seed", "7")


def test_a_location_and_every_kind_of_media_are_answered() -> None:
    lines = [{"location": [42.31, 69.58]}, {"media": "voice"}, {"media": "dice"}]
    assert all(line["screen"] is not None for line in play(lines)[1:])


def test_the_key_under_her_text_field_is_told_apart_from_the_screen() -> None:
    door = [{"press": choice} for choice in ("language:en", "yes", "go", "country:KZ")]
    ways = [{"press": choice} for choice in ("find", "talk", "position:ask")]
    asked, gone = play([*door, *ways, {"wait": 61}], "--start", "en-KZ")[-2:]
    assert (asked["keyboard"], gone["keyboard"]) == ("Send the point", None)
    assert len(asked["extras"]) == 1
    assert gone["extras"] == []
    assert asked["screen"] == gone["screen"]


@pytest.mark.slow
def test_one_script_runs_on_both_messengers_with_the_same_steps() -> None:
    """As somebody plays it who knows only the ids of buttons."""
    door = ["language:ru", "yes", "go", "country:KZ"]
    ways = ["find", "shelter", "back", "back", "rights", "back", "numbers", "menu", "silent"]
    lines = [{"press": choice} for choice in (*door, *ways)]
    telegram = play([{"start": "ru-KZ"}, *lines])
    whatsapp = play([{"text": "Здравствуйте"}, *lines], "--channel", "whatsapp")
    steps = [(line["step"], line["locale"], line["country"]) for line in telegram]
    assert steps == [(line["step"], line["locale"], line["country"]) for line in whatsapp]
    for there, here in zip(telegram[1:], whatsapp[1:], strict=True):
        assert set(_ids(there)) - {"position:ask"} == set(_ids(here))


def test_on_whatsapp_nothing_is_edited_or_deleted_and_leaving_says_one_word() -> None:
    door = [{"press": choice} for choice in ("language:en", "yes", "go", "country:KZ")]
    shown = play([{"text": "hello"}, *door, {"text": "exit"}, {"wait": 90_000}],
                 "--channel", "whatsapp")  # fmt: skip
    assert not any(line["edited"] or line["deleted"] for line in shown)
    left, later = shown[-2:]
    assert left["covered"] is True
    assert left["screen"]["text"] == "OK"
    assert later["sent"] == []
