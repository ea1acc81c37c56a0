"""``messages/<locale>/*.yaml``: texts by key, plural forms under CLDR words, tags."""

from __future__ import annotations

from bot.content.catalogue import PLURALS, Entry
from bot.content.documents import Document
from bot.content.issue import Issue, error
from bot.content.locales import Locales

_FIELDS = frozenset({"text", "tags", "note", *PLURALS})
TAGS = frozenset({"critical", "sensitive", "advice"})


def locale_of(document: Document) -> str:
    """The locale that a file belongs to: the folder (``messages/ru/door.yaml``) it lies in."""
    return document.file.split("/")[1]


def entries_from(
    document: Document, locales: Locales, issues: list[Issue]
) -> dict[str, Entry]:
    """The texts of one file."""
    locale = locales.get(locale_of(document))
    if locale is None:
        message = "This folder is no locale of locales.yaml."
        remedy = "Rename the folder to a tag that stands there."
        issues.append(error("unknown-locale", document.file, 1, message, remedy))
        return {}
    if not isinstance(document.data, dict):
        message, remedy = "A message file is a list of keys with texts.", "Write key: text."
        issues.append(error("shape", document.file, 1, message, remedy))
        return {}
    found: dict[str, Entry] = {}
    for key, value in document.data.items():
        entry = _entry(document, key, value, issues)
        if entry is not None:
            found[key] = entry
    return found


def _entry(document: Document, key: str, value: object, issues: list[Issue]) -> Entry | None:
    line = document.line(key)
    if isinstance(value, str):
        return Entry({"other": value.strip()}, frozenset(), document.file, line)
    if not isinstance(value, dict):
        message = f"The text {key} is neither a text nor a table of forms."
        remedy = "Write the text in quotes or behind |."
        issues.append(error("shape", document.file, line, message, remedy))
        return None
    unknown = sorted(set(value) - _FIELDS)
    if unknown:
        message = f"The text {key} has {unknown[0]}, which is not known."
        remedy = f"Known are {', '.join(sorted(_FIELDS))}."
        where = document.line(key, unknown[0])
        issues.append(error("unknown-field", document.file, where, message, remedy))
        return None
    forms = {word: value[word] for word in PLURALS if word in value}
    if "text" in value:
        forms["other"] = value["text"]
    if "other" not in forms or not all(isinstance(form, str) for form in forms.values()):
        message = f"The text {key} has no form under other (or text)."
        remedy = "Add other: with the general form."
        issues.append(error("no-form", document.file, line, message, remedy))
        return None
    tags = frozenset(value.get("tags") or ())
    if tags - TAGS:
        message = f"The text {key} has a tag that is not known."
        remedy = f"Known are {', '.join(sorted(TAGS))}."
        issues.append(error("unknown-tag", document.file, line, message, remedy))
    stripped = {word: form.strip() for word, form in forms.items()}
    return Entry(stripped, tags, document.file, line)
