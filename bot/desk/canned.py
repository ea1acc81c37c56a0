"""Ready replies in the person's language: what is often said, and what must be said carefully."""

from __future__ import annotations

from typing import Final

from bot.pack.model import Pack
from bot.surface import WHATSAPP
from bot.text import Text

CANNED: Final = (
    "hello",
    "slow",
    "believe",
    "alone",
    "wait",
    "neither",
    "no_place",
    "pictures",
    "end",
)
"""``neither``: to who asks whether somebody is with us; it neither confirms nor denies (S50)."""


def words_of(pack: Pack, name: str, locale: str, *, lasting: bool = False) -> str:
    """The reply in this language; ``lasting``: for somebody from whose phone nothing goes."""
    key = f"canned.{name}"
    apart = f"{key}@{WHATSAPP.name}"
    found = apart if lasting and pack.catalogue.has(apart) else key
    return pack.catalogue.say(Text(found), locale).text
