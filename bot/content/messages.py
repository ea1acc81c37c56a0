"""``messages/<locale>/*.yaml``: texts by key, plural forms under CLDR words, tags."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.content.catalogue import PLURALS, Entry
from bot.content.documents import Document
from bot.content.issue import Issue, error
from bot.content.locales import Locales

_FIELDS = frozenset({"text", "tags", "note", *PLURALS})
_KEY = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)+(@([A-Z]{2}|other))?(@[a-z]+)?\Z")
SURFACES = frozenset({"whatsapp"})
"""Messengers for which a text may be written apart: ``key@whatsapp``."""
TAGS = frozenset({"critical", "sensitive", "advice"})
_SETS: dict[frozenset[str], frozenset[str]] = {}
"""Each set of tags once: thousands of texts have the same."""
_QUOTES = "Put the text in quotes, or behind | on lines of its own."


def locale_of(document: Document) -> str:
    """The locale that a file belongs to: the folder (``messages/ru/door.yaml``) it lies in."""
    return document.file.split("/")[1]


def entries_from(document: Document, locales: Locales, issues: list[Issue]) -> dict[str, Entry]:
    """The texts of one file."""
    locale = locales.get(locale_of(document))
    if locale is None:
        message = f"The folder {locale_of(document)} is no locale of locales.yaml."
        remedy = f"Name it one of {', '.join(sorted(one.tag for one in locales.locales))}."
        issues.append(error("unknown-locale", document.file, 1, message, remedy))
        return {}
    if not isinstance(document.data, dict):
        message, remedy = "A message file is a table of keys with texts.", 'Write key: "text".'
        issues.append(error("shape", document.file, document.line(), message, remedy))
        return {}
    found: dict[str, Entry] = {}
    for key, value in document.data.items():
        fault = _bad_key(key, locales)
        if fault:
            issues.append(error("bad-key", document.file, document.line(key), *fault))
        entry = _entry(document, key, value, issues)
        if entry is not None:
            found[key] = entry
    return found


def _bad_key(key: str, locales: Locales) -> tuple[str, str] | None:
    if not _KEY.match(key):
        return f"{key!r} is no key of a text.", "A key is like door.safe, or door.safe@KZ."
    *rest, last = key.split("@")
    if rest and last.islower() and last != "other":
        if last not in SURFACES:
            remedy = f"Write one of {', '.join(sorted(SURFACES))}, or a country: @KZ."
            return f"{last} is no messenger with texts of its own.", remedy
        key = "@".join(rest)
    country = key.partition("@")[2]
    if country and locales.country(country) is None:
        return f"{country} is no country of locales.yaml.", "Write its code in capitals: @KZ."
    return None


def _entry(document: Document, key: str, value: object, issues: list[Issue]) -> Entry | None:
    line = document.line(key)
    if isinstance(value, str):
        return Entry({"other": value.strip()}, file=document.file, line=line)

    def bad(code: str, message: str, remedy: str, *inner: str) -> None:
        issues.append(error(code, document.file, document.line(key, *inner), message, remedy))

    if value is None:
        bad("empty-text", f"The text {key} is empty.", "Write it, or remove the key.")
        return None
    if not isinstance(value, dict):
        bad("shape", f"The text {key} is neither a text nor a table of forms.", _QUOTES)
        return None
    for unknown in sorted(set(value) - _FIELDS):
        quoted = value[unknown] is None
        remedy = _QUOTES if quoted else f"Known are {', '.join(sorted(_FIELDS))}."
        bad("unknown-field", f"The text {key} has {unknown}, which is not known.", remedy, unknown)
    forms: dict[str, str] = {}
    for word in ("text", *PLURALS):
        form = value.get(word)
        if isinstance(form, str):
            forms["other" if word == "text" else word] = form.strip()
        elif word in value:
            bad("shape", f"The form {word} of {key} is no text.", _QUOTES, word)
    if "text" in value and "other" in value:
        bad("no-form", f"The text {key} has both text and other.", "Keep other:.", "text")
    if "other" not in forms:
        if not set(value) - _FIELDS and not {"text", "other"} & set(value):
            message = f"The text {key} has no form under other (or text)."
            bad("no-form", message, "Add other: with the general form.")
        return None
    return Entry(forms, _tags(key, value.get("tags"), bad), document.file, line)


def _tags(key: str, tags: object, bad: Callable[..., None]) -> frozenset[str]:
    listed = tags if isinstance(tags, list) else [] if tags is None else [tags]
    known = frozenset(tag for tag in listed if isinstance(tag, str)) & TAGS
    if len(known) < len(listed) or not isinstance(tags, list | None):
        message = f"The text {key} has a tag that is not known."
        remedy = f"Write tags: [critical]; known are {', '.join(sorted(TAGS))}."
        bad("unknown-tag", message, remedy, "tags")
    return _SETS.setdefault(known, known)
