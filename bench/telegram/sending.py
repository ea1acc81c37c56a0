"""What a person types and presses, as updates on their way to the bot."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from bench.telegram.script import Message
from bench.telegram.tally import Exit
from fakes.telegram.api import DIE, FakeTelegram, dumps
from fakes.telegram.delivery import (
    MESSAGE_LIFE,
    PRESS_LIFE,
    PRESSES,
    Job,
    PollingClient,
    WebhookClient,
)

Client = WebhookClient | PollingClient
Taken = Callable[[bool], None]
"""Called when an update is out of the way; True when it expired on its way."""


class Sender:
    """Hands updates to the client that delivers them. ``exits`` are watched from here on."""

    def __init__(self, api: FakeTelegram, client: Client, sooner: float) -> None:
        self.api, self.client = api, client
        self.exits: dict[int, Exit] = {}
        self._press_life = PRESS_LIFE / sooner
        self._message_life = MESSAGE_LIFE / sooner
        self._update_id = 1_000_000

    def type(self, chat: int, text: str, taken: Taken) -> None:
        """A message; a command is marked as one, a lone die is a dice."""
        message: Message = {
            "message_id": self.api.next_message_id(chat),
            "from": _person(chat),
            "chat": {"id": chat, "first_name": "User", "type": "private"},
            "date": int(time.time()),
            "text": text,
        }
        if text.startswith("/"):
            length = len(text.split(maxsplit=1)[0])
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
        elif text == DIE:
            del message["text"]
            message["dice"] = {"emoji": DIE, "value": 1}
        self.api.keep(chat, message)
        self._submit(chat, {"message": message}, chat, self._message_life, taken)

    def press(self, chat: int, data: str, message: Message, taken: Taken) -> None:
        """A press on a button of this message."""
        query_id = str((self._update_id + 1) * 7919)
        query = {
            "id": query_id,
            "from": _person(chat),
            "message": message,
            "chat_instance": str(chat * 31),
            "data": data,
        }
        self.api.ask(query_id)
        self._submit(chat, {"callback_query": query}, chat + PRESSES, self._press_life, taken)

    def _submit(
        self, chat: int, update: dict[str, Any], queue: int, life: float, taken: Taken
    ) -> None:
        self._update_id += 1

        def done(_: Job, call: dict[str, Any] | None) -> None:
            if call:
                self.api.carry_out(call)
            taken(False)

        def dropped(_: Job) -> None:
            taken(True)

        body = dumps({"update_id": self._update_id} | update)
        job = Job(self._update_id, body, queue, life, done, dropped)
        watched = self.exits.get(chat) if self.exits else None
        if watched is not None and watched.job is None:
            watched.job = job
        self.client.submit(job)


def _person(chat: int) -> dict[str, Any]:
    return {"id": chat, "is_bot": False, "first_name": "User", "language_code": "en"}
