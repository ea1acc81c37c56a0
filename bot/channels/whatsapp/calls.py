"""Our messages as what Twilio's API takes. Pure: form fields, quoted.

Parameters are those of *Create a Message* (github.com/twilio/twilio-oai,
``spec/json/twilio_api_v2010.json``). WhatsApp reads ``*``, ``_``, ``~`` and back-quotes as markup;
our texts hold none, and there is no way to switch it off.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

import msgspec

from bot.channels.base import MapPin

PREFIX: Final = "whatsapp:"
VALID_SECONDS: Final = 10
"""For how long Twilio may hold a message back before it sends it (``ValidityPeriod``; 1 to 36,000,
which is the default: ten hours; above 5 is recommended).

We give a screen up after 60 s: late is dangerous. Ten more seconds in Twilio's queue keep nearly
all of that promise and are enough for 800 messages to pass at 80 a second; what has not been sent
by then never will be (30036, by status callback), and she writes again. What has left Twilio waits
at WhatsApp until her phone is reached; nobody can shorten that.
"""
LONGEST_TO_WAIT: Final = 36_000
PAGE: Final = 100
"""Messages in one page of a list; at most 1,000."""
_PIN: Final = "📍"
_encode = msgspec.json.encode


class Ends(msgspec.Struct, frozen=True):
    """From where and to whom. ``callback``: the address that hears what becomes of a message, or
    ``''``; it must have a host name without underscores.
    """

    sender: str
    address: str
    callback: str = ""


def text_message(ends: Ends, text: str, valid: int = VALID_SECONDS) -> bytes:
    """A message of plain text, of at most 1,600 characters."""
    return _form(ends, valid, {"Body": text})


def content_message(
    ends: Ends, content: str, variables: Mapping[str, str], valid: int = VALID_SECONDS
) -> bytes:
    """A message drawn from a template. No ``Body`` beside it (35127).

    An apostrophe goes as its escape: raw ones were refused (github.com/twilio/twilio-node/
    issues/1082), and it is the same JSON.
    """
    said = _encode(dict(variables)).decode().replace("'", "\\u0027")
    return _form(ends, valid, {"ContentSid": content, "ContentVariables": said})


def pin_message(ends: Ends, pin: MapPin, valid: int = VALID_SECONDS) -> bytes:
    """A place on a map (twilio.com/docs/whatsapp/message-features, *Location messages*).

    ``Body`` is the name of the place and must be there; a label may follow the coordinates. Both
    would stand in the notification and in Twilio's record, so neither says what is there (S16): the
    message above it does.
    """
    place = f"geo:{pin.lat:.6f},{pin.lon:.6f}"
    return _form(ends, valid, {"Body": _PIN, "PersistentAction": place})


def sent_to(sender: str, address: str) -> str:
    """The query that lists what was sent to an address.

    Without a date: ``DateSent`` is empty while a message waits, and such a one must be found, too.
    """
    return urlencode({"To": channel_address(address), "From": channel_address(sender), **_paged()})


def sent_by(sender: str) -> str:
    """The query that lists what this sender of ours has sent."""
    return urlencode({"From": channel_address(sender), **_paged()})


def received_by(sender: str) -> str:
    """The query that lists what was sent to it."""
    return urlencode({"To": channel_address(sender), **_paged()})


def channel_address(address: str) -> str:
    """``address`` as Twilio writes it. It may be a number or an id (``US.…``); it is opaque."""
    return address if address.startswith(PREFIX) else PREFIX + address


def _paged() -> dict[str, str]:
    return {"PageSize": str(PAGE)}


def _form(ends: Ends, valid: int, fields: Mapping[str, str]) -> bytes:
    all_fields = {
        "To": channel_address(ends.address),
        "From": channel_address(ends.sender),
        **fields,
        "ValidityPeriod": str(min(max(1, valid), LONGEST_TO_WAIT)),
    }
    if ends.callback:
        all_fields["StatusCallback"] = ends.callback
    return urlencode(all_fields).encode("ascii")
