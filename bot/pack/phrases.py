"""Phrases by what they mean (``phrases/<locale>.yaml``), and what was learned from them.

The service needs only the weights; phrases are read where they are checked, and by ``make learn``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from bot.content.documents import Document
from bot.content.issue import Issue, error, warning
from bot.content.script import folded
from bot.pack.sources import Sources
from bot.understanding.danger import THREAT
from bot.understanding.intents import INTENTS
from bot.understanding.lessons import Lessons, Lore

FOLDER = "phrases"
WEIGHTS = f"{FOLDER}/learned.bin"
AND_DANGER = ", danger"
"""Behind an intent: these phrases tell of danger as well."""
BOTH = (
    "child_abuse", "trafficking", "forced_marriage", "helping_other", "disability",
    "divorce_children", "self_harm",
)  # fmt: skip
"""Intents of which some phrases tell of danger and some do not."""
LABELS = (*INTENTS, THREAT, *(name + AND_DANGER for name in BOTH), f"self_harm, {THREAT}")
"""What a phrase may be: an intent, the one signal that is none, or an intent and a signal."""


def learned_from(sources: Sources) -> Lore | None:
    """What was learned; None where nothing was, or where it cannot be read, which is an error."""
    try:
        made = (sources.root / WEIGHTS).read_bytes()
    except OSError:
        return None
    try:
        return Lore(msgspec.msgpack.decode(made, type=Lessons))
    except (msgspec.MsgspecError, ValueError):
        message = "The learned weights cannot be read."
        remedy = "Put the file back as it was, or run `make learn`."
        sources.issues.append(error("bad-weights", WEIGHTS, None, message, remedy))
        return None


def files_of(root: Path) -> list[Path]:
    """The files of phrases, by name."""
    return sorted((root / FOLDER).glob("*.yaml"))


def fingerprint(root: Path) -> str:
    """A hash of every byte that is learned from."""
    seen = hashlib.sha256()
    for file in files_of(root):
        seen.update(file.name.encode() + b"\n" + file.read_bytes())
    return seen.hexdigest()[:40]


def check_phrases(sources: Sources, learned: Lore | None) -> list[Issue]:
    """Labels that are none, phrases in two places, weights that are old. What was learned from was
    looked at then: a hundred thousand phrases are not read again before one of them changes.
    """
    if learned is not None and learned.of == fingerprint(sources.root):
        return []
    before = len(sources.issues)
    documents = sources.each(f"{FOLDER}/*.yaml")
    found = sources.issues[before:]
    for document in documents:
        found += _file(document)
    if documents and not found:
        message = "Phrases were changed since was learned from them; so far they change nothing."
        remedy = "Run `make learn`, and `make eval` to see what it brought."
        found.append(warning("old-weights", WEIGHTS, None, message, remedy))
    return found


def _file(document: Document) -> Iterator[Issue]:
    file, data = document.file, document.data
    if not isinstance(data, dict):
        yield error(
            "bad-phrases",
            file,
            1,
            "This is no list of phrases.",
            "See docs/authors/understanding.md.",
        )
        return
    known: dict[str, str] = {}
    for label, listed in data.items():
        line = document.line(label)
        if label not in LABELS:
            message = f"{label} is no intent."
            yield error("unknown-intent", file, line, message, f"Intents are {'; '.join(LABELS)}.")
        elif not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
            message = f"{label} is not a list of phrases."
            remedy = "Write one phrase a line behind a dash; in quotes, where it is a number or no."
            yield error("bad-phrases", file, line, message, remedy)
        else:
            for number, (phrase, same) in enumerate(zip(listed, folded(listed), strict=True)):
                other = known.setdefault(same, label)
                if other != label:
                    message = f"The phrase “{phrase}” stands under {other} and under {label}."
                    where = document.line(label, number)
                    yield error("double-phrase", file, where, message, "Remove one of the two.")
