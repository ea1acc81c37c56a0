"""What a PO file brings, put into the content folder: all of it, or nothing and the reasons."""

from __future__ import annotations

import contextlib
import datetime
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec

from bot.content.catalogue import Entry
from bot.content.issue import Issue, Severity, error
from bot.pack.check import examine
from bot.pack.load import Options
from bot.pack.model import Pack
from bot.workbench.debts import Debt, debts
from bot.workbench.exchange import Brought, Said, mark
from bot.workbench.splice import NoPlaceError, Page

BESIDE = ("rights/", "services/", "reporting/")
"""Folders in whose files the languages of one text stand side by side."""


class Change(msgspec.Struct, frozen=True):
    """One text that a file brings and that is another one than before."""

    debt: Debt
    said: Said


class Changes(msgspec.Struct, frozen=True):
    """What a file brings. ``overtaken``: keys of texts that somebody else changed since the file
    was exported, or whose source changed: they are left alone.
    """

    wanted: list[Change]
    overtaken: list[str]


def changes(pack: Pack, brought: Brought, name: str, issues: list[Issue]) -> Changes:
    """What is new in a file; what does not fit is added to ``issues``."""
    owed = {debt.key: debt for debt in debts(pack, brought.locale)}
    sources = {debt.key: mark(debt.source) for debt in owed.values()}
    found: list[Change] = []
    overtaken: list[str] = []
    for said in brought.said:
        debt = owed.get(said.key)
        if debt is None:
            message = f"There is no text {said.key} that {brought.locale} needs."
            remedy = "Export the file again: the text has gone, or its key was changed."
            issues.append(error("po-key", name, said.line, message, remedy))
            continue
        wanted = debt.source.names()
        given = Entry(said.forms).names()
        if wanted != given:
            lost, extra = sorted(wanted - given), sorted(given - wanted)
            words = [f"lacks {{{one}}}" for one in lost] + [f"has {{{one}}}" for one in extra]
            message = f"The text {said.key} {' and '.join(words)}, unlike the source."
            remedy = "Words in braces are filled by the program: keep them as they are."
            issues.append(error("po-argument", name, said.line, message, remedy))
            continue
        now, new = mark(debt.entry), mark(Entry(said.forms))
        if new in (now, said.was):
            continue  # The same as here, or nobody touched it in the file.
        if (said.was or now) != now or (said.source or sources[said.key]) != sources[said.key]:
            overtaken.append(said.key)
        else:
            found.append(Change(debt, said))
    return Changes(found, overtaken)


def pages(root: Path, locale: str, wanted: list[Change], issues: list[Issue]) -> dict[str, str]:
    """The files that change, by name, with their new text."""
    found: dict[str, Page] = {}
    for change in wanted:
        name = _file(locale, change.debt)
        try:
            page = found.get(name)
            if page is None:
                file = root / name
                page = found[name] = Page(file.read_text("utf-8") if file.exists() else "")
            if name.startswith(BESIDE):
                source = change.debt.source
                page.put_beside(
                    source.line or 0,
                    change.debt.source_locale,
                    source.forms["other"],
                    tag=locale,
                    says=change.said.forms["other"],
                )
            else:
                page.put_message(change.debt.key, change.said.forms)
        except (NoPlaceError, OSError, ValueError):
            message = f"The text {change.debt.key} finds no place in {name}."
            remedy = f"Write it there by hand, as {locale}: beside the others."
            issues.append(error("po-place", name, change.debt.source.line, message, remedy))
    return {name: page.done() for name, page in found.items()}


def _file(locale: str, debt: Debt) -> str:
    if debt.source.file.startswith(BESIDE):
        return debt.source.file
    own = f"messages/{locale}/"
    if debt.entry is not None and debt.entry.file.startswith(own):
        return debt.entry.file
    return own + debt.source.file.rpartition("/")[2]


def refused(root: Path, locale: str, made: dict[str, str], today: datetime.date) -> list[Issue]:
    """The errors that the content would have with ``made`` and has not now; those of ``locale``
    count even while it is not ready.
    """
    options = Options(ready=frozenset({locale}))
    before = {_seen(issue) for issue in _errors(root, today, options)}
    with tempfile.TemporaryDirectory() as folder:
        there = Path(folder) / "content"
        shutil.copytree(root, there)
        write(there, made)
        return [issue for issue in _errors(there, today, options) if _seen(issue) not in before]


def _errors(root: Path, today: datetime.date, options: Options) -> Iterator[Issue]:
    found = examine(root, today, options).issues
    return (one for one in found if one.severity is Severity.ERROR)


def _seen(issue: Issue) -> tuple[str, str, str]:
    return issue.code, issue.file, issue.message


def write(root: Path, made: dict[str, str]) -> None:
    """Each file at once: whoever reads meanwhile has the old one or the new one."""
    for name, text in made.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        beside = file.with_name(f".{file.name}.new")
        beside.write_text(text, "utf-8")
        beside.replace(file)


@contextlib.contextmanager
def alone(root: Path) -> Iterator[None]:
    """One import into a folder at a time; where the system has no such lock, nothing is held."""
    try:
        import fcntl
    except ImportError:  # Windows
        yield
        return
    with (root / "locales.yaml").open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
