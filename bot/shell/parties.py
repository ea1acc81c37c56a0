"""Between the parties of a case: what one of them does reaches the others in one transaction.

A letter is put into a box while an act runs, and the box is emptied before the transaction ends.
So the three never disagree, and a crash loses nothing. The worst mistakes here: a letter to the
wrong party, and a person's case that outlives her leaving.
"""

from __future__ import annotations

from dataclasses import replace

import msgspec

from bot.decision import Begins
from bot.effects import Withdraw as WithdrawPosts
from bot.events import Heard, Outlook, Told
from bot.handoff.case import OVER, WAITING, Case, Consent, State
from bot.handoff.counsellor import Obstacle
from bot.handoff.decide import begin, decide, truth
from bot.handoff.desk_events import (
    AlarmRaised,
    CaseOffered,
    CasePassed,
    CaseRefused,
    CaseTold,
    DeskEvent,
    OfferWithdrawn,
)
from bot.handoff.effects import (
    Alarm,
    Asking,
    CallOut,
    Effect,
    Forget,
    News,
    Note,
    Offer,
    Pass,
    Refuse,
    Sleep,
    Sweep,
    Tally,
    TellCounsellor,
    TellPerson,
    Wake,
    Withdraw,
)
from bot.handoff.events import Accepted, Ended, LanguageChanged, Left, NotFrom, Woke
from bot.handoff.events import Event as CaseEvent
from bot.handoff.file import File
from bot.handoff.queue import ahead, usual_wait
from bot.handoff.summary import BEGUN, CALL_OUT, SOON, SOON_SECONDS, TRUTH
from bot.owed import OwedPost
from bot.shell import posting
from bot.shell.callbacks import keep_way, way_back
from bot.shell.casebook import Casebook, Filed
from bot.shell.conversations import Opened
from bot.shell.counsellors import Counsellors
from bot.shell.desks import desks_of, raise_alarm
from bot.shell.finishing import conclude
from bot.shell.letters import (
    Cancels,
    Closes,
    ForCase,
    ForCaseOf,
    ForDesk,
    ForPerson,
    ForWaiting,
    Opens,
    Orders,
)
from bot.shell.on_call import CallOutNotice
from bot.shell.orders import carry_out, close_desk
from bot.shell.turn import happen
from bot.shell.turn_desk import happen_at_desk
from bot.shell.waits import note_wait, read_waits
from bot.shell.work import Work
from bot.store.base import DutyRow

AGAIN_SECONDS = 60.0
"""So long a case waits for its last copies to be gone, before it is looked at again."""
_ASKED_WHILE = {state.value for state in (*WAITING, State.CALLBACK)}


def deliver(work: Work) -> None:
    """Empty the box: every letter, and those that it leads to."""
    if not work.letters:
        return
    parties = _Parties(work)
    while work.letters:
        _empty(work, parties)
        _call_back(work)


def _empty(work: Work, parties: _Parties) -> None:
    while work.letters:
        match work.letters.popleft():
            case Opens(conversation=conversation, begins=begins):
                parties.open(conversation, begins)
            case ForCaseOf(conversation=conversation, event=event, left=left):
                parties.tell_of(conversation, event, left)
            case Cancels(channel=channel, address=address):
                parties.cancel(channel, address)
            case ForCase(case_id=case_id, event=event):
                parties.tell(parties.book.get(case_id), event)
            case ForWaiting(event=event):
                for filed in list(parties.book.all()):
                    if filed.row.state in _ASKED_WHILE:
                        parties.tell(filed, event)
            case ForPerson(conversation=conversation, event=event):
                parties.person(conversation, event)
            case ForDesk(desk=desk, event=event):
                parties.desk(desk, event)
            case Orders(order=order, by=by):
                carry_out(work, order, by)
            case Closes(desk=desk):
                close_desk(work, desk)


def _call_back(work: Work) -> None:
    """Words that were begun in this transaction and withdrawn later in it never go out: to delete
    them at once would still show them, on a phone that was just put away maybe.
    """
    for start in list(work.result.starts):
        party = work.beside()
        if isinstance(start.owed, OwedPost) and party.enter(start.conversation):
            if posting.call_back(party, start):
                work.result.starts.remove(start)
                conclude(party)
            work.absorb(party)


def wake_case(work: Work, case_id: bytes) -> None:
    """A timer of a case is due."""
    book = Casebook(work.tools.conversations, work.tx, work.now)
    filed = book.get(case_id)
    if filed is None:
        return
    due = sorted((at, name) for name, at in filed.file.timers.items() if at <= work.now)
    work.letters.extend(ForCase(case_id, Woke(name)) for _, name in due)
    if filed.file.due_at is not None and not due:
        work.result.case_alarms.append((filed.file.due_at, case_id))


def read_alarms(work: Work) -> None:
    """At the start: every case is woken when its time comes."""
    for row in work.tx.cases():
        if row.due_at is not None:
            work.result.case_alarms.append((row.due_at, row.id))


class _Parties:
    def __init__(self, work: Work) -> None:
        self._work = work
        self.book = Casebook(work.tools.conversations, work.tx, work.now)
        self._staff = Counsellors(work, self.book)

    def open(self, conversation: bytes, begins: Begins) -> None:
        now = self._work.now
        person = self._work.look(conversation)
        if person is not None:
            # She is here: nobody need write to her later.
            self.cancel(person.row.channel, person.held.address)
        earlier = self.book.of(conversation)
        if earlier is not None and earlier.file.case.state is State.REFERRED:
            self.tell(earlier, Ended())  # what became of it, the counsellor may still say
            earlier = self.book.of(conversation)
        if earlier is not None and earlier.file.case.state not in OVER:
            for effect in truth(earlier.file.case):  # she has one; what she wants goes there
                self._carry(earlier, conversation, effect)
            return
        consent = Consent(now, begins.policy)
        alias = self.book.alias()
        self._work.count(BEGUN)
        case, effects = begin(alias, begins.locale, begins.country, consent, begins.urgency, now)
        self._follow(self.book.begin(conversation, File(case)), case, effects)

    def tell_of(self, conversation: bytes, event: CaseEvent, left: Opened | None = None) -> None:
        """Let the case of this person decide; one that is over is never waited for in vain."""
        filed = self.book.of(conversation)
        if filed is not None and left is not None:
            self.tell(filed, event)
            goes_on = self.book.get(filed.row.id)
            if goes_on is not None:
                keep_way(self.book, goes_on, left)
            return
        over = filed is None or filed.file.case.state in OVER
        if over and not isinstance(event, Left):
            if not isinstance(event, Ended):
                self._post(ForPerson(conversation, Told(News.CLOSED.value)))
            return
        self.tell(filed, event)

    def cancel(self, channel: str, address: str) -> None:
        """A callback that was kept for this chat goes."""
        for filed in self.book.kept_for(channel, address):
            self.tell(filed, Left())

    def tell(self, filed: Filed | None, event: CaseEvent) -> None:
        """Let a case decide, and carry out what follows."""
        if filed is None:
            return
        if self._is_forgotten(filed) and not isinstance(event, Left):
            self.tell(filed, Left())
            filed = self.book.get(filed.row.id)
            if filed is None:
                return
        if isinstance(event, Woke):
            # Fired, unless it was put off meanwhile.
            if filed.file.timers.get(event.name, self._work.now + 1) > self._work.now:
                return
            timers = {k: v for k, v in filed.file.timers.items() if k != event.name}
            filed = replace(filed, file=msgspec.structs.replace(filed.file, timers=timers))
        if isinstance(event, LanguageChanged | NotFrom):
            event = self._staff.with_owner(filed.file.case, event)
        if isinstance(event, Accepted):
            if self._staff.is_herself(filed, bytes.fromhex(event.counsellor.id)):
                refused = CaseRefused(filed.group, filed.file.case.alias, Obstacle.NOT_AGAIN)
                self._post(ForDesk(bytes.fromhex(event.counsellor.id), refused))
                return
            event = self._staff.weighed(event)
        case, effects = decide(filed.file.case, event, self._staff.there(filed), self._work.now)
        if case == filed.file.case and not effects and not isinstance(event, Woke):
            return
        self._follow(filed, case, effects)

    def _is_forgotten(self, filed: Filed) -> bool:
        """Whether another process forgot her and could not tell us."""
        conversation = filed.row.conversation
        return conversation is not None and self._work.look(conversation) is None

    def person(self, conversation: bytes, event: Told | Heard) -> None:
        party = self._work.beside()
        if party.enter(conversation):
            happen(party, event)
            conclude(party)
        self._work.absorb(party)

    def desk(self, desk: bytes, event: DeskEvent) -> None:
        party = self._work.beside()
        if party.enter(desk):
            happen_at_desk(party, event)
            conclude(party)
        self._work.absorb(party)

    def _outlook(self, filed: Filed) -> Outlook:
        """What can honestly be said of her wait (S44)."""
        work, case = self._work, filed.file.case
        if case.state not in WAITING:
            return Outlook()
        others = [other.file.case for other in self.book.all()]
        return Outlook(
            self._staff.there(filed).on_duty,
            ahead(case, others),
            usual_wait(read_waits(work.tx, case.locale)) or 0,
            work.tools.next_opening(work.now, case.locale, case.country),
        )

    def _follow(self, filed: Filed, case: Case, effects: tuple[Effect, ...]) -> None:
        timers = dict(filed.file.timers)
        for effect in effects:
            match effect:
                case Wake(name=name, due=due):
                    timers[name] = due
                case Sleep(names=names):
                    for name in names:
                        timers.pop(name, None)
                case _:
                    pass
        conversation = filed.row.conversation
        filed = self.book.save(filed, File(case, timers, filed.file.kept))
        if filed.file.due_at is not None:
            self._work.result.case_alarms.append((filed.file.due_at, filed.row.id))
        for effect in effects:
            self._carry(filed, conversation, effect)

    def _carry(self, filed: Filed, conversation: bytes | None, effect: Effect) -> None:
        case, group = filed.file.case, filed.group
        match effect:
            case TellPerson(news=news, service=service):
                self._work.count(TRUTH, news is News.WAITING)
                if conversation is None and news is News.ARRIVED:
                    back = way_back(self._work, self.book, filed)
                    conversation = back.row.conversation if back is not None else None
                if conversation is not None:
                    heard = Told(news.value, service, self._outlook(filed))
                    self._post(ForPerson(conversation, heard))
            case TellCounsellor(counsellor=who, news=news, message=message):
                told = CaseTold(
                    group,
                    case.alias,
                    news,
                    case.locale,
                    case.urgency,
                    message,
                    case.country,
                    lasting=self._is_lasting(conversation),
                )
                self._post(ForDesk(bytes.fromhex(who), told))
            case Refuse(counsellor=who, why=why):
                self._post(ForDesk(bytes.fromhex(who), CaseRefused(group, case.alias, why)))
            case Pass():
                self._pass(filed, conversation, effect)
            case Offer(why=why):
                self._ask(filed, why)
            case Withdraw():
                for desk_id, _ in list(desks_of(self._work)):
                    self._post(ForDesk(desk_id, OfferWithdrawn(group)))
            case Alarm(about=about, counsellor=who):
                raised = AlarmRaised(about, self._staff.alias_of(who))
                raise_alarm(self._work, raised, who if about == "pressure" else "")
            case Sweep(counsellor=who):
                self._sweep(filed, who)
            case Note(counsellor=who, what=what):
                name = self._staff.alias_of(who) or who
                row = DutyRow(self._work.now, filed.row.id, name, what)
                self._work.tx.log_duty(row)
                self._work.count(f"case.{what}")
                if what == "taken":
                    waited = self._work.now - case.queued_at
                    self._work.count(SOON, waited <= SOON_SECONDS)
                    note_wait(self._work.tx, case.locale, waited)
            case Tally(name=name):
                self._work.count(name)
            case CallOut():
                self._work.count(CALL_OUT)
                self._work.result.call_outs.append(
                    CallOutNotice(case.locale, case.country, case.urgency)
                )
                raise_alarm(self._work, AlarmRaised("no_answer"))
            case Forget():
                self._forget(filed)
            case Wake() | Sleep():
                pass

    def _pass(self, filed: Filed, conversation: bytes | None, effect: Pass) -> None:
        if effect.to == "person":
            if conversation is not None:
                heard = Heard(effect.what, effect.message, effect.words, effect.kind)
                self._post(ForPerson(conversation, heard))
            return
        passed = CasePassed(
            filed.group,
            filed.file.case.alias,
            effect.what,
            effect.message,
            effect.words,
            effect.kind,
            self._channel_of(conversation),
        )
        self._post(ForDesk(bytes.fromhex(filed.file.case.owner), passed))

    def _channel_of(self, conversation: bytes | None) -> str:
        opened = self._work.look(conversation) if conversation is not None else None
        return opened.row.channel if opened is not None else ""

    def _is_lasting(self, conversation: bytes | None) -> bool:
        """Whether what she is shown stays on her phone."""
        able = self._work.tools.capabilities.get(self._channel_of(conversation))
        return able is not None and not able.deletes

    def _ask(self, filed: Filed, why: Asking) -> None:
        """The group is asked about everybody; without one, each who could take it."""
        case = filed.file.case
        desks = list(desks_of(self._work))
        grouped = any(desk.kind == "group" for _, desk in desks)
        for desk_id, desk in desks:
            if desk.kind == "group" or self._staff.could_take(filed, desk_id, desk):
                offered = CaseOffered(
                    filed.group,
                    case.alias,
                    case.locale,
                    case.country,
                    case.wish,
                    case.urgency,
                    why,
                    case.queued_at,
                    quiet=grouped and desk.kind != "group",
                )
                self._post(ForDesk(desk_id, offered))

    def _sweep(self, filed: Filed, who: str) -> None:
        """At once, and before any news that follows."""
        desks = [bytes.fromhex(who)] if who else sorted(self._work.tools.desks)
        for desk_id in desks:
            party = self._work.beside()
            if party.enter(desk_id):
                posting.withdraw(party, WithdrawPosts(filed.group))
                conclude(party)
            self._work.absorb(party)

    def _forget(self, filed: Filed) -> None:
        """When nothing of it stands anywhere; until then it is tried again."""
        if self._work.tx.kept_for(filed.group):
            due = self._work.now + AGAIN_SECONDS
            timers = {**filed.file.timers, "wiped": due}
            filed = self.book.save(filed, msgspec.structs.replace(filed.file, timers=timers))
            self._work.result.case_alarms.append((due, filed.row.id))
        else:
            self.book.forget(filed)

    def _post(self, letter: ForPerson | ForDesk) -> None:
        self._work.letters.append(letter)
