"""Countries of whose services too little is known (S39)."""

from __future__ import annotations

from bot.content.issue import Issue, warning
from bot.directory.completeness import completeness, share
from bot.pack.model import Pack
from bot.pack.sources import Sources

HALF = 0.5
"""Below it a country is named: most of what she would ask has no answer there.

It is one warning for a country, never one for a record: nobody could act on hundreds of them.
"""


def check_completeness(pack: Pack, sources: Sources) -> list[Issue]:
    """One warning for each full country of which less than half is known."""
    found: list[Issue] = []
    for country in pack.locales.countries:
        directory = pack.directory.country(country.code)
        if directory is None or not country.full or share(completeness(directory)) >= HALF:
            continue
        message = f"Less than half of what one asks services in {country.code} is known (S39)."
        remedy = (
            f"`pana content coverage` says what is unknown; ask it on calls"
            f" (`pana content calls {country.code}`)."
        )
        file = f"services/{country.code.lower()}.yaml"
        line = sources.line(file, "country")
        found.append(warning("little-known", file, line, message, remedy))
    return found
