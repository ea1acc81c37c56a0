"""``cover/<locale>.yaml``: what a stranger sees, as data."""

from __future__ import annotations

from typing import Literal

import msgspec

from bot.content.catalogue import Entry
from bot.content.documents import Document, convert
from bot.content.issue import Issue, error

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


def cover_from(document: Document, issues: list[Issue]) -> CoverBook | None:
    """The cover of one file."""
    book = convert(document, CoverBook, issues)
    if book is None:
        return None
    ids = [item.id for item in book.items]
    for wanted in ("useful", "other"):
        if wanted not in ids:
            line = document.line("items")
            message = f"The cover has no item {wanted}; the way in or the numbers are missing."
            remedy = f"Add {{id: {wanted}, label: ...}} under items."
            issues.append(error("cover", document.file, line, message, remedy))
    missing = [name for name in USEFUL if not book.useful.get(name)]
    if missing:
        line = document.line("useful")
        message, remedy = f"useful has no {missing[0]}.", f"Add {missing[0]}: under useful."
        issues.append(error("cover", document.file, line, message, remedy))
    if not book.word.strip() or len(book.word) > WORD_LIMIT:
        message = "The opening word is empty or longer than 24 characters."
        line = document.line("word")
        issues.append(error("cover", document.file, line, message, "Choose a short word."))
    if not (book.sayings and book.recipes and book.converter.tables):
        message = "The cover has an empty list."
        remedy = "Fill sayings, recipes and converter.tables."
        issues.append(error("cover", document.file, 1, message, remedy))
    return book


def entries_of(book: CoverBook, document: Document) -> dict[str, Entry]:
    """The catalogue entries of a cover (``cover.saying.3``)."""
    texts = {"cover.lead": book.lead, "cover.reply": book.reply, "cover.back": book.back}
    texts["cover.converter"] = book.converter.lead
    texts |= {f"cover.item.{item.id}": item.label for item in book.items}
    texts |= {f"cover.saying.{number}": saying for number, saying in enumerate(book.sayings)}
    texts |= {f"cover.useful.{name}": word for name, word in book.useful.items()}
    for kind, items in (("recipe", book.recipes), ("table", book.converter.tables)):
        for item in items:
            texts[f"cover.{kind}.{item.id}.name"] = item.name
            texts[f"cover.{kind}.{item.id}.text"] = item.text
    return {
        key: Entry({"other": form.strip()}, frozenset(), document.file, None)
        for key, form in texts.items()
    }
