"""What a counsellor types to us and not to a person: ``/close``, ``/close 42``."""

from __future__ import annotations

from typing import Final

import msgspec

ORDERS: Final = frozenset(
    {
        "start", "help", "me", "queue", "duty", "off", "break", "check", "canned", "wait", "undo",
        "transfer", "refer", "media", "release", "close", "block", "panic", "supervisor",
        "confirm", "remove", "admit",
    }
)  # fmt: skip
"""Every order; the last three are a coordinator's."""


class Order(msgspec.Struct, frozen=True):
    """An order, and what stands behind it. A ``name`` that is none of :data:`ORDERS` is ''."""

    name: str
    rest: str = ""


def order_of(typed: str) -> Order | None:
    """The order of a text that begins with a stroke; None: it is no order."""
    if not typed.startswith("/"):
        return None
    word, _, rest = typed[1:].partition(" ")
    name = word.partition("@")[0].lower()
    return Order(name if name in ORDERS else "", rest.strip())
