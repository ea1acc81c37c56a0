"""``pana offline-pack``: pages for blocked networks, one file and one sheet for each language."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path

from bot.commands import FINDINGS, OK
from bot.commands.arguments import Parser, UsageError, refuse
from bot.commands.moments import moment
from bot.commands.opening import content_folder
from bot.content.locales import canonical
from bot.offline.booklet import booklet
from bot.offline.page import page, sheet
from bot.pack.load import load
from bot.pack.model import Pack


def run(argv: list[str]) -> int:
    """Write the pages into a folder."""
    parser = Parser(prog="pana offline-pack", description=__doc__)
    parser.add_argument("--out", default="offline-pack", metavar="FOLDER")
    parser.add_argument("--country", default="", metavar="CC", help="only this one of the five")
    parser.add_argument("--locale", default="", help="only this language")
    parser.add_argument("--at", metavar="ISO", help="the day that stands on the pages")
    try:
        given = parser.parse_args(argv)
        at = moment(given.at)
        if at is None:
            raise UsageError("--at is no moment; write 2026-11-21")
        loaded = load(content_folder())
        if loaded.pack is None or loaded.errors:
            said = "the content has errors, and nothing is written; `pana check` lists them."
            print(f"pana offline-pack: {said}", file=sys.stderr)
            return FINDINGS
        chosen = list(_chosen(loaded.pack, given.country, given.locale))
    except UsageError as problem:
        return refuse("offline-pack", problem)
    now = datetime.datetime.fromtimestamp(at, datetime.UTC)
    folder = Path(given.out)
    folder.mkdir(parents=True, exist_ok=True)
    for country, locale in chosen:
        made = booklet(loaded.pack, locale, country, now)
        name = f"{country.lower()}-{locale.lower().replace('_', '-')}"
        (folder / f"{name}.html").write_text(page(made), "utf-8")
        (folder / f"{name}-print.html").write_text(sheet(made), "utf-8")
    print(f"{2 * len(chosen)} files in {folder}.")
    return OK


def _chosen(pack: Pack, country: str, locale: str) -> list[tuple[str, str]]:
    """Each full country in each ready language that it speaks."""
    tag = canonical(locale) if locale else ""
    found = [
        (one.code, spoken.tag)
        for one in pack.locales.countries
        if one.inside and one.full and country.upper() in ("", one.code)
        for spoken in pack.locales.ready()
        if spoken.tag in one.languages and tag in ("", spoken.tag)
    ]
    if not found:
        raise UsageError("there is no such country with such a language; try without --locale")
    return found
