"""``cover/<locale>.yaml``: what a stranger sees, as data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import msgspec

from bot.content.catalogue import Entry
from bot.content.documents import Document, convert
from bot.content.issue import Issue, error, warning

WORD_LIMIT = 24


class CoverItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A button of the cover."""

    id: Literal["sayings", "recipes", "converter", "useful", "other"]
    label: str


class NamedText(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A recipe or a table."""

    id: str
    name: str
    text: str


class Converter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Kitchen measures."""

    lead: str
    tables: tuple[NamedText, ...]


class CoverBook(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The cover of one locale. ``word`` is the opening word printed on cards."""

    word: str
    lead: str
    items: tuple[CoverItem, ...]
    sayings: tuple[str, ...]
    recipes: tuple[NamedText, ...]
    converter: Converter
    useful: dict[str, str]
    reply: str
    back: str


USEFUL = ("lead", "single", "police", "ambulance", "fire", "gas")
SAYINGS, RECIPES = 20, 6
"""Fewer look like nothing to those who look twice."""


def cover_from(document: Document, issues: list[Issue]) -> CoverBook | None:
    """The cover of one file, None where there is none; what is wrong is added to ``issues``."""
    book = convert(document, CoverBook, issues)
    if book is None:
        return None

    def bad(message: str, remedy: str, *path: str | int) -> None:
        issues.append(error("cover", document.file, document.line(*path), message, remedy))

    ids: list[str] = [item.id for item in book.items]
    for wanted in ("useful", "other"):
        if wanted not in ids:
            message = f"The cover has no item {wanted}; the way in or the numbers are missing."
            bad(message, f"Add {{id: {wanted}, label: ...}} under items.", "items")
    for number, name in enumerate(ids):
        if name in ids[:number]:
            bad(f"The item {name} stands twice.", "Keep one of the two.", "items", number)
    for name in USEFUL:
        if not book.useful.get(name, "").strip():
            bad(f"useful has no {name}.", f"Add {name}: under useful.", "useful")
    for name in sorted(set(book.useful) - set(USEFUL)):
        bad(f"useful has {name}, which is not known.", "Remove it.", "useful", name)
    if not book.word.strip() or len(book.word) > WORD_LIMIT:
        message = f"The opening word is empty or longer than {WORD_LIMIT} characters."
        bad(message, "Choose a short word.", "word")
    _check_lists(book, bad)
    for field, least in (("sayings", SAYINGS), ("recipes", RECIPES)):
        there = len(getattr(book, field))
        if 0 < there < least:
            message = f"The cover has {there} {field}; {least} are the least to look real."
            line = document.line(field)
            issues.append(warning("cover-thin", document.file, line, message, "Add some."))
    return book


def _check_lists(book: CoverBook, bad: Callable[..., None]) -> None:
    lists: tuple[tuple[tuple[str, ...], tuple[NamedText, ...]], ...] = (
        (("recipes",), book.recipes),
        (("converter", "tables"), book.converter.tables),
    )
    if not book.sayings:
        bad("The cover has no sayings.", "Fill sayings.", "sayings")
    for path, items in lists:
        name = ".".join(path)
        if not items:
            bad(f"The cover has no {name}.", f"Fill {name}.", *path)
        seen: set[str] = set()
        for number, item in enumerate(items):
            if item.id in seen:
                bad(f"The id {item.id} stands twice.", "Give each its own id.", *path, number)
            seen.add(item.id)


def entries_of(book: CoverBook, document: Document) -> dict[str, Entry]:
    """The catalogue entries of a cover (``cover.saying.3``)."""
    found: dict[str, Entry] = {}

    def put(key: str, form: str, *path: str | int) -> None:
        line = document.line(*path)
        found[f"cover.{key}"] = Entry({"other": form.strip()}, frozenset(), document.file, line)

    put("lead", book.lead, "lead")
    put("reply", book.reply, "reply")
    put("back", book.back, "back")
    put("converter", book.converter.lead, "converter", "lead")
    for number, item in enumerate(book.items):
        put(f"item.{item.id}", item.label, "items", number, "label")
    for number, saying in enumerate(book.sayings):
        put(f"saying.{number}", saying, "sayings", number)
    for name, word in book.useful.items():
        put(f"useful.{name}", word, "useful", name)
    for number, recipe in enumerate(book.recipes):
        put(f"recipe.{recipe.id}.name", recipe.name, "recipes", number, "name")
        put(f"recipe.{recipe.id}.text", recipe.text, "recipes", number, "text")
    for number, table in enumerate(book.converter.tables):
        put(f"table.{table.id}.name", table.name, "converter", "tables", number, "name")
        put(f"table.{table.id}.text", table.text, "converter", "tables", number, "text")
    return found
