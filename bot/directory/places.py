"""What the directory asks of the gazetteer, which it must not import."""

from __future__ import annotations

from typing import Protocol


class Settlement(Protocol):
    """A place: the country's code, degrees, and a kind of which ``region`` has no one centre."""

    @property
    def country(self) -> str:
        """Its country's code."""

    @property
    def kind(self) -> str:
        """``region``, ``district``, ``city`` ..."""

    @property
    def lat(self) -> float:
        """Degrees north."""

    @property
    def lon(self) -> float:
        """Degrees east."""


class Places(Protocol):
    """The gazetteer."""

    def get(self, place_id: str) -> Settlement | None:
        """The place of an id, or None."""
