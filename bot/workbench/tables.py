"""Tables for editors: which theme stands where (S35), and what is known of services (S39). Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.directory.completeness import Known, share
from bot.pack.themes import Matrix


def of_themes(spoken: Matrix) -> Iterator[str]:
    """A line for each theme: the topics and texts that speak of it, each with its countries."""
    for theme in next(iter(spoken.values()), {}):
        where: dict[str, list[str]] = {}
        for country, themes in spoken.items():
            for place in themes[theme] or ("silent",):
                where.setdefault(place, []).append(country)
        said = "; ".join(f"{place}: {' '.join(countries)}" for place, countries in where.items())
        yield f"  {theme:<18} {said}"


def of_known(country: str, counts: Sequence[Known]) -> Iterator[str]:
    """What is known in one country, question by question."""
    yield f"  {country}  {share(counts):.0%} known"
    for count in counts:
        yield (
            f"    {count.question:<26} yes {count.yes:>3}  no {count.no:>3}"
            f"  unknown {count.unknown:>3}"
        )
