"""``language``: each language in its own name and script (S05)."""

from __future__ import annotations

import msgspec

from bot.content.script import fold
from bot.effects import Button
from bot.events import PersonEvent, Pressed, Said
from bot.flows.model import Turn, View
from bot.flows.scene import ONE_A_ROW, Scene
from bot.text import Joined, Text


class ChooseLanguage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``language: {goto: step}``: lists the ready locales, the one of the card first."""

    goto: str
    door: bool = False
    """The first screen: no menu below, the lead is shown in every ready language."""

    def enter(self, scene: Scene) -> View:
        """The list; its lead stands in every language that is offered."""
        locales = [locale.tag for locale in scene.pack.locales.ready()]
        chain = scene.pack.locales.chain(scene.session.first_locale)
        first = next((tag for tag in chain if tag in locales), "")
        if first:
            locales.remove(first)
            locales.insert(0, first)
        buttons = [Button(f"language:{tag}", Text(f"locale.{tag}")) for tag in locales]
        wide = 2 if len(buttons) > ONE_A_ROW else 1
        rows = tuple(tuple(buttons[at : at + wide]) for at in range(0, len(buttons), wide))
        leads = Joined(tuple(Text(f"language.lead.{tag}") for tag in locales), "line")
        return View((Text("ui.lines", (("lines", leads),)),), rows, menu=not self.door)

    def answer(self, scene: Scene, event: PersonEvent) -> Turn | None:
        """A press, or the name of a language typed."""
        for locale in scene.pack.locales.ready():
            pressed = isinstance(event, Pressed) and event.choice == f"language:{locale.tag}"
            typed = isinstance(event, Said) and fold(event.text) in (
                fold(locale.name),
                fold(locale.tag),
            )
            if pressed or typed:
                return Turn(self.goto, locale=locale.tag)
        return None

    def keys(self) -> tuple[str, ...]:
        """None that an author names."""
        return ()

    def targets(self) -> tuple[str, ...]:
        """Where it leads."""
        return (self.goto,)
