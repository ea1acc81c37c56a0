"""What ``decide`` may know besides the session: texts, flows, places, services, words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from bot.content.catalogue import Catalogue
from bot.content.cover import CoverBook
from bot.content.face import FaceWords
from bot.content.locales import Locales
from bot.content.reporting import Reporting
from bot.content.reviews import SignOff
from bot.content.rights import Topic
from bot.directory.model import Directory
from bot.flows.model import Flow, Step
from bot.handoff.rota import Rota
from bot.locator.gazetteer import Gazetteer
from bot.quick_exit import ExitWords
from bot.surface import TELEGRAM, Surface
from bot.understanding.listener import Listener
from bot.understanding.words import Words


@dataclass(frozen=True, slots=True)
class Pack:
    """All content. ``door``: the front is the door, not the cover (``FRONT=door``)."""

    catalogue: Catalogue
    flows: Mapping[str, Flow]
    rights: Mapping[str, tuple[Topic, ...]]
    """Topics by country, in order."""
    directory: Directory
    gazetteer: Gazetteer
    words: Mapping[str, Words]
    """Recognised words by locale, ready locales only. Checks read them; none are compiled."""
    listener: Listener
    """Understands what she writes, by these words."""
    covers: Mapping[str, CoverBook]
    exit_words: ExitWords
    opening_words: frozenset[str]
    """Folded; the words that open the door from the cover."""
    door: bool = False
    pilot: bool = False
    """Every door screen and the menu say *test version*."""
    reviews: Mapping[str, tuple[SignOff, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """Who signed which text, by locale."""
    reporting: Mapping[str, Reporting] = field(default_factory=lambda: MappingProxyType({}))
    """What a counsellor must report, by the code of the country."""
    rota: Rota | None = None
    """When counsellors are expected on duty; None: nobody wrote it down."""
    live: bool = False
    """Real people rely on it: no handoff without a reporting policy that a lawyer signed."""
    face: FaceWords = field(default_factory=FaceWords)
    """Words that name, handle and profile never carry (S18)."""
    surface: Surface = TELEGRAM
    """The messenger that this is said on."""

    @property
    def locales(self) -> Locales:
        """The languages and countries."""
        return self.catalogue.locales

    def on(self, surface: Surface) -> Pack:
        """The same content as it is said on another messenger."""
        return replace(self, surface=surface, catalogue=self.catalogue.on(surface.name))

    def step(self, flow: str, step: str) -> Step | None:
        """A step by the names of its flow and itself."""
        found = self.flows.get(flow)
        return found.steps.get(step) if found else None

    def topic(self, country: str, name: str) -> Topic | None:
        """A topic of rights."""
        return next((t for t in self.rights.get(country, ()) if t.topic == name), None)

    def cover_locale(self, app_locale: str) -> str:
        """The locale in which the cover speaks to this app: its own, else Russian."""
        tag = self.locales.of_app(app_locale)
        return next(one for one in (tag, "ru", *self.covers) if one in self.covers)
