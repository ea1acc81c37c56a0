"""``not_from``: nobody from this region, where she may be known."""

from __future__ import annotations

import msgspec

from bot.effects import Button
from bot.events import PersonEvent, Pressed
from bot.flows.model import Turn, View
from bot.flows.scene import Scene
from bot.flows.steps.read import page_row, turn_page
from bot.text import Text

PAGE = 10


class NotFrom(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``not_from: {ask}``: the regions of her country."""

    ask: str

    def enter(self, scene: Scene) -> View:
        """One page of regions."""
        regions = list(scene.pack.gazetteer.regions(scene.session.country))
        pages = -(-len(regions) // PAGE)
        page = min(scene.session.page, max(0, pages - 1))
        rows = tuple(
            (Button(f"not_from:{place.id}", Text(f"place.{place.id}")),)
            for place in regions[page * PAGE : page * PAGE + PAGE]
        )
        return View(
            (scene.text(self.ask),), rows + page_row(scene, page, pages) + scene.choice_rows()
        )

    def answer(self, scene: Scene, event: PersonEvent) -> Turn | None:
        """A region, or a page."""
        if isinstance(event, Pressed) and event.choice.startswith("not_from:"):
            known = scene.pack.gazetteer.get(event.choice.partition(":")[2])
            return Turn(does=event.choice) if known is not None else Turn()
        regions = scene.pack.gazetteer.regions(scene.session.country)
        return turn_page(scene, event, -(-len(list(regions)) // PAGE))

    def keys(self) -> tuple[str, ...]:
        """Its question."""
        return (self.ask,)

    def targets(self) -> tuple[str, ...]:
        """None of its own."""
        return ()
