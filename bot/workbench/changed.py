"""What has changed since somebody signed it: the text then and now, side by side."""

from __future__ import annotations

import datetime
import difflib
from pathlib import Path

import msgspec

from bot.content.reviews import SignOff, fingerprint
from bot.pack.model import Pack
from bot.workbench.readings import signed_texts


class Changed(msgspec.Struct, frozen=True):
    """A text that is not the one that was signed. ``then`` is None where nobody kept it."""

    key: str
    who: str
    when: datetime.date
    role: str
    then: str | None
    now: str


def changed(pack: Pack, root: Path, locale: str, country: str = "") -> list[Changed]:
    """The signed texts of a locale that have changed; of one country only, where it is given."""
    kept = signed_texts(root, locale)
    newest: dict[tuple[str, str], SignOff] = {}
    for one in pack.reviews.get(locale, ()):
        before = newest.get((one.key, one.role))
        if before is None or one.when >= before.when:
            newest[one.key, one.role] = one
    found = []
    for one in newest.values():
        entry = pack.catalogue.entry(one.key, locale)
        if entry is None or fingerprint(entry) == one.hash or not _of(entry.file, country):
            continue
        now = "\n".join(entry.forms.values())
        found.append(Changed(one.key, one.who, one.when, one.role, kept.get(one.hash), now))
    return found


def _of(file: str, country: str) -> bool:
    small = country.lower()
    return not country or f"/{small}/" in file or file.endswith(f"/{small}.yaml")


def marked(then: str, now: str) -> str:
    """Both in one, what went in ``[-…-]`` and what came in ``{+…+}``, by words."""
    old, new = then.split(" "), now.split(" ")
    made: list[str] = []
    for what, a, b, c, d in difflib.SequenceMatcher(None, old, new).get_opcodes():
        if what == "equal":
            made += old[a:b]
            continue
        if a < b:
            made.append(f"[-{' '.join(old[a:b])}-]")
        if c < d:
            made.append(f"{{+{' '.join(new[c:d])}+}}")
    return " ".join(made)
