"""``pana compile``: read the content once, so that every start of this day is quick."""

from __future__ import annotations

import sys
from pathlib import Path

from bot.commands import OK
from bot.commands.arguments import Parser, UsageError, refuse
from bot.commands.opening import compiled, content_folder


def run(argv: list[str]) -> int:
    """0; 2 when the content cannot be served, which is said in one sentence."""
    parser = Parser(prog="pana compile", description=__doc__)
    parser.add_argument("--out", metavar="FILE", help="also into this file (- is standard output)")
    try:
        given = parser.parse_args(argv)
    except UsageError as problem:
        return refuse("compile", problem)
    _, made = compiled(content_folder())
    if given.out == "-":
        sys.stdout.buffer.write(made)
    elif given.out:
        Path(given.out).write_bytes(made)
    return OK
