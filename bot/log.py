"""Logs with an allow-list: what is not on it cannot be written, whoever tries (S54).

An entry is a constant word and a few numbers and names. The worst mistake here: to let a text
through that somebody typed, which is why messages of exceptions and of other people's loggers
are never written, only their type and the place in the code.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from pathlib import PurePath
from typing import Any, Final

import structlog

KEYS: Final = frozenset({
    "event", "level", "timestamp", "logger", "error", "where", "count", "seconds", "kind",
    "outcome", "channel", "version", "port", "code", "mode",
})  # fmt: skip
"""Everything else is dropped."""

_NAME: Final = re.compile(r"[A-Za-z0-9_.:/+ ,-]{1,80}")
_OURS: Final = "bot"
_ADDRESSES: Final = ("httpx", "httpcore", "telegram")
"""Loggers that write addresses of calls, with the bot's token in them: never below a warning."""
_TEXT_LIMIT: Final = 120

Entry = MutableMapping[str, Any]


def set_up(level: str) -> None:
    """Send all logs, ours and those of libraries, through the allow-list to stderr."""
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            pass_foreign_args=True,
            processors=[
                tell_kind,
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                only_allowed,
                structlog.processors.KeyValueRenderer(
                    key_order=["timestamp", "level", "event"], drop_missing=True
                ),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger(_OURS).setLevel(level)
    for name in _ADDRESSES:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.raiseExceptions = False


def tell_kind(_logger: object, _method: str, entry: Entry) -> Entry:
    """Replace an exception by its type, and a library's message by the place that wrote it."""
    record = entry.get("_record")
    error = entry.pop("exc_info", None)
    if isinstance(record, logging.LogRecord):
        error = record.exc_info or error
        name = record.name
        if name.partition(".")[0] != _OURS:
            entry["event"] = "a library reported a problem"
            entry["where"] = f"{PurePath(record.pathname).name}:{record.lineno}"
        elif entry.get("_from_structlog") is False:
            # The template alone, and an argument only if it is one name: a type, a channel.
            entry["event"] = str(record.msg).partition("%")[0].strip(": ")
            given = entry.get("positional_args")
            if isinstance(given, tuple) and len(given) == 1:
                entry["kind"] = given[0]
    if error is True:
        error = sys.exc_info()
    kind = _type_of(error)
    if kind:
        entry["error"] = kind
    return entry


def _type_of(error: object) -> str:
    if isinstance(error, tuple):
        error = error[0]
    if isinstance(error, BaseException):
        error = type(error)
    return error.__name__ if isinstance(error, type) else ""


def only_allowed(_logger: object, _method: str, entry: Entry) -> Entry:
    """Drop every key that is not on the list, and every value that is no number or name."""
    kept = {key: value for key, value in entry.items() if key in KEYS and _is_harmless(value)}
    if "event" not in kept:
        kept["event"] = "an event without a plain name"
    return kept


def _is_harmless(value: object) -> bool:
    if isinstance(value, str):
        return len(value) <= _TEXT_LIMIT and _NAME.fullmatch(value.rstrip(";")) is not None
    return value is None or isinstance(value, bool | int | float)
