"""``pana content``: the state of languages, themes and services, PO files, sign-offs, what changed,
a call sheet.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime
import json
import os
import socket
import sys
from pathlib import Path

import msgspec

from bot.commands import FINDINGS, OK
from bot.commands.arguments import Parser, UsageError, refuse
from bot.commands.moments import moment
from bot.commands.opening import content_folder
from bot.commands.rows import day_counts
from bot.content.catalogue import Entry
from bot.content.issue import Issue
from bot.content.locales import Locale, canonical
from bot.content.reviews import ROLES, fingerprint
from bot.directory.completeness import completeness
from bot.directory.model import CountryDirectory
from bot.directory.reports import Reported, reported
from bot.pack.check_critical import CANONICAL, critical
from bot.pack.load import load
from bot.pack.model import Pack
from bot.pack.sources import Sources
from bot.pack.themes import matrix, themes_of
from bot.settings import read_settings
from bot.workbench import callsheet, importing, readings
from bot.workbench.changed import changed, marked
from bot.workbench.coverage import Count, Reads, coverage, total
from bot.workbench.debts import COVER, debts
from bot.workbench.exchange import brought, exported
from bot.workbench.notes import notes_of
from bot.workbench.reports import of_reports
from bot.workbench.tables import of_known, of_themes


def run(argv: list[str]) -> int:
    """Do one of the subcommands."""
    try:
        given = _parser().parse_args(argv)
        root = content_folder()
        loaded = load(root)
        if loaded.pack is None:
            print("pana content: the content cannot be read; `pana check` says why.",
                  file=sys.stderr)  # fmt: skip
            return FINDINGS
        code: int = given.does(given, loaded.pack, root)
    except UsageError as problem:
        return refuse("content", problem)
    return code


def _parser() -> Parser:
    parser = Parser(prog="pana content", description=__doc__)
    does = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=Parser)
    status = does.add_parser("status", help="how far each language is")
    status.add_argument("--locale", help="only this language")
    status.add_argument("--topics", action="store_true", help="topic by topic")
    status.add_argument("--json", action="store_true")
    status.add_argument("--at", metavar="ISO", help="the day to look from (default today)")
    status.set_defaults(does=_status)
    cover = does.add_parser("coverage", help="themes, and what is known of services, by country")
    cover.add_argument("--json", action="store_true")
    cover.set_defaults(does=_coverage)
    out = does.add_parser("export", help="a PO file for a translator")
    out.add_argument("locale")
    out.add_argument("--source", default="", help="the language to translate from (ru, en)")
    only = "keys or files that begin so, such as rights/kg; again for more"
    out.add_argument("--only", action="append", default=[], metavar="BEGINNING", help=only)
    out.add_argument("--missing", action="store_true", help="only what is not there yet")
    out.add_argument("--out", metavar="FILE", help="where to (default: standard output)")
    out.set_defaults(does=_export)
    in_ = does.add_parser("import", help="take over PO files: each whole, or not at all")
    in_.add_argument("files", nargs="+", metavar="FILE")
    in_.add_argument("--dry-run", action="store_true", help="say what would change")
    in_.set_defaults(does=_import)
    review = does.add_parser("review", help="sign-offs: what is left, and signing")
    review.add_argument("locale")
    review.add_argument("only", nargs="*", metavar="BEGINNING", help="keys or files begin so")
    review.add_argument("--sign", action="store_true", help="sign these texts as they are")
    review.add_argument("--who", default="", help="your name or initials, as you want it")
    review.add_argument("--as", dest="role", choices=ROLES, help="as what you read them")
    review.add_argument("--second-read", action="store_true",
                        help="note that they were read twice; this is no sign-off")  # fmt: skip
    review.add_argument("--at", metavar="ISO", help="the day on which it was read")
    review.set_defaults(does=_review)
    diff = does.add_parser("changed", help="what changed since it was signed")
    diff.add_argument("locale")
    diff.add_argument("--country", default="", metavar="CC")
    diff.set_defaults(does=_changed)
    calls = does.add_parser("calls", help="a sheet for volunteers who ring the numbers")
    calls.add_argument("country", metavar="CC")
    calls.add_argument("--locale", default="ru", help="the language of the names")
    calls.add_argument("--out", metavar="FILE", help="where to (default: standard output)")
    first = "what was reported not to work comes first (reads what the service has stored)"
    calls.add_argument("--reported", action="store_true", help=first)
    calls.set_defaults(does=_calls)
    tell = does.add_parser("reports", help="what did not help somebody, by month")
    tell.add_argument("--country", default="", metavar="CC")
    tell.add_argument("--locale", default="ru", help="the language of the names")
    tell.add_argument("--json", action="store_true")
    tell.set_defaults(does=_reports)
    look = does.add_parser("preview", help="a page with every screen, for this computer only")
    look.add_argument("--port", type=int, default=8090)
    look.set_defaults(does=_preview)
    return parser


def _locale(pack: Pack, written: str) -> Locale:
    found = pack.locales.get(canonical(written))
    if found is None:
        known = ", ".join(one.tag for one in pack.locales.locales)
        raise UsageError(f"there is no language {written}; there are {known}")
    return found


def _day(given: argparse.Namespace) -> datetime.date:
    at = moment(given.at)
    if at is None:
        raise UsageError("--at is no moment; write 2026-11-21")
    return datetime.datetime.fromtimestamp(at, datetime.UTC).date()


# --- status


def _status(given: argparse.Namespace, pack: Pack, root: Path) -> int:
    chosen = [_locale(pack, given.locale)] if given.locale else list(pack.locales.locales)
    day = _day(given)
    made = {
        one.tag: coverage(pack, one.tag, _reads(root, one), day, topics=given.topics)
        for one in chosen
    }
    if given.json:
        said = {tag: [msgspec.to_builtins(one) for one in counts] for tag, counts in made.items()}
        print(json.dumps(said, ensure_ascii=False))
        return OK
    for one in chosen:
        door = "at the door" if one.ready else "not at the door yet"
        print(f"{one.tag}  {one.name} ({door})")
        for count in (*made[one.tag], total(made[one.tag])):
            print(f"  {_line(count)}")
        print()
    print(_HUMANS)
    for one in chosen:
        whole = total(made[one.tag])
        unread = whole.owed - whole.read
        print(
            f"  {one.tag}: a native speaker and a specialist sign {whole.critical - whole.signed}"
            f" critical texts; {unread} texts wait for a second reader"
        )
    return OK


def _reads(root: Path, locale: Locale) -> Reads:
    """Second readings of its own texts, and of those that it is made from."""
    tags = (tag for tag in (locale.tag, locale.derived) if tag)
    return frozenset().union(*(readings.reads(root, tag) for tag in tags))


_HUMANS = "What needs a person (nobody has signed what is not counted as signed):"


def _line(count: Count) -> str:
    parts = [
        f"{count.where:<42}",
        f"there {_part(count.there, count.owed)}",
        f"read twice {_part(count.read, count.owed)}",
    ]
    if count.critical:
        parts.append(f"signed {_part(count.signed, count.critical)} critical")
    if count.expired:
        parts.append(f"{count.expired} on an expired source")
    return "  ".join(parts)


def _part(some: int, all_: int) -> str:
    share = "all" if some == all_ else f"{100 * some // all_ if all_ else 100} %"
    return f"{some}/{all_} ({share})"


# --- coverage


def _coverage(given: argparse.Namespace, pack: Pack, root: Path) -> int:
    spoken = matrix(pack, themes_of(Sources(root)))
    known = {
        country.code: completeness(directory)
        for country in pack.locales.countries
        if country.full and (directory := pack.directory.country(country.code)) is not None
    }
    if given.json:
        said = {
            code: [msgspec.to_builtins(one) for one in counts] for code, counts in known.items()
        }
        print(json.dumps({"themes": spoken, "known": said}, ensure_ascii=False))
        return OK
    print("Themes, and which topic or text of which country speaks of them (S35)\n")
    print("\n".join(of_themes(spoken)))
    print("\nWhat is known of numbers, lines and services: answers that sources give (S39)\n")
    for code, counts in known.items():
        print("\n".join(of_known(code, counts)))
    return OK


# --- PO files


def _export(given: argparse.Namespace, pack: Pack, root: Path) -> int:
    locale = _locale(pack, given.locale)
    source = _locale(pack, given.source).tag if given.source else ""
    chosen = [
        debt
        for debt in debts(pack, locale.tag, source)
        if debt.part != COVER  # It is written for itself.
        and _chosen(given.only, debt.key, debt.source.file)
        and not (given.missing and debt.entry is not None)
    ]
    if not chosen:
        raise UsageError("no text begins so, or nothing is missing")
    content = exported(chosen, locale, notes_of(root, CANONICAL))
    if given.out:
        Path(given.out).write_bytes(content)
        print(f"{len(chosen)} texts in {given.out}.")
    else:
        sys.stdout.buffer.write(content)
    return OK


def _chosen(beginnings: list[str], key: str, file: str) -> bool:
    return not beginnings or key.startswith(tuple(beginnings)) or file.startswith(tuple(beginnings))


def _import(given: argparse.Namespace, _pack: Pack, root: Path) -> int:
    code = OK
    for name in given.files:
        try:
            content = Path(name).read_bytes()
        except OSError as problem:
            raise UsageError(f"{name} cannot be read: {problem.strerror}") from None
        code = max(code, _import_one(content, name, root, dry=given.dry_run))
    return code


def _import_one(content: bytes, name: str, root: Path, *, dry: bool) -> int:
    issues: list[Issue] = []
    today = datetime.datetime.now(datetime.UTC).date()
    with importing.alone(root):
        pack = load(root).pack
        if pack is None:
            return FINDINGS
        found = brought(content, name, pack.locales, issues)
        new = importing.changes(pack, found, name, issues) if found else None
        wanted = new.wanted if new else []
        made = importing.pages(root, found.locale, wanted, issues) if found else {}
        if not issues and found:
            issues = importing.refused(root, found.locale, made, today)
        if issues or found is None:
            for issue in issues:
                where = f"{issue.file}:{issue.line}" if issue.line else issue.file
                print(f"{where}: {issue.message}\n  > {issue.remedy}", file=sys.stderr)
            print(f"{name}: nothing was changed.", file=sys.stderr)
            return FINDINGS
        if not dry:
            importing.write(root, made)
    for key in new.overtaken if new else ():
        print(f"{name}: {key} or its source has changed since the file was exported: left alone.")
    verb = "would change" if dry else "changed"
    print(f"{name}: {len(wanted)} texts {verb} in {len(made)} files; {len(found.fuzzy)} fuzzy "
          f"and {found.empty} empty ones were left.")  # fmt: skip
    return OK


# --- preview


def _preview(given: argparse.Namespace, _pack: Pack, root: Path) -> int:
    import uvicorn

    from bot.workbench import preview

    content = preview.Content(root, lambda: datetime.datetime.now(datetime.UTC))
    try:
        listening = socket.create_server(("127.0.0.1", given.port))
    except OSError:
        raise UsageError(f"port {given.port} is in use; name another with --port") from None
    with listening:
        port = listening.getsockname()[1]
        print(f"The preview is at http://127.0.0.1:{port} (end it with Ctrl+C).", flush=True)
        uvicorn.Server(uvicorn.Config(preview.app(content), log_level="warning")).run([listening])
    return OK


# --- sign-offs


def _review(given: argparse.Namespace, pack: Pack, root: Path) -> int:
    locale = _locale(pack, given.locale).tag
    needing = critical(pack)
    texts = [
        (debt.key, debt.entry)
        for debt in debts(pack, locale)
        if debt.entry is not None and _chosen(given.only, debt.key, debt.entry.file)
    ]
    if given.second_read:
        new = readings.note_reads(root, locale, texts, _day(given))
        print(f"{new} texts of {len(texts)} were noted as read a second time.")
        return OK
    if given.sign:
        if not given.only:
            raise UsageError("say which texts were read: keys or files by their beginning")
        if not given.who.strip() or not given.role:
            raise UsageError("a sign-off needs --who and --as")
        if not texts:
            raise UsageError("no text begins so")
        readings.sign(root, locale, texts, who=given.who.strip(), role=given.role, day=_day(given))
        print(f"{given.who.strip()} signed {len(texts)} texts as {given.role}.")
        return OK
    _left(pack, locale, [text for text in texts if given.only or text[0] in needing])
    return OK


def _left(pack: Pack, locale: str, texts: list[tuple[str, Entry]]) -> None:
    """Texts with their hashes and who has signed them as they are."""
    for key, entry in texts:
        mark = fingerprint(entry)
        by = [
            f"{one.who} as {one.role} on {one.when}"
            for one in pack.reviews.get(locale, ())
            if (one.key, one.hash) == (key, mark)
        ]
        print(f"{key}  {mark}  {'; '.join(by) or 'nobody has signed it'}")
        for form in entry.forms.values():
            print("".join(f"    {line}\n" for line in form.split("\n")), end="")
    print(f"\n{len(texts)} texts.")


def _changed(given: argparse.Namespace, pack: Pack, root: Path) -> int:
    locale = _locale(pack, given.locale).tag
    found = changed(pack, root, locale, given.country)
    for one in found:
        print(f"{one.key}: signed by {one.who} as {one.role} on {one.when}")
        print(f"  {marked(one.then, one.now) if one.then is not None else one.now}\n")
    print(f"{len(found)} signed texts have changed.")
    return OK


# --- calls


def _calls(given: argparse.Namespace, pack: Pack, _root: Path) -> int:
    country = _country(pack, given.country)
    reports = _reported(country.country) if given.reported else []
    troubled = frozenset(one.service for one in reports)
    page = callsheet.sheet(pack, country, _locale(pack, given.locale).tag, troubled)
    if given.out:
        Path(given.out).write_text(page, "utf-8")
        print(f"The sheet is in {given.out}; print it, one page for each number.")
    else:
        print(page)
    return OK


def _country(pack: Pack, written: str) -> CountryDirectory:
    country = pack.directory.country(written if written == "other" else written.upper())
    if country is None:
        known = ", ".join(pack.directory.countries)
        raise UsageError(f"there is no country {written}; there are {known}")
    return country


# --- reports


def _reports(given: argparse.Namespace, pack: Pack, _root: Path) -> int:
    code = _country(pack, given.country).country if given.country else ""
    rows = of_reports(pack, _reported(code), _locale(pack, given.locale).tag)
    if given.json:
        print(json.dumps(rows, ensure_ascii=False))
        return OK
    for row in rows:
        when, number = f"{row['month']}  {row['country']}", f"{row['number']:>4}"
        print(f"{when}  {number}  {row['words']}: {row['name']}")
    print(f"{len(rows)} lines; months are UTC, and nothing in them is about a person.")
    return OK


def _reported(country: str) -> list[Reported]:
    """The reports about a country, or all; ``SettingsError``, ``StoreError`` or ``KeysError``."""
    settings = read_settings(os.environ, stored=True)
    found = reported(asyncio.run(day_counts(settings)))
    return [one for one in found if country in ("", one.country)]
