"""``place``: a town typed in any script and spelling, a pin, or the list of regions (S37)."""

from __future__ import annotations

import msgspec

from bot.effects import Button
from bot.events import Located, PersonEvent, Pressed, Said
from bot.flows.model import Turn, View
from bot.flows.scene import Scene
from bot.locator.gazetteer import Place
from bot.locator.match import match
from bot.text import Text

PREFIX = "place:"
POLE, DATE_LINE = 90.0, 180.0


class AskPlace(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``place: {ask, which, none, elsewhere, goto}``: saves the answer ``place``.

    ``which`` is asked when several places fit (their ids wait in the answer ``places``),
    ``none`` is said when none does, ``elsewhere`` is a goto for places outside her country.
    """

    ask: str
    which: str
    none: str
    goto: str
    elsewhere: str

    def enter(self, scene: Scene) -> View:
        """The question, or the places that fit what she typed."""
        waiting = [name for name in scene.session.answers.get("places", "").split() if name]
        rows = tuple((Button(PREFIX + name, Text(f"place.{name}.full")),) for name in waiting)
        lead = self.which if waiting else self.ask
        return View((scene.text(lead),), rows + scene.choice_rows())

    def answer(self, scene: Scene, event: PersonEvent) -> Turn | None:
        """A typed place, a pin, or one of the places that fit. The pin itself is dropped here."""
        match event:
            case Pressed(choice=choice) if choice.startswith(PREFIX):
                return self._chosen(scene, scene.pack.gazetteer.get(choice.removeprefix(PREFIX)))
            case Located(lat=lat, lon=lon):
                return self._pinned(scene, lat, lon)
            case Said(text=said):
                return self._typed(scene, said)
            case _:
                return None

    def _typed(self, scene: Scene, said: str) -> Turn | None:
        found = match(scene.pack.gazetteer, said, scene.session.country or None)
        if found.place is not None:
            return self._chosen(scene, found.place)
        names = " ".join(candidate.place.id for candidate in found.candidates)
        if names:
            return Turn(answers={"places": names})
        return Turn(answers={"places": ""}, note=scene.text(self.none))

    def _pinned(self, scene: Scene, lat: float, lon: float) -> Turn:
        if not (abs(lat) <= POLE and abs(lon) <= DATE_LINE):  # also false for what is no number
            return Turn(note=scene.text(self.none))
        gazetteer = scene.pack.gazetteer
        guess = gazetteer.country_at(lat, lon)
        home = scene.session.country
        if home not in guess.candidates:
            return Turn(self.elsewhere, answers={"places": ""})
        place, _ = gazetteer.nearest(lat, lon, home)
        return self._chosen(scene, place) or Turn(self.elsewhere)

    def _chosen(self, scene: Scene, place: Place | None) -> Turn | None:
        if place is None:
            return None
        if place.country != scene.session.country:
            return Turn(self.elsewhere, answers={"places": ""})
        return Turn(self.goto, answers={"place": place.id, "places": ""})

    def keys(self) -> tuple[str, ...]:
        """Its three texts."""
        return (self.ask, self.which, self.none)

    def targets(self) -> tuple[str, ...]:
        """Where it leads."""
        return (self.goto, self.elsewhere)
