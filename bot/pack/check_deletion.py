"""Nothing goes from her phone on WhatsApp, and no text that is said there claims it (S14).

What a claim is, and what shows that a sentence denies it or is about another place, each language
says itself (``deletion`` and ``no_deletion`` of ``understanding/<locale>.yaml``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.content.catalogue import Entry
from bot.content.issue import Issue, error
from bot.content.script import fold
from bot.pack.model import Pack
from bot.understanding.words import Words

OWN = "@whatsapp"
"""How the keys of texts end that are written apart for this messenger."""
NOT_THERE = ("desk.", "find.here", "media.ask", "media.delete", "outage.")
"""How the keys of texts begin that nobody is told there: a counsellor's, or of keys and buttons
that it has not.
"""
_SAID = ("messages/", "reporting/")
"""Folders of texts that speak of this chat. Rights speak of what others delete."""
_NAME = re.compile(r"(?i)whatsapp|ватсап")
_END = re.compile(r"[.!?…;\n]")
"""No colon: what stands before it says where that is which stands behind it."""


class Deletion:
    """The claims of one language, ready to be found."""

    def __init__(self, words: Words) -> None:
        self._claims = _beginnings(words.deletion)
        self._none = _beginnings(words.no_deletion)

    def claim(self, text: str) -> str:
        """The words of ``text`` that claim to delete something in this chat, or nothing."""
        return next(filter(None, map(self._sentence, _END.split(text))), "")

    def may_claim(self, line: str) -> bool:
        """Whether it is worth to look: ``line`` is the folded text between spaces."""
        return self._claims.search(line) is not None

    def _sentence(self, sentence: str) -> str:
        said = f" {fold(sentence)} "
        claim = self._claims.search(said)
        return claim[0].strip() if claim and not self._none.search(said) else ""


def check_deletion(
    pack: Pack, key: str, entry: Entry, line: str, deletion: Deletion
) -> Iterable[Issue]:
    """A text that claims it where it is said, or of WhatsApp by name."""
    if not entry.file.startswith(_SAID) or not deletion.may_claim(line):
        return
    whole = "\n".join(entry.forms.values())
    if not _said_there(pack, key):
        whole = "\n".join(sentence for sentence in _END.split(whole) if _NAME.search(sentence))
    claim = deletion.claim(whole)
    if claim:
        message = f"The text {key} says “{claim}”, and on WhatsApp we can delete nothing (S14)."
        plain = key.removesuffix(OWN)
        remedy = f"Say in {plain}{OWN} that it stays until she deletes it, or whose copy goes."
        yield error("whatsapp-deletion", entry.file, entry.line, message, remedy)


def _said_there(pack: Pack, key: str) -> bool:
    if key.endswith(OWN):
        return True
    return not (key.startswith(NOT_THERE) or pack.catalogue.has(key + OWN))


def _beginnings(phrases: Iterable[str]) -> re.Pattern[str]:
    """Phrases between spaces, of which the last word may go on; none of them finds nothing."""
    return re.compile(f" (?:{'|'.join(map(re.escape, filter(None, phrases))) or '(?!)'})")
