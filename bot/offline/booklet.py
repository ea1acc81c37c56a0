"""What stands in the pages of one country in one language. Pure.

The same texts as in the chat. Nothing in them names a button, and nothing says what the chat is.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping

import msgspec

from bot.directory.model import Contact, CountryDirectory, Line, Number, Service
from bot.directory.texts import digits_key, phone_key
from bot.flows.model import Step
from bot.flows.scene import Scene
from bot.flows.steps.contact import line_paragraph, number_paragraph
from bot.flows.steps.numbers import Numbers
from bot.flows.steps.topic import PARTS, ShowTopic
from bot.pack.model import Pack
from bot.session import Session
from bot.text import Day, Joined, Text, text

FIRST = ("assault.first", "plan.going_danger", "plan.going_bag")
"""On the page to print: what counts in the first days, and what to have at hand."""
STEPS: Mapping[str, tuple[str, ...]] = {
    "main.assault": ("assault.first", "assault.exam_keep", "assault.exam_choice"),
    "main.plan": ("plan.going_danger", "plan.going_bag", "plan.home_more", "plan.phone_text"),
    "main.evidence": ("evidence.choice", "evidence.keep"),
}
"""Pages that say what can be done, by their heading; none of them names a button."""


class Chapter(msgspec.Struct, frozen=True):
    """A heading and what stands below it: paragraphs, or parts with headings of their own."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    parts: tuple[Chapter, ...] = ()


class Booklet(msgspec.Struct, frozen=True):
    """The pages of one country in one language. ``title`` is the country's name, nothing else."""

    locale: str
    country: str
    title: str
    note: str
    made: str
    numbers: Chapter
    lines: Chapter
    services: Chapter
    steps: tuple[Chapter, ...]
    rights: Chapter
    first: tuple[str, ...]


def booklet(pack: Pack, locale: str, country: str, now: datetime.datetime) -> Booklet:
    """The booklet, from content that was checked before. ``now``: the day that stands on it."""
    directory = pack.directory.countries[country]
    return _Writer(pack, locale, country, now).booklet(directory)


class _Writer:
    def __init__(self, pack: Pack, locale: str, country: str, now: datetime.datetime) -> None:
        self._pack = pack
        self._locale = locale
        self._country = country
        self._now = now
        self._session = Session(locale=locale, country=country, inside=True)

    def booklet(self, directory: CountryDirectory) -> Booklet:
        day = Day(self._now.date().isoformat())
        return Booklet(
            self._locale,
            self._country,
            self._say(Text(f"country.{self._country}")),
            self._say(Text("offline.note")),
            self._say(text("offline.made", day=day)),
            self._numbers(directory),
            Chapter(
                self._of("ui.person"),
                parts=tuple(self._contact("line", line) for line in directory.lines),
            ),
            Chapter(self._of("main.find"), parts=tuple(self._services(directory))),
            tuple(
                Chapter(self._of(heading), tuple(self._text(key) for key in keys))
                for heading, keys in STEPS.items()
            ),
            Chapter(self._of("main.rights"), parts=tuple(self._topics())),
            tuple(self._text(key) for key in FIRST),
        )

    def _say(self, said: Text) -> str:
        return self._pack.catalogue.say(said, self._locale).text

    def _of(self, key: str) -> str:
        return self._say(Text(key))

    def _text(self, key: str) -> str:
        return self._say(self._scene(next(self._steps())).text(key))

    def _steps(self) -> Iterator[Step]:
        return (step for flow in self._pack.flows.values() for step in flow.steps.values())

    def _scene(self, step: Step, session: Session | None = None) -> Scene:
        return Scene(self._pack, session or self._session, step, self._now.timestamp())

    def _numbers(self, directory: CountryDirectory) -> Chapter:
        step = next(step for step in self._steps() if isinstance(step.kind, Numbers))
        scene = self._scene(step)
        said = [Text(f"warning.{self._country}")] if directory.warning is not None else []
        said += [number_paragraph(scene, number) for number in directory.numbers]
        if directory.papers is not None:
            said.append(Text(f"papers.{self._country}"))
        return Chapter(self._of(digits_key(self._country)), tuple(map(self._say, said)))

    def _contact(self, section: str, contact: Contact) -> Chapter:
        scene = self._scene(next(self._steps()))
        said = self._say(line_paragraph(scene, contact, section))
        name, _, rest = said.partition("\n")
        return Chapter(name, tuple(filter(None, rest.split("\n\n"))))

    def _services(self, directory: CountryDirectory) -> Iterator[Chapter]:
        towns: dict[str, list[Service]] = {}
        for service in directory.services:
            towns.setdefault(service.town or "", []).append(service)
        for town, services in towns.items():
            heading = self._of(f"place.{town}.full") if town else self._of("services.country")
            yield Chapter(heading, parts=tuple(self._service(one, directory) for one in services))

    def _service(self, service: Service, directory: CountryDirectory) -> Chapter:
        """One without ways of its own: what a call means stands beside the line it is through."""
        if service.phones or service.texts:
            return self._contact("service", service)
        ways = [phone for id_ in service.reach for phone in _phones(directory.route(id_))]
        by = text("services.by", ways=Joined(tuple(Text(way) for way in ways), "comma"))
        key = f"service.{service.id}"
        said = [self._say(by)] if ways else []
        said.append(self._say(Text(f"{key}.what")))
        if service.hours_note is not None:
            said.append(self._say(Text(f"{key}.hours_note")))
        return Chapter(self._say(Text(f"{key}.name")), tuple(said))

    def _topics(self) -> Iterator[Chapter]:
        step = next(step for step in self._steps() if isinstance(step.kind, ShowTopic))
        for topic in self._pack.rights.get(self._country, ()):
            pages = []
            for page in range(len(PARTS)):
                session = msgspec.structs.replace(
                    self._session, page=page, answers={"topic": topic.topic}
                )
                view = step.kind.enter(self._scene(step, session))
                heading, *said = (self._say(paragraph) for paragraph in view.paragraphs[1:])
                pages.append(Chapter(heading, tuple(said)))
            yield Chapter(self._of(f"{topic.key}.label"), parts=tuple(pages))


def _phones(route: Number | Line | None) -> list[str]:
    """The keys of the numbers of a line, or of an emergency number."""
    if isinstance(route, Line):
        return [phone_key("line", route.id, at) for at in range(len(route.phones))]
    return [f"number.{route.id}.phone"] if route is not None else []
