"""Texts that were read a second time, and the texts as they were when somebody signed them.

A second reading is no sign-off: somebody who sees only this language, and did not write the text,
went over it. Both files hold hashes, so a text that changes leaves them by itself.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable
from pathlib import Path

from bot.content.catalogue import Entry
from bot.content.reviews import Role, fingerprint
from bot.workbench.coverage import Reads
from bot.workbench.splice import Page

_READ_HEAD = (
    "# Texts that were read a second time, by a reader of this language who did not write them:\n"
    "# key, hash of the text, day. This is no sign-off. Written by `pana content review`.\n"
)


def reads(root: Path, locale: str) -> Reads:
    """Key and hash of everything that was read a second time."""
    return frozenset((line[0], line[1]) for line in _lines(_read_file(root, locale)))


def note_reads(
    root: Path, locale: str, texts: Iterable[tuple[str, Entry]], day: datetime.date
) -> int:
    """Write down that these texts were read; gives how many were not there yet."""
    file = _read_file(root, locale)
    known = {line[0]: line for line in _lines(file)}
    new = 0
    for key, entry in texts:
        mark = fingerprint(entry)
        if known.get(key, ("", ""))[1] != mark:
            known[key] = (key, mark, day.isoformat())
            new += 1
    lines = "".join(f"{' '.join(known[key])}\n" for key in sorted(known))
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(_READ_HEAD + lines, "utf-8")
    return new


def sign(
    root: Path,
    locale: str,
    texts: list[tuple[str, Entry]],
    *,
    who: str,
    role: Role,
    day: datetime.date,
) -> None:
    """Add a person's sign-offs to ``reviews/<locale>.yaml``, in place of older ones of hers."""
    file = root / "reviews" / f"{locale}.yaml"
    text = file.read_text("utf-8") if file.exists() else "signed:\n"
    records = "".join(
        f"- key: {key}\n  hash: {json.dumps(fingerprint(entry))}\n"
        f"  who: {json.dumps(who, ensure_ascii=False)}\n  when: {day.isoformat()}\n  as: {role}\n"
        for key, entry in texts
    )
    older = {(key, who, role) for key, _ in texts}
    kept = Page(text).without_items("signed", lambda item: _is(item) in older)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(kept.rstrip("\n").removesuffix("[]") + "\n" + records, "utf-8")
    _keep(root, locale, texts)


def _is(item: dict[str, str]) -> tuple[str, str, str]:
    return item.get("key", ""), item.get("who", ""), item.get("as", "")


def _keep(root: Path, locale: str, texts: Iterable[tuple[str, Entry]]) -> None:
    """The texts themselves, so that a later change can be shown beside them."""
    known = signed_texts(root, locale)
    for _, entry in texts:
        known[fingerprint(entry)] = "\n".join(entry.forms.values())
    lines = (f"{mark} {json.dumps(known[mark], ensure_ascii=False)}\n" for mark in sorted(known))
    head = "# Texts as they were signed, by hash. Written by `pana content review`.\n"
    _text_file(root, locale).write_text(head + "".join(lines), "utf-8")


def signed_texts(root: Path, locale: str) -> dict[str, str]:
    """Texts as they were when somebody signed them, by hash."""
    return {line[0]: json.loads(line[1]) for line in _lines(_text_file(root, locale), 1)}


def _read_file(root: Path, locale: str) -> Path:
    return root / "reviews" / f"{locale}.read.txt"


def _text_file(root: Path, locale: str) -> Path:
    return root / "reviews" / f"{locale}.signed.txt"


def _lines(file: Path, splits: int = -1) -> list[tuple[str, ...]]:
    if not file.exists():
        return []
    lines = file.read_text("utf-8").splitlines()
    parted = (tuple(line.split(" ", splits)) for line in lines if line and line[0] != "#")
    return [line for line in parted if len(line) > 1]
