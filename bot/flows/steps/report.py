"""``report``: which of the shown ones did not help, and what happened (S40).

It is passed on as a day counter of the service and the reason; of her nothing is kept but the
answer ``failed``, by which it is left out for her and counted once.
"""

from __future__ import annotations

import msgspec

from bot.directory.build import route_of
from bot.directory.reports import Reason, counter_of
from bot.effects import Button
from bot.events import PersonEvent, Pressed
from bot.flows.model import BACK, Turn, View
from bot.flows.scene import Scene
from bot.text import Joined, Text, text

MOST = 8
"""How many are left out for her at a time."""
_TRIED, _REASON = "tried:", "reason:"


class Report(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``report: {which, what, thanks, demo}``: for the answer ``shown``; saves ``tried`` and
    ``failed``. ``demo``: the thanks where nobody keeps the list.
    """

    which: str
    what: str
    thanks: str
    demo: str

    def enter(self, scene: Scene) -> View:
        """Which one; then what happened. The whole names stand above, where there is room."""
        name = _name(scene, scene.answer("tried"))
        if name is not None:
            reasons = [scene.button(_REASON + one.value, f"report.{one.value}") for one in Reason]
            rows = tuple((button,) for button in reasons)
            return View((scene.text(self.what), name), rows + scene.choice_rows())
        names = {one: name for one in _listed(scene, "shown") if (name := _name(scene, one))}
        numbered = tuple(
            text("report.name", number=number, name=name)
            for number, name in enumerate(names.values(), 1)
        )
        rows = tuple((Button(_TRIED + one, name),) for one, name in names.items())
        lead = scene.text(self.which)
        return View((lead, text("ui.lines", lines=Joined(numbered))), rows + scene.choice_rows())

    def answer(self, scene: Scene, event: PersonEvent) -> Turn | None:
        """One of those that were shown, or a reason."""
        if not isinstance(event, Pressed):
            return None
        kind, _, name = event.choice.partition(":")
        if f"{kind}:" == _TRIED:
            return Turn(answers={"tried": name if name in _listed(scene, "shown") else ""})
        if f"{kind}:" != _REASON or name not in list(Reason):
            return None
        return self._reported(scene, scene.answer("tried"), Reason(name))

    def _reported(self, scene: Scene, tried: str, reason: Reason) -> Turn:
        if _name(scene, tried) is None:
            return Turn()
        failed = _listed(scene, "failed")
        kept = scene.pack.live or scene.pack.pilot
        counter = counter_of(scene.session.country, tried, reason)
        others = tuple(one for one in failed if one != tried)
        return Turn(
            BACK,
            answers={"shown": "", "tried": "", "failed": ",".join((*others, tried)[-MOST:])},
            note=scene.text(self.thanks if kept else self.demo),
            counts=(counter,) if kept and tried not in failed else (),
        )

    def keys(self) -> tuple[str, ...]:
        """Its texts."""
        return (self.which, self.what, self.thanks, self.demo)

    def targets(self) -> tuple[str, ...]:
        """None of its own: it leads back to the list, which now has others in that place."""
        return ()


def failed(scene: Scene) -> tuple[str, ...]:
    """The ids of what did not help her."""
    return _listed(scene, "failed")


def asks(shown: tuple[str, ...]) -> dict[str, str]:
    """The answers with which she comes here from a list of these ids; one alone is meant."""
    return {"shown": ",".join(shown), "tried": shown[0] if len(shown) == 1 else ""}


def _listed(scene: Scene, answer: str) -> tuple[str, ...]:
    return tuple(filter(None, scene.answer(answer).split(",")))


def _name(scene: Scene, id_: str) -> Text | None:
    country = scene.pack.directory.country(scene.session.country)
    contact = country.contact(id_) if country is not None else None
    if country is None or contact is None:
        return None
    return Text(f"{route_of(contact, country).section.value}.{id_}.name")
