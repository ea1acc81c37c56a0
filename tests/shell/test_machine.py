"""Any order of acts, failures, waits and crashes: the promises of the shell hold throughout."""

from __future__ import annotations

import asyncio

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.channels.base import RefusedForGood, RetryAt
from bot.events import MediaKind
from bot.store.memory import MemoryStore
from tests.shell.faults import HER, After, Before, Linger
from tests.shell.world import HOUR, NEIGHBOUR, World

FAULTS = st.sampled_from([Before(), After(), RetryAt(2.0), RetryAt(90.0), RefusedForGood()])
VERBS = st.sampled_from(["send", "edit", "delete", "pin"])
LOST = st.sampled_from([Before(), After(), RetryAt(2.0), RetryAt(90.0)])
TEXTS = st.sampled_from(
    [
        *("open", "help", "pin", "where", "fresh", "leave", "x", "/delete", "word lily"),
        *("pass a", "pass b", "amend a", "take a", "withdraw"),
    ]
)


COVERS = {"cover", "fresh", "lost", "outage.neutral"}


class Shell(RuleBasedStateMachine):
    """One person, one neighbour who only looks on, a provider with moods, and sudden deaths."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.broken: list[tuple[str, object]] = []
        self.linger = Linger()
        self.world: World | None = None

    def run(self, work):
        return self.loop.run_until_complete(work)

    @initialize()
    def begin(self) -> None:
        async def begin() -> World:
            world = World(MemoryStore())
            await world.service.start()
            await world.say("open", NEIGHBOUR)
            world.fail(self.fault_of)
            return world

        self.world = self.run(begin())

    def fault_of(self, call):
        if call.address != HER:
            return None
        for n, (verb, fault) in enumerate(self.broken):
            if verb == call.verb:
                del self.broken[n]
                return fault
        return None

    @rule(verb=st.sampled_from(["edit", "delete"]))
    def the_next_call_arrives_late(self, verb) -> None:
        self.broken.append((verb, self.linger))

    @rule()
    def late_calls_arrive(self) -> None:
        self.run(self.linger.land())

    @rule(verb=VERBS, fault=FAULTS)
    def the_next_call_fails(self, verb, fault) -> None:
        self.broken.append((verb, fault))

    @rule(verb=st.sampled_from(["keyboard", "removal"]), fault=LOST)
    def the_next_call_about_a_keyboard_fails(self, verb, fault) -> None:
        self.broken.append((verb, fault))

    @rule(text=TEXTS)
    def she_types(self, text) -> None:
        self.run(self.world.say(text))

    @rule(texts=st.lists(TEXTS, min_size=2, max_size=4))
    def she_types_fast(self, texts) -> None:
        updates = [self.world.provider.say(HER, text) for text in texts]
        self.world.unanswered += updates

        async def burst() -> None:
            await asyncio.gather(*(self.world.deliver(update) for update in updates))

        self.run(burst())

    @rule(choice=st.sampled_from(["next", "exit", "other"]))
    def she_presses(self, choice) -> None:
        if self.world.screen() is not None:
            self.run(self.world.press(choice))

    @rule()
    def she_sends_a_photo(self) -> None:
        self.run(self.world.deliver(self.world.provider.send_media(HER, MediaKind.PHOTO)))

    @rule()
    def she_deletes_the_screen(self) -> None:
        if (screen := self.world.screen()) is not None:
            self.world.provider.remove(HER, screen.id)

    @rule(seconds=st.sampled_from([1, 4, 70, 400, 13 * HOUR, 25 * HOUR]))
    def time_passes(self, seconds) -> None:
        self.quiet(self.world.wait(seconds))

    @rule()
    def all_goes_well_for_a_while(self) -> None:
        """Then exactly the newest screen stands, and covers of chats that were forgotten."""
        self.broken.clear()
        self.run(self.linger.land())
        self.run(self.world.wait(130))
        self.run(self.world.say("open"))
        self.run(self.world.say("withdraw"))
        session = self.world.service.session("telegram", HER)
        assert session is not None
        assert self.world.provider.chat(HER).keyboard == ""
        texts = [text for text in self.world.texts() if text not in COVERS]
        assert texts == [f"secret {session.token}"]

    @rule()
    def the_process_dies(self) -> None:
        self.linger.calls.clear()  # what it began cannot arrive after its death
        self.run(self.world.restart())

    @rule(seconds=st.sampled_from([70, 3 * HOUR]))
    def an_outage(self, seconds) -> None:
        self.linger.calls.clear()

        async def outage() -> None:
            await self.world.crash()
            self.world.clock.advance(self.world.clock.now() + seconds)
            await self.world.restart()

        self.quiet(outage())

    def quiet(self, work) -> None:
        """Nothing that time alone brings is a new message (S01), but what takes a keyboard away.

        What she did within the last minute may still be on its way.
        """
        before = len(self.world.calls)
        recent = self.world.clock.now() + 120
        self.run(work)
        late = [call for call in self.world.sent_since(before) if call.at > recent]
        assert all(call.verb in ("edit", "delete", "removal") for call in late)

    @rule()
    def two_days_later_nothing_is_left(self) -> None:
        self.broken.clear()
        self.run(self.linger.land())
        self.quiet(self.world.wait(49 * HOUR))
        census = self.run(self.world.census())
        assert (census.conversations, census.outbox, census.timers) == (0, 0, 0)
        assert (census.wipes, census.ledger) == (0, 0)
        assert self.world.provider.chat(HER).keyboard == ""
        self.run(self.world.say("open", NEIGHBOUR))

    @invariant()
    def no_bug(self) -> None:
        if self.world is not None:
            assert self.world.bugs == []

    @invariant()
    def one_screen_and_what_she_left_is_gone(self) -> None:
        if self.world is None:
            return
        session = self.world.service.session("telegram", HER)
        census = self.run(self.world.census())
        if session is None and census.conversations <= 1 and census.wipes == 0:
            assert "secret" not in "".join(self.world.texts())
            assert "place" not in self.world.texts()
            assert "key below" not in self.world.texts()
            assert self.world.provider.chat(HER).keyboard == ""

    @invariant()
    def the_neighbour_is_left_alone(self) -> None:
        if self.world is not None:
            texts = set(self.world.texts(NEIGHBOUR))
            assert texts <= {"secret 1", "cover", "outage.neutral"}
            assert len(self.world.ours(NEIGHBOUR)) >= 1

    def teardown(self) -> None:
        if self.world is not None:
            self.run(self.world.service.stop(grace=0))
        self.loop.close()


Shell.TestCase.settings = settings(
    max_examples=60,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestShell = Shell.TestCase
