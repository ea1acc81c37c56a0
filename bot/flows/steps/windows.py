"""``windows``: when she may be written to, in three-hour windows of her own day (S46)."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import msgspec

from bot.effects import Button
from bot.events import PersonEvent, Pressed
from bot.flows.model import Turn, View
from bot.flows.scene import Scene
from bot.handoff.rota import next_opening
from bot.text import Moment, text

HOURS = ((9, 12), (12, 15), (15, 18), (18, 21))
MOST = 6
LATEST = 72 * 3600.0
"""No window ends later than this: what is kept for it is kept so long (S46)."""
MARGIN = 1800.0
"""Seconds before the end of the time in which she may be written to: nothing goes at its edge."""


class Windows(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``windows: {ask, none}``: ``none`` where no hours are known in which somebody is there."""

    ask: str
    none: str

    def enter(self, scene: Scene) -> View:
        """The next windows in which somebody is expected on duty."""
        found = list(_windows(scene))[:MOST]
        if not found:
            return View((scene.text(self.none),), scene.choice_rows())
        zone = _zone(scene)
        rows = tuple(
            (
                Button(
                    f"window:{begins:.0f}-{ends:.0f}",
                    text(
                        "talk.window.slot",
                        begins=Moment(begins, zone),
                        ends=Moment(ends, zone, short=True),
                    ),
                ),
            )
            for begins, ends in found
        )
        return View((scene.text(self.ask),), rows + scene.choice_rows())

    def answer(self, scene: Scene, event: PersonEvent) -> Turn | None:
        """One of the windows that are offered now."""
        if not isinstance(event, Pressed) or not event.choice.startswith("window:"):
            return None
        offered = {f"window:{begins:.0f}-{ends:.0f}" for begins, ends in _windows(scene)}
        begins = float(event.choice.removeprefix("window:").partition("-")[0] or 0)
        open_ = event.choice in offered and begins > scene.now
        return Turn(does=event.choice) if open_ else Turn()

    def keys(self) -> tuple[str, ...]:
        """Its texts."""
        return (self.ask, self.none, "talk.window.slot")

    def targets(self) -> tuple[str, ...]:
        """None of its own: where it leads is its case's matter."""
        return ()


def _zone(scene: Scene) -> str:
    country = scene.pack.directory.country(scene.session.country)
    return (country.timezone if country is not None else None) or "UTC"


def _windows(scene: Scene) -> Iterator[tuple[float, float]]:
    zone = ZoneInfo(_zone(scene))
    # As they were drawn to her: else a number that she types would mean another one by now.
    drawn = scene.session.touched or scene.now
    within = scene.pack.surface.answers_within
    latest = drawn + (within - MARGIN if within else LATEST)
    today = datetime.datetime.fromtimestamp(drawn, zone).date()
    for days in range(4):
        day = today + datetime.timedelta(days=days)
        for first, last in HOURS:
            begins, ends = (
                datetime.datetime.combine(day, datetime.time(hour), zone).timestamp()
                for hour in (first, last)
            )
            if begins > drawn and ends <= latest and _staffed(scene, begins, ends):
                yield begins, ends


def _staffed(scene: Scene, begins: float, ends: float) -> bool:
    """Whether somebody is expected then; without a rota nobody can say, and all are offered."""
    rota = scene.pack.rota
    if rota is None:
        return True
    session = scene.session
    opens = next_opening(rota, begins, language=session.locale, country=session.country)
    return opens is not None and opens < ends
