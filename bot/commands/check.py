"""``pana check``: every finding on flows, texts, rights, services, places, words and settings."""

from __future__ import annotations

import argparse
import datetime
import itertools
import json
import os
import sys
from collections import Counter

import msgspec

from bot.commands import FINDINGS, OK, USAGE
from bot.commands.moments import moment
from bot.commands.opening import content_folder
from bot.content.issue import Issue, Severity
from bot.content.locales import canonical
from bot.pack.check import examine
from bot.pack.check_face import Seen, check_face
from bot.pack.load import Options
from bot.pack.sources import Sources
from bot.pack.themes import Matrix, matrix, themes_of
from bot.settings import SettingsError, read_settings
from bot.workbench.tables import of_themes


def run(argv: list[str]) -> int:
    """List the findings; 1 when there is an error (with ``--strict`` also on a warning)."""
    parser = argparse.ArgumentParser(prog="pana check", description=__doc__)
    parser.add_argument("--json", action="store_true", help='{"issues": [...], "themes": {...}}')
    parser.add_argument("--strict", action="store_true", help="warnings count as errors")
    parser.add_argument("--at", metavar="ISO", help="the moment to check for (default now)")
    parser.add_argument(
        "--locale",
        action="append",
        default=[],
        metavar="TAG",
        help="check this language as if it stood at the door already",
    )
    given = parser.parse_args(argv)
    at = moment(given.at)
    if at is None:
        wrong = "pana check: --at is no moment; write 2026-11-21 or 2026-11-21T10:00."
        print(wrong, file=sys.stderr)
        return USAGE
    root = content_folder()
    day = datetime.datetime.fromtimestamp(at, datetime.UTC).date()
    options = Options(ready=frozenset(map(canonical, given.locale)))
    loaded = examine(root, day, options)
    face = check_face(loaded.pack, _chosen()) if loaded.pack is not None else []
    issues = (*face, *loaded.issues)
    spoken = matrix(loaded.pack, themes_of(Sources(root))) if loaded.pack is not None else {}
    if given.json:
        listed = [msgspec.to_builtins(issue) for issue in issues]
        print(json.dumps({"issues": listed, "themes": spoken}, ensure_ascii=False))
    else:
        _print(issues, spoken)
    worst = {Severity.ERROR, Severity.WARNING} if given.strict else {Severity.ERROR}
    return FINDINGS if any(issue.severity in worst for issue in issues) else OK


def _chosen() -> Seen:
    """What the operator chose to be seen (S18): of the settings, else of the environment alone."""
    try:
        settings = read_settings(os.environ)
    except SettingsError:  # `pana run` says which; the content is checked all the same.
        environ = os.environ
        return Seen(name=environ.get("PUBLIC_NAME", ""), url=environ.get("PUBLIC_URL", ""))
    return Seen(name=settings.public_name, url=settings.public_url or "")


_HEADINGS = {
    Severity.ERROR: "Errors: nothing starts before they are mended",
    Severity.WARNING: "Warnings: shown with care",
    Severity.NOTE: "Notes",
}


def _print(issues: tuple[Issue, ...], spoken: Matrix) -> None:
    """The findings by severity and file: where, what is wrong, and on the next line what to do;
    then where each theme is spoken of.
    """
    for severity, heading in _HEADINGS.items():
        listed = [issue for issue in issues if issue.severity is severity]
        if listed:
            print(f"{heading}\n")
        for file, group in itertools.groupby(listed, key=lambda issue: issue.file):
            print(f"  {file}")
            for issue in group:
                where = f"line {issue.line}: " if issue.line else ""
                print(f"    {where}{issue.message}\n      > {issue.remedy} [{issue.code}]")
            print()
    if spoken:
        print("Themes, and which topic or text of which country speaks of them (S35)\n")
        print("\n".join(of_themes(spoken)), end="\n\n")
    counts = Counter(issue.severity for issue in issues)
    said = (f"{counts[s]} {s.value}{'' if counts[s] == 1 else 's'}" for s in Severity)
    print(", ".join(said))
