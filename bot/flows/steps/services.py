"""``services``: what is truly known near a place, and the lines that answer now (S34-S40)."""

from __future__ import annotations

import datetime

import msgspec

from bot.directory.card import Card, Section
from bot.directory.cards import cards
from bot.directory.model import Line, Need, Number
from bot.events import PersonEvent
from bot.flows.model import Turn, View
from bot.flows.scene import Scene
from bot.flows.steps.contact import hours_text, line_paragraph, number_paragraph, when_texts
from bot.flows.steps.read import page_row, turn_page
from bot.text import Day, Joined, Kilometres, Text

FIRST = 2
"""Places on the first page, which also carries the lines that answer now."""
PAGE = 3
MOST = 20
FAR_KM = 300
"""What is further away is named only when nothing nearer is known."""


class Services(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``services: {lead, none, national}``: for the answers ``place`` and ``need``."""

    lead: str
    none: str
    national: str

    def enter(self, scene: Scene) -> View:
        """Places first; on the first page also every line of the country for this need."""
        places, lines = self._found(scene)
        pages = self._pages(len(places))
        page = min(scene.session.page, pages - 1)
        rows = page_row(scene, page, pages) + scene.choice_rows()
        begin = 0 if page == 0 else FIRST + (page - 1) * PAGE
        shown = places[begin : begin + (FIRST if page == 0 else PAGE)]
        paragraphs = [scene.text(self.lead if places else self.none)]
        paragraphs += [self._card(scene, card) for card in shown]
        if page == 0:
            paragraphs.append(scene.text(self.national))
            paragraphs += [self._national(scene, card) for card in lines[:PAGE]]
        return View(tuple(paragraphs), rows)

    def _found(self, scene: Scene) -> tuple[list[Card], list[Card]]:
        need = Need(scene.session.answers.get("need") or "anything")
        place = scene.pack.gazetteer.get(scene.session.answers.get("place", ""))
        found = cards(
            scene.pack.directory,
            scene.pack.gazetteer,
            scene.session.country,
            need,
            place.id if place else None,
            datetime.datetime.fromtimestamp(scene.now, datetime.UTC),
            MOST,
        )
        places = [card for card in found if card.section is Section.SERVICE]
        if place is None:
            places = [card for card in places if card.town is None]
        near = [card for card in places if (card.town_km or 0) <= FAR_KM]
        places = near if len(near) >= FIRST else places[:FIRST]
        return places, [card for card in found if card.section is not Section.SERVICE]

    def _pages(self, places: int) -> int:
        return 1 + -(-max(0, places - FIRST) // PAGE)

    def _national(self, scene: Scene, card: Card) -> Text:
        match scene.pack.directory.countries[scene.session.country].route(card.id):
            case Line() as line:
                return line_paragraph(scene, line, "line")
            case Number() as number:
                return number_paragraph(scene, number)
            case None:
                return Text(card.key("name"))

    def _card(self, scene: Scene, card: Card) -> Text:
        about: list[Text] = [Text(card.key("what"))]
        if card.phones or card.texts:
            about.append(self._hours(scene, card))
            about += when_texts(card.when_you_call)
            if card.stale:
                about.append(scene.text("contact.not_called"))
        return scene.text(
            "services.card",
            name=Text(card.key("name")),
            where=self._where(scene, card),
            ways=Joined(tuple(self._ways(scene, card))),
            about=Joined(tuple(about)),
        )

    def _hours(self, scene: Scene, card: Card) -> Text:
        if card.open_now:
            return scene.text("services.open_now")
        if card.next_open is not None:
            return scene.text("services.opens", day=Day(card.next_open.date().isoformat()))
        note = Text(card.key("hours_note")) if card.has_hours_note else None
        return hours_text(scene, card.hours, note)

    def _where(self, scene: Scene, card: Card) -> Text:
        if card.town is None:
            return scene.text("services.country")
        town = Text(f"place.{card.town}")
        if card.km is not None:
            return scene.text("services.km", km=Kilometres(card.km))
        if card.town_km:
            return scene.text("services.near", town=town, km=Kilometres(card.town_km))
        return scene.text("services.in_town", town=town)

    def _ways(self, scene: Scene, card: Card) -> list[Text]:
        own = card.own
        ways = [Text(key) for key in own.phone_keys]
        ways += [
            scene.text(f"contact.app.{way.app.value}", address=Text(key))
            for way, key in zip(own.texts, own.text_keys, strict=True)
        ]
        if ways:
            return ways
        through = [Text(route.phone_keys[0]) for route in card.reach if route.phone_keys]
        if through:
            return [scene.text("services.by", ways=Joined(tuple(through), "comma"))]
        nowhere = "services.only_police" if card.only_through_police else "services.no_way"
        return [scene.text(nowhere)]

    def answer(self, scene: Scene, event: PersonEvent) -> Turn | None:
        """Turning the page."""
        places, _ = self._found(scene)
        return turn_page(scene, event, self._pages(len(places)))

    def keys(self) -> tuple[str, ...]:
        """Its three texts."""
        return (self.lead, self.none, self.national)

    def targets(self) -> tuple[str, ...]:
        """None of its own."""
        return ()
