"""The records that Twilio keeps of messages, of both sides."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from fakes.twilio.contents import Drawn
from fakes.twilio.description import moment
from fakes.twilio.refusals import Refused

VERSION = "2010-04-01"
FINAL = frozenset({"delivered", "read", "failed", "undelivered", "received", "canceled"})
ADDRESS = re.compile(r"whatsapp:(?:\+[1-9]\d{6,14}|[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128})")


@dataclass
class Medium:
    """One attachment. It goes with its message."""

    sid: str
    message_sid: str
    content_type: str
    data: bytes
    at: float


@dataclass
class Message:
    """One record."""

    sid: str
    order: int
    sender: str
    to: str
    body: str
    status: str
    at: float
    inbound: bool = False
    updated_at: float = 0.0
    sent_at: float | None = None
    error: tuple[int, str] | None = None
    media: list[str] = field(default_factory=list)
    drawn: Drawn = field(default_factory=Drawn)
    params: dict = field(default_factory=dict, repr=False)  # with which it was made
    content_sid: str = ""

    @property
    def person(self) -> str:
        """Hers of the two addresses."""
        return self.sender if self.inbound else self.to


@dataclass(frozen=True)
class Copy:
    """Something of a person that Twilio still holds."""

    kind: str  # "message" or "media"
    sid: str
    person: str
    by_bot: bool
    text: str


def date(at: float | None) -> str | None:
    """A moment as the API writes it."""
    return None if at is None else format_datetime(datetime.fromtimestamp(int(at), UTC))


def as_json(message: Message, account: str) -> dict:
    """A record as the API shows it."""
    uri = f"/{VERSION}/Accounts/{account}/Messages/{message.sid}"
    code, reason = message.error or (None, None)
    return {
        "account_sid": account,
        "api_version": VERSION,
        "body": message.body,
        "date_created": date(message.at),
        "date_sent": date(message.sent_at),
        "date_updated": date(message.updated_at or message.at),
        "direction": "inbound" if message.inbound else "outbound-api",
        "error_code": code,
        "error_message": reason,
        "from": message.sender,
        "messaging_service_sid": None,
        "num_media": str(len(message.media)),
        "num_segments": "1",
        "price": None,
        "price_unit": None,
        "sid": message.sid,
        "status": message.status,
        "subresource_uris": {"media": f"{uri}/Media.json"},
        "to": message.to,
        "uri": f"{uri}.json",
    }


def medium_json(medium: Medium, account: str) -> dict:
    """An attachment as the API shows it."""
    uri = f"/{VERSION}/Accounts/{account}/Messages/{medium.message_sid}/Media/{medium.sid}"
    return {
        "account_sid": account,
        "content_type": medium.content_type,
        "date_created": date(medium.at),
        "date_updated": date(medium.at),
        "parent_sid": medium.message_sid,
        "sid": medium.sid,
        "uri": f"{uri}.json",
    }


def place_of(actions: list[str]) -> tuple[float, float] | None:
    """The position in a PersistentAction."""
    if not actions:
        return None
    found = re.fullmatch(r"geo:(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)(?:\|.*)?", actions[0])
    if len(actions) > 1 or not found:
        raise Refused(20001, "PersistentAction is not one geo:LAT,LON|LABEL")
    return float(found[1]), float(found[2])


def check_addresses(params: dict, own: str) -> None:
    """From whom and to whom a message is to go."""
    if not params.get("To"):
        raise Refused(21604, "A 'To' phone number is required")
    if not params.get("From") and not params.get("MessagingServiceSid"):
        raise Refused(21603, "A 'From' or 'MessagingServiceSid' parameter is required")
    if params.get("From", own) != own:
        raise Refused(63007, "Twilio could not find a Channel with the specified From address")
    if not ADDRESS.fullmatch(params["To"]):
        raise Refused(21211, "The 'To' number is not a valid phone number")


# --- listing


def chosen(messages: list[Message], params: dict) -> list[Message]:
    """The records that a listing is about, newest first."""
    found = [
        one
        for one in messages
        if params.get("To", one.to) == one.to and params.get("From", one.sender) == one.sender
    ]
    for name in ("DateSent", "DateSent<", "DateSent>"):
        if name in params:
            found = [one for one in found if _dated(one, name, params[name])]
    return sorted(found, key=lambda one: -one.order)


def _dated(message: Message, name: str, text: str) -> bool:
    """Whether it was sent then. Both bounds belong to the span; a day is all of it."""
    if message.sent_at is None:
        return False
    sent, since = datetime.fromtimestamp(message.sent_at, UTC), moment(text)
    assert since is not None  # checked with the parameters
    until = since + timedelta(days=1) if len(text) == len("2000-01-01") else since
    if name == "DateSent>":
        return sent >= since
    if name == "DateSent<":
        return sent < until if until > since else sent <= until
    return sent.date() == since.date()
