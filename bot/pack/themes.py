"""Which theme is spoken of where, worked out from the texts themselves (S35).

Themes are for editors: only checks read them, the service never does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.content.documents import convert
from bot.content.script import fold
from bot.content.themes import Theme, Themes
from bot.pack.check_critical import CANONICAL
from bot.pack.model import Pack
from bot.pack.sources import Sources

THEMES = "themes.yaml"

Matrix = Mapping[str, Mapping[str, tuple[str, ...]]]
"""Country to theme to the topics and texts that speak of it."""


def themes_of(sources: Sources) -> Themes:
    """The themes of a folder; none where the file is missing or cannot be read."""
    document = sources.read(THEMES) if (sources.root / THEMES).exists() else None
    return (convert(document, Themes, sources.issues) if document else None) or Themes()


def matrix(pack: Pack, themes: Themes) -> Matrix:
    """Every full country with every theme."""
    said: dict[str, str] = {}
    return {
        country.code: {
            theme.theme: tuple(_places(pack, country.code, theme, said)) for theme in themes.themes
        }
        for country in pack.locales.countries
        if country.full
    }


def _places(pack: Pack, country: str, theme: Theme, said: dict[str, str]) -> Iterator[str]:
    """Where a theme is spoken of. ``said``: texts that were folded before."""
    words = [f" {fold(word)} " for word in theme.words]
    for place, text in _texts(pack, country, theme):
        if text not in said:
            said[text] = f" {fold(text)} "
        if any(word in said[text] for word in words):
            yield place


def _texts(pack: Pack, country: str, theme: Theme) -> Iterator[tuple[str, str]]:
    """The places that a theme names, as far as they are there, with what they say."""
    for name in theme.topics:
        topic = pack.topic(country, name)
        if topic is not None:
            items = (*topic.today, *topic.law, *topic.next)
            yield f"rights {name}", "\n".join(item.text.get(CANONICAL, "") for item in items)
    for name in theme.texts:
        key = pack.catalogue.variant(name, country, CANONICAL)
        entry = pack.catalogue.entry(key, CANONICAL)
        if entry is not None:
            yield f"text {key}", "\n".join(entry.forms.values())
