"""``consent``: who reads, what they must report, what stays; three lines and no fourth (S41)."""

from __future__ import annotations

import msgspec

from bot.events import PersonEvent
from bot.flows.model import Turn, View
from bot.flows.scene import Scene


class Consent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``consent: {who, stays, unknown}``; the line between is that of ``reporting/<cc>.yaml``,
    for somebody under 18 the one about children; ``unknown`` where there is none.
    """

    who: str
    stays: str
    unknown: str

    def enter(self, scene: Scene) -> View:
        """The three lines and the choices."""
        policy = scene.pack.reporting.get(scene.session.country)
        about = "child" if scene.answer("age") == "under" else "consent"
        duty = f"{policy.key}.{about}" if policy is not None else self.unknown
        lines = (scene.text(self.who), scene.text(duty), scene.text(self.stays))
        return View(lines, scene.choice_rows())

    def answer(self, scene: Scene, event: PersonEvent) -> Turn | None:
        """Nothing beyond the choices: consent is pressed, never read out of words."""
        del scene, event
        return None

    def keys(self) -> tuple[str, ...]:
        """Its own texts."""
        return (self.who, self.stays, self.unknown)

    def targets(self) -> tuple[str, ...]:
        """None of its own."""
        return ()
