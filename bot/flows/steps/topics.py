"""``topics``: the list of rights of her country."""

from __future__ import annotations

import msgspec

from bot.effects import Button
from bot.events import PersonEvent, Pressed
from bot.flows.model import Turn, View
from bot.flows.scene import Scene
from bot.flows.steps.read import page_row, turn_page
from bot.text import Text

PAGE = 10
PREFIX = "topic:"


class Topics(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``topics: {ask, goto}``: saves the answer ``topic``."""

    ask: str
    goto: str

    def enter(self, scene: Scene) -> View:
        """One page of topics, in the order of the country."""
        topics = scene.pack.rights.get(scene.session.country, ())
        pages = -(-len(topics) // PAGE)
        page = min(scene.session.page, max(0, pages - 1))
        rows = tuple(
            (Button(PREFIX + topic.topic, Text(f"{topic.key}.label")),)
            for topic in topics[page * PAGE : page * PAGE + PAGE]
        )
        return View(
            (scene.text(self.ask),), rows + page_row(scene, page, pages) + scene.choice_rows()
        )

    def answer(self, scene: Scene, event: PersonEvent) -> Turn | None:
        """A topic, or a page."""
        topics = scene.pack.rights.get(scene.session.country, ())
        if isinstance(event, Pressed) and event.choice.startswith(PREFIX):
            name = event.choice.removeprefix(PREFIX)
            known = any(topic.topic == name for topic in topics)
            return Turn(self.goto, answers={"topic": name}) if known else None
        return turn_page(scene, event, -(-len(topics) // PAGE))

    def keys(self) -> tuple[str, ...]:
        """Its question."""
        return (self.ask,)

    def targets(self) -> tuple[str, ...]:
        """Where it leads."""
        return (self.goto,)
