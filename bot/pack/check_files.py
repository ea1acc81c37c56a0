"""The folder itself: files that nobody reads, and what a country of ``locales.yaml`` needs."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from bot.content.issue import Issue, error, warning
from bot.pack.model import Pack
from bot.pack.phrases import WEIGHTS
from bot.pack.sources import Sources

DEPTHS = {
    "flows": 2, "understanding": 2, "places": 2, "services": 2, "cover": 2, "reviews": 2,
    "reporting": 2, "transliteration": 2, "phrases": 2, "messages": 3, "rights": 3,
}  # fmt: skip
"""The folders that are read, and how many names the path of a file in them has."""
_FILES = frozenset({"locales.yaml", "face.yaml", "themes.yaml", WEIGHTS})
_TEXTS = frozenset({".md", ".txt", ""})
"""Endings of files for people."""


def unread(root: Path) -> list[Issue]:
    """A warning for every file that looks like content and that nobody reads."""
    found: list[Issue] = []
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "__")))
        for name in sorted(files):
            path = PurePosixPath(Path(folder, name).relative_to(root).as_posix())
            issue = None if name.startswith(".") else _unread(path)
            if issue is not None:
                found.append(issue)
    return found


def _unread(path: PurePosixPath) -> Issue | None:
    top = path.parts[0]
    if str(path) in _FILES or path.suffix in _TEXTS:
        return None
    if len(path.parts) == 1:
        remedy = "Move it into one of the folders, or remove it."
    elif top not in DEPTHS:
        near = difflib.get_close_matches(top, DEPTHS, 1)
        meant = f"Did you mean {near[0]}? " if near else ""
        remedy = f"{meant}Folders are {', '.join(sorted(DEPTHS))}."
    elif path.suffix != ".yaml":
        remedy = f"Name it {path.with_suffix('.yaml').name}, or remove it."
    elif len(path.parts) != DEPTHS[top]:
        form = {2: f"{top}/name.yaml", 3: f"{top}/folder/name.yaml"}[DEPTHS[top]]
        remedy = f"Move it, so that it is {form}."
    else:
        return None
    return warning("unread-file", str(path), None, "Nobody reads this file.", remedy)


def check_countries(pack: Pack, sources: Sources) -> list[Issue]:
    """What ``locales.yaml`` promises has to be there."""
    return [*_countries(pack, sources), *_locales(pack, sources)]


def _countries(pack: Pack, sources: Sources) -> Iterator[Issue]:
    for number, country in enumerate(pack.locales.countries):
        small = country.code.lower()
        line = sources.line("locales.yaml", "countries", number)
        needed = [f"services/{small}.yaml", *([f"rights/{small}"] if country.full else [])]
        for name in needed:
            if not (sources.root / name).exists():
                message = f"The country {country.code} stands in locales.yaml and has no {name}."
                remedy = f"Write {name} (see docs/authors/content.md), or remove the country."
                yield error("missing-file", "locales.yaml", line, message, remedy)
    codes = {country.code for country in pack.locales.countries}
    for code in pack.directory.countries:
        if code not in codes:
            message = f"The country {code} does not stand in locales.yaml."
            file = f"services/{code.lower()}.yaml"
            line = sources.line(file, "country")
            yield error("unknown-country", file, line, message, "Add it there.")


def _locales(pack: Pack, sources: Sources) -> Iterator[Issue]:
    for number, locale in enumerate(pack.locales.locales):
        if (
            locale.ready
            and not locale.derived
            and not any((sources.root / "messages" / locale.tag).glob("*.yaml"))
        ):
            message = f"The locale {locale.tag} is marked ready and has no messages."
            remedy = f"Write the texts in messages/{locale.tag}, or set ready: false."
            line = sources.line("locales.yaml", "locales", number)
            yield error("missing-file", "locales.yaml", line, message, remedy)
