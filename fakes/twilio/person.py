"""A person on WhatsApp: what she does, and what she sees."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fakes.telegram.person import NotThereError
from fakes.twilio.contents import Button, Drawn
from fakes.twilio.inbound import fields_of, take_in
from fakes.twilio.media import KINDS, UNSUPPORTED
from fakes.twilio.record import Change, Notification, Post
from fakes.twilio.screen import Seen

if TYPE_CHECKING:
    from fakes.twilio.api import Api
    from fakes.twilio.messages import Message

LONGEST_TEXT = 4096


class Person:
    """One phone and its chat with the bot's number.

    Functions that put a message into the chat return the `Post` by which Twilio tells the bot.
    """

    def __init__(self, api: Api, address: str, name: str, user_id: str) -> None:
        self.api, self.id, self.name = api, address, name
        self.user_id = user_id  # her id with this business, which stays when a number is hidden
        self.chat: dict[str, Seen] = {}
        self.wrote_at: float | None = None  # the 24 hours begin with it
        self.blocked = self.opted_out = self.offline = False
        self.expects: list[Message] = []  # what waits for her phone
        api.people[address] = self

    @property
    def address(self) -> str:
        """What Twilio calls her: ``whatsapp:+…`` or ``whatsapp:KZ.…``."""
        return self.id

    # --- what she does

    def types(self, text: str, reply_to: str = "") -> Post:
        """She types a message; what is too long arrives in parts, the last of which is told."""
        text = text.strip()
        if len(text) > LONGEST_TEXT:
            self.types(text[:LONGEST_TEXT])
            return self.types(text[LONGEST_TEXT:])
        return self._put(Drawn(text), "text", {"Body": text}, reply_to)

    def presses(self, what: str, on: str = "") -> Post:
        """She presses a quick reply, or chooses an item of a list, by its label or id; of the
        message `on`, or else of the newest that has it. Old ones can be pressed too.
        """
        for seen in reversed(self.sees):
            if seen.by_bot and on in ("", seen.sid):
                for button in seen.buttons:
                    if what in (button.label, button.id):
                        return self._press(seen, button)
        raise NotThereError(f"no button {what!r} on her screen:\n{self}")

    def _press(self, seen: Seen, button: Button) -> Post:
        if button.listed:
            # Read by several public programs, documented nowhere: see the README.
            fields = {"ListId": button.id, "ListTitle": button.label}
            if button.description:
                fields["ListDescription"] = button.description
        else:
            fields = {"ButtonText": button.label, "ButtonPayload": button.id}
        fields = {"Body": button.label} | fields
        return self._put(Drawn(button.label), "interactive", fields, seen.sid)

    def sends(self, kind: str, caption: str = "", reply_to: str = "", data: bytes = b"") -> Post:
        """She sends one of `media.KINDS` (with other bytes: `data`), or something that does not
        reach a business.
        """
        if kind in UNSUPPORTED:
            return self._put(Drawn(), "unsupported", {"Body": ""}, reply_to)
        medium = KINDS[kind]
        if caption and not medium.captioned:
            raise NotThereError(f"a {kind} has no caption")
        drawn = Drawn(caption, media=(medium.content_type,))
        return self._put(
            drawn, medium.message_type, {"Body": caption}, reply_to, data or medium.data
        )

    def pins(self, latitude: float, longitude: float, label: str = "", address: str = "") -> Post:
        """She sends a position, in degrees; a known place has a name and an address."""
        fields = {"Body": "", "Latitude": str(latitude), "Longitude": str(longitude)}
        fields |= {"Label": label} if label else {}
        fields |= {"Address": address} if address else {}
        return self._put(Drawn(place=(latitude, longitude)), "location", fields)

    def edits(self, sid: str, text: str) -> Post:
        """She edits her own message. The bot hears that something came, but not what."""
        self._own(sid)
        self.chat[sid] = Seen(sid, by_bot=False, drawn=Drawn(text))
        self._change(self.chat[sid], new=False)
        return self._tell("unsupported", {"Body": ""}, self.api.sid("SM"))

    def deletes(self, *sids: str) -> None:
        """She deletes messages from her phone. The bot is not told, not even of her own."""
        for sid in sids:
            if sid not in self.chat:
                raise NotThereError(f"she has no message {sid}")
            seen = self.chat.pop(sid)
            record = self.api.record
            record.changes.append(
                Change(record.next(), self.api.clock(), self.id, sid, seen.by_bot, None, new=False)
            )

    def clears_chat(self) -> None:
        """She deletes all there is."""
        self.deletes(*self.chat)

    def blocks(self) -> None:
        """She blocks the bot's number. The bot is not told."""
        self.blocked = True

    def unblocks(self) -> None:
        """She lets it write again."""
        self.blocked = False

    def opts_out(self) -> None:
        """As if Twilio had taken a STOP of hers for itself."""
        self.opted_out = True

    def opts_in(self) -> None:
        """As if Twilio had taken a START of hers for itself."""
        self.opted_out = False

    def goes_offline(self) -> None:
        """Her phone cannot be reached: what is sent to her stays "sent"."""
        self.offline = True

    def comes_online(self) -> None:
        """What has waited for her arrives."""
        self.offline = False
        waiting, self.expects = self.expects, []
        for message in waiting:
            self.api.office.came_online(message)

    def opens(self) -> None:
        """She opens the chat, and her phone tells that she has read everything."""
        for sid in self.chat:
            if message := self.api.messages.get(sid):
                self.api.office.opened(message)

    # --- what she sees

    @property
    def sees(self) -> list[Seen]:
        """The messages in her chat now, oldest first."""
        return [*self.chat.values()]

    @property
    def texts(self) -> list[str]:
        """What stands in her chat, oldest first."""
        return [seen.text for seen in self.sees]

    @property
    def screen(self) -> Seen | None:
        """The newest message of the bot, if there is one."""
        return next((seen for seen in reversed(self.sees) if seen.by_bot), None)

    def reads(self, pattern: str) -> bool:
        """Whether a regular expression is found in a text or on a button in her chat now."""
        return any(
            re.search(pattern, text) for seen in self.sees for text in (seen.text, *seen.labels)
        )

    @property
    def preview(self) -> str:
        """The line under the bot's name in her list of chats."""
        sees = self.sees
        return " ".join(sees[-1].text.split()) if sees else ""

    @property
    def notifications(self) -> list[Notification]:
        """What her lock screen has shown."""
        return [one for one in self.api.record.notifications if one.chat_id == self.id]

    def __str__(self) -> str:
        lines = "\n".join(f"  {seen}" for seen in self.sees) or "  (nothing)"
        flags = [flag for flag in ("blocked", "opted_out", "offline") if getattr(self, flag)]
        return f"{self.name} {self.id} {' '.join(flags)}\n{lines}"

    # --- how

    def receives(self, message: Message) -> None:
        """A message of the bot arrives."""
        seen = Seen(message.sid, by_bot=True, drawn=message.drawn)
        self.chat[message.sid] = seen
        at = self._change(seen)
        note = Notification(at, self.api.clock(), self.id, message.sid, seen.text)
        self.api.record.notifications.append(note)

    def _own(self, sid: str) -> None:
        if sid not in self.chat or self.chat[sid].by_bot:
            raise NotThereError(f"she has no message {sid} of her own")

    def _put(
        self, drawn: Drawn, kind: str, fields: dict, reply_to: str = "", data: bytes = b""
    ) -> Post:
        if self.blocked or self.offline:
            raise NotThereError("she cannot write: blocked, or offline")
        if reply_to:
            seen = self.chat[reply_to]
            sender = self.api.address if seen.by_bot else self.id
            fields = fields | {
                "OriginalRepliedMessageSender": sender,
                "OriginalRepliedMessageSid": reply_to,
            }
        sid = self.api.sid("MM" if drawn.media else "SM")
        seen = Seen(sid, by_bot=False, drawn=drawn)
        self.chat[sid] = seen
        self._change(seen)
        return self._tell(kind, fields, sid, drawn, data)

    def _tell(
        self, kind: str, fields: dict, sid: str, drawn: Drawn | None = None, data: bytes = b""
    ) -> Post:
        self.wrote_at = self.api.clock()
        message = take_in(self.api, self, sid, fields["Body"], drawn or Drawn(), data)
        return self.api.hooks.post(
            "message",
            self.api.hooks.public_url,
            fields_of(self.api, self, message, kind) | fields,
        )

    def _change(self, seen: Seen, new: bool = True) -> int:
        record = self.api.record
        text = "\n".join((seen.text, *seen.labels))
        at = record.next()
        record.changes.append(
            Change(at, self.api.clock(), self.id, seen.sid, seen.by_bot, text, new)
        )
        return at
