"""What is counted over a whole run, and one person's walk through the script."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from fakes.telegram.delivery import Job

now = time.perf_counter
SAMPLES = 5
"""Texts that are kept of what should not have come."""


@dataclass(slots=True)
class Tally:
    """Counted from the first update to the last, warm-up included."""

    started: int = 0
    completed: int = 0
    lost_conversations: int = 0
    """The person had to begin again."""
    lost_replies: int = 0
    """Acknowledged, but never answered."""
    duplicated_replies: int = 0
    unexpected_messages: int = 0
    missing_buttons: int = 0
    undeleted_messages: int = 0
    """The bot's, when the person stopped waiting."""
    undeleted_bot_messages: int = 0
    """Still there when the chat was looked at last."""
    undeleted_user_messages: int = 0
    cover_missing: int = 0
    forbidden_visible: int = 0
    samples: list[str] = field(default_factory=list)
    forbidden_samples: list[str] = field(default_factory=list)

    def unexpected(self, text: str) -> None:
        """A message that no step asks for."""
        self.unexpected_messages += 1
        if len(self.samples) < SAMPLES:
            self.samples.append(text[:120])

    def forbidden(self, text: str) -> None:
        """A text that should not have been readable any more."""
        self.forbidden_visible += 1
        if len(self.forbidden_samples) < SAMPLES:
            self.forbidden_samples.append(text[:120])


class Conversation:
    """One person walking through the script once."""

    __slots__ = (
        "acked_at",
        "answer",
        "burst",
        "burst_until",
        "chat",
        "dropped",
        "extra",
        "retried",
        "sent_at",
        "slot",
        "started_at",
        "step",
        "under_way",
    )

    def __init__(self, chat: int, slot: object) -> None:
        self.chat, self.slot = chat, slot
        self.step = -1
        self.under_way = 0  # updates that are not acknowledged yet
        self.dropped = False  # one of them expired on its way
        self.answer: int | None = None  # id of this step's answer, once it is there
        self.sent_at = self.acked_at = 0.0
        self.started_at = now()
        self.extra = 0  # further messages that the bot may still send
        self.burst = self.burst_until = 0  # the same for a burst, until this step
        self.retried = False


class Exit:
    """How long one exit takes to hide what was on the screen."""

    __slots__ = ("job", "pressed_at", "shown", "times")

    def __init__(self, shown: set[int]) -> None:
        self.job: Job | None = None
        self.pressed_at = now()
        self.shown = shown  # ids that are still to be hidden
        self.times: list[float] = []

    def hide(self, messages: list[int]) -> None:
        """These are gone from the screen, or covered; it counts once the exit was posted."""
        if self.job is not None and self.job.posted_at:
            hidden = self.shown.intersection(messages)
            self.shown -= hidden
            self.times += [now()] * len(hidden)
