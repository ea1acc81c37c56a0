"""The walker: every screen that can be reached by buttons, in every ready language.

It visits each (step, page, country, state of the person) once and holds every screen to the
promises: a way out, the numbers, a harmless first line, limits, no dead end, the idle timer.
"""

from __future__ import annotations

import copy
import dataclasses
from collections import deque
from collections.abc import Iterator

import pytest

from bot.channels.base import Capabilities
from bot.channels.render import render
from bot.effects import Tone
from bot.flows.model import Choice
from bot.pack.check_texts import sensitive_word
from bot.text import Text, text
from tests.talk import HOME, LOCALES, TELEGRAM, Talk, all_buttons, real_pack, through_the_door

COUNTRIES = ("KZ", "KG", "UZ", "TJ", "TM", "RU", "TR", "KR", "PL", "AE", "DE", "other")
WIDE = ("place:", "region:")
"""Of long lists of the same kind a few are walked."""


RELEVANT = {"find_help.services": ("need", "place"), "find_help.national": ("need",),
            "find_help.place": ("places",), "find_help.regions": ("region",),
            "find_help.report": ("tried",), "rights.topic": ("topic",)}  # fmt: skip
"""The answers that change what a step shows."""


def _state(talk: Talk) -> tuple[object, ...]:
    session = talk.session
    assert session is not None
    answers = tuple(session.answers.get(name, "") for name in RELEVANT.get(talk.step, ()))
    return (
        talk.step,
        session.page,
        session.country,
        session.covered,
        session.blocks,
        bool(session.trail),
        session.answers.get("role") == "own_behaviour",
        answers,
    )


def _few(choices: list[str]) -> list[str]:
    for prefix in WIDE:
        wide = [choice for choice in choices if choice.startswith(prefix)]
        for extra in wide[2:]:
            choices.remove(extra)
    return choices


def walk(
    locale: str, country: str, *, pilot: bool = False, able: Capabilities = TELEGRAM
) -> Iterator[tuple[Talk, int]]:
    """Every screen with the number of presses that led to it; of a pilot those of the door."""
    pack = dataclasses.replace(real_pack(), pilot=True) if pilot else real_pack()
    first = Talk(pack, app=locale, able=able).start(f"{locale}-KZ")
    waiting = deque([(first, 0)])
    seen = {_state(first)}
    while waiting:
        talk, presses = waiting.popleft()
        yield talk, presses
        if pilot and not talk.step.startswith("door."):
            continue
        choices = _few([button.id for button in all_buttons(talk.screen)])
        for choice in choices:
            if choice in ("exit",) or (
                choice.startswith("country:") and choice != f"country:{country}"
            ):
                continue
            if choice.startswith("language:") and choice != f"language:{locale}":
                continue
            onward = copy.deepcopy(talk, {id(talk.pack): talk.pack})
            onward.press(choice)
            if onward.covered or onward.session is None or _state(onward) in seen:
                continue
            seen.add(_state(onward))
            waiting.append((onward, presses + 1))


ABROAD = "RU"
"""The country abroad that is walked each time."""


def near(locale: str, country: str) -> bool:
    """Walked in each run: a country that speaks it, and one abroad; the others are slow."""
    return country in (HOME[locale], ABROAD)


def walks(*more: object) -> list[object]:
    """Every language in every country."""
    return [
        pytest.param(
            (locale, country, *more),
            marks=() if near(locale, country) else pytest.mark.slow,
            id=f"{locale}-{country}",
        )
        for locale in LOCALES
        for country in COUNTRIES
    ]


WALKS = walks(False)
PILOTS = [
    pytest.param((locale, country, True), marks=() if country == "TM" else pytest.mark.slow)
    for locale in LOCALES
    for country in ("KZ", "TM")
]


@pytest.fixture(scope="module", params=WALKS + PILOTS)
def screens(request: pytest.FixtureRequest) -> list[tuple[Talk, int]]:
    locale, country, pilot = request.param
    return list(walk(locale, country, pilot=pilot))


def test_every_screen_has_the_exit_and_the_numbers(screens: list[tuple[Talk, int]]) -> None:
    for talk, _ in screens:
        assert "exit" in talk.buttons, talk.step
        assert "numbers" in talk.buttons, talk.step
        label = talk.buttons["numbers"]
        assert set(label) <= set("0123456789 ·"), talk.step


def test_the_exit_works_from_every_screen_in_one_press_and_by_word_s11(
    screens: list[tuple[Talk, int]],
) -> None:
    for talk, _ in screens:
        for act in ("press", "command", "word"):
            leaving = copy.deepcopy(talk, {id(talk.pack): talk.pack})
            if act == "press":
                leaving.press("exit", token="old")
            elif act == "command":
                leaving.say("/x")
            else:
                locale = talk.session.locale or talk.app
                leaving.say(talk.pack.words[locale].exit_words[0])
            assert leaving.left, (talk.step, act)
            assert leaving.session is None
            assert leaving.screen.tone is Tone.COVER


def test_first_lines_are_harmless_on_a_lock_screen_s16(screens: list[tuple[Talk, int]]) -> None:
    for talk, _ in screens:
        locale = talk.session.locale or talk.app
        word = sensitive_word(talk.text, talk.pack.words[locale])
        assert word is None, (talk.step, locale, word, talk.text[:80])


def test_screens_keep_the_limits_of_the_messenger(screens: list[tuple[Talk, int]]) -> None:
    for talk, _ in screens:
        message = talk.message
        assert message.text.strip()
        assert len(message.text) < TELEGRAM.text_limit, talk.step
        assert "{" not in message.text, (talk.step, message.text)
        assert message.silent
        data = [button.data for row in message.rows for button in row]
        assert len(data) == len(set(data)) <= TELEGRAM.buttons
        assert all(len(item.encode()) <= 64 for item in data)
        assert all(len(row) <= 8 for row in message.rows)
        assert all(button.label.strip() for row in message.rows for button in row)


def test_there_is_no_dead_end_s27(screens: list[tuple[Talk, int]]) -> None:
    for talk, _ in screens:
        onward = set(talk.buttons) - {"exit", "numbers", "language"}
        assert onward, talk.step


def test_every_screen_goes_under_the_cover_by_itself(screens: list[tuple[Talk, int]]) -> None:
    for talk, _ in screens:
        idle = copy.deepcopy(talk, {id(talk.pack): talk.pack})
        idle.wait(talk.session.idle_minutes * 60.0 + 1)
        assert idle.covered, talk.step
        assert all(show.by_timer for show in idle.sent_by_timer)


def test_nothing_is_silently_shown_in_another_language_s05(
    screens: list[tuple[Talk, int]],
) -> None:
    """Whoever speaks a language of the country has all of it; to others it is announced."""
    for talk, _ in screens:
        locale, country = talk.screen.locale, talk.session.country
        locales = talk.pack.locales
        say = talk.pack.catalogue.say
        borrowed = {tag for said in talk.screen.paragraphs for tag in say(said, locale).borrowed}
        if borrowed:
            assert not locales.speaks(locale, country), (talk.step, locale, country, borrowed)
            told = render(talk.screen, TELEGRAM, talk.pack.catalogue).text
            other = Text(f"locale.{min(borrowed)}")
            said = text("ui.fallback", language=Text(f"locale.{locale}"), other=other)
            assert say(said, locale).text in told


def test_decisions_offer_two_ways_on_and_a_way_back_s09(screens: list[tuple[Talk, int]]) -> None:
    for talk, _ in screens:
        onward = set(talk.buttons) - {"exit", "numbers"}
        assert len(onward) >= 2 or talk.step == "numbers.show", (talk.step, onward)


def test_a_number_or_a_text_way_is_at_most_three_presses_away(
    screens: list[tuple[Talk, int]],
) -> None:
    reached = [presses for talk, presses in screens if talk.step == "numbers.show"]
    assert min(reached) <= 3


def test_every_step_of_the_flows_is_visited() -> None:
    pack = real_pack()
    seen = {talk.step for locale in ("ru",) for c in COUNTRIES for talk, _ in walk(locale, c)}
    every = {step.name for flow in pack.flows.values() for step in flow.steps.values()}
    only_returning = {
        "door.back",
        "door.returned",
        "elsewhere.unknown_place",
        "settings.word_saved",
    }
    # Walked in test_case_steps.py: no button of hers alone leads to a talk.
    of_a_talk = {step for step in every if step.startswith("talk.")}
    assert every - seen <= only_returning | of_a_talk


def test_role_and_choices_of_a_flow_are_well_formed() -> None:
    for flow in real_pack().flows.values():
        for step in flow.steps.values():
            assert all(isinstance(choice, Choice) for choice in step.choices)


def test_the_own_behaviour_door_never_reaches_services_s10() -> None:
    talk = through_the_door()
    talk.press("for_whom").press("own")
    seen = set()
    waiting = deque([talk])
    while waiting:
        here = waiting.popleft()
        key = _state(here)
        if key in seen:
            continue
        seen.add(key)
        assert not here.step.startswith(("find_help.", "talk.", "silent.", "rights.")), here.step
        for choice in here.buttons:
            if choice not in ("exit", "not_me") and not choice.startswith(
                ("country:", "language:")
            ):
                onward = copy.deepcopy(here, {id(here.pack): here.pack})
                onward.press(choice)
                if onward.session is not None and not onward.covered:
                    waiting.append(onward)
    assert len(seen) >= 4
