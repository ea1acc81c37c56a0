"""The settings, one frozen object: from the environment, else from ``.env`` (design, section 8).

A mistake is one sentence that says how to mend it, never a traceback, and never shows a value.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal, TypeVar

import msgspec

Mode = Literal["demo", "pilot", "production"]
Front = Literal["cover", "door"]
Word = TypeVar("Word", bound=str)

FRONTS: tuple[Front, Front] = ("cover", "door")

NAMES = (
    "PANA_MODE", "PANA_TESTERS", "PANA_WORD", "PANA_SECRET", "TELEGRAM_TOKEN",
    "STAFF_TELEGRAM_TOKEN", "TELEGRAM_API_BASE", "TELEGRAM_WEBHOOK_SECRET", "PUBLIC_URL",
    "PUBLIC_NAME", "FRONT", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_FROM",
    "TWILIO_API_BASE", "TWILIO_CONTENT_API_BASE", "DATABASE_URL", "DATABASE_POOL", "DATA_DIR",
    "CONTENT_DIR", "HOST", "PORT", "OPERATOR_NAME", "STAFF_CHAT_ID", "METRICS_TOKEN", "LOG_LEVEL",
)  # fmt: skip
"""Every setting of section 8."""

LATER = ("TELEGRAM_TOKEN", "STAFF_TELEGRAM_TOKEN", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN",
         "TWILIO_FROM", "STAFF_CHAT_ID")  # fmt: skip
"""Settings that turn on what this version does not have."""

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")

LAST_PORT = 65535


class SettingsError(Exception):
    """The settings cannot be used. The message says what to change; it shows no value."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What the process was told. ``secret`` is None in the demo, which makes one in memory."""

    mode: Mode
    word: str
    secret: str | None
    public_url: str | None
    public_name: str
    front: Front
    database_url: str | None
    data_dir: Path | None
    """None in the demo: a temporary folder."""
    content_dir: Path
    host: str
    port: int
    operator_name: str
    metrics_token: str | None
    log_level: str


def content_home() -> Path:
    """The content that came with this code: of the checkout, else of the wheel."""
    here = Path(__file__).resolve().parent
    checkout = here.parent / "content_yaml"
    return checkout if checkout.is_dir() else here / "_content"


def read_settings(
    environment: Mapping[str, str], folder: Path | None = None, *, stored: bool = False
) -> Settings:
    """The settings of ``environment`` and of ``.env`` in ``folder``; the environment wins.

    ``stored``: this command works on the rows in ``DATA_DIR``, whatever the mode, and needs the
    secret. Raises :class:`SettingsError`.
    """
    values = {**_from_file((folder or Path()) / ".env"), **_known(environment)}
    for name in LATER:
        if values.get(name):
            raise SettingsError(f"{name} is not in this version; remove it to run the demo.")
    mode = _mode(values)
    url = values.get("DATABASE_URL") or None
    if url is not None and not url.startswith("sqlite:"):
        kind = url.partition(":")[0]
        said = "not in this version" if kind.startswith("postgres") else "not known"
        raise SettingsError(f"DATABASE_URL: {said}; remove it to use a SQLite file in DATA_DIR.")
    secret = values.get("PANA_SECRET") or None
    if secret is None and (mode != "demo" or stored):
        raise SettingsError(
            "PANA_SECRET is missing; run `pana keys new` and put its line into the environment."
        )
    content = values.get("CONTENT_DIR")
    return Settings(
        mode=mode,
        word=values.get("PANA_WORD", ""),
        secret=secret,
        public_url=values.get("PUBLIC_URL") or None,
        public_name=values.get("PUBLIC_NAME", ""),
        front=_one_of(values, "FRONT", FRONTS),
        database_url=url,
        data_dir=None if mode == "demo" and not stored else Path(values.get("DATA_DIR") or "data"),
        content_dir=Path(content) if content else content_home(),
        host=values.get("HOST") or "127.0.0.1",
        port=_port(values.get("PORT") or "8080"),
        operator_name=values.get("OPERATOR_NAME", ""),
        metrics_token=values.get("METRICS_TOKEN") or None,
        log_level=_one_of(values, "LOG_LEVEL", ("INFO", *LEVELS)),
    )


def _known(environment: Mapping[str, str]) -> dict[str, str]:
    for name in environment:
        if name.startswith("PANA_") and name not in NAMES and name != "PANA_CHROMIUM":
            raise SettingsError(f"{name} is not a setting; {_nearest(name)}")
    return {name: environment[name] for name in NAMES if name in environment}


def _from_file(path: Path) -> dict[str, str]:
    try:
        source = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError):
        raise SettingsError(f"{path.name} cannot be read; make it readable UTF-8.") from None
    values = {}
    for number, line in enumerate(source.splitlines(), 1):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        name, equals, value = stripped.removeprefix("export ").partition("=")
        name = name.strip()
        if not equals:
            raise SettingsError(f"Line {number} of {path.name} has no “=”; write NAME=value.")
        if name not in NAMES:
            raise SettingsError(
                f"Line {number} of {path.name}: {name} is not a setting; {_nearest(name)}"
            )
        values[name] = value.strip().strip("\"'")
    return values


def _nearest(name: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, NAMES, 1, 0.6)
    return f"did you mean {near[0]}?" if near else "see the list in docs/settings.md."


def _mode(values: Mapping[str, str]) -> Mode:
    given = values.get("PANA_MODE") or "demo"
    match given:
        case "demo":
            return "demo"
        case "pilot" | "production":
            raise SettingsError(
                f"PANA_MODE={given} needs a messenger, which is not in this version; use demo."
            )
        case _:
            raise SettingsError("PANA_MODE is not known; use demo, pilot or production.")


def _one_of(values: Mapping[str, str], name: str, allowed: tuple[Word, ...]) -> Word:
    given = values.get(name) or allowed[0]
    for word in allowed:
        if word == given:
            return word
    raise SettingsError(f"{name} is not known; use {' or '.join(sorted(set(allowed)))}.")


def _port(given: str) -> int:
    if not given.isdecimal() or not 0 <= int(given) <= LAST_PORT:
        raise SettingsError("PORT is no port; use a number from 1 to 65535.")
    return int(given)
