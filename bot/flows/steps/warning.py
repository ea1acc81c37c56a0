"""``warning``: what opening this service may mean in her country, before any other text of it."""

from __future__ import annotations

import msgspec

from bot.events import PersonEvent
from bot.flows.model import Turn, View
from bot.flows.scene import Scene
from bot.text import Text


class Warn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``warning: {none: key}``: that of ``services/<cc>.yaml``; ``none`` where it has gone."""

    none: str

    def enter(self, scene: Scene) -> View:
        """The warning of the country where she is."""
        country = scene.pack.directory.country(scene.session.country)
        if country is None or country.warning is None:
            return View((scene.text(self.none),), scene.choice_rows())
        return View((Text(f"warning.{country.country}"),), scene.choice_rows())

    def answer(self, scene: Scene, event: PersonEvent) -> Turn | None:
        """Nothing beyond the choices."""
        del scene, event
        return None

    def keys(self) -> tuple[str, ...]:
        """What is said where there is no warning."""
        return (self.none,)

    def targets(self) -> tuple[str, ...]:
        """None of its own."""
        return ()
