"""Root keys: what ``PANA_SECRET`` holds, and the three keys derived from each of them.

A root key is never used itself. HKDF-SHA256 makes of it a *sealing* key (day keys), a *look-up*
key (pseudonyms of chats) and a *word* key (hashes of exit words that people chose).
"""

from __future__ import annotations

import base64
import binascii
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.keys.errors import SecretError

Random = Callable[[int], bytes]
"""Gives that many random bytes."""

KEY_BYTES = 32
_FEWEST_DISTINCT = 16
_PLACEHOLDERS = (
    b"change", b"replace", b"placeholder", b"example", b"secret", b"password", b"your", b"insert",
    b"todo", b"xxxx", b"0123456789", b"abcdefgh",
)  # fmt: skip
_ID = re.compile(r"[A-Za-z0-9_-]{1,32}")
_MEND = "run `pana keys new` and put the line it prints into PANA_SECRET"


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class RootKey:
    """One item of ``PANA_SECRET``; its repr shows the id only."""

    id: str
    sealing: AESGCM
    lookup: bytes
    word: bytes
    webhook: str = ""
    """What a provider has to send along, where no secret was set for that."""
    typed: bool = False
    """Its bytes are plain text: somebody typed it. Good enough for a test, not for production."""

    def __repr__(self) -> str:
        return f"RootKey({self.id})"


@dataclass(frozen=True, slots=True)
class RootKeys:
    """All root keys, newest first."""

    items: tuple[RootKey, ...]
    by_id: dict[str, RootKey] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_id", {item.id: item for item in self.items})

    def __iter__(self) -> Iterator[RootKey]:
        return iter(self.items)

    @property
    def newest(self) -> RootKey:
        """The one that seals what is written now."""
        return self.items[0]

    @classmethod
    def parse(cls, setting: str) -> RootKeys:
        """Read ``id:base64[,id:base64...]``, newest first, 32 bytes each.

        Raises ``SecretError`` with a sentence that says how to mend it; it never shows the key.
        """
        if not setting.strip():
            raise SecretError(f"PANA_SECRET is empty: {_MEND}.")
        seen: dict[str, bytes] = {}
        for place, item in enumerate(setting.split(","), start=1):
            name, raw = _parse_item(item.strip(), place)
            if name in seen or raw in seen.values():
                raise SecretError(f"PANA_SECRET: item {place} repeats an id or a key; remove it.")
            seen[name] = raw
        return cls(tuple(_derive(name, raw) for name, raw in seen.items()))

    @staticmethod
    def new_item(random: Random = os.urandom) -> str:
        """A fresh item for ``PANA_SECRET``: a random id and 32 random bytes."""
        return f"{random(4).hex()}:{base64.b64encode(random(KEY_BYTES)).decode()}"


def _parse_item(item: str, place: int) -> tuple[str, bytes]:
    name, colon, text = item.partition(":")
    if not colon or not _ID.fullmatch(name):
        raise SecretError(f"PANA_SECRET: item {place} is not `id:base64`; {_MEND}.")
    try:
        raw = binascii.a2b_base64(text, strict_mode=True)
    except ValueError:
        raise SecretError(f"PANA_SECRET: the key of item {place} is no base64; {_MEND}.") from None
    if len(raw) != KEY_BYTES:
        raise SecretError(
            f"PANA_SECRET: the key of item {place} has {len(raw)} bytes and not {KEY_BYTES}; "
            f"{_MEND}."
        )
    if _looks_weak(raw):
        raise SecretError(f"PANA_SECRET: the key of item {place} is not random; {_MEND}.")
    return name, raw


def _looks_weak(raw: bytes) -> bool:
    """Repeated bytes, a run such as 00 01 02, or words that stand where a key should."""
    steps = {(after - before) % 256 for before, after in pairwise(raw)}
    words = any(word in raw.lower() for word in _PLACEHOLDERS)
    return len(set(raw)) < _FEWEST_DISTINCT or len(steps) == 1 or words


def _derive(name: str, raw: bytes) -> RootKey:
    def derive(label: bytes) -> bytes:
        info = b"pana/1/" + label
        return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(raw)

    return RootKey(
        name,
        AESGCM(derive(b"sealing")),
        derive(b"look-up"),
        derive(b"word"),
        derive(b"webhook").hex(),
        typed=raw.isascii() and raw.decode().isprintable(),
    )
