"""The written languages and the countries: tags, own names, fallbacks, plural words."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property
from pathlib import Path

import msgspec

from bot.content.documents import Document, convert
from bot.content.issue import Issue, error

_OURS = ("kk", "ky", "uz", "uz_Cyrl", "tg", "tk", "kaa_Latn", "ru", "en")
EVERY = "*"
PLURALS = frozenset({"zero", "one", "two", "few", "many", "other"})
_TAG = re.compile(r"[a-z]{2,3}(_[A-Z][a-z]{3})?\Z")


class Locale(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One written language as we store it (``uz``, ``uz_Cyrl``, ``kaa_Latn``)."""

    tag: str
    name: str
    script: str
    fallback: tuple[str, ...] = ()
    ready: bool = False
    plurals: tuple[str, ...] = ("other",)
    app: tuple[str, ...] = ()
    derived: str = ""
    """The locale whose texts are transliterated where none is written."""


class Country(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A country where she may be now. ``full``: everything is there, not only the numbers.

    ``languages``: in which all of it is there; ``partly``: in which only its numbers, lines and
    places to stay are.
    """

    code: str
    name: dict[str, str]
    languages: tuple[str, ...] = ()
    partly: tuple[str, ...] = ()
    inside: bool = False
    full: bool = False


class Locales(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """``locales.yaml``."""

    locales: tuple[Locale, ...]
    countries: tuple[Country, ...]

    def ready(self) -> tuple[Locale, ...]:
        """The locales that the door lists."""
        return self._ready

    @cached_property
    def _ready(self) -> tuple[Locale, ...]:
        return tuple(locale for locale in self.locales if locale.ready)

    def written(self) -> tuple[Locale, ...]:
        """The ready locales whose texts somebody writes; the others are made from those."""
        return tuple(locale for locale in self._ready if not locale.derived)

    def get(self, tag: str) -> Locale | None:
        """The locale of a tag of ours."""
        return self._by_tag.get(tag)

    @cached_property
    def _by_tag(self) -> dict[str, Locale]:
        return {locale.tag: locale for locale in reversed(self.locales)}

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
        return self._by_code.get(code)

    def spoken(self, code: str, *, partly: bool = False) -> tuple[str, ...]:
        """The locales in which the texts of a country must be written, ``partly`` with those that
        have only some of them. Abroad and for a country that we do not know these are all: people
        from the whole region are there.
        """
        tags = (locale.tag for locale in self.written())
        return tuple(tag for tag in tags if self.speaks(tag, code, partly=partly))

    def of_country(self, code: str) -> tuple[str, ...]:
        """The written locales among the languages of a country: its places have names in these."""
        country = self.country(code)
        languages = country.languages if country is not None else ()
        return tuple(locale.tag for locale in self.written() if locale.tag in languages)

    def speaks(self, tag: str, code: str, *, partly: bool = False) -> bool:
        """Whether a country owes its texts to this locale, ready or not."""
        country = self.country(code)
        if country is None or not country.inside:
            return True
        return tag in country.languages or (partly and tag in country.partly)

    @cached_property
    def _by_code(self) -> dict[str, Country]:
        return {country.code: country for country in reversed(self.countries)}


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

    def bad(code: str, message: str, remedy: str, *path: str | int) -> None:
        issues.append(error(code, document.file, document.line(*path), message, remedy))

    tags = [locale.tag for locale in found.locales]
    for number, locale in enumerate(found.locales):
        for tag in locale.fallback:
            if tag not in tags or tag == locale.tag:
                message = f"The fallback {tag} of {locale.tag} is no other locale."
                remedy = "Name a tag that stands in this file."
                bad("unknown-locale", message, remedy, "locales", number, "fallback")
        source = found.get(locale.derived)
        if locale.derived and (source is None or source.derived or source.tag == locale.tag):
            message = f"{locale.tag} is derived from {locale.derived}, which nobody writes."
            remedy = "Name a locale whose texts are written, or remove derived:."
            bad("unknown-locale", message, remedy, "locales", number, "derived")
        if not _TAG.match(locale.tag):
            message = f"{locale.tag!r} is no tag of a language."
            bad("bad-tag", message, "Write it like ky or uz_Cyrl.", "locales", number, "tag")
        if locale.tag in tags[:number]:
            message = f"The locale {locale.tag} stands twice."
            bad("duplicate-locale", message, "Keep one of the two.", "locales", number, "tag")
        if "other" not in locale.plurals or set(locale.plurals) - PLURALS:
            message = f"The plurals of {locale.tag} are not words of CLDR with other among them."
            remedy = "Write plurals: [one, other], or as the language needs."
            bad("plural", message, remedy, "locales", number, "plurals")
    _check_countries(found, bad)
    if not found.ready():
        message, remedy = "No locale is ready.", "Set ready: true for at least one locale."
        bad("no-locale", message, remedy, "locales")
        return None
    return found


def _check_countries(found: Locales, bad: Callable[..., None]) -> None:
    codes = [country.code for country in found.countries]
    tags = {locale.tag for locale in found.locales}
    if not codes:
        message, remedy = "There are no countries.", "Write the countries under countries:."
        bad("no-country", message, remedy, "countries")
    for number, country in enumerate(found.countries):
        path = ("countries", number)
        if country.code in codes[:number]:
            message = f"The country {country.code} stands twice."
            bad("duplicate-country", message, "Keep one of the two.", *path, "code")
        for locale in found.ready():
            if not country.name.get(locale.tag, "").strip():
                message = f"The country {country.code} has no name in {locale.tag}."
                bad("missing-text", message, f"Add {locale.tag}: under name.", *path, "name")
        for tag in (*country.name, *country.languages, *country.partly):
            if tag not in tags:
                message = f"{country.code} has {tag}, which is no locale."
                bad("unknown-locale", message, "Name a tag that stands in this file.", *path)


def as_ready(locales: Locales, tags: frozenset[str]) -> Locales:
    """The same with these locales ready, too; with all, for :data:`EVERY`."""
    if not tags:
        return locales
    ready = tuple(
        msgspec.structs.replace(locale, ready=locale.ready or bool({locale.tag, EVERY} & tags))
        for locale in locales.locales
    )
    return msgspec.structs.replace(locales, locales=ready)


def guessed(root: Path) -> Locales:
    """The languages and countries that the folders speak of, where ``locales.yaml`` is no help.

    Only for going on with the check: whoever starts the service refuses.
    """
    spoken = {folder.name for folder in root.glob("messages/*") if folder.is_dir()}
    tags = sorted(tag for tag in spoken if _TAG.match(tag)) or ["ru"]
    codes = sorted(file.stem for file in root.glob("services/*.yaml"))
    further = [tag for tag in _OURS if tag not in tags]
    return Locales(
        tuple(Locale(tag, tag, "", ready=tag in tags) for tag in (*tags, *further)),
        tuple(
            Country(
                code if code == "other" else code.upper(),
                dict.fromkeys(tags, code),
                # Nobody knows who speaks what there, so nothing is missed.
                inside=(root / "reporting" / f"{code}.yaml").exists(),
                full=(root / "rights" / code).is_dir(),
            )
            for code in codes
        ),
    )
