"""A written language made from another by its letters: texts, recognised words and the cover.

What is written for it itself stands; only the rest is made.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from bot.content.catalogue import Entry
from bot.content.cover import CoverBook
from bot.content.documents import convert
from bot.content.issue import error
from bot.content.locales import Locales
from bot.content.transliteration import Exceptions, Transliteration, mapped
from bot.pack.sources import Sources
from bot.pack.texts import Texts
from bot.understanding.words import Words, words_from


@dataclass(frozen=True, slots=True)
class Derivation:
    """How ``target`` is made from ``source``."""

    source: str
    target: str
    letters: Transliteration

    def texts(self, texts: Texts) -> None:
        """Add the texts that the target has not; each names the file that it was made from."""
        there = texts.setdefault(self.target, {})
        for key, entry in texts.get(self.source, {}).items():
            if key not in there:
                forms = {word: self.letters.cyrillic(form) for word, form in entry.forms.items()}
                there[key] = Entry(forms, entry.tags, entry.file, entry.line)

    def words(self, words: dict[str, Words], sources: Sources) -> None:
        """Words of the source in the target's letters, behind those written for it.

        From the file: folded words have lost the letters by which they are told apart.
        """
        data = sources.data(f"understanding/{self.source}.yaml")
        if self.source not in words or not isinstance(data, dict):
            return
        source = words_from(self.target, mapped(data, self.letters.cyrillic))
        own = words.get(self.target, Words(self.target))
        choices = dict(own.choices)
        for name, listed in source.choices:
            choices[name] = _joined(choices.get(name, ()), listed)
        lists = {
            field: _joined(getattr(own, field), getattr(source, field))
            for field in Words.__struct_fields__
            if field not in ("locale", "choices")
        }
        words[self.target] = Words(self.target, choices=tuple(choices.items()), **lists)

    def cover(self, books: dict[str, CoverBook]) -> None:
        """The cover of the source; its texts are said by key, its opening word is one more."""
        book = books.get(self.source)
        if book is not None and self.target not in books:
            books[self.target] = msgspec.structs.replace(
                book, word=self.letters.cyrillic(book.word)
            )


def _joined(own: tuple[str, ...], made: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*own, *made)))


def derivations(sources: Sources, locales: Locales) -> list[Derivation]:
    """Of every locale that is ``derived:``, with a finding where its exceptions are missing."""
    found = []
    for locale in locales.locales:
        if not locale.derived:
            continue
        name = f"transliteration/{locale.tag}.yaml"
        if not (sources.root / name).exists():
            if locale.ready:
                message = f"{locale.tag} is derived and has no {name}."
                remedy = "Write it (docs/authors/content.md), or remove derived:."
                sources.issues.append(error("missing-file", name, None, message, remedy))
            continue
        document = sources.read(name)
        exceptions = convert(document, Exceptions, sources.issues) if document else None
        letters = Transliteration(exceptions or Exceptions())
        found.append(Derivation(locale.derived, locale.tag, letters))
    return found
