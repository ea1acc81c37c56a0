"""The settings, one frozen object: from the environment, else from ``.env`` (design, section 8).

A mistake is one sentence that says how to mend it, never a traceback, and never shows a value.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, TypeVar

import msgspec

Mode = Literal["demo", "pilot", "production"]
Front = Literal["cover", "door"]
Word = TypeVar("Word", bound=str)

FRONTS: tuple[Front, Front] = ("cover", "door")

NAMES = (
    "PANA_MODE", "PANA_TESTERS", "PANA_WORD", "PANA_SECRET", "TELEGRAM_TOKEN",
    "STAFF_TELEGRAM_TOKEN", "TELEGRAM_API_BASE", "TELEGRAM_WEBHOOK_SECRET", "PUBLIC_URL",
    "PUBLIC_NAME", "FRONT", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_FROM",
    "TWILIO_API_BASE", "TWILIO_CONTENT_API_BASE", "ON_CALL", "ON_CALL_TEMPLATE", "ON_CALL_SMS_FROM",
    "DATABASE_URL", "DATABASE_POOL", "DATA_DIR",
    "CONTENT_DIR", "HOST", "PORT", "OPERATOR_NAME", "STAFF_CHAT_ID", "METRICS_TOKEN", "LOG_LEVEL",
)  # fmt: skip
"""Every setting of section 8."""

TWILIO_NAMES = ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_FROM")
"""Settings without which there is no WhatsApp."""

PUBLIC_API = "https://api.telegram.org"
TWILIO_API = "https://api.twilio.com"
TWILIO_CONTENT_API = "https://content.twilio.com"
SECRET_FILE = "pilot.secret"  # noqa: S105 - a file name
"""In ``DATA_DIR``: the root key that a pilot made for itself, when none was given."""
EVERYBODY = "*"
_TOKEN = re.compile(r"\d+:[\w-]+", re.ASCII)
_GROUP = re.compile(r"-[1-9]\d{0,18}", re.ASCII)
_TESTER = re.compile(r"\+?\d{1,20}|[A-Z]{2}\.[\w.-]{1,120}", re.ASCII)
"""The number of a chat on Telegram; on WhatsApp a phone number, or an id that stands for one."""
_ACCOUNT = re.compile(r"AC[0-9a-fA-F]{32}", re.ASCII)
_AUTH_TOKEN = re.compile(r"[0-9a-zA-Z]{32}", re.ASCII)
_SENDER = re.compile(r"\+[1-9]\d{5,17}", re.ASCII)
_ON_CALL = re.compile(r"(whatsapp|sms):\+[1-9]\d{5,17}", re.ASCII)
_TEMPLATE = re.compile(r"HX[0-9a-fA-F]{32}", re.ASCII)
_WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_URL = re.compile(r"(https?)://([^/?#@\s]+)(/[^?#\s]*)?")

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")

LAST_PORT = 65535


class SettingsError(Exception):
    """The settings cannot be used. The message says what to change; it shows no value."""


class Twilio(msgspec.Struct, frozen=True, kw_only=True):
    """The way to WhatsApp."""

    account: str
    token: str
    """The primary auth token: it signs what Twilio sends, and opens its API."""
    sender: str
    """The number on WhatsApp, ``+`` and digits."""
    api: str
    content_api: str
    """Both without a slash at the end."""
    on_call: tuple[str, ...] = ()
    """``whatsapp:+…`` and ``sms:+…`` of those who are asked when nobody on duty answers."""
    on_call_template: str = ""
    """The id of the approved text that they get."""
    sms_sender: str = ""
    """Our number for SMS, ``+`` and digits; ``''``: there is none."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What the process was told. ``secret`` is None in the demo, which makes one in memory, and in
    a pilot that has to make one.
    """

    mode: Mode
    testers: frozenset[str]
    """Ids of those who may use a pilot; ``*`` among them: everybody."""
    word: str
    secret: str | None
    telegram_token: str | None
    staff_token: str | None
    """Of the bot at which counsellors are met; None: the same one as people's."""
    staff_chat: str
    """The address of the counsellors' group; ``''``: there is none."""
    twilio: Twilio | None
    """None: no WhatsApp."""
    telegram_api: str
    """Where the Bot API is, without a slash at the end."""
    webhook_secret: str | None
    public_url: str | None
    """Without a slash at the end."""
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
    token = _token(values, "TELEGRAM_TOKEN")
    twilio = _twilio(values)
    mode = _mode(values, token, twilio)
    url = values.get("DATABASE_URL") or None
    if url is not None and not url.startswith("sqlite:"):
        kind = url.partition(":")[0]
        said = "not in this version" if kind.startswith("postgres") else "not known"
        raise SettingsError(f"DATABASE_URL: {said}; remove it to use a SQLite file in DATA_DIR.")
    data_dir = None if mode == "demo" and not stored else Path(values.get("DATA_DIR") or "data")
    secret = values.get("PANA_SECRET") or (_made_secret(data_dir) if data_dir else None)
    if secret is None and (mode == "production" or stored):
        raise SettingsError(
            "PANA_SECRET is missing; run `pana keys new` and put its line into the environment."
        )
    content = values.get("CONTENT_DIR")
    return Settings(
        mode=mode,
        testers=_testers(values),
        word=values.get("PANA_WORD", ""),
        secret=secret,
        telegram_token=token,
        staff_token=_staff_token(values, token),
        staff_chat=_staff_chat(values, token),
        twilio=twilio,
        telegram_api=_address(values, "TELEGRAM_API_BASE") or PUBLIC_API,
        webhook_secret=_webhook_secret(values),
        public_url=_public_url(values),
        public_name=values.get("PUBLIC_NAME", ""),
        front=_one_of(values, "FRONT", FRONTS),
        database_url=url,
        data_dir=data_dir,
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


def _twilio(values: Mapping[str, str]) -> Twilio | None:
    given = {name: values.get(name, "").strip() for name in TWILIO_NAMES}
    missing = [name for name, value in given.items() if not value]
    if len(missing) == len(given):
        if values.get("ON_CALL"):
            raise SettingsError("ON_CALL needs the TWILIO_ settings; set them, or remove ON_CALL.")
        return None
    if missing:
        raise SettingsError(
            f"{missing[0]} is missing: WhatsApp needs {', '.join(TWILIO_NAMES)}; set all three, or "
            "remove them."
        )
    account, token = given["TWILIO_ACCOUNT_SID"], given["TWILIO_AUTH_TOKEN"]
    sender = given["TWILIO_FROM"].removeprefix("whatsapp:").replace(" ", "")
    if not _ACCOUNT.fullmatch(account):
        raise SettingsError(
            "TWILIO_ACCOUNT_SID is no account; copy it from the first page of the Twilio console: "
            "AC and 32 letters and digits."
        )
    if not _AUTH_TOKEN.fullmatch(token):
        raise SettingsError(
            "TWILIO_AUTH_TOKEN is no auth token; copy the primary one from the first page of the "
            "Twilio console: 32 letters and digits."
        )
    if not _SENDER.fullmatch(sender):
        raise SettingsError(
            "TWILIO_FROM is no number; write the number of your WhatsApp sender like +99800000000."
        )
    if not values.get("PUBLIC_URL"):
        raise SettingsError(
            "WhatsApp needs PUBLIC_URL: Twilio brings each message to that address; set it, or "
            "remove the TWILIO_ settings."
        )
    return Twilio(
        account=account,
        token=token,
        sender=sender,
        api=_address(values, "TWILIO_API_BASE") or TWILIO_API,
        content_api=_address(values, "TWILIO_CONTENT_API_BASE") or TWILIO_CONTENT_API,
        **_on_call(values),
    )


def _on_call(values: Mapping[str, str]) -> dict[str, Any]:
    numbers = tuple(values.get("ON_CALL", "").replace(",", " ").split())
    template = values.get("ON_CALL_TEMPLATE", "").strip()
    sms_sender = values.get("ON_CALL_SMS_FROM", "").strip()
    if not numbers:
        return {}
    if any(not _ON_CALL.fullmatch(one) for one in numbers):
        raise SettingsError(
            "ON_CALL holds something that is no number; write whatsapp:+99800000000 or "
            "sms:+99800000000, with commas between them."
        )
    if not _TEMPLATE.fullmatch(template):
        raise SettingsError(
            "ON_CALL needs ON_CALL_TEMPLATE: the id of a text that WhatsApp approved, HX and 32 "
            "letters and digits, from the Content Template Builder of the Twilio console."
        )
    if any(one.startswith("sms:") for one in numbers) and not _SENDER.fullmatch(sms_sender):
        raise SettingsError(
            "ON_CALL has a number for SMS, which needs ON_CALL_SMS_FROM: a number of this account "
            "that can send SMS, like +99800000000."
        )
    return {"on_call": numbers, "on_call_template": template, "sms_sender": sms_sender}


def _mode(values: Mapping[str, str], token: str | None, twilio: Twilio | None) -> Mode:
    messenger = token or twilio
    given = values.get("PANA_MODE") or ("pilot" if messenger else "demo")
    match given:
        case "demo":
            if messenger:
                name = "TELEGRAM_TOKEN" if token else "the TWILIO_ settings"
                raise SettingsError(
                    f"PANA_MODE=demo uses no messenger; remove {name}, or use pilot."
                )
            return "demo"
        case "pilot" | "production":
            if not messenger:
                raise SettingsError(
                    f"PANA_MODE={given} needs a messenger; set TELEGRAM_TOKEN or the TWILIO_ "
                    "settings, or use demo."
                )
            return "pilot" if given == "pilot" else "production"
        case _:
            raise SettingsError("PANA_MODE is not known; use demo, pilot or production.")


def _token(values: Mapping[str, str], name: str) -> str | None:
    given = values.get(name, "").strip()
    if given and not _TOKEN.fullmatch(given):
        raise SettingsError(
            f"{name} is no token of a bot; copy the whole line that BotFather gives, "
            "digits, colon and letters."
        )
    return given or None


def _staff_token(values: Mapping[str, str], token: str | None) -> str | None:
    given = _token(values, "STAFF_TELEGRAM_TOKEN")
    if given is None or given == token:
        return None
    if token is None:
        raise SettingsError(
            "STAFF_TELEGRAM_TOKEN needs TELEGRAM_TOKEN: it is a second bot, for counsellors only; "
            "set TELEGRAM_TOKEN as well, or remove it."
        )
    if given.partition(":")[0] == token.partition(":")[0]:
        raise SettingsError(
            "STAFF_TELEGRAM_TOKEN and TELEGRAM_TOKEN are two tokens of one bot, and only the newer "
            "one works; put that into TELEGRAM_TOKEN and remove STAFF_TELEGRAM_TOKEN, or make a "
            "second bot."
        )
    return given


def _staff_chat(values: Mapping[str, str], token: str | None) -> str:
    given = values.get("STAFF_CHAT_ID", "").strip()
    if given and not _GROUP.fullmatch(given):
        raise SettingsError(
            "STAFF_CHAT_ID is no group; write the number of the counsellors' group, which begins "
            "with a minus, like -1001234567890."
        )
    if given and token is None:
        raise SettingsError("STAFF_CHAT_ID needs TELEGRAM_TOKEN; set it, or remove STAFF_CHAT_ID.")
    return given


def _testers(values: Mapping[str, str]) -> frozenset[str]:
    given = values.get("PANA_TESTERS", "").replace(",", " ").split()
    if any(one != EVERYBODY and not _TESTER.fullmatch(one) for one in given):
        raise SettingsError(
            "PANA_TESTERS holds something that is no id; use numbers with commas between them (of "
            "WhatsApp with a plus, like +99800000000), or * for everybody. A pilot tells everybody "
            "who writes to it on Telegram her own number."
        )
    return frozenset(given)


def _webhook_secret(values: Mapping[str, str]) -> str | None:
    given = values.get("TELEGRAM_WEBHOOK_SECRET") or None
    if given is not None and not _WEBHOOK_SECRET.fullmatch(given):
        raise SettingsError(
            "TELEGRAM_WEBHOOK_SECRET may have 1 to 256 of the letters A-Z, a-z, digits, _ and -; "
            "or remove it, then one is made of PANA_SECRET."
        )
    return given


def _address(values: Mapping[str, str], name: str) -> str | None:
    given = (values.get(name) or "").strip().rstrip("/")
    if given and not (given.isascii() and _URL.fullmatch(given)):
        raise SettingsError(f"{name} is no address; write it like https://example.org.")
    return given or None


def _public_url(values: Mapping[str, str]) -> str | None:
    given = _address(values, "PUBLIC_URL")
    trying = values.get("TELEGRAM_API_BASE") or values.get("TWILIO_API_BASE")
    if given and given.startswith("http:") and not trying:
        raise SettingsError("PUBLIC_URL must begin with https://: messengers call no other.")
    return given


def _made_secret(data_dir: Path) -> str | None:
    """The root key that an earlier start of a pilot made."""
    try:
        return (data_dir / SECRET_FILE).read_text(encoding="ascii").strip() or None
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError):
        raise SettingsError(
            f"{SECRET_FILE} in DATA_DIR cannot be read; make it readable for this user only."
        ) from None


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
