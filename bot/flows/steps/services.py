"""``services``: what is truly known near a place, and the lines that answer now (S34-S40)."""

from __future__ import annotations

import datetime

import msgspec

from bot.directory.card import Card, Section
from bot.directory.cards import cards
from bot.directory.model import Line, Need, Number
from bot.directory.wishes import Wish
from bot.events import PersonEvent, Pressed
from bot.flows.model import Turn, View
from bot.flows.scene import Scene
from bot.flows.steps.contact import hours_text, line_paragraph, number_paragraph, when_texts
from bot.flows.steps.read import page_row, turn_page
from bot.flows.steps.report import asks, failed
from bot.flows.steps.wishes import named, wish_texts, wishes_of
from bot.text import Day, Joined, Kilometres, Text

FIRST = 2
"""Places on the first page, which also carries the lines that answer now."""
PAGE = 3
MOST = 20
FAR_KM = 300
"""What is further away is named only when nothing nearer is known."""


TAKE_AWAY, REPORT = "wishes:none", "report:"
"""Choices of this step: no wishes any more; something that is shown did not help."""


class Services(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``services: {lead, none, unmet, national, report}``: for ``place``, ``need``, ``wishes`` and
    ``failed``. ``unmet``: no place fits what she wishes; ``report``: where she can say what did not
    help.
    """

    lead: str
    none: str
    national: str
    unmet: str
    report: str

    def enter(self, scene: Scene) -> View:
        """Places first; on the first page also the lines of the country for this need."""
        wishes = wishes_of(scene)
        places, lines = self._found(scene, wishes)
        page, pages = self._page(scene, places)
        unmet = bool(wishes and not places and self._found(scene, ())[0])
        lead = self.lead if places else self.unmet if unmet else self.none
        paragraphs = [scene.text(lead)]
        if wishes:
            paragraphs.append(scene.text("services.wished", wishes=named(wishes)))
        paragraphs += [self._card(scene, card) for card in _on(page, places)]
        if page == 0:
            paragraphs.append(scene.text(self.national))
            paragraphs += [self._national(scene, card) for card in lines]
        rows = page_row(scene, page, pages)
        if unmet:
            rows += ((scene.button(TAKE_AWAY, "wish.none"),),)
        rows += scene.choice_rows()
        if _shown(page, places, lines):
            rows += ((scene.button(REPORT, "report.open"),),)
        return View(tuple(paragraphs), rows)

    def _page(self, scene: Scene, places: list[Card]) -> tuple[int, int]:
        """The page that she is on, and how many there are."""
        pages = 1 + -(-max(0, len(places) - FIRST) // PAGE)
        return min(scene.session.page, pages - 1), pages

    def _found(self, scene: Scene, wishes: tuple[Wish, ...]) -> tuple[list[Card], list[Card]]:
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
            wishes=wishes,
            without=failed(scene),
        )
        places = [card for card in found if card.section is Section.SERVICE]
        if place is None:
            places = [card for card in places if card.town is None]
        near = [card for card in places if (card.town_km or 0) <= FAR_KM]
        places = near if len(near) >= FIRST else places[:FIRST]
        lines = [card for card in found if card.section is not Section.SERVICE]
        return places, lines[:PAGE]

    def _national(self, scene: Scene, card: Card) -> Text:
        match scene.pack.directory.countries[scene.session.country].route(card.id):
            case Line() as line:
                return line_paragraph(scene, line, "line", wishes=wish_texts(scene, card))
            case Number() as number:
                return number_paragraph(scene, number, wishes=wish_texts(scene, card))
            case None:
                return Text(card.key("name"))

    def _card(self, scene: Scene, card: Card) -> Text:
        about = [Text(card.key("what")), *wish_texts(scene, card)]
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
        """Turning the page, no wishes any more, or what did not help."""
        if isinstance(event, Pressed) and event.choice == TAKE_AWAY:
            return Turn(answers={"wishes": ""})
        places, lines = self._found(scene, wishes_of(scene))
        page, pages = self._page(scene, places)
        if isinstance(event, Pressed) and event.choice == REPORT:
            return Turn(self.report, answers=asks(_shown(page, places, lines)))
        return turn_page(scene, event, pages)

    def keys(self) -> tuple[str, ...]:
        """Its texts."""
        return (self.lead, self.none, self.national, self.unmet)

    def targets(self) -> tuple[str, ...]:
        """Where she can say what did not help."""
        return (self.report,)


def _on(page: int, places: list[Card]) -> list[Card]:
    """The places of a page."""
    begin = 0 if page == 0 else FIRST + (page - 1) * PAGE
    return places[begin : begin + (FIRST if page == 0 else PAGE)]


def _shown(page: int, places: list[Card], lines: list[Card]) -> tuple[str, ...]:
    """The ids of the places and lines of a page; an emergency number is never taken away."""
    shown = (*_on(page, places), *(lines if page == 0 else ()))
    return tuple(card.id for card in shown if card.section is not Section.NUMBER)
