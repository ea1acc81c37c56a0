"""What Twilio keeps of a person's message, and what it tells the bot about it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from fakes.twilio.contents import Drawn
from fakes.twilio.hooks import novelty
from fakes.twilio.messages import VERSION, Medium, Message

if TYPE_CHECKING:
    from fakes.twilio.api import Api
    from fakes.twilio.person import Person


def take_in(api: Api, person: Person, sid: str, body: str, drawn: Drawn, data: bytes) -> Message:
    """Keep a record of it, with its attachment."""
    message = Message(
        sid,
        api.order(),
        person.id,
        api.address,
        body,
        "received",
        api.clock(),
        inbound=True,
        sent_at=api.clock(),
        drawn=drawn,
    )
    api.messages[sid] = message
    for content_type in drawn.media:
        medium = Medium(api.sid("ME"), sid, content_type, data, api.clock())
        api.media[medium.sid] = medium
        message.media.append(medium.sid)
    return message


def fields_of(api: Api, person: Person, message: Message, kind: str) -> dict[str, str]:
    """The parameters that every message has."""
    context = {"ProfileName": person.name}
    fields = {
        "SmsMessageSid": message.sid,
        "SmsSid": message.sid,
        "MessageSid": message.sid,
        "AccountSid": api.account,
        "From": person.id,
        "To": api.address,
        "MessageType": kind,
        "ProfileName": person.name,
        "SmsStatus": "received",
        "NumSegments": "1",
        "NumMedia": str(len(message.media)),
        "ReferralNumMedia": "0",
        "ApiVersion": VERSION,
        "ExternalUserId": f"whatsapp:{person.user_id}",
    } | novelty(api.chance)
    if person.id.startswith("whatsapp:+"):
        # Who hides her number is not known to have one here.
        context["WaId"] = fields["WaId"] = person.id.removeprefix("whatsapp:+")
    data = {"type": "whatsapp", "data": {"context": context}}
    fields["ChannelMetadata"] = json.dumps(data, separators=(",", ":"))
    for number, sid in enumerate(message.media):
        place = f"/{VERSION}/Accounts/{api.account}/Messages/{message.sid}/Media/{sid}"
        fields[f"MediaUrl{number}"] = api.url + place
        fields[f"MediaContentType{number}"] = api.media[sid].content_type
    return fields
