"""Every screen of a script in one language and country, as each messenger gets it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping

import msgspec

from bot.channels.base import Capabilities, Message
from bot.channels.render import render
from bot.channels.telegram.capabilities import CAPABILITIES as OF_TELEGRAM
from bot.channels.whatsapp.capabilities import CAPABILITIES as OF_WHATSAPP
from bot.directory.model import Need
from bot.effects import Screen
from bot.flows import stage
from bot.flows.model import Step
from bot.flows.steps.place import AskPlace
from bot.flows.steps.services import Services
from bot.flows.steps.topic import ShowTopic
from bot.pack.model import Pack
from bot.session import Session
from bot.surface import TELEGRAM, WHATSAPP
from bot.text import Joined, Text

MOST_PAGES = 12
TALK = "talk"
"""The script of a talk with a counsellor: its steps stand on a case, which nobody has here."""
ABLE: Mapping[str, Capabilities] = {"telegram": OF_TELEGRAM, "whatsapp": OF_WHATSAPP}


class Sample(msgspec.Struct, frozen=True):
    """One screen: where it stands in the script, what it is about, and what each messenger shows.

    ``keys``: of the texts that it says, buttons too.
    """

    step: str
    about: str
    page: int
    messages: dict[str, Message]
    keys: tuple[str, ...]


def samples(
    pack: Pack, locale: str, country: str, flow: str, now: datetime.datetime
) -> Iterator[Sample]:
    """The screens of one script, page by page."""
    for step in pack.flows[flow].steps.values():
        for about, answers in _answers(pack, country, step):
            session = Session(
                locale=locale,
                country=country,
                flow=step.flow,
                step=step.id,
                inside=flow not in ("door", "language"),
                answers=answers,
            )
            yield from _pages(pack, session, step.name, about, now.timestamp())


def _answers(pack: Pack, country: str, step: Step) -> Iterator[tuple[str, dict[str, str]]]:
    """What she may have answered before, where it changes what a step shows."""
    if isinstance(step.kind, ShowTopic):
        for topic in pack.rights.get(country, ()):
            yield topic.topic, {"topic": topic.topic}
    elif isinstance(step.kind, Services):
        town = next(
            (one.id for one in pack.gazetteer.places if one.country == country
             and one.kind == "city"), "")  # fmt: skip
        for need in Need:
            yield need.value, {"need": need.value, "place": town}
    elif isinstance(step.kind, AskPlace):
        yield "", {"need": Need.ANYTHING.value}
    else:
        yield "", {}


def _pages(pack: Pack, session: Session, step: str, about: str, now: float) -> Iterator[Sample]:
    before = None
    for page in range(MOST_PAGES):
        here = msgspec.structs.replace(session, page=page)
        screens: dict[str, Screen] = {}
        for surface in (TELEGRAM, WHATSAPP):
            _, show = stage.show(pack.on(surface), here, now)
            screens[surface.name] = show.screen
        first = next(iter(screens.values()))
        seen = (first.paragraphs, first.rows)
        if seen == before:
            return
        before = seen
        messages = {
            surface.name: render(
                screens[surface.name], ABLE[surface.name], pack.on(surface).catalogue
            )
            for surface in (TELEGRAM, WHATSAPP)
        }
        keys = dict.fromkeys(key for screen in screens.values() for key in _keys(screen))
        yield Sample(step, about, page, messages, tuple(keys))


def _keys(screen: Screen) -> Iterator[str]:
    for paragraph in screen.paragraphs:
        yield from _within(paragraph)
    for row in screen.rows:
        for button in row:
            yield from _within(button.label)


def _within(text: object) -> Iterator[str]:
    if isinstance(text, Text):
        yield text.key
        for _, argument in text.args:
            yield from _within(argument)
    elif isinstance(text, Joined):
        for part in text.parts:
            yield from _within(part)
