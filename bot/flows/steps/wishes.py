"""``wishes``: what she may need at a place, each turned on or off (S39)."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from bot.directory.card import Card
from bot.directory.model import YesNoUnknown
from bot.directory.wishes import Wish, known, wishes_from
from bot.effects import Button
from bot.events import PersonEvent, Pressed
from bot.flows.model import Turn, View
from bot.flows.scene import Scene
from bot.text import Joined, Text

_PREFIX = "wish:"
_SAID = {
    YesNoUnknown.YES: "wish.yes",
    YesNoUnknown.UNKNOWN: "wish.unknown",
    YesNoUnknown.NO: "wish.no",
}
"""What is said of a place, in this order."""


class Wishes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``wishes: {ask}``: saves the answer ``wishes``."""

    ask: str

    def enter(self, scene: Scene) -> View:
        """All of them, two in a row; those that she chose are marked."""
        chosen = wishes_of(scene)
        buttons = [_button(scene, wish, chosen) for wish in Wish]
        rows = tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))
        return View((scene.text(self.ask),), rows + scene.choice_rows())

    def answer(self, scene: Scene, event: PersonEvent) -> Turn | None:
        """One of them, on or off."""
        if not isinstance(event, Pressed) or not event.choice.startswith(_PREFIX):
            return None
        pressed = event.choice.removeprefix(_PREFIX)
        before = {wish.value for wish in wishes_of(scene)}
        after = before ^ {pressed}
        return Turn(answers={"wishes": ",".join(wish.value for wish in Wish if wish in after)})

    def keys(self) -> tuple[str, ...]:
        """Its question."""
        return (self.ask,)

    def targets(self) -> tuple[str, ...]:
        """None of its own."""
        return ()


def wishes_of(scene: Scene) -> tuple[Wish, ...]:
    """What she chose."""
    return wishes_from(scene.answer("wishes"))


def named(wishes: tuple[Wish, ...]) -> Joined:
    """Their names, one after the other."""
    return Joined(tuple(Text(f"wish.{wish.value}") for wish in wishes), "dot")


def wish_texts(scene: Scene, card: Card) -> Iterator[Text]:
    """What is known of her wishes at one place, and what she can ask first."""
    for answer, key in _SAID.items():
        wishes = tuple(wish for wish in wishes_of(scene) if known(card, wish) is answer)
        if wishes:
            yield scene.text(key, wishes=named(wishes))


def _button(scene: Scene, wish: Wish, chosen: tuple[Wish, ...]) -> Button:
    label = Text(f"wish.{wish.value}")
    return Button(
        f"{_PREFIX}{wish.value}",
        scene.text("wish.chosen", wish=label) if wish in chosen else label,
    )
