"""``topic``: what helps today, then the law with its source and date, then the next step (S33)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

import msgspec

from bot.content.rights import Source, Topic
from bot.events import PersonEvent
from bot.flows.model import Turn, View
from bot.flows.scene import Scene
from bot.flows.steps.read import page_row, turn_page
from bot.text import Day, Text

PARTS = ("today", "law", "next")
THIN = ("today", "next", "law")
"""Where nothing can be taken away again the law comes last, and only if she goes on to it."""
WITHHELD_AFTER = datetime.timedelta(days=183)
"""Law this long past its expiry is not shown any more (design, section 3)."""


class ShowTopic(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``topic: {none: goto}``: the topic of the answer ``topic``, in three pages."""

    none: str

    def enter(self, scene: Scene) -> View:
        """The page of today, of the law, or of the next step."""
        topic = scene.pack.topic(scene.session.country, scene.session.answers.get("topic", ""))
        if topic is None:
            return View((scene.text("rights.none"),), scene.choice_rows())
        page = min(scene.session.page, len(PARTS) - 1)
        rows = page_row(scene, page, len(PARTS)) + scene.choice_rows()
        part = (THIN if scene.pack.surface.keeps else PARTS)[page]
        return View((Text(f"{topic.key}.lead"), *self._part(scene, topic, part)), rows)

    def _part(self, scene: Scene, topic: Topic, part: str) -> tuple[Text, ...]:
        if part == "law":
            return self._law(scene, topic)
        items = topic.today if part == "today" else topic.next
        points = (
            scene.text("ui.point", text=Text(f"{topic.key}.{part}.{n}")) for n in range(len(items))
        )
        return (scene.text(f"rights.{part}"), *points)

    def _law(self, scene: Scene, topic: Topic) -> tuple[Text, ...]:
        today = datetime.datetime.fromtimestamp(scene.now, datetime.UTC).date()
        shown: list[Text] = [scene.text("rights.law")]
        for number, item in enumerate(topic.law):
            source = next(s for s in topic.sources if s.id == item.source)
            if today <= datetime.date.fromisoformat(source.expires_on) + WITHHELD_AFTER:
                shown.append(scene.text("ui.point", text=Text(f"{topic.key}.law.{number}")))
        if len(shown) == 1:
            note = f"{topic.key}.withheld_note"
            own = scene.pack.catalogue.has(note)
            return (*shown, Text(note) if own else scene.text("rights.withheld"))
        return (*shown, *self._sources(scene, topic, today))

    def _sources(self, scene: Scene, topic: Topic, today: datetime.date) -> tuple[Text, ...]:
        used = topic.used_sources()
        lines = [self._source(scene, topic, source) for source in _each_once(used)]
        if any(datetime.date.fromisoformat(source.expires_on) < today for source in used):
            lines.append(scene.text("rights.expired"))
        return tuple(lines)

    def _source(self, scene: Scene, topic: Topic, source: Source) -> Text:
        key = f"{topic.key}.sources.{topic.sources.index(source)}"
        checked = scene.text(
            "rights.checked", kind=Text(f"source.{source.kind}"), day=Day(source.checked_on)
        )
        if source.law is None:
            return checked
        if source.article is None:
            return scene.text("rights.source", law=Text(f"{key}.law"), checked=checked)
        return scene.text(
            "rights.source_article",
            law=Text(f"{key}.law"),
            article=Text(f"{key}.article"),
            checked=checked,
        )

    def answer(self, scene: Scene, event: PersonEvent) -> Turn | None:
        """Turning the page."""
        return turn_page(scene, event, len(PARTS))

    def keys(self) -> tuple[str, ...]:
        """None that an author names."""
        return ()

    def targets(self) -> tuple[str, ...]:
        """Where she goes when the topic is not there any more."""
        return (self.none,)


def _each_once(sources: Iterable[Source]) -> tuple[Source, ...]:
    """The sources that read differently: two addresses of one law are one line."""
    seen: dict[object, Source] = {}
    for source in sources:
        law = tuple(sorted((source.law or {}).items()))
        seen.setdefault((law, source.article, source.kind, source.checked_on), source)
    return tuple(seen.values())
