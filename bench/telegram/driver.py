"""The people: they walk through the script, and the modes decide when they move on."""

from __future__ import annotations

import argparse
import asyncio
import time
from collections import deque
from collections.abc import Callable

from bench.telegram.remains import Remains
from bench.telegram.script import Message, Script, Step, find_button, text_of
from bench.telegram.sending import Client, Sender, Taken
from bench.telegram.tally import Conversation, Exit, Tally
from fakes.telegram.api import FakeTelegram, Observer

FIRST_CHAT = 100_000
PROBE_CHAT = 99_999
"""Sends the update that times the cold start."""
LOOK_SECONDS = 0.05
now = time.perf_counter


class Driver(Observer):
    """All people of one run."""

    def __init__(
        self,
        api: FakeTelegram,
        client: Client,
        script: Script,
        options: argparse.Namespace,
        patience: float,
    ) -> None:
        self.api, self.client, self.steps = api, client, script.steps
        self.last = len(self.steps) - 1
        self.tally = Tally()
        self.remains = Remains(api, self.steps[-1], self.tally, options)
        self.active: dict[int, Conversation] = {}
        self.handled = 0
        """Updates acknowledged and answered."""
        self.latencies: list[float] | None = None
        """Collected while not None."""
        self.may_retry = False
        self.forgive_before = 0.0
        """Time-outs count from here (kill mode)."""
        self.over = False
        """Nobody looks any more."""
        self.on_ready: Callable[[Conversation], None] = self.advance
        self.on_end: Callable[[Conversation], None] = _nothing
        self._fresh = script.fresh if options.fresh_chats is None else options.fresh_chats
        self._people: int = options.users
        self._patience = patience
        self._sender = Sender(api, client, options.expiry_scale)
        reused = () if self._fresh else range(FIRST_CHAT, FIRST_CHAT + self._people)
        self._resting = deque(reused)
        self._next_chat = FIRST_CHAT + len(self._resting)
        api.observer = self

    @property
    def exits(self) -> dict[int, Exit]:
        """The exits that are timed, by chat."""
        return self._sender.exits

    # --- the person's side

    def begin(self, slot: object = None) -> Conversation:
        """Somebody new, or somebody whose turn it is again."""
        if self._resting:
            chat = self._resting.popleft()
        else:
            chat, self._next_chat = self._next_chat, self._next_chat + 1
        self.remains.look_back(chat)
        conversation = self.active[chat] = Conversation(chat, slot)
        self.tally.started += 1
        return conversation

    def next_step(self, conversation: Conversation) -> int:
        """The step that comes next: optional ones count only when there is their button."""
        at = conversation.step + 1
        while at <= self.last and self.steps[at].optional:
            press = self.steps[at].press
            if press and find_button(self.api.messages(conversation.chat), press):
                break
            at += 1
        return at

    def advance(self, conversation: Conversation, due: float = 0.0) -> None:
        """Take the next step (latency counts from ``due``, when that is given)."""
        conversation.step = self.next_step(conversation)
        if conversation.step > self.last:
            self._end(conversation, lost=False)
            return
        step = self.steps[conversation.step]
        conversation.extra += step.extra
        if len(step.texts) > 1:
            conversation.burst = len(step.texts) - 1
            conversation.burst_until = conversation.step + 1
        conversation.retried = False
        self._act(conversation, step, due)

    def _act(self, conversation: Conversation, step: Step, due: float = 0.0) -> None:
        found = None
        if step.press:
            found = find_button(self.api.messages(conversation.chat), step.press)
            if not found:
                self.tally.missing_buttons += 1
                self._end(conversation, lost=True)
                return
        conversation.answer = None
        conversation.dropped = False
        conversation.sent_at = due or now()
        taken = self._taker(conversation)
        if found is None:
            for text in step.texts:
                conversation.under_way += 1
                self._sender.type(conversation.chat, text, taken)
            return
        label, data, message = found
        conversation.under_way += 1
        if data is None:
            self._sender.type(conversation.chat, label, taken)
        else:
            self._sender.press(conversation.chat, data, message, taken)

    def _taker(self, conversation: Conversation) -> Taken:
        at = conversation.step

        def taken(dropped: bool) -> None:
            """An update of this step is out of the way: acknowledged, or expired."""
            conversation.dropped = conversation.dropped or dropped
            if self.active.get(conversation.chat) is conversation and at == conversation.step:
                conversation.under_way -= 1
                if not conversation.under_way:
                    conversation.acked_at = now()
                    self._settle(conversation)

        return taken

    # --- the bot's side

    def on_message(self, chat_id: int, message: Message, edited: bool) -> None:
        """The bot sent this, or edited it."""
        if self.over:
            return
        conversation = self.active.get(chat_id)
        if conversation is None:
            if chat_id != PROBE_CHAT and not edited:
                self.tally.duplicated_replies += 1
            return
        if conversation.step < 0:
            return  # an echo of this chat's last conversation
        text = text_of(message)
        if edited and self.exits and self.remains.is_cover(text):
            self._hide(chat_id, [message["message_id"]])
        if conversation.answer is None and self.steps[conversation.step].expect.search(text):
            conversation.answer = message["message_id"]
            if self.latencies is not None:
                self.latencies.append(now() - conversation.sent_at)
            if not conversation.under_way:
                self._settle(conversation)
        elif edited:
            # The same edit twice, or a tidied older message: nobody sees two replies.
            if conversation.step == self.last and not conversation.under_way:
                self._settle(conversation)
        elif conversation.extra:
            conversation.extra -= 1
        elif conversation.burst and conversation.step <= conversation.burst_until:
            conversation.burst -= 1
        elif any(s.expect.search(text) for s in self.steps[: conversation.step + 1]):
            self.tally.duplicated_replies += 1
        else:
            self.tally.unexpected(text)

    def on_delete(self, chat_id: int, message_ids: list[int]) -> None:
        """The bot deleted these."""
        if self.exits:
            self._hide(chat_id, message_ids)
        conversation = self.active.get(chat_id)
        if conversation is None or conversation.step != self.last or conversation.under_way:
            return
        if conversation.answer is not None:
            self._settle(conversation)

    def _hide(self, chat_id: int, message_ids: list[int]) -> None:
        watched = self.exits.get(chat_id)
        if watched:
            watched.hide(message_ids)

    def _settle(self, conversation: Conversation) -> None:
        """Move on once the step is both acknowledged and answered."""
        if conversation.answer is None:
            return
        last = conversation.step == self.last
        if last and not self.remains.is_tidy(conversation):
            return
        self.handled += self.steps[conversation.step].updates
        if last:
            self._end(conversation, lost=False)
        else:
            self.on_ready(conversation)

    def _end(self, conversation: Conversation, *, lost: bool) -> None:
        left = self.remains.left
        if lost:
            self.tally.lost_conversations += 1
        else:
            self.tally.completed += 1
            if conversation.answer is not None and conversation.step == self.last:
                left[conversation.chat] = conversation
        del self.active[conversation.chat]
        if not self._fresh:
            self._resting.append(conversation.chat)
        elif conversation.chat not in left:
            self.api.forget(conversation.chat)
        elif len(left) > self._people:
            self.remains.look_back(next(iter(left)))
        self.on_end(conversation)

    # --- patience

    async def watch(self) -> None:
        """Give up on answers that do not come."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            for conversation in list(self.active.values()):
                if conversation.under_way or conversation.step < 0:
                    continue
                waited = now() - max(conversation.acked_at, self.forgive_before)
                if waited > self._patience:
                    self._overdue(conversation)

    def _overdue(self, conversation: Conversation) -> None:
        last = conversation.step == self.last
        if conversation.answer is not None:
            if not last:
                return  # this person is only waiting for a turn
            if self.steps[-1].deletes:
                self.tally.undeleted_messages += self.remains.left_behind(conversation)
            self.handled += 1
            self._end(conversation, lost=False)
            return
        if not conversation.retried and not conversation.dropped:
            self.tally.lost_replies += 1
        if self.may_retry and not conversation.retried:
            conversation.retried = True  # the person tries the same thing once more
            self._act(conversation, self.steps[conversation.step])
        else:
            self._end(conversation, lost=True)

    async def drain(self, limit: float = 30.0) -> None:
        """Let everybody come to the end, and nobody begin."""
        self.on_end = _nothing
        self.on_ready = self.advance
        deadline = now() + limit
        while self.active and now() < deadline:  # noqa: ASYNC110 - on the clock
            await asyncio.sleep(0.02)


def _nothing(_: Conversation) -> None:
    """Nobody follows."""
