"""``lines``: the lines of her country that answer by voice or text, with what happens."""

from __future__ import annotations

from typing import Literal

import msgspec

from bot.directory.model import Line, Need
from bot.events import PersonEvent
from bot.flows.model import Turn, View
from bot.flows.scene import Scene
from bot.flows.steps.contact import line_paragraph
from bot.flows.steps.read import page_row, turn_page

PAGE = 3
TALKS = frozenset({Need.TALK, Need.ANYTHING, Need.CHILD})


class Lines(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``lines: {lead, none, by, human}``; ``by: text`` lists only what can be written to, ``human``
    is the lead where counsellors of this service can be asked for.
    """

    lead: str
    none: str
    by: Literal["any", "text"] = "any"
    human: str = ""

    def enter(self, scene: Scene) -> View:
        """One page of lines, the national ones first as they stand in the file."""
        lines = self._listed(scene)
        if not lines:
            return View((scene.text(self.none),), scene.choice_rows())
        pages = -(-len(lines) // PAGE)
        page = min(scene.session.page, pages - 1)
        shown = tuple(
            line_paragraph(scene, line, "line", text_only=self.by == "text")
            for line in lines[page * PAGE : page * PAGE + PAGE]
        )
        rows = page_row(scene, page, pages) + scene.choice_rows()
        human = self.human and scene.answer("handoff") == "open"
        return View((scene.text(self.human if human else self.lead), *shown), rows)

    def _listed(self, scene: Scene) -> tuple[Line, ...]:
        country = scene.pack.directory.country(scene.session.country)
        if country is None:
            return ()
        if self.by == "text":
            return tuple(line for line in country.lines if line.texts)
        return tuple(line for line in country.lines if TALKS.intersection(line.needs))

    def answer(self, scene: Scene, event: PersonEvent) -> Turn | None:
        """Turning the page."""
        return turn_page(scene, event, -(-len(self._listed(scene)) // PAGE))

    def keys(self) -> tuple[str, ...]:
        """Its two texts."""
        return (self.lead, self.none, *((self.human,) if self.human else ()))

    def targets(self) -> tuple[str, ...]:
        """None of its own."""
        return ()
