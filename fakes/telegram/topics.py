"""Topics in private chats (Bot API 9.4): opened and deleted by the bot, deleted by people too."""

from __future__ import annotations

from fakes.telegram.api import TRUE, number
from fakes.telegram.refusals import bad
from fakes.telegram.strict import StrictTelegram

LONGEST_TITLE = 128
NO_THREAD = "message thread not found"


class WithTopics(StrictTelegram):
    """`has_topics`: the account has them switched on."""

    has_topics = False

    def topics(self, chat_id: int) -> dict[int, str]:
        """Title by thread of what stands in a chat."""
        return self.__dict__.setdefault("_topics", {}).setdefault(chat_id, {})

    def remove_topic(self, chat_id: int, thread: int) -> None:
        """A topic goes with everything in it, deleted by the bot or by a person."""
        del self.topics(chat_id)[thread]
        sides = (self.messages(chat_id), self.people_messages(chat_id))
        ids = [
            message_id
            for side in sides
            for message_id, message in side.items()
            if message.get("message_thread_id") == thread
        ]
        self._remove(chat_id, ids)

    def check(self, name: str, params: dict) -> None:
        """A message goes into a topic that is there."""
        super().check(name, params)
        thread = params.get("message_thread_id")
        if name.startswith("send") and thread is not None:
            chat_id = number(params, "chat_id")
            if chat_id > 0 and int(thread) not in self.topics(chat_id):
                raise bad(NO_THREAD)

    def _message(self, name: str, params: dict, chat_id: int) -> dict:
        message = super()._message(name, params, chat_id)
        if params.get("message_thread_id") is not None:
            thread = int(params["message_thread_id"])
            message |= {"message_thread_id": thread, "is_topic_message": True}
        return message

    def _m_createforumtopic(self, params: dict) -> bytes:
        chat_id, name = number(params, "chat_id"), str(params["name"])
        if not self.has_topics:
            raise bad("the chat is not a forum")
        if not 0 < len(name) <= LONGEST_TITLE:
            raise bad("TOPIC_TITLE_EMPTY" if not name else "TOPIC_TITLE_INVALID")
        self._spend(chat_id)
        thread = self.next_message_id(chat_id)
        self.topics(chat_id)[thread] = name
        return self._ok({"message_thread_id": thread, "name": name, "icon_color": 7322096})

    def _m_deleteforumtopic(self, params: dict) -> bytes:
        chat_id, thread = number(params, "chat_id"), number(params, "message_thread_id")
        if thread not in self.topics(chat_id):
            raise bad("TOPIC_ID_INVALID")
        self.remove_topic(chat_id, thread)
        return TRUE
