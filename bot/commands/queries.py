"""One JSON object a line in, one out, for scripts that ask many things; or one thing in words."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.commands import OK
from bot.commands.opening import content_folder, open_pack
from bot.pack.model import Pack

Query = Mapping[str, Any]
Reply = dict[str, Any]


class QueryError(ValueError):
    """A line that asks nothing that can be answered; says how to mend it."""


def answer_all(reply: Callable[[Pack, Query], Reply], only: Query | None = None) -> int:
    """Answer each line of standard input in its turn; a bad one gives ``{"error"}``. ``only``: what
    is asked instead.
    """
    pack = open_pack(content_folder())
    pack.listener.learn()
    if only is not None:
        _print(reply(pack, only))
        return OK
    for line in sys.stdin.buffer:
        if not line.strip():
            continue
        try:
            _print(reply(pack, _query(line)))
        except QueryError as problem:
            _print({"error": str(problem)})
    return OK


def in_words(words: Sequence[str], name: str) -> Query | None:
    """What was asked on the command line, quoted or not; None where nothing was."""
    return {name: " ".join(words)} if words else None


def _print(said: Reply) -> None:
    written = json.dumps(said, ensure_ascii=False).encode("utf-8", "replace")
    sys.stdout.buffer.write(written + b"\n")
    sys.stdout.buffer.flush()


def text_of(query: Query, name: str) -> str:
    """A field that has to be there. Raises :class:`QueryError`."""
    value = query.get(name)
    if not isinstance(value, str):
        raise QueryError(f"The line needs {name}, a text in quotes.")
    return value


def optional(query: Query, name: str) -> str:
    """A field that may be left out: then, or where it is null, it is empty."""
    return "" if query.get(name) is None else text_of(query, name)


def _query(line: bytes) -> Query:
    try:
        query = json.loads(line)
    except (ValueError, RecursionError):
        raise QueryError('The line is no JSON object, such as {"text": "..."}.') from None
    if not isinstance(query, dict):
        raise QueryError('The line is no JSON object, such as {"text": "..."}.')
    return query
