"""Each figure of the harness, shown to catch what it is for, on a toy bot with planted faults."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import uvloop

from bench.telegram.arguments import parse_arguments
from bench.telegram.peers import load_peers, missing, peers_of
from bench.telegram.run import measure as measure_bot
from bench.telegram.script import load_script
from bench.telegram.summary import summarise, table

TOY = Path(__file__).with_name("toy_bot.py")

SCRIPT = {
    "fresh": True,
    "steps": [
        {"send": "/start", "expect": "Door"},
        {"press": "Enter", "expect": "Secret page"},
        {"press": "No such button", "optional": True},
        {"send": "Springfield", "burst": ["hello", "are you there"], "expect": "Secret help"},
        {"press": "Leave", "expect": "Weather", "deletes": "both", "cover": "^Weather"},
    ],
}
CLEAN = (
    "lost_conversations", "lost_replies", "duplicated_replies", "unexpected_messages",
    "missing_buttons", "undeleted_messages", "undeleted_bot_messages", "undeleted_user_messages",
    "cover_missing", "forbidden_visible", "foreign_ids", "refused_calls", "expired", "unfinished",
)  # fmt: skip


@pytest.fixture
def measure(tmp_path):
    def run(faults: str, *arguments: str, mode="closed", script=SCRIPT, **env) -> dict:
        file = tmp_path / "script.json"
        file.write_text(json.dumps(script))
        options = parse_arguments(
            [
                *("run", "--bot", f"$PYTHON {TOY}", "--script", str(file)),
                *("--warmup", "0.1", "--duration", "0.5", "--concurrency", "8"),
                *("--reply-timeout", "0.7", "--grace", "0.3", "--forbid", "Secret|Springfield"),
                *arguments,
            ]
        )
        options.bot_cpu = None
        (spec,) = peers_of(options)
        spec["env"] = {"FAULTS": faults, **env}
        return uvloop.run(measure_bot(spec, mode, options))

    return run


def found(result: dict) -> set[str]:
    return {name for name in CLEAN if result[name]}


def test_a_good_bot_has_no_faults(measure):
    result = measure("")
    assert found(result) == set(), result
    assert result["conversations"] > 20


@pytest.mark.slow
def test_a_good_bot_has_no_faults_under_strict_rules(measure):
    assert found(measure("", "--strict", "--flood-scale", "0")) == set()


@pytest.mark.slow
def test_reused_chats_are_the_default_without_fresh(measure):
    assert found(measure("", "--no-fresh-chats", "--users", "20")) == set()


def test_a_reply_that_never_comes_is_lost(measure):
    result = measure("loses")
    assert result["lost_replies"] > 0, result
    assert result["lost_conversations"] > 0, result
    assert result["duplicated_replies"] == 0


def test_a_reply_sent_twice_is_a_duplicate(measure):
    result = measure("doubles")
    assert found(result) == {"duplicated_replies"}, result


@pytest.mark.slow
def test_an_edit_after_the_exit_brings_a_forbidden_text_back(measure):
    result = measure("late")
    assert result["forbidden_visible"] > 0, result
    assert result["cover_missing"] > 0, result
    assert result["forbidden_samples"][0] == "Secret"


@pytest.mark.slow
def test_what_the_bot_leaves_behind_is_counted_by_side(measure):
    screens = measure("keeps_screen")
    assert screens["undeleted_messages"] == screens["undeleted_bot_messages"] > 0
    assert screens["undeleted_user_messages"] == 0
    assert screens["cover_missing"]
    assert screens["forbidden_visible"]
    typed = measure("keeps_typed")
    assert typed["undeleted_messages"] == typed["undeleted_bot_messages"] == 0
    assert typed["undeleted_user_messages"] == 4 * typed["conversations"]
    assert typed["forbidden_samples"][0] == "Springfield"


@pytest.mark.slow
def test_deleting_an_interval_does_not_harm_a_neighbour(measure):
    result = measure("interval")
    assert result["foreign_ids"] > 0
    assert found(result) == {"foreign_ids"}, result


@pytest.mark.slow
def test_kills_lose_nothing_of_a_bot_that_acknowledges_last(measure):
    kill = ["--kills", "3", "--kill-min", "0.4", "--kill-max", "0.6"]
    result = measure("", *kill, mode="kill")
    assert result["kills"] == 3
    assert result["redelivered"] > 0
    assert result["lost_replies"] == result["lost_conversations"] == 0, result


@pytest.mark.slow
def test_kills_of_a_polling_bot(measure):
    kill = ["--polling", "--kills", "3", "--kill-min", "0.4", "--kill-max", "0.6"]
    good = measure("polls", *kill, mode="kill")
    assert good["redelivered"] > 0
    assert good["lost_replies"] == good["lost_conversations"] == 0, good
    single = SCRIPT | {
        "steps": [step | ({"burst": []} if "burst" in step else {}) for step in SCRIPT["steps"]]
    }
    hasty = measure("polls hasty", *kill, mode="kill", script=single)
    assert hasty["lost_replies"] > 0, hasty


@pytest.mark.slow
def test_a_press_that_cannot_be_delivered_expires(measure):
    result = measure("refuses", "--expiry-scale", "500")
    assert result["expired"] > 0, result
    assert result["bad_status"] > 0, result
    assert result["lost_conversations"] > 0
    assert result["lost_replies"] == 0


@pytest.mark.slow
def test_exits_are_timed_while_others_wait(measure):
    arguments = ["--exits", "5", "--waiting", "20", "--api-delay", "20", "--exit-every", "0.05"]
    result = measure("", *arguments, mode="exit")
    assert result["exits"] == 5, result
    assert result["exits_never_hidden"] == 0, result
    assert 20 < result["first_hide_p50_ms"] <= result["last_hide_p50_ms"]
    result = measure("keeps_screen", *arguments, "--exit-patience", "1", mode="exit")
    assert result["exits_never_hidden"] == 5


@pytest.mark.slow
def test_environment_names_are_mapped(measure):
    # The toy reads the harness's names, so they are mapped onto themselves.
    mapped = {"WEBHOOK_PORT": "$WEBHOOK_PORT", "BOT_TOKEN": "$BOT_TOKEN", "STATE_DIR": "$STATE_DIR"}
    assert found(measure("", **mapped)) == set()


def test_script_mistakes_are_named(tmp_path):
    file = tmp_path / "script.json"
    for steps, words in (
        ([{"send": "a", "press": "b"}], "either 'send' or 'press'"),
        ([{"press": "a", "burst": ["b"]}], "'burst' goes with 'send'"),
        ([{"send": "a", "deletes": "both"}, {"press": "b"}], "belong to the last step"),
        ([{"send": "a", "deletes": "mine"}], '"both"'),
    ):
        file.write_text(json.dumps({"steps": steps}))
        with pytest.raises(SystemExit, match=words):
            load_script(file)


def test_peers_that_cannot_run_here_say_why(tmp_path):
    file = tmp_path / "peers.json"
    peer = {"name": "one", "command": "bot", "script": "talk.json"}
    peers = [
        peer,
        peer | {"name": "two", "needs": ["no-such-program"]},
        peer | {"name": "three", "unless": ["sh"]},
        peer | {"name": "four", "files": ["node_modules"]},
    ]
    file.write_text(json.dumps(peers))
    found = load_peers(file)
    assert found[0]["script"] == str(tmp_path / "talk.json")
    assert found[0]["cwd"] == str(tmp_path)
    assert [missing(one) for one in found] == [
        "",
        "no-such-program is not installed",
        "sh is there, another entry uses it",
        "node_modules is not there",
    ]
    assert [one["name"] for one in load_peers(file, "four,one")] == ["one", "four"]


def test_rounds_become_medians_with_ranges():
    rounds = [
        {"name": "one", "mode": "closed", "msgs_per_s": rate, "bad_status": 1}
        for rate in (10, 30, 20)
    ]
    (row,) = summarise(rounds)
    assert row["msgs_per_s"] == 20
    assert row["msgs_per_s_range"] == [10, 30]
    assert row["errors"] == 1
    assert "| one | 20 (10–30) |" in table([row])
