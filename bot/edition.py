"""The content that is in use. Another edition can take its place while the service runs."""

from __future__ import annotations

from collections.abc import Mapping

from bot.pack.model import Pack
from bot.surface import WHATSAPP

APART = (WHATSAPP,)
"""Messengers on which some things are said and done otherwise; their names are their channels'."""


class Edition:
    """Whoever decides or draws asks here each time, and keeps nothing of it.

    Sessions outlive an edition: a step that is gone leads to the step that took its place.
    """

    def __init__(self, pack: Pack) -> None:
        self.use(pack)

    def use(self, pack: Pack) -> None:
        """From the next update on this content is said."""
        pack.listener.learn()  # before anybody waits for it
        self._apart = {one.name: pack.on(one) for one in APART}
        self._pack = pack

    @property
    def pack(self) -> Pack:
        """The content as it is said on most messengers."""
        return self._pack

    @property
    def apart(self) -> Mapping[str, Pack]:
        """By messenger: the content where things are said otherwise."""
        return self._apart
