"""One event of one conversation, inside a transaction: handled before? decide, owe, save.

The worst mistakes here: to handle an update twice, to let a timer send (S01), and to keep
anything about a chat that is not known.
"""

from __future__ import annotations

import msgspec

from bot.decision import Decision, Leave
from bot.effects import PERSON, POSTED, Show
from bot.events import (
    Heard,
    PersonEvent,
    PostDropped,
    Pressed,
    Refused,
    Said,
    ScreenLost,
    SentMedia,
    TimerFired,
    Told,
    Update,
)
from bot.held import Held, Mark, Standing, with_handled
from bot.quick_exit import Act, Wipe, WipeTarget, recognise
from bot.session import Session
from bot.shell.doubts import lost_marks, resolve_doubts, search_doubts
from bot.shell.group import AloneError
from bot.shell.joining import join
from bot.shell.leaving import leave_chat, store_wipe
from bot.shell.letters import STAFF, Cancels, ForCaseOf, Opens
from bot.shell.owing import owe
from bot.shell.results import Memory, Unasked
from bot.shell.turn_desk import happen_at_desk, take_at_desk
from bot.shell.work import Work

LATE_SECONDS = 120.0
"""An update older than this causes no new message any more."""
AFTER_EXIT_SECONDS = 2.0
"""Messages dated up to this long after an exit belong to the time before it."""


def take(work: Work, update: Update, stranger: Standing, *, overtaken: bool = False) -> None:
    """Handle one update. ``stranger``: what stands in a chat that no row knows.

    ``overtaken``: an exit that came in after this update was carried out before it.
    """
    if work.meet(update.channel, update.address) and work.opened.held.desk is not None:
        take_at_desk(work, update)
        return
    if update.channel == STAFF:
        join(work, update, stranger)
        return
    said = update.event
    command = isinstance(said, Said) and said.text.startswith("/")
    if command and recognise(said, work.tools.words) is Act.DELETE:
        work.letters.append(Cancels(update.channel, update.address))
    held = _held(work, update, stranger)
    if update.id in held.handled or update.id in held.left_ids:
        work.result.handled_before = True
        return
    event = _with_words(work, held, update.event)
    if _is_past(work, held, event, overtaken=overtaken):
        _pass_over(work, held, update)
        return
    session = held.session if work.is_open else None
    decision = work.tools.decide_on(update.channel, session, event, work.now)
    _carry_in(work, held, msgspec.structs.replace(update, event=event), decision)


def happen(work: Work, event: Unasked) -> None:
    """Let ``decide`` answer something that no act of hers caused, then what follows from that."""
    work.failures.insert(0, event)
    if work.opened.held.desk is not None:
        while work.failures and work.is_open:
            event = work.failures.pop(0)
            if not isinstance(event, Told | Heard):
                happen_at_desk(work, event)
        return
    while work.failures and work.is_open:
        event = work.failures.pop(0)
        held = work.opened.held
        channel = work.opened.row.channel
        decision = work.tools.decide_on(channel, held.session, event, work.now)
        _count(work, decision)
        if decision.leave is not None:
            _leave(work, held, decision.leave, caused=False)
            return
        if decision.session is not None:
            work.hold(msgspec.structs.replace(held, session=decision.session))
        failure = isinstance(event, ScreenLost | Refused | PostDropped)
        owe(work, decision.effects, caused=False, answers_failure=failure)
        _tell_case(work, decision)
        if isinstance(event, TimerFired) and not _is_sending(work):
            search_doubts(work)


def _tell_case(work: Work, decision: Decision) -> None:
    conversation = work.opened.row.id
    if decision.begins is not None:
        work.letters.append(Opens(conversation, decision.begins))
    work.letters.extend(ForCaseOf(conversation, event) for event in decision.to_case)


def _is_sending(work: Work) -> bool:
    busy = work.standing.busy
    return busy is not None and busy.new


def _held(work: Work, update: Update, stranger: Standing) -> Held:
    """The chat's content, or that of a chat not known: only what its exit left behind."""
    conversations = work.tools.conversations
    if work.is_open:
        return work.opened.held
    held = Held(update.address, Session(), _pressed_screen(stranger, update.event))
    remains = conversations.remains(work.tx, update.channel, update.address, work.now)
    if remains is None:
        return held
    return msgspec.structs.replace(held, left_at=remains.left_at, left_ids=remains.handled)


def _pressed_screen(stranger: Standing, event: PersonEvent) -> Standing:
    """A chat not known is as she shows it to us: the message she pressed is its screen."""
    if not isinstance(event, Pressed) or event.message == stranger.screen:
        return stranger
    return Standing(screen=event.message)


def _with_words(work: Work, held: Held, event: PersonEvent) -> PersonEvent:
    """What she typed with whether it is one of the words that she chose."""
    if not isinstance(event, Said) or not work.is_open:
        return event
    if held.word and _is_one(work, held.word, event):
        event = msgspec.structs.replace(event, safe_word=True)
    if held.duress and _is_one(work, held.duress, event):
        return msgspec.structs.replace(event, phrase="duress")
    if held.phrase and _is_one(work, held.phrase, event):
        return msgspec.structs.replace(event, phrase="right")
    return event


def _is_one(work: Work, hashes: tuple[bytes, ...], event: Said) -> bool:
    vault = work.tools.conversations.vault
    return vault.is_word(hashes, work.opened.row.id, work.tools.fold(event.text))


def _is_past(work: Work, held: Held, event: PersonEvent, *, overtaken: bool) -> bool:
    """Whether this belongs to the time before an exit and gets no answer any more."""
    early = bool(held.left_at) and event.dated < held.left_at + AFTER_EXIT_SECONDS
    if recognise(event, work.tools.words, work.tools.fold) is not None:
        # A second exit word of a chat that was left already is only a message to delete.
        return early and not work.is_open and not isinstance(event, Pressed)
    if isinstance(event, Pressed):
        return overtaken
    if overtaken and not (work.is_open and isinstance(event, SentMedia)):
        return True
    return early


def _pass_over(work: Work, held: Held, update: Update) -> None:
    """Delete her message, if it is one, and answer nothing."""
    event = update.event
    if not work.is_open:
        if not isinstance(event, Pressed) or event.own:
            _wipe_message(work, held, update)
        return
    work.hold(msgspec.structs.replace(held, handled=with_handled(held.handled, update.id)))
    hers = _own(event) if isinstance(event, Pressed) else triggers_of(event)
    work.erase(hers)
    work.save()


def _wipe_message(work: Work, held: Held, update: Update) -> None:
    """Delete one message of a chat that was left, as durably as the rest of it."""
    event = update.event
    marks = _own(event) if isinstance(event, Pressed) else triggers_of(event)
    _wipe_marks(work, update.channel, held.address, marks)


def wipe_copy(work: Work, channel: str, message: str) -> None:
    """Delete the provider's copy of a message, whoever's it is."""
    _wipe_marks(work, channel, "", (Mark(message, "ours", work.now),))


def wipe_lost(work: Work, channel: str, address: str, since: float) -> None:
    """Delete the provider's copies of what may have been sent since this moment."""
    _wipe_marks(work, channel, address, lost_marks((int(since),)))


def _wipe_marks(work: Work, channel: str, address: str, marks: tuple[Mark, ...]) -> None:
    target = WipeTarget(PERSON, address, "done", marks=marks)
    wipe = Wipe((target,), None, by_act=False, left_at=work.now)
    conversations = work.tools.conversations
    work.result.wipes.append(store_wipe(conversations, work.tx, channel, wipe, work.now))


def _carry_in(work: Work, held: Held, update: Update, decision: Decision) -> None:
    event = update.event
    caused = isinstance(event, Pressed) or work.now - event.dated <= LATE_SECONDS
    _count(work, decision)
    if decision.leave is not None:
        leaving = decision.leave
        if not caused:
            # Hours later nobody waits for a new beginning; it would be sent unasked (S01).
            leaving = msgspec.structs.replace(leaving, fresh=None)
        anew = caused and decision.session is not None
        _leave(work, held, leaving, caused=caused, update=update, anew=anew)
        if anew:
            _begin_anew(work, held, update, decision, leaving)
        return
    work.result.alert = decision.alert
    if decision.session is None and not work.is_open:
        work.result.locale = event.app_locale
        work.result.memory = Memory(decision.effects, held.standing, caused)
        return
    session = held.session if decision.session is None else decision.session
    work.result.locale = session.locale
    held = msgspec.structs.replace(
        held, session=session, handled=with_handled(held.handled, update.id)
    )
    if not work.is_open:
        work.create(update.channel, held)
    work.hold(_with_hashes(work, held, decision))
    _tidy_pressed(work, event)
    owe(work, decision.effects, caused=caused, event=event)
    _tell_case(work, decision)
    if work.failures:
        happen(work, work.failures.pop(0))
    if work.is_open:
        work.save(touched=True)


def _begin_anew(work: Work, held: Held, update: Update, decision: Decision, leaving: Leave) -> None:
    """After a ``/delete`` that leads into a new conversation: its first screen is sent anew."""
    session = decision.session or Session()
    left_ids = with_handled((*held.left_ids, *held.handled), update.id)
    fresh = Held(held.address, session, left_at=work.now, left_ids=left_ids)
    work.create(update.channel, fresh)
    effects = decision.effects
    if leaving.fresh is not None and not any(isinstance(effect, Show) for effect in effects):
        effects = (Show(leaving.fresh, fresh=True), *effects)
    owe(work, effects, caused=True, event=update.event)
    work.save(touched=True)


def _with_hashes(work: Work, held: Held, decision: Decision) -> Held:
    """The words that she chose, as hashes; those that she has no more use for go."""
    vault = work.tools.conversations.vault

    def hashes(word: str) -> tuple[bytes, ...]:
        # Only the newest root key's hash: an older one would keep its root key alive.
        return vault.word_hashes(work.opened.row.id, word)[:1]

    session = held.session
    if decision.word:
        held = msgspec.structs.replace(held, word=hashes(decision.word))
    elif held.word and not session.has_word:
        held = msgspec.structs.replace(held, word=())
    if (held.phrase or held.duress) and session.talk is None:
        held = msgspec.structs.replace(held, phrase=(), duress=())
    if decision.phrase:
        held = msgspec.structs.replace(held, phrase=hashes(decision.phrase))
    if decision.duress:
        held = msgspec.structs.replace(held, duress=hashes(decision.duress))
    return held


def _tidy_pressed(work: Work, event: PersonEvent) -> None:
    """A button of a message that we had lost sight of: that message goes."""
    standing = work.standing
    if not isinstance(event, Pressed):
        if standing.busy is None:
            resolve_doubts(work, event.message)
        return
    if work.tools.capabilities[work.opened.row.channel].copies:
        # What she presses there is a message of hers; ours goes when a newer one stands.
        work.erase(_own(event))
        return
    sending = _is_sending(work)
    known = {standing.screen, *(mark.id for mark in standing.extras)}
    # Words that were passed on stay. While a send is in flight the message may be the very screen
    # whose id we await.
    posted = event.token == POSTED
    if event.message and event.message not in known and not sending and not posted:
        work.erase((Mark(event.message, "ours"),))


def _count(work: Work, decision: Decision) -> None:
    for name in decision.counts:
        work.count(name)


def _leave(
    work: Work,
    held: Held,
    leaving: Leave,
    *,
    caused: bool,
    update: Update | None = None,
    anew: bool = False,
) -> None:
    if not work.alone:
        raise AloneError("An exit is committed alone.")
    opened = work.opened if work.is_open else None
    channel = work.opened.row.channel if update is None else update.channel
    if anew:
        # The wipe deletes all, and sends nothing: the new conversation sends its own screen.
        fresh = leaving.fresh or leaving.cover
        leaving = msgspec.structs.replace(leaving, fresh=fresh, by_act=False)
    planned = leave_chat(
        work.tools.conversations,
        work.tx,
        channel,
        held,
        msgspec.structs.replace(leaving, by_act=leaving.by_act and caused),
        work.now,
        opened=opened,
        triggers=() if update is None else triggers_of(update.event),
        update_id="" if update is None else update.id,
        highest=work.tools.newest(channel, work.now),
        edits=work.tools.capabilities[channel].edits,
    )
    work.result.wipes.append(planned)
    if opened is not None:
        work.forgotten(leaving.how)


def triggers_of(event: PersonEvent) -> tuple[Mark, ...]:
    """The messages of this event: hers, or ours whose button she pressed and what she sent so."""
    if not isinstance(event, Pressed):
        return (Mark(event.message, "hers", event.dated),)
    return (Mark(event.message, "ours"), *_own(event))


def _own(event: PersonEvent) -> tuple[Mark, ...]:
    own = event.own if isinstance(event, Pressed) else ""
    return (Mark(own, "hers", event.dated),) if own else ()


def fire(work: Work, conversation_id: bytes, row_id: int) -> None:
    """A timer is due, unless it was replaced or its conversation is gone."""
    if not work.enter(conversation_id):
        return
    row = work.row(row_id)
    if row is None or row.lane != "timer":
        return
    work.tx.settle(row_id)
    happen(work, TimerFired(row.name))
    if work.is_open:
        work.save()
