"""The Bot API whole, as far as our bot calls it: strict, recorded, with people in it.

Over `StrictTelegram` it knows tokens and chats, checks every method's fields, answers full
objects, and keeps a record of all that happened. `world` serves it to tests.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

from fakes.telegram.api import NOT_IN_ANSWERS, TRUE, number, visible_text
from fakes.telegram.chats import Chat
from fakes.telegram.clock import Clock
from fakes.telegram.entities import check_entities, found_in, masked, parsed, trimmed
from fakes.telegram.faults import Faults
from fakes.telegram.files import WithFiles
from fakes.telegram.parameters import PARAMETERS, is_set, names, unpacked
from fakes.telegram.profile import Profile
from fakes.telegram.reception import Reception
from fakes.telegram.record import Alert, Call, Change, Notification, Record
from fakes.telegram.refusals import NotFound, Refusal, bad
from fakes.telegram.topics import WithTopics
from fakes.telegram.updates import Updates

TOKEN = "4242:AAE-a-token-for-tests-only-0123456789"  # noqa: S105 - it opens nothing
FIRST_DELAY, LONGEST_DELAY = 0.02, 0.5  # seconds between deliveries of one update
ANSWER_LIFE = 150.0  # seconds in which a press can be answered
LONGEST_ALERT = 200
LATITUDES, LONGITUDES = 90.0, 180.0
READS = frozenset({"getchat", "getchatmember", "getchatmembercount"})
ACTIONS = frozenset({"typing", "upload_photo", "record_voice", "upload_document", "find_location"})
OF_UNTEXT = {"location": "📍 Location", "dice": "🎲", "contact": "Contact"}
SHARED = names(
    "message_id from chat date edit_date reply_markup sender_chat forward_origin reply_to_message "
    "has_protected_content"
)
INVALID_QUERY = "query is too old and response timeout expired or query ID is invalid"


def member_of(user: dict, status: str) -> dict:
    """A ChatMember object."""
    member: dict = {"user": user, "status": status}
    if status == "kicked":
        member["until_date"] = 0
    if status == "restricted":
        member |= {"is_member": True, "until_date": 0, "can_send_messages": False}
    if status == "administrator":
        member |= dict.fromkeys(RIGHTS, False) | {"can_be_edited": False}
    if status in ("creator", "administrator"):
        member |= {"is_anonymous": False}
    return member


RIGHTS = names(
    "can_manage_chat can_delete_messages can_manage_video_chats can_restrict_members "
    "can_promote_members can_change_info can_invite_users can_post_stories can_edit_stories "
    "can_delete_stories"
)


class BotApi(WithTopics, WithFiles):
    """One bot's API. `reaction` is called after each change, `world` wakes its waiters by it."""

    def __init__(
        self,
        clock: Clock | None = None,
        token: str = TOKEN,
        age_scale: float = 1.0,
        flood_scale: float = 0.0,
        first_delay: float = FIRST_DELAY,
        longest_delay: float = LONGEST_DELAY,
    ) -> None:
        self.time = clock or Clock()
        super().__init__(age_scale, flood_scale, self.time)
        self.token = token
        self.user = {
            "id": int(token.partition(":")[0]),
            "is_bot": True,
            "first_name": "Bench",
            "username": "bench_bot",
        }
        self.history = {}
        self.record, self.faults, self.profile = Record(), Faults(), Profile()
        self.accounts: dict[str, BotApi] = {token: self}  # all bots at this address, by token
        self.chats: dict[int, Chat] = {}
        self.connections: set[Reception] = set()
        self.working: set[asyncio.Task] = set()
        self.failures: list[Exception] = []
        self.asked: dict[str, tuple[float, int]] = {}  # open queries: since when, whose
        self.left: Callable[[Chat], None] | None = None  # told when the bot has left a group
        self.keyboards: dict[int, dict] = {}  # reply keyboards, which outlive their message
        self.updates: Updates = Updates(self, self.time, first_delay, longest_delay)

    def joins(self, other: BotApi) -> None:
        """Be served at the address of another bot, whose observers are woken for this one too."""
        self.accounts = other.accounts
        self.accounts[self.token] = self
        self.connections, self.working = other.connections, other.working
        self.failures, self.record.also = other.failures, other.record

    # --- calls

    def at_work(self, task: asyncio.Task) -> bool:
        """Whether a connection's task is in the middle of a call."""
        return task in self.working

    def arrived(self, method: str, params: dict) -> Call:
        """Put a call on record."""
        call = Call(self.record.next(), self.clock(), method, params)
        self.record.calls.append(call)
        return call

    def done(self, call: Call, outcome: str, status: int, result: object) -> None:
        """Note what came of a call."""
        if outcome == "ok" and not call.effect:
            call.effect = self.record.moment
        call.outcome, call.status, call.result = outcome, status, result
        self.record.wake()

    def call(self, method: str, params: dict) -> bytes:
        """Carry out a call: the body of its answer, or a Refusal."""
        name = method.lower()
        if name not in PARAMETERS:
            raise NotFound("Not Found: method not found")
        params = {key: value for key, value in params.items() if value is not None}
        return super().call(name, params)

    def carry_out(self, params: dict) -> None:
        """A call in the answer to a webhook: nobody hears what came of it."""
        method = str(params.pop("method", ""))
        if not method or method.lower() in NOT_IN_ANSWERS or method.lower().startswith("get"):
            return
        call = self.arrived(method, params)
        call.in_answer = True
        try:
            self.call(method, params)
        except Refusal as error:
            self.refusal(error)
            self.done(call, str(error), error.code, None)
        else:
            self.done(call, "ok", 200, None)

    # --- rules

    def _check_chat(self, name: str, params: dict) -> None:
        if "chat_id" not in PARAMETERS[name]:
            return
        if name.startswith("edit") and not params.get("chat_id"):
            raise bad("message identifier is not specified")
        if str(params.get("chat_id", "")).startswith("@"):
            raise bad("chat not found")  # nobody here is known by name
        chat_id = number(params, "chat_id")
        if name in ("editmessagetext", "editmessagereplymarkup", "deletemessage"):
            number(params, "message_id")
        chat = self.chats.get(chat_id)
        if chat is None:
            raise bad("chat not found")
        chat.check(reads_only=name in READS)
        reply = unpacked(params.get("reply_parameters")) or {}
        target = reply.get("message_id") or params.get("reply_to_message_id")
        if target and (chat.id, int(target)) not in self._facts:
            may_lack = reply.get("allow_sending_without_reply") or is_set(
                params, "allow_sending_without_reply"
            )
            if not may_lack:
                raise bad("message to be replied not found")

    def check(self, name: str, params: dict) -> None:
        """Refuse what Telegram refuses."""
        if mode := params.get("parse_mode"):
            field = "caption" if name == "editmessagecaption" else "text"
            text, entities = parsed(str(params.get(field) or ""), str(mode))
            check_entities(text, entities)
            # From here on the call is as if it had come with entities.
            params.pop("parse_mode")
            params[field] = text
            params["caption_entities" if field == "caption" else "entities"] = entities
        super().check(name, params)
        if name == "sendchataction" and params["action"] not in ACTIONS:
            raise bad("wrong parameter action in request")
        if name in ("sendlocation", "sendvenue"):
            latitude, longitude = float(params["latitude"]), float(params["longitude"])
            if abs(latitude) > LATITUDES or abs(longitude) > LONGITUDES:
                raise bad("invalid location specified")

    def _check_answer(self, params: dict) -> None:
        if len(params.get("text") or "") > LONGEST_ALERT:
            raise bad("MESSAGE_TOO_LONG")
        since, _ = self.asked.get(str(params["callback_query_id"]), (-ANSWER_LIFE, 0))
        if self.clock() - since > ANSWER_LIFE:
            raise bad(INVALID_QUERY)

    # --- messages

    def _note(self, chat_id: int, message_id: int, message: dict | None) -> None:
        super()._note(chat_id, message_id, message)
        by_bot = message is not None and message.get("from", {}).get("id") == self.user["id"]
        text = None if message is None else visible_text(message) or self.summary(message)
        new = message is not None and "edit_date" not in message
        moment, at = self.record.next(), self.clock()
        self.record.changes.append(Change(moment, at, chat_id, message_id, by_bot, text, new))

    @staticmethod
    def summary(message: dict) -> str:
        """What the list of chats shows of a message without text."""
        if venue := message.get("venue"):
            return f"📍 {venue['title']}, {venue['address']}"
        for kind, said in OF_UNTEXT.items():
            if kind in message:
                return said
        return next((f"[{kind}]" for kind in message if kind not in SHARED), "")

    def _message(self, name: str, params: dict, chat_id: int) -> dict:
        chat = self.chats[chat_id]
        message = super()._message(name, params, chat_id)
        message |= {"from": self.user, "chat": chat.brief, "date": int(self.clock())}
        if chat.kind == "channel":
            message["sender_chat"] = chat.brief
            del message["from"]
        self._set_text(message, params)
        if is_set(params, "protect_content"):
            message["has_protected_content"] = True
        if options := unpacked(params.get("link_preview_options")):
            message["link_preview_options"] = options
        if "venue" in message:
            message["venue"]["location"] = message["location"]
        return message

    def _edited(self, old: dict, params: dict) -> dict:
        message = super()._edited(old, params) | {"edit_date": int(self.clock())}
        if "text" in params:
            self._set_text(message, params)
            message.pop("link_preview_options", None)
            if options := unpacked(params.get("link_preview_options")):
                message["link_preview_options"] = options
        return message

    @staticmethod
    def _set_text(message: dict, params: dict) -> None:
        text = params.get("text")
        if text is None:
            return
        given = unpacked(params.get("entities")) or []
        text, entities = trimmed(text, given)
        message["text"] = text
        covered = [(one["offset"], one["offset"] + one["length"]) for one in entities]
        for found in found_in(text):
            start, end = found["offset"], found["offset"] + found["length"]
            links = [one for one in entities if one["type"] in ("code", "pre", "text_link")]
            if not links or not any(a < end and start < b for a, b in covered):
                entities.append(found)
        message.pop("entities", None)
        if entities:
            message["entities"] = sorted(
                entities, key=lambda entity: (entity["offset"], -entity["length"])
            )

    def _send(self, name: str, params: dict) -> bytes:
        answer = super()._send(name, params)
        chat_id = number(params, "chat_id")
        message_id, message = next(reversed(self.messages(chat_id).items()))
        markup = message.get("reply_markup") or {}
        if "keyboard" in markup:
            self.keyboards[chat_id] = markup
        elif "remove_keyboard" in markup:
            self.keyboards.pop(chat_id, None)
        text = message.get("text") or self.summary(message)
        self.record.notifications.append(
            Notification(
                self.record.moment,
                self.clock(),
                chat_id,
                message_id,
                masked(text, message.get("entities", [])),
                is_set(params, "disable_notification"),
            )
        )
        self.record.wake()
        return answer

    def gone(self, chat_id: int, ids: Iterable[int]) -> None:
        """People have deleted messages for both sides: the bot is not told."""
        self._remove(chat_id, list(ids))

    def rewrite(self, chat_id: int, message: dict) -> None:
        """A person has edited her own message."""
        self.people_messages(chat_id)[message["message_id"]] = message
        self._note(chat_id, message["message_id"], message)

    # --- presses

    def press(self, query_id: str, user_id: int) -> None:
        """A person has pressed a button, and waits for answerCallbackQuery."""
        self.ask(query_id)
        self.asked[query_id] = self.clock(), user_id

    def _m_answercallbackquery(self, params: dict) -> bytes:
        query_id = str(params["callback_query_id"])
        _, user_id = self.asked.pop(query_id)
        if params.get("text"):
            moment = self.record.next()
            self.record.alerts.append(
                Alert(moment, user_id, params["text"], is_set(params, "show_alert"))
            )
        return TRUE

    # --- the bot itself

    def _m_getme(self, params: dict) -> bytes:  # noqa: ARG002
        return self._ok(
            self.user
            | {"first_name": self.profile.text("name", {})}
            | {
                "can_join_groups": True,
                "can_read_all_group_messages": False,
                "supports_inline_queries": False,
                "can_connect_to_business": False,
                "has_main_web_app": False,
                "has_topics_enabled": self.has_topics,
            }
        )

    def _m_getchat(self, params: dict) -> bytes:
        return self._ok(self.chats[number(params, "chat_id")].full)

    def _m_getchatmember(self, params: dict) -> bytes:
        chat, user_id = self.chats[number(params, "chat_id")], number(params, "user_id")
        if user_id == self.user["id"]:
            return self._ok(member_of(self.user, chat.state))
        if user_id in chat.members:
            return self._ok(member_of(*chat.members[user_id]))
        if user_id not in self.chats:
            raise bad("PARTICIPANT_ID_INVALID")
        return self._ok(member_of({"id": user_id, "is_bot": False, "first_name": "A"}, "left"))

    def _m_getchatmembercount(self, params: dict) -> bytes:
        chat = self.chats[number(params, "chat_id")]
        return self._ok(len(chat.members) + (chat.state in ("member", "administrator")))

    def _m_leavechat(self, params: dict) -> bytes:
        chat = self.chats[number(params, "chat_id")]
        if chat.kind == "private":
            raise bad("can't leave private chats")
        chat.state = "left"
        if self.left:
            self.left(chat)
        return TRUE

    def _m_setmycommands(self, params: dict) -> bytes:
        self.profile.set_commands(params)
        return TRUE

    def _m_deletemycommands(self, params: dict) -> bytes:
        self.profile.delete_commands(params)
        return TRUE

    def _m_getmycommands(self, params: dict) -> bytes:
        return self._ok(self.profile.menu(params))

    def _m_setmyname(self, params: dict) -> bytes:
        self.profile.set_text("name", params)
        return TRUE

    def _m_setmydescription(self, params: dict) -> bytes:
        self.profile.set_text("description", params)
        return TRUE

    def _m_setmyshortdescription(self, params: dict) -> bytes:
        self.profile.set_text("short_description", params)
        return TRUE

    def _m_getmyname(self, params: dict) -> bytes:
        return self._ok({"name": self.profile.text("name", params)})

    def _m_getmydescription(self, params: dict) -> bytes:
        return self._ok({"description": self.profile.text("description", params)})

    def _m_getmyshortdescription(self, params: dict) -> bytes:
        return self._ok({"short_description": self.profile.text("short_description", params)})

    # --- webhooks

    def _m_setwebhook(self, params: dict) -> bytes:
        return self._worded(self.updates.set_webhook(params))

    def _m_deletewebhook(self, params: dict) -> bytes:
        return self._worded(self.updates.set_webhook({**params, "url": ""}))

    @staticmethod
    def _worded(words: str) -> bytes:
        return b'{"ok":true,"result":true,"description":"%b"}' % words.encode()

    def _m_getwebhookinfo(self, params: dict) -> bytes:  # noqa: ARG002
        return self._ok(self.updates.info())
