"""The way of a message: accepted, sent, delivered, read; or failed, of which a callback tells."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from fakes.twilio import contents, description
from fakes.twilio.contents import Drawn, units
from fakes.twilio.hooks import novelty
from fakes.twilio.messages import FINAL, Medium, Message, check_addresses, place_of
from fakes.twilio.refusals import LATER, Refused

if TYPE_CHECKING:
    from fakes.twilio.api import Api

LONGEST_BODY = 1600
SID = description.sid("HX")
WINDOW = 24 * 3600
UNDELIVERED = frozenset({63003, 63014, 63016, 63024})


class PostOffice:
    """Between the API and the phones."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.sends_after = self.delivers_after = 0.0  # seconds of the clock
        self.disordered = self.doubled = False  # status callbacks
        self.moving: set[str] = set()  # messages that something will still happen to
        self.soon = 0  # of them, what happens without the clock
        self.held_back: dict[str, list[str]] = {}  # callbacks that come in the wrong order

    # --- from the bot

    def accept(self, params: dict) -> Message:
        """Make a record of what is to be sent."""
        check_addresses(params, self.api.address)
        drawn, content_sid = self._drawn(params)
        person = self.api.people.get(params["To"])
        if person and person.opted_out:
            raise Refused(21610, "Attempt to send to unsubscribed recipient", mistake=False)
        api = self.api
        message = Message(
            api.sid("MM" if drawn.media or content_sid else "SM"),
            api.order(),
            api.address,
            params["To"],
            drawn.text,
            "queued",
            api.clock(),
            drawn=drawn,
            params=params,
            content_sid=content_sid,
        )
        api.messages[message.sid] = message
        for content_type in drawn.media:
            medium = Medium(api.sid("ME"), message.sid, content_type, b"", api.clock())
            api.media[medium.sid] = medium
            message.media.append(medium.sid)
        self.moving.add(message.sid)
        self.later(self.sends_after, self._leave, message)
        return message

    def _drawn(self, params: dict) -> tuple[Drawn, str]:
        """What a phone would show of it."""
        sid, body = params.get("ContentSid", ""), params.get("Body", "")
        urls = params.get("MediaUrl", [])
        if "ContentVariables" in params and not sid:
            raise Refused(21654, "A ContentSid must be specified with ContentVariables")
        if sid:
            if body or urls:
                raise Refused(20001, "Body or MediaUrl beside ContentSid")
            content = self.api.contents.get(sid)
            if content is None:
                formed = re.fullmatch(SID, sid) is not None  # it may have been deleted since
                raise Refused(21655, "The ContentSid is invalid", mistake=not formed)
            values = contents.values_of(content, params.get("ContentVariables", ""))
            return contents.fill(content, values), sid
        if units(body) > LONGEST_BODY:
            raise Refused(21617, f"The message body exceeds the {LONGEST_BODY} character limit")
        place = place_of(params.get("PersistentAction", []))
        if not body and not urls:
            raise Refused(21602, "Message body is required")
        if len(urls) > 1:
            raise Refused(20001, "WhatsApp takes one MediaUrl a message")
        return Drawn(body, media=tuple("image/jpeg" for _ in urls), place=place), ""

    def later(self, seconds: float, call: Callable[[Message], None], message: Message) -> None:
        """Go on in so many seconds of the clock; with 0, in a moment even if it stands."""
        if seconds > 0:
            self.api.clock.call_later(seconds, call, message)
        else:
            self.soon += 1
            asyncio.get_running_loop().call_soon(self._now, call, message)

    def _now(self, call: Callable[[Message], None], message: Message) -> None:
        self.soon -= 1
        call(message)
        self.api.record.wake()

    # --- to the phone

    def _leave(self, message: Message) -> None:
        validity = float(message.params.get("ValidityPeriod", 36_000))
        if self.api.clock() - message.at > validity:
            self._fail(message, 30036)
        elif code := self._obstacle(message):
            self._fail(message, code)
        else:
            message.sent_at = self.api.clock()
            self._status(message, "sent")
            self.later(self.delivers_after, self._arrive, message)

    def _obstacle(self, message: Message) -> int:
        """Why it will not be delivered, 0 if it will."""
        if fault := self.api.faults.befalls(message.params):
            fault.meet(cast("Any", self._call_of(message)))
            return fault.status
        person = self.api.people.get(message.to)
        if person is None:
            return 63024
        if person.blocked:
            return 63014
        content = self.api.contents.get(message.content_sid)
        if content and (reason := contents.unfit(content, message.drawn)):
            self.api.mistake(f"{message.sid} cannot be shown: {reason}")
            return 63021
        late = person.wrote_at is None or self.api.clock() - person.wrote_at > WINDOW
        if late and not (content and content.approved and content.kind != contents.LIST):
            return 63016
        return 0

    def _call_of(self, message: Message) -> object:
        created = (call for call in self.api.record.calls if call.method == "messages.create")
        return next(call for call in created if call.params is message.params)

    def _arrive(self, message: Message) -> None:
        person = self.api.people[message.to]
        if person.offline:
            person.expects.append(message)  # it stays "sent"
            self.moving.discard(message.sid)
            self.api.record.wake()
            return
        person.receives(message)
        self._status(message, "delivered")
        self.moving.discard(message.sid)

    def came_online(self, message: Message) -> None:
        """Her phone can be reached again."""
        self.moving.add(message.sid)
        self._arrive(message)

    def opened(self, message: Message) -> None:
        """She has read it, and her phone tells."""
        if message.status == "delivered":
            self._status(message, "read")

    def _fail(self, message: Message, code: int) -> None:
        message.error = code, LATER[code]
        self._status(message, "undelivered" if code in UNDELIVERED else "failed")
        self.moving.discard(message.sid)

    def is_final(self, message: Message) -> bool:
        """Whether its record may be changed or deleted."""
        old = self.api.clock() - message.at >= self.api.final_after
        return message.status in FINAL and old

    # --- callbacks

    def _status(self, message: Message, status: str) -> None:
        message.status, message.updated_at = status, self.api.clock()
        self.api.record.next()
        if message.params.get("StatusCallback"):
            if not self.disordered:
                self.tell(message, status)
            else:
                held = self.held_back.setdefault(message.sid, [])
                held.append(status)
                if status in FINAL:
                    for one in reversed(self.held_back.pop(message.sid)):
                        self.tell(message, one)

    def tell(self, message: Message, status: str) -> None:
        """Post a status, twice if that is wanted."""
        fields = self.status_fields(message, status)
        url = message.params["StatusCallback"]
        post = self.api.hooks.post("status", url, fields)
        if self.doubled:
            self.api.hooks.post("status", url, fields, post.token)

    def status_fields(self, message: Message, status: str) -> dict[str, str]:
        """What a status callback carries."""
        api = self.api
        fields = {
            "ChannelToAddress": message.to.removeprefix("whatsapp:")[:-4] + "XXXX",
            "ChannelPrefix": "whatsapp",
            "ChannelInstallSid": f"XE{'0' * 32}",
            "SmsSid": message.sid,
            "MessageSid": message.sid,
            "SmsStatus": status,
            "MessageStatus": status,
            "To": message.to,
            "From": message.sender,
            "AccountSid": api.account,
            "ApiVersion": "2010-04-01",
            "StructuredMessage": json.dumps(bool(message.content_sid)),
        } | novelty(api.chance)
        if status in ("delivered", "read"):
            fields["EventType"] = status.upper()
        if message.error and status in ("failed", "undelivered"):
            code, reason = message.error
            fields |= {"ErrorCode": str(code), "ErrorMessage": reason}
            fields["ChannelStatusMessage"] = reason
        return fields
