"""``pana understand`` and ``pana places``: one answer a line, whatever the line is."""

from __future__ import annotations

import json

import pytest

from bot.understanding.intents import INTENTS
from tests.commands.test_commands import pana

BAD = ["x", "[]", "5", "null", '{"text": 5}', "{}", '{"text": "a", "locale": "xx"}',
       '{"text": "a", "locale": 7}', "[" * 5000]  # fmt: skip


def _asked(command: str, lines: list[str]) -> list[dict[str, object]]:
    done = pana(command, given="\n".join(lines) + "\n")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_understand_answers_every_line() -> None:
    said = ["күйеуім мені ұрып жатыр", "можно поговорить с кем нибудь", "eri uydan quvdi", "", "🙂"]
    lines = [json.dumps({"text": one}) for one in said]
    found = _asked("understand", [*lines, *BAD, lines[1]])
    assert len(found) == len(said) + len(BAD) + 1
    for one in (*found[: len(said)], found[-1]):
        assert set(one) == {"intent", "confidence", "suggestions", "danger", "self_harm",
                            "threat_to_other", "locale", "locales"}  # fmt: skip
        assert one["intent"] in INTENTS
        assert 0 <= one["confidence"] <= 1
    assert found[0]["danger"] is True
    assert found[0]["locale"] == "kk"
    assert found[1]["intent"] == found[-1]["intent"] == "counsellor"
    assert all(set(one) == {"error"} for one in found[len(said) : -1])


def test_understand_explains_what_decided() -> None:
    done = pana("understand", "--explain", given='{"text": "муж меня бьет"}\n')
    why = json.loads(done.stdout)["why"]
    assert why["phrase:danger"] == 1.0
    assert why["signal:danger"] > 0


@pytest.mark.parametrize(
    ("query", "country", "name"),
    [
        ("Ошто", "KG", "Ош"),
        ("Toshkentda", "UZ", "Ташкент"),
        ("в Оше", None, "Ош"),
        ("дар Хуҷанд", "TJ", "Худжанд"),
        ("Aşgabatda", "TM", "Ашхабад"),
        ("мен Қарағандыдамын", "KZ", "Караганда"),
    ],
)
def test_places_names_the_place(query: str, country: str | None, name: str) -> None:
    (found,) = _asked("places", [json.dumps({"query": query, "country": country})])
    assert found["match"]["name"] == name
    assert set(found["match"]) == {"name", "country", "lat", "lon", "kind"}


def test_places_refuses_what_is_none_and_goes_on_after_a_bad_line() -> None:
    found = _asked("places", ['{"query": "дома"}', "x", '{"text": "Ош"}', '{"query": "не знаю"}'])
    assert found[0] == found[3] == {"match": None, "candidates": []}
    assert set(found[1]) == set(found[2]) == {"error"}


def test_who_has_never_seen_json_asks_in_words() -> None:
    said = pana("understand", "--explain", "муж", "меня бьет")
    assert said.returncode == 0, said.stderr
    assert json.loads(said.stdout)["danger"] is True
    found = pana("places", "мен Қарағандыдамын")
    assert json.loads(found.stdout)["match"]["name"] == "Караганда"
