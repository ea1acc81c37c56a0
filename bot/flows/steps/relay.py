"""``relay``: the screen of a talk; what she types on it goes to the counsellor."""

from __future__ import annotations

import msgspec

from bot.events import PersonEvent
from bot.flows.asking import question
from bot.flows.model import Turn, View
from bot.flows.scene import Scene
from bot.session import Talk


class Relay(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``relay: {lead, away}``: ``away`` while nothing is passed on. What she was asked last and
    has not answered stands there again.
    """

    lead: str
    away: str

    def enter(self, scene: Scene) -> View:
        """How it stands, the question, and the choices."""
        talk = scene.session.talk or Talk()
        lead = scene.text(self.away if talk.away else self.lead)
        if not talk.asks or talk.away:
            return View((lead,), scene.choice_rows())
        rows, asked = question(scene.pack, scene.session)
        return View((lead, asked), (*rows, *scene.choice_rows()))

    def answer(self, scene: Scene, event: PersonEvent) -> Turn | None:
        """What is typed here is not for us (``bot.flows.case.reads``)."""
        del scene, event
        return None

    def keys(self) -> tuple[str, ...]:
        """Its two texts."""
        return (self.lead, self.away)

    def targets(self) -> tuple[str, ...]:
        """None of its own."""
        return ()
