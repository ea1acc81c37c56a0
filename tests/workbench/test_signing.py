"""Sign-offs, second readings, what changed since, and the state of each language."""

from __future__ import annotations

import json

import pytest

from bot.commands import OK, USAGE, content
from bot.pack.load import load
from bot.workbench import readings


def status(capsys, *more):
    capsys.readouterr()
    assert content.run(["status", "--json", *more]) == OK
    return json.loads(capsys.readouterr().out)


def whole(counts, field):
    return sum(count[field] for count in counts)


def test_nobody_has_signed_until_a_person_signs(folder, capsys):
    counts = status(capsys, "--locale", "kk")["kk"]
    assert whole(counts, "signed") == whole(counts, "read") == 0
    assert whole(counts, "there") == whole(counts, "owed") > 800
    content.run(["status", "--locale", "kk"])
    assert "nobody has signed what is not counted" in capsys.readouterr().out


def test_two_readers_sign_and_a_change_takes_both_signatures_away(folder, capsys):
    for role in ("speaker", "gbv_specialist"):
        sign = ["review", "kk", "door.safe", "--sign", "--who", "Т. Т.", "--as", role]
        assert content.run([*sign, "--at", "2026-11-22"]) == OK
    signed = whole(status(capsys, "--locale", "kk")["kk"], "signed")
    assert signed >= 3
    assert len(load(folder.root).pack.reviews["kk"]) == 2 * signed
    file = folder.root / "messages/kk/door.yaml"
    text = file.read_text("utf-8")
    entry = load(folder.root).pack.catalogue.entry("door.safe.yes", "kk").forms["other"]
    file.write_text(text.replace(f'"{entry}"', '"Мүмкін"'), "utf-8")
    assert whole(status(capsys, "--locale", "kk")["kk"], "signed") == signed - 1
    assert content.run(["changed", "kk"]) == OK
    told = capsys.readouterr().out
    assert "door.safe.yes: signed by Т. Т." in told
    assert f"[-{entry}-] {{+Мүмкін+}}" in told


@pytest.mark.slow
def test_who_signs_again_stands_there_once(folder):
    for _ in range(2):
        content.run(["review", "kk", "door.go", "--sign", "--who", "A", "--as", "speaker"])
    assert len(load(folder.root).pack.reviews["kk"]) == 1
    content.run(["review", "kk", "door.go", "--sign", "--who", "B", "--as", "speaker"])
    assert [one.who for one in load(folder.root).pack.reviews["kk"]] == ["A", "B"]


def test_a_signature_needs_a_person_and_says_what_was_read(folder, capsys):
    assert content.run(["review", "kk", "--sign", "--who", "A", "--as", "speaker"]) == USAGE
    assert content.run(["review", "kk", "door.go", "--sign", "--as", "speaker"]) == USAGE
    assert content.run(["review", "kk", "door.go", "--sign", "--who", " "]) == USAGE
    assert not (folder.root / "reviews/kk.yaml").exists()


@pytest.mark.slow
def test_a_second_reading_is_no_sign_off_and_goes_with_a_change(folder, capsys):
    assert content.run(["review", "uz", "door.", "--second-read"]) == OK
    made = status(capsys)
    read = whole(made["uz"], "read")
    assert read > 10
    assert whole(made["uz"], "signed") == 0
    # What was only put into other letters was read with it.
    assert whole(made["uz_Cyrl"], "read") == read
    file = folder.root / "messages/uz/door.yaml"
    file.write_text(file.read_text("utf-8").replace("door.go: ", "door.go: x"), "utf-8")
    key = load(folder.root).pack.catalogue.entry("door.go", "uz")
    assert key is not None
    assert len(readings.reads(folder.root, "uz")) == read


def test_a_call_sheet_asks_and_never_rings_the_police(folder, tmp_path, capsys):
    file = tmp_path / "calls.html"
    assert content.run(["calls", "KZ", "--out", str(file)]) == OK
    page = file.read_text("utf-8")
    assert "Not to be rung" in page
    assert "nobody has called yet" in page
    assert "<script" not in page
    assert ">102:" in page
