"""What the outcome of a call changes: one transaction after each call, grouped with others.

The worst mistakes here: to lose the id of a message that was sent, and to edit a screen again
while an earlier edit of it may still land.
"""

from __future__ import annotations

from typing import assert_never

from bot.channels.base import Blocked, Gone, Outcome, RefusedForGood, RetryAt, Sent, Unknown
from bot.effects import PERSON, Tone
from bot.events import Refused
from bot.held import Mark
from bot.owed import OwedShow
from bot.quick_exit import Doubt, Wipe, WipeTarget
from bot.shell.advancing import advance
from bot.shell.delivery import (
    LIT_SECONDS,
    EditPost,
    EditScreen,
    NewScreen,
    OpenTopic,
    RemoveScreen,
    SendKeyboard,
    Start,
    backoff,
    begun,
    ended,
    without,
)
from bot.shell.doubts import resolve_doubts
from bot.shell.keyboard import end_removal
from bot.shell.leaving import store_wipe
from bot.shell.posting import end_post
from bot.shell.sweep import Swept
from bot.shell.topics import topic_mark
from bot.shell.turn import happen
from bot.shell.work import Work


def finish_screen(work: Work, start: Start, outcome: Outcome) -> None:
    """A call about the screen ended."""
    if not work.enter(start.conversation):
        finish_late(work, start, outcome)
        return
    busy = work.standing.busy
    if busy is None or busy.row != start.row or not isinstance(start.owed, OwedShow):
        return
    work.standing = ended(work.standing)
    match start.action:
        case EditScreen():
            _edited(work, start, start.owed, outcome)
        case NewScreen():
            _sent(work, start, start.owed, outcome)
        case RemoveScreen(mark=mark):
            _removed(work, start, start.owed, mark, outcome)
        case _:
            raise TypeError("This call was not about a screen.")
    conclude(work)


def conclude(work: Work) -> None:
    """Begin what can begin now, tell ``decide`` of failures, and save."""
    if work.is_open:
        advance(work)
    if work.is_open and work.failures:
        happen(work, work.failures.pop(0))
    if work.is_open:
        work.save()


def _edited(work: Work, start: Start, owed: OwedShow, outcome: Outcome) -> None:
    match outcome:
        case Sent():
            work.tx.settle(start.row)
        case Gone():
            work.standing = without(work.standing, frozenset({work.standing.screen}))
            if owed.show.by_timer:
                work.tx.settle(start.row)
            else:
                _again(work, start, work.now)
        case Unknown():
            work.change(doubtful=start.row)
            # A timer may not send: the same text again is harmless whichever lands last.
            due = backoff(work.now, start.made) if owed.show.by_timer else work.now
            _again(work, start, due)
        case RetryAt(seconds=seconds) if _stays_lit(work, owed, seconds):
            _take_away(work, start, owed, seconds)
        case RetryAt() | Blocked() | RefusedForGood():
            _failed(work, start, owed, outcome)
        case _:
            assert_never(outcome)


def _stays_lit(work: Work, owed: OwedShow, seconds: float) -> bool:
    """Whether a screen that is to be covered would have to wait for it."""
    covers = owed.show.screen.tone is Tone.COVER and bool(work.standing.screen)
    return covers and seconds > LIT_SECONDS and not work.standing.waiting


def _take_away(work: Work, start: Start, owed: OwedShow, seconds: float) -> None:
    """Edits are limited, deletes are not: the screen goes now, its cover comes when it may."""
    action = RemoveScreen(Mark(work.standing.screen, "ours", work.standing.sent_at))
    work.change(limited_until=work.now + seconds)
    work.standing = begun(work.standing, start.row, action)
    work.start(start.row, action, owed, start.made)


def _sent(work: Work, start: Start, owed: OwedShow, outcome: Outcome) -> None:
    match outcome:
        case Sent(message=message):
            _stands(work, message, start.over)
            work.tx.settle(start.row)
        case Unknown():
            doubts = work.standing.doubts
            first = not doubts if work.able.copies else start.after not in doubts
            # Each call is a doubt of its own: another one in flight may end the earlier ones only.
            work.change(doubts=(*doubts, start.after))
            _again(work, start, work.now if first else backoff(work.now, start.made))
        case Gone():
            _failed(work, start, owed, RefusedForGood())
        case RetryAt() | Blocked() | RefusedForGood():
            _failed(work, start, owed, outcome)
        case _:
            assert_never(outcome)


def _stands(work: Work, message: str, over: tuple[int, ...]) -> None:
    """A new screen stands; the old one goes, and whatever a doubtful send left."""
    old = work.standing
    work.change(screen=message, sent_at=work.now, doubtful=0)
    if old.screen:
        work.erase((Mark(old.screen, "ours", old.sent_at),))
    resolve_doubts(work, message, over)


def _removed(work: Work, start: Start, owed: OwedShow, mark: Mark, outcome: Outcome) -> None:
    match outcome:
        case Sent() | Gone():
            work.standing = without(work.standing, frozenset({mark.id}))
            if owed.show.by_timer:
                work.tx.settle(start.row)
            else:
                _again(work, start, work.standing.limited_until)
        case RefusedForGood():
            # Too old to delete: covering it, and accepting the doubt, is all that is left.
            work.change(doubtful=0)
            _again(work, start, work.now)
        case Unknown():
            _again(work, start, backoff(work.now, start.made))
        case RetryAt(seconds=seconds):
            _limit(work, start, seconds)
        case Blocked():
            work.forget_blocked()
        case _:
            assert_never(outcome)


def _failed(
    work: Work, start: Start, owed: OwedShow, outcome: RetryAt | Blocked | RefusedForGood
) -> None:
    match outcome:
        case RetryAt(seconds=seconds):
            _limit(work, start, seconds)
        case Blocked():
            work.forget_blocked()
        case RefusedForGood():
            work.tx.settle(start.row)
            work.fail(Refused(), owed)
        case _:
            assert_never(outcome)


def _limit(work: Work, start: Start, seconds: float) -> None:
    due = work.now + max(1.0, seconds)
    work.change(limited_until=due)
    _again(work, start, due)


def _again(work: Work, start: Start, due: float) -> None:
    """Carry this screen out later, unless a newer one waits already."""
    if work.standing.waiting:
        work.tx.settle(start.row)
        return
    work.tx.mark_in_flight(start.row, False)
    work.tx.postpone(start.row, due)
    work.change(waiting=start.row)


def finish_pin(work: Work, start: Start, outcome: Outcome) -> None:
    """An extra was sent, or not."""
    if not work.enter(start.conversation):
        finish_late(work, start, outcome)
        return
    standing = work.standing
    if standing.pinning != start.row:
        return
    past = standing.pin_past
    work.change(pinning=0, pin_past=False)
    match outcome:
        case Sent(message=message):
            work.tx.settle(start.row)
            mark = Mark(message, "ours", work.now)
            if past:
                work.erase((mark,))
            else:
                work.change(extras=(*standing.extras, mark))
            if isinstance(start.action, SendKeyboard):
                work.change(keyboard=message)
            resolve_doubts(work, message, start.over)
        case RetryAt(seconds=seconds) if not past:
            work.tx.postpone(start.row, work.now + max(1.0, seconds))
            work.change(pins=(start.row, *standing.pins))
        case Unknown():
            again = not past and start.after not in standing.doubts
            work.change(doubts=(*standing.doubts, start.after))
            if again:
                work.change(pins=(start.row, *standing.pins))
            else:
                work.tx.settle(start.row)
        case Blocked():
            work.forget_blocked()
        case Gone() | RefusedForGood() | RetryAt():
            work.tx.settle(start.row)
        case _:
            assert_never(outcome)
    conclude(work)


def finish_post(work: Work, start: Start, outcome: Outcome) -> None:
    """Words were passed on, or not."""
    if not work.enter(start.conversation):
        finish_late(work, start, outcome)
        return
    end_post(work, start, outcome)
    conclude(work)


def finish_removal(work: Work, start: Start, outcome: Outcome) -> None:
    """The keyboard was taken away, or not."""
    if not work.enter(start.conversation):
        finish_late(work, start, outcome)
    elif work.standing.pinning == start.row:
        end_removal(work, start, outcome)
        conclude(work)


def finish_erase(work: Work, start: Start, swept: Swept) -> None:
    """Deletes were carried out as far as they could be."""
    if not work.enter(start.conversation):
        # The wipe that ended the conversation holds these ids too.
        work.count("left_behind", swept.lost)
        return
    if swept.blocked:
        work.forget_blocked()
        return
    work.tx.release(start.conversation, swept.gone)
    work.standing = without(work.standing, frozenset(swept.gone))
    # A row may have been begun again before this commit; what is left of it is owed once. Else
    # rows double with each attempt of an outage.
    if work.tx.settle(start.row):
        work.count("left_behind", swept.lost)
        work.erase_later(swept.still, swept.due, start.made)
    conclude(work)


def finish_late(work: Work, start: Start, outcome: Outcome) -> None:
    """A call returned for a conversation that is forgotten: what it sent is deleted at once."""
    opening = isinstance(start.action, OpenTopic)
    match outcome:
        case Sent(message=message) if message:
            mark = topic_mark(message) if opening else Mark(message, "ours", work.now)
            target = _small(start, marks=(mark,))
        case Unknown() if opening:
            work.count("topic.doubtful")
            return
        case Unknown() if not isinstance(start.action, EditScreen | RemoveScreen | EditPost):
            target = _small(start, doubts=(Doubt(start.after),))
        case _:
            return
    wipe = Wipe((target,), None, by_act=False, left_at=work.now)
    conversations = work.tools.conversations
    work.result.wipes.append(store_wipe(conversations, work.tx, start.channel, wipe, work.now))


def _small(
    start: Start, marks: tuple[Mark, ...] = (), doubts: tuple[Doubt, ...] = ()
) -> WipeTarget:
    return WipeTarget(
        PERSON,
        start.address,
        "done",
        marks=marks,
        doubts=doubts,
        cover_after=start.after,
        # It came, or may have come, after the wipe of the conversation took it away.
        keyboard=isinstance(start.action, SendKeyboard),
    )
