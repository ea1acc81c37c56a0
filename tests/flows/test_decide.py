"""`decide` under any events in any order: total, bounded, and always with a way out."""

from __future__ import annotations

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.decision import Decision
from bot.effects import Show, Tone
from bot.events import MediaKind, Refused, ScreenLost
from bot.flows.engine import decide
from tests.talk import Talk, all_buttons, real_pack

WORDS = (
    *("шымкент", "112", "menu", "выход", "он меня бьет", "хочу умереть", "hi", ".", "x", "1"),
    *("/start", "/delete", "меню", "көмек", "  ", "а" * 5000, "🙂", "\x00", "{n}", "/x"),
)


class Anything(RuleBasedStateMachine):
    """Whatever she does: nothing raises, exit leaves no answers, every screen can be said."""

    @initialize(start=st.sampled_from(["", "ru-KZ", "kk-KZ", "en-KG", "x"]))
    def begin(self, start: str) -> None:
        self.talk = Talk().start(start)

    @rule(data=st.data())
    def press(self, data: st.DataObject) -> None:
        choices = [b.id for b in all_buttons(self.talk.screen)] if self.talk.screen else []
        choice = data.draw(st.sampled_from([*choices, "gone", "place:kz-almaty", "topic:x"]))
        self.talk.press(choice)

    @rule(
        choice=st.sampled_from(["menu", "exit", "yes", "place:zz", "c:sayings:9999999999", "more"])
    )
    def press_an_old_button(self, choice: str) -> None:
        self.talk.press(choice, token="zz")

    @rule(words=st.sampled_from(WORDS), after=st.sampled_from([0.5, 5.0]))
    def say(self, words: str, after: float) -> None:
        self.talk.say(words, after=after)

    @rule(words=st.text(max_size=80))
    def say_anything(self, words: str) -> None:
        self.talk.say(words)

    @rule(lat=st.floats(-90, 90), lon=st.floats(-180, 180))
    def pin(self, lat: float, lon: float) -> None:
        self.talk.pin(lat, lon)

    @rule(kind=st.sampled_from(list(MediaKind)))
    def send(self, kind: MediaKind) -> None:
        self.talk.send(kind)

    @rule(payload=st.sampled_from(["", "kk-KZ", "ru-TM", "zz"]))
    def start(self, payload: str) -> None:
        self.talk.start(payload)

    @rule(seconds=st.sampled_from([1.0, 60.0, 301.0, 901.0, 90_000.0]))
    def wait(self, seconds: float) -> None:
        self.talk.wait(seconds)

    @rule(event=st.sampled_from([ScreenLost(), Refused()]))
    def fail(self, event: ScreenLost | Refused) -> None:
        self.talk._act(event)

    @rule()
    def become_an_older_version(self) -> None:
        """A flow lost this step in a new version of the content."""
        if self.talk.session is not None:
            gone = msgspec.structs.replace(self.talk.session, step="long_gone", version=0)
            self.talk.session = gone

    @invariant()
    def the_decision_is_sound(self) -> None:
        talk = getattr(self, "talk", None)
        if talk is None:
            return
        decision = talk.decision
        assert isinstance(decision, Decision)
        assert len(decision.effects) <= 6
        shows = [effect for effect in decision.effects if isinstance(effect, Show)]
        assert len(shows) <= 1
        if decision.leave is not None:
            assert (decision.session is None) == (decision.leave.fresh is None)
        if talk.screen is not None:
            assert talk.text.strip()
            if talk.session is not None and not talk.covered:
                assert {"exit", "numbers"} <= set(talk.buttons)
            else:
                assert talk.screen.tone is Tone.COVER or talk.decision.leave is not None


Anything.TestCase.settings = settings(max_examples=120, stateful_step_count=40, deadline=None)
TestAnything = Anything.TestCase


def test_the_same_input_gives_the_same_decision_byte_for_byte() -> None:
    from bot.events import Said

    talk = Talk().start("ru-KZ").press("language:ru")
    event = Said("привет", "m1", talk.now, "ru")
    first = decide(real_pack(), talk.session, event, talk.now)
    second = decide(real_pack(), talk.session, event, talk.now)
    assert msgspec.msgpack.encode(first) == msgspec.msgpack.encode(second)
