"""Rights by country and topic: what helps today, the law with its source, then a step (S33)."""

from __future__ import annotations

from typing import Literal

import msgspec

from bot.content.catalogue import NEUTRAL, Entry
from bot.content.documents import Document

SideBySide = dict[str, str]
"""One text in each locale."""


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a legal statement was checked, when, and until when it counts."""

    id: str
    law: SideBySide | None
    article: str | None
    url: str | None
    kind: Literal["law_text", "official", "press", "secondary"]
    confidence: Literal["high", "medium"]
    checked_on: str
    expires_on: str


class Item(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One or two sentences. A ``fact`` and every item of the law name entry and source."""

    id: str
    text: SideBySide
    kind: Literal["fact", "advice", "law"] = "law"
    source: str = ""
    from_: str | list[str] = msgspec.field(default="", name="from")


class Withheld(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A claim that editors see and people never do."""

    from_: str = msgspec.field(name="from")
    why: str = ""


class Topic(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One topic of one country."""

    topic: str
    country: str
    order: int
    label: SideBySide
    lead: SideBySide
    today: tuple[Item, ...]
    next: tuple[Item, ...]
    law: tuple[Item, ...] = ()
    sources: tuple[Source, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    withheld_note: SideBySide | None = None

    @property
    def key(self) -> str:
        """The beginning of the keys of its texts."""
        return f"rights.{self.country.lower()}.{self.topic}"

    def used_sources(self) -> tuple[Source, ...]:
        """The sources of its law, each once, in order of use."""
        wanted = [item.source for item in self.law]
        return tuple(
            source
            for source in sorted(
                (source for source in self.sources if source.id in wanted),
                key=lambda source: wanted.index(source.id),
            )
        )


def all_texts(topic: Topic) -> list[tuple[tuple[str | int, ...], SideBySide]]:
    """Every text of a topic that people read, with the way to it."""
    found: list[tuple[tuple[str | int, ...], SideBySide]] = [
        (("label",), topic.label),
        (("lead",), topic.lead),
    ]
    for part in ("today", "law", "next"):
        items: tuple[Item, ...] = getattr(topic, part)
        found += [((part, number, "text"), item.text) for number, item in enumerate(items)]
    found += [
        (("sources", number, "law"), source.law)
        for number, source in enumerate(topic.sources)
        if source.law is not None
    ]
    if topic.withheld_note is not None:
        found.append((("withheld_note",), topic.withheld_note))
    return found


def entries_of(topic: Topic, document: Document) -> dict[str, dict[str, Entry]]:
    """The catalogue entries of a topic: locale to key to entry (``rights.kz.liability.law.1``)."""
    found: dict[str, dict[str, Entry]] = {}

    def put(locale: str, key: str, form: str, *path: str | int) -> None:
        entry = Entry({"other": form.strip()}, file=document.file, line=document.line(*path))
        found.setdefault(locale, {})[f"{topic.key}.{key}"] = entry

    for path, texts in all_texts(topic):
        name = ".".join(str(step) for step in path if step != "text")
        for locale, form in texts.items():
            put(locale, name, form, *path, locale)
    for number, source in enumerate(topic.sources):
        if source.article:
            put(NEUTRAL, f"sources.{number}.article", source.article, "sources", number)
    return found
