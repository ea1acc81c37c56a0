"""A world with counsellors: people on one provider, desks on another, and a scripted desk.

The desk accepts on the button ``accept <case>``; what is typed goes to the talk, ``close``,
``give back``, ``at six`` (a time) and ``ask transfer`` are orders; ``duty`` and ``off`` change
duty. Every notice and every passed word stands in the desk's chat under its case. ``confirm C``,
``remove A``, ``end duty A`` and ``admit`` are orders; ``call`` asks for a supervisor. Words and
news belong into the topic of their case, offers and refusals do not; what is said in a topic or as
an answer goes to the case of that.
"""

from __future__ import annotations

import msgspec

from bot.decision import Begins, Decision, DeskDecision
from bot.effects import Button, Effect, Keep, Post, Show, TakeBack, Withdraw
from bot.events import UNKNOWN, Event, Heard, Pressed, Said, Told, Update
from bot.handoff.case import TALKING
from bot.handoff.counsellor import Counsellor, Load
from bot.handoff.desk import Desk, Offered, Talk
from bot.handoff.desk_events import (
    AlarmRaised,
    CaseOffered,
    CasePassed,
    CaseRefused,
    CaseTold,
    Confirmed,
    DeskEvent,
    Invited,
    OfferWithdrawn,
    Ordered,
    Reported,
    SummaryDue,
    Unreachable,
)
from bot.handoff.effects import News
from bot.handoff.events import (
    Accepted,
    Agreed,
    Asked,
    Closed,
    CounsellorSaid,
    Ended,
    Joined,
    Moved,
    Opened,
    PersonSaid,
    Released,
    SteppedAway,
)
from bot.handoff.events import Event as CaseEvent
from bot.handoff.staff import Admit, Confirm, EndDuty, Order, Remove
from bot.keys import Vault
from bot.session import Session
from bot.shell.conversations import Conversations
from bot.shell.desks import stored_desks
from bot.shell.joining import write_invite
from bot.shell.orders import write_order
from bot.shell.service import Service
from bot.store.base import Store
from bot.text import Text
from tests.shell import scripted
from tests.shell.faults import FaultyStore
from tests.shell.scripted import RENDERING, WORDS, fold
from tests.shell.sides import Sides
from tests.shell.world import NOW

TALK = "case"
"""The group of the counsellor's words in the person's chat."""
ENDS = {
    News.OVER,
    News.SHE_ENDED,
    News.SHE_LEFT,
    News.HANDED_ON,
    News.NOT_OPENED,
}


def decide(session: Session | None, event: Event, now: float) -> Decision:
    """`scripted.decide`, with a case: ``human``, ``open case``, ``say W``, ``yes``, ``end``."""
    match event:
        case Told(news=news) if session is not None:
            if news == News.ARRIVED:
                return Decision(session, (_line("secret somebody is here", news),))
            return Decision(session, (Show(scripted.cover(f"news {news}"), by_timer=True),))
        case Heard() if session is not None:
            return Decision(session, _heard(event))
        case Said() if session is not None and not session.covered:
            found = _acts(event)
            if found is not None:
                begins, acts = found
                effects: tuple[Effect, ...] = (Keep(event.message),)
                return Decision(session, effects, begins=begins, to_case=acts)
        case _:
            pass
    decision = scripted.decide(session, event, now)
    hides = isinstance(event, Said) and event.text == "x" and decision.leave is None
    if session is not None and hides:
        effects = (*decision.effects, Withdraw(TALK))
        return msgspec.structs.replace(decision, effects=effects, to_case=(SteppedAway(),))
    return decision


def _acts(event: Said) -> tuple[Begins | None, tuple[CaseEvent, ...]] | None:
    match event.text.split(" ", 1):
        case ["human"]:
            return Begins("ru", "KZ", "policy"), (Joined(),)
        case ["unfold"]:
            return None, (Opened(safe=True),)
        case ["here"]:
            return None, (Moved(),)
        case ["yes"]:
            return None, (Agreed("transfer", yes=True),)
        case ["end"]:
            return None, (Ended(),)
        case ["say", words]:
            return None, (PersonSaid(words, event.message),)
        case _:
            return None


def _heard(event: Heard) -> tuple[Effect, ...]:
    if event.what == "taken_back":
        return (TakeBack(event.origin, TALK),)
    words = f"secret {event.words}"
    amends = event.what == "amended"
    return (Post(Text("line"), "ru", words, origin=event.origin, group=TALK, amends=amends),)


def _line(words: str, origin: str) -> Post:
    return Post(Text("line"), "ru", words, origin=origin, group=TALK)


def decide_desk(desk: Desk, event: DeskEvent, now: float) -> DeskDecision:
    match event:
        case CaseOffered(case=case, why="staff") if case in _offered(desk):
            return DeskDecision(desk)
        case CaseOffered(case=case, alias=alias):
            offer = Offered(case, alias, "ru", "KZ", "talk", "", now)
            desk = msgspec.structs.replace(desk, offers=(*desk.offers, offer))
            return DeskDecision(desk, (_notice(f"accept {case}", f"offer {alias}", case),))
        case OfferWithdrawn(case=case):
            offers = tuple(one for one in desk.offers if one.case != case)
            desk = msgspec.structs.replace(desk, offers=offers)
            return DeskDecision(desk, (TakeBack(f"accept {case}", case),))
        case CaseRefused(case=case, why=why):
            return DeskDecision(desk, (_notice(f"refused {now}", f"refused {why}", case),))
        case CaseTold():
            return _told(desk, event, now)
        case CasePassed(case=case, origin=origin, words=words, what=what):
            if what == "taken_back":
                return DeskDecision(desk, (TakeBack(origin, case),))
            amends = what == "amended"
            passed = Post(Text("line"), "ru", words, origin=origin, group=case, amends=amends)
            return DeskDecision(desk, (_threaded(passed),))
        case Pressed(choice=choice) if choice.startswith("accept "):
            who = desk.counsellor
            assert who is not None
            accepts = (choice.removeprefix("accept "), Accepted(who, Load()))
            return DeskDecision(desk, to_cases=(accepts,))
        case Said():
            return _said(desk, event)
        case Ordered(what="admitted"):
            return DeskDecision(msgspec.structs.replace(desk, unknown=()))
        case Ordered(what="end_duty"):
            return DeskDecision(_on_duty(desk, 0.0), (_own(f"{now}", "end of duty"),))
        case Invited() | Confirmed() | Reported() | SummaryDue() | AlarmRaised():
            return DeskDecision(desk, (_own(f"{now}", _heard_at_desk(desk, event)),))
        case Unreachable() | Ordered(what="removed"):
            released = tuple((talk.case, Released(_id(desk))) for talk in desk.talks)
            return DeskDecision(_on_duty(desk, 0.0), to_cases=released)
        case _:
            return DeskDecision(desk)


def _heard_at_desk(desk: Desk, event: DeskEvent) -> str:
    match event:
        case Invited():
            return f"code {desk.code}"
        case Reported(done=done, alias=alias):
            return f"{'done' if done else 'not done'} {alias}".strip()
        case SummaryDue(summary=summary):
            return f"summary {summary.day} {summary.begun}"
        case AlarmRaised(about=about, counsellor=counsellor):
            return f"alarm {about} {counsellor}"
        case _:
            return "confirmed"


def _offered(desk: Desk) -> set[str]:
    return {offer.case for offer in desk.offers}


def _told(desk: Desk, event: CaseTold, now: float) -> DeskDecision:
    talks = tuple(talk for talk in desk.talks if talk.case != event.case)
    if event.news is News.TAKEN:
        talks = (*talks, Talk(event.case, event.alias))
    if event.news in ENDS or event.news is News.TAKEN:
        ended = now if event.news in ENDS else desk.last_ended
        current = event.case if event.news is News.TAKEN else ""
        desk = msgspec.structs.replace(desk, talks=talks, current=current, last_ended=ended)
    told = _notice(f"{event.news} {event.message}", f"news {event.news}", event.case)
    # What ends a talk comes after its topic was closed; it must not open another.
    return DeskDecision(desk, (told if event.news in ENDS else _threaded(told),))


def _threaded(post: Post) -> Post:
    return msgspec.structs.replace(post, threaded=True)


def _said(desk: Desk, event: Said) -> DeskDecision:
    who = _id(desk)
    case = desk.current if event.about in ("", UNKNOWN) else event.about
    keep = Keep(event.message, group=case) if case else Keep(event.message)
    acts: dict[str, CaseEvent] = {
        "close": Closed(who),
        "give back": Released(who),
        "ask transfer": Asked(who, "transfer"),
    }
    if (order := _order(event.text)) is not None:
        return DeskDecision(desk, (keep,), orders=(order,))
    if event.text == "call":
        return DeskDecision(desk, (keep,), calls=True)
    if event.text in ("duty", "off"):
        return DeskDecision(_on_duty(desk, NOW * 2 if event.text == "duty" else 0.0), (keep,))
    said = CounsellorSaid(
        who, event.text, event.message, place_or_time=event.text.startswith("at ")
    )
    act = acts.get(event.text, said)
    return DeskDecision(desk, (keep,), to_cases=((case, act),) if case else ())


def _order(typed: str) -> Order | None:
    match typed.split(" ", 1):
        case ["confirm", code]:
            return Confirm(code)
        case ["remove", alias]:
            return Remove(alias)
        case ["end", rest] if rest.startswith("duty "):
            return EndDuty(rest.removeprefix("duty "))
        case ["admit"]:
            return Admit()
        case _:
            return None


def _own(origin: str, words: str) -> Post:
    """A notice of no case."""
    return _notice(origin, words, "own")


def _id(desk: Desk) -> str:
    return desk.counsellor.id if desk.counsellor is not None else ""


def _on_duty(desk: Desk, until: float) -> Desk:
    assert desk.counsellor is not None
    counsellor = msgspec.structs.replace(desk.counsellor, duty_until=until)
    return msgspec.structs.replace(desk, counsellor=counsellor)


def _notice(origin: str, words: str, case: str) -> Post:
    rows = ((Button(origin, Text("accept")),),) if origin.startswith("accept") else ()
    return Post(Text("line"), "ru", words, rows=rows, origin=origin, group=case, lasts=3600.0)


class Desks(Sides):
    """People and counsellors with a scripted flow and a scripted desk."""

    def __init__(
        self,
        store: Store,
        *,
        one_account: bool = False,
        watch_every: float | None = None,
        topics: bool = False,
    ) -> None:
        self.watch_every = watch_every
        self.one_account = one_account
        super().__init__(store, topics=topics)

    def put_together(self, store: FaultyStore, vault: Vault) -> Service:
        return Service(
            store=store,
            vault=vault,
            channels=self.channels,
            decide=decide,
            decide_desk=decide_desk,
            rendering=RENDERING,
            clock=self.clock,
            words=lambda: WORDS,
            fold=fold,
            watch_every=self.watch_every,
            one_account=self.one_account,
            on_bug=self.bugs.append,
        )

    async def desks(self) -> list[Desk]:
        """What is stored of all desks, as a command reads it."""
        conversations = self.conversations()
        return await self.store.transact(
            lambda tx: [desk for _, desk in stored_desks(conversations, tx)]
        )

    async def order(self, order: Order) -> None:
        """What a command leaves for the service."""
        conversations, now = self.conversations(), self.clock.now()
        await self.store.transact(lambda tx: write_order(conversations, tx, order, now))

    async def invite(self, alias: str, secret: str = "secret", **changes: object) -> str:
        """What ``pana counsellors invite`` writes; the payload of the link."""
        conversations, now = self.conversations(), self.clock.now()
        given = {"id": "", "alias": alias, "languages": ("ru",)}
        counsellor = Counsellor(**(given | changes))
        await self.store.transact(
            lambda tx: write_invite(conversations, tx, counsellor, secret, now, now + 48 * 3600.0)
        )
        return f"desk-{secret}"

    def conversations(self) -> Conversations:
        """A command has the keys, and nothing else of the running service."""
        return Conversations(Vault(self.roots, self.shelf))

    async def deliver(self, update: Update) -> None:
        await self.service.receive(update)
        await self.service.settled()

    async def person(self, who: str, *texts: str) -> None:
        for text in texts:
            await self.deliver(self.people.say(who, text))

    async def counsellor(self, who: str, *texts: str) -> None:
        for text in texts:
            await self.deliver(self.staff.say(who, text))

    def offer(self, who: str) -> tuple[str, str] | None:
        """Message and data of the newest offer in a counsellor's chat."""
        found = [one for one in self.staff.chat(who).ours() if one.rows]
        return (found[-1].id, found[-1].rows[0][0].data) if found else None

    async def accept(self, who: str) -> None:
        offer = self.offer(who)
        assert offer is not None, "nothing was offered"
        await self.deliver(self.staff.press(who, offer[1], offer[0]))

    def at_person(self, who: str) -> list[str]:
        return [message.text for message in self.people.chat(who).ours()]

    def at_desk(self, who: str) -> list[str]:
        return [message.text for message in self.staff.chat(who).ours()]

    def all_at_desk(self, who: str) -> list[str]:
        return [message.text for message in self.staff.chat(who).messages.values()]

    async def owners(self) -> dict[str, str]:
        """Who carries what: case to counsellor."""
        rows = await self.store.transact(lambda tx: tx.cases())
        states = {state.value for state in TALKING}
        return {row.id.hex(): row.owner for row in rows if row.state in states}
