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
    takes_files: bool = True
    """Pictures and voices can be sent to her."""
    answers_within: float = 0.0
    """Seconds after her last message within which she may be written to; 0: always."""
    abilities: tuple[Ability, ...] = ()
    """What its buttons may need: the others are left out there."""


DAY: Final = 86_400.0
TELEGRAM: Final = Surface("telegram", abilities=("location_keyboard",))
WHATSAPP: Final = Surface("whatsapp", keeps=True, takes_files=False, answers_within=DAY)
