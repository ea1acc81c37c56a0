"""Themes that a country is silent about, or whose topic is gone (S35)."""

from __future__ import annotations

from collections.abc import Iterator

from bot.content.issue import Issue, error, warning
from bot.content.script import fold
from bot.content.themes import Theme
from bot.pack.model import Pack
from bot.pack.sources import Sources
from bot.pack.themes import THEMES, Matrix, matrix, themes_of


def check_themes(pack: Pack, sources: Sources) -> list[Issue]:
    """Findings of ``themes.yaml`` itself, topics and texts that are not there, and silence."""
    if not (sources.root / THEMES).exists():
        message = "This file is missing: nobody sees which theme a country is silent about (S35)."
        remedy = "Put it back; see docs/authors/content.md."
        return [warning("missing-themes", THEMES, None, message, remedy)]
    before = len(sources.issues)
    themes = themes_of(sources)
    found = sources.issues[before:]
    spoken = matrix(pack, themes)
    for number, theme in enumerate(themes.themes):
        found += _places(pack, sources, number, theme)
        found += _silent(sources, number, theme, spoken)
    return found


def _places(pack: Pack, sources: Sources, number: int, theme: Theme) -> Iterator[Issue]:
    """What a theme names that is not there. A file with an error may only be misread."""

    def line(*path: str | int) -> int | None:
        return sources.line(THEMES, "themes", number, *path)

    full = [country.code for country in pack.locales.countries if country.full]
    doubtful = sources.doubtful("rights/")
    for place, name in enumerate(theme.topics):
        gone = [
            code
            for code in full
            if pack.topic(code, name) is None and _file(code, name) not in doubtful
        ]
        if gone:
            message = f"{theme.theme} belongs to the topic {name}; {_listed(gone)} has none (S35)."
            files = _listed([_file(code, name) for code in gone])
            remedy = f"Write {files}, or name here the topic that speaks of it."
            yield error("theme-topic", THEMES, line("topics", place), message, remedy)
    for place, key in enumerate(theme.texts):
        if not pack.catalogue.has(key):
            message = f"{theme.theme} belongs to the text {key}, which is nowhere (S35)."
            remedy = "Name here the text that speaks of it."
            yield error("theme-text", THEMES, line("texts", place), message, remedy)
    if not theme.words or not all(map(fold, theme.words)):
        message = f"{theme.theme} has no word to be known by, or one of signs alone."
        remedy = "Write under words: what an English text says that speaks of it."
        yield error("empty-word", THEMES, line("words"), message, remedy)


def _silent(sources: Sources, number: int, theme: Theme, spoken: Matrix) -> Iterator[Issue]:
    doubtful = sources.doubtful("rights/")
    silent = [
        code
        for code, places in spoken.items()
        if not places[theme.theme]
        and doubtful.isdisjoint(_file(code, name) for name in theme.topics)
    ]
    if silent:
        message = f"Nothing that stands here speaks of {theme.theme} in {_listed(silent)} (S35)."
        remedy = "Write it from checked sources, and name here the topic or text that has it."
        line = sources.line(THEMES, "themes", number)
        yield warning("silent-theme", THEMES, line, message, remedy)


def _listed(names: list[str]) -> str:
    return ", ".join(names)


def _file(country: str, topic: str) -> str:
    return f"rights/{country.lower()}/{topic}.yaml"
