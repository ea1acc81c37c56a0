"""``regions``: the list of regions, then the towns of one, for who cannot or will not type."""

from __future__ import annotations

import msgspec

from bot.effects import Button
from bot.events import PersonEvent, Pressed
from bot.flows.model import Turn, View
from bot.flows.scene import Scene
from bot.flows.steps.read import page_row, turn_page
from bot.locator.gazetteer import Place
from bot.text import Text

PAGE = 10


class Regions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``regions: {ask, within, goto}``: saves the answers ``region`` and ``place``."""

    ask: str
    within: str
    goto: str

    def enter(self, scene: Scene) -> View:
        """One page of regions, or of the towns of the chosen region, biggest first."""
        region = scene.session.answers.get("region", "")
        listed = self._listed(scene)
        page = min(scene.session.page, max(0, (len(listed) - 1) // PAGE))
        shown = listed[page * PAGE : page * PAGE + PAGE]
        prefix = "place:" if region else "region:"
        rows = tuple((Button(prefix + place.id, Text(f"place.{place.id}")),) for place in shown)
        pages = -(-len(listed) // PAGE)
        lead = self.within if region else self.ask
        return View((scene.text(lead),), rows + page_row(scene, page, pages) + scene.choice_rows())

    def _listed(self, scene: Scene) -> tuple[Place, ...]:
        gazetteer = scene.pack.gazetteer
        region = scene.session.answers.get("region", "")
        if not region:
            return tuple(gazetteer.regions(scene.session.country))
        towns = sorted(gazetteer.within(region), key=lambda place: -place.population)
        return tuple(towns)

    def answer(self, scene: Scene, event: PersonEvent) -> Turn | None:
        """A region, a town, or a page."""
        if not isinstance(event, Pressed):
            return None
        kind, _, name = event.choice.partition(":")
        place = scene.pack.gazetteer.get(name)
        if place is None or kind not in ("region", "place"):
            return turn_page(scene, event, -(-len(self._listed(scene)) // PAGE))
        if kind == "place":
            return Turn(self.goto, answers={"place": name, "region": ""})
        towns = tuple(scene.pack.gazetteer.within(name))
        if len(towns) <= 1:
            only = towns[0].id if towns else name
            return Turn(self.goto, answers={"place": only, "region": ""})
        return Turn(answers={"region": name})

    def keys(self) -> tuple[str, ...]:
        """Its two questions."""
        return (self.ask, self.within)

    def targets(self) -> tuple[str, ...]:
        """Where it leads."""
        return (self.goto,)
