"""A topic of its own for each case at a counsellor's desk, where her chat has topics.

The desk knows nothing of it. A topic stands in the ledger as a message does, under its mark, so
that whatever deletes the copies of a case closes its topic too. The worst mistake here: to lose
words because of a topic; where one cannot be had, they go into the chat as they always did.
"""

from __future__ import annotations

import math
from typing import Final

import msgspec

from bot.channels.base import mark_of_topic
from bot.effects import PERSON, Post
from bot.events import UNKNOWN, PersonEvent, Said, SentMedia
from bot.held import Mark, Standing
from bot.shell.work import Work
from bot.store.base import LedgerRow

AGAIN_SECONDS: Final = 3600.0
"""How long a desk goes without new topics after one could not be opened."""
_ORIGIN = "topic"
_NEVER_OLD = math.inf
"""A topic can be deleted at any age, so it has no time of sending."""


def thread_of(standing: Standing, group: str) -> str:
    """The thread of a group's topic; ``''`` when it has none."""
    return dict(standing.threads).get(group, "")


def wants_topic(work: Work, post: Post) -> bool:
    """Whether a topic is to be opened before these words are sent."""
    desk = work.opened.held.desk
    return (
        post.threaded
        and post.group != PERSON
        and desk is not None
        and desk.kind == "counsellor"
        and work.tools.capabilities[work.opened.row.channel].topics
        and work.standing.no_topics_until <= work.now
        and not thread_of(work.standing, post.group)
    )


def topic_mark(thread: str) -> Mark:
    """What deletes the topic of a thread."""
    return Mark(mark_of_topic(thread), "ours", _NEVER_OLD)


def stand_topic(work: Work, group: str, thread: str) -> None:
    """The topic of a group stands."""
    mark = topic_mark(thread)
    work.tx.keep(LedgerRow(work.opened.row.id, group, mark.id, mark.side, mark.sent_at, _ORIGIN))
    work.change(threads=(*work.standing.threads, (group, thread)))


def drop_topic(work: Work, group: str) -> None:
    """Nothing more goes into the topic of a group; what the ledger says of it stays."""
    threads = tuple(pair for pair in work.standing.threads if pair[0] != group)
    work.change(threads=threads)


def fail_topic(work: Work, row: int) -> None:
    """The words of this row lost their topic: once they get another, then they go plainly."""
    if work.standing.topic_failed == row:
        refuse_topics(work)
    else:
        work.change(topic_failed=row)


def doubt_topic(work: Work, row: int) -> None:
    """Nobody knows whether the topic for this row was opened; an empty one may stay there."""
    work.count("topic.doubtful")
    fail_topic(work, row)


def refuse_topics(work: Work) -> None:
    """Topics cannot be opened at this desk now."""
    work.change(no_topics_until=work.now + AGAIN_SECONDS)


def after_topics(standing: Standing, after: int) -> int:
    """What is sent now is newer than every topic that stands here: no search for it may begin
    below them, or it would delete the messages that carry them.
    """
    threads = (thread for _, thread in standing.threads)
    return max(after, *(int(thread) for thread in threads if thread.isdecimal()), 0)


def placed(work: Work, event: PersonEvent) -> PersonEvent:
    """The event with the case that it belongs to, instead of a topic or a message of ours."""
    if not isinstance(event, Said | SentMedia):
        return event
    edited = isinstance(event, Said) and event.edited
    # What was changed belongs where it belonged before.
    named = event.message if edited else event.about
    if not named:
        return event
    kept = work.tx.kept(work.opened.row.id)
    groups = (row.target for row in kept if row.message == named and row.target != PERSON)
    return msgspec.structs.replace(event, about=next(groups, UNKNOWN))
