"""What the core has to know of the messenger that she writes from."""

from __future__ import annotations

from typing import Final

import msgspec

from bot.effects import Ability


class Surface(msgspec.Struct, frozen=True):
    """A messenger, as she meets it. ``name`` is that of its channel and of texts written for it
    (``key@whatsapp``).
    """

    name: str
    keeps: bool = False
    """What was sent stays on her phone: nothing can be covered, edited or taken away. So hiding and
    leaving send no ordinary page, and long texts come only when she asks for them (S14).
    """
    abilities: tuple[Ability, ...] = ()
    """What its buttons may need: the others are left out there."""


TELEGRAM: Final = Surface("telegram", abilities=("location_keyboard",))
WHATSAPP: Final = Surface("whatsapp", keeps=True)
