"""Texts of all files in one place, and those that come from the list of languages."""

from __future__ import annotations

from collections.abc import Mapping

from bot.content.catalogue import NEUTRAL, Entry
from bot.content.issue import Issue, error
from bot.content.locales import Locales

ANY_DIGITS = ("112", "02")
"""Before she said where she is: 112 answers in four of the five countries, 02 in the fifth."""


Texts = dict[str, dict[str, Entry]]
"""Locale to key to entry."""


def merge(texts: Texts, more: Mapping[str, Mapping[str, Entry]], issues: list[Issue]) -> None:
    """Add ``more`` to ``texts``; a key that is there already is an error."""
    for locale, entries in more.items():
        there = texts.setdefault(locale, {})
        for key, entry in entries.items():
            if key in there:
                first = there[key]
                message = f"The text {key} stands also in {first.file}:{first.line}."
                remedy = "Keep one of the two."
                issues.append(error("duplicate-text", entry.file, entry.line, message, remedy))
                continue
            there[key] = entry


def own(locales: Locales) -> Texts:
    """Texts that come from the list of languages, and forms without words."""
    neutral = {f"locale.{locale.tag}": locale.name for locale in locales.locales}
    neutral["ui.lines"] = "{lines}"
    neutral["cover.line"] = "{label}: {phone}"
    neutral["digits.any"] = " · ".join(ANY_DIGITS)
    texts: Texts = {NEUTRAL: {key: Entry({"other": form}) for key, form in neutral.items()}}
    for country in locales.countries:
        for tag, name in country.name.items():
            texts.setdefault(tag, {})[f"country.{country.code}"] = Entry({"other": name})
    return texts


def nobody(texts: Texts) -> Texts:
    """Who runs this when no setting says it: each language's ``door.nobody``."""
    return {
        tag: {"setting.operator": Entry(entries["door.nobody"].forms)}
        for tag, entries in texts.items()
        if "door.nobody" in entries
    }


def leads(locales: Locales, texts: Texts) -> dict[str, Entry]:
    """``language.lead`` of each ready language, which the first screen shows side by side."""
    found = {
        locale.tag: texts.get(locale.tag, {}).get("language.lead") for locale in locales.ready()
    }
    return {f"language.lead.{tag}": entry for tag, entry in found.items() if entry is not None}
