"""One case and `decide`, without any shell: what it is told, what it asks for, its timers.

The case goes through its stored form between every two steps.
"""

from __future__ import annotations

from typing import TypeVar

from bot.handoff.case import Case, Consent, State, Urgency, decode, encode
from bot.handoff.counsellor import Counsellor, Load, Standing
from bot.handoff.decide import begin, decide
from bot.handoff.effects import Effect, News, Pass, Sleep, TellCounsellor, TellPerson, Wake
from bot.handoff.events import Accepted, Event, Joined, Opened, Woke
from bot.handoff.moves import Staff
from bot.handoff.rules import leads_to

NOW = 1_795_240_800.0
HOUR = 3600.0
POLICY = "policy-of-the-test"
T = TypeVar("T")


def counsellor(number: int = 1, **changes: object) -> Counsellor:
    """Somebody active, on duty, who speaks Russian and Kazakh."""
    given: dict[str, object] = {
        "id": f"c{number}",
        "alias": f"Counsellor {number}",
        "standing": Standing.ACTIVE,
        "languages": ("ru", "kk"),
        "countries": ("KZ",),
        "duty_until": NOW + 1000 * HOUR,
    }
    return Counsellor(**(given | changes))


class Casework:
    """A case on the table. ``on_duty``: whether anybody could take it."""

    def __init__(self, *, on_duty: bool = True, urgency: Urgency = "", now: float = NOW) -> None:
        self.now = now
        self.staff = Staff(on_duty=on_duty)
        self.timers: dict[str, float] = {}
        self.effects: tuple[Effect, ...] = ()
        self.all: list[Effect] = []
        case, effects = begin("Maple", "ru", "KZ", Consent(now, POLICY), urgency, now)
        self.case: Case = case
        self._take(effects)

    @property
    def state(self) -> State:
        return self.case.state

    def tell(self, event: Event) -> tuple[Effect, ...]:
        """Hand it an event and hold the outcome to the table."""
        before = self.case
        after, effects = decide(before, event, self.staff, self.now)
        foreign = getattr(event, "by", before.owner) not in (before.owner, "person", "counsellor")
        allowed = {before.state} if foreign else leads_to(before.state, event) or {before.state}
        assert after.state in allowed, f"{before.state} -> {after.state} by {event}"
        self.case = decode(encode(after))
        assert self.case == after
        self._take(effects)
        return effects

    def wait(self, seconds: float) -> None:
        """Let time pass, timers in order."""
        until = self.now + seconds
        while self.timers and min(self.timers.values()) <= until:
            name = min(self.timers, key=lambda one: (self.timers[one], one))
            self.now = max(self.now, self.timers.pop(name))
            self.tell(Woke(name))
        self.now = until

    def _take(self, effects: tuple[Effect, ...]) -> None:
        self.effects = effects
        self.all += effects
        for effect in effects:
            match effect:
                case Wake(name=name, due=due):
                    self.timers[name] = due
                case Sleep(names=names):
                    for name in names:
                        self.timers.pop(name, None)
                case _:
                    pass

    def found(self, kind: type[T]) -> list[T]:
        """The effects of this kind that the last event caused."""
        return [effect for effect in self.effects if isinstance(effect, kind)]

    @property
    def she_hears(self) -> list[News]:
        return [effect.news for effect in self.found(TellPerson)]

    def hears(self, who: str = "c1") -> list[News]:
        """What a counsellor was told by the last event."""
        return [effect.news for effect in self.found(TellCounsellor) if effect.counsellor == who]

    @property
    def passed(self) -> list[tuple[str, str]]:
        """Words that the last event passed on, and to whom."""
        return [(effect.to, effect.words) for effect in self.found(Pass)]

    # the usual way

    def joined(self, **choices: object) -> Casework:
        self.tell(Joined(**choices))
        return self

    def accepted(self, number: int = 1, load: Load | None = None) -> Casework:
        self.tell(Accepted(counsellor(number), load or Load()))
        return self

    def opened(self, *, safe: bool = True) -> Casework:
        self.tell(Opened(safe))
        return self

    def talking(self, **choices: object) -> Casework:
        return self.joined(**choices).accepted().opened()
