"""The pure part: deciding, rendering, understanding, locating, loading. CPU time of one thread."""

from __future__ import annotations

import itertools
import time
from datetime import UTC, date, datetime

from bench.figures import Kind, Meter, Values, cpu_micros, cpu_micros_of_each, quantile
from bench.script import APP, CONVERSATION, DANGER, EXIT, LETTERS, Act, chosen, queries, sentences
from bot.channels.local import CAPABILITIES
from bot.channels.render import render
from bot.effects import Screen, Show
from bot.events import PersonEvent, Pressed, Said, ScreenLost, Started
from bot.flows.engine import decide
from bot.locator.match import match
from bot.pack.check import examine
from bot.pack.load import load
from bot.pack.model import Pack
from bot.session import Session, decode, encode
from bot.settings import content_home

NOW = datetime(2026, 11, 21, 6, tzinfo=UTC).timestamp()
PARTS = ("door", "menu", "typed place", "rights", "numbers", "typed danger", "exit")
Step = tuple[str, Session | None, PersonEvent, float]


def meters(pack: Pack, *, quick: bool) -> list[Meter]:
    """All of them. ``quick``: with fewer repetitions."""
    times = 5 if quick else 40
    return [
        Meter({"loop": Kind("Yardstick", "a million additions in Python", "ms CPU")}, _loop),
        _deciding(pack, times),
        _rendering(pack, times),
        _understanding(pack),
        _locating(pack),
        _loading(),
    ]


def _loop() -> Values:
    begin = time.thread_time_ns()
    total = 0
    for number in range(1_000_000):
        total += number
    return {"loop": (time.thread_time_ns() - begin) / 1e6}


# --- a recorded conversation


def record(pack: Pack) -> tuple[list[Step], list[Screen]]:
    """Every step of the conversation as ``decide`` gets it, and the screens that it gave."""
    steps: list[Step] = []
    screens: list[Screen] = []
    session: Session | None = None
    ids = itertools.count(1)
    for at, act in enumerate((*CONVERSATION, DANGER, EXIT)):
        now = NOW + 5.0 * at
        event = _event(act, str(next(ids)), now, screens[-1] if screens else None)
        steps.append((act.part, session, event, now))
        decision = decide(pack, session, event, now)
        screens += [effect.screen for effect in decision.effects if isinstance(effect, Show)]
        session = decode(encode(decision.session)) if decision.session else None
    return steps, screens


def _event(act: Act, message: str, now: float, screen: Screen | None) -> PersonEvent:
    if act.how == "start" or screen is None:
        return Started(act.what, message, now, APP)
    if act.how == "say":
        return Said(act.what, message, now, APP)
    choice = chosen(act.what, (button.id for row in screen.rows for button in row))
    return Pressed(choice, screen.token, "1", now, APP)


def _deciding(pack: Pack, times: int) -> Meter:
    steps, _ = record(pack)
    group = "Deciding, one event of a conversation"
    kinds = {
        "decide.empty": Kind(group, "an event that changes nothing", "µs CPU"),
        "decide": Kind(group, "the conversation, on average", "µs CPU", "decide.empty"),
        **{f"decide.{part}": Kind(group, part, "µs CPU", "decide") for part in PARTS},
        "session": Kind(group, "session to bytes and back", "µs CPU", "decide"),
    }
    behind = [session for _, session, _, _ in steps if session is not None]

    def all_of(chosen_steps: list[Step]) -> float:
        def once() -> None:
            for _, session, event, now in chosen_steps:
                decide(pack, session, event, now)

        return cpu_micros(once, times) / len(chosen_steps)

    def empty() -> None:
        for session in behind:
            decide(pack, session, ScreenLost(), NOW)

    def there_and_back() -> None:
        for session in behind:
            decode(encode(session))

    def run() -> Values:
        found = {"decide.empty": cpu_micros(empty, times * 10) / len(behind)}
        found["decide"] = all_of(steps)
        for part in PARTS:
            found[f"decide.{part}"] = all_of([step for step in steps if step[0] == part])
        found["session"] = cpu_micros(there_and_back, times * 10) / len(behind)
        return found

    return Meter(kinds, run)


def _rendering(pack: Pack, times: int) -> Meter:
    _, screens = record(pack)
    kind = Kind("Saying", "a screen to the finished message", "µs CPU", "decide")

    def once() -> None:
        for screen in screens:
            render(screen, CAPABILITIES, pack.catalogue)

    return Meter({"render": kind}, lambda: {"render": cpu_micros(once, times) / len(screens)})


# --- words and places, on the labelled sets of the tests


def _understanding(pack: Pack) -> Meter:
    listener = pack.listener
    labelled = sentences()
    longest = " ".join(labelled)[:LETTERS]
    group = f"Understanding a message ({len(labelled)} labelled ones)"
    kinds = {
        "understand.p50": Kind(group, "p50", "µs CPU", "decide"),
        "understand.p99": Kind(group, "p99", "µs CPU", "understand.p50", "3,000"),
        "understand.long": Kind(group, f"one of {LETTERS:,} letters", "µs CPU", "understand.p50"),
    }
    listener.learn()

    def understood(text: str) -> None:
        heard = listener.hear(text)
        _ = heard.signals, heard.guess

    def run() -> Values:
        found = cpu_micros_of_each(understood, labelled)
        return {
            "understand.p50": quantile(found, 0.5),
            "understand.p99": quantile(found, 0.99),
            "understand.long": cpu_micros(lambda: understood(longest), 3),
        }

    return Meter(kinds, run)


def _locating(pack: Pack) -> Meter:
    typed = queries()
    group = f"Locating a typed place ({len(typed)} labelled ones)"
    kinds = {
        "locate.p50": Kind(group, "p50", "µs CPU", "decide"),
        "locate.p99": Kind(group, "p99", "µs CPU", "locate.p50", "2,000"),
    }

    def run() -> Values:
        found = cpu_micros_of_each(lambda text: match(pack.gazetteer, text, "KZ"), typed)
        return {"locate.p50": quantile(found, 0.5), "locate.p99": quantile(found, 0.99)}

    return Meter(kinds, run)


def _loading() -> Meter:
    group = "Content"
    kinds = {
        "load": Kind(group, "load all of it", "s CPU", target="0.5"),
        "check": Kind(group, "load and check it, as `pana run` does", "s CPU", "load"),
    }
    today = date(2026, 11, 21)

    def run() -> Values:
        assert load(content_home()).pack is not None
        found = {"load": cpu_micros(lambda: load(content_home()), 1) / 1e6}
        found["check"] = cpu_micros(lambda: examine(content_home(), today), 1) / 1e6
        return found

    return Meter(kinds, run)
