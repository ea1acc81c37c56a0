"""Commands and settings: exit codes, one clear sentence, never a traceback, nothing echoed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.__main__ import COMMANDS, LATER
from bot.content.locales import canonical
from bot.keys import FileShelf, RootKeys
from bot.settings import SettingsError, read_settings

TYPED = "bench:YmVuY2htYXJrLWtleS1vZi0zMi1ieXRlcy0wMDAwMDA="


def pana(
    *words: str, given: str = "", cwd: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    home = Path(__file__).parents[2]
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("PANA_", "TELEGRAM"))}
    return subprocess.run(
        [sys.executable, "-m", "bot", *words],
        input=given,
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd or home,
        env={**clean, "PYTHONPATH": str(home), **environment},
    )


def _one_sentence(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 2, done
    assert "Traceback" not in done.stderr
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, lines
    return lines[0]


def test_help_lists_what_is_there_and_nothing_else() -> None:
    done = pana("--help")
    assert done.returncode == 0
    for name in COMMANDS:
        assert f"pana {name}" in done.stdout
    for name in LATER:
        assert f"pana {name}" not in done.stdout


@pytest.mark.parametrize("name", sorted(LATER))
def test_what_later_versions_bring_ends_with_one_sentence(name: str) -> None:
    assert "not in this version" in _one_sentence(pana(name))


@pytest.mark.parametrize(
    "environment",
    [
        {"TELEGRAM_TOKEN": "1 canary"},
        {"TELEGRAM_TOKEN": "1:x", "PANA_MODE": "demo"},
        {"TELEGRAM_TOKEN": "1:x", "PANA_TESTERS": "aida"},
        {"TELEGRAM_TOKEN": "1:x", "PUBLIC_NAME": "W0men_H3lp"},
        {"TELEGRAM_TOKEN": "1:x", "PUBLIC_URL": "canary.org"},
        {"TELEGRAM_TOKEN": "1:x", "PUBLIC_URL": "http://canary.org"},
        {"TELEGRAM_TOKEN": "1:x", "TELEGRAM_WEBHOOK_SECRET": "with spaces"},
        {"TWILIO_ACCOUNT_SID": "AC1"},
        {"DATABASE_URL": "postgresql://x/y"},
        {"PANA_MODE": "pilot"},
        {"PANA_MODE": "nonsense"},
        {"PANA_SECRETS": "typo"},
        {"PORT": "eighty"},
        {"FRONT": "window"},
        {"LOG_LEVEL": "loud"},
    ],
)
def test_a_wrong_setting_is_one_sentence_and_shows_no_value(environment: dict[str, str]) -> None:
    said = _one_sentence(pana("run", **environment))
    for value in environment.values():
        if value not in ("pilot", "demo"):
            assert value not in said


def test_production_says_what_is_missing_and_does_not_start(tmp_path: Path) -> None:
    done = pana(
        "run", TELEGRAM_TOKEN="1:x", PANA_MODE="production", PANA_SECRET=RootKeys.new_item(),
        DATA_DIR=str(tmp_path), PORT="0", OPERATOR_NAME="Somebody",
    )  # fmt: skip
    assert done.returncode == 2
    assert "critical texts, not signed" in done.stderr
    assert len(done.stderr.splitlines()) <= 15


@pytest.mark.parametrize(
    ("missing", "changes"),
    [
        ("OPERATOR_NAME", {}),
        ("FRONT", {"OPERATOR_NAME": "Somebody", "FRONT": "door"}),
        ("PANA_SECRET", {"OPERATOR_NAME": "Somebody", "PANA_SECRET": TYPED}),
    ],
)
def test_production_takes_nothing_that_is_for_trials(missing: str, changes: dict[str, str]) -> None:
    settings = {"TELEGRAM_TOKEN": "1:x", "PANA_MODE": "production", "PORT": "0"}
    said = _one_sentence(pana("run", **{**settings, "PANA_SECRET": RootKeys.new_item(), **changes}))
    assert missing in said


def test_an_unknown_name_in_the_file_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("# mine\nPORT=8080\nPROT=1\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"Line 3.*PROT.*PORT"):
        read_settings({}, tmp_path)


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text('PORT="8081"\nHOST=127.0.0.2\n', encoding="utf-8")
    settings = read_settings({"PORT": "9000"}, tmp_path)
    assert (settings.port, settings.host) == (9000, "127.0.0.2")


def test_a_missing_or_weak_secret_is_one_sentence(tmp_path: Path) -> None:
    data = str(tmp_path)
    assert "pana keys new" in _one_sentence(pana("forget", DATA_DIR=data))
    for weak in ("x", "a:AAAA", "a:" + "A" * 43 + "=", "a:b,a:b"):
        said = _one_sentence(pana("forget", DATA_DIR=data, PANA_SECRET=weak))
        assert weak not in said


def test_an_unwritable_folder_is_one_sentence(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    secret = RootKeys.new_item()
    _one_sentence(pana("migrate", DATA_DIR=str(blocked / "data"), PANA_SECRET=secret))


def test_keys_new_prints_one_usable_item() -> None:
    done = pana("keys", "new")
    assert done.returncode == 0
    RootKeys.parse(done.stdout.strip())


def test_keys_rotate_says_when_the_old_may_go(tmp_path: Path) -> None:
    old, new = RootKeys.new_item(), RootKeys.new_item()
    data = str(tmp_path)
    assert pana("migrate", DATA_DIR=data, PANA_SECRET=old).returncode == 0
    done = pana("keys", "rotate", DATA_DIR=data, PANA_SECRET=f"{new},{old}")
    assert done.returncode == 0
    assert "may go" in done.stdout
    assert FileShelf(tmp_path / "keys").days() is not None


def test_forget_says_the_same_whether_or_not_anybody_was_found(tmp_path: Path) -> None:
    secret = RootKeys.new_item()
    options = {"DATA_DIR": str(tmp_path), "PANA_SECRET": secret}
    one = pana("forget", given="telegram:1\n", **options)
    many = pana("forget", given="telegram:1\nwhatsapp:+77000000000\n", **options)
    nobody = pana("forget", given="", **options)
    assert one.returncode == many.returncode == nobody.returncode == 0
    assert one.stdout == many.stdout == nobody.stdout
    assert "77000000000" not in many.stdout + many.stderr


def test_forget_tells_a_bad_line_by_its_number_only(tmp_path: Path) -> None:
    options = {"DATA_DIR": str(tmp_path), "PANA_SECRET": RootKeys.new_item()}
    done = pana("forget", given="telegram:1\nsecret-name\n", **options)
    assert done.returncode == 2
    assert "Line 2" in done.stderr
    assert "secret-name" not in done.stdout + done.stderr


@pytest.mark.slow
def test_check_speaks_json_and_its_exit_code_tells() -> None:
    done = pana("check", "--json")
    issues = json.loads(done.stdout)["issues"]
    assert done.returncode == 0
    assert all(
        set(issue) == {"code", "severity", "file", "line", "message", "remedy"} for issue in issues
    )
    assert not [issue for issue in issues if issue["severity"] == "error"]
    assert json.loads(done.stdout)["themes"]["KZ"]["disability"] == ["rights disability"]
    assert pana("check", "--strict").returncode == 1


@pytest.mark.slow
def test_coverage_names_themes_with_their_places_and_counts_what_is_known_s35_s39() -> None:
    done = pana("content", "coverage", "--json")
    said = json.loads(done.stdout)
    assert said["themes"]["TM"]["forced_marriage"] == ["rights forced_marriage"]
    cost = next(one for one in said["known"]["KZ"] if one["question"] == "when_you_call.cost")
    assert cost["no"] > 0
    spoken = pana("content", "coverage").stdout
    assert "forced_marriage    rights forced_marriage: KZ KG UZ TJ TM" in spoken
    assert "access.step_free" in spoken
    assert "forced_marriage    rights forced_marriage" in pana("check").stdout


@pytest.mark.slow
def test_check_a_year_later_says_what_expired() -> None:
    done = pana("check", "--json", "--at", "2028-01-01")
    codes = {issue["code"] for issue in json.loads(done.stdout)["issues"]}
    assert "expired" in codes


@pytest.mark.parametrize("locale", ["kaa", "uz-Cyrl"])
def test_commands_accept_every_spelling_of_a_locale(locale: str) -> None:
    done = pana("services", "--near", "42.3,69.6", "--locale", locale, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["cards"]
    played = pana("play", "--jsonl", "--app-locale", locale, given='{"text": "hi"}\n')
    assert played.returncode == 0


def test_the_spellings_of_a_locale_are_one() -> None:
    assert {canonical(tag) for tag in ("kaa", "kaa_Latn", "kaa-Latn", "KAA")} == {"kaa_Latn"}
    assert {canonical(tag) for tag in ("uz-Cyrl", "uz_Cyrl", "uz_cyrl")} == {"uz_Cyrl"}


def test_services_outside_the_five_are_none() -> None:
    done = pana("services", "--near", "55.75,37.62", "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout) == {"cards": []}


def test_flows_draw_prints_a_graph() -> None:
    done = pana("flows", "draw", "door")
    assert done.returncode == 0
    assert done.stdout.startswith("flowchart")
    assert pana("flows", "draw", "nowhere").returncode == 2
