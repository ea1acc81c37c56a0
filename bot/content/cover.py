"""``cover/<locale>.yaml``: what a stranger sees, as data."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

import msgspec

from bot.content.catalogue import Entry
from bot.content.documents import Document, convert
from bot.content.issue import Issue, error, warning

WORD_LIMIT = 24
DESCRIPTION, SHORT_DESCRIPTION = 512, 120
"""Characters that the messenger takes for the empty chat and for the profile page."""
COMMANDS, COMMAND_TEXT = 100, 256
"""Commands that the messenger lists, and characters of what each is said to do."""
COMMAND_NAME = re.compile(r"[a-z0-9_]{1,32}\Z")


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


class Command(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A command that is listed beside the input field; ``name`` without the stroke."""

    name: str
    description: str


class Profile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the messenger shows around the chat (S18). The name is the setting ``PUBLIC_NAME``."""

    description: str
    short_description: str
    commands: tuple[Command, ...]


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
    profile: Profile | None = None


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
    if book.profile is None:
        message = "The cover has no profile: the messenger shows there what stood there before."
        remedy = "Write profile: with description, short_description and commands (S18)."
        issues.append(warning("profile", document.file, document.line(), message, remedy))
    else:
        _check_profile(book.profile, bad)
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


def _check_profile(profile: Profile, bad: Callable[..., None]) -> None:
    for field, most in (("description", DESCRIPTION), ("short_description", SHORT_DESCRIPTION)):
        text = getattr(profile, field).strip()
        if not text:
            bad(f"profile has no {field}.", f"Write {field}: under profile.", "profile", field)
        if len(text) > most:
            message = f"The {field} has {len(text)} characters; {most} are the most."
            bad(message, "Shorten it.", "profile", field)
    names = [command.name for command in profile.commands]
    if not names:
        bad("profile has no commands.", "List start at least.", "profile", "commands")
    if len(names) > COMMANDS:
        message = f"profile has {len(names)} commands; {COMMANDS} are the most, and few are best."
        bad(message, "Keep the few that a reader of the book needs.", "profile", "commands")
    for number, command in enumerate(profile.commands):
        path = ("profile", "commands", number)
        if not COMMAND_NAME.match(command.name):
            message = f"{command.name!r} is no name of a command."
            remedy = "Write 1 to 32 small letters a-z, digits or _, without a stroke."
            bad(message, remedy, *path, "name")
        elif command.name in names[:number]:
            bad(f"The command {command.name} stands twice.", "Keep one of the two.", *path)
        length = len(command.description.strip())
        if not 0 < length <= COMMAND_TEXT:
            message = f"The description of the command {command.name} has {length} characters."
            bad(message, f"Write 1 to {COMMAND_TEXT} characters.", *path, "description")


def entries_of(book: CoverBook, document: Document) -> dict[str, Entry]:
    """The catalogue entries of a cover (``cover.saying.3``)."""
    found: dict[str, Entry] = {}

    def put(key: str, form: str, *path: str | int) -> None:
        line = document.line(*path)
        found[f"cover.{key}"] = Entry({"other": form.strip()}, file=document.file, line=line)

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
    for key, text, path in profile_texts(book):
        if text:
            put(key, text, *path)
    return found


def profile_texts(book: CoverBook) -> list[tuple[str, str, tuple[str | int, ...]]]:
    """Key, text and place in the file of everything that the profile says."""
    if book.profile is None:
        return []
    said = book.profile
    found: list[tuple[str, str, tuple[str | int, ...]]] = [
        (f"profile.{field}", getattr(said, field).strip(), ("profile", field))
        for field in ("description", "short_description")
    ]
    for number, command in enumerate(said.commands):
        path = ("profile", "commands", number, "description")
        found.append((f"profile.command.{number}", command.description.strip(), path))
    return found
