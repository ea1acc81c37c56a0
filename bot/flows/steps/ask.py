"""``ask``: say something and offer choices."""

from __future__ import annotations

import msgspec

from bot.events import PersonEvent
from bot.flows.model import Turn, View
from bot.flows.scene import Scene


class Ask(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``ask: key`` or ``ask: [key, key]``: paragraphs, then the choices of the step."""

    say: tuple[str, ...]

    def enter(self, scene: Scene) -> View:
        """The paragraphs and the choices."""
        return View(tuple(scene.text(key) for key in self.say), scene.choice_rows())

    def answer(self, scene: Scene, event: PersonEvent) -> Turn | None:
        """Nothing beyond the choices, which the engine understands."""
        del scene, event
        return None

    def keys(self) -> tuple[str, ...]:
        """Its paragraphs."""
        return self.say

    def targets(self) -> tuple[str, ...]:
        """None of its own."""
        return ()
