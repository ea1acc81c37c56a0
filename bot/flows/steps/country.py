"""``country``: where she is now, which is not the same as whose law (design, section 2)."""

from __future__ import annotations

import msgspec

from bot.content.locales import Country
from bot.content.script import fold
from bot.effects import Button
from bot.events import PersonEvent, Pressed, Said
from bot.flows.model import Turn, View
from bot.flows.scene import Scene
from bot.text import Text


class ChooseCountry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``country: {ask: key, goto: step, elsewhere: step}``."""

    ask: str
    goto: str
    elsewhere: str
    warned: str = ""
    """Where she is led first in a country with a warning."""

    def enter(self, scene: Scene) -> View:
        """The five countries first (the one of the card before them), then the others."""
        codes = [country.code for country in scene.pack.locales.countries]
        first = scene.session.first_country
        if first in codes:
            codes.remove(first)
            codes.insert(0, first)
        buttons = [Button(f"country:{code}", Text(f"country.{code}")) for code in codes]
        pairs = [buttons[at : at + 2] for at in range(0, len(buttons), 2)]
        rows = tuple(tuple(pair) for pair in pairs)
        return View((scene.text(self.ask),), rows, menu=scene.session.inside)

    def answer(self, scene: Scene, event: PersonEvent) -> Turn | None:
        """A press, or the name of a country typed in any language we have."""
        for country in scene.pack.locales.countries:
            pressed = isinstance(event, Pressed) and event.choice == f"country:{country.code}"
            typed = isinstance(event, Said) and fold(event.text) in {
                fold(name) for name in country.name.values()
            }
            if pressed or typed:
                return Turn(self._goto(scene, country), country=country.code)
        return None

    def _goto(self, scene: Scene, country: Country) -> str:
        there = scene.pack.directory.country(country.code)
        if self.warned and country.full and there is not None and there.warning is not None:
            return self.warned
        return self.goto if country.full else self.elsewhere

    def keys(self) -> tuple[str, ...]:
        """Its question."""
        return (self.ask,)

    def targets(self) -> tuple[str, ...]:
        """The ways out."""
        return tuple(filter(None, (self.goto, self.elsewhere, self.warned)))
