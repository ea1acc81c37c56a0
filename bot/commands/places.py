"""``pana places``: typed places, as JSON lines."""

from __future__ import annotations

import argparse

from bot.commands.queries import Query, Reply, answer_all, in_words, optional, text_of
from bot.locator.gazetteer import Place
from bot.locator.match import match
from bot.pack.model import Pack
from bot.text import Text


def run(argv: list[str]) -> int:
    """Answer ``{"query", "country"?}`` lines, or the one place that was given; 0."""
    parser = argparse.ArgumentParser(prog="pana places", description=__doc__)
    parser.add_argument("query", nargs="*", help="one place; none: JSON lines are read")
    return answer_all(_reply, in_words(parser.parse_args(argv).query, "query"))


def _reply(pack: Pack, query: Query) -> Reply:
    country = optional(query, "country").upper() or None
    found = match(pack.gazetteer, text_of(query, "query"), country)
    return {
        "match": _plain(pack, found.place) if found.place is not None else None,
        "candidates": [_plain(pack, one.place) for one in found.candidates],
    }


def _plain(pack: Pack, place: Place) -> Reply:
    return {
        "name": pack.catalogue.say(Text(f"place.{place.id}"), "ru").text,
        "country": place.country,
        "lat": place.lat,
        "lon": place.lon,
        "kind": place.kind,
    }
