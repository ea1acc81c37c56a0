"""What a step kind sees of the world: the pack, the session, itself and the time."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from bot.content.reporting import handoff_open
from bot.effects import Button
from bot.flows.model import Choice, Step
from bot.pack.model import Pack
from bot.session import Session
from bot.text import Argument, Text


@dataclass(frozen=True, slots=True)
class Scene:
    """One moment of one conversation. ``now`` is seconds since 1970."""

    pack: Pack
    session: Session
    step: Step
    now: float

    def text(self, key: str, **args: Argument) -> Text:
        """The text ``key`` of her country with what every text may use, and ``args``."""
        return say(self.pack, self.session, key, **args)

    def button(self, choice: str, key: str, **args: Argument) -> Button:
        """A button with a label of the catalogue."""
        return Button(choice, self.text(key, **args))

    def choices(self) -> tuple[Choice, ...]:
        """The choices that are offered to her now."""
        return tuple(choice for choice in self.step.choices if self._offered(choice))

    def _offered(self, choice: Choice) -> bool:
        return all(
            self.answer(name) in ((wanted,) if isinstance(wanted, str) else wanted)
            for name, wanted in choice.only.items()
        )

    def answer(self, name: str) -> str:
        """An answer of hers; ``country``, ``where``, ``inside``, ``survivor`` are always there."""
        if name == "country":
            return self.session.country
        if name == "where":
            country = self.pack.locales.country(self.session.country)
            return "full" if country and country.full else "elsewhere"
        if name == "inside":
            return "yes" if self.session.inside else "no"
        if name == "handoff":
            return "open" if handoff_is_open(self.pack, self.session, self.now) else "closed"
        if name == "phrase":
            agreed = self.session.talk is not None and self.session.talk.has_phrase
            return "agreed" if agreed else "none"
        if name == "talk":
            return self.session.talk.stage if self.session.talk is not None else "none"
        if name == "survivor":
            return "no" if own_behaviour(self.session) else "yes"
        return self.session.answers.get(name, "")

    def choice_rows(self) -> tuple[tuple[Button, ...], ...]:
        """The offered choices: one a row, or two where there are many, so that the exit below
        stays in sight.
        """
        buttons = [self.button(choice.id, choice.label) for choice in self.choices()]
        wide = 2 if len(buttons) > ONE_A_ROW else 1
        return tuple(tuple(buttons[at : at + wide]) for at in range(0, len(buttons), wide))


ONE_A_ROW = 5
"""Most choices that stand one below the other."""


def handoff_is_open(pack: Pack, session: Session, now: float) -> bool:
    """Whether she may be offered a counsellor of this service where she is."""
    day = datetime.datetime.fromtimestamp(now, datetime.UTC).date()
    return handoff_open(pack.reporting.get(session.country), day, live=pack.live)


def own_behaviour(session: Session) -> bool:
    """She or he chose the door for people who are afraid of what they do (S10)."""
    return session.answers.get("role") == "own_behaviour"


def say(pack: Pack, session: Session, key: str, **args: Argument) -> Text:
    """The text ``key``: its variant for her country (``key@KZ``) where there is one.

    It is given the arguments that its forms name and that every text may use (digits, country,
    place, operator, service, minutes), and ``args``.
    """
    found = pack.catalogue.variant(key, session.country, session.locale)
    names = pack.catalogue.names(found)
    if not names and not args:
        return Text(found)
    given = dict(args)
    for name in names - given.keys():
        common = _common(pack, session, name)
        if common is not None:
            given[name] = common
    return Text(found, tuple(sorted(given.items())))


def service_name(pack: Pack, service: str) -> Text:
    """The name of the service of a referral: ``line.<id>`` or ``service.<id>``."""
    key = f"{service}.name"
    return Text(key if pack.catalogue.has(key) else "talk.a_service")


def digits_key(pack: Pack, country: str) -> str:
    """The key of the bare digits of a country; before it is known, the general ones."""
    key = f"digits.{country}"
    return key if country and pack.catalogue.has(key) else "digits.any"


def _common(pack: Pack, session: Session, name: str) -> Argument | None:
    match name:
        case "digits":
            return Text(digits_key(pack, session.country))
        case "country":
            return Text(f"country.{session.country}") if session.country else None
        case "place":
            place = session.answers.get("place", "")
            return Text(f"place.{place}") if place else None
        case "service":
            return service_name(pack, session.talk.service if session.talk is not None else "")
        case "operator":
            return Text("setting.operator")
        case "minutes":
            return session.idle_minutes
        case _:
            return None
