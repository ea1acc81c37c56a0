"""The written languages and the countries: tags, own names, fallbacks, plural words."""

from __future__ import annotations

import msgspec

from bot.content.documents import Document, convert
from bot.content.issue import Issue, error


class Locale(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One written language as we store it (``uz``, ``uz_Cyrl``, ``kaa_Latn``)."""

    tag: str
    name: str
    script: str
    fallback: tuple[str, ...] = ()
    ready: bool = False
    plurals: tuple[str, ...] = ("other",)
    app: tuple[str, ...] = ()


class Country(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A country where she may be now. ``full``: everything is there, not only the numbers."""

    code: str
    name: dict[str, str]
    languages: tuple[str, ...] = ()
    inside: bool = False
    full: bool = False


class Locales(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``locales.yaml``."""

    locales: tuple[Locale, ...]
    countries: tuple[Country, ...]

    def ready(self) -> tuple[Locale, ...]:
        """The locales that the door lists."""
        return tuple(locale for locale in self.locales if locale.ready)

    def get(self, tag: str) -> Locale | None:
        """The locale of a tag of ours."""
        return next((locale for locale in self.locales if locale.tag == tag), None)

    def chain(self, tag: str) -> tuple[str, ...]:
        """``tag`` and its fallbacks, nearest first, each once."""
        found: list[str] = []
        waiting = [tag]
        while waiting:
            this = waiting.pop(0)
            locale = self.get(this)
            if this not in found and locale is not None:
                found.append(this)
                waiting.extend(locale.fallback)
        return tuple(found)

    def of_app(self, app_locale: str) -> str:
        """The ready locale that an app's language means, else Russian, else the first ready one."""
        language = app_locale.replace("-", "_").split("_")[0].lower()
        ready = self.ready()
        for locale in ready:
            if language and language in locale.app:
                return locale.tag
        tags = [locale.tag for locale in ready]
        return "ru" if "ru" in tags else tags[0]

    def country(self, code: str) -> Country | None:
        """The country of a code."""
        return next((country for country in self.countries if country.code == code), None)


def canonical(tag: str) -> str:
    """A tag of ours from what people write: ``kaa``, ``kaa_Latn``, ``uz-Cyrl`` (section 7)."""
    language, _, script = tag.strip().replace("-", "_").partition("_")
    language = language.lower()
    if language == "kaa":
        return "kaa_Latn"
    return "uz_Cyrl" if language == "uz" and script.lower() == "cyrl" else language


def locales_from(document: Document, issues: list[Issue]) -> Locales | None:
    """The languages and countries of ``locales.yaml``."""
    found = convert(document, Locales, issues)
    if found is None:
        return None
    tags = {locale.tag for locale in found.locales}
    for number, locale in enumerate(found.locales):
        for tag in locale.fallback:
            if tag not in tags:
                line = document.line("locales", number, "fallback")
                message = f"The fallback {tag} of {locale.tag} is no locale."
                remedy = "Name a tag that stands in this file."
                issues.append(error("unknown-locale", document.file, line, message, remedy))
    if not found.ready():
        message, remedy = "No locale is ready.", "Set ready: true for at least one locale."
        issues.append(error("no-locale", document.file, 1, message, remedy))
        return None
    return found
