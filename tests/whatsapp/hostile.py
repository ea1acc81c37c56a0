"""Forms as they were seen to come from Twilio, and what somebody else may make of them.

The fields are those of recorded messages, with made-up values. In every field that we have no
business with stands a canary.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from urllib.parse import urlencode

from twilio.request_validator import RequestValidator

TOKEN = "5ca1ab1e5ca1ab1e5ca1ab1e5ca1ab1e"
ACCOUNT = "AC00000000000000000000000000000001"
SID = "SM8824d91645395b17594d92659b878468"
OURS = "MM5cc44eecf7dab0d48d4529d0fa4af44d"
HER = "whatsapp:+99900000077"
HER_ADDRESS = HER.removeprefix("whatsapp:")
"""As she is known behind the door."""
HIDDEN = "whatsapp:KZ.1A2B3C4D5E6F7G8H9I0J"
US = "whatsapp:+99955500000"
PUBLIC = "https://pana.example.org"
ADDRESS = PUBLIC + "/whatsapp"
MEDIA_URL = (
    f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}/Messages/{SID}/Media/ME{'0' * 32}"
)
CANARY = "canary-4f1d"

CANARIES = {
    "ProfileName": f"Аида {CANARY}",
    "WaId": f"7700{CANARY}",
    "ExternalUserId": f"whatsapp:KZ.{CANARY}",
    "ChannelMetadata": f'{{"type":"whatsapp","data":{{"context":{{"ProfileName":"{CANARY}"}}}}}}',
    "FromCity": f"{CANARY} city",
    "FromCountry": CANARY,
    "ReferralBody": f"{CANARY} advertisement",
    "ReferralCtwaClid": CANARY,
    "OriginalRepliedMessageSender": f"whatsapp:+1{CANARY}",
    "MessagingServiceSid": f"MG{CANARY}",
    "InteractiveData": f'{{"x":"{CANARY}"}}',
    "NotHeardOf": CANARY,
}


def message(**fields: str) -> dict[str, str]:
    """A message of hers; by itself it says nothing."""
    return {
        "SmsMessageSid": SID,
        "NumMedia": "0",
        "ProfileName": "Аида",
        "MessageType": "text",
        "SmsSid": SID,
        "WaId": "77000000077",
        "SmsStatus": "received",
        "Body": "",
        "To": US,
        "NumSegments": "1",
        "ReferralNumMedia": "0",
        "MessageSid": SID,
        "AccountSid": ACCOUNT,
        "From": HER,
        "ApiVersion": "2010-04-01",
    } | fields


def file(content: str, kind: str, **fields: str) -> dict[str, str]:
    return message(
        NumMedia="1", MediaContentType0=content, MediaUrl0=MEDIA_URL, MessageType=kind, **fields
    )


def press(data: str, text: str = "Әрі қарай", **fields: str) -> dict[str, str]:
    given = {"ButtonText": text, "ButtonPayload": data, "OriginalRepliedMessageSid": OURS}
    return message(**({"Body": text, "MessageType": "interactive"} | given | fields))


def status(state: str, **fields: str) -> dict[str, str]:
    """What became of a message of ours."""
    return {
        "ChannelPrefix": "whatsapp",
        "ApiVersion": "2010-04-01",
        "MessageStatus": state,
        "SmsSid": OURS,
        "SmsStatus": state,
        "ChannelInstallSid": "XEcc20d939f803ee381f2442185d0d5dc5",
        "To": HER,
        "From": US,
        "MessageSid": OURS,
        "AccountSid": ACCOUNT,
        "ChannelToAddress": "+7700000XXXX",
    } | fields


FORMS = {
    "text": message(Body="мне страшно 🌷"),
    "button": press("k3J|go"),
    "list": message(Body="Ошская область", ListId="k3J|osh", ListTitle="Ошская область"),
    "photo": file("image/jpeg", "image", Body="стоп"),
    "voice": file("audio/ogg", "audio"),
    "document": file("application/pdf", "document", Body="справка.pdf"),
    "contact": file("text/vcard", "contacts"),
    "place": message(MessageType="location", Latitude="42.3153", Longitude="69.5967"),
    "forward": message(Body="я тебя найду", Forwarded="true", FrequentlyForwarded="false"),
    "reply": message(Body="да", OriginalRepliedMessageSid=OURS),
    "sent": status("sent", StructuredMessage="false"),
    "read": status("read", EventType="READ"),
    "failed": status("failed", ErrorCode="63014", ChannelStatusMessage="blocked"),
}


def posted(form: dict[str, str] | list[tuple[str, str]]) -> bytes:
    return urlencode(form).encode()


def signed(
    form: dict[str, str], address: str = ADDRESS, token: str = TOKEN, algorithm: str = "HMAC_SHA1"
) -> bytes:
    """The header's value, as Twilio's own library makes it."""
    made: str = RequestValidator(token).compute_signature(address, form, algorithm)
    return made.encode()


def wounded(chance: random.Random) -> Iterator[tuple[str, dict[str, str]]]:
    """Every form, with one character of every field changed, and with every field changed as a
    whole: taken away, doubled, emptied, with another name.
    """
    for kind, form in FORMS.items():
        for name, value in form.items():
            rest = {other: value for other, value in form.items() if other != name}
            for at in {0, len(value) // 2, len(value) - 1} if value else ():
                letter = chance.choice([c for c in "aZ09 +|é\0" if c != value[at]])
                yield kind, form | {name: value[:at] + letter + value[at + 1 :]}
            yield kind, form | {name: value + " "}
            yield kind, form | {name: value + "x"}
            yield kind, rest | {name.lower() + "x": value}
            yield kind, form | {name + "1": value + "1"}
            yield kind, form | {"Z" + name: value or "z"}
            if value:
                yield kind, rest
                yield kind, form | {name: ""}
