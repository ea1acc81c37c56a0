"""Two hundred conversations and twenty counsellors at random, on the pure core alone (S48).

Every word carries a canary that names who wrote it and in which order; nobody but the other side
of that talk may ever be given it.
"""

from __future__ import annotations

import random
from collections import defaultdict

import pytest

from bot.handoff.case import OVER, TALKING, State
from bot.handoff.counsellor import URGENT_CAP, Load
from bot.handoff.effects import Forget, Offer, Pass, Refuse, Sweep, TellCounsellor, TellPerson
from bot.handoff.events import (
    Accepted,
    Agreed,
    Asked,
    CameBack,
    Checked,
    Closed,
    CounsellorSaid,
    Ended,
    Event,
    Joined,
    Left,
    Moved,
    Opened,
    PersonSaid,
    Pressed,
    Raised,
    Released,
    StaffChanged,
    SteppedAway,
    TookBack,
    Undelivered,
    Woke,
)
from bot.handoff.rules import is_legal
from tests.handoff.casework import NOW, Casework, counsellor

PEOPLE, COUNSELLORS, STEPS = 200, 20, 10_000


class World:
    """Cases, who holds copies of them, and what was written."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.now = NOW
        self.cases = {number: Casework(now=NOW) for number in range(PEOPLE)}
        self.staff = [counsellor(number) for number in range(COUNSELLORS)]
        self.copies: dict[int, set[str]] = defaultdict(set)
        """Counsellors on whose side something of a case stands."""
        self.written = 0
        self.passed: dict[tuple[int, str], list[int]] = defaultdict(list)
        self.accepted = self.refused = self.forgotten = 0

    def step(self) -> None:
        self.now += self.random.expovariate(2)
        number = self.random.randrange(PEOPLE)
        one = self.cases[number]
        self._pass_time(number, one)
        if self._is_gone(one):
            self.cases[number] = Casework(now=self.now)
            self.copies.pop(number, None)
            return
        self._tell(number, one, self._event(one))

    def ends(self, number: int) -> None:
        """She leaves, and an hour passes."""
        one = self.cases[number]
        one.now = self.now
        self._tell(number, one, Left())
        one.now += 3600
        self._tell(number, one, Woke("wiped"))
        assert self._is_gone(one)

    def _pass_time(self, number: int, one: Casework) -> None:
        while one.timers and min(one.timers.values()) <= self.now:
            name = min(one.timers, key=lambda timer: (one.timers[timer], timer))
            one.now = max(one.now, one.timers.pop(name))
            self._tell(number, one, Woke(name))
        one.now = self.now

    def _is_gone(self, one: Casework) -> bool:
        return any(isinstance(effect, Forget) for effect in one.effects)

    def _load(self, who: str) -> Load:
        mine = [c.case for c in self.cases.values() if c.case.owner == who]
        talks = [case for case in mine if case.state in TALKING]
        return Load(len(talks), sum(bool(case.urgency) for case in talks))

    def _event(self, one: Casework) -> Event:
        events = self._events(one)
        likely = [event for event in events if is_legal(one.state, event)]
        return self.random.choice(likely if likely and self.random.random() < 0.9 else events)

    def _events(self, one: Casework) -> list[Event]:
        pick = self.random.choice
        who = one.case.owner if self.random.random() < 0.8 else ""
        who = who or pick(self.staff).id
        counsellor_of = pick(self.staff)
        return [
            Joined(),
            Joined(),
            Accepted(counsellor_of, self._load(counsellor_of.id)),
            Accepted(counsellor_of, self._load(counsellor_of.id)),
            Opened(safe=self.random.random() < 0.9),
            *(PersonSaid(*self._words()) for _ in range(5)),
            *(CounsellorSaid(who, *self._words()) for _ in range(5)),
            CounsellorSaid(who, *self._words(), place_or_time=True),
            TookBack(who, self._words()[1]),
            Checked(pick(["alone", "alone", "not_alone", "duress"])),
            SteppedAway(),
            CameBack(pick(["none", "right", "wrong", "duress"])),
            Moved(),
            Raised(pick(["", "danger", "self_harm"])),
            Asked(who, pick(["check", "transfer", "media", "referral"])),
            Agreed(pick(["transfer", "media", "referral"]), pick([True, False])),
            Released(who, again=pick([True, False])),
            Undelivered(pick(["person", "counsellor"]), self._words()[1]),
            StaffChanged(),
            *([Closed(who)] if self.random.random() < 0.3 else []),
            *([Ended()] if self.random.random() < 0.1 else []),
            *([Left()] if self.random.random() < 0.1 else []),
            *([Pressed(pick([True, False]))] if self.random.random() < 0.1 else []),
        ]

    def _words(self) -> tuple[str, str]:
        self.written += 1
        return f"canary-{self.written}", f"m{self.written}"

    def _tell(self, number: int, one: Casework, event: Event) -> None:
        before = one.case
        one.tell(event)
        self._hold(number, one, event, before.owner)

    def _hold(self, number: int, one: Casework, event: Event, owner: str) -> None:
        case = one.case
        assert bool(case.owner) or case.state not in TALKING
        if isinstance(event, Accepted) and case.owner and not owner:
            self.accepted += 1
            load = self._load(case.owner)
            assert load.talks <= 2
            assert not case.urgency or load.talks <= URGENT_CAP
        for effect in one.effects:
            match effect:
                case Pass(to=to, words=words):
                    assert case.state is State.WITH_COUNSELLOR or effect.what == "taken_back"
                    if words:
                        assert not case.duress
                        self._record(number, to, words, one)
                    if to == "counsellor":
                        self.copies[number].add(case.owner)
                case TellCounsellor(counsellor=who):
                    self.copies[number].add(who)
                case Sweep(counsellor=who):
                    self.copies[number] -= {who} if who else set(self.copies[number])
                case Refuse():
                    self.refused += 1
                case Offer():
                    assert not case.rests
                    assert not case.away
                case TellPerson():
                    assert case.state is not State.LEFT
                case Forget():
                    assert case.state in OVER
                    self.forgotten += 1
                case _:
                    pass

    def _record(self, number: int, to: str, words: str, one: Casework) -> None:
        count = int(words.rsplit("-", 1)[1])
        line = self.passed[number, to]
        assert count not in line, "doubled"
        held = one.case.held_back is not None or to == "person"
        assert held or not line or count > line[-1], "out of order"
        line.append(count)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_two_hundred_conversations_and_twenty_counsellors_at_random(seed: int) -> None:
    world = World(seed)
    for _ in range(STEPS):
        world.step()
    assert world.accepted > 100
    assert world.refused > 100
    assert sum(map(len, world.passed.values())) > 150
    assert world.forgotten > 50
    for number in list(world.cases):
        world.ends(number)
        assert world.copies[number] == set()
