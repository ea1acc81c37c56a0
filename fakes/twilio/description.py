"""The operations that there are, with every parameter that Twilio's public description names.

Written after the description in github.com/twilio/twilio-oai (MIT licence, state of 14 April 2026:
``twilio_api_v2010`` and ``twilio_content_v1``); a test compares it with the official client, which
is generated from the same source.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlsplit

from fakes.twilio.refusals import Refused

LONGEST_URL = 4000
LONGEST_VALIDITY = 36_000
LARGEST_PAGE = 1000


@dataclass(frozen=True)
class Field:
    """One parameter: ``text``, ``whole``, ``number``, ``truth``, ``moment``, ``url``, ``texts``."""

    kind: str = "text"
    pattern: str = ""
    choices: tuple[str, ...] = ()
    lowest: int | None = None
    highest: int | None = None

    def wrong(self, value: str) -> str:
        """What is wrong with a value, ``""`` if nothing is."""
        if self.pattern and not re.fullmatch(self.pattern, value):
            return f"does not match {self.pattern}"
        if self.choices and value not in self.choices:
            return f"is none of {', '.join(self.choices)}"
        if self.kind == "truth" and value.lower() not in ("true", "false"):
            return "is neither true nor false"
        if self.kind in ("whole", "number"):
            try:
                number = int(value) if self.kind == "whole" else float(value)
            except ValueError:
                return f"is not a {self.kind} number"
            if self.lowest is not None and number < self.lowest:
                return f"is under {self.lowest}"
            if self.highest is not None and number > self.highest:
                return f"is over {self.highest}"
        if self.kind == "moment" and moment(value) is None:
            return "is not a date"
        return "is not a URL" if self.kind == "url" and not is_url(value) else ""


def moment(text: str) -> datetime | None:
    """A date, or a date and a time, as GMT."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def is_url(text: str) -> bool:
    """Whether Twilio would post to it: no underscore in the host, not too long."""
    parts = urlsplit(text)
    host = parts.hostname or ""
    return parts.scheme in ("http", "https") and bool(host) and "_" not in host


def sid(prefix: str) -> str:
    """The pattern of a resource's id."""
    return rf"(?:{prefix})[0-9a-fA-F]{{32}}"


TEXT, TRUTH, WHOLE = Field(), Field("truth"), Field("whole")
PAGING = {
    "PageSize": Field("whole", lowest=1, highest=LARGEST_PAGE),
    "Page": Field("whole", lowest=0),
    "PageToken": TEXT,
}
SENDING = {
    "To": TEXT,
    "StatusCallback": Field("url"),
    "ApplicationSid": Field(pattern=sid("AP")),
    "MaxPrice": Field("number"),
    "ProvideFeedback": TRUTH,
    "Attempt": WHOLE,
    "ValidityPeriod": Field("whole", lowest=1, highest=LONGEST_VALIDITY),
    "ForceDelivery": TRUTH,
    "ContentRetention": Field(choices=("retain", "discard")),
    "AddressRetention": Field(choices=("retain", "obfuscate")),
    "SmartEncoded": TRUTH,
    "PersistentAction": Field("texts"),
    "TrafficType": Field(choices=("free",)),
    "ShortenUrls": TRUTH,
    "ScheduleType": Field(choices=("fixed",)),
    "SendAt": Field("moment"),
    "SendAsMms": TRUTH,
    "ContentVariables": TEXT,
    "MessageIntent": TEXT,
    "RiskCheck": Field(choices=("enable", "disable")),
    "From": TEXT,
    "FallbackFrom": TEXT,
    "MessagingServiceSid": Field(pattern=sid("MG")),
    "Body": TEXT,
    "MediaUrl": Field("texts"),
    "ContentSid": TEXT,  # its form has an error of its own, see `messages`
}
LISTING = {
    "To": TEXT,
    "From": TEXT,
    "DateSent": Field("moment"),
    "DateSent<": Field("moment"),
    "DateSent>": Field("moment"),
} | PAGING


@dataclass(frozen=True)
class Operation:
    """One thing that can be called. `name` is what faults and records call it."""

    name: str
    host: str  # "api" or "content"
    method: str
    path: str  # a pattern with a group for each id
    fields: Mapping[str, Field] = field(default_factory=dict)
    takes: str = "query"  # where the fields are: "query", "form" or "json"


ROOT = rf"/2010-04-01/Accounts/(?P<account>{sid('AC')})/Messages"
MESSAGE = ROOT + rf"/(?P<sid>{sid('SM|MM')})"
MEDIA = MESSAGE + rf"/Media/(?P<media>{sid('ME')})"
CONTENT = rf"/v1/Content/(?P<sid>{sid('HX')})"
OPERATIONS = (
    Operation("messages.create", "api", "POST", ROOT + r"\.json", SENDING, "form"),
    Operation("messages.list", "api", "GET", ROOT + r"\.json", LISTING),
    Operation("messages.fetch", "api", "GET", MESSAGE + r"\.json"),
    Operation(
        "messages.update",
        "api",
        "POST",
        MESSAGE + r"\.json",
        {"Body": TEXT, "Status": Field(choices=("canceled",))},
        "form",
    ),
    Operation("messages.delete", "api", "DELETE", MESSAGE + r"\.json"),
    Operation("media.fetch", "api", "GET", MEDIA + r"\.json"),
    Operation("media.download", "api", "GET", MEDIA),
    Operation("media.delete", "api", "DELETE", MEDIA + r"\.json"),
    Operation("contents.create", "content", "POST", "/v1/Content", {}, "json"),
    Operation("contents.list", "content", "GET", "/v1/Content", PAGING),
    Operation("contents.fetch", "content", "GET", CONTENT),
    Operation("contents.delete", "content", "DELETE", CONTENT),
)


def find(host: str, method: str, path: str) -> tuple[Operation, dict[str, str]] | None:
    """The operation at an address, with the ids in it."""
    for operation in OPERATIONS:
        here = (operation.host, operation.method) == (host, method)
        if here and (match := re.fullmatch(operation.path, path)):
            return operation, match.groupdict()
    return None


# The errors that some parameters have of their own; 20001 is for the others.
CODES = {"StatusCallback": 21609, "ValidityPeriod": 90007}


def read(operation: Operation, pairs: list[tuple[str, str]]) -> dict:
    """The parameters of a request, if all of them are known and well-formed.

    Stricter than Twilio, which ignores what it does not know.
    """
    params: dict = {}
    for name, value in pairs:
        known = operation.fields.get(name)
        if known is None:
            raise Refused(20001, f"{operation.name} has no parameter {name!r}")
        if wrong := known.wrong(value):
            raise Refused(CODES.get(name, 20001), f"{name} {wrong}")
        if known.kind == "texts":
            params.setdefault(name, []).append(value)
        elif name in params:
            raise Refused(20001, f"{name} is there twice")
        else:
            params[name] = value
    if len(params.get("StatusCallback", "")) > LONGEST_URL:
        raise Refused(21609, f"StatusCallback has more than {LONGEST_URL} characters")
    return params
