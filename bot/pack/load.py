"""A content folder to a :class:`Pack`, with every finding on the way. The only reader of content.

What has an error is left out or mended by something empty, and everything else is still read, so
that one call lists all mistakes. Whoever starts the service refuses a pack with errors.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from bot.content import cover as covers
from bot.content import reporting, rights
from bot.content.catalogue import NEUTRAL, Catalogue, Entry
from bot.content.documents import convert
from bot.content.face import FaceWords
from bot.content.issue import Issue, Severity, error
from bot.content.layout import in_latin
from bot.content.locales import Locales, as_ready, guessed, locales_from
from bot.content.messages import entries_from, locale_of
from bot.content.reporting_rules import policy_from
from bot.content.reviews import SignOff, reviews_from
from bot.content.rights_rules import topic_from
from bot.content.script import fold
from bot.directory.load import directory_from
from bot.directory.model import Directory
from bot.flows.load import flow_from
from bot.flows.model import Flow
from bot.handoff.rota import Rota
from bot.handoff.rota_file import rota_from
from bot.locator.gazetteer import Gazetteer, Place
from bot.pack.check_words import WordFile
from bot.pack.derived import derivations
from bot.pack.model import Pack
from bot.pack.phrases import learned_from
from bot.pack.places import places_from
from bot.pack.sources import Sources
from bot.pack.texts import Texts, leads, merge, nobody, own
from bot.quick_exit import ExitWords
from bot.understanding.listener import Listener
from bot.understanding.words import Words, words_from

PANIC_KEYS = frozenset({"x", "х", "xx", "хх", "."})
"""Latin and Cyrillic: the same key on the phone."""

LEAST_SWITCHED = 4
"""Letters that an exit word on the other layout has at least: shorter ones are words of others."""

ROTA = "rota.yaml"
"""When counsellors are on duty; written by an operator, so not every folder has it."""
FACE = "face.yaml"
"""Words that the public face never carries (S18)."""


@dataclass(frozen=True, slots=True)
class Options:
    """What an installation wants of the content. ``word``: its own opening word; ``pilot``: the
    door says that this is a test version; ``live``: real people rely on it.
    """

    word: str = ""
    operator: str = ""
    door: bool = False
    pilot: bool = False
    live: bool = False
    ready: frozenset[str] = frozenset()
    """Locales that are taken for ready though ``locales.yaml`` does not call them so yet."""


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
    pack, sources, whole = read_pack(root, options or Options())
    return Loaded(pack if whole else None, tuple(sources.issues))


def read_pack(root: Path, options: Options) -> tuple[Pack | None, Sources, bool]:
    """The pack, what it was read from, and False where the languages had to be guessed.

    The collector rests meanwhile: it would search 100,000 new objects for rubbish, in vain.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        pack, sources, whole = _read_pack(root, options.ready)
    finally:
        if collecting:
            gc.enable()
    return dressed(pack, options) if pack else None, sources, whole


def dressed(pack: Pack, options: Options) -> Pack:
    """The content as the settings of this installation want it."""
    catalogue = pack.catalogue
    if options.operator:
        catalogue = catalogue.everywhere("setting.operator", Entry({"other": options.operator}))
    return replace(
        pack,
        catalogue=catalogue,
        opening_words=_folded([options.word]) if options.word else pack.opening_words,
        door=options.door,
        pilot=options.pilot,
        live=options.live,
    )


def _read_pack(root: Path, ready: frozenset[str]) -> tuple[Pack | None, Sources, bool]:
    sources = Sources(root)
    issues = sources.issues
    if not root.is_dir():
        message = "The content folder does not exist."
        remedy = "Set CONTENT_DIR to a folder like content_yaml."
        issues.append(error("no-content", ".", None, message, remedy))
        return None, sources, False
    document = sources.read("locales.yaml")
    known = locales_from(document, issues) if document else None
    locales = as_ready(known or guessed(root), ready)
    texts: Texts = {}
    for document in sources.each("messages/*/*.yaml"):
        merge(texts, {locale_of(document): entries_from(document, locales, issues)}, issues)
    words = _words(sources, locales)
    books = _covers(sources, locales, texts)
    topics = _rights(sources, locales, texts)
    policies = _reporting(sources, locales, texts)
    gazetteer = _places(sources, locales, texts)
    directory, entries = directory_from(sources.each("services/*.yaml"), gazetteer, issues, locales)
    merge(texts, entries, issues)
    flows = _flows(sources)
    merge(texts, own(locales), issues)
    merge(texts, nobody(texts), issues)
    made = derivations(sources, locales)
    for derivation in made:
        derivation.texts(texts)
        derivation.words(words, sources)
        derivation.cover(books)
    merge(texts, {NEUTRAL: leads(locales, texts)}, issues)
    pack = Pack(
        catalogue=Catalogue(locales, texts),
        flows=MappingProxyType(flows),
        rights=MappingProxyType(topics),
        directory=Directory(MappingProxyType(dict(directory.countries))),
        gazetteer=gazetteer,
        words=MappingProxyType(words),
        listener=Listener(words.values(), learned_from(sources)),
        covers=MappingProxyType(books),
        exit_words=_exit_words(words.values()),
        opening_words=_folded(book.word for book in books.values()),
        face=_face(sources),
        rota=_rota(sources, locales),
        reviews=MappingProxyType(_reviews(sources, locales)),
        reporting=MappingProxyType(policies),
    )
    return pack, sources, known is not None


def _words(sources: Sources, locales: Locales) -> dict[str, Words]:
    found = {}
    for document in sources.each("understanding/*.yaml"):
        tag = Path(document.file).stem
        if locales.get(tag) is None:
            sources.issues.append(_no_locale(document.file))
        elif convert(document, WordFile, sources.issues) is not None:
            found[tag] = words_from(tag, document.data)
    for locale in locales.written():
        _must_exist(sources, f"understanding/{locale.tag}.yaml", "words", locale.tag)
    return found


def _covers(sources: Sources, locales: Locales, texts: Texts) -> dict[str, covers.CoverBook]:
    found = {}
    for document in sources.each("cover/*.yaml"):
        tag = Path(document.file).stem
        if locales.get(tag) is None:
            sources.issues.append(_no_locale(document.file))
            continue
        book = covers.cover_from(document, sources.issues)
        if book is not None:
            found[tag] = book
            merge(texts, {tag: covers.entries_of(book, document)}, sources.issues)
    for locale in locales.written():
        _must_exist(sources, f"cover/{locale.tag}.yaml", "cover", locale.tag)
    return found


def _reviews(sources: Sources, locales: Locales) -> dict[str, tuple[SignOff, ...]]:
    found = {}
    for document in sources.each("reviews/*.yaml"):
        tag = Path(document.file).stem
        if locales.get(tag) is None:
            sources.issues.append(_no_locale(document.file))
        else:
            found[tag] = reviews_from(document, sources.issues)
    return found


def _face(sources: Sources) -> FaceWords:
    """``face.yaml``; a folder without it has no words, and the check says so."""
    document = sources.read(FACE) if (sources.root / FACE).exists() else None
    return (convert(document, FaceWords, sources.issues) if document else None) or FaceWords()


def _rota(sources: Sources, locales: Locales) -> Rota | None:
    """``rota.yaml``, which an operator adds; a folder without it knows no hours."""
    document = sources.read(ROTA) if (sources.root / ROTA).exists() else None
    if document is None:
        return None
    rota, issues = rota_from(document, locales)
    sources.issues.extend(issues)
    return rota


def _no_locale(file: str) -> Issue:
    remedy = "Name the file after a tag of locales.yaml, such as ru.yaml."
    return error("unknown-locale", file, 1, "This file belongs to no locale.", remedy)


def _must_exist(sources: Sources, name: str, what: str, tag: str) -> None:
    if not (sources.root / name).exists():
        message, remedy = f"The ready locale {tag} has no {what}.", f"Write {name}."
        sources.issues.append(error("missing-file", name, None, message, remedy))


def _rights(
    sources: Sources, locales: Locales, texts: Texts
) -> dict[str, tuple[rights.Topic, ...]]:
    found: dict[str, dict[str, rights.Topic]] = {}
    for document in sources.each("rights/*/*.yaml"):
        topic = topic_from(document, locales, sources.issues)
        if topic is None:
            continue
        there = found.setdefault(topic.country, {})
        if topic.topic in there:
            message, remedy = f"The topic {topic.topic} stands in two files.", "Keep one of them."
            line = document.line("topic")
            sources.issues.append(error("duplicate-topic", document.file, line, message, remedy))
            continue
        there[topic.topic] = topic
        merge(texts, rights.entries_of(topic, document), sources.issues)
    return {
        country: tuple(sorted(topics.values(), key=lambda topic: topic.order))
        for country, topics in found.items()
    }


def _reporting(sources: Sources, locales: Locales, texts: Texts) -> dict[str, reporting.Reporting]:
    found: dict[str, reporting.Reporting] = {}
    for document in sources.each("reporting/*.yaml"):
        policy = policy_from(document, locales, sources.issues)
        if policy is not None:
            found[policy.country] = policy
            merge(texts, reporting.entries_of(policy, document), sources.issues)
    return found


def _places(sources: Sources, locales: Locales, texts: Texts) -> Gazetteer:
    places: dict[str, Place] = {}
    for document in sources.each("places/*.yaml"):
        found, entries = places_from(
            document, sources.issues, known=places, languages=locales.of_country
        )
        places |= {place.id: place for place in found}
        merge(texts, entries, sources.issues)
    return Gazetteer(places.values())


def _flows(sources: Sources) -> dict[str, Flow]:
    found: dict[str, Flow] = {}
    for document in sources.each("flows/*.yaml"):
        flow = flow_from(document, sources.issues)
        if flow is not None and flow.id in found:
            message = f"The flow {flow.id} stands also in {found[flow.id].file}."
            line = document.line("flow")
            issue = error("duplicate-flow", document.file, line, message, "Rename one of them.")
            sources.issues.append(issue)
        elif flow is not None:
            found[flow.id] = flow
    return found


def _exit_words(words: Iterable[Words]) -> ExitWords:
    lists = tuple(words)
    leave = _on_any_layout(word for one in lists for word in one.exit_words)
    hide = _on_any_layout(word for one in lists for word in one.hide_words)
    return ExitWords(leave, hide - leave, PANIC_KEYS)


def _on_any_layout(words: Iterable[str]) -> frozenset[str]:
    """The words, and those in Cyrillic as they come from a keyboard that is still on Latin."""
    known = frozenset(words)
    other = frozenset(fold(in_latin(word)) for word in known)
    return known | frozenset(word for word in other if len(word) >= LEAST_SWITCHED)


def _folded(words: Iterable[str]) -> frozenset[str]:
    return frozenset(word for word in map(fold, words) if word)
