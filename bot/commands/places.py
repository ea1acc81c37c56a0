"""``pana places``: typed places, as JSON lines."""

from __future__ import annotations

import argparse

from bot.commands.queries import Query, Reply, answer_all, optional, text_of
from bot.locator.gazetteer import Place
from bot.locator.match import match
from bot.pack.model import Pack
from bot.text import Text


def run(argv: list[str]) -> int:
    """Answer ``{"query", "country"?}`` lines; 0."""
    argparse.ArgumentParser(prog="pana places", description=__doc__).parse_args(argv)
    return answer_all(_reply)


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
