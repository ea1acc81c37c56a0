"""``pana play``: a conversation in the terminal, over the real runner with a store in memory."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Iterator

from bot.commands import OK, USAGE
from bot.commands.moments import moment
from bot.commands.opening import content_folder, open_pack
from bot.content.locales import canonical
from bot.play.lines import Line, LineError, parse
from bot.play.stage import CAPABLE, Stage

SPOT = (42.3155, 69.5869)
"""Where she is when the key under her text field is typed: Shymkent."""
BURST_PAUSE = 5.0
"""Seconds that pass before each input line that is no burst (design, section 7)."""


def run(argv: list[str]) -> int:
    """Play until the input ends."""
    parser = argparse.ArgumentParser(prog="pana play", description=__doc__)
    parser.add_argument("--channel", default="telegram", choices=sorted(CAPABLE))
    parser.add_argument("--start", metavar="PAYLOAD", help="open by a card, e.g. kk-KZ; '' is bare")
    parser.add_argument("--app-locale", default="", help="the language that the app reports")
    parser.add_argument("--at", metavar="ISO", help="the moment to begin at (default now)")
    parser.add_argument("--seed", type=int, help="make ids repeatable")
    parser.add_argument("--jsonl", action="store_true", help="one JSON line in, one out")
    given = parser.parse_args(argv)
    at = moment(given.at)
    if at is None:
        print("pana play: --at is no moment; write 2026-11-21T10:00.", file=sys.stderr)
        return USAGE
    pack = open_pack(content_folder())
    app = canonical(given.app_locale) if given.app_locale else ""
    stage = Stage(pack, at, app, given.seed, given.channel)
    return asyncio.run(_play(stage, given.start, jsonl=given.jsonl))


async def _play(stage: Stage, start: str | None, *, jsonl: bool) -> int:
    await stage.open()
    try:
        if start is not None:
            await stage.start(start)
        _show(stage, jsonl=jsonl)
        for source in _inputs(jsonl=jsonl):
            await _step(stage, source, jsonl=jsonl)
    finally:
        await stage.close()
    return OK


def _inputs(*, jsonl: bool) -> Iterator[str]:
    stdin = sys.stdin
    while True:
        if not jsonl and stdin.isatty():
            print("> ", end="", flush=True)
        line = stdin.readline()
        if not line:
            return
        if line.strip():
            yield line


async def _step(stage: Stage, source: str, *, jsonl: bool) -> None:
    try:
        line = parse(source) if jsonl else _typed(stage, source)
        await stage.take(line, BURST_PAUSE)
    except LineError as problem:
        _print({"error": str(problem)}) if jsonl else print(problem)
        return
    _show(stage, jsonl=jsonl)


def _typed(stage: Stage, source: str) -> Line:
    """A line that a human typed: the number of a button, ``/start``, or a text."""
    words = source.strip()
    if words.isdecimal() and stage.button_at(int(words)) is not None:
        return Line(press=stage.button_at(int(words)))
    if words and words == stage.keyboard:
        return Line(location=SPOT)
    if words == "/start" or words.startswith("/start "):
        return Line(start=words.removeprefix("/start").strip())
    return Line(text=words)


def _show(stage: Stage, *, jsonl: bool) -> None:
    if jsonl:
        _print(stage.report())
        return
    report = stage.report()
    screen = report["screen"]
    print("\n" + "─" * 60)
    if report["alert"]:
        print(f"[{report['alert']}]")
    if isinstance(screen, dict):
        print(screen["text"])
        buttons = [button for row in screen["buttons"] for button in row]
        print("\n" + "   ".join(f"{n}·{b['label']}" for n, b in enumerate(buttons, 1)))
    if stage.keyboard:
        print(f"Below the text field, to be typed as it stands: {stage.keyboard}")


def _print(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False), flush=True)
