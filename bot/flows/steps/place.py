"""``place``: a town typed in any script and spelling, a pin, or the list of regions (S37)."""

from __future__ import annotations

import msgspec

from bot.effects import AskPosition, Button
from bot.events import Located, PersonEvent, Pressed, Said
from bot.flows.model import Turn, View
from bot.flows.scene import Scene
from bot.locator.gazetteer import Place
from bot.locator.match import match
from bot.text import Text

PREFIX = "place:"
POSITION = "position:ask"
POLE, DATE_LINE = 90.0, 180.0


class Here(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``{label, text, key}``: the button of the screen, the message that brings the key, the key.

    The button is left out where the channel has no such keys.
    """

    label: str
    text: str
    key: str


class AskPlace(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``place: {ask, which, none, elsewhere, goto, here}``: saves the answer ``place``.

    ``which`` is asked when several places fit (their ids wait in the answer ``places``),
    ``none`` is said when none does, ``elsewhere`` is a goto for places outside her country.
    ``here`` (may be left out) offers a key that sends her position.
    """

    ask: str
    which: str
    none: str
    goto: str
    elsewhere: str
    here: Here | None = None

    def enter(self, scene: Scene) -> View:
        """The question, or the places that fit what she typed."""
        waiting = [name for name in scene.session.answers.get("places", "").split() if name]
        rows = tuple((Button(PREFIX + name, Text(f"place.{name}.full")),) for name in waiting)
        lead = self.which if waiting else self.ask
        # Last, so that numbers which she types mean the same where the button is left out.
        here = () if waiting or self.here is None else (_position_row(scene, self.here),)
        return View((scene.text(lead),), rows + scene.choice_rows() + here)

    def answer(self, scene: Scene, event: PersonEvent) -> Turn | None:
        """A typed place, a pin, or one of the places that fit. The pin itself is dropped here."""
        match event:
            case Pressed(choice=choice) if choice == POSITION and self.here is not None:
                return Turn(extras=(_ask_position(scene, self.here),))
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
        """Its texts."""
        here = self.here
        more = () if here is None else (here.label, here.text, here.key)
        return (self.ask, self.which, self.none, *more)

    def targets(self) -> tuple[str, ...]:
        """Where it leads."""
        return (self.goto, self.elsewhere)


def _position_row(scene: Scene, here: Here) -> tuple[Button, ...]:
    return (Button(POSITION, scene.text(here.label), needs="location_keyboard"),)


def _ask_position(scene: Scene, here: Here) -> AskPosition:
    # On this screen she has chosen a language; the screen of the same decision speaks it too.
    return AskPosition(scene.text(here.text), scene.text(here.key), scene.session.locale)
