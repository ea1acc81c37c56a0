"""A stand-in for the Telegram Bot API, for measuring bots on loopback.

It speaks plain HTTP/1.1 at ``/bot<token>/<method>``, understands JSON,
urlencoded and multipart bodies, keeps just enough state to answer as Telegram
would (message ids, which messages of both sides still exist) and tells an
observer about every message that a bot sends, edits or deletes.

Nothing here checks a bot's token or its limits: it is an instrument, so it
must cost less than anything it measures. ``strict`` adds the limits, ``bot_api`` the rest.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from typing import Any, Protocol

from fakes.telegram.connection import ApiConnection
from fakes.telegram.refusals import (
    BadRequest,
    Conflict,
    Refusal,
    TooManyRequests,
    Unauthorized,
)
from fakes.telegram.wire import dumps, header, loads, parse_body, parse_multipart, read_chunked

__all__ = [
    "BOT_USER",
    "DIE",
    "BadRequest",
    "Conflict",
    "FakeTelegram",
    "Observer",
    "Refusal",
    "TooManyRequests",
    "Unauthorized",
    "dumps",
    "header",
    "loads",
    "now",
    "number",
    "parse_body",
    "parse_multipart",
    "read_chunked",
    "serve",
    "visible_text",
]

BOT_USER = {"id": 4242, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}
GET_ME = BOT_USER | {
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
    "can_connect_to_business": False,
    "has_main_web_app": False,
}
TRUE = b'{"ok":true,"result":true}'
DIE = "\N{GAME DIE}"  # typed alone, it arrives as a dice
# Methods whose name begins with "send" but which make no message.
NO_MESSAGE = {"sendchataction", "sendmessagedraft"}
# Fields of a call that a Message carries back under the same name.
ECHOED = ("text", "caption", "location", "venue", "contact", "poll")
# Methods that Telegram does not carry out from the answer to a webhook.
NOT_IN_ANSWERS = {"deletewebhook", "setwebhook", "close", "logout"}
MOST_DELETES = 100
now = time.perf_counter


def number(params: dict, name: str) -> int:
    """A whole number that a method cannot do without; else a BadRequest in Telegram's words."""
    try:
        return int(params[name])
    except (KeyError, TypeError, ValueError):
        wanting = (
            "message identifier is not specified" if name == "message_id" else f"{name} is empty"
        )
        raise BadRequest("Bad Request: " + wanting) from None


class Observer:
    """What the load driver overrides to see the bot's side of a conversation."""

    def on_message(self, chat_id: int, message: dict, edited: bool) -> None:
        """The bot has sent or edited a message."""

    def on_delete(self, chat_id: int, message_ids: list[int]) -> None:
        """The bot has deleted messages of either side."""


class UpdateSource(Protocol):
    """What answers getUpdates."""

    def get(self, params: dict, connection: Any) -> None:  # noqa: ANN401 - see delivery.Waiting
        """Answer on the connection, now or later."""

    def hung_up(self, connection: Any) -> None:  # noqa: ANN401
        """Nobody waits on this connection any more."""


def visible_text(message: dict) -> str:
    """What a person reads of a message: its text and the labels of its buttons."""
    markup = message.get("reply_markup") or {}
    rows = [*markup.get("inline_keyboard", ()), *markup.get("keyboard", ())]
    labels = [b if isinstance(b, str) else b.get("text", "") for row in rows for b in row]
    return "\n".join([message.get("text") or message.get("caption") or "", *labels])


class FakeTelegram:
    """The API's state and methods, without any transport."""

    def __init__(self, clock: Callable[[], float] = now) -> None:
        self.clock = clock  # seconds; ages and the history are measured by it
        self.observer = Observer()
        self.calls = 0
        self.calls_by_method: dict[str, int] = {}
        self.refused: Counter = Counter()  # description -> calls refused with it
        self.foreign_ids = 0  # ids of other chats that were named in deletes
        self.webhook: dict = {}
        self.updates: UpdateSource | None = None  # answers getUpdates (None: webhooks)
        self.delay = 0.0  # seconds that every answer is held back
        # chat -> [(time, message id, visible text or None once deleted)], when wanted
        self.history: dict[int, list] | None = None
        self._last_id = 0
        self._last_in_group: dict[int, int] = {}
        self._chat_of: dict[int, int] = {}  # message id -> private chat
        self._of_bot: dict[int, dict[int, dict]] = {}  # chat -> id -> Message
        self._of_people: dict[int, dict[int, dict]] = {}

    # --- what the load driver uses -------------------------------------

    def next_message_id(self, chat_id: int) -> int:
        """One sequence over all private chats of the bot, as Telegram has it.

        The messages of both sides take part; groups count for themselves.
        """
        if chat_id > 0:
            self._last_id += 1
            return self._last_id
        self._last_in_group[chat_id] = self._last_in_group.get(chat_id, 0) + 1
        return self._last_in_group[chat_id]

    def messages(self, chat_id: int) -> dict[int, dict]:
        """The bot's messages that still exist in a chat, oldest first."""
        return self._of_bot.setdefault(chat_id, {})

    def people_messages(self, chat_id: int) -> dict[int, dict]:
        """The people's messages that still exist in a chat, oldest first."""
        return self._of_people.setdefault(chat_id, {})

    def keep(self, chat_id: int, message: dict) -> None:
        """Put a person's own message into the chat."""
        self._add(self.people_messages(chat_id), chat_id, message)

    def ask(self, query_id: str) -> None:
        """A person has pressed a button, and waits for answerCallbackQuery."""

    def forget(self, chat_id: int) -> None:
        """A chat that was never there."""
        for side in (self._of_bot, self._of_people):
            for message_id in side.pop(chat_id, ()):
                self._chat_of.pop(message_id, None)
        if self.history is not None:
            self.history.pop(chat_id, None)

    def visible_at(self, chat_id: int, moment: float) -> dict[int, str]:
        """The texts that could be read in a chat at a moment (needs `history`)."""
        texts: dict[int, str] = {}
        for when, message_id, text in self.history.get(chat_id, ()):
            if when > moment:
                break
            if text is None:
                texts.pop(message_id, None)
            else:
                texts[message_id] = text
        return texts

    # --- the methods ----------------------------------------------------

    def call(self, method: str, params: dict) -> bytes:
        """Carry out a call: the body of its answer, or a Refusal."""
        name = method.lower()
        self.calls += 1
        self.calls_by_method[name] = self.calls_by_method.get(name, 0) + 1
        self.check(name, params)
        if name.startswith("send") and name not in NO_MESSAGE:
            return self._send(name, params)
        handler = getattr(self, "_m_" + name, None)
        return handler(params) if handler else TRUE

    def check(self, name: str, params: dict) -> None:
        """Raise a Refusal for a call that breaks a rule; here there are none."""

    def refusal(self, error: Refusal) -> bytes:
        """Count a refused call, and word its answer."""
        self.refused[str(error)] += 1
        answer = {"ok": False, "error_code": error.code, "description": str(error)}
        if error.retry_after:
            answer["parameters"] = {"retry_after": error.retry_after}
        if error.migrate_to:
            answer["parameters"] = {"migrate_to_chat_id": error.migrate_to}
        return dumps(answer)

    def carry_out(self, params: dict) -> None:
        """A call inside the answer to a webhook: nobody hears what came of it."""
        method = str(params.pop("method", "")).lower()
        if method and method not in NOT_IN_ANSWERS and not method.startswith("get"):
            try:
                self.call(method, params)
            except Refusal as error:
                self.refusal(error)

    @staticmethod
    def _ok(result: Any) -> bytes:  # noqa: ANN401 - whatever the method answers
        return b'{"ok":true,"result":' + dumps(result) + b"}"

    def _add(
        self,
        side: dict,
        chat_id: int,
        message: dict,
        method: str = "",  # noqa: ARG002 - StrictTelegram asks what kind of message it is
        params: dict | None = None,  # noqa: ARG002
    ) -> None:
        message_id = message["message_id"]
        side[message_id] = message
        if chat_id > 0:
            self._chat_of[message_id] = chat_id
        self._note(chat_id, message_id, message)

    def _note(self, chat_id: int, message_id: int, message: dict | None) -> None:
        if self.history is not None:
            text = None if message is None else visible_text(message)
            self.history.setdefault(chat_id, []).append((self.clock(), message_id, text))

    def _remove(self, chat_id: int, ids: list[int]) -> None:
        """Delete in this chat only: unknown ids and those of other chats are skipped."""
        bot, people = self.messages(chat_id), self.people_messages(chat_id)
        removed = []
        for message_id in ids:
            if bot.pop(message_id, None) or people.pop(message_id, None):
                removed.append(message_id)
                self._note(chat_id, message_id, None)
                if chat_id > 0:
                    self._chat_of.pop(message_id, None)
            elif chat_id > 0 and message_id in self._chat_of:
                self.foreign_ids += 1
        self.observer.on_delete(chat_id, removed)

    def _send(self, name: str, params: dict) -> bytes:
        chat_id = number(params, "chat_id")
        if name == "sendmessage" and not params.get("text"):
            raise BadRequest("Bad Request: message text is empty")
        message = self._message(name, params, chat_id)
        markup = self._markup(params)
        seen = message
        if markup:
            # A user sees any keyboard; Telegram returns only inline ones.
            seen = message | {"reply_markup": markup}
            if "inline_keyboard" in markup:
                message = seen
        self._add(self.messages(chat_id), chat_id, seen, name, params)
        self.observer.on_message(chat_id, seen, False)
        return self._ok(message)

    def _message(self, name: str, params: dict, chat_id: int) -> dict:
        """A new message of the bot, without its keyboard."""
        message: dict = {
            "message_id": self.next_message_id(chat_id),
            "from": BOT_USER,
            "chat": {"id": chat_id, "first_name": "User", "type": "private"},
            "date": int(time.time()),
        }
        if chat_id < 0:
            message["chat"] = {"id": chat_id, "title": "Group", "type": "supergroup"}
        for field in ECHOED:
            if field in params:
                message[field] = params[field]
        if name == "senddice":
            message["dice"] = {"emoji": params.get("emoji", DIE), "value": 1}
        if name in ("sendlocation", "sendvenue"):
            message["location"] = {
                "latitude": float(params.get("latitude", 0)),
                "longitude": float(params.get("longitude", 0)),
            }
            if name == "sendvenue":
                message["venue"] = {
                    "location": message["location"],
                    "title": params.get("title", ""),
                    "address": params.get("address", ""),
                }
        return message

    @staticmethod
    def _markup(params: dict) -> dict | None:
        markup = params.get("reply_markup")
        if isinstance(markup, (str, bytes)):
            markup = loads(markup)
        return markup or None

    def _edit(self, params: dict, tell: bool = True) -> bytes:
        chat_id, message_id = number(params, "chat_id"), number(params, "message_id")
        old = self.messages(chat_id).get(message_id)
        if old is None:
            raise BadRequest("Bad Request: message to edit not found")
        message = self._edited(old, params)
        markup = self._markup(params)
        if markup:
            message["reply_markup"] = markup
        self.messages(chat_id)[message_id] = message
        self._note(chat_id, message_id, message)
        if tell:
            self.observer.on_message(chat_id, message, True)
        return self._ok(message)

    def _edited(self, old: dict, params: dict) -> dict:
        """A message after an edit, without its keyboard."""
        message = old | {"edit_date": int(time.time())}
        for field in ("text", "caption"):
            if field in params:
                message[field] = params[field]
        message.pop("reply_markup", None)
        return message

    _m_editmessagetext = _m_editmessagecaption = _edit

    def _m_editmessagereplymarkup(self, params: dict) -> bytes:
        return self._edit(params, tell=False)  # the user has nothing new to read

    def _m_deletemessage(self, params: dict) -> bytes:
        chat_id, message_id = number(params, "chat_id"), number(params, "message_id")
        if chat_id > 0 and message_id > self._last_id:
            raise BadRequest("Bad Request: message to delete not found")
        self._remove(chat_id, [message_id])
        return TRUE

    def _m_deletemessages(self, params: dict) -> bytes:
        ids = params.get("message_ids") or []
        ids = [int(i) for i in (loads(ids) if isinstance(ids, (str, bytes)) else ids)]
        if not ids:
            raise BadRequest("Bad Request: message identifiers are not specified")
        if len(ids) > MOST_DELETES:
            raise BadRequest("Bad Request: too many message identifiers specified")
        self._remove(number(params, "chat_id"), ids)
        return TRUE

    def _m_getme(self, params: dict) -> bytes:  # noqa: ARG002
        return self._ok(GET_ME)

    def _m_getupdates(self, params: dict) -> bytes:  # noqa: ARG002
        return self._ok([])  # a bot with webhooks has nothing to fetch

    def _m_getmycommands(self, params: dict) -> bytes:  # noqa: ARG002
        return self._ok([])

    def _m_setwebhook(self, params: dict) -> bytes:
        self.webhook = params
        return b'{"ok":true,"result":true,"description":"Webhook was set"}'

    def _m_deletewebhook(self, params: dict) -> bytes:  # noqa: ARG002
        self.webhook = {}
        return TRUE

    def _m_getwebhookinfo(self, params: dict) -> bytes:  # noqa: ARG002
        return self._ok(
            {
                "url": self.webhook.get("url", ""),
                "has_custom_certificate": False,
                "pending_update_count": 0,
            }
        )


async def serve(
    api: FakeTelegram, host: str = "127.0.0.1", port: int = 0
) -> asyncio.AbstractServer:
    """Start serving; returns the asyncio server (its port may be ephemeral)."""
    loop = asyncio.get_running_loop()
    return await loop.create_server(lambda: ApiConnection(api, loop), host, port, backlog=1024)
