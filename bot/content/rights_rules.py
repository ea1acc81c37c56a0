"""The rules for ``rights/<cc>/<topic>.yaml``: no law without source and step, in every language."""

from __future__ import annotations

from pathlib import PurePosixPath

from bot.content.documents import Document, convert
from bot.content.findings import Findings, check_sides, check_sources
from bot.content.issue import Issue
from bot.content.locales import Locales
from bot.content.rights import Item, Topic, all_texts

LABEL_LIMIT = 24
LEAD = 60
"""Characters that a lock screen shows: a shorter lead would let the next line be seen (S16)."""
PART_LIMIT = 900
PARTS = ("today", "law", "next")


def topic_from(document: Document, locales: Locales, issues: list[Issue]) -> Topic | None:
    """The topic of one file, checked by itself; None when it has an error."""
    before = len(issues)
    topic = convert(document, Topic, issues)
    if topic is None:
        return None
    place = Findings(document, issues)
    required = locales.spoken(topic.country)
    _check_names(place, topic, locales)
    _check_items(place, topic)
    _check_lengths(place, topic, required)
    for name in ("today", "next"):
        if not getattr(topic, name):
            message = f"A topic needs an item under {name}: (no law without a step)."
            place.bad("no-step", message, f"Add an item under {name}:.", name)
    if not topic.law and topic.withheld_note is None:
        message = "All law is withheld and nothing says so."
        remedy = "Add withheld_note: that says so and names a line that can answer."
        place.bad("silent-withheld", message, remedy, "law")
    check_sources(place, topic.sources)
    known = {locale.tag for locale in locales.locales}
    check_sides(place, all_texts(topic), required, known)
    return topic if len(issues) == before else None


def _check_names(place: Findings, topic: Topic, locales: Locales) -> None:
    path = PurePosixPath(place.document.file)
    if topic.topic != path.stem:
        remedy = f"Write topic: {path.stem}, or rename the file."
        place.bad("topic-name", f"The file is not named after {topic.topic}.", remedy, "topic")
    country = locales.country(topic.country)
    if country is None or topic.country.lower() != path.parent.name:
        message = f"{topic.country} is not the country of the folder rights/{path.parent.name}."
        remedy = f"Write country: {path.parent.name.upper()}, or move the file."
        place.bad("unknown-country", message, remedy, "country")


def _check_items(place: Findings, topic: Topic) -> None:
    known = {source.id for source in topic.sources}
    seen: set[str] = set()
    for part in PARTS:
        items: tuple[Item, ...] = getattr(topic, part)
        for number, item in enumerate(items):
            _check_item(place, part, number, item, known)
            if item.id in seen:
                message = f"The id {item.id} stands twice in this topic."
                place.bad("duplicate-id", message, "Give each item its own id.", part, number, "id")
            seen.add(item.id)


def _check_item(place: Findings, part: str, number: int, item: Item, known: set[str]) -> None:
    fact = part == "law" or item.kind in ("fact", "law")
    if fact and not item.from_:
        message = f"{item.id} states a fact and names no entry."
        remedy = "Add from: with the entry in facts, or kind: advice if it is advice."
        place.bad("no-source", message, remedy, part, number)
    if part == "law" and item.kind == "advice":
        message = f"{item.id} is advice and stands under law."
        place.bad("advice-as-law", message, "Move it to today: or next:.", part, number, "kind")
    if fact and not item.source:
        message = f"{item.id} has no source."
        remedy = "Add source: with an id of sources."
        place.bad("no-source", message, remedy, part, number)
    elif item.source and item.source not in known:
        message = f"{item.id} names the source {item.source}, which does not stand under sources."
        remedy = f"Name one of {', '.join(sorted(known)) or 'them, after adding it'}."
        place.bad("unknown-source", message, remedy, part, number, "source")


def _check_lengths(place: Findings, topic: Topic, required: tuple[str, ...]) -> None:
    for part in PARTS:
        items: tuple[Item, ...] = getattr(topic, part)
        for locale in required:
            length = sum(len(item.text.get(locale, "")) for item in items)
            if length > PART_LIMIT:
                message = f"{part} has {length} characters in {locale}; {PART_LIMIT} is the most."
                place.bad("too-long", message, "Shorten it, or make two topics.", part)
    for locale, label in topic.label.items():
        if len(label) > LABEL_LIMIT:
            message = f"The label has {len(label)} characters in {locale}; {LABEL_LIMIT} fit."
            place.bad("label", message, "Shorten the label.", "label", locale)
    for locale, lead in topic.lead.items():
        if lead.strip() and len(lead.strip().split("\n")[0]) < LEAD:
            message = f"The lead is shorter than {LEAD} characters in {locale} (S16)."
            remedy = "Make it longer: what stands behind it would be seen on a lock screen."
            place.bad("short-lead", message, remedy, "lead", locale)
