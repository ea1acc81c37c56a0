"""Whatever bytes stand in a line, ``understand`` and ``places`` answer it and read the next."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.understanding.intents import INTENTS

ROOT = Path(__file__).parents[2]
SEED = 20261122
LETTERS = (
    "abcdefghijklmnopqrstuvwxyz əáóúıńǵäňöşüýž'ʻʼ’`\"\\ абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
    "әғқңөұүһіӣӯҳҷў 0123456789.,!?"
)
ODD = [0, 9, 10, 13, 27, 0x2028, 0x200D, 0x202E, 0xFEFF, 0xD800, 0xDFFF, 0xFFFF, 0x1F469, 0x10FFFF]
LONGEST = 90
"""Letters of most lines; one in a thousand is a hundred times as long."""

ANSWER = {
    "understand": {"intent", "confidence", "suggestions", "danger", "self_harm",
                   "threat_to_other", "locale", "locales"},
    "places": {"match", "candidates"},
}  # fmt: skip


def _text(chance: random.Random) -> str:
    length = chance.randrange(LONGEST) * (100 if chance.random() < 0.001 else 1)
    way = chance.random()
    if way < 0.4:
        return "".join(chance.choices(LETTERS, k=length))
    if way < 0.8:
        return "".join(map(chr, (chance.randrange(0x110000) for _ in range(length))))
    return "".join(chr(chance.choice(ODD)) for _ in range(length // 4))


def _lines(field: str, many: int) -> Iterator[tuple[bytes, bool]]:
    """Lines, and whether each asks something."""
    chance = random.Random(SEED)
    for _ in range(many):
        if chance.random() < 0.02:
            yield b"x" + chance.randbytes(30).replace(b"\n", b""), False
        else:
            asked = {field: _text(chance), "country": chance.choice([None, "KZ", "TJ", "TR"])}
            plain = json.dumps(asked, ensure_ascii=False)
            escaped = chance.random() < 0.5 or not plain.isprintable()
            yield (json.dumps(asked) if escaped else plain).encode(), True


@pytest.mark.parametrize(("command", "field"), [("understand", "text"), ("places", "query")])
@pytest.mark.parametrize(
    "many", [2_000, pytest.param(1_000_000, marks=pytest.mark.long)], ids=["some", "a_million"]
)
def test_random_lines_are_answered_one_by_one(command: str, field: str, many: int) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "bot", command],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        to, answers, complaints = process.stdin, process.stdout, process.stderr
        assert to is not None
        assert answers is not None
        assert complaints is not None

        def ask() -> None:
            for line, _ in _lines(field, many):
                to.write(line + b"\n")
            to.close()

        asking = threading.Thread(target=ask)
        asking.start()
        for line, asks in _lines(field, many):
            found = json.loads(answers.readline())
            assert set(found) == (ANSWER[command] if asks else {"error"}), line
            assert found.get("intent", "none") in INTENTS, line
        asking.join()
        assert answers.read() == complaints.read() == b""
    assert process.returncode == 0
