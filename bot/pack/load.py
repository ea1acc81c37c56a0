"""A content folder to a :class:`Pack`, with every finding on the way. The only reader of content.

A file with an error is left out and everything else is still read, so that one call lists all
mistakes. Whoever starts the service refuses a pack with errors.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.content import cover as covers
from bot.content import rights
from bot.content.catalogue import NEUTRAL, Catalogue, Entry
from bot.content.documents import Document, each, read
from bot.content.issue import Issue, Severity, error
from bot.content.locales import Locales, locales_from
from bot.content.messages import entries_from, locale_of
from bot.content.script import fold
from bot.directory.load import directory_from
from bot.flows.load import flow_from
from bot.flows.model import Flow
from bot.locator.gazetteer import Gazetteer
from bot.pack.model import Pack
from bot.pack.places import places_from
from bot.quick_exit import ExitWords
from bot.understanding.words import Words, words_from

PANIC_KEYS = frozenset({"x", "х", "xx", "хх", "."})
"""Latin and Cyrillic: the same key on the phone."""
ANY_DIGITS = ("112", "02")
"""Shown before she said where she is: 112 is answered in four of the five countries, 02 in the fifth."""

Texts = dict[str, dict[str, Entry]]


@dataclass(frozen=True, slots=True)
class Options:
    """What the settings add to the content. ``word``: an opening word of this installation."""

    word: str = ""
    operator: str = ""
    door: bool = False
    test_version: bool = False


@dataclass(frozen=True, slots=True)
class Loaded:
    """A pack, when one could be made, and everything that was found on the way."""

    pack: Pack | None
    issues: tuple[Issue, ...]

    @property
    def errors(self) -> tuple[Issue, ...]:
        """The findings that refuse the start."""
        return tuple(issue for issue in self.issues if issue.severity is Severity.ERROR)


def load(root: Path, options: Options | None = None) -> Loaded:
    """Everything under ``root``. The pack is None when not even the languages can be read."""
    options = options or Options()
    issues: list[Issue] = []
    locales = _locales(root, issues)
    if locales is None:
        return Loaded(None, tuple(issues))
    texts: Texts = {}
    required = tuple(locale.tag for locale in locales.ready())
    for document in each(root, "messages/*/*.yaml", issues):
        _merge(texts, {locale_of(document): entries_from(document, locales, issues)}, issues)
    words = _words(root, locales, issues)
    books = _covers(root, locales, texts, issues)
    topics = _rights(root, required, texts, issues)
    gazetteer = _places(root, texts, issues)
    directory, entries = directory_from(
        each(root, "services/*.yaml", issues), gazetteer, issues, required
    )
    _merge(texts, entries, issues)
    flows = _flows(root, issues)
    _merge(texts, _own(locales, options), issues)
    _merge(texts, {NEUTRAL: _leads(locales, texts)}, issues)
    pack = Pack(
        catalogue=Catalogue(locales, texts),
        flows=flows,
        rights=topics,
        directory=directory,
        gazetteer=gazetteer,
        words=words,
        covers=books,
        exit_words=_exit_words(words.values()),
        opening_words=_opening_words(books, options),
        door=options.door,
        test_version=options.test_version,
    )
    return Loaded(pack, tuple(issues))


def _locales(root: Path, issues: list[Issue]) -> Locales | None:
    if not root.is_dir():
        message = "The content folder does not exist."
        remedy = "Set CONTENT_DIR to a folder like content_yaml."
        issues.append(error("no-content", ".", None, message, remedy))
        return None
    document = read(root, root / "locales.yaml", issues)
    return locales_from(document, issues) if document else None


def _merge(texts: Texts, more: Mapping[str, Mapping[str, Entry]], issues: list[Issue]) -> None:
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


def _words(root: Path, locales: Locales, issues: list[Issue]) -> dict[str, Words]:
    found = {}
    for document in each(root, "understanding/*.yaml", issues):
        tag = Path(document.file).stem
        if locales.get(tag) is None or not isinstance(document.data, dict):
            message, remedy = "This file belongs to no locale.", "Name it after a locale."
            issues.append(error("unknown-locale", document.file, 1, message, remedy))
            continue
        found[tag] = words_from(tag, document.data)
    for locale in locales.ready():
        if locale.tag not in found:
            name = f"understanding/{locale.tag}.yaml"
            message, remedy = f"The ready locale {locale.tag} has no words.", f"Write {name}."
            issues.append(error("missing-file", name, None, message, remedy))
    return found


def _covers(
    root: Path, locales: Locales, texts: Texts, issues: list[Issue]
) -> dict[str, covers.CoverBook]:
    found = {}
    for document in each(root, "cover/*.yaml", issues):
        book = covers.cover_from(document, issues)
        if book is not None:
            tag = Path(document.file).stem
            found[tag] = book
            _merge(texts, {tag: covers.entries_of(book, document)}, issues)
    for locale in locales.ready():
        name = f"cover/{locale.tag}.yaml"
        if locale.tag not in found and not (root / name).exists():
            message, remedy = f"The ready locale {locale.tag} has no cover.", f"Write {name}."
            issues.append(error("missing-file", name, None, message, remedy))
    return found


def _rights(
    root: Path, required: tuple[str, ...], texts: Texts, issues: list[Issue]
) -> dict[str, tuple[rights.Topic, ...]]:
    found: dict[str, list[rights.Topic]] = {}
    for document in each(root, "rights/*/*.yaml", issues):
        topic = rights.topic_from(document, required, issues)
        if topic is not None:
            found.setdefault(topic.country, []).append(topic)
            _merge(texts, rights.entries_of(topic, document), issues)
    return {
        country: tuple(sorted(topics, key=lambda topic: topic.order))
        for country, topics in found.items()
    }


def _places(root: Path, texts: Texts, issues: list[Issue]) -> Gazetteer:
    places = []
    for document in each(root, "places/*.yaml", issues):
        found, entries = places_from(document, issues)
        places += found
        _merge(texts, entries, issues)
    return Gazetteer(places)


def _flows(root: Path, issues: list[Issue]) -> dict[str, Flow]:
    found: dict[str, Flow] = {}
    documents: Iterable[Document] = each(root, "flows/*.yaml", issues)
    for document in documents:
        flow = flow_from(document, issues)
        if flow is not None and flow.id in found:
            message = f"The flow {flow.id} stands also in {found[flow.id].file}."
            issues.append(error("duplicate-flow", document.file, 1, message, "Rename one."))
        elif flow is not None:
            found[flow.id] = flow
    return found


def _own(locales: Locales, options: Options) -> Texts:
    """Texts that come from the list of languages and from the settings."""
    neutral = {f"locale.{locale.tag}": locale.name for locale in locales.locales}
    neutral["setting.operator"] = options.operator or "—"
    neutral["ui.lines"] = "{lines}"
    neutral["cover.line"] = "{label}: {phone}"
    neutral["digits.any"] = " · ".join(ANY_DIGITS)
    texts: Texts = {NEUTRAL: {key: Entry({"other": form}) for key, form in neutral.items()}}
    for country in locales.countries:
        for tag, name in country.name.items():
            texts.setdefault(tag, {})[f"country.{country.code}"] = Entry({"other": name})
    return texts


def _leads(locales: Locales, texts: Texts) -> dict[str, Entry]:
    """``language.lead`` of each ready language, which the first screen shows side by side."""
    found = {locale.tag: texts.get(locale.tag, {}).get("language.lead") for locale in locales.ready()}
    return {f"language.lead.{tag}": entry for tag, entry in found.items() if entry is not None}


def _exit_words(words: Iterable[Words]) -> ExitWords:
    lists = tuple(words)
    leave = frozenset(word for one in lists for word in one.exit_words)
    hide = frozenset(word for one in lists for word in one.hide_words)
    return ExitWords(leave, hide - leave, PANIC_KEYS)


def _opening_words(books: Mapping[str, covers.CoverBook], options: Options) -> frozenset[str]:
    given = [options.word] if options.word else [book.word for book in books.values()]
    return frozenset(word for word in map(fold, given) if word)


