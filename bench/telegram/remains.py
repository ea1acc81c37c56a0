"""What is still in a chat after the last step, and what of it should not be there."""

from __future__ import annotations

import argparse
import re

from bench.telegram.script import Step, text_of
from bench.telegram.tally import Conversation, Tally
from fakes.telegram.api import FakeTelegram


class Remains:
    """Looks at the chats of those who took the last step."""

    def __init__(
        self, api: FakeTelegram, last: Step, tally: Tally, options: argparse.Namespace
    ) -> None:
        self._api, self._last, self._tally = api, last, tally
        self._forbid = re.compile(options.forbid, re.DOTALL) if options.forbid else None
        self._grace: float = options.grace
        self.left: dict[int, Conversation] = {}
        """Chats whose person has gone, oldest first."""
        self.downtimes: list[tuple[float, float]] = []
        """While the bot was dead."""

    def is_tidy(self, conversation: Conversation) -> bool:
        """Whether the chat looks as it must after the last step."""
        step = self._last
        if step.deletes and self.left_behind(conversation):
            return False
        if step.deletes == "both" and self._api.people_messages(conversation.chat):
            return False
        return step.cover is None or self._is_covered(conversation.chat)

    def left_behind(self, conversation: Conversation) -> int:
        """The bot's messages that should have gone: all but the answer and the cover."""
        existing = self._api.messages(conversation.chat)
        if cover := self._last.cover:
            return sum(not cover.search(text_of(message)) for message in existing.values())
        return len(existing) - (conversation.answer in existing)

    def is_cover(self, text: str) -> bool:
        """Whether this is what the last step leaves behind."""
        return bool((self._last.cover or self._last.expect).search(text))

    def _is_covered(self, chat: int) -> bool:
        cover = self._last.cover
        texts = [text_of(message) for message in self._api.messages(chat).values()]
        return cover is not None and bool(texts) and all(map(cover.search, texts))

    def look_back(self, chat: int) -> None:
        """Count what a person who has left can still see, and forget the chat."""
        conversation = self.left.pop(chat, None)
        if conversation:
            step = self._last
            if step.deletes:
                self._tally.undeleted_bot_messages += self.left_behind(conversation)
                self._tally.undeleted_user_messages += len(self._api.people_messages(chat))
            if step.cover and not self._is_covered(chat):
                self._tally.cover_missing += 1
            if self._forbid:
                self._look_for_forbidden(conversation, self._forbid)
        self._api.forget(chat)

    def look_back_at_all(self) -> None:
        """The same for everybody who has left."""
        for chat in list(self.left):
            self.look_back(chat)

    def _look_for_forbidden(self, conversation: Conversation, forbid: re.Pattern[str]) -> None:
        """Count forbidden texts still visible after the exit, and each that came back."""
        since = conversation.acked_at + self._grace
        for start, end in self.downtimes:  # the dead can hide nothing
            if start < since:
                since = max(since, end + self._grace)
        chat = conversation.chat
        history = (self._api.history or {}).get(chat, ())
        later = (text for when, _, text in history if text and when > since)
        for text in (*self._api.visible_at(chat, since).values(), *later):
            if found := forbid.search(text):
                self._tally.forbidden(found[0])
