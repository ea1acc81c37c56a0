"""``numbers``: the emergency numbers of her country, each with what happens (S34)."""

from __future__ import annotations

import msgspec

from bot.directory.model import CountryDirectory
from bot.events import PersonEvent
from bot.flows.model import Turn, View
from bot.flows.scene import Scene
from bot.flows.steps.contact import number_paragraph
from bot.text import Text

FIVE = ("KZ", "KG", "UZ", "TJ", "TM")


class Numbers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``numbers: {lead: key}``. Before the country is known: digits of the five, nothing else."""

    lead: str
    elsewhere: str
    """A paragraph for countries of which we know the numbers only."""
    warn: bool = False
    """First what opening this service may mean in her country; never before bare numbers."""

    def enter(self, scene: Scene) -> View:
        """The numbers, then the choices of the step."""
        country = scene.pack.directory.country(scene.session.country)
        if country is None:
            bare = tuple(
                scene.text(
                    "numbers.bare", country=Text(f"country.{code}"), digits=Text(f"digits.{code}")
                )
                for code in dict.fromkeys((scene.session.first_country, *FIVE))
                if scene.pack.catalogue.has(f"digits.{code}")
            )
            return View(bare, scene.choice_rows())
        return View(self._paragraphs(scene, country), scene.choice_rows())

    def _paragraphs(self, scene: Scene, country: CountryDirectory) -> tuple[Text, ...]:
        found = [scene.text(self.lead)]
        if self.warn and country.warning is not None:
            found.insert(0, Text(f"warning.{country.country}"))
        found += [number_paragraph(scene, number) for number in country.numbers]
        if country.papers is not None:
            found.append(Text(f"papers.{country.country}"))
        place = scene.pack.locales.country(scene.session.country)
        if place is None or not place.full:
            found.append(scene.text(self.elsewhere))
        return tuple(found)

    def answer(self, scene: Scene, event: PersonEvent) -> Turn | None:
        """Nothing beyond the choices."""
        del scene, event
        return None

    def keys(self) -> tuple[str, ...]:
        """Its lead and the paragraph for elsewhere."""
        return (self.lead, self.elsewhere)

    def targets(self) -> tuple[str, ...]:
        """None of its own."""
        return ()
