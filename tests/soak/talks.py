"""Many conversations straight through `decide`, with everything that has to hold at every step."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass, field

import msgspec

from bot.channels.render import DATA_LIMIT, press_of, render
from bot.decision import Decision
from bot.effects import Effect, Erase, Pin, Schedule, Screen, Show, Tone
from bot.events import (
    Event,
    Located,
    PersonEvent,
    Pressed,
    Refused,
    Said,
    ScreenLost,
    SentMedia,
    Started,
    TimerFired,
)
from bot.flows.engine import decide
from bot.session import decode, encode
from tests.soak.people import CHOICES, Chance
from tests.talk import NOW, TELEGRAM, all_buttons, real_pack

PEOPLE = 300
BURST, DAY = 3.0, 86_400.0
MOST_EFFECTS = 6
MOST_PINS = 3
MOST_BYTES = 2_000
"""Of a stored session. It holds choices, and ids of at most 50 media."""
INWARD = frozenset(
    {"language:kk", "language:ru", "language:en", "yes", "go", "country:KZ", "c:other"}
)
"""Choices that lead through the door and on; at random people would stay in front of it."""
UNLIMITED = msgspec.structs.replace(TELEGRAM, text_limit=10**6)
LOOK_EVERY = 20
"""Of so many screens one is rendered and held to the messenger's limits."""


@dataclass
class Person:
    app: str
    now: float = NOW
    stored: bytes | None = None
    shown: list[Screen] = field(default_factory=list)
    timers: dict[str, float] = field(default_factory=dict)


class Talks:
    """Many conversations, each with a clock of its own."""

    def __init__(self, seed: int, people: int = PEOPLE) -> None:
        self.pack = real_pack()
        self.chance = Chance(self.pack, seed)
        self.people = [Person(self.chance.app()) for _ in range(people)]
        self.kinds: Counter[str] = Counter()
        self.steps: set[str] = set()
        self._ids = itertools.count(1)
        self._looks = itertools.count(1)

    def run(self, events: int) -> None:
        for _ in range(events):
            person = self.chance.one(self.people)
            self._wait(person, self.chance.gap())
            event = self._event(person)
            self._step(person, event)
            if self.chance.often(1):
                self._step(person, self.chance.one((ScreenLost(), Refused())))

    def _wait(self, person: Person, seconds: float) -> None:
        """Time passes; timers that are due fire in order."""
        end = person.now + seconds
        while person.timers:
            name, due = min(person.timers.items(), key=lambda timer: timer[1])
            if due > end:
                break
            del person.timers[name]
            person.now = max(person.now, due)
            self._step(person, TimerFired(name))
        person.now = end

    # --- what she does

    def _event(self, person: Person) -> PersonEvent:
        dated = person.now - (self.chance.one((130.0, 9_000.0)) if self.chance.often(2) else 0.0)
        where = (f"her{next(self._ids)}", dated, person.app)
        draw = self.chance.below(100)
        if draw < 62:
            return self._press(person, dated)
        if draw < 88:
            screen = person.shown[-1] if person.shown else None
            say = self.pack.catalogue.say
            buttons = all_buttons(screen) if screen and self.chance.often(30) else []
            labels = [say(button.label, screen.locale).text for button in buttons]
            return Said(self.chance.words(labels), *where, safe_word=self.chance.often(0.5))
        if draw < 92:
            return Located(*self.chance.point(), *where)
        if draw < 96:
            return SentMedia(self.chance.media(), *where)
        return Started(self.chance.payload(), *where)

    def _press(self, person: Person, dated: float) -> Pressed:
        screen = person.shown[-1] if person.shown else None
        if person.shown and self.chance.often(10):
            screen = self.chance.one(person.shown)
        choice = self.chance.one(CHOICES)
        token = screen.token if screen else ""
        if screen and screen.rows and not self.chance.often(8):
            choice = self._of([button.id for button in all_buttons(screen)])
        if self.chance.often(2):
            token = self.chance.one(("", "0", "zz", "ffffff"))
        return Pressed(choice, token, "1", dated, person.app)

    def _of(self, choices: list[str]) -> str:
        """One of these, more often one that leads inside."""
        inward = [choice for choice in choices if choice in INWARD]
        if inward and self.chance.often(80):
            return self.chance.one(inward)
        choice = self.chance.one(choices)
        away = choice in ("exit", "numbers", "language")
        return self.chance.one(choices) if away else choice

    # --- what comes of it

    def _step(self, person: Person, event: Event) -> None:
        session = decode(person.stored) if person.stored is not None else None
        decision = decide(self.pack, session, event, person.now)
        kind = type(event).__name__
        self.kinds[kind] += 1
        if isinstance(event, TimerFired | ScreenLost | Refused):
            assert all(e.by_timer for e in decision.effects if isinstance(e, Show)), event
            assert decision.leave is None or not decision.leave.by_act
        else:
            burst = session is not None and person.now - session.tail_at <= BURST
            self._is_answered(event, decision, burst=burst)
        for effect in decision.effects:
            self._carry(person, effect)
        self._is_bounded(decision)
        if decision.leave is not None:
            self.kinds["leave"] += 1
            if decision.session is None:
                person.timers.clear()
            person.shown.append(decision.leave.fresh or decision.leave.cover)
        del person.shown[:-5]
        after = decision.session
        if after is not None and after.covered:
            assert person.shown[-1].tone is Tone.COVER, (event, after)
        person.stored = encode(decision.session) if decision.session is not None else None
        assert person.stored is None or len(person.stored) <= MOST_BYTES, decision.session

    def _is_answered(self, event: PersonEvent, decision: Decision, *, burst: bool) -> None:
        if decision.leave is not None or any(isinstance(e, Show) for e in decision.effects):
            return
        erased = [one for e in decision.effects if isinstance(e, Erase) for one in e.messages]
        assert isinstance(event, Said), (event, decision)
        assert burst, (event, decision)
        assert event.message in erased, (event, decision)

    def _is_bounded(self, decision: Decision) -> None:
        effects = decision.effects
        assert len(effects) <= MOST_EFFECTS, effects
        assert sum(isinstance(effect, Show) for effect in effects) <= 1, effects
        assert sum(isinstance(effect, Pin) for effect in effects) <= MOST_PINS, effects
        names = [effect.timer for effect in effects if isinstance(effect, Schedule)]
        assert len(set(names)) == len(names), names

    def _carry(self, person: Person, effect: Effect) -> None:
        match effect:
            case Show(screen=screen):
                person.shown.append(screen)
                self.steps.add(screen.step)
                if next(self._looks) % LOOK_EVERY == 0:
                    self._fits(screen)
            case Schedule(timer=name, due=due):
                assert person.now <= due <= person.now + DAY, effect
                person.timers[name] = due
            case _:
                pass

    def _fits(self, screen: Screen) -> None:
        message = render(screen, TELEGRAM, self.pack.catalogue)
        uncut = render(screen, UNLIMITED, self.pack.catalogue)
        assert 0 < len(message.text) == len(uncut.text), screen.step
        data = [button.data for row in message.rows for button in row]
        assert len({press_of(one)[1] for one in data}) == len(data) <= TELEGRAM.buttons
        assert max((len(one.encode()) for one in data), default=0) <= DATA_LIMIT
        if screen.step:
            assert {"exit", "numbers"} <= {press_of(one)[1] for one in data}
