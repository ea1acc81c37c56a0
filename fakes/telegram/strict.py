"""The stand-in with Telegram's own rules: what the real one refuses, this one refuses.

The rules and their wording follow telegram-bot-api and TDLib. Not covered: rights in groups,
media, the limit over all chats (about 30 messages a second).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from fakes.telegram.api import FakeTelegram, now, number
from fakes.telegram.entities import check_entities
from fakes.telegram.keyboards import check_markup
from fakes.telegram.parameters import check_parameters, check_required, unpacked
from fakes.telegram.refusals import TooManyRequests, bad

HOUR = 3600.0
DELETE_LIMIT, DICE_LIMIT = 48 * HOUR, 24 * HOUR
PRIVATE_RATE, PRIVATE_BURST = 1.0, 5  # messages and edits a second
GROUP_RATE, GROUP_BURST = 20 / 60, 20
MOST_DELETES, LONGEST_TEXT, LONGEST_CAPTION = 100, 4096, 1024
WITHOUT_TEXT = ("location", "venue", "contact", "dice", "poll", "sticker", "videonote")


@dataclass
class Facts:
    """What is remembered of a message, to know what may be done with it."""

    born: float
    kind: str  # text, location, dice, …
    by_bot: bool
    content: tuple = ()  # text, formatting, markup: equal in an edit that changes nothing
    keyboard: bool = False  # it carried something else than an inline keyboard


class StrictTelegram(FakeTelegram):
    """`age_scale` shortens the 48 h and 24 h, `flood_scale` raises the limit (0: none)."""

    def __init__(
        self,
        age_scale: float = 1.0,
        flood_scale: float = 1.0,
        clock: Callable[[], float] = now,
    ) -> None:
        super().__init__(clock)
        self.age_scale, self.flood_scale = age_scale, flood_scale
        self._facts: dict[tuple[int, int], Facts] = {}
        self._queries: set[str] = set()
        self._levels: dict[int, tuple[float, float]] = {}  # chat -> what is left, and since when

    # --- bookkeeping

    def ask(self, query_id: str) -> None:
        """A person has pressed a button: this query can be answered."""
        self._queries.add(query_id)

    def forget(self, chat_id: int) -> None:
        """A chat that was never there."""
        for message_id in (*self.messages(chat_id), *self.people_messages(chat_id)):
            self._facts.pop((chat_id, message_id), None)
        super().forget(chat_id)

    def _remove(self, chat_id: int, ids: list[int]) -> None:
        for message_id in ids:
            self._facts.pop((chat_id, message_id), None)
        super()._remove(chat_id, ids)

    def _add(
        self, side: dict, chat_id: int, message: dict, method: str = "", params: dict | None = None
    ) -> None:
        super()._add(side, chat_id, message)
        if not method:  # a person's
            facts = Facts(self.clock(), "dice" if "dice" in message else "text", False)
        else:
            facts = Facts(
                self.clock(), method.removeprefix("send").replace("message", "text"), True
            )
            markup = self._markup(params)
            facts.content = self._content(params, markup)
            facts.keyboard = bool(markup) and "inline_keyboard" not in markup
        self._facts[chat_id, message["message_id"]] = facts

    @staticmethod
    def _content(params: dict, markup: dict | None) -> tuple:
        text = str(params.get("text") or params.get("caption") or "").strip()
        entities = unpacked(params.get("entities") or params.get("caption_entities"))
        return text, params.get("parse_mode"), entities, markup

    # --- the rules

    def check(self, name: str, params: dict) -> None:
        """Refuse what Telegram refuses; what is let through is accounted for at once."""
        check_parameters(name, params)
        check_required(name, params)
        self._check_chat(name, params)
        if markup := self._markup(params):
            private = not str(params.get("chat_id")).startswith("-")
            check_markup(markup, inline_only=name.startswith("edit"), private=private)
        if name.startswith("edit"):
            self._check_edit(name, params, markup)
        elif name.startswith("send") and name != "sendchataction":
            text = self._check_text(name, params)
            limit = LONGEST_TEXT if "text" in params else LONGEST_CAPTION
            if len(text) > limit:
                is_text = limit == LONGEST_TEXT
                raise bad("message is too long" if is_text else "message caption is too long")
            self._spend(number(params, "chat_id"))
        elif name == "deletemessage":
            ids = [number(params, "message_id")]
            self._check_delete(number(params, "chat_id"), ids, single=True)
        elif name == "deletemessages":
            ids = self._message_ids(params)
            self._check_delete(number(params, "chat_id"), ids, single=False)
        elif name == "answercallbackquery":
            self._check_answer(params)

    def _check_chat(self, name: str, params: dict) -> None:
        """Refuse a chat that the bot may not use; here it may use any."""

    def _check_answer(self, params: dict) -> None:
        if params.get("callback_query_id") not in self._queries:
            raise bad("query is too old and response timeout expired or query ID is invalid")

    def _check_text(self, name: str, params: dict) -> str:
        """The text of a call, whose entities are in order."""
        text = params.get("text") or params.get("caption") or ""
        if name in ("sendmessage", "editmessagetext") and not text.strip():
            raise bad("message text is empty")
        entities = unpacked(params.get("entities") or params.get("caption_entities"))
        if entities and not params.get("parse_mode"):
            check_entities(text, entities)
        return text

    def _check_edit(self, name: str, params: dict, markup: dict | None) -> None:
        text = self._check_text(name, params)
        facts = self._editable(name, params)
        limit = LONGEST_TEXT if "text" in params else LONGEST_CAPTION
        if len(text) > limit:
            raise bad("MESSAGE_TOO_LONG" if limit == LONGEST_TEXT else "MEDIA_CAPTION_TOO_LONG")
        self._spend(number(params, "chat_id"))
        content = self._content(params, markup)
        if name == "editmessagereplymarkup":
            content = *facts.content[:3], markup
        if content == facts.content:
            raise bad(
                "message is not modified: specified new message content and reply markup are "
                "exactly the same as a current content and reply markup of the message"
            )
        facts.content = content

    def _editable(self, name: str, params: dict) -> Facts:
        facts = self._facts.get((number(params, "chat_id"), number(params, "message_id")))
        if facts is None:
            raise bad("message to edit not found")
        if not facts.by_bot or facts.keyboard:
            raise bad("message can't be edited")
        if name != "editmessagereplymarkup":
            if facts.kind in WITHOUT_TEXT:
                raise bad("message can't be edited")
            if name == "editmessagetext" and facts.kind != "text":
                raise bad("there is no text in the message to edit")
            if name == "editmessagecaption" and facts.kind == "text":
                raise bad("there is no caption in the message to edit")
        return facts

    def _message_ids(self, params: dict) -> list[int]:
        ids = unpacked(params.get("message_ids"))
        if not ids:
            raise bad("message identifiers are not specified")
        if len(ids) > MOST_DELETES:
            raise bad("too many message identifiers specified")
        for one in ids:
            if isinstance(one, bool) or not isinstance(one, (int, float, str)):
                raise bad("message identifier must be a Number")
            if not str(one).lstrip("-").isdigit():
                raise bad("can't parse message identifier as a Number")
            if int(one) <= 0:
                raise bad("invalid message identifier specified")
        return [int(one) for one in ids]

    def _check_delete(self, chat_id: int, ids: list[int], single: bool) -> None:
        """One message that may not be deleted fails the whole call; unknown ids do not."""
        for message_id in ids:
            facts = self._facts.get((chat_id, message_id))
            if facts is None:
                if single:
                    raise bad("message to delete not found")
                continue
            age = (self.clock() - facts.born) * self.age_scale
            if age > DELETE_LIMIT or (facts.kind == "dice" and chat_id > 0 and age < DICE_LIMIT):
                raise bad("message can't be deleted for everyone")

    def _spend(self, chat_id: int) -> None:
        """One message or edit; deletes and answers to presses are free."""
        if not self.flood_scale:
            return
        rate, burst = (PRIVATE_RATE, PRIVATE_BURST) if chat_id > 0 else (GROUP_RATE, GROUP_BURST)
        rate *= self.flood_scale
        moment = self.clock()
        level, since = self._levels.get(chat_id, (burst, moment))
        level = min(burst, level + (moment - since) * rate)
        allowed = level >= 1
        self._levels[chat_id] = (level - allowed, moment)
        if not allowed:
            raise TooManyRequests(max(1, math.ceil((1 - level) / rate)))
