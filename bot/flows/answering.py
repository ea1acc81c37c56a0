"""What an input means at a step: a button, a number, a label, a word, or something of the step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.content.script import fold
from bot.effects import Button
from bot.events import PersonEvent, Pressed, Said
from bot.flows import meant
from bot.flows.case import is_posted, where
from bot.flows.model import Turn
from bot.flows.scene import Scene, own_behaviour
from bot.text import Text

WAYS: Mapping[str, str] = {
    "menu": "main.menu",
    "numbers": "numbers.",
    "language": "language.",
    "person": "talk.",
    "to_talk": "talk.",
    "silent": "silent.",
    "back": "back",
    "help": "find_help.",
    "rights": "rights.",
    "assault": "after_assault.",
}
"""Where the engine's own choices lead, from every step."""

MEANT = frozenset({*WAYS, "yes", "no"})
"""Choices that words of ``understanding/<locale>.yaml`` may mean."""

BEFORE_THE_MENU = frozenset({"numbers", "language"})
"""Those of them that are open before she said where she is."""

SPEAK = "speak:"
"""Before a locale: the screen goes on in it."""
DEEDS = frozenset({"media_delete", "media_keep", "block_no", "block_no_self_harm", "block_read"})


@dataclass(frozen=True, slots=True)
class Answer:
    """An understood input: where it leads, what it does, what it saves.

    ``speaks``: a language that is offered beside it.
    """

    goto: str = ""
    does: str = ""
    set: Mapping[str, str] = field(default_factory=dict)
    turn: Turn | None = None
    note: Text | None = None
    understood: bool = True
    speaks: str = ""


def understand(scene: Scene, event: PersonEvent, buttons: Sequence[Button]) -> Answer:
    """The meaning of a press or of something typed; ``understood`` is False when there is none.

    ``buttons``: those of the screen that she sees, as they are numbered there.
    """
    choice = button_of(scene, event, buttons)
    if choice:
        if is_posted(choice) and any(choice == button.id for button in buttons):
            return Answer(does=choice)
        answer = _chosen(scene, choice)
        if answer is not None:
            return answer
        if isinstance(event, Said):
            event = Pressed(choice, "", event.message, event.dated, event.app_locale)
    turn = scene.step.kind.answer(scene, event)
    if turn is not None:
        return Answer(does=turn.does, turn=turn, note=turn.note)
    if isinstance(event, Said):
        word = scene.pack.listener.choice(event.text)
        if word:
            offered = _chosen(scene, word)
            if offered is not None:
                return offered
        if word and _open(scene, word):
            return Answer(_way(scene, word))
    return Answer(understood=isinstance(event, Pressed))


def posted(scene: Scene, event: Pressed) -> Answer:
    """The meaning of a button that hangs on words that were passed on."""
    if is_posted(event.choice):
        return Answer(does=event.choice)
    if event.choice == "numbers":
        return Answer("numbers.")
    return Answer(where(scene.session)) if scene.session.talk is not None else Answer("main.menu")


def _open(scene: Scene, way: str) -> bool:
    return way in WAYS and (scene.session.inside or way in BEFORE_THE_MENU)


def _way(scene: Scene, way: str) -> str:
    """Where a choice of the engine leads; one's own behaviour never leads to services (S10)."""
    if own_behaviour(scene.session) and way in ("person", "help", "silent", "rights"):
        return "own_behaviour.help"
    if way in ("person", "to_talk") and scene.session.talk is not None:
        return where(scene.session)
    elsewhere = scene.answer("where") != "full"
    return "elsewhere." if elsewhere and way in ("person", "help", "rights") else WAYS[way]


def _chosen(scene: Scene, choice: str) -> Answer | None:
    for offered in scene.choices():
        if offered.id == choice:
            return Answer(offered.goto, offered.does, offered.set)
    if choice in DEEDS:
        return Answer(does=choice)
    if choice.startswith(meant.PREFIX):
        return meant_answer(scene, choice.removeprefix(meant.PREFIX))
    if choice.startswith(SPEAK):
        return _speak(scene, choice.removeprefix(SPEAK))
    return Answer(_way(scene, choice)) if _open(scene, choice) else None


def _speak(scene: Scene, locale: str) -> Answer | None:
    """The same screen in another language; the numbers above it stay."""
    ready = any(one.tag == locale for one in scene.pack.locales.ready())
    return Answer(turn=Turn(locale=locale)) if ready else None


def meant_answer(scene: Scene, intent: str) -> Answer | None:
    """What is done about an intent; None where it leads nowhere."""
    way = meant.way_of(scene, intent)
    return Answer(way.goto, way.does, way.set) if way is not None else None


def number_of(typed: str) -> int:
    """The number that was typed, as ``2``, ``2.``, ``2)`` or a keycap; 0: it is none."""
    plain = typed.strip().replace("\ufe0f", "").replace("\u20e3", "").rstrip(".)").strip()
    return int(plain[:4]) if plain.isdecimal() else 0


def button_of(scene: Scene, event: PersonEvent, buttons: Sequence[Button]) -> str:
    """The id of the button that was pressed, or whose number or label was typed."""
    if isinstance(event, Pressed):
        return event.choice
    if not isinstance(event, Said):
        return ""
    typed = fold(event.text)
    number = number_of(event.text)
    if 1 <= number <= len(buttons):
        return buttons[number - 1].id
    say = scene.pack.catalogue.say
    labels = [(fold(say(button.label, scene.session.locale).text), button.id) for button in buttons]
    return next((choice for label, choice in labels if label and label == typed), "")
