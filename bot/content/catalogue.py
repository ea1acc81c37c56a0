"""Key, locale and arguments to text: plurals by CLDR, fallback that is always announced (S05)."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from functools import lru_cache
from zoneinfo import ZoneInfo

import msgspec
from babel import Locale as CldrLocale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal

from bot.content.locales import Locales
from bot.text import Argument, Day, Joined, Kilometres, Moment, Plain, Text

_NAME = re.compile(r"\{([a-z_]+)\}")
_GLUE = {"line": "\n", "space": " ", "comma": ", ", "dot": " · "}
PLURALS = ("zero", "one", "two", "few", "many", "other")
NEUTRAL = ""
"""The locale of texts that are the same everywhere: numbers, addresses, names of languages."""

_CLDR = {"uz_Cyrl": "uz_Cyrl", "kaa_Latn": "uz", "tk": "tk", "tg": "tg"}
"""Where our tag is not CLDR's: Karakalpak is not in it and borrows its neighbour's numerals."""


class Entry(msgspec.Struct, frozen=True):
    """One text of one locale: its forms by CLDR word (``other`` always), and where it stands."""

    forms: dict[str, str]
    tags: frozenset[str] = frozenset()
    file: str = ""
    line: int | None = None

    def names(self) -> frozenset[str]:
        """The arguments that any of its forms uses."""
        return frozenset(name for form in self.forms.values() for name in _NAME.findall(form))


class Phrase(msgspec.Struct, frozen=True):
    """A rendered text and the locales it came from, other than the one asked for."""

    text: str
    borrowed: frozenset[str] = frozenset()


class MissingText(Exception):  # noqa: N818 - it is the name of a fact
    """No locale has this key. The checker refuses content in which that can happen."""

    def __init__(self, key: str) -> None:
        super().__init__(f"There is no text {key}: run `pana check`.")


class Catalogue:
    """All texts. ``entries`` maps locale to key to entry; ``NEUTRAL`` holds the common ones.

    ``surface``: of a text that is written apart for this messenger (``key@whatsapp``) that one is
    said.
    """

    def __init__(
        self,
        locales: Locales,
        entries: Mapping[str, Mapping[str, Entry]],
        surface: str = "",
    ) -> None:
        self._locales = locales
        self._surface = surface
        self._of_surface: frozenset[str] = frozenset()
        self._entries = {tag: dict(texts) for tag, texts in entries.items()}
        self._names: dict[str, frozenset[str]] = {}
        self._keys: frozenset[str] = frozenset().union(*self._entries.values())
        self._plain: dict[tuple[str, str], Phrase] = {}
        self._variants: dict[tuple[str, str, str], str] = {}
        self._chains = {locale.tag: locales.chain(locale.tag) for locale in locales.locales}
        if surface:
            end = f"@{surface}"
            own = (key.removesuffix(end) for key in self._keys if key.endswith(end))
            self._of_surface = frozenset(own)

    @property
    def locales(self) -> Locales:
        """The languages and countries."""
        return self._locales

    def keys(self, locale: str) -> frozenset[str]:
        """The keys of one locale, without those of its fallbacks."""
        return frozenset(self._entries.get(locale, {}))

    def entry(self, key: str, locale: str) -> Entry | None:
        """The entry of exactly this locale, or the neutral one."""
        return self._entries.get(locale, {}).get(key) or self._entries.get(NEUTRAL, {}).get(key)

    def has(self, key: str) -> bool:
        """Whether any locale, or the neutral part, has this key."""
        return key in self._keys

    def variant(self, key: str, country: str, locale: str = "") -> str:
        """The key of the text's variant for a country (``key@KZ``) where there is one.

        Whoever speaks a language in which only the plain text is written gets that one: it is
        true everywhere, and she can read it.
        """
        found = self._variants.get((key, country, locale))
        if found is None:
            variant = f"{key}@{country}"
            there = bool(country) and self.has(variant)
            own = self._entries.get(locale, {})
            found = variant if there and (variant in own or key not in own) else key
            self._variants[key, country, locale] = found
        return found

    def names(self, key: str) -> frozenset[str]:
        """The arguments that any locale's form of ``key`` uses; none when nobody has it."""
        found = self._names.get(key)
        if found is None:
            keys = (key, self._own(key))
            entries = (
                texts[one] for texts in self._entries.values() for one in keys if one in texts
            )
            found = frozenset(name for entry in entries for name in entry.names())
            self._names[key] = found
        return found

    def on(self, surface: str) -> Catalogue:
        """The same catalogue as it is said on this messenger."""
        return Catalogue(self._locales, self._entries, surface)

    def with_entries(self, locale: str, entries: Mapping[str, Entry]) -> Catalogue:
        """The same catalogue with further texts of one locale."""
        merged = {tag: dict(texts) for tag, texts in self._entries.items()}
        merged.setdefault(locale, {}).update(entries)
        return Catalogue(self._locales, merged, self._surface)

    def everywhere(self, key: str, entry: Entry) -> Catalogue:
        """The same catalogue with one text that is the same in every language."""
        merged = {tag: texts | {key: entry} for tag, texts in self._entries.items()}
        return Catalogue(self._locales, {NEUTRAL: {key: entry}} | merged, self._surface)

    def say(self, text: Text, locale: str) -> Phrase:
        """The phrase of ``text``. Raises :class:`MissingText` when no locale at all has the key."""
        if text.args:
            return self._fill(text, locale)
        phrase = self._plain.get((text.key, locale))
        if phrase is None:
            phrase = self._plain[text.key, locale] = self._fill(text, locale)
        return phrase

    def _fill(self, text: Text, locale: str) -> Phrase:
        found, source = self._find(text.key, locale)
        borrowed = set() if source in (locale, NEUTRAL) else {source}
        arguments = dict(text.args)
        count = arguments.get("n")
        form = found.forms["other"]
        if isinstance(count, int) and len(found.forms) > 1:
            form = found.forms.get(_plural(source or locale, count), form)

        def put(match: re.Match[str]) -> str:
            argument = arguments.get(match.group(1))
            if argument is None:
                return ""
            phrase = self._argument(argument, locale)
            borrowed.update(phrase.borrowed)
            return phrase.text

        return Phrase(_NAME.sub(put, form) if "{" in form else form, frozenset(borrowed))

    def _own(self, key: str) -> str:
        """The key of the text for this messenger, else the key itself."""
        return f"{key}@{self._surface}" if key in self._of_surface else key

    def _find(self, key: str, locale: str) -> tuple[Entry, str]:
        key = self._own(key)
        neutral = self._entries.get(NEUTRAL, {}).get(key)
        if neutral is not None:
            return neutral, NEUTRAL
        for tag in self._chains.get(locale, (locale,)):
            entry = self._entries.get(tag, {}).get(key)
            if entry is not None:
                return entry, tag
        for locale_ in self._locales.ready():
            entry = self._entries.get(locale_.tag, {}).get(key)
            if entry is not None:
                return entry, locale_.tag
        raise MissingText(key)

    def _argument(self, argument: Argument, locale: str) -> Phrase:
        match argument:
            case Text():
                return self.say(argument, locale)
            case Joined(parts=parts, by=by):
                phrases = [self.say(part, locale) for part in parts]
                borrowed = frozenset().union(*(phrase.borrowed for phrase in phrases))
                return Phrase(_GLUE[by].join(phrase.text for phrase in phrases), borrowed)
            case Day(iso=iso):
                return Phrase(_day(iso, locale))
            case Moment():
                return Phrase(_moment(argument, locale))
            case Kilometres(value=value):
                return Phrase(_number(value, locale))
            case Plain(value=number):
                return Phrase(str(number))
            case int():
                return Phrase(_number(argument, locale))


@lru_cache(maxsize=64)
def _cldr(locale: str) -> CldrLocale:
    return CldrLocale.parse(_CLDR.get(locale, locale))


@lru_cache(maxsize=4096)
def _plural(locale: str, count: int) -> str:
    if locale in ("tg", "kaa_Latn"):
        return "other"
    return str(_cldr(locale).plural_form(count))


@lru_cache(maxsize=4096)
def _day(iso: str, locale: str) -> str:
    return str(format_date(datetime.date.fromisoformat(iso), format="long", locale=_cldr(locale)))


def _moment(moment: Moment, locale: str) -> str:
    there = datetime.datetime.fromtimestamp(moment.at, ZoneInfo(moment.zone))
    clock = there.strftime("%H:%M")
    if moment.short:
        return clock
    day = format_skeleton("MMMd", there.date(), locale=_cldr(locale))
    return f"{day}, {clock}"


@lru_cache(maxsize=4096)
def _number(value: float, locale: str) -> str:
    return str(format_decimal(value, format="#,##0.#", locale=_cldr(locale)))
