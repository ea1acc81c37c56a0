"""The one sealed form: a version byte, a random nonce, AES-256-GCM over data and its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag

from bot.keys.errors import Unreadable

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    from bot.keys.roots import Random

_VERSION = b"\x01"
_NONCE = 12
_TAG = 16
OVERHEAD = len(_VERSION) + _NONCE + _TAG
"""Bytes that sealing adds."""


def place(*parts: bytes) -> bytes:
    """Associated data that no other list of parts gives: what the envelope belongs to."""
    return b"".join([len(part).to_bytes(4, "big") + part for part in parts])


def shut(cipher: AESGCM, random: Random, where: bytes, data: bytes) -> bytes:
    """Seal ``data`` so that it opens only with the same key at the same place."""
    nonce = random(_NONCE)
    return _VERSION + nonce + cipher.encrypt(nonce, data, _VERSION + where)


def unshut(cipher: AESGCM, where: bytes, sealed: bytes) -> bytes:
    """The data of :func:`shut`. Raises ``Unreadable``."""
    if len(sealed) < OVERHEAD or sealed[:1] != _VERSION:
        raise Unreadable("This is no sealed row of a form that we know.")
    try:
        return cipher.decrypt(sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :], _VERSION + where)
    except InvalidTag:
        raise Unreadable("A sealed row does not fit its key or its place.") from None
