"""Words that open, hide and leave, against everything else that people say and press."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from bot.content.issue import Issue, error, warning
from bot.content.script import fold
from bot.flows.answering import MEANT
from bot.flows.keys import labels
from bot.pack.model import Pack
from bot.pack.sources import Sources
from bot.understanding.words import Words

LONGEST = 24

_LISTS = sorted(frozenset(Words.__struct_fields__) - {"locale", "choices"})
WordFile = msgspec.defstruct(
    "WordFile",
    [
        *((name, tuple[str, ...], ()) for name in _LISTS),
        ("words", dict[str, tuple[str, ...]], {}),
    ],
    frozen=True,
    forbid_unknown_fields=True,
)
"""A file of ``understanding/``."""
NEEDED = ("exit_words", "danger", "self_harm", "sensitive", "banned", "deletion")
"""Lists without which a locale protects nobody."""


def check_words(pack: Pack, sources: Sources) -> list[Issue]:
    """Exit and opening words that would be mistaken for something else (design, section 5)."""
    found: list[Issue] = []
    said = _said(pack)
    for locale, words in pack.words.items():
        file = f"understanding/{locale}.yaml"
        found += _empty(file, words, sources)
        found += _exits(pack, file, sources, said)
        found += _groups(file, words, sources)
    found += _opening(pack, sources, said)
    return found


def _empty(file: str, words: Words, sources: Sources) -> Iterator[Issue]:
    for name in NEEDED:
        if not getattr(words, name):
            code = "exit-word" if name == "exit_words" else "empty-list"
            message, remedy = f"The list {name} is empty.", f"Write the words under {name}:."
            yield error(code, file, sources.line(file, name), message, remedy)
    for name, folded in (*((name, getattr(words, name)) for name in _LISTS), *words.choices):
        if "" not in folded:
            continue
        path = (name,) if name in _LISTS else ("words", name)
        for number, word in _listed(sources.data(file), *path):
            if not fold(word):
                message = f"{name} has {word!r}, which has no letter or digit."
                line = sources.line(file, *path, number)
                yield error("empty-word", file, line, message, "Remove it.")


def _listed(data: object, *path: str) -> list[tuple[int, str]]:
    for part in path:
        data = data.get(part) if isinstance(data, Mapping) else None
    words = data if isinstance(data, list) else []
    return [(number, word) for number, word in enumerate(words) if isinstance(word, str)]


def _exits(pack: Pack, file: str, sources: Sources, said: Mapping[str, str]) -> Iterator[Issue]:
    for name, make in (("exit_words", error), ("hide_words", warning)):
        what = "exit" if name == "exit_words" else "hide"
        for number, word in _listed(sources.data(file), name):
            line = sources.line(file, name, number)
            other = _taken(pack, fold(word), said)
            if other:
                message = f"The {what} word “{word}” is also {other}."
                remedy = "Choose another word; leaving must never happen by mistake."
                yield make("exit-word", file, line, message, remedy)
            if len(word) > LONGEST and name == "exit_words":
                message = f"The exit word “{word}” is longer than {LONGEST} characters."
                yield error("exit-word", file, line, message, "Shorten it.")


def _groups(file: str, words: Words, sources: Sources) -> Iterator[Issue]:
    for name, _ in words.choices:
        if name not in MEANT:
            message = f"words has {name}, which is no choice of the service."
            remedy = f"Name one of {', '.join(sorted(MEANT))}."
            line = sources.line(file, "words", name)
            yield error("unknown-field", file, line, message, remedy)


def _opening(pack: Pack, sources: Sources, said: Mapping[str, str]) -> Iterator[Issue]:
    leave = pack.exit_words.leave | pack.exit_words.hide | pack.exit_words.keys
    for locale, book in pack.covers.items():
        word = fold(book.word)
        other = "an exit word" if word in leave else _taken(pack, word, said)
        if other or not word:
            file = f"cover/{locale}.yaml"
            message = f"The opening word is also {other or 'nothing but signs'}."
            line = sources.line(file, "word")
            yield error("opening-word", file, line, message, "Choose another word.")


def _taken(pack: Pack, word: str, said: Mapping[str, str]) -> str:
    """What a folded word means besides, or nothing."""
    if not word:
        return ""
    places = pack.gazetteer.by_fold.get(word)
    return said.get(word, "") or (f"the place {places[0].place.id}" if places else "")


def _said(pack: Pack) -> dict[str, str]:
    """Folded labels, names and single words, and what each of them is."""
    found: dict[str, str] = {}
    items = {f"cover.item.{item.id}" for book in pack.covers.values() for item in book.items}
    for book in pack.covers.values():
        for command in book.profile.commands if book.profile else ():
            found[fold(command.name)] = f"the command /{command.name}"
    for locale in pack.locales.ready():
        for key in sorted((labels(pack) | items) - {"ui.exit"}):
            entry = pack.catalogue.entry(key, locale.tag)
            if entry is not None:
                found[fold(entry.forms["other"])] = f"the label {key} in {locale.tag}"
        found[fold(locale.name)] = f"the language {locale.tag}"
    for country in pack.locales.countries:
        for name in country.name.values():
            found[fold(name)] = f"the country {country.code}"
    for locale_, words in pack.words.items():
        for choice, meanings in words.choices:
            for word in meanings:
                found[word] = f"a word for {choice} in {locale_}"
    return found
