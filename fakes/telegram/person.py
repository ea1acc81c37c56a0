"""A person with a phone: what she does, and what she sees."""

from __future__ import annotations

import re
from collections.abc import Sequence

from fakes.telegram.bot_api import BotApi
from fakes.telegram.chats import Chat
from fakes.telegram.entities import found_in, masked
from fakes.telegram.job import PRESSES
from fakes.telegram.media import CAPTIONED, DICE, MEDIA
from fakes.telegram.record import Alert, Notification
from fakes.telegram.screen import Button, Seen, rows_of
from fakes.telegram.strict import LONGEST_TEXT

CHAT_INSTANCES = 31  # any number that makes one chat_instance of a chat
QUERIES = 7919  # likewise for query ids


class NotThereError(AssertionError):
    """She cannot do this: what she would touch is not on her screen."""


class Person:
    """One account and its private chat with the bot.

    What she sends becomes an update at once. Functions that put a message into the chat return it
    as the bot gets it.
    """

    def __init__(
        self,
        api: BotApi,
        user_id: int,
        name: str = "Aida",
        language_code: str | None = "ru",
        username: str = "",
    ) -> None:
        self.api, self.id = api, user_id
        self.user: dict = {"id": user_id, "is_bot": False, "first_name": name}
        if language_code:
            self.user["language_code"] = language_code
        if username:
            self.user["username"] = username
        self.chat = Chat(user_id, "private", name, username, "unknown")
        api.chats[user_id] = self.chat
        self.hidden: set[int] = set()  # deleted on her side only
        self._keyboard_used: dict | None = None  # a one-time keyboard that she has tapped

    # --- what she does

    def starts(self, payload: str = "") -> dict:
        """She opens the bot by a link, or taps Start; a blocked bot is unblocked by it."""
        if self.chat.state == "blocked":
            self.unblocks()
        return self.types(f"/start {payload}".strip())

    def types(self, text: str, reply_to: int = 0, topic: int = 0) -> dict:
        """She types a message. A die alone arrives as a dice; what is too long arrives in parts,
        the last of which is returned. In a topic every message is an answer to the one that opened
        it, unless it answers another.
        """
        if text in DICE:
            return self._put({"dice": {"emoji": text, "value": DICE[text]}})
        text = text.strip()
        if len(text) > LONGEST_TEXT:
            self.types(text[:LONGEST_TEXT])
            return self.types(text[LONGEST_TEXT:])
        content: dict = {"text": text}
        if entities := found_in(text):
            content["entities"] = entities
        if topic:
            opened = {"name": "Topic", "icon_color": 0}
            content |= {"message_thread_id": topic, "is_topic_message": True}
            content["reply_to_message"] = {
                "message_id": topic,
                "chat": self.chat.brief,
                "date": int(self.api.clock()),
                "forum_topic_created": opened,
            }
        if reply_to:
            both = self.api.messages(self.id) | self.api.people_messages(self.id)
            content["reply_to_message"] = both[reply_to]
        return self._put(content)

    def sends(self, kind: str, caption: str = "", **fields: object) -> dict:
        """She sends one of `media.MEDIA`; `fields` go over its content."""
        content = MEDIA[kind]()
        if caption:
            if kind not in CAPTIONED:
                raise NotThereError(f"a {kind} has no caption")
            content["caption"] = caption
        return self._put(content | fields)

    def is_at(self, latitude: float, longitude: float) -> dict:
        """She sends a position, in degrees."""
        return self._put({"location": {"latitude": latitude, "longitude": longitude}})

    def moves(self, message_id: int, latitude: float, longitude: float) -> dict:
        """Her live position goes on: an edited message."""
        live = self.api.people_messages(self.id)[message_id]
        place = live["location"] | {"latitude": latitude, "longitude": longitude}
        return self._rewrite(live | {"location": place})

    def forwards(self, text: str, origin: dict | None = None) -> dict:
        """She passes on somebody's message (of a hidden account, unless `origin` says whose)."""
        hidden = {"type": "hidden_user", "sender_user_name": "Somebody"}
        date = int(self.api.clock()) - 60
        return self._put({"forward_origin": {"date": date} | (origin or hidden), "text": text})

    def edits(self, message_id: int, text: str) -> dict:
        """She edits her own message."""
        old = self.api.people_messages(self.id).get(message_id)
        if old is None or "text" not in old:
            raise NotThereError(f"she has no text {message_id}")
        message = {key: value for key, value in old.items() if key != "entities"} | {"text": text}
        if entities := found_in(text):
            message["entities"] = entities
        return self._rewrite(message)

    def deletes(self, *message_ids: int, for_both: bool = True) -> None:
        """She deletes messages, of either side. The bot is not told."""
        if for_both:
            self.api.gone(self.id, message_ids)
        else:
            self.hidden.update(message_ids)

    def clears_chat(self, for_both: bool = True) -> None:
        """She deletes all there is."""
        self.deletes(*[seen.message_id for seen in self.sees], for_both=for_both)

    def presses(self, what: str, on: int = 0) -> str:
        """She presses a button by its label or data, of message `on` or else of the newest that
        has it: the query id (``""`` for a link, of which the bot hears nothing).
        """
        for seen in reversed(self.sees):
            if seen.by_bot and on in (0, seen.message_id):
                for button in seen.buttons:
                    if what in (button.label, button.data):
                        return self._press(seen, button)
        raise NotThereError(f"no button {what!r} on her screen:\n{self}")

    def _press(self, seen: Seen, button: Button) -> str:
        if not button.data:
            return ""
        return self.press_arrives({"message": seen.message, "data": button.data})

    def press_arrives(self, content: dict) -> str:
        """A press with any content, also of a button that is not there any more: the query id."""
        query_id = str(self.api.updates.next_id * QUERIES)
        query = {"id": query_id, "from": self.user, "chat_instance": str(self.id * CHAT_INSTANCES)}
        self.api.press(query_id, self.id)
        self.api.updates.add({"callback_query": query | content}, self.id + PRESSES)
        return query_id

    def taps(self, label: str, latitude: float = 0.0, longitude: float = 0.0) -> dict:
        """She taps a key of the keyboard under the text field."""
        markup = self.api.keyboards.get(self.id, {})
        for row in self._keyboard_rows():
            for key in row:
                if key["text"] == label:
                    if markup.get("one_time_keyboard"):
                        self._keyboard_used = markup
                    if key.get("request_location"):
                        return self.is_at(latitude, longitude)
                    if key.get("request_contact"):
                        own = {"phone_number": "+70000000001", "first_name": self.chat.name}
                        return self._put({"contact": own | {"user_id": self.id}})
                    return self.types(label)
        raise NotThereError(f"no key {label!r} on her keyboard: {self.keyboard}")

    def blocks(self) -> None:
        """She blocks the bot."""
        self._member("member", "kicked")
        self.chat.state = "blocked"

    def unblocks(self) -> None:
        """She lets the bot write again."""
        self._member("kicked", "member")
        self.chat.state = "open"

    def deletes_account(self) -> None:
        """Her account is gone. The bot is not told."""
        self.chat.state = "deactivated"

    # --- what she sees

    @property
    def sees(self) -> list[Seen]:
        """The messages in her chat now, oldest first."""
        bot, hers = self.api.messages(self.id), self.api.people_messages(self.id)
        return [
            self._seen(message, message_id in bot)
            for message_id, message in sorted((bot | hers).items())
            if message_id not in self.hidden
        ]

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
        return sees[-1].preview if sees else ""

    @property
    def notifications(self) -> list[Notification]:
        """What her lock screen has shown."""
        return [one for one in self.api.record.notifications if one.chat_id == self.id]

    @property
    def alerts(self) -> list[Alert]:
        """What answers to her presses have shown over the chat."""
        return [alert for alert in self.api.record.alerts if alert.user_id == self.id]

    @property
    def keyboard(self) -> list[list[str]]:
        """The keys under her text field. They outlive the message that brought them."""
        return [[key["text"] for key in row] for row in self._keyboard_rows()]

    def __str__(self) -> str:
        lines = "\n".join(f"  {seen}" for seen in self.sees) or "  (nothing)"
        return f"chat {self.id} ({self.chat.state})\n{lines}"

    # --- how

    def _keyboard_rows(self) -> Sequence[Sequence[dict]]:
        markup = self.api.keyboards.get(self.id, {})
        if markup is self._keyboard_used:
            return ()
        rows = markup.get("keyboard", ())
        return [[{"text": key} if isinstance(key, str) else key for key in row] for row in rows]

    def _seen(self, message: dict, by_bot: bool) -> Seen:
        text = message.get("text") or message.get("caption") or self.api.summary(message)
        entities = message.get("entities") or message.get("caption_entities") or []
        return Seen(
            message["message_id"],
            by_bot,
            text,
            masked(text, entities),
            rows_of(message.get("reply_markup")),
            "edit_date" in message,
            message,
        )

    def _put(self, content: dict) -> dict:
        if self.chat.state in ("blocked", "deactivated"):
            raise NotThereError(f"she cannot write: {self.chat.state}")
        self.chat.state = "open"
        message = {
            "message_id": self.api.next_message_id(self.id),
            "from": self.user,
            "chat": self.chat.brief,
            "date": int(self.api.clock()),
        } | content
        self.api.keep(self.id, message)
        self.api.updates.add({"message": message})
        return message

    def _rewrite(self, message: dict) -> dict:
        message = message | {"edit_date": int(self.api.clock())}
        self.api.rewrite(self.id, message)
        self.api.updates.add({"edited_message": message})
        return message

    def _member(self, old: str, new: str) -> None:
        def member(status: str) -> dict:
            ended = {"until_date": 0} if status == "kicked" else {}
            return {"user": self.api.user, "status": status} | ended

        self.api.updates.add(
            {
                "my_chat_member": {
                    "chat": self.chat.brief,
                    "from": self.user,
                    "date": int(self.api.clock()),
                    "old_chat_member": member(old),
                    "new_chat_member": member(new),
                }
            }
        )
