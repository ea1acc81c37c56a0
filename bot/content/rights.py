"""Rights by country and topic: what helps today, then the law with its source, then a step (S33)."""

from __future__ import annotations

import datetime
from typing import Literal

import msgspec

from bot.content.catalogue import NEUTRAL, Entry
from bot.content.documents import Document, convert
from bot.content.issue import Issue, error

SideBySide = dict[str, str]
"""One text in each locale."""

LABEL_LIMIT = 24
PART_LIMIT = 900


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


def topic_from(document: Document, required: tuple[str, ...], issues: list[Issue]) -> Topic | None:
    """The topic of one file, checked by itself; ``required`` are the locales it must have."""
    topic = convert(document, Topic, issues)
    if topic is None:
        return None
    before = len(issues)
    known = {source.id for source in topic.sources}
    for part in ("today", "law", "next"):
        items: tuple[Item, ...] = getattr(topic, part)
        for number, item in enumerate(items):
            _check_item(document, part, number, item, known, issues)
        _check_length(document, part, items, required, issues)
    if not topic.today or not topic.next:
        message = "A topic needs something for today and a next step (no law without a step)."
        remedy = "Add an item under today: and under next:."
        issues.append(error("no-step", document.file, 1, message, remedy))
    if not topic.law and topic.withheld_note is None:
        message = "All law is withheld and nothing says so."
        remedy = "Add withheld_note: that says so and names a line that can answer."
        issues.append(error("silent-withheld", document.file, 1, message, remedy))
    for number, source in enumerate(topic.sources):
        _check_dates(document, number, source, issues)
    _check_texts(document, topic, required, issues)
    return topic if len(issues) == before else None


def _check_item(
    document: Document,
    part: str,
    number: int,
    item: Item,
    known: set[str],
    issues: list[Issue],
) -> None:
    line = document.line(part, number)
    must = part == "law" or item.kind in ("fact", "law")
    if must and not item.from_:
        message = f"{item.id} states a fact and names no entry."
        remedy = "Add from: with the entry in facts, or kind: advice."
        issues.append(error("no-source", document.file, line, message, remedy))
    if part == "law" and item.source not in known:
        message = f"{item.id} names no source that stands under sources."
        remedy = "Add source: with an id of sources."
        issues.append(error("no-source", document.file, line, message, remedy))


def _check_length(
    document: Document,
    part: str,
    items: tuple[Item, ...],
    required: tuple[str, ...],
    issues: list[Issue],
) -> None:
    for locale in required:
        length = sum(len(item.text.get(locale, "")) for item in items)
        if length > PART_LIMIT:
            message = f"{part} has {length} characters in {locale}; {PART_LIMIT} is the most."
            remedy = "Shorten it, or make two topics."
            issues.append(
                error("too-long", document.file, document.line(part), message, remedy)
            )


def _check_dates(document: Document, number: int, source: Source, issues: list[Issue]) -> None:
    for field in ("checked_on", "expires_on"):
        try:
            datetime.date.fromisoformat(getattr(source, field))
        except ValueError:
            line = document.line("sources", number, field)
            message, remedy = f"{field} is no date.", "Write it as 2026-11-21."
            issues.append(error("date", document.file, line, message, remedy))


def _check_texts(
    document: Document, topic: Topic, required: tuple[str, ...], issues: list[Issue]
) -> None:
    for path, texts in _all_texts(topic):
        missing = [locale for locale in required if not texts.get(locale, "").strip()]
        if missing:
            message = f"{'.'.join(map(str, path))} has no text in {missing[0]}."
            remedy = f"Add {missing[0]}: beside the other languages."
            issues.append(
                error("missing-text", document.file, document.line(*path), message, remedy)
            )
    for locale, label in topic.label.items():
        if len(label) > LABEL_LIMIT:
            line = document.line("label", locale)
            message = f"The label has {len(label)} characters in {locale}; {LABEL_LIMIT} fit."
            issues.append(error("label", document.file, line, message, "Shorten the label."))


def _all_texts(topic: Topic) -> list[tuple[tuple[str | int, ...], SideBySide]]:
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
        entry = Entry({"other": form.strip()}, frozenset(), document.file, document.line(*path))
        found.setdefault(locale, {})[f"{topic.key}.{key}"] = entry

    for path, texts in _all_texts(topic):
        name = ".".join(str(step) for step in path if step != "text")
        for locale, form in texts.items():
            put(locale, name, form, *path, locale)
    for number, source in enumerate(topic.sources):
        if source.article:
            put(NEUTRAL, f"sources.{number}.article", source.article, "sources", number)
    return found
