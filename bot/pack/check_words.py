"""Words that open, hide and leave, against everything else that people say and press."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from bot.content.issue import Issue, error, warning
from bot.content.script import fold
from bot.pack.model import Pack

LONGEST = 24


def check_words(pack: Pack) -> list[Issue]:
    """Exit and opening words that would be mistaken for something else (design, section 5)."""
    found: list[Issue] = []
    said = _said(pack)
    for locale, words in pack.words.items():
        file = f"understanding/{locale}.yaml"
        for word in words.exit_words:
            if word in said:
                message = f"The exit word “{word}” is also {said[word]}."
                remedy = "Choose another exit word; leaving must never happen by mistake."
                found.append(error("exit-word", file, None, message, remedy))
            if len(word) > LONGEST:
                message = f"The exit word “{word}” is longer than {LONGEST} characters."
                found.append(error("exit-word", file, None, message, "Shorten it."))
        if not words.exit_words:
            message, remedy = "No exit words.", "Write exit_words:."
            found.append(error("exit-word", file, None, message, remedy))
        for name in ("danger", "self_harm", "sensitive", "banned"):
            if not getattr(words, name):
                message, remedy = f"The list {name} is empty.", f"Write {name}:."
                found.append(error("empty-list", file, None, message, remedy))
    leave = pack.exit_words.leave | pack.exit_words.hide | pack.exit_words.keys
    for locale, book in pack.covers.items():
        word = fold(book.word)
        file = f"cover/{locale}.yaml"
        if word in leave or word in said:
            message = "The opening word is also an exit word, a place or a label."
            found.append(error("opening-word", file, None, message, "Choose another word."))
    return found


def _said(pack: Pack) -> dict[str, str]:
    found: dict[str, str] = {}
    for flow in pack.flows.values():
        for step in flow.steps.values():
            for choice in step.choices:
                for locale in pack.locales.ready():
                    entry = pack.catalogue.entry(choice.label, locale.tag)
                    if entry is not None:
                        found[fold(entry.forms["other"])] = f"the label {choice.label}"
    for place in pack.gazetteer.places:
        for name in (*place.names.values(), *place.old):
            found[fold(name)] = f"the place {place.id}"
    return found


def check_dates(pack: Pack, today: datetime.date) -> list[Issue]:
    """Law past its date and numbers that nobody called, as of ``today``."""
    return [*_law(pack, today), *_calls(pack, today)]


def _law(pack: Pack, today: datetime.date) -> Iterator[Issue]:
    for country, topics in pack.rights.items():
        for topic in topics:
            file = f"rights/{country.lower()}/{topic.topic}.yaml"
            for source in topic.sources:
                if datetime.date.fromisoformat(source.expires_on) < today:
                    message = f"The source {source.id} expired on {source.expires_on}."
                    remedy = "Check the law again and set checked_on and expires_on."
                    yield warning("expired", file, None, message, remedy)


def _calls(pack: Pack, today: datetime.date) -> Iterator[Issue]:
    for code, country in pack.directory.countries.items():
        file = f"services/{code.lower()}.yaml"
        for contact in (*country.lines, *country.services):
            if not contact.phones:
                continue
            called = contact.called_on
            if called is None or (today - called).days > 90:
                message = f"Nobody has called {contact.id} within 90 days (S40)."
                remedy = "Call, then write called_on and called_by."
                yield warning("not-called", file, None, message, remedy)
