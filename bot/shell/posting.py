"""Words that are passed on: in order, one at a time, each until its time is over.

A message of these stays in the chat and in the ledger until its group is withdrawn or the
conversation is left. The worst mistakes here: to deliver words twice or out of order, and to let a
message stand whose group was withdrawn while it was on its way.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

import msgspec

from bot.channels.base import Blocked, Gone, Outcome, RefusedForGood, RetryAt, Sent, Unknown
from bot.effects import Post, Reveal, TakeBack, Withdraw
from bot.events import PostDropped
from bot.held import Mark
from bot.owed import OwedPost
from bot.shell.delivery import EditPost, OpenTopic, SendPost, Start
from bot.shell.doubts import resolve_doubts
from bot.shell.topics import (
    after_topics,
    doubt_topic,
    drop_topic,
    fail_topic,
    refuse_topics,
    stand_topic,
    thread_of,
    topic_mark,
    wants_topic,
)
from bot.shell.work import Work
from bot.store.base import LedgerRow, OutboxRow


def post(work: Work, effect: Post) -> None:
    """Owe words, after those that wait already; veiled ones wait until she asks for them."""
    if effect.veiled:
        row = work.owe(OwedPost(effect), "extra")
        work.change(veiled=(*work.standing.veiled, row))
        return
    row = work.owe(OwedPost(effect), "extra", not_after=work.now + effect.lasts)
    work.change(posts=(*work.standing.posts, row))


def reveal(work: Work, effect: Reveal) -> None:
    """Owe now what waited for her: the time in which it may be sent begins with her asking."""
    for row_id, veiled in list(_queued(work, work.standing.veiled)):
        if veiled.group == effect.group:
            _unqueue(work, row_id)
            post(work, msgspec.structs.replace(veiled, veiled=False))


def take_back(work: Work, effect: TakeBack) -> None:
    """Delete the copies of an original, or do not send them."""
    _void(work, effect.group, effect.origin)
    _erase(work, _copies(work, effect.group, effect.origin))


def withdraw(work: Work, effect: Withdraw) -> None:
    """Delete everything of a group, its topic last, and send nothing more of it.

    Whoever wrote what was not sent yet is told, for she takes it for read.
    """
    voided = _void(work, effect.group, None)
    if effect.unsent:
        return
    for lost in voided:
        work.fail(PostDropped(lost.origin, lost.group))
    drop_topic(work, effect.group)
    _erase(work, [row for row in work.tx.kept(work.opened.row.id) if row.target == effect.group])


def call_back(work: Work, start: Start) -> bool:
    """Let go of words that are not on their way yet and were withdrawn; False: these were not."""
    if work.standing.posting != start.row or not work.standing.post_past:
        return False
    work.tx.settle(start.row)
    work.change(posting=0, post_past=False, opening=False)
    return True


def advance_posts(work: Work) -> None:
    """Begin the next words if none are on their way."""
    while work.standing.posts and not work.standing.posting:
        row_id = work.standing.posts[0]
        row = work.row(row_id)
        if row is None:
            work.change(posts=work.standing.posts[1:])
            continue
        owed = _post_of(work, row)
        if row.not_after is not None and row.not_after < work.now:
            _drop(work, row_id, owed.post)
        elif row.due_at > work.now:
            work.alarm(row.due_at, row_id)
            return
        else:
            _begin(work, row, owed)


def _begin(work: Work, row: OutboxRow, owed: OwedPost) -> None:
    action = _action(work, owed.post)
    if action is None:
        _drop(work, row.id, owed.post)
        return
    work.tx.mark_in_flight(row.id, True)
    opening = isinstance(action, OpenTopic)
    work.change(posts=work.standing.posts[1:], posting=row.id, post_past=False, opening=opening)
    after = after_topics(work.standing, row.after_id)
    work.start(row.id, action, owed, row.created_at, after)


def _action(work: Work, effect: Post) -> OpenTopic | SendPost | EditPost | None:
    """The next call about these words; None: there is no copy to change."""
    if effect.amends:
        copies = _copies(work, effect.group, effect.origin)
        _erase(work, copies[:-1])  # it had been longer
        return EditPost(copies[-1].message, effect) if copies else None
    if wants_topic(work, effect):
        return OpenTopic(effect)
    return SendPost(effect, thread_of(work.standing, effect.group) if effect.threaded else "")


def end_post(work: Work, start: Start, outcome: Outcome) -> None:
    """A call about words ended; its conversation is open."""
    if work.standing.posting != start.row or not isinstance(start.owed, OwedPost):
        _end_unasked(work, start, outcome)
        return
    past, effect = work.standing.post_past, start.owed.post
    work.change(posting=0, post_past=False, opening=False)
    if isinstance(start.action, OpenTopic):
        _end_opening(work, start, effect, outcome, past=past)
        return
    match outcome:
        case Sent(message=message):
            work.tx.settle(start.row)
            if message:
                _stands(work, message, effect, start.over, past=past)
        case RetryAt(seconds=seconds):
            _again(work, start, past=past, due=work.now + max(1.0, seconds))
        case Unknown():
            _unknown(work, start, past=past)
        case Blocked():
            work.forget_blocked()
        case Gone() if isinstance(start.action, SendPost) and start.action.thread:
            drop_topic(work, effect.group)
            fail_topic(work, start.row)
            _again(work, start, past=past, due=work.now)
        case Gone() | RefusedForGood():
            work.tx.settle(start.row)
            if not past:
                work.fail(PostDropped(effect.origin, effect.group))
        case _:
            assert_never(outcome)


def _end_unasked(work: Work, start: Start, outcome: Outcome) -> None:
    """Of a desk that was given up meanwhile: what came there all the same goes."""
    if isinstance(start.action, EditPost):
        return
    opening = isinstance(start.action, OpenTopic)
    match outcome:
        case Sent(message=message):
            mark = topic_mark(message) if opening else Mark(message, "ours", work.now)
            work.erase((mark,))
        case Unknown() if opening:
            work.count("topic.doubtful")
        case Unknown():
            work.change(doubts=(*work.standing.doubts, start.after))
        case _:
            pass


def _end_opening(work: Work, start: Start, effect: Post, outcome: Outcome, *, past: bool) -> None:
    """The words follow in any case: into the topic, or plainly."""
    due = work.now
    match outcome:
        case Sent(message=thread):
            if past:
                work.erase((topic_mark(thread),))
            else:
                stand_topic(work, effect.group, thread)
            resolve_doubts(work, thread, start.over)
        case RetryAt(seconds=seconds):
            due += max(1.0, seconds)
        case Unknown():
            doubt_topic(work, start.row)
            due += 1.0
        case Blocked():
            work.forget_blocked()
            return
        case Gone() | RefusedForGood():
            refuse_topics(work)
        case _:
            assert_never(outcome)
    _again(work, start, past=past, due=due)


def doubt_post(work: Work, rows: dict[int, OutboxRow]) -> None:
    """A process before this one had words on their way; nobody knows whether they came."""
    standing = work.standing
    row = rows.get(standing.posting)
    work.change(posting=0, post_past=False, opening=False)
    if row is None:
        return
    if standing.opening:
        doubt_topic(work, row.id)
    elif not _post_of(work, row).post.amends:
        after = after_topics(standing, row.after_id)
        work.change(doubts=(*work.standing.doubts, after))
    if standing.post_past:
        work.tx.settle(row.id)
    else:
        work.change(posts=(row.id, *work.standing.posts))


def _stands(work: Work, message: str, effect: Post, over: tuple[int, ...], *, past: bool) -> None:
    mark = Mark(message, "ours", work.now)
    if past or work.tools.capabilities[work.opened.row.channel].copies:
        # Where it cannot be changed or taken away again, only its copy is left to delete.
        work.erase((mark,))
    else:
        work.tx.keep(
            LedgerRow(work.opened.row.id, effect.group, message, "ours", work.now, effect.origin)
        )
    resolve_doubts(work, message, over)


def _unknown(work: Work, start: Start, *, past: bool) -> None:
    if isinstance(start.action, EditPost):
        # The same text again is harmless, whichever lands last.
        _again(work, start, past=past, due=work.now + 1.0)
        return
    first = start.after not in work.standing.doubts
    # Each call is a doubt of its own: another one in flight may end the earlier ones only.
    work.change(doubts=(*work.standing.doubts, start.after))
    _again(work, start, past=past, due=work.now if first else work.now + 1.0)


def _again(work: Work, start: Start, *, past: bool, due: float) -> None:
    if past:
        work.tx.settle(start.row)
        return
    work.tx.mark_in_flight(start.row, False)
    work.tx.postpone(start.row, due)
    work.change(posts=(start.row, *work.standing.posts))


def _drop(work: Work, row_id: int, effect: Post) -> None:
    _unqueue(work, row_id)
    work.fail(PostDropped(effect.origin, effect.group))


def _void(work: Work, group: str, origin: str | None) -> list[Post]:
    """Take out of the queue what waits of a group (of an original); mark what is on its way."""
    voided: list[Post] = []

    def concerned(effect: Post) -> bool:
        return effect.group == group and origin in (None, effect.origin)

    waiting = (*work.standing.posts, *work.standing.veiled)
    for row_id, effect in list(_queued(work, waiting)):
        if concerned(effect):
            _unqueue(work, row_id)
            voided.append(effect)
    row = work.row(work.standing.posting) if work.standing.posting else None
    if row is not None and concerned(_post_of(work, row).post):
        work.change(post_past=True)
    return voided


def _unqueue(work: Work, row_id: int) -> None:
    work.tx.settle(row_id)
    standing = work.standing
    work.change(
        posts=tuple(row for row in standing.posts if row != row_id),
        veiled=tuple(row for row in standing.veiled if row != row_id),
    )


def _queued(work: Work, rows: tuple[int, ...]) -> Iterator[tuple[int, Post]]:
    for row_id in rows:
        row = work.row(row_id)
        if row is not None:
            yield row_id, _post_of(work, row).post


def _copies(work: Work, group: str, origin: str) -> list[LedgerRow]:
    rows = work.tx.kept(work.opened.row.id)
    return [row for row in rows if row.target == group and row.origin == origin]


def _erase(work: Work, rows: list[LedgerRow]) -> None:
    work.erase(tuple(row.mark for row in rows))


def _post_of(work: Work, row: OutboxRow) -> OwedPost:
    owed = work.tools.conversations.open_owed(work.opened, row)
    if not isinstance(owed, OwedPost):
        raise TypeError("A row of words holds no words.")
    return owed
