"""The content of the bench is good, and Pana walks the twelve steps with it."""

from __future__ import annotations

import datetime
from pathlib import Path

from bench.telegram.script import load_script
from bot.pack.check import examine
from bot.pack.load import Options, load
from bot.play.lines import Line
from bot.play.stage import Stage

ROOT = Path(__file__).parents[2]
CONTENT = ROOT / "bench" / "content"
TWELVE = 12


def test_the_content_of_the_bench_has_no_errors():
    found = examine(CONTENT, datetime.date(2026, 11, 21))
    assert found.pack is not None
    assert [f"{issue.file}: {issue.message}" for issue in found.errors] == []


async def test_pana_walks_the_twelve_steps():
    script = load_script(ROOT / "bench" / "telegram" / "pana.json")
    assert len(script.steps) == TWELVE
    pack = load(CONTENT, Options(door=True)).pack
    stage = Stage(pack, datetime.datetime(2026, 11, 21, 6, tzinfo=datetime.UTC).timestamp(), "", 1)
    await stage.open()
    seen = stage.report()
    for step in script.steps:
        if step.press:
            rows = seen["screen"]["buttons"]
            chosen = (b["id"] for row in rows for b in row if step.press.search(b["label"]))
            line = Line(press=next(chosen))
        elif step.texts == ["/start"]:
            line = Line(start="")
        else:
            line = Line(text=step.texts[0])
        await stage.take(line, 0.0)
        seen = stage.report()
        text = seen["screen"]["text"]
        assert step.expect.search(text), text
        labels = [button["label"] for row in seen["screen"]["buttons"] for button in row]
        assert seen["covered"] or "Close" in labels, "the exit is on every screen"
    await stage.close()
    assert seen["covered"]
    assert script.steps[-1].cover.search(text)


def test_the_script_of_the_peers_asks_for_the_same():
    ours = load_script(ROOT / "bench" / "telegram" / "pana.json").steps
    theirs = load_script(ROOT / "bench" / "telegram" / "conversation.json").steps
    assert [bool(step.press) for step in ours] == [bool(step.press) for step in theirs]
    said = [step.expect.pattern for step in theirs[:-1]]
    assert [step.expect.pattern for step in ours[:-1]] == said
