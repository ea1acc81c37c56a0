"""Themes that no country may be silent about, and where each belongs (S35)."""

from __future__ import annotations

import msgspec


class Theme(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One theme. ``words``: whole English ones, by which a text is known to speak of it."""

    theme: str
    words: tuple[str, ...]
    topics: tuple[str, ...] = ()
    """Topics of rights; each has to be there in every full country."""
    texts: tuple[str, ...] = ()
    """Keys of common texts."""


class Themes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``themes.yaml``."""

    themes: tuple[Theme, ...] = ()
