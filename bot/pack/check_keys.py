"""Keys across languages: what is missing, not used, without a plural form or an argument."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from bot.content.catalogue import Entry
from bot.content.issue import Issue, error, warning
from bot.content.locales import Locale
from bot.flows import keys as flow_keys
from bot.flows.model import Step
from bot.flows.steps import KINDS
from bot.pack.model import Pack
from bot.pack.sources import Sources

_ARGUMENT = re.compile(r"\{[a-z_]+\}")
_KEY = re.compile(r"(?<![\w.])[a-z0-9_]++(?:\.[a-z0-9_]+)+")
_WORDS = {kind: word for word, kind in KINDS.items()}
OWN = frozenset({"cover.line", "ui.lines"})
"""Texts that are the same in every language and come from the code."""


class KeyCheck:
    """One look at all keys of ``messages``."""

    def __init__(self, pack: Pack, sources: Sources) -> None:
        self._pack = pack
        self._sources = sources
        folder = sources.root / "messages"
        self._ready = [
            locale for locale in pack.locales.ready() if any((folder / locale.tag).glob("*.yaml"))
        ]
        self._used: dict[str, Step | None] = {}
        for key, step in flow_keys.used(pack):
            if key:
                self._used.setdefault(key, step)
        self._files: dict[str, str] = {}
        self._entries = {locale.tag: self._written(locale.tag) for locale in pack.locales.locales}
        for locale in self._ready:
            for key, entry in self._entries[locale.tag].items():
                self._files.setdefault(key, PurePosixPath(entry.file).name)
        broken = sources.doubtful("messages/")
        self._broken = {file: frozenset(_KEY.findall(sources.text(file))) for file in broken}

    def issues(self) -> list[Issue]:
        """Everything that is wrong with them."""
        found: list[Issue] = []
        for locale in self._ready:
            found += self._missing(locale)
            for key, entry in self._entries[locale.tag].items():
                found += self._arguments(locale, key, entry)
                found += self._plurals(locale, key, entry)
        found += self._nowhere()
        found += self._unused()
        return found

    def _written(self, tag: str) -> dict[str, Entry]:
        """The texts of a locale that stand in its messages."""
        catalogue = self._pack.catalogue
        entries = ((key, catalogue.entry(key, tag)) for key in catalogue.keys(tag))
        return {key: entry for key, entry in entries if entry and entry.file[:9] == "messages/"}

    def _has(self, key: str, tag: str) -> bool:
        """Whether a locale has this text, or may have it in a file that cannot be read."""
        if self._pack.catalogue.entry(key, tag) is not None:
            return True
        folder, name = f"messages/{tag}/", self._files.get(key, "")
        return any(
            file.startswith(folder) and (file == folder + name or key.partition("@")[0] in keys)
            for file, keys in self._broken.items()
        )

    def _missing(self, locale: Locale) -> Iterator[Issue]:
        variants = (key for key in self._files if key.partition("@")[0] in self._used)
        for key in sorted({*self._used, *variants}):
            if key not in self._files or self._has(key, locale.tag):
                continue
            countries = [end for end in key.split("@")[1:] if end.isupper()]
            if any(locale.tag not in self._pack.locales.spoken(code) for code in countries):
                continue
            name = f"messages/{locale.tag}/{self._files[key]}"
            message = f"The text {key} is missing in {locale.tag}, which is marked ready."
            yield error("missing-text", name, None, message, f"Write {key}: in {name}.")

    def _nowhere(self) -> Iterator[Issue]:
        """Keys that somebody says and that no language has."""
        for key, step in self._used.items():
            there = self._pack.catalogue.has(key) or key in OWN
            if there or any(self._has(key, locale.tag) for locale in self._ready):
                continue
            if step is None:
                message = f"The service says {key}, which has no text in any language."
                folder = f"messages/{self._ready[0].tag}" if self._ready else "messages"
                yield error("missing-text", folder, None, message, f"Write {key}: there.")
                continue
            message = f"The step {step.name} says {key}, which has no text in any language."
            remedy = f"Write {key}: in messages, in each language, or correct the name."
            line = self._sources.line(step.file, *_path(step, key)) or step.line
            yield error("missing-text", step.file, line, message, remedy)

    def _arguments(self, locale: Locale, key: str, entry: Entry) -> Iterator[Issue]:
        def bad(code: str, message: str, remedy: str) -> Issue:
            return error(code, entry.file, entry.line, message, remedy)

        names = entry.names()
        rest = _ARGUMENT.sub("", " ".join(entry.forms.values()))
        if "{" in rest or "}" in rest:
            message = f"The text {key} has a brace that is no argument."
            yield bad("brace", message, "Write arguments like {digits}: small Latin letters only.")
        given = flow_keys.ARGUMENTS.get(key.partition("@")[0], frozenset())
        known = given | flow_keys.COMMON | {"n"}
        for name in sorted(names - known):
            message = f"The text {key} has {{{name}}}, which nothing fills."
            remedy = f"Remove it, or use one of {', '.join(sorted(known - {'n'}))}."
            yield bad("argument", message, remedy)
        others = [
            self._entries[one.tag][key].names()
            for one in self._ready
            if one.tag != locale.tag and key in self._entries[one.tag]
        ]
        here_too = len(others) + 1
        for name in sorted(given.union(*others) - names):
            if name in given or 2 * sum(name in other for other in others) >= here_too:
                message = f"The text {key} lacks {{{name}}}."
                remedy = f"Put {{{name}}} where it belongs: something has to be shown there."
                yield bad("argument", message, remedy)
        for name in sorted(names & known - given):
            if others and not any(name in other for other in others):
                message = f"The text {key} has {{{name}}}, which no other language has."
                yield bad("argument", message, "Take it out, or put it into the others too.")

    def _plurals(self, locale: Locale, key: str, entry: Entry) -> Iterator[Issue]:
        if self._sources.doubtful("locales.yaml"):
            return  # Which forms a language has is not known.
        several = any(
            len(self._entries[one.tag][key].forms) > 1
            for one in self._ready
            if key in self._entries[one.tag]
        )
        make = error if len(entry.forms) > 1 else warning
        for word in locale.plurals if several else ():
            if word not in entry.forms:
                message = f"The text {key} has no plural form {word} ({locale.tag} needs it)."
                remedy = f"Add {word}: beside the other forms."
                yield make("plural", entry.file, entry.line, message, remedy)
        for word in entry.forms:
            if word not in (*locale.plurals, "other"):
                message = f"The text {key} has the plural form {word}, which {locale.tag} has not."
                yield warning("plural", entry.file, entry.line, message, f"Remove {word}:.")

    def _unused(self) -> Iterator[Issue]:
        said = frozenset[str]()
        for file in self._sources.doubtful("flows/"):
            said |= frozenset(_KEY.findall(self._sources.text(file)))
        for locale in self._pack.locales.locales:
            for key, entry in self._entries[locale.tag].items():
                plain = key.partition("@")[0]
                if key != plain and plain in self._entries[locale.tag]:
                    continue  # A variant goes with its text.
                if plain not in self._used and plain not in said:
                    message = f"Nothing says the text {key}."
                    remedy = "Remove it, or name it in a flow."
                    yield warning("unused-text", entry.file, entry.line, message, remedy)


def _path(step: Step, key: str) -> tuple[str | int, ...]:
    """Where in its file a step says a key."""
    for at, choice in enumerate(step.choices):
        if choice.label == key:
            return ("steps", step.id, "choices", at, "label")
    word = _WORDS.get(type(step.kind), "")
    for field in getattr(step.kind, "__struct_fields__", ()):
        value = getattr(step.kind, field)
        if value == key:
            return ("steps", step.id, word, field)
        if isinstance(value, tuple) and key in value:
            return ("steps", step.id, word, value.index(key))
    return ("steps", step.id)
