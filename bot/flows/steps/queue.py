"""``queue``: what can honestly be said of a wait, and what she can do meanwhile (S44)."""

from __future__ import annotations

import msgspec

from bot.events import Outlook, PersonEvent
from bot.flows.model import Turn, View
from bot.flows.scene import Scene
from bot.handoff.effects import News
from bot.session import Talk
from bot.text import Moment, Text

TOLD = {
    News.WAITING.value: "talk.wait.truth",
    News.GONE_ON.value: "talk.wait.again",
    News.MISSED.value: "talk.wait.missed",
}
"""What is said first after some news."""
SAYS = (
    *TOLD.values(), "talk.wait.next", "talk.wait.ahead", "talk.wait.usual", "talk.wait.nobody",
    "talk.wait.opens",
)  # fmt: skip


class Queue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``queue: {lead, meanwhile}``; between them stands what is known of the wait."""

    lead: str
    meanwhile: str

    def enter(self, scene: Scene) -> View:
        """The wait as it is now."""
        talk = scene.session.talk or Talk()
        news = TOLD.get(talk.news)
        first = (scene.text(news),) if news else ()
        said = (*first, *_outlook(scene, talk.outlook), scene.text(self.meanwhile))
        return View((scene.text(self.lead), *said), scene.choice_rows())

    def answer(self, scene: Scene, event: PersonEvent) -> Turn | None:
        """Nothing beyond the choices."""
        del scene, event
        return None

    def keys(self) -> tuple[str, ...]:
        """Everything that it may say."""
        return (self.lead, self.meanwhile, *SAYS)

    def targets(self) -> tuple[str, ...]:
        """None of its own."""
        return ()


def _outlook(scene: Scene, outlook: Outlook) -> tuple[Text, ...]:
    if not outlook.on_duty:
        opens = _opens(scene, outlook)
        return (opens,) if opens is not None else (scene.text("talk.wait.nobody"),)
    if outlook.ahead:
        ahead = scene.text("talk.wait.ahead", count=outlook.ahead)
    else:
        ahead = scene.text("talk.wait.next")
    if not outlook.minutes:
        return (ahead,)
    return (ahead, scene.text("talk.wait.usual", wait=outlook.minutes))


def _opens(scene: Scene, outlook: Outlook) -> Text | None:
    country = scene.pack.directory.country(scene.session.country)
    if country is None or country.timezone is None or outlook.opens <= scene.now:
        return None
    return scene.text("talk.wait.opens", moment=Moment(outlook.opens, country.timezone))
